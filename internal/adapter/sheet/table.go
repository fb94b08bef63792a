package sheet

import (
	"slices"
	"sort"
	"strings"
)

// A sheet may hold several tables, one below the other, each with a header of its own. A row that says what the header in force
// says is skipped; one that is a header and says otherwise begins a table that is read by its own columns.

// begin takes the layout into force. g holds the rows of its header.
func (l *ledger) begin(g grid) error {
	told := l.layout.doubts(l.sheet)
	if l.unit != "" {
		if d := l.layout.governs(l.unit, l.unitAt, l.sheet); d.Level != "" {
			told = append(told, d)
		}
	}
	l.rep = SheetReport{Name: l.sheet, HeaderRow: l.layout.first, HeaderRows: l.layout.last - l.layout.first + 1, Year: l.dates.year, YearFrom: l.dates.yearFrom}
	l.labels = map[string]Field{}
	for _, c := range l.layout.columns {
		l.rep.Columns = append(l.rep.Columns, c.Column)
		for _, p := range c.parts {
			l.labels[fold(p)] = c.Field
		}
	}
	told = append(told, l.layout.hidden(g, l.sheet)...)
	for _, d := range told {
		if err := l.b.rep.aside(d, l.b.sink); err != nil {
			return err
		}
	}
	for l.pending < len(l.merges) && l.merges[l.pending].row <= l.layout.last {
		l.pending++
	}
	clear(l.carry)
	l.above, l.lastKey = nil, ""
	return nil
}

// end books the table in hand.
func (l *ledger) end() error {
	if l.rep.Rows == 0 {
		at := l.sheet
		if len(l.b.rep.Sheets) > 0 && l.b.rep.Sheets[len(l.b.rep.Sheets)-1].Name == l.sheet {
			at += "!" + ref(l.layout.columns[0].col, l.layout.last)
		}
		if err := l.aside("sheet.no_rows", at, "", "表头下面没有数据", "there are no rows below the header"); err != nil {
			return err
		}
	}
	l.b.rep.Sheets = append(l.b.rep.Sheets, l.rep)
	return nil
}

// hold keeps back a row that is the header of a further table, and those that may belong to it.
func (l *ledger) hold(r record) (bool, error) {
	for len(l.again.rows) > 0 {
		held := len(l.again.rows)
		l.again.rows = append(l.again.rows, r)
		if held < headerMaxRows && l.b.names.headerEnd(l.again, 0) > held {
			l.again.rows[held].cells = slices.Clone(r.cells)
			return true, nil
		}
		l.again.rows = l.again.rows[:held]
		if err := l.settleHeader(); err != nil {
			return false, err
		}
	}
	if !l.headerAgain(r) {
		return false, nil
	}
	r.cells = slices.Clone(r.cells)
	i := sort.Search(len(l.merges), func(i int) bool { return l.merges[i].row >= r.row })
	l.again = grid{rows: []record{r}, merges: topMerges(l.merges[i:])}
	return true, nil
}

// headerAgain tells whether a row names what a header names, and little else: most of its cells are labels that are known or stand
// in the header in force, each of another field, one of them the work. What only repeats the header in force is none.
func (l *ledger) headerAgain(r record) bool {
	l.labelled = 0
	if len(r.cells) < 2 || entry(r) {
		return false
	}
	var all [8]Field
	seen := all[:0]
	for i := range r.cells {
		if f, ok := l.label(&r.cells[i]); ok {
			if l.labelled++; f == "" || !slices.Contains(seen, f) {
				seen = append(seen, f)
			}
		}
	}
	return len(seen) >= 2 && 2*len(seen) > len(r.cells) && (slices.Contains(seen, FieldTitle) || slices.Contains(seen, FieldBrief)) && !l.repeatsHeader(r)
}

// label tells what field a cell names, were it a label.
func (l *ledger) label(c *cell) (Field, bool) {
	if c.kind != words || len(c.text) > 90 || c.text == "" || c.text[0] >= '0' && c.text[0] <= '9' {
		return "", false
	}
	key := fold(c.text)
	if found, ok := l.b.names[key]; ok {
		return found.field, true
	}
	if f, ok := l.labels[key]; ok {
		return f, true
	}
	if strings.IndexByte(key, '(') > 0 {
		bare, _ := splitHint(key)
		found, ok := l.b.names[bare]
		return found.field, ok
	}
	return "", false
}

// settleHeader reads what was held back: a table of its own begins with it. Rows behind its header are looked at anew, for they
// may be another.
func (l *ledger) settleHeader() error {
	g := l.again
	l.again = grid{}
	if len(g.rows) == 0 {
		return nil
	}
	next, _, ok := l.b.names.findHeader(g)
	if !ok {
		next.last = g.rows[0].row
		l.headerAgain(g.rows[0])
		if err := l.below(g.rows[0]); err != nil {
			return err
		}
	} else {
		if err := l.end(); err != nil {
			return err
		}
		before := l.layout
		l.layout = next
		if err := l.tellTable(g, before); err != nil {
			return err
		}
		if err := l.begin(g); err != nil {
			return err
		}
	}
	for _, r := range g.rows {
		if r.row <= next.last {
			continue
		}
		held, err := l.hold(r)
		if err == nil && !held {
			err = l.below(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellTable notes that a further table begins, and each row of labels above its header that went for nothing.
func (l *ledger) tellTable(g grid, before layout) error {
	for _, r := range g.rows {
		at := l.sheet + "!" + ref(r.cells[0].col, r.row)
		switch {
		case r.row < l.layout.first:
			if err := l.aside("row.header", at, r.cells[0].text, "重复的表头，已跳过", "the header again, skipped"); err != nil {
				return err
			}
		case r.row == l.layout.first:
			zh, en := l.layout.against(before)
			if err := l.aside("row.table", at, r.cells[0].text, "从这里起是另一张表，以下各行按它自己的表头读%[1]s", "another table begins here: the rows below are read by its own header%[2]s", zh, en); err != nil {
				return err
			}
		}
	}
	return nil
}

// against says which columns a table has more and fewer than the one above it.
func (l layout) against(o layout) (zh, en string) {
	lacking := func(a, b layout) string {
		var out []string
		for _, c := range a.columns {
			if !slices.ContainsFunc(b.columns, func(o column) bool { return o.Label == c.Label || o.Field != "" && o.Field == c.Field }) {
				out = append(out, shorten(c.Label))
			}
		}
		return strings.Join(out, "、")
	}
	if more := lacking(l, o); more != "" {
		zh, en = zh+"；多了"+more, en+"; more: "+more
	}
	if fewer := lacking(o, l); fewer != "" {
		zh, en = zh+"；没有"+fewer, en+"; lacking: "+fewer
	}
	return zh, en
}

// likeHeader tells of a row whose cells name fields and that is no header that could be read; where the title is a label too it
// is refused.
func (b *rowBuilder) likeHeader() {
	if b.l.labelled < 2 {
		return
	}
	level := Assumed
	if found, ok := b.l.label(&cell{value: value{text: b.Title}}); ok && found != "" {
		level = Error
	}
	b.said(doubt(level, "row.like_header", "这一行像是又一个表头，却有多数栏目认不出：如果是，请改用已知的栏目名称，或把它下面的表移到另一张工作表", "this row looks like another header, most of whose columns are not known: if it is one, use names that are, or move the table below it to a sheet of its own"), FieldTitle, b.Title)
}
