package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/app"
)

// renamedBook is a ledger without numbers, sheet by sheet; each row an ordinal, a title and how it stands.
func renamedBook(t *testing.T, sheets map[string][][3]any, order ...string) string {
	t.Helper()
	if order == nil {
		order = slices.Sorted(maps.Keys(sheets))
	}
	var book []monthSheet
	for _, name := range order {
		s := month(name, "序号,任务名称,进展情况,责任单位,责任人,完成时限,任务书")
		for _, cells := range sheets[name] {
			s.rows = append(s.rows, fmt.Sprintf("%v,%v,%v,招商一科,招商一科科长,2024-06-30,完成签约", cells[0], cells[1], cells[2]))
		}
		book = append(book, s)
	}
	return bookOf(t, "月报.xlsx", book...)
}

func TestARenamedSheetIsNotRegisteredTwice(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	june := [][3]any{{1, "引进甲项目", "已对接"}, {2, "引进乙项目", "已对接"}, {3, "引进丙项目", "已对接"}}
	steps := []struct {
		name               string
		sheets             map[string][][3]any
		fresh, updated     int
		unchanged, renamed int
	}{
		{"the first month", map[string][][3]any{"6月": june}, 3, 0, 0, 0},
		{"the same under the next month's name", map[string][][3]any{"7月": june}, 0, 0, 3, 1},
		{"a new row before the known ones, and one that got on", map[string][][3]any{"8月": {{1, "引进丁项目", "已对接"}, {2, "引进甲项目", "已签约"}, {3, "引进乙项目", "已对接"}, {4, "引进丙项目", "已对接"}}}, 1, 1, 2, 1},
		{"that month again", map[string][][3]any{"8月": {{1, "引进丁项目", "已对接"}, {2, "引进甲项目", "已签约"}, {3, "引进乙项目", "已对接"}, {4, "引进丙项目", "已对接"}}}, 0, 0, 4, 1},
		{"two sheets that are both there hold matters of one title each", map[string][][3]any{"8月": {{1, "引进丁项目", "已对接"}, {2, "引进甲项目", "已签约"}, {3, "引进乙项目", "已对接"}, {4, "引进丙项目", "已对接"}}, "另表": {{1, "引进戊项目", "已对接"}}}, 1, 0, 4, 1},
	}
	for i, step := range steps {
		out := imported(t, a, app.Importing{Zone: zone, File: renamedBook(t, step.sheets), At: afterwards.AddDate(0, 0, i)})
		if out.Errors > 0 || out.New != step.fresh || out.Changed != step.updated || out.Unchanged != step.unchanged || len(toldOf(out, "import.sheet_renamed")) != step.renamed {
			t.Errorf("%s: new %d, updated %d, unchanged %d, errors %d, told %+v", step.name, out.New, out.Changed, out.Unchanged, out.Errors, out.Doubts)
		}
	}
}

