package sheet

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"qinlian/internal/base/errs"
)

// The first good header of a sheet governs: what stands below it is read by it, until a row begins a table of its own
// (table.go). So it matters most to tell a row of a header from one of the table. A second row of a header fills blanks or
// parts what is merged above it; under a label of its own it holds no other text.

// findHeader finds the first rows that make a header and, among those that touch it, the one to three whose labels name the
// most fields; among equals those that cut no merged label in two, then the fewest, then the first. A header must name a
// title or a brief and one field more. i is where its rows begin in the grid.
func (n names) findHeader(g grid) (l layout, i int, ok bool) {
	for i := range g.rows {
		end := n.headerEnd(g, i)
		for rows := 1; rows <= headerMaxRows && i+rows <= end; rows++ {
			if _, good := n.rank(g, i, rows); good {
				l, i = n.bestHeader(g, i, end)
				return n.withUnits(g, l), i, true
			}
		}
	}
	return layout{}, 0, false
}

// headerEnd is behind the last row that may belong to a header that begins with row i.
func (n names) headerEnd(g grid, i int) int {
	if entry(g.rows[i]) {
		return i
	}
	k := i + 1
	for k < len(g.rows) && k-i < 2*headerMaxRows && g.rows[k].row == g.rows[k-1].row+1 && !entry(g.rows[k]) && !n.tableBelow(g, i, k) {
		k++
	}
	return k
}

// bestHeader is the best of the headers within rows i to end.
func (n names) bestHeader(g grid, i, end int) (layout, int) {
	from, rows := i, 1
	var best [3]int
	for k := i; k < end; k++ {
		for count := 1; count <= headerMaxRows && k+count <= end; count++ {
			if r, good := n.rank(g, k, count); good && slices.Compare(r[:], best[:]) > 0 {
				best, from, rows = r, k, count
			}
		}
	}
	return n.layoutOf(g, from, rows), from
}

// rank tells how good a header the rows make, and whether they make one.
func (n names) rank(g grid, i, rows int) (rank [3]int, ok bool) {
	l := n.layoutOf(g, i, rows)
	score, named := 0, false
	for _, c := range l.columns {
		if c.Field != "" || c.field != "" && len(c.parts) > 1 { // what is put aside below a group shows that this is a header, too
			score++
		}
		named = named || c.Field == FieldTitle || c.Field == FieldBrief
	}
	return [3]int{score, -g.cut(l), -rows}, named && score >= 2
}

// entry tells a row of a table whatever stands above it: it begins with an ordinal, and words follow.
func entry(r record) bool {
	first := fold(r.cells[0].text)
	return digitsOnly(first) && len(first) <= 6 && slices.ContainsFunc(r.cells[1:], func(c cell) bool { return c.kind == words && !digitsOnly(fold(c.text)) })
}

// tableBelow tells a row of the table below the rows from to row-1, were these its header: it holds text of its own under labels
// that are not merged. Where labels are merged down into it, only an ordinal under 序号 tells it.
func (n names) tableBelow(g grid, from, row int) bool {
	r, odd := g.rows[row], 0
	joined := slices.ContainsFunc(g.merges, func(m span) bool { return m.row >= g.rows[from].row && m.row < r.row && m.endRow >= r.row })
	for _, c := range r.cells {
		label, ok := g.labelAbove(g.rows[from].row, r, c.col)
		if !ok {
			continue
		}
		up, _, known := n.match(label)
		key := fold(c.text)
		switch {
		case known && up.field == FieldOrdinal && digitsOnly(key):
			return true
		case joined || n.completes(label, up.field, c.text):
		case known:
			return true
		default:
			odd++
		}
	}
	return 2*odd >= len(r.cells) && odd > 0
}

// completes tells whether a text below a label may be part of the header all the same: the rest of a word that was broken by
// hand, a unit, a hint in brackets, the same thing by another name.
func (n names) completes(label string, is Field, text string) bool {
	key := fold(text)
	if key == fold(label) || unitAlone(text) != "" || reCounted.MatchString(key) {
		return true
	}
	if first, _ := utf8.DecodeRuneInString(key); first == '(' || first == '〔' || first == '【' {
		return true
	}
	if _, exact, _ := n.match(label + text); exact {
		return true
	}
	down, exact, _ := n.match(text)
	return exact && is != "" && down.field == is
}

// labelAbove is the nearest label above a cell of r that belongs to its column alone: neither merged across columns nor, as in a
// csv, followed by blanks that the row r parts.
func (g grid) labelAbove(first int, r record, col int) (string, bool) {
	for row := r.row - 1; row >= first; row-- {
		if slices.ContainsFunc(g.merges, func(m span) bool {
			return m.row <= row && m.endRow >= row && m.col <= col && m.endCol >= col && m.endCol > m.col
		}) {
			return "", false
		}
		text, _ := g.at(row, col, 0)
		if text == "" {
			continue
		}
		right, _ := g.at(row, col+1, 0)
		below, _ := g.at(r.row, col+1, 0)
		return text, right != "" || below == ""
	}
	return "", false
}

// unread tells of rows above the header that look like more than a banner.
func (l *ledger) unread(above []record) error {
	for i, r := range above {
		if !contentAbove(r, i == len(above)-1) {
			continue
		}
		d := doubt(Assumed, "row.above_header", "表头从第%d行起，它上方的这一行没有读；如是事项，请移到表头下面", "the header begins in row %d, and this row above it was not read: move it below the header if it is a matter", l.layout.first)
		d.Read = shorten(r.cells[0].text)
		if err := l.b.rep.aside(d.at(l.sheet+"!"+ref(r.cells[0].col, r.row)), l.b.sink); err != nil {
			return err
		}
	}
	return nil
}

// contentAbove tells a row of some table from the lines of a banner and, next to the header, from the labels of its groups,
// which leave blanks between them.
func contentAbove(r record, next bool) bool {
	if entry(r) {
		return true
	}
	gaps := r.cells[len(r.cells)-1].col-r.cells[0].col >= len(r.cells)
	return len(r.cells) >= 3 && !(next && gaps) && !slices.ContainsFunc(r.cells, func(c cell) bool { return reColon.MatchString(c.text) })
}

func noHeader(where string) *errs.Error {
	return errs.Newf(errs.Invalid, "sheet.no_header", "前%d行里找不到表头：至少要有“任务名称”（或“事项”“重点任务”“具体内容”等）和另一列，如“责任单位”“完成时限”", "no header within the first %d rows: it needs a title column (任务名称, 事项, 重点任务 …) and one more, such as 责任单位 or 完成时限",
		headerWithin).At(where)
}

// reColon is in lines that are filled in above a table: 填报单位：招商局.
var reColon = regexp.MustCompile(`[:\x{FF1A}]`)
