package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
)

// An office that writes 逾期完成 is not taken for one that was in time.
func TestWhatWasDoneLateIsNotTakenForInTime(t *testing.T) {
	t.Parallel()
	for status, code := range map[string]string{"已完成": "import.finished", "逾期完成": "import.finished_late"} {
		a, _ := zoneOf(t, zone)
		out := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2023-06-30,绿色,已签约,"+status+",签约协议")})
		s := one(t, a, "引进甲项目")
		if len(told(out, code)) != 1 || !s.Done() {
			t.Errorf("%s: %s, told %+v", status, s.Stage, out.Doubts)
		}
		done := clock.DateOf(s.CompletedAt)
		if late := done > s.Due; late != (status == "逾期完成") {
			t.Errorf("%s: done on %s, due on %s", status, done, s.Due)
		}
	}
}

// What an office takes back between two editions of its ledger is carried out or left, and told either way.
func TestWhatALedgerTakesBackIsTold(t *testing.T) {
	t.Parallel()
	const head, same = "2023年任务台账\n编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,佐证材料\n", "X1,引进甲项目,完成签约,招商一科,招商一科科长,"
	for _, tt := range []struct {
		name     string
		editions []string
		code     string
		cell     string
		says     string
		progress float64
	}{
		{"a rate that falls is reported", []string{"2024-06-30,80%,已谈三轮,正在推进,", "2024-06-30,60%,重新谈,正在推进,"}, "import.progress_falls", "台账!G3", "由 80% 降到 60%", 60},
		{"a rate that falls back to an earlier one is left", []string{"2024-06-30,60%,已对接,正在推进,", "2024-06-30,80%,已谈三轮,正在推进,", "2024-06-30,60%,已对接,正在推进,"}, "import.differs_progress", "台账!G3", "台账未更新", 80},
		{"a matter that was done is under way again", []string{"2024-06-30,,已签约,已完成,协议", "2024-06-30,,已签约,正在推进,协议"}, "import.differs_status", "台账!I3", "qinlian matter reopen", 100},
		{"a matter that was said to be done without proof is under way again", []string{"2024-06-30,,已签约,已完成,", "2024-06-30,,还在谈,正在推进,"}, "import.differs_status", "台账!I3", "以前已记完成率100%", 100},
		{"a due date that moves awaits its approval", []string{"2024-06-30,,已对接,正在推进,", "2024-07-31,,已对接,正在推进,"}, "import.differs_due", "台账!F3", "待批准", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			var out *app.Imported
			for i, edition := range tt.editions {
				file := filepath.Join(t.TempDir(), "台账.csv")
				if err := os.WriteFile(file, []byte(head+same+edition), 0o600); err != nil {
					t.Fatal(err)
				}
				out = imported(t, a, app.Importing{Zone: zone, File: file})
				if i == 0 && (out.New != 1 || len(told(out, tt.code)) > 0) {
					t.Fatalf("%+v", out)
				}
			}
			found := told(out, tt.code)
			if len(found) != 1 || found[0].Cell != tt.cell || found[0].Level != sheet.Assumed || !strings.Contains(found[0].Text.Zh, tt.says) {
				t.Errorf("told %+v", out.Doubts)
			}
			if s := one(t, a, "引进甲项目"); s.Progress != tt.progress {
				t.Errorf("progress %v", s.Progress)
			}
		})
	}
}

// A post that may approve a change of plan moves the due date by importing it; that is told.
func TestADueDateThatAnImportMovesIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	office := officeOf(t, a, zone)
	var out *app.Imported
	for _, due := range []string{"2024-06-30", "2024-07-31"} {
		file := filepath.Join(t.TempDir(), "台账.csv")
		text := "编号,任务名称,任务书,牵头领导,责任单位,责任人,完成时限,状态\nX1,引进甲项目,完成签约," + office + ",招商一科,招商一科科长," + due + ",正在推进\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out = imported(t, a, app.Importing{Zone: zone, File: file})
	}
	if found := told(out, "import.due_moved"); len(found) != 1 || found[0].Cell != "台账!G2" || !strings.Contains(found[0].Text.Zh, "由 2024-06-30 改为 2024-07-31") {
		t.Errorf("told %+v, did %+v", out.Doubts, out.Lines)
	}
	if s := one(t, a, "引进甲项目"); s.Due != clock.MustDate("2024-07-31") || s.Baseline != clock.MustDate("2024-06-30") {
		t.Errorf("due %s, baseline %s", s.Due, s.Baseline)
	}
}

// Rows that an edition leaves out are listed with their matters, which stay as they are.
func TestRowsThatVanishedAreListedAndNothingIsWithdrawn(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	row := func(number, title, status string) []any {
		return []any{number, title, "完成签约", "招商一科", "招商一科科长", "2024-06-30", status}
	}
	book := func(sheets map[string][][]any) string {
		f := excelize.NewFile()
		for name, rows := range sheets {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for i, r := range append([][]any{{"编号", "任务名称", "任务书", "责任单位", "责任人", "完成时限", "状态"}}, rows...) {
				if err := f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &r); err != nil {
					t.Fatal(err)
				}
			}
		}
		path := filepath.Join(t.TempDir(), "台账.xlsx")
		if err := errors.Join(f.DeleteSheet("Sheet1"), f.SaveAs(path), f.Close()); err != nil {
			t.Fatal(err)
		}
		return path
	}
	x1, x2, x3, y1 := row("X1", "引进甲项目", "正在推进"), row("X2", "引进乙项目", "正在推进"), row("X3", "引进丙项目", "已撤销"), row("Y1", "盘活丁地块", "正在推进")
	all := book(map[string][][]any{"招商": {x1, x2, x3}, "土地": {y1}})
	if out := imported(t, a, app.Importing{Zone: zone, File: all}); out.New != 4 || out.Errors > 0 {
		t.Fatalf("%+v", out)
	}
	stood := events(t, a, zone)
	vanished := func(o app.Importing, want ...string) {
		t.Helper()
		o.Zone = zone
		out := imported(t, a, o)
		var got []string
		for _, d := range out.Doubts {
			if strings.Contains(d.Code, "_gone") {
				got = append(got, d.Code+" "+d.Cell+" "+d.Read)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
		if events(t, a, zone) != stood {
			t.Error("something was written")
		}
	}
	vanished(app.Importing{File: all})
	vanished(app.Importing{File: book(map[string][][]any{"招商": {x1}, "土地": {y1}})}, "import.row_gone 招商 "+one(t, a, "引进乙项目").Number+" 引进乙项目")
	vanished(app.Importing{File: book(map[string][][]any{"招商": {x1, x2, x3}})}, "import.sheet_gone 土地 土地")
	vanished(app.Importing{File: all, Sheet: sheet.Options{Sheet: "土地"}})
}
