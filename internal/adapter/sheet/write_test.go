package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

// cellsOf reads raw cells back, by row and column.
func cellsOf(t interface {
	Helper()
	Fatalf(string, ...any)
}, f Format, data []byte,
) [][]string {
	t.Helper()
	var out [][]string
	take := func(r record) {
		for len(out) < r.row {
			out = append(out, nil)
		}
		for _, c := range r.cells {
			for len(out[r.row-1]) < c.col {
				out[r.row-1] = append(out[r.row-1], "")
			}
			out[r.row-1][c.col-1] = c.text
		}
	}
	if f == CSV {
		c := newCSVReader(bytes.NewReader(data), "x", false, Options{}.withDefaults())
		for {
			r, err := c.next()
			if errors.Is(err, io.EOF) {
				return out
			}
			if err != nil {
				t.Fatalf("read back: %v", err)
			}
			take(r)
		}
	}
	w, err := openWorkbook(bytes.NewReader(data), int64(len(data)), "x.xlsx", Options{}.withDefaults())
	if err != nil {
		t.Fatalf("read back: %v", err)
	}
	defer w.shared.close()
	if err := w.rows(context.Background(), w.sheets[0], func(r record, _ int64) error { take(r); return nil }); err != nil {
		t.Fatalf("read back: %v", err)
	}
	return out
}

var nasty = []string{
	"=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx", "'=x", "''+y", "'plain", strings.Repeat("'", 80) + "=1", "=cmd|' /C calc'!A0", "\uff1d1+1", "a,b", "a\"b", "\"", "a\nb", "a\r\nb", " x ", "_x000D_", "_x005F_x000D_",
	"_x005F_", "<&>", "]]>", "1e5", "0012", "2023-06-30", "中文", "😀", "a;b", "#REF!", "TRUE",
}

func TestWhatIsWrittenIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, XLSX} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				cell := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringOfN(rapid.RuneFrom([]rune("甲乙=+-@'\",;\t\n\r_x05F A1")), 0, 12, -1), rapid.String())
				row := rapid.SliceOfN(cell, 1, 5)
				rows := rapid.SliceOfN(row, 0, 5).Draw(t, "rows")
				head := []string{"事项", "x"}
				var out bytes.Buffer
				if err := Write(&out, f, Table{Header: head, Rows: slices.Values(rows)}); err != nil {
					t.Fatal(err)
				}
				want := [][]string{head}
				for _, r := range rows {
					var kept []string
					for i, s := range r {
						if s = printable(s); strings.TrimSpace(s) != "" { // blank cells are no cells
							for len(kept) < i {
								kept = append(kept, "")
							}
							kept = append(kept, s)
						}
					}
					want = append(want, kept)
				}
				got := cellsOf(t, f, out.Bytes())
				for len(want) > 0 && len(want[len(want)-1]) == 0 {
					want = want[:len(want)-1]
				}
				for len(got) > 0 && len(got[len(got)-1]) == 0 {
					got = got[:len(got)-1]
				}
				if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
					t.Fatalf("wrote %q\nread  %q", want, got)
				}
			})
		})
	}
}

func TestNothingWrittenIsAFormula(t *testing.T) {
	t.Parallel()
	t.Run("in a workbook every cell is text", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		if err := Write(&out, XLSX, Table{Sheet: "导出", Banner: "=1+1", Header: []string{"事项"}, Rows: slices.Values([][]string{{"=1+1"}, {"@x"}})}); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{"A1", "A3", "A4"} {
			formula, err1 := f.GetCellFormula("导出", at)
			kind, err2 := f.GetCellType("导出", at)
			if formula != "" || kind != excelize.CellTypeInlineString || errors.Join(err1, err2) != nil {
				t.Errorf("%s: formula %q, type %v, %v", at, formula, kind, errors.Join(err1, err2))
			}
		}
		if panes, err := f.GetPanes("导出"); err != nil || !panes.Freeze || panes.YSplit != 2 {
			t.Errorf("panes %+v %v", panes, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("in a csv an apostrophe stands before", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		if err := Write(&out, CSV, Table{Header: []string{"事项"}, Rows: slices.Values([][]string{{"=1+1", "-5", "a=b", "'=x"}})}); err != nil {
			t.Fatal(err)
		}
		if want := "\ufeff事项\n'=1+1,'-5,a=b,''=x\n"; out.String() != want {
			t.Errorf("wrote %q, want %q", out.String(), want)
		}
	})
}

func TestWritingRefusesWhatNoSheetHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		f    Format
		t    Table
		code string
	}{
		{"an unknown format", "pdf", Table{}, "sheet.format"},
		{"a sheet name with a slash", XLSX, Table{Sheet: "a/b"}, "sheet.name"},
	} {
		if err := Write(io.Discard, c.f, c.t); !errs.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func TestATextLongerThanACellIsCutAndSaysSo(t *testing.T) {
	t.Parallel()
	room := cellLimit - utf8.RuneCountInString(CutMark)
	for _, c := range []struct{ name, says, want string }{
		{"a short text", "长", "长"},
		{"as long as a cell", strings.Repeat("长", cellLimit), strings.Repeat("长", cellLimit)},
		{"one more", strings.Repeat("长", cellLimit+1), strings.Repeat("长", room) + CutMark},
		{"characters that count twice", strings.Repeat("🦀", cellLimit), strings.Repeat("🦀", room/2) + CutMark},
	} {
		if got := fitting(c.says); got != c.want {
			t.Errorf("%s: %d characters, want %d", c.name, utf8.RuneCountInString(got), utf8.RuneCountInString(c.want))
		}
	}
}

func TestAnExportCanBeImported(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, XLSX} {
		var out bytes.Buffer
		err := Write(&out, f, Table{
			Banner: "某经开区2024年台账", Header: []string{"编号", "事项", "承办单位", "完成时限", "备注"},
			Rows: slices.Values([][]string{{"督1号", "甲", "招商局", "3月底", "=1+1"}}),
		})
		if err != nil {
			t.Fatal(err)
		}
		var rows []Row
		if _, err := ReadFrom(context.Background(), bytes.NewReader(out.Bytes()), int64(out.Len()), "导出."+string(f), Options{}, func(r Row) error {
			rows = append(rows, r)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 || rows[0].Number != "督1号" || rows[0].Due.String() != "2024-03-31" || rows[0].Remark != "=1+1" {
			t.Errorf("%s: %+v", f, rows)
		}
	}
}
