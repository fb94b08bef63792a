package batch

import (
	"slices"

	"qinlian/internal/kernel/rule"
)

// As is the table under another schema: what of its columns that schema has too, of the same kind. It shares them: what
// changes in one changes in the other. A column that comes later is in one of them only.
func (t *Table) As(s *rule.Schema) *Table {
	out := &Table{body: t.body, schema: s, columns: map[string]*column{}}
	for path, c := range t.columns {
		if f, ok := s.Field(path); ok && f.Type.Kind() == c.kind && holdable(s, path, rule.Position{}) == nil {
			out.columns[path] = c
		}
	}
	return out
}

// Cut gives up the rows from so many on.
func (t *Table) Cut(rows int) {
	if rows < 0 || rows >= t.rows {
		return
	}
	for _, c := range t.all {
		for row := rows; row < min(t.rows, padded(rows)); row++ {
			c.put(row, rule.Value{})
		}
		if n := padded(rows); c.numeric() {
			c.numbers, c.set = c.numbers[:n], c.set[:n/64]
		} else {
			c.entries = c.entries[:n]
		}
		c.code.Store(nil)
		c.narrow.Store(nil)
	}
	t.out = t.out[:min(len(t.out), padded(rows)/64)]
	for row := rows; row < t.rows; row++ {
		if row/64 < len(t.out) {
			t.out[row/64] &^= 1 << (row % 64)
		}
	}
	t.rows = rows
	t.version.Add(1)
}

// Append adds the rows of a table of the same schema, all of which must be in; other is used up. What was coded is coded anew.
func (t *Table) Append(other *Table) {
	rows := t.rows
	for path, o := range other.columns {
		c, err := t.column(path)
		if err != nil {
			panic("batch: a column of one table that another of its schema cannot have: " + path)
		}
		c.narrow.Store(nil)
		c.append(o, rows, other.rows)
		delete(other.columns, path)
	}
	t.rows += other.rows
	for _, c := range t.all {
		c.grow(t.rows) // those that the other has not
		c.code.Store(nil)
		c.narrow.Store(nil)
	}
	t.version.Add(1)
}

func (c *column) append(o *column, rows, more int) {
	if c.numeric() {
		c.numbers = append(c.numbers[:rows], o.numbers[:more]...)
		c.grow(rows + more)
		c.most = max(c.most, o.most)
		shift := rows % 64
		for i, word := range o.set[:(more+63)/64] {
			at := rows/64 + i
			c.set[at] |= word << shift
			if shift > 0 && at+1 < len(c.set) {
				c.set[at+1] |= word >> (64 - shift)
			}
		}
		return
	}
	known := make([]uint32, 1, len(o.words)+1)
	for _, v := range o.words {
		known = append(known, c.entry(v))
	}
	c.entries = slices.Grow(c.entries[:rows], more)
	for _, e := range o.entries[:more] {
		c.entries = append(c.entries, known[e])
	}
	c.grow(rows + more)
}

// Bytes is about how much memory the table takes.
func (t *Table) Bytes() int64 {
	var sum int64
	for _, c := range t.all {
		sum += int64(8*cap(c.numbers) + 8*cap(c.set) + 4*cap(c.entries))
		if x := c.narrow.Load(); x != nil {
			sum += int64(2*len(x.two) + 4*len(x.four))
		}
		for _, w := range c.words {
			sum += 96 + int64(2*len(w.Text())) // the value, and its place among the known
			for _, item := range w.Items() {
				sum += 48 + int64(len(item.Text()))
			}
		}
		if code := c.code.Load(); code != nil {
			sum += int64(len(code.planes)*8*padded(t.rows)/64 + 4*cap(code.byEntry))
		}
	}
	return sum
}
