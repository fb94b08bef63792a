package app_test

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/matter"
)

// monthSheet is a sheet without numbers; each row a title, a brief, a unit, an owner, a due date, a rate and words, by commas.
type monthSheet struct {
	name string
	rows []string
}

// monthBook is a workbook of months whose rows are counted.
func monthBook(t *testing.T, sheets ...monthSheet) string {
	t.Helper()
	counted := make([]monthSheet, len(sheets))
	for n, s := range sheets {
		counted[n] = month(s.name, "序号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况")
		for i, row := range s.rows {
			counted[n].rows = append(counted[n].rows, strconv.Itoa(i+1)+","+row)
		}
	}
	return bookOf(t, "月报.xlsx", counted...)
}

// bookOf writes a workbook, sheet by sheet in order, each row as a line of a csv.
func bookOf(t *testing.T, name string, sheets ...monthSheet) string {
	t.Helper()
	f := excelize.NewFile()
	for _, s := range sheets {
		if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for i, row := range s.rows {
			cells := strings.Split(row, ",")
			if err := f.SetSheetRow(s.name, "A"+strconv.Itoa(i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), name)
	if err := errors.Join(f.DeleteSheet("Sheet1"), f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func month(name string, rows ...string) monthSheet { return monthSheet{name, rows} }

// In whatever order the months stand, the last says how a matter is, and the same bytes bring nothing more.
func TestTheLatestMonthOfAWorkbookCounts(t *testing.T) {
	t.Parallel()
	const head, tail = "引进甲项目,完成签约,招商一科,招商一科科长,", ",已对接"
	may, april, march := month("5月", head+"2024-08-31,40%"+tail), month("4月", head+"2024-07-31,60%,已签约"), month("3月", head+"2024-06-30,50%"+tail)
	for _, tt := range []struct {
		name  string
		due   string
		books [][]monthSheet
	}{
		{"the newest first", "2024-08-31", [][]monthSheet{{may, april, march}}},
		{"the newest last", "2024-08-31", [][]monthSheet{{march, april, may}}},
		{"month by month, each before the others", "2024-07-31", [][]monthSheet{{march}, {april, march}, {may, april, march}}},
		{"months from before are put in later", "2024-08-31", [][]monthSheet{{may}, {may, april, march}}},
		{"a correction of a month past", "2024-08-31", [][]monthSheet{{may, march}, {may, month("3月", head+"2024-09-30,70%,已投产")}}},
		{"each month by itself", "2024-07-31", [][]monthSheet{{march}, {april}, {may}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			file := ""
			for i, sheets := range tt.books {
				file = monthBook(t, sheets...)
				if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, i)}); out.Errors > 0 || out.New != map[bool]int{true: 1}[i == 0] {
					t.Errorf("%+v", out)
				}
			}
			s, stood := one(t, a, "引进甲项目"), events(t, a, zone)
			due := s.Due
			if s.Replan != nil {
				due = s.Replan.Due
			}
			if s.Progress != 40 || due != clock.MustDate(tt.due) {
				t.Errorf("at %v, %s was asked for", s.Progress, due)
			}
			for i := range 2 {
				if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 1, i)}); out.New+out.Changed+out.Errors > 0 || events(t, a, zone) != stood {
					t.Errorf("again: %+v", out)
				}
			}
		})
	}
}

// What a month past says changes nothing once a later one tells of the matter, and that is told. Of a matter that no later month
// tells of it is carried out.
func TestAMonthPastIsHistory(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := func(title, rate string) string {
		return title + ",完成签约,招商一科,招商一科科长,2024-06-30," + rate + ",推进到" + rate
	}
	imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("4月", row("甲", "60%")), month("3月", row("甲", "50%"), row("乙", "10%")))})
	out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("4月", row("甲", "60%")), month("3月", row("甲", "55%"), row("乙", "20%"))), At: afterwards.AddDate(0, 0, 1)})
	past := told(out, "import.month_past")
	if len(past) != 1 || past[0].Cell != "3月" || !strings.Contains(past[0].Text.Zh, "其中 1 行的事项在更新的“4月”表里也有") {
		t.Errorf("%+v", out.Doubts)
	}
	if x, y := one(t, a, "甲"), one(t, a, "乙"); x.Progress != 60 || x.Reports != 2 || y.Progress != 20 || out.Changed != 1 {
		t.Errorf("%v after %d reports, %v; %+v", x.Progress, x.Reports, y.Progress, out)
	}
}

