package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	headerWithin   = 40 // rows with content among which the header must be
	headerMaxRows  = 3
	headerMaxBytes = 8 << 20
)

// layout is how one sheet's columns are understood.
type layout struct {
	first, last int // rows of the header, as Excel counts
	columns     []column
	byCol       map[int]int // column number to index in columns
	title       int         // column number, 0 for none
}

type column struct {
	Column
	name // that its header has

	col   int
	exact bool
	parts []string
	below string // the unit that stands on a row of its own
	rival Field  // what it would be, did not another column hold that field by a better name
}

// grid is the buffered top of a sheet.
type grid struct {
	rows   []record
	merges []span
}

// at gives the text at a place, through merged ranges; wide tells that the range spans more than half
// of the sheet's width, as banners do.
func (g grid) at(row, col, width int) (text string, wide bool) {
	for _, m := range g.merges {
		if m.row > row {
			break
		}
		if row <= m.endRow && col >= m.col && col <= m.endCol {
			row, col, wide = m.row, m.col, m.endCol-m.col+1 > max(3, width/2)
			break
		}
	}
	for _, r := range g.rows {
		if r.row == row {
			if i, ok := slices.BinarySearchFunc(r.cells, col, func(c cell, col int) int { return c.col - col }); ok {
				return r.cells[i].text, wide
			}
		}
	}
	return "", wide
}

// withUnits takes the row below a header into it where it holds nothing but units: 亿元 below 总投资.
func (n names) withUnits(g grid, l layout) layout {
	i := slices.IndexFunc(g.rows, func(r record) bool { return r.row == l.first })
	rows := l.last - l.first + 1
	if i+rows < len(g.rows) && g.rows[i+rows].row == l.last+1 && onlyUnits(g.rows[i+rows]) {
		return n.layoutOf(g, i, rows+1)
	}
	return l
}

// cut counts the merged ranges that stand partly in the header and partly outside.
func (g grid) cut(l layout) int {
	n := 0
	for _, m := range g.merges {
		if m.row < l.first && m.endRow >= l.first || m.row >= l.first && m.row <= l.last && m.endRow > l.last {
			n++
		}
	}
	return n
}

// layoutOf reads rows i to i+rows-1 of g as a header.
func (n names) layoutOf(g grid, i, rows int) layout {
	l := layout{first: g.rows[i].row, last: g.rows[i+rows-1].row, byCol: map[int]int{}}
	used := map[int]bool{}
	var cols []int
	for _, r := range g.rows[i : i+rows] {
		for _, c := range r.cells {
			if !used[c.col] {
				used[c.col] = true
				cols = append(cols, c.col)
			}
		}
	}
	for _, m := range g.merges {
		if m.row > l.last || m.endRow < l.first || m.endCol-m.col > maxHeaderSpan {
			continue
		}
		for col := m.col; col <= m.endCol; col++ {
			if !used[col] {
				used[col] = true
				cols = append(cols, col)
			}
		}
	}
	slices.Sort(cols)
	for _, col := range cols {
		c := column{col: col}
		for row := l.first; row <= l.last; row++ {
			text, wide := g.at(row, col, len(cols))
			if text == "" && row == l.first && rows > 1 {
				text = g.groupLabel(l, col)
			}
			text = strings.Join(strings.Fields(text), " ")
			if unit := unitAlone(text); unit != "" && len(c.parts) > 0 {
				c.Unit, c.below = unit, text
				continue
			}
			if text != "" && !(wide && rows > 1) && !slices.Contains(c.parts, text) && utf8.RuneCountInString(text) <= 60 {
				c.parts = append(c.parts, text)
			}
		}
		if len(c.parts) == 0 {
			continue
		}
		c.Ref, c.Label = colName(col), strings.Join(c.parts, "/")
		for _, p := range c.parts {
			if _, unit := bareOf(fold(p)); unit != "" {
				c.Unit = unit
			}
		}
		c.ownUnit = c.Unit != ""
		l.columns = append(l.columns, c)
	}
	n.assign(&l)
	for i, c := range l.columns {
		l.byCol[c.col] = i
		if c.Field == FieldTitle {
			l.title = c.col
		}
	}
	return l
}

const maxHeaderSpan = 256

