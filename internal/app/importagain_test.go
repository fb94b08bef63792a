package app_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

const againHead = "序号,任务名称,目标任务,责任单位,完成时限,完成率,责任人"

// again imports editions of one ledger, a day apart, and gives what came of the last.
func again(t *testing.T, a *app.App, editions ...[]string) *app.Imported {
	t.Helper()
	var out *app.Imported
	for i, lines := range editions {
		out = imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", lines...), At: afterwards.AddDate(0, 0, i)})
		if i+1 < len(editions) && (out.Errors > 0 || out.New == 0) {
			t.Fatalf("edition %d: %+v", i+1, out)
		}
	}
	return out
}

var (
	againA = "甲,目标甲,招商一科,2024-06-30,50%,招商一科科长"
	againB = "乙,目标乙,招商二科,2024-07-31,20%,招商二科科长"
	againC = "丙,目标丙,招商三科,2024-08-31,80%,招商三科科长"
	againN = "新,目标新,招商一科,2024-09-30,5%,招商一科科长"
)

func numbered(rows ...string) []string {
	out := []string{againHead}
	for i, r := range rows {
		out = append(out, fmt.Sprintf("%d,%s", i+1, r))
	}
	return out
}

func TestARenumberedLedgerMeetsItsMattersByTitle(t *testing.T) {
	t.Parallel()
	first := numbered(againA, againB, againC)
	for _, tt := range []struct {
		name           string
		second         []string
		fresh, changed int
		progress       map[string]float64
	}{
		{"a row on top", numbered(againN, againA, againB, againC), 1, 0, map[string]float64{"甲": 50, "乙": 20, "丙": 80, "新": 5}},
		{"a row within, and news", numbered(againA, againN, strings.Replace(againB, "20%", "30%", 1), againC), 1, 1, map[string]float64{"甲": 50, "乙": 30, "丙": 80, "新": 5}},
		{"another order", numbered(againC, againA, againB), 0, 0, map[string]float64{"甲": 50, "乙": 20, "丙": 80}},
		{"a row less", numbered(againB, againC), 0, 0, map[string]float64{"甲": 50, "乙": 20, "丙": 80}},
		{"a title twice", numbered(againA, againB, againC, strings.Replace(againN, "新", "甲", 1)), 1, 0, map[string]float64{"乙": 20, "丙": 80}},
		{"a title twice, the new one on top", numbered(strings.Replace(againN, "新", "甲", 1), againA, againB, againC), 1, 0, map[string]float64{"乙": 20, "丙": 80}},
		{"another unit", numbered(strings.Replace(againA, "招商一科,", "招商二科,", 1), againB, againC), 0, 1, map[string]float64{"甲": 50, "乙": 20, "丙": 80}},
		{"called its number", append([]string{strings.Replace(againHead, "序号", "编号", 1)}, numbered(againN, againA, againB, againC)[1:]...), 1, 0, map[string]float64{"甲": 50, "乙": 20, "丙": 80, "新": 5}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			out := again(t, a, first, tt.second)
			if out.Errors > 0 || out.New != tt.fresh || out.Changed != tt.changed || out.Differing > 0 {
				t.Fatalf("%d new, %d changed, %d differ: %+v %+v", out.New, out.Changed, out.Differing, out.Lines, out.Doubts)
			}
			for title, p := range tt.progress {
				if s := one(t, a, title); s.Progress != p {
					t.Errorf("%s is at %v", title, s.Progress)
				}
			}
			stood := events(t, a, zone)
			if out := again(t, a, tt.second); out.New+out.Changed+out.Differing+out.Errors > 0 || events(t, a, zone) != stood {
				t.Errorf("not idempotent: %+v", out)
			}
		})
	}
}

