package sheet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// titlesAt are the titles that were read, by their row in the file.
func titlesAt(rows []Row) map[int]string {
	out := map[int]string{}
	for _, r := range rows {
		out[r.Source.Row] = r.Title
	}
	return out
}

func titlesOf(rows []Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Title)
	}
	return strings.Join(out, " ")
}

// The first matter is read where a column of its own holds a word that is a header elsewhere.
func TestAMatterIsNeverASecondRowOfTheHeader(t *testing.T) {
	t.Parallel()
	for label, values := range map[string][3]string{
		"项目类型": {"工程", "货物", "服务"}, "类型": {"专项", "常规", "专项"}, "性质": {"专项", "日常", "日常"}, "备忘": {"内容", "说明", "地点"}, "督查组": {"", "工程", ""},
	} {
		for _, ordinals := range []bool{true, false} {
			lines := []string{"2024年台账", "序号,项目名称," + label + ",牵头单位,责任人,完成时限"}
			for i, v := range values {
				lines = append(lines, fmt.Sprintf("%d,项目%d,%s,招商一科,招商一科科长,2024年6月30日", i+1, i+1, v))
			}
			if !ordinals {
				for i, line := range lines[1:] {
					_, lines[i+1], _ = strings.Cut(line, ",")
				}
			}
			rows, rep := readText(t, strings.Join(lines, "\n")+"\n", Options{})
			if got := titlesOf(rows); got != "项目1 项目2 项目3" || rep.Sheets[0].HeaderRows != 1 || rep.Assumptions+rep.Errors > 0 {
				t.Errorf("%s, ordinals %v: %q below a header of %d rows, %+v", label, ordinals, got, rep.Sheets[0].HeaderRows, rep.Doubts)
			}
		}
	}
}

func TestASecondRowOfAHeaderFillsBlanksPartsGroupsOrFinishesWords(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"parts a group":           "序号,重点任务,责任体系,,完成时限\n,,牵头单位,责任人,\n",
		"fills blanks":            "序号,重点任务,,,完成时限\n,,牵头单位,责任人,\n",
		"finishes words":          "序,重点,牵头,责任,完成\n号,任务,单位,人,时限\n",
		"holds hints":             "序号,重点任务,责任体系,,完成时限\n,（全称）,牵头单位,责任人,（年月日）\n",
		"the same by other names": "序号,重点任务,责任体系,,完成时限\nNO.,任务名称,牵头单位,责任人,截止时间\n",
	} {
		rows, rep := readText(t, text+"1,甲,招商局,局长,2024-1-1\n", Options{})
		if len(rows) != 1 || rows[0].Title != "甲" || rows[0].Owner != "局长" || rep.Errors+rep.Assumptions > 0 {
			t.Errorf("%s: %+v, %+v", name, rep.Sheets, rows)
		}
	}
}

func TestAnotherHeaderBeginsATableOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, titles string
		told               []string
	}{
		{"a column more", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n2,乙,A局,长期\n二、项目类\n序号,项目名称,责任单位,完成时限,总投资\n1,丙,B局,长期,2亿元\n", "甲 乙 丙", []string{"row.section A4", "row.table A5"}},
		{"a column fewer", "序号,事项,责任单位,责任人,完成时限\n1,甲,A局,局长,长期\n序号,事项,责任单位,完成时限\n2,乙,B局,长期\n", "甲 乙", []string{"row.table A3"}},
		{"another order", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n序号,责任单位,完成时限,事项\n2,B局,长期,乙\n", "甲 乙", []string{"row.table A3"}},
		{"the same", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n序号,事项,责任单位,完成时限\n2,乙,B局,长期\n", "甲 乙", []string{"row.header A3"}},
		{"without ordinals", "事项,责任单位,完成时限\n甲,A局,长期\n责任单位,项目名称,完成时限,金额\nB局,乙,长期,2亿元\n", "甲 乙", []string{"row.table A3"}},
		{"of two rows", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n序号,事项,责任体系,,完成时限\n,,责任单位,责任人,\n2,乙,B局,局长,长期\n", "甲 乙", []string{"row.table A3"}},
		{"twice at once", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n序号,事项,责任单位,完成时限,备注\n序号,事项,责任单位,完成时限,备注,金额\n2,乙,B局,长期,无,2亿元\n", "甲 乙", []string{"row.header A3", "row.table A4"}},
		{"and nothing below", "序号,事项,责任单位,完成时限\n1,甲,A局,长期\n序号,事项,责任单位,完成时限,备注\n", "甲", []string{"row.table A3", "sheet.no_rows A3"}},
	} {
		rows, rep := readText(t, c.text, Options{})
		if got := titlesOf(rows); got != c.titles || rep.Errors > 0 {
			t.Errorf("%s: %q, want %q; %+v", c.name, got, c.titles, rep)
		}
		if got := codes(Row{Doubts: rep.Doubts}); !slices.Equal(got, c.told) {
			t.Errorf("%s is told as %q, want %q", c.name, got, c.told)
		}
		if last := rows[len(rows)-1]; last.Title == "乙" && !slices.Equal(last.LeadUnits, []string{"B局"}) {
			t.Errorf("%s: the units of the second table are %q", c.name, last.LeadUnits)
		}
	}
	rows, rep := readText(t, "单位：万元\n事项,完成时限\n甲,长期\n事项,完成时限,总投资\n乙,长期,5\n", Options{})
	if len(rep.Sheets) != 2 || rep.Sheets[1].HeaderRow != 4 || rep.Sheets[1].Rows != 1 || len(rows) != 2 || rows[1].Amount == nil || rows[0].Has(FieldAmount) || !rows[1].Has(FieldAmount) {
		t.Errorf("each table has columns of its own, and the unit above the first is that of the sheet: %+v, %+v", rep, rows)
	}
}

func TestTheMergedHeaderOfAFurtherTableIsRead(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
		return errors.Join(put(f, "Sheet1", map[string][]any{
			"A1": {"2024年台账"}, "A2": {"序号", "工作任务", "责任单位", "完成时限"}, "A3": {1, "甲", "A局", "长期"},
			"A4": {"序号", "工作任务", "责任体系", nil, "完成时限"}, "C5": {"责任单位", "责任人"}, "A6": {2, "乙", "B局", "局长", "长期"},
		}), f.MergeCell("Sheet1", "A1", "E1"), f.MergeCell("Sheet1", "C4", "D4"), f.MergeCell("Sheet1", "A4", "A5"), f.MergeCell("Sheet1", "B4", "B5"), f.MergeCell("Sheet1", "E4", "E5"))
	})
	rows, rep := readAll(t, path, Options{})
	if titlesOf(rows) != "甲 乙" || rows[1].Owner != "局长" || rows[1].Due != rows[0].Due || rep.Errors+rep.Assumptions > 0 || rep.Sheets[1].HeaderRows != 2 {
		t.Errorf("%+v, %+v", rep, rows)
	}
}

func TestWhatStandsAboveTheHeaderAndIsNoBannerIsTold(t *testing.T) {
	t.Parallel()
	_, rep := readText(t, "2024年台账\n填报单位：A局,填报时间：1月,联系人：甲\n顺位,名头,谁来办\n1,甲,A局\n乙,A局,局长\n序号,事项,完成时限\n1,丙,长期\n", Options{})
	if got := codes(Row{Doubts: rep.Doubts}); !slices.Equal(got, []string{"row.above_header A3", "row.above_header A4", "row.above_header A5"}) || rep.Assumptions != 3 {
		t.Errorf("%q", got)
	}
}

func TestAHeaderThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "事项,责任单位,甲,乙\n修路,A局,一,二\n事项,责任单位,丙,丁,戊\n建桥,B局,一,二,三\n", Options{})
	if got := codes(rows[1]); !slices.Contains(got, "row.like_header A3") || rep.Errors != 1 {
		t.Errorf("%q", got)
	}
}