// A month's sheet copied beside the last one, a row that moved from one sheet to another and a sheet that sums up all tell of
// matters that are there already; what has only its title in common does not.
func TestAMatterToldInSeveralSheetsIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	a1, b1 := [3]any{1, "引进甲项目", "已对接"}, [3]any{2, "引进乙项目", "已对接"}
	steps := []struct {
		name           string
		sheets         map[string][][3]any
		fresh, updated int
		told           int
		order          []string
	}{
		{"two months in one workbook", map[string][][3]any{"3月": {a1, b1}, "4月": {{1, "引进甲项目", "已签约"}, b1, {3, "引进丙项目", "已对接"}}}, 3, 1, 1, nil},
		{"a third beside them", map[string][][3]any{"3月": {a1, b1}, "4月": {{1, "引进甲项目", "已签约"}, b1, {3, "引进丙项目", "已对接"}}, "5月": {{1, "引进丙项目", "已签约"}}}, 0, 1, 1, nil},
		{"the newest put first", map[string][][3]any{"3月": {a1, b1}, "4月": {{1, "引进甲项目", "已签约"}, b1, {3, "引进丙项目", "已对接"}}, "5月": {{1, "引进丙项目", "已签约"}}}, 0, 0, 0, []string{"5月", "4月", "3月"}},
		{"a row that moved", map[string][][3]any{"3月": {b1}, "4月": {b1}, "5月": {{1, "引进丙项目", "已签约"}, {2, "引进甲项目", "已投产"}}}, 0, 1, 1, nil},
	}
	app1, _ := zoneOf(t, zone)
	for i, step := range steps {
		out := imported(t, app1, app.Importing{Zone: zone, File: renamedBook(t, step.sheets, step.order...), At: afterwards.AddDate(0, 0, i)})
		if out.Errors > 0 || out.New != step.fresh || out.Changed != step.updated || len(toldOf(out, "import.other_sheet")) != step.told || len(toldOf(out, "import.row_gone")) > 0 {
			t.Errorf("%s: new %d, updated %d, errors %d, lines %+v, told %+v", step.name, out.New, out.Changed, out.Errors, out.Lines, out.Doubts)
		}
	}
	if s := one(t, app1, "引进甲项目"); s.Reports != 3 {
		t.Errorf("reported %d times", s.Reports)
	}
}

// A workbook that holds the last months alone goes on where several sheets ended: each matter stays with the month that it came in.
func TestALedgerOfTheLastMonthsAloneGoesOn(t *testing.T) {
	t.Parallel()
	titles := []string{"引进甲项目", "引进乙项目", "引进丙项目", "引进丁项目", "引进戊项目"}
	sheetOf := func(n, rows int) monthSheet { // every month has one matter more
		s := month(strconv.Itoa(n)+"月", "序号,任务名称,进展情况,责任单位,责任人,完成时限,任务书,完成率")
		for i, title := range titles[:rows] {
			s.rows = append(s.rows, fmt.Sprintf("%d,%s,%d月办理,招商一科,招商一科科长,2024-12-31,完成签约,%d%%", i+1, title, n, 10*n))
		}
		return s
	}
	for _, tt := range []struct {
		name     string
		editions [][]monthSheet
		fresh    []int
		told     [][]string // sheets renamed, and sheets whose rows are of matters of others
		rate     float64
	}{
		{"two months, then the two after", [][]monthSheet{{sheetOf(1, 3), sheetOf(2, 4)}, {sheetOf(3, 4), sheetOf(4, 5)}}, []int{4, 1}, [][]string{{"2月"}, {"3月", "4月"}}, 40},
		{"a quarter, then the next", [][]monthSheet{{sheetOf(1, 3), sheetOf(2, 4), sheetOf(3, 5)}, {sheetOf(4, 5), sheetOf(5, 5)}}, []int{5, 0}, [][]string{{"2月", "3月"}, {"4月", "5月"}}, 50},
		{
			"a window that moves",
			[][]monthSheet{{sheetOf(1, 3), sheetOf(2, 4)}, {sheetOf(2, 4), sheetOf(3, 5)}, {sheetOf(3, 5), sheetOf(4, 5)}, {sheetOf(3, 5), sheetOf(4, 5)}, {sheetOf(5, 5)}},
			[]int{4, 1, 0, 0, 0},
			[][]string{{"2月"}, {"2月", "3月"}, {"3月", "4月"}, {"3月"}, {"5月"}},
			50,
		},
	} {
		a, _ := zoneOf(t, zone)
		for i, sheets := range tt.editions {
			out := imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "月报.xlsx", sheets...), At: afterwards.AddDate(0, 0, i)})
			var told []string
			for _, d := range slices.Concat(toldOf(out, "import.sheet_renamed"), toldOf(out, "import.other_sheet")) {
				told = append(told, d.Cell)
			}
			if out.Errors > 0 || out.New != tt.fresh[i] || out.Differing > 0 || !slices.Equal(told, tt.told[i]) {
				t.Errorf("%s, edition %d: new %d, errors %d, differing %d, told at %v: %+v", tt.name, i+1, out.New, out.Errors, out.Differing, told, out.Doubts)
			}
		}
		if s := one(t, a, titles[0]); s.Progress != tt.rate {
			t.Errorf("%s: it stands at %v", tt.name, s.Progress)
		}
	}
}

