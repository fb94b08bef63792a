package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

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
		{"a third beside them", map[string][][3]any{"3月": {a1, b1}, "4月": {{1, "引进甲项目", "已签约"}, b1, {3, "引进丙项目", "已对接"}}, "5月": {{1, "引进丙项目", "已签约"}}}, 0, 1, 2, nil},
		{"the newest put first", map[string][][3]any{"3月": {a1, b1}, "4月": {{1, "引进甲项目", "已签约"}, b1, {3, "引进丙项目", "已对接"}}, "5月": {{1, "引进丙项目", "已签约"}}}, 0, 0, 2, []string{"5月", "4月", "3月"}},
		{"a row that moved", map[string][][3]any{"3月": {b1}, "4月": {b1}, "5月": {{1, "引进丙项目", "已签约"}, {2, "引进甲项目", "已投产"}}}, 0, 1, 3, nil},
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
