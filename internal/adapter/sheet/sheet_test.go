package sheet

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and look at the diff. got:\n%s", name, got)
	}
}

// workbookFile saves what build makes and returns its path.
func workbookFile(t *testing.T, name string, build func(f *excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	if err := build(f); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func put(f *excelize.File, sheet string, rows map[string][]any) error {
	for at, row := range rows {
		if err := f.SetSheetRow(sheet, at, &row); err != nil {
			return err
		}
	}
	return nil
}

// messy is a ledger with all that offices do to one: banner lines, a header of two rows with a group,
// merged categories and ordinals, a heading, a total, a footer, dates and sums of every kind.
func messy(f *excelize.File) error {
	if err := f.SetSheetName("Sheet1", "台账"); err != nil {
		return err
	}
	err := put(f, "台账", map[string][]any{
		"A1":  {"某经开区招商局2023年重点任务台账"},
		"A2":  {"填报单位:某经开区招商局    填报时间:2024年1月5日"},
		"A3":  {"序号", "工程", "重点任务", "具体举措", "责任体系", nil, nil, nil, "登记日期", "完成时限", "投资额\uff08万元\uff09", "完成情况", "是否完成", "完 成\n率", "印证材料", "科室意见", "备注"},
		"E4":  {"牵头领导", "责任单位", "配合单位", "责任人"},
		"A5":  {1, "招商工程", "引进龙头企业", "签约\uff1b落地", "管委会副主任", "招商局", "财政局、住建局", "招商局局长", "2023.1.4", "2023年6月30日", 5000, "已签约", "已完成", "100%", "合同", "同意", nil},
		"A6":  {2, nil, "兑现政策", "兑付奖补", "管委会副主任", "财政局和审计局", "人力资源和社会保障局", "财政局局长", "2023.1.4", "6月底前", "近400亿元", "推进中", "推进中", 0.8, nil, nil, nil},
		"A7":  {3, "项目工程", "建设标准厂房", "一期", nil, "城投公司", "各有关单位", nil, 45000, "一周内", ".32亿元", "完成80%", nil, nil, nil, nil, "跨年"},
		"D8":  {"二期", nil, "城投公司、住建局", nil, nil, "2023.1.4", "2023年2月30日", 2638.51, "滞后", nil, nil, nil, nil, nil},
		"A9":  {"二、民生类"},
		"A10": {4, "民生工程", "新建学校", "主体完工", nil, "社会事务局", nil, nil, nil, "长期坚持", "50余项", "基本完成", "基本完成", "90%", nil, nil, nil},
		"A11": {5, "民生工程", "新建医院", "主体完工", nil, "社会事务局", nil, nil, nil, nil, "2,638.51万元", nil, "否", nil, nil, nil, nil},
		"A12": {6},
		"A13": {"合计", nil, nil, nil, nil, nil, nil, nil, nil, nil, 7638.51},
		"A14": {"备注:完成情况每月更新一次"},
	})
	if err != nil {
		return err
	}
	for _, m := range [][2]string{
		{"A1", "Q1"},
		{"A2", "Q2"},
		{"E3", "H3"},
		{"A3", "A4"},
		{"B3", "B4"},
		{"C3", "C4"},
		{"D3", "D4"},
		{"I3", "I4"},
		{"J3", "J4"},
		{"K3", "K4"},
		{"L3", "L4"},
		{"M3", "M4"},
		{"N3", "N4"},
		{"O3", "O4"},
		{"P3", "P4"},
		{"Q3", "Q4"},
		{"B5", "B6"},
		{"A7", "A8"},
		{"B7", "B8"},
		{"C7", "C8"},
		{"A9", "Q9"},
		{"A14", "Q14"},
	} {
		if err := f.MergeCell("台账", m[0], m[1]); err != nil {
			return err
		}
	}
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	monthly := `yyyy"年"m"月"`
	mon, err := f.NewStyle(&excelize.Style{CustomNumFmt: &monthly})
	if err != nil {
		return err
	}
	if err := f.SetCellValue("台账", "J11", 45078); err != nil {
		return err
	}
	return errors.Join(f.SetCellStyle("台账", "I7", "I7", day), f.SetCellStyle("台账", "J11", "J11", mon),
		f.SetCellFormula("台账", "Q11", `"见"&A11`))
}

func readAll(t *testing.T, path string, o Options) ([]Row, Report) {
	t.Helper()
	var rows []Row
	rep, err := Read(context.Background(), path, o, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", filepath.Base(path), err)
	}
	return rows, rep
}

func TestAMessyLedgerIsReadWithEveryDoubtNamed(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "重点任务.xlsx", messy)
	var lines []string
	scan, err := Scan(context.Background(), path, Options{}, func(d Doubt) error {
		lines = append(lines, d.In(text.Zh))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "messy-doubts.txt", strings.Join(lines, "\n")+"\n")

	rows, rep := readAll(t, path, Options{})
	if rep.Errors != scan.Errors || rep.Assumptions != scan.Assumptions || rep.Notes != scan.Notes || rep.Rows != scan.Rows || rep.FileSHA256 != scan.FileSHA256 {
		t.Errorf("scan and read disagree: %+v and %+v", scan, rep)
	}
	if len(lines) != rep.Errors+rep.Assumptions+rep.Notes {
		t.Errorf("%d doubts told, %d counted", len(lines), rep.Errors+rep.Assumptions+rep.Notes)
	}
	if !errs.Is(rep.Err(), "sheet.errors_stand") {
		t.Errorf("Report.Err = %v, want a refusal", rep.Err())
	}
	var out strings.Builder
	for i := range rows {
		rows[i].Doubts, rows[i].Source.FileSHA256 = nil, ""
		b, err := json.Marshal(rows[i])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n", b)
	}
	golden(t, "messy-rows.jsonl", out.String())
}

func TestHeaderIsUnderstood(t *testing.T) {
	t.Parallel()
	_, rep := readAll(t, workbookFile(t, "重点任务.xlsx", messy), Options{})
	s := rep.Sheets[0]
	if s.HeaderRow != 3 || s.HeaderRows != 2 || s.Year != 2023 || s.YearFrom != "台账!A1" || s.Rows != 6 {
		t.Errorf("sheet %+v", s)
	}
	var got []string
	for _, c := range s.Columns {
		got = append(got, c.Ref+"="+string(c.Field)+c.Unit)
	}
	want := "A=ordinal B=category C=title D=brief E=sponsor F=lead_units G=support_units H=owner I=registered J=due K=amount万元 L=narrative M=status N=progress O=evidence P= Q=remark"
	if strings.Join(got, " ") != want {
		t.Errorf("columns\n%v, want\n%v", strings.Join(got, " "), want)
	}
}

const csvText = "某经开区2024年督办台账,,,,\n编号,板块,事项,承办单位,办结时限,落款\n督1号,招商,引进企业,招商局,3月底,甲\n督2号,,兑现政策,财政局,长期,乙\n督3号,民生,新建学校,\"社会\n事务局\",\"2024.6.30\",\"他说\"\"好\"\"\"\n"

func TestCSVInEveryEncoding(t *testing.T) {
	t.Parallel()
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(csvText)
	if err != nil {
		t.Fatal(err)
	}
	u16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(csvText, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, data, encoding string }{
		{"UTF-8", csvText, "UTF-8"},
		{"UTF-8 with a byte order mark", "\ufeff" + csvText, "UTF-8"},
		{"CRLF", strings.ReplaceAll(csvText, "\n", "\r\n"), "UTF-8"},
		{"GB18030", gb, "GB18030"},
		{"UTF-16 with tabs as Excel exports", u16, "UTF-16"},
		{"semicolons", strings.ReplaceAll(csvText, ",", ";"), "UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "督办.csv")
			if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
				t.Fatal(err)
			}
			rows, rep := readAll(t, path, Options{})
			if rep.Encoding != c.encoding || len(rows) != 3 || rep.Err() != nil {
				t.Fatalf("encoding %s, %d rows, %v", rep.Encoding, len(rows), rows)
			}
			r := rows[2]
			if rows[0].Due.String() != "2024-03-31" || !rows[1].Ongoing || r.Due.String() != "2024-06-30" || r.Extra["落款"] != `他说"好"` || r.Key != "督3号" || r.Source.Row != 5 {
				t.Errorf("rows %+v", rows)
			}
			if !slices.Equal(rows[1].Category, []string{"招商"}) || rows[1].Doubts[0].Code != "category.above" {
				t.Errorf("the blank category must be taken from above with an assumption: %+v", rows[1])
			}
		})
	}
}