// However a ledger without numbers is kept from month to month, there is one matter for each title, and it is as its last row has it.
func TestEachMatterIsRegisteredOnceHoweverTheMonthsMove(t *testing.T) {
	t.Parallel()
	const months = 6
	type task struct{ from, till, moved int } // the month that it comes in, that it is done in, and that its date moves in
	title := func(i int) string { return "引进" + string([]rune("甲乙丙丁戊己庚")[i]) + "项目" }
	rapid.Check(t, func(rt *rapid.T) {
		tasks := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) task {
			from := rapid.IntRange(1, months).Draw(rt, "from")
			return task{from, rapid.IntRange(from, months+2).Draw(rt, "till"), rapid.IntRange(from, 3*months).Draw(rt, "moved")}
		}), 3, 7).Draw(rt, "tasks")
		office := rapid.SampledFrom([]string{"a sheet for each month", "one sheet", "在办 and 办结"}).Draw(rt, "office")
		kept := office != "a sheet for each month" || rapid.Bool().Draw(rt, "what is done stays in the ledger")
		onTop := rapid.Bool().Draw(rt, "new rows on top")
		rate := func(i, n int) int { return min(100, 100*(n-tasks[i].from+1)/(tasks[i].till-tasks[i].from+1)) }
		last := map[int]int{} // tasks → the last month that was imported of them
		sheetOf := func(name string, n int, has func(task) bool) monthSheet {
			s := month(name, "序号,任务名称,责任单位,责任人,完成时限,任务书,完成率,进展情况,佐证材料")
			var shown []int
			for i, task := range tasks {
				if task.from <= n && (n <= task.till || kept) && has(task) {
					shown, last[i] = append(shown, i), n
				}
			}
			if onTop {
				slices.SortStableFunc(shown, func(a, b int) int { return tasks[b].from - tasks[a].from })
			}
			for at, i := range shown {
				due := "2024-10-31"
				if n >= tasks[i].moved {
					due = "2024-12-31"
				}
				s.rows = append(s.rows, fmt.Sprintf("%d,%s,招商一科,招商一科科长,%s,完成签约,%d%%,%d月办理,协议", at+1, title(i), due, rate(i, n), min(n, tasks[i].till)))
			}
			return s
		}
		a, _ := zoneOf(t, zone)
		for lo, hi := 1, rapid.IntRange(1, 2).Draw(rt, "first months"); hi <= months; {
			var sheets []monthSheet
			switch office {
			case "one sheet":
				sheets = append(sheets, sheetOf("台账", hi, func(task) bool { return true }))
			case "在办 and 办结":
				sheets = append(sheets, sheetOf("在办", hi, func(t task) bool { return hi < t.till }), sheetOf("办结", hi, func(t task) bool { return hi >= t.till }))
			default:
				for n := lo; n <= hi; n++ {
					sheets = append(sheets, sheetOf(strconv.Itoa(n)+"月", n, func(task) bool { return true }))
				}
			}
			if slices.ContainsFunc(sheets, func(s monthSheet) bool { return len(s.rows) > 1 }) {
				for again := range 2 {
					out := imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "月报.xlsx", sheets...), At: afterwards.AddDate(0, 0, hi)})
					if out.Errors > 0 || again > 0 && out.New+out.Changed > 0 {
						rt.Fatalf("months %d to %d, time %d: %d new, %d changed: %+v", lo, hi, again+1, out.New, out.Changed, out.Doubts)
					}
				}
			}
			seen := hi
			hi += rapid.IntRange(1, 2).Draw(rt, "more months")
			lo = rapid.IntRange(lo, seen+1).Draw(rt, "window from") // no month is left out: whose row went in one of those may be done, or have another title
		}
		registered := map[string]float64{}
		for _, s := range states(t, a) {
			if _, twice := registered[s.Title]; twice {
				rt.Errorf("%s is registered twice", s.Title)
			}
			registered[s.Title] = s.Progress
		}
		for i, n := range last {
			if got := registered[title(i)]; got != float64(rate(i, n)) {
				rt.Errorf("%s is at %v, not at %d as month %d has it", title(i), got, rate(i, n), n)
			}
		}
		if len(registered) != len(last) {
			rt.Errorf("%d matters for %d titles", len(registered), len(last))
		}
	})
}

