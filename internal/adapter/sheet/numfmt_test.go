package sheet

import (
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/base/money"
)

func TestANumberIsReadAsItsFormatShowsIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format string
		n      float64
		want   string // "" where the number stands as it is
	}{
		{`0"万元"`, 17500, "17500万元"},
		{`0.00"亿元"`, 1.75, "1.75亿元"},
		{`0\亿\元`, 17.5, "17.5亿元"},
		{`#,##0万元`, 17500.4, "17500.4万元"},
		{`General"万元"`, 1.5, "1.5万元"},
		{`G/通用格式"万元"`, 1.5, "1.5万元"},
		{`"约"0"万元"`, 30, "约30万元"},
		{`0"万元"_ `, 30, "30万元"},
		{`0!.0,"万"`, 175000000, "17500万"},
		{`0\.0,`, 175000000, "17500"},
		{`0!.0000"万元"`, 12345, "1.2345万元"},
		{`0"."00,,"亿元"`, 1.5e9, "15亿元"},
		{`#,##0.00,,"百万"`, 5e7, "50百万"},
		{`#,##0,"千元"`, 5e6, "5000千元"},
		{`0.00,`, 5000, "5"},
		{`0"亿"0000"万元"`, 17500, "1亿7500万元"},
		{`0000"年"00"月"`, 202306, "2023年06月"},
		{`0000!.00!.00`, 20230630, "2023.06.30"},
		{`"QL-"000`, 7, "QL-007"},
		{`0"元".00`, 12.5, "12.5元"},
		{`0"%"`, 80, "80%"},
		{`[$$-409]#,##0.00`, 100, "$100"},
		{`[$€-2] 0`, 100, "€100"},
		{`[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"`, 2.5e8, "2.5亿元"},
		{`[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"`, 35000, "3.5万元"},
		{`[>=100000000]0!.00,,"亿元";[>=10000]0!.0,"万元";0"元"`, 350, "350元"},
		{`0"万元";[Red]-0"万元"`, -5, "-5万元"},
		{`0"万元";(0"万元")`, -5, "-5万元"},
		{`0"万元"`, -5, "-5万元"},
		{`0"万元";@`, 5, "5万元"},
		{`[=1]"已完成";[=0]"未完成";0`, 1, "已完成"},
		{`[=1]"已完成";[=0]"未完成";0`, 0, "未完成"},
		{`"是";;"否"`, 0, "否"},

		{"0.00", 5, ""},
		{"#,##0", 5, ""},
		{"000", 5, ""},
		{"0.0%", 0.5, ""},
		{"# ?/?", 0.75, ""},
		{`0.00"x"E+00`, 5, ""},
		{`"unclosed`, 5, ""},
		{"@", 5, ""},
		{";;;", 5, ""},
		{`¥#,##0.00`, 5, ""},
		{`[$¥-804]#,##0`, 5, ""},
		{`_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ `, -5, ""},
		{`0_);(0)`, -5, ""},
		{`0"件";0"件";"—"`, 0, ""},
		{`yyyy"年"m"月底前"`, 45107, ""},
		{`[h]:mm`, 5, ""},
	} {
		got, _, tells := formatOf(c.format).write(c.n)
		if got != c.want || tells != (c.want != "") {
			t.Errorf("%s shows %v as %q (%v), want %q", c.format, c.n, got, tells, c.want)
		}
	}
}

func TestAFigureThatIsTextIsReadAsItsFormatShowsIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, text, want string }{
		{`@"万元"`, "17500", "17500万元"},
		{`@"万元"`, "１７,５００.5", "１７,５００.5万元"},
		{`0;-0;0;"约"@"万元"`, " 30 ", "约30万元"},
		{`[Red]@\万\元`, "30", "30万元"},
		{`@"万元"`, "3亿元", "3亿元"}, // words have their own unit
		{`@"万元"`, "投资额", "投资额"},
		{`0"万元"`, "30", "30"}, // as Excel shows it
		{`0"万元";@`, "30", "30"},
		{"@", "30", "30"},
		{`_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ `, "30", "30"},
		{`0.0%;@"万元"`, "30", "30"}, // not read
	} {
		if got := formatOf(c.format).text.frame(c.text); got != c.want {
			t.Errorf("%s shows the text %q as %q, want %q", c.format, c.text, got, c.want)
		}
	}
}

// 17500 in a cell that shows 17500万元 was taken for yuan, and 1.75 that shows 1.75亿元 for the 万元 of the banner.
func TestASumCountsInTheUnitThatItsFormatShows(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
		err := put(f, "Sheet1", map[string][]any{"A1": {"重点项目台账（单位：万元）"}, "A2": {"事项", "投资额"}, "A3": {"甲", 17500}, "A4": {"乙", 1.75}, "A5": {"丙", 175000000}, "A6": {"丁", 20}, "A7": {"戊", 20}, "A8": {"己", "17500"}})
		for cell, code := range map[string]string{"B3": `0"万元"`, "B4": `0.00"亿元"`, "B5": `0!.0,`, "B6": `[$$-409]0.00`, "B8": `@"亿元"`} {
			style, bad := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			err = errors.Join(err, bad, f.SetCellStyle("Sheet1", cell, cell, style))
		}
		return err
	})
	rows, _ := readAll(t, path, Options{})
	for i, want := range []money.Fen{17500 * money.Wan, 17500 * money.Wan, 17500 * money.Wan, 0, 20 * money.Wan} {
		got := money.Fen(0)
		if rows[i].Amount != nil {
			got = rows[i].Amount.Fen
		}
		if got != want {
			t.Errorf("%s reads %s元, want %s元", rows[i].Title, got, want)
		}
	}
	if got := codes(rows[3]); len(got) != 1 || got[0] != "amount.foreign B6" {
		t.Errorf("dollars are told as %v", got)
	}
}