func TestATitleThatTakesAnothersOrdinalIsNotGuessed(t *testing.T) {
	t.Parallel()
	first := numbered(againA, againB, againC)
	lettered := func(rows ...string) []string {
		out := []string{strings.Replace(againHead, "序号", "编号", 1)}
		for i, r := range rows {
			out = append(out, fmt.Sprintf("X%d,%s", i+1, r))
		}
		return out
	}
	alike := strings.Replace(againA, "目标甲", "另一目标", 1)
	for _, tt := range []struct {
		name          string
		first, second []string
		code, says    string
		errors        int
	}{
		{"in place of one that is gone", first, numbered(againA, againB, againN), "import.which_row", "序号“3”以前是“丙”", 1},
		{"next year's ledger", first, numbered("子,,招商一科,2025-06-30,5%,招商一科科长", "丑,,招商一科,2025-06-30,5%,招商一科科长", "寅,,招商一科,2025-06-30,5%,招商一科科长"), "import.other_ledger", "--ledger 台账-", 1},
		{"next year's of one row", numbered(againA), numbered(againN), "import.other_ledger", "1 行中有 1 行", 1},
		{"next year's with numbers", lettered(againA, againB, againC), lettered("子,,招商一科,2025-06-30,5%,招商一科科长", "丑,,招商一科,2025-06-30,5%,招商一科科长", "寅,,招商一科,2025-06-30,5%,招商一科科长"), "import.other_ledger", "3 行中有 3 行", 1},
		{"numbers that moved", lettered(againA, againB, againC), lettered(againN, againA, againB, againC), "import.which_row", "“甲”却是“X1”的", 2},
		{"two of one title, renumbered, and neither as it was", numbered(againA, alike, againB), numbered(againB, strings.Replace(againA, "目标甲", "改一", 1), strings.Replace(againA, "目标甲", "改二", 1)), "import.which_row", "不止一件", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			again(t, a, tt.first)
			stood := events(t, a, zone)
			out := again(t, a, tt.second)
			found := toldOf(out, tt.code)
			if len(found) != tt.errors || out.Errors != tt.errors || events(t, a, zone) != stood {
				t.Fatalf("%d errors, wrote %v: %+v", out.Errors, events(t, a, zone) != stood, out.Doubts)
			}
			if !strings.Contains(found[0].Text.Zh, tt.says) || !strings.HasPrefix(found[0].Cell, "台账!") {
				t.Errorf("%+v", found)
			}
			if slices.ContainsFunc(out.Doubts, func(d sheet.Doubt) bool { return tt.code == "import.other_ledger" && d.Code == "import.row_gone" }) {
				t.Errorf("the other ledger's rows are told as gone: %+v", out.Doubts)
			}
		})
	}
}

// Who takes what is done out of the ledger may give its ordinal to what comes next.
func TestTheOrdinalOfWhatIsDoneIsFree(t *testing.T) {
	t.Parallel()
	done := strings.Replace(againC, "80%", "100%", 1)
	a, _ := zoneOf(t, zone)
	out := again(t, a, numbered(againA, againB, done), numbered(againA, againB, againN))
	if out.Errors > 0 || out.New != 1 || out.Changed > 0 || one(t, a, "新").Progress != 5 || one(t, a, "丙").Progress != 100 {
		t.Fatalf("%d new, %d changed: %+v", out.New, out.Changed, out.Doubts)
	}
	stood := events(t, a, zone)
	if out := again(t, a, numbered(againA, againB, againN)); out.New+out.Changed+out.Differing+out.Errors > 0 || events(t, a, zone) != stood {
		t.Errorf("not idempotent: %+v", out)
	}
	b, _ := zoneOf(t, zone) // a title corrected after all was done is asked for
	out = again(t, b, numbered(againA, againB, done), numbered(againA, againB, strings.Replace(done, "丙", "丙（改）", 1)))
	if out.New > 0 || len(toldOf(out, "import.which_row")) != 1 {
		t.Errorf("%d new: %+v", out.New, out.Doubts)
	}
}