// A rate without words that goes up and down is entered each time, in one sheet and in one month after another.
func TestARateThatFallsTwiceIsEnteredTwice(t *testing.T) {
	t.Parallel()
	row := func(rate string) string {
		return "引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + rate + ","
	}
	rates := []string{"50%", "5%", "50%", "5%"}
	want := []float64{50, 5, 50, 5}
	for _, tt := range []struct {
		name  string
		sheet func(i int) []monthSheet
	}{
		{"one sheet", func(i int) []monthSheet { return []monthSheet{month("台账", row(rates[i]), row2(i))} }},
		{"a sheet more each month", func(i int) (out []monthSheet) {
			for n := range i + 1 {
				out = append(out, month([]string{"3月", "4月", "5月", "6月"}[n], row(rates[n])))
			}
			return out
		}},
		{"a new name each month", func(i int) []monthSheet {
			return []monthSheet{month([]string{"3月", "4月", "5月", "6月"}[i], row(rates[i]))}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			for i := range rates {
				file := monthBook(t, tt.sheet(i)...)
				out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, 2*i)})
				if s := one(t, a, "引进甲项目"); s.Progress != want[i] || out.Errors > 0 {
					t.Errorf("the %dth edition: %v, %+v", i+1, s.Progress, out)
				}
				stood := events(t, a, zone)
				if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, 2*i+1)}); events(t, a, zone) != stood {
					t.Errorf("again: %+v", out)
				}
			}
		})
	}
}

// row2 makes the bytes of each edition its own.
func row2(i int) string {
	return "引进乙项目,完成签约,招商一科,招商一科科长,2024-06-30,,第" + string(rune('1'+i)) + "次走访"
}

// A copy of the ledger that lags behind takes nothing back: what it says is told.
func TestACopyThatLagsBehindIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := func(rate, words string) string {
		return "引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + rate + "," + words
	}
	imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("台账", row("30%", "已对接"), row2(0)))})
	imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("台账", row("80%", "已签约"), row2(0))), At: afterwards.AddDate(0, 0, 1)})
	out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("台账", row("30%", "已对接"), row2(1))), At: afterwards.AddDate(0, 0, 2)})
	if s := one(t, a, "引进甲项目"); s.Progress != 80 || out.Differing != 1 || len(told(out, "import.differs_progress")) != 1 {
		t.Errorf("%v, %+v", s.Progress, out)
	}
}

// A unit that gives a matter on from one month to the next is no reason to register it again.
func TestAMatterWhoseUnitChangesFromMonthToMonthIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	row := func(unit, due string) string {
		return "引进甲项目,完成签约," + unit + "," + unit + "科长," + due + ",,"
	}
	first, second := month("4月", row("招商一科", "2024-06-30")), month("5月", row("招商二科", "2024-06-30"))
	for _, tt := range []struct {
		name  string
		books [][]monthSheet
	}{
		{"both at once", [][]monthSheet{{first, second}}},
		{"both at once, the newest first", [][]monthSheet{{second, first}}},
		{"one after the other", [][]monthSheet{{first}, {first, second}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			var out *app.Imported
			for i, sheets := range tt.books {
				out = imported(t, a, app.Importing{Zone: zone, File: monthBook(t, sheets...), At: afterwards.AddDate(0, 0, i)})
			}
			if s := one(t, a, "引进甲项目"); s.Owner != "招商二科科长" || out.Errors > 0 {
				t.Errorf("%s, %+v", s.Owner, out)
			}
			if beside := told(out, "import.other_unit"); len(beside) != 1 || beside[0].Cell != "5月" {
				t.Errorf("%+v", out.Doubts)
			}
			stood := events(t, a, zone)
			if out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, tt.books[len(tt.books)-1]...), At: afterwards.AddDate(0, 1, 0)}); events(t, a, zone) != stood {
				t.Errorf("again: %+v", out)
			}
		})
	}
}

