package sheet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
)

const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxMerges = 500_000
)

// record is one row as found. Its cells are sorted by column, are never blank, and belong to the
// reader: clone them to keep them.
type record struct {
	row    int
	hidden bool
	cells  []cell
	folded []span // columns of the sheet that are hidden
}

type span struct{ row, col, endRow, endCol int }

func cellTooBig(o Options) *errs.Error {
	return errs.Newf(errs.Invalid, "sheet.cell_too_big", "单元格内容超过%dKB，请把长文放到附件里", "the cell holds more than %d KB: move long texts into an attachment", o.MaxCellBytes>>10)
}

// merges reads the merged ranges, which a sheet lists after its rows: the rows are skimmed for their
// closing tag as bytes, the rest is scanned.
func (w *workbook) merges(s sheetPart) ([]span, error) {
	p, err := w.open(s.path)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, corrupt(w.name, s.path, nil)
	}
	defer func() { _ = p.Close() }()
	in := bufio.NewReaderSize(p, scanBuffer)
	for {
		part, err := in.ReadSlice('>')
		if closesRows(part) {
			break
		}
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, w.fault(err, s.name)
		}
	}
	x := &xmlScanner{in: in, limit: maxPartText, depth: 1}
	var out []span
	for {
		tok, err := x.next()
		if errors.Is(err, io.EOF) || err == nil && tok == tokEnd && string(x.name) == "mergeCells" {
			slices.SortFunc(out, func(a, b span) int { return a.row - b.row })
			return out, nil
		}
		if err != nil {
			return nil, w.fault(err, s.name)
		}
		if tok != tokStart || string(x.name) != "mergeCell" {
			continue
		}
		from, to, _ := strings.Cut(x.attrs.get("ref"), ":")
		var m span
		m.col, m.row = parseRef([]byte(from))
		m.endCol, m.endRow = parseRef([]byte(to))
		if m.col == 0 || m.row == 0 || m.endCol < m.col || m.endRow < m.row {
			continue
		}
		if out = append(out, m); len(out) > maxMerges {
			return nil, errs.Newf(errs.Invalid, "sheet.too_many_merges", "合并单元格超过%d处，请取消合并后导入", "more than %d merged ranges: unmerge them", maxMerges).At(s.name)
		}
	}
}

// closesRows tells whether part ends in </sheetData>, whatever its prefix.
func closesRows(part []byte) bool {
	if !bytes.HasSuffix(part, []byte("sheetData>")) {
		return false
	}
	i := bytes.LastIndexByte(part, '<')
	return i >= 0 && i+1 < len(part) && part[i+1] == '/'
}

// rows streams the sheet's rows that hold anything; at is the bytes read so far.
func (w *workbook) rows(ctx context.Context, s sheetPart, each func(r record, at int64) error) error {
	p, err := w.open(s.path)
	if err != nil || p == nil {
		return err
	}
	defer func() { _ = p.Close() }()
	r := rowReader{w: w, sheet: s.name, x: newXMLScanner(p, w.o.MaxCellBytes)}
	for {
		rec, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return w.fault(err, s.name)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(rec.cells) == 0 {
			continue
		}
		if err := each(rec, p.n); err != nil {
			return err
		}
	}
}

// rowReader pulls rows out of sheetData.
type rowReader struct {
	w     *workbook
	sheet string
	x     *xmlScanner
	cells []cell
	row   int
	count int // rows with content
	bytes int // of the row so far

	col     int // of the current cell
	typ     [12]byte
	typLen  int
	style   int
	formula bool
	inV     bool
	sawV    bool
	raw     []byte
	rich    richText
	folded  []span
}

