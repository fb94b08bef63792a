package sheet

import (
	"context"
	"io"
	"strings"

	"qinlian/internal/base/clock"
)

// Cell is one cell of a table that is read as it stands.
type Cell struct {
	Column int    // from 1
	Text   string // as a person would read it, without blanks around it
	// Fault says why the cell cannot be read: a formula that failed or was never computed, digits that were lost.
	Fault *Doubt
}

// PlainRow is a row of such a table. Its cells are in order of column and never blank; they belong to the reader, so clone
// them to keep them.
type PlainRow struct {
	Sheet string
	Row   int // from 1
	Cells []Cell
}

// At is where a column of the row stands: 企业!D7.
func (r *PlainRow) At(column int) string { return r.Sheet + "!" + ref(column, r.Row) }

// Ref is where a column of the row stands within its sheet: D7.
func (r *PlainRow) Ref(column int) string { return ref(column, r.Row) }

// ReadPlain reads tables as they stand, row by row, under the limits of Read: what its headings mean is the caller's to
// say. A merged range counts as its first cell.
func ReadPlain(ctx context.Context, path string, o Options, each func(PlainRow) error) (Report, error) {
	return readPath(ctx, path, o, sink{plain: each})
}

// ReadPlainFrom is ReadPlain for an upload; name is the name the file came under.
func ReadPlainFrom(ctx context.Context, src io.ReaderAt, size int64, name string, o Options, each func(PlainRow) error) (Report, error) {
	return readFile(ctx, src, size, name, o, sink{plain: each})
}

// taker takes the records of one sheet.
type taker interface {
	add(r record) error
	finish() error
}

// taker makes the one that the caller wants.
func (b *book) taker(sheet string, merges []span, among bool) taker {
	if b.sink.plain != nil {
		return &plainTaker{b: b, rep: SheetReport{Name: sheet}, fixed: b.o.Corrections.of(sheet)}
	}
	return newLedger(b, sheet, merges, among)
}

// plainTaker passes records on.
type plainTaker struct {
	b     *book
	rep   SheetReport
	fixed *corrections
	cells []Cell
}

func (p *plainTaker) add(r record) error {
	r = p.fixed.apply(p.rep.Name, r)
	p.cells = p.cells[:0]
	for i := range r.cells {
		c := &r.cells[i]
		if text := strings.TrimSpace(c.text); text != "" || c.kind == uncomputed {
			p.cells = append(p.cells, Cell{Column: c.col, Text: text, Fault: c.fault(p.rep.Name, r.row)})
		}
	}
	if len(p.cells) == 0 {
		return nil
	}
	p.rep.Rows++
	return p.b.sink.plain(PlainRow{Sheet: p.rep.Name, Row: r.row, Cells: p.cells})
}

func (p *plainTaker) finish() error {
	if p.rep.Rows > 0 {
		p.b.rep.Sheets = append(p.b.rep.Sheets, p.rep)
	}
	return p.fixed.unmet(p.b)
}

func (c *cell) fault(sheet string, row int) *Doubt {
	var d Doubt
	switch {
	case c.kind == uncomputed:
		d = doubt(Error, "cell.uncomputed", "公式没有计算结果，请用Excel或WPS打开并保存一次", "the formula has no stored result: open the file in Excel or WPS and save it once")
	case c.kind == mistake:
		d = doubt(Error, "cell.error", "公式出错（%s），请改正", "the formula fails (%s): correct it", shorten(c.text))
	case c.lost:
		d = doubt(Error, "cell.digits_lost", "超过15位的号码按数字保存，末几位已丢失，请改成文本重新填写", "a number of more than 15 digits has lost its last ones: make the cell text and type it again")
	default:
		return nil
	}
	d = d.at(sheet + "!" + ref(c.col, row))
	d.Read = shorten(c.text)
	return &d
}

// Day reads a cell as a date; what is wrong with it is the doubt. Dates without a year are refused.
func Day(text string) (clock.Date, *Doubt) {
	r := dateContext{}.dateValue(value{text: text})
	if r.doubt.Level == Error || r.ongoing || r.day.IsZero() {
		d := r.doubt
		if d.Level != Error {
			d = doubt(Error, "date.unread", "“%s”不是日期，请写作 2023-06-12", "%q is no date: write 2023-06-12", shorten(text))
		}
		return 0, &d
	}
	if r.doubt.Level == "" {
		return r.day, nil
	}
	return r.day, &r.doubt
}

// Fold brings a heading into the form by which headings are compared: without blanks, marks and differences of width or
// case.
func Fold(label string) string { return fold(label) }
