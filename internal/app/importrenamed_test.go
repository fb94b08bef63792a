package app_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/app"
)

// renamedBook is a ledger without numbers, sheet by sheet; each row an ordinal, a title and how it stands.
func renamedBook(t *testing.T, sheets map[string][][3]any) string {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, cells := range append([][3]any{{"序号", "任务名称", "进展情况"}}, rows...) {
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			line := []any{cells[0], cells[1], cells[2], "招商一科", "招商一科科长", "2024-06-30", "完成签约"}
			if i == 0 {
				line = []any{cells[0], cells[1], cells[2], "责任单位", "责任人", "完成时限", "任务书"}
			}
			if err := f.SetSheetRow(name, at, &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "月报.xlsx")
	if err := errors.Join(f.DeleteSheet("Sheet1"), f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
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