// A month's sheet that stands beside a later one does not take its lower rate back, however often the workbook is imported.
func TestAnEarlierSheetDoesNotOverruleALaterOne(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := renamedBook(t, map[string][][3]any{"3月": {{1, "引进甲项目", "完成40%"}}, "4月": {{1, "引进甲项目", "完成60%"}}, "5月": {{1, "引进甲项目", "完成50%"}}})
	for i := range 3 {
		out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, i)})
		if i > 0 && out.Changed+out.New > 0 || out.Errors > 0 {
			t.Errorf("the %dth time: %+v", i+1, out.Lines)
		}
		if s := one(t, a, "引进甲项目"); s.Progress != 50 || s.Reports != 3 {
			t.Errorf("the %dth time at %v after %d reports", i+1, s.Progress, s.Reports)
		}
	}
}

// A ledger is cut up, put together, numbered or not: what a row says of a matter tells which it is.
func TestARowUnderAnotherKeyMeetsItsMatter(t *testing.T) {
	t.Parallel()
	const first, second, other = "安全检查,查一遍,招商一科,招商一科科长,2024-06-30,40%,", "安全检查,查一遍,招商二科,招商二科科长,2024-06-30,5%,", "乙,签约,招商二科,招商二科科长,2024-08-31,10%,"
	numbered := func(rows ...string) string {
		lines := []string{"编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况"}
		for i, row := range rows {
			lines = append(lines, "AJ-0"+strconv.Itoa(i+1)+","+row)
		}
		return fileOf(t, "月报.csv", lines...)
	}
	counted := func(rows ...string) string {
		lines := []string{"序号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况"}
		for i, row := range rows {
			lines = append(lines, strconv.Itoa(i+1)+","+row)
		}
		return fileOf(t, "月报.csv", lines...)
	}
	for _, tt := range []struct {
		name          string
		before, after string
		fresh         int
	}{
		{"one sheet becomes one for each unit", monthBook(t, month("台账", first, other)), monthBook(t, month("招商二科", second, other), month("招商一科", first)), 1},
		{"two sheets become one", monthBook(t, month("一科", first), month("二科", second, other)), monthBook(t, month("台账", first, second, other)), 0},
		{"two sheets become one, and a row is gone", monthBook(t, month("一科", first), month("二科", second, other)), monthBook(t, month("台账", second, other)), 0},
		{"a column of numbers is put in", counted(first, second, other), numbered(first, second, other), 0},
		{"a column of numbers is left out", numbered(first, second, other), counted(first, second, other), 0},
		{"a row of a title that others have is new", counted(first), counted(first, second), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			imported(t, a, app.Importing{Zone: zone, File: tt.before})
			out := imported(t, a, app.Importing{Zone: zone, File: tt.after, At: afterwards.AddDate(0, 0, 1)})
			if out.New != tt.fresh || out.Changed > 0 || out.Errors > 0 {
				t.Errorf("%+v", out)
			}
			stood := events(t, a, zone)
			if out := imported(t, a, app.Importing{Zone: zone, File: tt.after, At: afterwards.AddDate(0, 0, 2)}); events(t, a, zone) != stood || out.New > 0 {
				t.Errorf("again: %+v", out)
			}
		})
	}
}