func TestCSVRowsCountAsExcelCounts(t *testing.T) {
	t.Parallel()
	rows, _ := readText(t, "\n\n事项,责任单位,完成时限\n\n甲,\"招商局\n财政局\",2024-1-1\n\n乙,招商局,2024-1-1\n", Options{})
	if rows[0].Source.Row != 5 || rows[1].Source.Row != 7 || rows[1].Cells[FieldDue] != "C7" {
		t.Errorf("rows %d and %d, due at %s", rows[0].Source.Row, rows[1].Source.Row, rows[1].Cells[FieldDue])
	}
}

func readText(t *testing.T, text string, o Options) ([]Row, Report) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return readAll(t, path, o)
}

func TestTwoRowHeaderOfACSVIsJoined(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "序号,重点任务,责任体系,,,完成时限\n,,牵头领导,牵头单位,月报,\n1,甲,副主任,招商局,是,2024-1-1\n", Options{})
	if rep.Sheets[0].HeaderRows != 2 || rows[0].Sponsor != "副主任" || rows[0].LeadUnits[0] != "招商局" || rows[0].Extra["责任体系/月报"] != "是" {
		t.Errorf("%+v %+v", rep.Sheets, rows)
	}
}

func TestHeadersAreMatchedByPreferenceAndSimilarity(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "项目编号,项目名称,项目牵头单位,责任单位,实际完成时间,计划完成时限,区级自评\nX1,甲,招商局,财政局,2024.1.1,2024-2-1,优\n", Options{
		Synonyms: map[Field][]string{FieldRemark: {"区级自评"}},
	})
	r := rows[0]
	if r.Number != "X1" || r.Title != "甲" || r.Due.String() != "2024-02-01" || r.Finished.String() != "2024-01-01" || r.Remark != "优" {
		t.Errorf("%+v", r)
	}
	if rep.Assumptions == 0 {
		t.Error("a header matched by similarity must be an assumption")
	}
}

