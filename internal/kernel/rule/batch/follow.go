package batch

import (
	"slices"
	"strings"

	"qinlian/internal/kernel/rule"
)

// Fact is a value of a row, or none.
type Fact struct {
	Path  string
	Value rule.Value
}

// Tally keeps the totals of a run up to date while Table.Change changes rows. Like the run it belongs to one goroutine.
type Tally struct {
	run  *Run
	sums []Total
	whom []Outcome // of the row that changes, before
}

// Tally makes one; what Run.Totals would fail with, Tally.Totals does.
func (r *Run) Tally() *Tally { return &Tally{run: r} }

// Totals gives what Run.Totals would: without trying anything again but the first time, and after a sum that did not fit.
func (t *Tally) Totals() ([]Total, error) {
	if t.sums == nil {
		sums, err := t.run.Totals()
		if err != nil {
			return nil, err
		}
		t.sums = sums
	}
	return slices.Clone(t.sums), nil
}

// Change gives facts of a row, one beyond the last for a new one, and says whether clauses are tried on it. Tallies follow:
// for them only the clauses are tried that read what has changed. It fails as Set does; then tallies count anew.
func (t *Table) Change(row int, tried bool, facts []Fact, tallies ...*Tally) error {
	var paths []string
	whole := row >= t.rows || t.Left(row) == tried
	if !whole {
		for _, f := range facts {
			if c := t.columns[f.Path]; c == nil || !c.is(row, f.Value) {
				paths = append(paths, f.Path)
			}
		}
		if len(paths) == 0 {
			return nil
		}
	}
	for _, tally := range tallies {
		tally.before(row, paths)
	}
	if row == t.rows {
		t.Grow(row + 1)
	}
	for _, f := range facts {
		if err := t.Set(row, f.Path, f.Value); err != nil {
			for _, tally := range tallies {
				tally.sums = nil
			}
			return err
		}
	}
	t.Leave(row, !tried)
	for _, tally := range tallies {
		tally.after(row, paths)
	}
	return nil
}

func (t *Tally) before(row int, paths []string) {
	if t.whom = t.whom[:0]; t.sums != nil && row < t.run.table.rows {
		t.run.ready()
		t.whom = t.run.row(t.run.reading(paths), row, t.whom)
	}
}

func (t *Tally) after(row int, paths []string) {
	if t.sums == nil {
		return
	}
	for _, o := range t.whom {
		t.count(o, -1)
	}
	t.run.ready()
	for _, o := range t.run.row(t.run.reading(paths), row, t.whom[:0]) {
		t.count(o, 1)
	}
}

// count adds or takes away one outcome; where the sum does not fit, all is counted anew when it is asked for.
func (t *Tally) count(o Outcome, times int) {
	if t.sums == nil {
		return
	}
	sum := &t.sums[o.Clause]
	if o.Entitled {
		sum.Entitled += times
	}
	if o.Faulty {
		sum.Faulty += times
	}
	before := sum.Amount
	more := times > 0
	if more {
		sum.Amount += o.Amount
	} else {
		sum.Amount -= o.Amount
	}
	if grew := sum.Amount > before; o.Amount != 0 && grew != (more == (o.Amount > 0)) {
		t.sums = nil
	}
}

// manyPrograms bounds how many programs of some clauses are kept, and manyPaths how many columns one is made for.
const manyPrograms, manyPaths = 256, 8

// reading is the program of the clauses that read any of the columns; of all clauses where there are none, or many.
func (r *Run) reading(paths []string) *program {
	if len(paths) == 0 || len(paths) > manyPaths {
		return r.program()
	}
	key := paths[0]
	if len(paths) > 1 {
		key = strings.Join(paths, " ")
	}
	p := r.parts[key]
	if p == nil {
		var clauses []int
		for _, path := range paths {
			clauses = append(clauses, r.set.readers[path]...)
		}
		slices.Sort(clauses)
		if len(r.parts) >= manyPrograms {
			clear(r.parts)
		}
		p = r.lower(slices.Compact(clauses))
		r.parts[key] = p
	}
	return p
}

// Leave leaves a row out of every trial, as if it were not there, or takes it in again. A new row is in.
func (t *Table) Leave(row int, out bool) {
	if row < 0 || row >= t.rows || t.Left(row) == out {
		return
	}
	if n := padded(t.rows) / 64; len(t.out) < n {
		t.out = append(t.out, make([]uint64, n-len(t.out))...)
	}
	t.out[row/64] ^= 1 << (row % 64)
}

// Left tells whether a row is left out.
func (t *Table) Left(row int) bool { return row/64 < len(t.out) && t.out[row/64]>>(row%64)&1 == 1 }

// present is a pattern of the rows that clauses are tried on, in a word of the table.
func (t *Table) present(word int) uint64 {
	in := ^uint64(0)
	switch left := t.rows - 64*word; {
	case left <= 0:
		return 0
	case left < 64:
		in = 1<<left - 1
	}
	if word < len(t.out) {
		in &^= t.out[word]
	}
	return in
}

// crowded tells whether clauses are tried on every row of a stretch.
func (t *Table) crowded(first, words int) bool {
	for i := first; i < first+words; i++ {
		if t.present(i) != ^uint64(0) {
			return false
		}
	}
	return true
}

// is tells whether a row has just this value.
func (c *column) is(row int, v rule.Value) bool {
	isSet := v.Kind() != rule.KindNone
	switch {
	case isSet != c.isSet(row) || isSet && v.Kind() != c.kind:
		return false
	case !isSet:
		return true
	case c.numeric():
		return c.numbers[row] == v.Number()
	case c.kind == rule.KindList:
		return listKey(c.words[c.entries[row]-1]) == listKey(v)
	default:
		return c.words[c.entries[row]-1].Text() == v.Text()
	}
}
