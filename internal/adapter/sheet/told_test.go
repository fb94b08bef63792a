package sheet

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qinlian/internal/base/errs"
)

// What offices leave in a sheet is read right or told, each with its cell.
func TestNothingInASheetPassesInSilence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		file       []string // doubts that belong to no row
		row        []string // doubts of the last row
	}{
		{"two columns of rates", "事项,完成时限,完成率,完成进度\n甲,长期,80%,60%", []string{"column.twice D1"}, nil},
		{"two columns of due dates", "事项,完成时限,办结时限\n甲,2023-6-30,2023-7-30", []string{"column.twice C1"}, nil},
		{"two columns of the same name", "事项,责任单位,责任单位,完成时限\n甲,A局,B局,长期", []string{"column.twice C1"}, nil},
		{"a leader beside those who answer", "事项,责任单位,牵头单位,完成时限\n甲,A局,B局,长期", []string{"column.twice B1"}, nil},
		{"another name for the work is its brief", "任务名称,工作任务,完成时限\n甲,乙,长期", []string{"column.similar B1"}, nil},
		{"a total with a count", "事项,完成时限\n甲,长期\n合计12项,", []string{"row.total A3"}, nil},
		{"a total in the column of titles", "序号,事项,完成时限,投资额(万元)\n1,甲,长期,5\n2,合计,,5", []string{"row.total A3"}, nil},
		{"a remark below the table", "事项,责任单位,完成时限\n甲,A局,长期\n以上事项请抓紧落实", nil, []string{"row.title_only A3"}},
		{"a row that repeats another", "序号,事项,责任单位,完成时限\n1,甲,A局,2023-6-30\n2,甲,A局,2023-6-30", nil, []string{"row.repeated B3"}},
		{"a row that repeats another with its ordinal", "序号,事项,责任单位,完成时限\n1,甲,A局,2023-6-30\n1,甲,A局,2023-6-30", nil, []string{"key.duplicate A3"}},
		{"another matter under the same ordinal", "序号,事项,责任单位,完成时限\n1,甲,A局,2023-6-30\n1,乙,A局,2023-6-30", nil, []string{"key.repeated A3"}},
		{"a title that was wrapped by hand", "事项,完成时限\n\"引进甲\n项目\",长期", nil, []string{"title.joined A2"}},
		{"a character that was lost", "事项,完成时限\n引进\uFFFD项目,长期", nil, []string{"cell.damaged A2"}},
		{"roles in brackets", "事项,责任单位,完成时限\n甲,A局（牵头）、B局（配合）,长期", nil, []string{"units.role B2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, rep := readText(t, c.text+"\n", Options{})
			if got := codes(Row{Doubts: rep.Doubts}); !slices.Equal(got, append([]string{}, c.file...)) {
				t.Errorf("of the file %q, want %q", got, c.file)
			}
			if got := codes(rows[len(rows)-1]); !slices.Equal(got, append([]string{}, c.row...)) {
				t.Errorf("of the row %q, want %q", got, c.row)
			}
		})
	}
	_, rep := readText(t, "事项,完成时限,完成率,完成进度\n甲,长期,80%,60%\n", Options{})
	if d := rep.Doubts[0]; d.Level != Assumed || d.Read != "完成进度" || d.Assumed != "完成率" || d.Text.Zh != "与 C1“完成率”都像“完成率”：取 C1，这一列保留在附加字段" {
		t.Errorf("%+v", d)
	}
}

func TestWhatCannotBeSeenMakesNoDifference(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "事\u3000项 ,责任单位,完成时限,完成率,状态\n\ufeff引进\u200b甲项目\u00a0 ,招商\u3000局\u200b,２０２３年６月３０日\u00a0,１００％,\u200b已完成\u3000\n", Options{})
	r := rows[0]
	if r.Title != "引进甲项目" || !slices.Equal(r.LeadUnits, []string{"招商局"}) || r.Due.String() != "2023-06-30" || r.Progress == nil || *r.Progress != 10000 || r.Status != StatusCompleted || len(r.Doubts)+len(rep.Doubts) > 0 {
		t.Errorf("%+v %+v", r, rep.Doubts)
	}
}