func TestWhatNamesTheWorkBesideATitleIsTheBrief(t *testing.T) {
	t.Parallel()
	for header, titled := range map[string]bool{
		"任务名称,工作任务": true, "事项,工作内容": true, "重点任务,具体任务": true, "项目名称,主要任务": true, "任务,任务内容": true, "工作任务,任务书": true, "工作内容,主要任务": true,
	} {
		rows, _ := readText(t, header+",完成时限\n甲,乙,长期\n", Options{})
		if r := rows[0]; (r.Title == "甲") != titled || r.Brief != "乙" {
			t.Errorf("%s: title %q, brief %q", header, r.Title, r.Brief)
		}
	}
}

func TestKeysAreStableAndUnique(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "序号,编号,事项,完成时限\n1,,甲,长期\n2,督2号,乙,长期\n1,,丙,长期\n,,丁,长期\n,督2号,戊,长期\n", Options{})
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	if want := []string{"台账##1", "督2号", "台账##1#丙", "台账##丁", "督2号"}; !slices.Equal(keys, want) {
		t.Errorf("keys %v, want %v", keys, want)
	}
	if rep.Errors != 1 || rows[4].Doubts[len(rows[4].Doubts)-1].Code != "key.duplicate" {
		t.Errorf("the repeated number must be an error: %+v", rows[4].Doubts)
	}
}

