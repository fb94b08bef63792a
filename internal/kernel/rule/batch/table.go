package batch

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/rule"
)

// Rows of a block: what one pass over the graph takes, so that what it works with stays near the processor.
const (
	blockWords = 64
	blockRows  = 64 * blockWords
)

// Table holds rows of one schema by column. A column is a path to a value that is no object, such as
// enterprise.finance.revenue; an object is set in a row where any of its fields is. It belongs to one goroutine while it
// changes; while it does not, several may try clauses on it.
type Table struct {
	*body

	schema  *rule.Schema
	columns map[string]*column
}

// body is what a table and what As makes of it have in common.
type body struct {
	rows    int
	all     []*column
	coding  sync.Mutex   // held while columns are coded, and while programs are made for how they are
	version atomic.Int64 // grows when what was made of the columns no longer stands
	runs    atomic.Bool  // there was one
	out     []uint64     // rows that are left out; may be short
	touched []int32      // rows changed since the first Run, in order; as many as manyTouched
}

// manyTouched bounds what is remembered of changes: beyond it everything counts as changed.
const manyTouched = 1 << 14

// column holds a value a row: numbers as they are, text and lists by their place in a dictionary.
type column struct {
	path    string
	kind    rule.Kind
	numbers []int64
	set     []uint64
	most    uint64   // the largest magnitude that any number had
	entries []uint32 // 0 where nothing is set
	words   []rule.Value
	known   map[string]uint32
	narrow  atomic.Pointer[narrow] // nil: not made, or too large
	code    atomic.Pointer[coding] // nil: not coded
}

// NewTable makes a table of so many rows in which nothing is set.
func NewTable(s *rule.Schema, rows int) *Table {
	return &Table{body: &body{rows: max(rows, 0)}, schema: s, columns: map[string]*column{}}
}

// Rows tells how many rows there are.
func (t *Table) Rows() int { return t.rows }

// Grow adds rows in which nothing is set, up to so many in all.
func (t *Table) Grow(rows int) {
	if rows <= t.rows {
		return
	}
	for _, c := range t.all {
		c.grow(rows)
		if code := c.code.Load(); code != nil {
			code.unset += rows - t.rows
			for i, plane := range code.planes {
				code.planes[i] = append(plane, make([]uint64, padded(rows)/64-len(plane))...)
			}
		}
	}
	t.rows = rows
	t.version.Add(1)
}

// Set gives a fact of a row; the zero Value takes it away. It fails, without changing anything, with batch.column for a
// path that no column can have, batch.kind for a value of another kind, and batch.row beyond the end.
func (t *Table) Set(row int, path string, v rule.Value) error {
	c, err := t.Column(path)
	if err != nil {
		return err
	}
	return c.Set(row, v)
}

// Column is one column of a table, for setting many rows without looking it up for each.
type Column struct {
	table *Table
	*column
}

// Column finds or makes the column at path; batch.column for a path that no column can have.
func (t *Table) Column(path string) (Column, error) {
	c, err := t.column(path)
	return Column{t, c}, err
}

// Set is Table.Set for the column. What the row has already changes nothing.
func (c Column) Set(row int, v rule.Value) error {
	t := c.table
	if row < 0 || row >= t.rows {
		return errs.Newf(errs.Internal, "batch.row", "没有第 %d 行，共 %d 行", "there is no row %d of %d", row, t.rows)
	}
	if v.Kind() != rule.KindNone && v.Kind() != c.kind {
		return errs.Newf(errs.Internal, "batch.kind", "“%[1]s”是 %[2]s，不能是 %[3]s", "%[1]s is a %[2]s, not a %[3]s", c.path, c.kind, v.Kind())
	}
	stands, changed := c.put(row, v)
	if !changed {
		return nil
	}
	if !stands {
		t.version.Add(1)
	}
	if !t.runs.Load() {
		return nil
	}
	if t.touched = append(t.touched, int32(row)); len(t.touched) > manyTouched {
		t.touched = t.touched[:0]
		t.version.Add(1)
	}
	return nil
}

