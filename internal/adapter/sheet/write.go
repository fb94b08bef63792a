package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"

	"qinlian/internal/base/errs"
)

// Table is what Write writes: an optional banner over the header, then the rows as they come. Every cell
// is text; characters that no spreadsheet can hold (controls other than tab and line ends) are dropped.
type Table struct {
	Sheet  string // default 台账; for xlsx at most 31 characters, without : \ / ? * [ ]
	Banner string
	Header []string
	Rows   iter.Seq[[]string]

	Unmarked bool // a csv without the byte order mark by which Excel knows UTF-8
}

// Write writes the table to w and holds no more than some 16 MB of it in memory. What begins like a
// formula stays text: a csv cell gets a leading apostrophe, which Read takes off again; an xlsx cell is an
// inline string in a text format, which no program evaluates, not even after editing. A text that is longer than
// an xlsx cell can be is cut, and says so (CutMark).
func Write(w io.Writer, f Format, t Table) error {
	if t.Sheet == "" {
		t.Sheet = "台账"
	}
	if t.Rows == nil {
		t.Rows = func(func([]string) bool) {}
	}
	switch f {
	case CSV:
		return writeCSV(w, t)
	case XLSX:
		return writeXLSX(w, t)
	}
	return errs.Newf(errs.Invalid, "sheet.format", "不支持的格式“%s”，请用xlsx或csv", "unknown format %q: use xlsx or csv", string(f))
}

