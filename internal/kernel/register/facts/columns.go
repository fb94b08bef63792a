package facts

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Columns are a register as of a day by column, with the key of each row. They belong to one goroutine.
type Columns struct {
	Table *batch.Table
	Keys  []string // by row; of some that went out of use since, which no clause is tried on

	// Tallies follow what Put changes.
	Tallies []*batch.Tally

	reader *Reader
	sorted int            // rows up to here lie in order of key
	later  map[string]int // rows of those behind
	read   int
	values []batch.Fact
}

// NewColumns makes columns for about so many records, to be put in order of key. It fails with batch.column where the table is
// of a schema in which something that is read is not.
func NewColumns(t *batch.Table, r *Reader, records int) (*Columns, error) {
	if err := r.columns(t); err != nil {
		return nil, err
	}
	return &Columns{Table: t, reader: r, Keys: make([]string, 0, records), later: map[string]int{}}, nil
}

// Put sets the row of a record, a new one where it has none; -1 where it is not in use on the day.
func (c *Columns) Put(key string, packed []byte) (int, error) {
	c.read++
	row, known := 0, false
	if n := len(c.Keys); c.sorted < n || n > 0 && key <= c.Keys[n-1] { // else it comes after all of them
		row, known = c.Row(key)
	}
	if !known && len(c.Keys) < c.Table.Rows() { // still being filled
		inUse, err := c.reader.Fill(c.Table, len(c.Keys), key, packed)
		if err != nil || !inUse {
			return -1, err
		}
		return c.add(key), nil
	}
	if !known {
		row = len(c.Keys)
	}
	inUse, err := c.reader.read(key, packed)
	if err != nil || !inUse && !known {
		return -1, err
	}
	c.values = c.reader.values(inUse, c.values[:0])
	switch err := c.Table.Change(row, inUse, c.values, c.Tallies...); {
	case err != nil || !inUse:
		return -1, err
	case known:
		return row, nil
	}
	return c.add(key), nil
}

// add notes the record of the next row.
func (c *Columns) add(key string) int {
	row := len(c.Keys)
	if c.sorted == row && (row == 0 || c.Keys[row-1] < key) {
		c.sorted++
	} else {
		c.later[key] = row
	}
	c.Keys = append(c.Keys, key)
	return row
}

// Filled gives up the rows that were made ready and not needed, and what filling alone took.
func (c *Columns) Filled() {
	c.Table.Cut(len(c.Keys))
	c.Keys = slices.Clip(c.Keys)
}

// Join takes in the columns of the records that come after those of c, read by another reader; other is used up.
func (c *Columns) Join(other *Columns) {
	c.Filled()
	other.Filled()
	c.Table.Append(other.Table)
	c.read += other.read
	for _, key := range other.Keys {
		c.add(key)
	}
}

// Row finds the row of a record.
func (c *Columns) Row(key string) (int, bool) {
	if row, ok := c.later[key]; ok {
		return row, true
	}
	return slices.BinarySearch(c.Keys[:c.sorted], key)
}

// InUse tells whether the record of a row is in use on the day; of one that is not nothing is set.
func (c *Columns) InUse(row int) bool { return row < len(c.Keys) && !c.Table.Left(row) }

// Read tells how many records were put, those among them that are not in use on the day.
func (c *Columns) Read() int { return c.read }

// Learn takes words that came since; false where there are none.
func (c *Columns) Learn(stored []string) bool {
	if len(stored) <= c.reader.words.Len() {
		return false
	}
	c.reader.words = NewWords(stored)
	return true
}

// Value reads a fact of a row, by path.
func (c *Columns) Value(row int, path string) (rule.Value, bool) { return c.Table.At(row, path) }

// Read gives what rules read of one record on a day, by register.Reading.Name, what its classes give included; false where
// it is not in use on the day.
func Read(def *register.Definition, classes map[string]*register.Classes, r *Record, day clock.Date) (map[string]rule.Value, bool, error) {
	words := NewWords(nil)
	packed := Pack(r, words)
	reader, err := NewReader(def, classes, words, day, time.Time{})
	if err != nil {
		return nil, false, err
	}
	schema, err := def.Schema()
	if err != nil {
		return nil, false, err
	}
	table := batch.NewTable(schema, 1)
	inUse, err := reader.Fill(table, 0, r.Key, packed)
	if err != nil || !inUse {
		return nil, false, err
	}
	out := map[string]rule.Value{}
	for _, x := range def.Readings() {
		if v, ok := table.At(0, def.Root()+"."+x.Name); ok {
			out[x.Name] = v
		}
	}
	return out, true, nil
}