// A title that no list can show as it is stops the import at its cell.
func TestATitleThatNoListCanShowIsRefused(t *testing.T) {
	t.Parallel()
	for name, title := range map[string]string{"too long": strings.Repeat("长", 501), "turned about": "甲\u202e目项", "that controls a terminal": "甲\x1b[2J"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", againHead, "1,"+title+againN[len("新"):])})
			if found := toldOf(out, "matter.bad_title"); len(found) != 1 || out.Errors != 1 || found[0].Level != sheet.Error || found[0].Cell != "台账!B2" {
				t.Errorf("%+v", out.Doubts)
			}
		})
	}
}

// 已销号 tells no less than 已完成: without evidence either is reported as all done, and awaits what proves it.
func TestWhatIsCalledClosedIsAtLeastCompleted(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"已完成", "已销号", "已归档", "已回访"} {
		a, _ := zoneOf(t, zone)
		file := fileOf(t, "台账.csv", "序号,任务名称,任务书,责任单位,责任人,完成时限,完成状态", "1,甲,签约,招商一科,招商一科科长,2024-06-30,"+state)
		imported(t, a, app.Importing{Zone: zone, File: file})
		if s := one(t, a, "甲"); s.Stage != matter.Reported || s.Progress != 100 {
			t.Errorf("%s: %s at %v", state, s.Stage, s.Progress)
		}
		stood := events(t, a, zone)
		if out := imported(t, a, app.Importing{Zone: zone, File: file}); events(t, a, zone) != stood || out.Changed > 0 {
			t.Errorf("%s again: %+v", state, out)
		}
	}
}

// Whoever reads an exported ledger reads until when people have; what comes back untouched, and the office's own edition that
// was never brought up to date, bring no other plan.
func TestAnExtendedMatterIsExportedUntilWhenItWasExtendedAndComesBackUnchanged(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	own := ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-28,绿色,已对接,正在推进")
	imported(t, a, app.Importing{Zone: zone, File: own})
	id := one(t, a, "引进甲项目").ID
	for _, c := range []matter.Command{
		{Name: "ask-extension", Actor: "招商一科科长", Reason: "对方董事会推迟", By: calendar.Limit{Halves: 20, Unit: calendar.Day}},
		{Name: "extend", Actor: "分管招商副主任", Reason: "同意"},
	} {
		c.ID, c.At = id, afterwards
		if _, err := a.Engine.Do(t.Context(), zone, c); err != nil {
			t.Fatal(err)
		}
	}
	s := one(t, a, "引进甲项目")
	held := s.Deadlines.Working().Date
	if held <= s.Due {
		t.Fatalf("due %s, held to %s", s.Due, held)
	}
	out := exported(t, a, zone, sheet.CSV)
	text, err := os.ReadFile(out)
	if err != nil || strings.Contains(string(text), s.Due.String()) || strings.Count(string(text), held.String()) != 2 {
		t.Errorf("%s, %v", text, err)
	}
	stood := events(t, a, zone)
	for _, file := range []string{out, own} {
		if got := imported(t, a, app.Importing{Zone: zone, File: file}); events(t, a, zone) != stood || got.Unchanged != 1 || got.Differing != 0 {
			t.Errorf("%s: %+v", file, got)
		}
	}
}

// One long text keeps nobody from the workbook of all the others: its cell is cut and says so, and is no other text when it comes
// back.
func TestATextTooLongForACellIsExportedCutAndComesBackUnchanged(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	brief := strings.Repeat("长", 32_768)
	imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, "X1,引进甲项目,"+brief+",招商一科,招商一科科长,2024-06-28,绿色,已对接"+brief+",正在推进")})
	out, stood := exported(t, a, zone, sheet.XLSX), events(t, a, zone)
	if got := imported(t, a, app.Importing{Zone: zone, File: out}); events(t, a, zone) != stood || got.Unchanged != 1 || got.Differing != 0 {
		t.Errorf("%+v", got)
	}
	if s := one(t, a, "引进甲项目"); s.Brief != brief {
		t.Errorf("the brief has %d bytes left", len(s.Brief))
	}
}

