package database

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"qinlian/internal/kernel/engine"
)

// On SQLite a row of matters that is written over goes out of each of its indexes and in again, whether or not what the
// index holds has changed, save those of which the statement names no column. So where it is known what is stored, a
// statement names the columns that indexes hold only if they have changed: of some fifteen, an event changes two or
// three. PostgreSQL compares by itself.

// indexedColumns are those that indexes of matters hold, or ask in their conditions. One that is missing here costs time
// and nothing else.
var indexedColumns = []string{"number", "number_key", "kind", "stage", "open", "light", "category", "lead_unit", "owner", "sponsor", "verifier", "parent", "applicant", "first_contact", "origin", "next_at"}

// changes are the statements that write over a row, by which of the indexed columns they name.
type changes struct {
	table   *table[engine.MatterRow]
	indexed []int // places among the table's columns

	mu    sync.Mutex
	known map[uint32]change
}

type change struct {
	text   string
	places []int // of the columns that are its values, before those of the key
}

// mostChanges bounds the statements that are kept ready; beyond them a row is written over as a whole.
const mostChanges = 256

func newChanges(t *table[engine.MatterRow]) *changes {
	c := &changes{table: t, known: map[uint32]change{}}
	for _, name := range indexedColumns {
		for place, col := range t.columns {
			if col.name == name {
				c.indexed = append(c.indexed, place)
			}
		}
	}
	return c
}

// which tells which of the indexed columns differ.
func (c *changes) which(was, row *engine.MatterRow) (differ uint32) {
	a, b := reflect.ValueOf(was).Elem(), reflect.ValueOf(row).Elem()
	for i, place := range c.indexed {
		f := c.table.columns[place].field
		if !a.Field(f).Equal(b.Field(f)) {
			differ |= 1 << i
		}
	}
	return differ
}

// to is the statement for rows that differ so.
func (c *changes) to(differ uint32) (change, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	made, ok := c.known[differ]
	if ok || len(c.known) >= mostChanges {
		return made, ok
	}
	same := map[int]bool{}
	for i, place := range c.indexed {
		same[place] = differ&(1<<i) == 0
	}
	var sets, keys []string
	var last []int
	for place, col := range c.table.columns {
		switch {
		case col.key:
			keys, last = append(keys, col.name+" = ?"), append(last, place)
		case !same[place]:
			sets, made.places = append(sets, col.name+" = ?"), append(made.places, place)
		}
	}
	made.text = "UPDATE " + c.table.name + " SET " + strings.Join(sets, ", ") + " WHERE " + strings.Join(keys, " AND ")
	made.places = append(made.places, last...)
	c.known[differ] = made
	return made, true
}

// putMatters stores the rows of matters.
func (s *Store) putMatters(ctx context.Context, rows *engine.Rows) error {
	if s.db.dialect == PostgreSQL || len(rows.Was) != len(rows.Matters) {
		return s.matters.put(ctx, s, rows.Matters)
	}
	all := make([]any, len(s.matters.columns))
	for i := range rows.Matters {
		row, was := &rows.Matters[i], &rows.Was[i]
		made, ok := change{}, was.ID != "" && was.ID == row.ID && was.ZoneID == row.ZoneID
		if ok {
			made, ok = s.changes.to(s.changes.which(was, row))
		}
		if !ok {
			if err := s.matters.put(ctx, s, rows.Matters[i:i+1]); err != nil {
				return err
			}
			continue
		}
		r, err := s.runner(ctx, made.text)
		if err != nil {
			return err
		}
		s.matters.values(row, all)
		args := make([]any, len(made.places))
		for j, place := range made.places {
			args[j] = all[place]
		}
		if err := r.exec(ctx, args...); err != nil {
			return fmt.Errorf("store in %s: %w", s.matters.name, err)
		}
	}
	return nil
}
