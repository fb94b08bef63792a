package sheet

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
)

// Corrections are what a person wrote in place of cells, by 台账!E2; "" empties the cell. The file stays as it is: what was
// corrected is told beside its hash.
type Corrections map[string]string

// corrections are those of one sheet, by row and column, and which of them met their cell.
type corrections struct {
	rows map[int]map[int]string
	left map[string]bool // as written, not met yet
}

// Check refuses corrections that Read would refuse.
func (c Corrections) Check() error { return c.check(Options{}.withDefaults()) }

// check refuses places that name no cell, and texts beyond the limit of a cell.
func (c Corrections) check(o Options) error {
	for _, at := range slices.Sorted(maps.Keys(c)) {
		sheet, cell := cutCell(at)
		if col, row := parseRef([]byte(cell)); sheet == "" || col == 0 || row == 0 {
			return errs.Newf(errs.Invalid, "sheet.no_cell", "“%[1]s”不是单元格，请写作 台账!E2", "%[1]q names no cell: write it as 台账!E2", at).At(at)
		}
		if len(c[at]) > o.MaxCellBytes {
			return cellTooBig(o).At(at)
		}
	}
	return nil
}

func cutCell(at string) (sheet, cell string) {
	i := strings.LastIndex(at, "!")
	if i < 0 {
		return "", ""
	}
	return at[:i], at[i+1:]
}

// of gives the corrections of one sheet; nil where it has none.
func (c Corrections) of(sheet string) *corrections {
	var out *corrections
	for at, text := range c {
		in, cell := cutCell(at)
		if in != sheet {
			continue
		}
		if out == nil {
			out = &corrections{map[int]map[int]string{}, map[string]bool{}}
		}
		col, row := parseRef([]byte(cell))
		if out.rows[row] == nil {
			out.rows[row] = map[int]string{}
		}
		out.rows[row][col] = strings.TrimSpace(text)
		out.left[at] = true
	}
	return out
}

// apply puts what was corrected into a record, which keeps its order.
func (c *corrections) apply(sheet string, r record) record {
	if c == nil || c.rows[r.row] == nil {
		return r
	}
	r.cells = slices.Clone(r.cells)
	for col, text := range c.rows[r.row] {
		delete(c.left, sheet+"!"+ref(col, r.row))
		i, found := slices.BinarySearchFunc(r.cells, col, func(x cell, col int) int { return x.col - col })
		switch {
		case found && text == "":
			r.cells = slices.Delete(r.cells, i, i+1)
		case found:
			r.cells[i].value = value{text: text}
		case text != "":
			r.cells = slices.Insert(r.cells, i, cell{col, value{text: text}})
		}
	}
	return r
}

// in lists the cells of a row that were corrected, those of merged ranges that reach down to it included.
func (c *corrections) in(row int, carry map[int]carried) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, col := range slices.Sorted(maps.Keys(c.rows[row])) {
		out = append(out, ref(col, row))
	}
	for _, col := range slices.Sorted(maps.Keys(carry)) {
		w := carry[col]
		if _, ok := c.rows[w.from][col]; ok && w.from < row {
			out = append(out, ref(col, w.from))
		}
	}
	return out
}

// unmet tells of corrections whose row was not read, so that nobody believes them done.
func (c *corrections) unmet(b *book) error {
	if c == nil {
		return nil
	}
	for _, at := range slices.Sorted(maps.Keys(c.left)) {
		_, cell := cutCell(at)
		_, row := parseRef([]byte(cell))
		d := doubt(Assumed, "correction.unmet", "第 %[1]s 行没有内容，这处更正未用上", "row %[1]s has no content: the correction was not used", strconv.Itoa(row)).at(at)
		if err := b.rep.aside(d, b.sink); err != nil {
			return err
		}
	}
	return nil
}