// Every month has its 安全生产检查, and every district.
func TestMattersOfOneTitleInSeveralSheetsStayApartWhereMoreThanTheUnitDiffers(t *testing.T) {
	t.Parallel()
	row := func(unit, due string) string {
		return "安全生产检查,," + unit + "," + unit + "科长," + due + ",,"
	}
	for _, tt := range []struct {
		name   string
		sheets []monthSheet
		told   int
	}{
		{"each month another one", []monthSheet{month("4月", row("招商一科", "2024-04-30")), month("5月", row("招商一科", "2024-05-31"))}, 1},
		{"a sheet for each unit", []monthSheet{month("一科", row("招商一科", "2024-06-30")), month("二科", row("招商二科", "2024-06-30"))}, 1},
		{"two of them in a month, the new one first", []monthSheet{month("4月", row("招商一科", "2024-06-30")), month("5月", row("招商二科", "2024-06-30"), row("招商一科", "2024-06-30"))}, 0},
		{"two of them in a month", []monthSheet{month("4月", row("招商一科", "2024-06-30")), month("5月", row("招商一科", "2024-06-30"), row("招商二科", "2024-06-30"))}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			file := monthBook(t, tt.sheets...)
			out := imported(t, a, app.Importing{Zone: zone, File: file})
			if out.New != 2 || out.Errors > 0 || len(told(out, "import.same_title")) != tt.told {
				t.Errorf("%+v", out)
			}
			stood := events(t, a, zone)
			if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, 1)}); events(t, a, zone) != stood || out.Unchanged+out.Differing < 2 {
				t.Errorf("again: %+v", out)
			}
		})
	}
}

// What of one month repeats an earlier one is entered after what lies between, in one import and in several.
func TestAMonthThatRepeatsAnEarlierOneIsEntered(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := func(rate, words, owner string) string {
		return "引进甲项目,完成签约,招商一科," + owner + ",2024-06-30," + rate + "," + words
	}
	file := monthBook(t, month("3月", row("50%", "正常推进", "招商一科科长")), month("4月", row("30%", "遇阻", "招商一科专员")), month("5月", row("50%", "正常推进", "招商一科科长")))
	imported(t, a, app.Importing{Zone: zone, File: file})
	s, stood := one(t, a, "引进甲项目"), events(t, a, zone)
	if s.Progress != 50 || s.Reports != 3 || s.Owner != "招商一科科长" {
		t.Errorf("%v after %d reports, %s", s.Progress, s.Reports, s.Owner)
	}
	for i := range 2 {
		if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, i+1)}); events(t, a, zone) != stood {
			t.Errorf("again: %+v", out)
		}
	}
}

// A person's report stands against the same bytes, whichever month said something last.
func TestAPersonsReportStandsAgainstAWorkbookOfMonths(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := "引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,50%,已对接"
	file := monthBook(t, month("4月", row), month("5月", row))
	imported(t, a, app.Importing{Zone: zone, File: file})
	fell := 20.0
	if _, err := a.Engine.Do(t.Context(), zone, matter.Command{Name: "report", ID: one(t, a, "引进甲项目").ID, Actor: "招商一科科长", Progress: &fell, Text: "受阻", At: afterwards}); err != nil {
		t.Fatal(err)
	}
	stood := events(t, a, zone)
	if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, 1)}); events(t, a, zone) != stood || out.Differing != 2 {
		t.Errorf("%+v", out)
	}
}

// A row that is new in two sheets, under an ordinal that was another's, is one matter.
func TestARowThatIsPutIntoTwoSheetsIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	const old, fresh = "甲,签约,招商一科,招商一科科长,2024-06-30,10%,", "新事,签约,招商一科,招商一科科长,2024-08-31,5%,"
	for _, names := range [][2]string{{"3月", "4月"}, {"在办", "汇总"}} {
		a, _ := zoneOf(t, zone)
		imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month(names[0], old))})
		out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month(names[0], fresh, old), month(names[1], fresh, old)), At: afterwards.AddDate(0, 0, 1)})
		if out.New != 1 || out.Errors > 0 {
			t.Errorf("%s: %+v", names, out)
		}
	}
}