func writeCSV(w io.Writer, t Table) error {
	if !t.Unmarked {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out := csv.NewWriter(w)
	var buf []string
	put := func(row []string) error {
		buf = buf[:0]
		for _, s := range row {
			buf = append(buf, neutral(printable(s)))
		}
		return out.Write(buf)
	}
	if t.Banner != "" {
		if err := put([]string{t.Banner}); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	if err := put(t.Header); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for row := range t.Rows {
		if err := put(row); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// printable drops what XML and spreadsheets cannot hold.
func printable(s string) string {
	clean := true
	for _, r := range s {
		clean = clean && holds(r)
	}
	if clean && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if holds(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func holds(r rune) bool {
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF && r != 0x7F || r == '\t' || r == '\n' || r == '\r'
}

const (
	widthSample  = 200 // rows that the column widths are taken from
	cellLimit    = 32_767
	minWidth     = 8
	maxWidth     = 48
	textFormat   = 49 // "@"
	headerHeight = 24
)

// look holds the styles by number.
type look struct{ banner, header, body int }

func writeXLSX(w io.Writer, t Table) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("write xlsx: %w", closing)
		}
	}()
	if err := f.SetSheetName(f.GetSheetName(0), t.Sheet); err != nil {
		return errs.Newf(errs.Invalid, "sheet.name", "工作表名“%s”不合规：不超过31个字，不含 : \\ / ? * [ ]", "sheet name %q is not allowed: at most 31 characters, none of : \\ / ? * [ ]", t.Sheet).Because(err)
	}
	styles, err := looks(f)
	if err != nil {
		return fmt.Errorf("xlsx styles: %w", err)
	}
	out, err := f.NewStreamWriter(t.Sheet)
	if err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	next, stop := iter.Pull(t.Rows)
	defer stop()
	var sample [][]string
	for len(sample) < widthSample {
		row, ok := next()
		if !ok {
			break
		}
		sample = append(sample, append([]string(nil), row...))
	}
	x := xlsxWriter{out: out, t: t, looks: styles}
	if err := x.top(sample); err != nil {
		return err
	}
	for _, row := range sample {
		if err := x.put(row, styles.body); err != nil {
			return err
		}
	}
	for row, ok := next(); ok; row, ok = next() {
		if err := x.put(row, styles.body); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

func looks(f *excelize.File) (l look, err error) {
	line := func(style int) []excelize.Border {
		var out []excelize.Border
		for _, side := range []string{"left", "right", "top", "bottom"} {
			out = append(out, excelize.Border{Type: side, Color: "BFBFBF", Style: style})
		}
		return out
	}
	if l.banner, err = f.NewStyle(&excelize.Style{
		NumFmt: textFormat, Font: &excelize.Font{Bold: true, Size: 16},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	}); err != nil {
		return l, err
	}
	if l.header, err = f.NewStyle(&excelize.Style{
		NumFmt: textFormat, Font: &excelize.Font{Bold: true}, Border: line(1),
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	}); err != nil {
		return l, err
	}
	l.body, err = f.NewStyle(&excelize.Style{
		NumFmt: textFormat, Border: line(1),
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
	})
	return l, err
}

type xlsxWriter struct {
	out   *excelize.StreamWriter
	t     Table
	looks look
	row   int
	cells []any
}

// top writes what stands above the rows: widths, the frozen pane, banner and header.
func (x *xlsxWriter) top(sample [][]string) error {
	frozen := 1
	if x.t.Banner != "" {
		frozen = 2
	}
	for col := range x.t.Header {
		if col >= maxColumn {
			break
		}
		wide := columns(x.t.Header[col]) + 2
		for _, row := range sample {
			if col < len(row) {
				wide = max(wide, columns(row[col])+2)
			}
		}
		if err := x.out.SetColWidth(col+1, col+1, float64(min(max(wide, minWidth), maxWidth))); err != nil {
			return fmt.Errorf("xlsx column width: %w", err)
		}
	}
	if err := x.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: frozen, TopLeftCell: ref(1, frozen+1), ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("xlsx panes: %w", err)
	}
	if x.t.Banner != "" {
		if err := x.put([]string{x.t.Banner}, x.looks.banner, excelize.RowOpts{Height: 1.5 * headerHeight}); err != nil {
			return err
		}
		if len(x.t.Header) > 1 {
			if err := x.out.MergeCell("A1", ref(min(len(x.t.Header), maxColumn), 1)); err != nil {
				return fmt.Errorf("xlsx banner: %w", err)
			}
		}
	}
	return x.put(x.t.Header, x.looks.header, excelize.RowOpts{Height: headerHeight})
}

// columns is the display width of the widest line of s: a Han character takes two.
func columns(s string) int {
	widest, now := 0, 0
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case r == '\n':
			now = 0
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			now += 2
		default:
			now++
		}
		if widest = max(widest, now); widest >= maxWidth {
			return widest
		}
	}
	return widest
}

func (x *xlsxWriter) put(row []string, style int, opts ...excelize.RowOpts) error {
	x.row++
	if x.row > maxRow {
		return errs.Newf(errs.Invalid, "sheet.too_many_rows", "超过Excel的%d行上限，请分成几个文件或改用csv", "more than Excel's %d rows: write several files or a csv", maxRow)
	}
	if len(row) > maxColumn {
		return errs.Newf(errs.Invalid, "sheet.too_many_columns", "超过Excel的%d列上限", "more than Excel's %d columns", maxColumn)
	}
	x.cells = x.cells[:0]
	for _, s := range row {
		x.cells = append(x.cells, excelize.Cell{StyleID: style, Value: fitting(printable(s))})
	}
	if err := x.out.SetRow(ref(1, x.row), x.cells, opts...); err != nil {
		return fmt.Errorf("write xlsx row %d: %w", x.row, err)
	}
	return nil
}

// CutMark ends a cell of a workbook that holds the beginning of a longer text.
const CutMark = "…（全文见系统）"

// fitting is a text as a cell of a workbook can hold it: one long text must not keep everybody from all the others.
func fitting(s string) string {
	if len(s) <= cellLimit {
		return s
	}
	room, most, fits := cellLimit-utf8.RuneCountInString(CutMark), 0, 0
	for at, r := range s { // UTF-16, as Excel counts
		if most <= room {
			fits = at
		}
		if most += utf16.RuneLen(r); most > cellLimit {
			return s[:fits] + CutMark
		}
	}
	return s
}