// A deadline in force is no other plan, whatever brought it about, as a suspension that moved a fixed day does. Any other day is
// one still, and is said to be another than the one in force.
func TestADeadlineInForceThatALedgerNamesIsNoOtherPlan(t *testing.T) {
	t.Parallel()
	const row = "X1,引进甲项目,完成签约,招商一科,招商一科科长,%s,绿色,已对接,正在推进"
	a, _ := zoneOf(t, zone)
	imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, fmt.Sprintf(row, "2024-06-28"))})
	id := one(t, a, "引进甲项目").ID
	for i, c := range []matter.Command{{Name: "suspend", Reason: "等待批复"}, {Name: "resume", Reason: "已批复"}} {
		c.ID, c.At, c.Actor = id, afterwards.AddDate(0, 0, 10*i), "招商局党支部书记"
		if _, err := a.Engine.Do(t.Context(), zone, c); err != nil {
			t.Fatal(err)
		}
	}
	s := one(t, a, "引进甲项目")
	held, stood := s.Deadlines.Working().Date, events(t, a, zone)
	if held <= s.Due {
		t.Fatalf("due %s, held to %s", s.Due, held)
	}
	at := afterwards.AddDate(0, 0, 11)
	if got := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, fmt.Sprintf(row, held)), At: at}); events(t, a, zone) != stood || got.Unchanged != 1 || got.Differing != 0 {
		t.Errorf("%s: %+v", held, got)
	}
	got := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, fmt.Sprintf(row, held+1)), At: at, DryRun: true})
	if len(got.Lines) != 1 || len(got.Lines[0].Changes) == 0 || got.Lines[0].Changes[0].Old != held.String() {
		t.Errorf("a day after %s: %+v", held, got)
	}
}

// Words that say only that nothing has begun, or that nothing was reported, are no report, in whatever column they stand: the
// matter is not signed for, and the same file again finds nothing else. Evidence that is not there proves nothing.
func TestWhatSaysThatNothingBegunIsNoReport(t *testing.T) {
	t.Parallel()
	for _, cells := range []string{
		"未启动,", "未开工,", "尚未启动,", "待启动。,", "0%,", "0,", "暂无,", "暂无进展,", "未反馈。,", "未启动（暂缓）,", "未启动,未启动", "暂无进展,未启动", ",暂无反馈",
	} {
		t.Run(cells, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			file := ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,"+cells+",")
			imported(t, a, app.Importing{Zone: zone, File: file})
			if s := one(t, a, "引进甲项目"); s.Stage != matter.Assigned || s.Reports != 0 {
				t.Errorf("%s, %d reports", s.Stage, s.Reports)
			}
			stood := events(t, a, zone)
			if second := imported(t, a, app.Importing{Zone: zone, File: file}); second.Unchanged != 1 || second.Differing != 0 || events(t, a, zone) != stood {
				t.Errorf("again: %+v", second)
			}
		})
	}
	for _, cells := range []string{"前期准备,未启动,", "前期准备,正在推进,暂无", "未启动,正在推进,待补充"} {
		t.Run(cells, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			row := "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色," + cells
			file := ledgerOf(t, row)
			imported(t, a, app.Importing{Zone: zone, File: file})
			if s := one(t, a, "引进甲项目"); s.Reports != 1 || len(s.Evidence) != 0 {
				t.Errorf("%d reports, evidence %q", s.Reports, s.Evidence)
			}
			if second := imported(t, a, app.Importing{Zone: zone, File: file}); second.Unchanged != 1 || second.Differing != 0 {
				t.Errorf("again: %+v", second)
			}
			behind := ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,,未启动,")
			if out := imported(t, a, app.Importing{Zone: zone, File: behind}); out.Differing != 1 {
				t.Errorf("a ledger that lags behind: %+v", out)
			}
		})
	}
}
