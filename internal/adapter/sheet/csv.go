package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/errs"
)

// readCSV reads the one sheet of a csv, named as the file.
func (b *book) readCSV(src io.ReaderAt, size int64, guess encodingGuess) error {
	name := strings.TrimSuffix(b.rep.File, filepath.Ext(b.rep.File))
	if b.o.Sheet != "" && b.o.Sheet != name {
		return errs.Newf(errs.NotFound, "sheet.no_sheet", "文本文件没有工作表“%s”", "a text file has no sheet %q", b.o.Sheet).At(b.rep.File)
	}
	count := &countingReader{in: io.NewSectionReader(src, 0, size)}
	text, enc, err := guess.decode(count, b.rep.File)
	if err != nil {
		return err
	}
	b.rep.Encoding, b.total = enc, size
	ext := strings.ToLower(filepath.Ext(b.rep.File))
	c := newCSVReader(text, name, enc == "UTF-16" || ext == ".tsv" || ext == ".txt", b.o)
	l := b.taker(name, nil, false)
	for {
		rec, err := c.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := b.ctx.Err(); err != nil {
			return err
		}
		if len(rec.cells) == 0 {
			continue
		}
		b.progress(rec.row, count.n)
		if err := l.add(rec); err != nil {
			return err
		}
	}
	b.progress(0, size)
	return l.finish()
}

type countingReader struct {
	in io.Reader
	n  int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

// csvReader reads RFC 4180 text under limits. Unlike encoding/csv it counts blank lines as Excel does,
// keeps CRLF inside quotes, and names the cell at which a limit is passed.
type csvReader struct {
	in    *bufio.Reader
	sheet string
	o     Options
	comma byte
	row   int
	count int
	cells []cell
	field []byte
}

// newCSVReader reads fields parted by commas; by tabs or semicolons where the first lines hold no comma,
// by tabs at once where the file comes as Excel's Unicode text does.
func newCSVReader(r io.Reader, sheet string, tabs bool, o Options) *csvReader {
	in := bufio.NewReaderSize(r, scanBuffer)
	if bom, _ := in.Peek(3); string(bom) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3)
	}
	head, _ := in.Peek(scanBuffer / 2)
	var seen [256]bool
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if !quoted {
			seen[b] = true
		}
	}
	comma := byte(',')
	switch {
	case seen['\t'] && (tabs || !seen[',']):
		comma = '\t'
	case seen[';'] && !seen[',']:
		comma = ';'
	}
	return &csvReader{in: in, sheet: sheet, o: o, comma: comma}
}

// next returns io.EOF after the last row.
func (c *csvReader) next() (record, error) {
	c.row++
	c.cells = c.cells[:0]
	size := 0
	for col := 1; ; col++ {
		end, err := c.readField(col)
		if err != nil {
			if errors.Is(err, io.EOF) && col == 1 {
				return record{}, io.EOF
			}
			return record{}, c.fault(err, col)
		}
		if s := stripNeutral(c.field); len(bytes.TrimSpace(s)) > 0 {
			if len(c.cells) >= c.o.MaxColumns {
				return record{}, errs.Newf(errs.Invalid, "sheet.too_many_columns", "内容超过%d列", "more than %d columns with content", c.o.MaxColumns).At(c.place(col))
			}
			if size += len(s); size > c.o.MaxRowBytes {
				return record{}, errs.Newf(errs.Invalid, "sheet.row_too_big", "一行内容超过%dKB", "the row holds more than %d KB", c.o.MaxRowBytes>>10).At(c.place(col))
			}
			c.cells = append(c.cells, cell{col: col, value: value{text: validString(s)}})
		}
		if end {
			break
		}
	}
	if len(c.cells) > 0 {
		if c.count++; c.count > c.o.MaxRows {
			return record{}, tooManyRows(c.o).At(c.sheet)
		}
	}
	return record{row: c.row, cells: c.cells}, nil
}

func (c *csvReader) place(col int) string { return c.sheet + "!" + ref(col, c.row) }

var errOpenQuote = errors.New("quote not closed")

func (c *csvReader) fault(err error, col int) error {
	switch {
	case errors.Is(err, errTextTooLong):
		return errs.Newf(errs.Invalid, "sheet.cell_too_big", "单元格内容超过%dKB，请把长文放到附件里，或检查引号是否成对", "the cell holds more than %d KB: move long texts into an attachment, or look for an unmatched quote", c.o.MaxCellBytes>>10).At(c.place(col))
	case errors.Is(err, errOpenQuote):
		return errs.Newf(errs.Invalid, "sheet.open_quote", "从这里开始的引号没有闭合，文件可能不完整", "the quote that opens here is never closed: the file may be cut off").At(c.place(col))
	}
	return errs.Newf(errs.Invalid, "sheet.unreadable", "读取中断，请检查文件是否完整", "reading broke off: check that the file is whole").At(c.place(col)).Because(err)
}

// readField reads one field into c.field; end tells that it was the row's last. io.EOF comes only where
// nothing is left of the row.
func (c *csvReader) readField(col int) (end bool, err error) {
	c.field = c.field[:0]
	quoted, first := false, true
	for {
		b, err := c.in.ReadByte()
		if errors.Is(err, io.EOF) {
			switch {
			case quoted:
				return true, errOpenQuote
			case first && col == 1:
				return true, io.EOF
			}
			return true, nil
		}
		if err != nil {
			return true, err
		}
		switch {
		case quoted && b == '"':
			if twice, _ := c.in.Peek(1); string(twice) == `"` {
				_, _ = c.in.Discard(1)
				c.field = append(c.field, '"')
			} else {
				quoted = false
			}
		case quoted:
			c.field = append(c.field, b)
		case b == '"' && first:
			quoted = true
		case b == c.comma:
			return false, nil
		case b == '\n':
			return true, nil
		case b == '\r':
			if lf, _ := c.in.Peek(1); string(lf) == "\n" {
				_, _ = c.in.Discard(1)
			}
			return true, nil
		default:
			c.field = append(c.field, b)
		}
		if first = false; len(c.field) > c.o.MaxCellBytes {
			return true, errTextTooLong
		}
	}
}

// formulaLeads are the characters by which spreadsheet programs take a csv field for a formula.
const formulaLeads = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"

// mayRun tells whether s, leading apostrophes aside, would be taken for a formula.
func mayRun(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "'"))
	return r != utf8.RuneError && strings.ContainsRune(formulaLeads, r)
}

// neutral puts an apostrophe before what would run; stripNeutral takes exactly that one off again.
func neutral(s string) string {
	if mayRun(s) {
		return "'" + s
	}
	return s
}

func stripNeutral(s []byte) []byte {
	if len(s) < 2 || s[0] != '\'' {
		return s
	}
	if r, _ := utf8.DecodeRune(bytes.TrimLeft(s, "'")); r != utf8.RuneError && strings.ContainsRune(formulaLeads, r) {
		return s[1:]
	}
	return s
}