func TestUnitsAreReadAsTheirCellSaysWhoLeads(t *testing.T) {
	t.Parallel()
	for read, want := range map[string]string{
		"招商局（牵头）":            "招商局||units.role",
		"招商局（牵头）、财政局（配合）":    "招商局|财政局|units.role",
		"牵头：招商局；配合：财政局、住建局":  "招商局|财政局,住建局|units.role",
		"牵头单位:招商局\n协办单位:财政局": "招商局|财政局|units.role",
		"招商局牵头，财政局配合":        "招商局|财政局|units.role",
		"招商局（财政局配合）":         "招商局|财政局|units.role",
		"招商局（财政局、审计局配合）":     "招商局|财政局,审计局|units.role",
		"招商局（财政局和审计局等协助）":    "招商局|财政局,审计局|units.role",
		"招商局（配合：财政局、审计局）":    "招商局|财政局,审计局|units.role",
		"招商局（财政局牵头，审计局配合）":   "财政局|招商局,审计局|units.role",
		"牵头：招商局 配合：财政局 审计局":  "招商局|财政局,审计局|units.role",
		"牵头责任单位：招商局":         "招商局||units.role",
		"招商局（具体由专人负责）":       "招商局（具体由专人负责）||",
		"招商局（含财政局）、审计局":      "招商局（含财政局）,审计局||",
		"招商\n局":         "招商局||",
		"招商局等5个单位":      "招商局||units.others",
		"区招商局、财政局等有关部门": "区招商局,财政局||units.others",
		"招商局（牵头、统筹）":    "招商局（牵头、统筹）||",
	} {
		r := unitsOf(read)
		if got := strings.Join(r.units, ",") + "|" + strings.Join(r.support, ",") + "|" + r.doubt.Code; got != want {
			t.Errorf("unitsOf(%q) = %s, want %s", read, got, want)
		}
	}
}

func TestHiddenRowsAndColumnsAreReadAndTold(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
		return errors.Join(put(f, "Sheet1", map[string][]any{"A1": {"事项", "完成时限", "完成率"}, "A2": {"甲", "长期", "80%"}, "A3": {"乙", "长期", "90%"}}),
			f.SetColVisible("Sheet1", "C", false), f.SetRowVisible("Sheet1", 3, false))
	})
	rows, rep := readAll(t, path, Options{})
	if got := codes(Row{Doubts: rep.Doubts}); !slices.Equal(got, []string{"column.hidden C1", "row.hidden 3"}) || len(rows) != 2 || *rows[1].Progress != 9000 {
		t.Errorf("%q %+v", got, rows)
	}
}

func TestLinesInTwoEncodingsAreRefusedByTheirLines(t *testing.T) {
	t.Parallel()
	gb := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	const head, row = "事项,责任单位,完成时限\n", "引进甲项目,招商一科,2023-06-30\n"
	for name, c := range map[string]struct{ text, zh string }{
		"most of it UTF-8":       {head + row + row + gb(row) + row, "第1行是UTF-8，第4行不是"},
		"most of it GB18030":     {gb(head) + gb(row) + row + gb(row), "第3行是UTF-8，第1行不是"},
		"the last line unclosed": {gb(head) + strings.TrimSuffix(row, "\n"), "第2行是UTF-8，第1行不是"},
	} {
		path := filepath.Join(t.TempDir(), "台账.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(context.Background(), path, Options{}, func(Row) error { return nil })
		if !errs.Is(err, "sheet.encoding_mixed") || !strings.Contains(err.Error(), c.zh) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rows, _ := readText(t, gb("事项,完成时限\n联通,长期\n联通联通,长期\n"), Options{}); len(rows) != 2 || rows[0].Title != "联通" {
		t.Errorf("GB18030 that could be UTF-8 in places: %+v", rows)
	}
}