// Whatever tables stand in a sheet, each of their rows is read as the matter that it is.
func TestNoRowGoesUnmentioned(t *testing.T) {
	t.Parallel()
	labels := map[string][]string{"序号": {"序号", "NO."}, "事项": {"事项", "任务名称", "项目名称", "工作任务"}, "内容": {"任务书", "具体措施", "内容"}, "单位": {"责任单位", "落实单位"}, "人": {"责任人"}, "时限": {"完成时限", "时间要求"}}
	words := []string{"工程", "专项", "内容", "任务", "货物", "日常", "说明", "", "单位"}
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		want := map[int]string{}
		if rapid.Bool().Draw(t, "banner") {
			lines = append(lines, "2024年重点任务台账")
		}
		for table := range rapid.IntRange(1, 4).Draw(t, "tables") {
			if rapid.Bool().Draw(t, "section") {
				lines = append(lines, string([]rune("一二三四")[table])+"、第几类")
			}
			columns := append([]string{"事项", "单位", "时限"}, rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"序号", "内容", "人", "项目类型", "性质"}), 0, 4, rapid.ID).Draw(t, "columns")...)
			columns = rapid.Permutation(columns).Draw(t, "order")
			if i := slices.Index(columns, "序号"); i > 0 {
				columns = slices.Insert(slices.Delete(columns, i, i+1), 0, "序号")
			}
			header := make([]string, len(columns))
			for i, c := range columns {
				header[i] = c
				if all := labels[c]; all != nil {
					header[i] = rapid.SampledFrom(all).Draw(t, "label")
				}
			}
			for range 1 + rapid.IntRange(0, 1).Draw(t, "repeated") {
				lines = append(lines, strings.Join(header, ","))
				for n := range rapid.IntRange(0, 3).Draw(t, "rows") {
					title := fmt.Sprintf("第%d件", len(lines))
					cells := make([]string, len(columns))
					for i, c := range columns {
						switch c {
						case "序号":
							cells[i] = fmt.Sprint(n + 1)
						case "事项":
							cells[i] = title
						case "单位":
							cells[i] = "招商局"
						case "人":
							cells[i] = "局长"
						case "时限":
							cells[i] = "2024-6-30"
						default:
							cells[i] = rapid.SampledFrom(words).Draw(t, "word")
						}
					}
					lines = append(lines, strings.Join(cells, ","))
					want[len(lines)] = title
				}
			}
		}
		path := filepath.Join(dir, "台账.csv")
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		var rows []Row
		rep, err := Read(t.Context(), path, Options{}, func(r Row) error {
			rows = append(rows, r)
			return nil
		})
		if err != nil {
			t.Fatalf("%v in\n%s", err, strings.Join(lines, "\n"))
		}
		told := rep.Doubts
		for _, r := range rows {
			told = append(told, r.Doubts...)
		}
		got := titlesAt(rows)
		for row, title := range want {
			if got[row] == title {
				continue
			}
			named := slices.ContainsFunc(told, func(d Doubt) bool {
				_, at := parseRef([]byte(d.Cell[strings.LastIndexByte(d.Cell, '!')+1:]))
				return at == row && d.Level != Note
			})
			if !named || rep.Errors == 0 {
				t.Fatalf("row %d, %s, is read as %q in\n%s", row, title, got[row], strings.Join(lines, "\n"))
			}
		}
		if len(rows) != len(want) {
			t.Fatalf("%d rows of %d in\n%s", len(rows), len(want), strings.Join(lines, "\n"))
		}
	})
}