// At reads a fact back, false where it is not set.
func (t *Table) At(row int, path string) (rule.Value, bool) {
	c := t.columns[path]
	if c == nil || row < 0 || row >= t.rows {
		return rule.Value{}, false
	}
	return c.at(row)
}

// column finds or makes the column at path.
func (t *Table) column(path string) (*column, error) {
	if c := t.columns[path]; c != nil {
		return c, nil
	}
	if err := holdable(t.schema, path, rule.Position{}); err != nil {
		return nil, err
	}
	f, ok := t.schema.Field(path)
	if !ok || f.Type.Kind() == rule.KindObject {
		return nil, unknownColumn(path)
	}
	c := &column{path: path, kind: f.Type.Kind()}
	if !c.numeric() {
		c.known = map[string]uint32{}
	}
	c.grow(t.rows)
	t.columns[path] = c
	t.all = append(t.all, c)
	t.version.Add(1)
	return c, nil
}

func unknownColumn(path string) *errs.Error {
	return errs.Newf(errs.Invalid, "batch.column", "没有“%s”这一列", "there is no column %s", path)
}

// holdable tells whether a table can hold what is at path: a plain value, or a list of plain values.
func holdable(s *rule.Schema, path string, at rule.Position) *errs.Error {
	f, ok := s.Field(path)
	if ok && f.Type.Kind() == rule.KindList {
		elem := f.Type.Elem().Kind()
		ok = elem != rule.KindObject && elem != rule.KindList
	}
	if ok {
		return nil
	}
	return errs.Newf(errs.Invalid, "batch.column", "“%s”不能按列试算：只能是单个值或单个值的列表", "%s cannot be tried by column: it must be a plain value or a list of plain values", path).At(at.String())
}

// columnsOf lists the columns below path: itself, or those of an object's fields.
func columnsOf(s *rule.Schema, path string) []string {
	f, ok := s.Field(path)
	if !ok || f.Type.Kind() != rule.KindObject {
		return []string{path}
	}
	sh, _ := s.Shape(f.Type.ObjectName())
	var out []string
	for _, field := range sh.Fields {
		if strings.Count(path, ".") < 16 { // a shape may hold itself
			out = append(out, columnsOf(s, path+"."+field.Name)...)
		}
	}
	return out
}

func numeric(k rule.Kind) bool {
	switch k {
	case rule.KindInt, rule.KindMoney, rule.KindDate, rule.KindWorkdays, rule.KindTimestamp, rule.KindDouble, rule.KindBool:
		return true
	default:
		return false
	}
}

func (c *column) numeric() bool { return numeric(c.kind) }

// padded is how many rows there is room for: whole blocks.
func padded(rows int) int { return (rows + blockRows - 1) / blockRows * blockRows }

func (c *column) grow(rows int) {
	if n := padded(rows); c.numeric() {
		c.numbers = append(c.numbers, make([]int64, n-len(c.numbers))...)
		if x := c.narrow.Load(); x != nil {
			x.grow(n)
		}
		c.set = append(c.set, make([]uint64, n/64-len(c.set))...)
	} else {
		c.entries = append(c.entries, make([]uint32, n-len(c.entries))...)
	}
}

// put tells whether what was made of the column's coding still stands, and whether the row has changed at all.
func (c *column) put(row int, v rule.Value) (stands, changed bool) {
	isSet, wasSet := v.Kind() != rule.KindNone, c.isSet(row)
	stands = true
	if c.numeric() {
		n := int64(0)
		if isSet {
			n = v.Number()
		}
		if c.numbers[row] == n && isSet == wasSet {
			return true, false
		}
		c.numbers[row] = n
		c.most = max(c.most, magnitude(n))
		if x := c.narrow.Load(); x != nil && !x.put(row, n) {
			c.narrow.Store(nil)
		}
		c.set[row/64] &^= 1 << (row % 64)
		if isSet {
			c.set[row/64] |= 1 << (row % 64)
		}
	} else {
		words := len(c.words)
		e := c.entry(v)
		if c.entries[row] == e {
			return true, false
		}
		c.entries[row] = e
		stands = words == len(c.words) // what looks into the dictionary knows no new words
	}
	code := c.code.Load()
	return (code == nil || code.recode(c, row, wasSet)) && stands, true
}