func (r *rowReader) next() (record, error) {
	rec := record{}
	inRow, inCell := false, false
	for {
		tok, err := r.x.next()
		if err != nil {
			if errors.Is(err, errTextTooLong) && inCell {
				return rec, cellTooBig(r.w.o).At(r.place())
			}
			return rec, err
		}
		switch {
		case tok == tokText:
			if r.inV {
				r.raw = append(r.raw, r.x.text...)
			} else if inCell {
				r.rich.token(r.x, tok)
			}
			if len(r.raw)+len(r.rich.buf) > r.w.o.MaxCellBytes {
				return rec, cellTooBig(r.w.o).At(r.place())
			}
		case tok == tokStart:
			switch string(r.x.name) {
			case "row":
				if err := r.startRow(&rec); err != nil {
					return rec, err
				}
				inRow = true
			case "c":
				if !inRow {
					return rec, errXML
				}
				if err := r.startCell(); err != nil {
					return rec, err
				}
				inCell = true
			case "col":
				r.column()
			case "v":
				r.inV, r.sawV = inCell, true
			case "f":
				r.formula = true
			default:
				r.rich.token(r.x, tok)
			}
		default:
			switch string(r.x.name) {
			case "v":
				r.inV = false
			case "c":
				if err := r.endCell(); err != nil {
					return rec, err
				}
				inCell = false
			case "row":
				return r.endRow(rec)
			case "sheetData":
				return rec, io.EOF
			default:
				r.rich.token(r.x, tok)
			}
		}
	}
}

func (r *rowReader) place() string { return r.sheet + "!" + ref(max(r.col, 1), r.row) }

func (r *rowReader) startRow(rec *record) error {
	row := r.row + 1
	for a := r.x.attrs; ; {
		name, v, ok := a.next()
		if !ok {
			break
		}
		switch string(name) {
		case "r":
			n, err := strconv.Atoi(string(v))
			if err != nil || n <= r.row {
				return errXML
			}
			row = n
		case "hidden":
			rec.hidden = string(v) == "1" || string(v) == "true"
		}
	}
	if row > maxRow {
		return errXML
	}
	r.row, r.col, r.bytes, rec.row, r.cells = row, 0, 0, row, r.cells[:0]
	return nil
}

func (r *rowReader) endRow(rec record) (record, error) {
	if len(r.cells) > r.w.o.MaxColumns {
		return rec, errs.Newf(errs.Invalid, "sheet.too_many_columns", "这一行有%d列内容，上限%d列", "the row has %d columns with content, the limit is %d", len(r.cells), r.w.o.MaxColumns).
			At(r.sheet + "!" + strconv.Itoa(r.row))
	}
	if len(r.cells) > 0 {
		if r.count++; r.count > r.w.o.MaxRows {
			return rec, tooManyRows(r.w.o).At(r.sheet)
		}
	}
	rec.cells, rec.folded = r.cells, r.folded
	return rec, nil
}

// column notes columns that are hidden, which a sheet lists before its rows.
func (r *rowReader) column() {
	if h := r.x.attrs.get("hidden"); h != "1" && h != "true" || len(r.folded) >= maxColumn {
		return
	}
	from, err1 := strconv.Atoi(r.x.attrs.get("min"))
	to, err2 := strconv.Atoi(r.x.attrs.get("max"))
	if err1 == nil && err2 == nil {
		r.folded = append(r.folded, span{col: from, endCol: to})
	}
}

func tooManyRows(o Options) *errs.Error {
	return errs.Newf(errs.Invalid, "sheet.too_many_rows", "超过%d行，请拆分后导入", "more than %d rows: split the file", o.MaxRows)
}

func (r *rowReader) startCell() error {
	col := r.col + 1
	r.typLen, r.style, r.formula, r.inV, r.sawV, r.raw = 0, 0, false, false, false, r.raw[:0]
	r.rich.take()
	for a := r.x.attrs; ; {
		name, v, ok := a.next()
		if !ok {
			break
		}
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			c, row := parseRef(v)
			if c <= r.col || row != r.row {
				return errXML
			}
			col = c
		case 's':
			r.style, _ = strconv.Atoi(string(v))
		case 't':
			r.typLen = copy(r.typ[:], v)
		}
	}
	if r.col = col; col > maxColumn {
		return errXML
	}
	return nil
}

func (r *rowReader) endCell() error {
	v, err := r.value()
	if err != nil || v.kind == words && strings.TrimSpace(v.text) == "" {
		return err
	}
	if r.bytes += len(v.text); r.bytes > r.w.o.MaxRowBytes {
		return errs.Newf(errs.Invalid, "sheet.row_too_big", "一行内容超过%dKB", "the row holds more than %d KB", r.w.o.MaxRowBytes>>10).At(r.place())
	}
	r.cells = append(r.cells, cell{col: r.col, value: v})
	return nil
}