// groupLabel finds the group above a sub header where no merged range tells it, as in a csv: the
// nearest label to the left that has a sub header of its own.
func (g grid) groupLabel(l layout, col int) string {
	if below, _ := g.at(l.last, col, 0); below == "" || len(g.merges) > 0 {
		return ""
	}
	for c := col - 1; c > 0 && c > col-12; c-- {
		above, _ := g.at(l.first, c, 0)
		below, _ := g.at(l.last, c, 0)
		if below == "" {
			return ""
		}
		if above != "" {
			return above
		}
	}
	return ""
}

// doubts tells what was assumed about the columns and which are kept as extra.
func (l layout) doubts(sheet string) []Doubt {
	var out []Doubt
	for _, c := range l.columns {
		at := sheet + "!" + ref(c.col, l.last)
		var d Doubt
		switch {
		case c.Field == "" && c.rival != "":
			d = l.twice(c)
		case c.Field == "" && c.exact:
			d = doubt(Note, "column.extra", "不是已知的栏目，原样保留在附加字段", "no known column, kept as an extra field")
			d.Assumed = c.Label
		case c.Field == "":
			d = doubt(Note, "column.extra", "未识别的栏目，原样保留在附加字段", "an unknown column, kept as an extra field")
			d.Assumed = c.Label
		case !c.exact:
			t := c.Field.Title()
			d = doubt(Assumed, "column.similar", "按相近的表头对应，当作“%[1]s”", "matched to a similar header, taken for the %[2]s", t.Zh, t.En)
			d.Assumed = string(c.Field)
		default:
			continue
		}
		d.Field, d.Read = c.Field, shorten(c.Label)
		d.Money = c.Field == "" && c.IsMoney()
		out = append(out, d.at(at))
	}
	return out
}

// hidden tells which columns of the header are hidden.
func (l layout) hidden(g grid, sheet string) []Doubt {
	var out []Doubt
	for _, c := range l.columns {
		if slices.ContainsFunc(g.rows[0].folded, func(s span) bool { return c.col >= s.col && c.col <= s.endCol }) {
			d := doubt(Note, "column.hidden", "隐藏的列，照样读取", "a hidden column, read all the same").at(sheet + "!" + ref(c.col, l.last))
			d.Field, d.Read = c.Field, shorten(c.Label)
			out = append(out, d)
		}
	}
	return out
}

// twice tells of a column that lost its field to another.
func (l layout) twice(c column) Doubt {
	i := slices.IndexFunc(l.columns, func(o column) bool { return o.Field == c.rival })
	if i < 0 {
		return doubt(Note, "column.extra", "未识别的栏目，原样保留在附加字段", "an unknown column, kept as an extra field")
	}
	won, t := l.columns[i], c.rival.Title()
	level := Assumed
	if c.rival == FieldRemark || c.rival == FieldOrdinal { // nothing hangs on them
		level = Note
	}
	d := doubt(level, "column.twice", "与 %[1]s“%[2]s”都像“%[3]s”：取 %[1]s，这一列保留在附加字段", "this and %[1]s (%[2]s) both look like the %[4]s: %[1]s is taken, this one is kept as an extra field",
		ref(won.col, l.last), shorten(won.Label), t.Zh, t.En)
	d.Assumed = shorten(won.Label)
	return d
}

var reTitleYear = regexp.MustCompile(`((?:19|20|21)\d{2})\s*(?:年|年度)`)

// yearOf takes the year that dates without one belong to from the banner, else from the names of sheet
// and file. A line that tells when the form was filled in counts last.
func (b *book) yearOf(g grid, l layout, sheet string) (year int, from string) {
	if b.o.Year > 0 {
		return b.o.Year, "导入时指定"
	}
	late, lateFrom := 0, ""
	for _, r := range g.rows {
		if r.row >= l.first {
			break
		}
		for _, c := range r.cells {
			if m := reTitleYear.FindStringSubmatch(c.text); m != nil {
				y, _ := strconv.Atoi(m[1])
				at := sheet + "!" + ref(c.col, r.row)
				if !strings.ContainsAny(c.text, "报期印") || strings.Contains(c.text, "台账") {
					return y, at
				}
				if late == 0 {
					late, lateFrom = y, at
				}
			}
		}
	}
	for _, n := range []string{sheet, b.rep.File} {
		if m := reTitleYear.FindStringSubmatch(n); m != nil {
			y, _ := strconv.Atoi(m[1])
			return y, n
		}
	}
	return late, lateFrom
}