func TestSheetsAreChosen(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "多表.xlsx", func(f *excelize.File) error {
		for _, s := range []string{"一季度", "说明", "旧表", "空"} {
			if _, err := f.NewSheet(s); err != nil {
				return err
			}
		}
		head := []any{"序号", "事项", "完成时限"}
		return errors.Join(put(f, "Sheet1", map[string][]any{"A1": head, "A2": {1, "甲", "2024-1-1"}}),
			put(f, "一季度", map[string][]any{"B3": head, "B4": {1, "乙", "2024-1-1"}}),
			put(f, "说明", map[string][]any{"A1": {"请各单位认真填写"}}),
			put(f, "旧表", map[string][]any{"A1": head, "A2": {1, "丙", "2024-1-1"}}),
			f.SetSheetVisible("旧表", false))
	})
	rows, rep := readAll(t, path, Options{})
	if len(rep.Sheets) != 2 || len(rows) != 2 || rows[1].Title != "乙" || rows[1].Cells[FieldTitle] != "C4" || rows[1].Source.Sheet != "一季度" {
		t.Errorf("%+v %+v", rep, rows)
	}
	var codes []string
	for _, d := range rep.Doubts {
		codes = append(codes, d.Cell+" "+d.Code)
	}
	if want := []string{"旧表 sheet.hidden", "说明 sheet.skipped"}; !slices.Equal(codes, want) {
		t.Errorf("doubts %v, want %v", codes, want)
	}
	if rows, _ = readAll(t, path, Options{Sheet: "旧表"}); len(rows) != 1 || rows[0].Title != "丙" {
		t.Errorf("a hidden sheet can be named: %+v", rows)
	}
	if _, err := Read(context.Background(), path, Options{Sheet: "二季度"}, nil); !errs.Is(err, "sheet.no_sheet") || !strings.Contains(err.Error(), "一季度") {
		t.Errorf("an unknown sheet must be refused with the names there are, got %v", err)
	}
}

func TestCellsOfEveryKind(t *testing.T) {
	t.Parallel()
	old := true
	path := workbookFile(t, "cells.xlsx", func(f *excelize.File) error {
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &old}); err != nil {
			return err
		}
		day, err := f.NewStyle(&excelize.Style{NumFmt: 31})
		if err != nil {
			return err
		}
		pct, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		if err != nil {
			return err
		}
		return errors.Join(put(f, "Sheet1", map[string][]any{
			"A1": {"编号", "事项", "完成时限", "完成率", "总投资(亿元)", "备注"},
			"A2": {123456789012345678.0, "甲", 43645, 0.805, 17.5, true},
			"A3": {"N1", []byte("乙"), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), "80%", "0.1", nil},
			"A4": {"N2", "丙", nil, 0.1 + 0.2, nil, nil},
		}), f.SetCellStyle("Sheet1", "C2", "C2", day), f.SetCellStyle("Sheet1", "D2", "D2", pct),
			f.SetCellFormula("Sheet1", "C4", "C3+1"),
			f.SetCellRichText("Sheet1", "B4", []excelize.RichTextRun{{Text: "丙"}, {Text: "丁", Font: &excelize.Font{Bold: true}}}))
	})
	rows, _ := readAll(t, path, Options{})
	if r := rows[0]; r.Due.String() != "2023-06-30" || *r.Progress != 8050 || *r.Amount != (money.Amount{Fen: 1_750_000_000_00}) || r.Remark != "是" || r.Doubts[0].Code != "cell.digits_lost" {
		t.Errorf("%+v", r)
	}
	if r := rows[1]; r.Due.String() != "2024-02-29" || r.Title != "乙" || r.Amount.Fen != money.Yi/10 {
		t.Errorf("%+v", r)
	}
	if r := rows[2]; r.Title != "丙丁" || *r.Progress != 3000 || r.Doubts[0].Code != "cell.uncomputed" || r.Doubts[0].Cell != "Sheet1!C4" {
		t.Errorf("%+v", r)
	}
}

func TestReadingStopsWhenTheCallerDoes(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "重点任务.xlsx", messy)
	stop := errors.New("enough")
	n := 0
	if _, err := Read(context.Background(), path, Options{}, func(Row) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("after %d rows: %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, path, Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