// In sheets that are no months, a unit that changes in both is handed on once, and a brief that was put otherwise makes no second matter.
func TestASheetThatSumsUpFollowsTheOther(t *testing.T) {
	t.Parallel()
	row := func(brief, unit, owner string) string {
		return "甲," + brief + "," + unit + "," + owner + ",2024-06-30,10%,已对接"
	}
	was := row("签约", "招商一科", "招商一科科长")
	for _, tt := range []struct{ name, is, owner string }{
		{"the unit changes", row("签约", "招商二科", "招商二科科长"), "招商二科科长"},
		{"the brief changes", row("签约并开工", "招商一科", "招商一科科长"), "招商一科科长"},
	} {
		for _, order := range [][2]string{{"在办", "汇总"}, {"汇总", "在办"}} {
			a, _ := zoneOf(t, zone)
			imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month(order[0], was), month(order[1], was))})
			file := monthBook(t, month(order[0], tt.is), month(order[1], tt.is))
			for i := range 2 {
				out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, i+1)})
				if s := one(t, a, "甲"); s.Owner != tt.owner || out.New > 0 || out.Errors > 0 {
					t.Errorf("%s, %s: %s, %+v", tt.name, order, s.Owner, out)
				}
			}
		}
	}
}

// What may be the same under another title, and a month past that is corrected, are told at their cells.
func TestWhatMonthsSayOtherwiseIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := func(title, rate, words string) string {
		return title + ",完成签约,招商一科,招商一科科长,2024-06-30," + rate + "," + words
	}
	march := month("3月", row("引进甲项目", "10%", "已对接"))
	imported(t, a, app.Importing{Zone: zone, File: monthBook(t, march)})
	out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, march, month("4月", row("引进甲项目（一期）", "20%", "已签约"))), At: afterwards.AddDate(0, 0, 1)})
	if found := told(out, "import.retitled"); len(found) != 1 || found[0].Cell != "4月!B2" || !strings.Contains(found[0].Text.Zh, "“引进甲项目”") {
		t.Errorf("%+v", out.Doubts)
	}
	c, _ := zoneOf(t, zone) // and where the month that it was registered from is gone
	april := month("4月", row("引进甲项目", "20%", "已签约"))
	imported(t, c, app.Importing{Zone: zone, File: monthBook(t, march, april)})
	out = imported(t, c, app.Importing{Zone: zone, File: monthBook(t, april, month("5月", row("引进甲项目（一期）", "30%", "已开工"))), At: afterwards.AddDate(0, 0, 1)})
	if found := told(out, "import.retitled"); len(found) != 1 || found[0].Cell != "5月!B2" || !strings.Contains(found[0].Text.Zh, "“引进甲项目”") {
		t.Errorf("%+v", out.Doubts)
	}
	b, _ := zoneOf(t, zone)
	imported(t, b, app.Importing{Zone: zone, File: monthBook(t, march, april)})
	out = imported(t, b, app.Importing{Zone: zone, File: monthBook(t, month("3月", row("引进甲项目", "15%", "已走访")), april), At: afterwards.AddDate(0, 0, 1)})
	if found := told(out, "import.month_corrected"); len(found) != 2 || found[0].Cell != "3月!H2" || found[1].Cell != "3月!G2" || found[1].Read != "15%" || out.Changed > 0 || out.Differing != 1 {
		t.Errorf("%+v", out)
	}
}

// A date that the ledger takes back before its change was approved is told, for the request stands.
func TestADateThatIsTakenBackBeforeItIsApprovedIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	for i, due := range []string{"2024-06-30", "2024-08-31", "2024-06-30"} {
		out := imported(t, a, app.Importing{Zone: zone, File: monthBook(t, month("台账", "引进甲项目,完成签约,招商一科,招商一科科长,"+due+",,")), At: afterwards.AddDate(0, 0, i)})
		if s := one(t, a, "引进甲项目"); s.Replan == nil && i > 0 {
			t.Fatalf("nothing was asked for: %+v", out)
		}
		if found := told(out, "import.differs_due"); i == 2 && (len(found) != 1 || !strings.Contains(found[0].Text.Zh, "refuse-replan")) {
			t.Errorf("%+v", out.Doubts)
		}
	}
}

// Evidence without a word on the progress is kept at once.
func TestEvidenceAloneIsEnteredWithTheFirstImport(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限,佐证材料", "X1,甲,签约,招商一科,招商一科科长,2024-06-30,会议照片", "X2,乙,签约,招商一科,,2024-06-30,会议照片")
	out := imported(t, a, app.Importing{Zone: zone, File: file})
	if s := one(t, a, "甲"); len(s.Evidence) != 1 || len(told(out, "import.not_assigned")) != 1 {
		t.Errorf("%q, %+v", s.Evidence, out.Doubts)
	}
	stood := events(t, a, zone)
	if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, 1)}); events(t, a, zone) != stood {
		t.Errorf("again: %+v", out)
	}
}