// entry finds or makes the place of a text or list in the dictionary.
func (c *column) entry(v rule.Value) uint32 {
	if v.Kind() == rule.KindNone {
		return 0
	}
	key := v.Text()
	if v.Kind() == rule.KindList {
		key = listKey(v)
	}
	if e, ok := c.known[key]; ok {
		return e
	}
	if v.Kind() == rule.KindList {
		v = rule.ListValue(v.Items()) // not the caller's slice of strings
	}
	c.words = append(c.words, v)
	e := uint32(len(c.words))
	c.known[strings.Clone(key)] = e
	return e
}

func listKey(v rule.Value) string {
	var room [128]byte
	b := room[:0]
	for _, item := range v.Items() {
		b = append(strconv.AppendInt(b, item.Number(), 10), ':')
		b = append(strconv.AppendInt(b, int64(len(item.Text())), 10), ':')
		b = append(append(b, item.Text()...), ',')
	}
	return string(b)
}

func (c *column) at(row int) (rule.Value, bool) {
	if !c.numeric() {
		e := c.entries[row]
		if e == 0 {
			return rule.Value{}, false
		}
		return c.words[e-1], true
	}
	if c.set[row/64]>>(row%64)&1 == 0 {
		return rule.Value{}, false
	}
	return valueOf(c.kind, c.numbers[row]), true
}

// valueOf is the value of a kind whose number is n; see rule.Value.Number.
func valueOf(k rule.Kind, n int64) rule.Value {
	switch k {
	case rule.KindBool:
		return rule.BoolValue(n != 0)
	case rule.KindMoney:
		return rule.MoneyValue(money.Fen(n))
	case rule.KindDate:
		return rule.DateValue(clock.Date(n))
	case rule.KindWorkdays:
		return rule.WorkdaysValue(n)
	case rule.KindTimestamp:
		return rule.TimestampValue(time.UnixMicro(n))
	case rule.KindDouble:
		return rule.DoubleValue(math.Float64frombits(uint64(n)))
	default:
		return rule.IntValue(n)
	}
}

// Row is a row as package rule reads it, for asking why. It reads the table as it is when it is asked.
func (t *Table) Row(row int) *rule.Input { return t.cursor().at(row) }

// cursor is an input that moves from row to row.
type cursor struct {
	table *Table
	row   int
	in    *rule.Input
	plain []int // variables that are no objects
}

func (t *Table) cursor() *cursor {
	c := &cursor{table: t, in: t.schema.NewInput()}
	for i, v := range t.schema.Variables() {
		if v.Type.Kind() != rule.KindObject {
			c.plain = append(c.plain, i)
			continue
		}
		sh, _ := t.schema.Shape(v.Type.ObjectName())
		c.in.Put(i, rule.ObjectValue(&record{c, sh, v.Name}))
	}
	return c
}

func (c *cursor) at(row int) *rule.Input {
	c.row = row
	for _, i := range c.plain {
		if v, ok := c.table.At(row, c.table.schema.Variables()[i].Name); ok {
			c.in.Put(i, v)
		} else {
			c.in.Clear(i)
		}
	}
	return c.in
}

// record is an object of the row that a cursor is at.
type record struct {
	*cursor

	shape rule.Shape
	path  string
}

// Field reads a column of the row, or reaches an object further down.
func (r *record) Field(i int) (rule.Value, bool) {
	f := r.shape.Fields[i]
	path := r.path + "." + f.Name
	if f.Type.Kind() != rule.KindObject {
		return r.table.At(r.row, path)
	}
	isSet := slices.ContainsFunc(columnsOf(r.table.schema, path), func(column string) bool {
		_, ok := r.table.At(r.row, column)
		return ok
	})
	if !isSet {
		return rule.Value{}, false
	}
	sh, _ := r.table.schema.Shape(f.Type.ObjectName())
	return rule.ObjectValue(&record{r.cursor, sh, path}), true
}
