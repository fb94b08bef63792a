package engine

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Columns fills a table with a register as of a day and as known at an instant (zero: by now), in order of key. paths are
// those that rules read (enterprise.staff), all where there are none. A large register is read in several ranges side by side,
// unless in a transaction, so that what is recorded meanwhile may count in one and not in the other; see Follow. progress may be nil.
func (e *Engine) Columns(ctx context.Context, zone, name string, day clock.Date, known time.Time, progress func(rows int), paths ...string) (*facts.Columns, error) {
	def, classes, err := e.FactRegister(ctx, zone, name, e.NowIn(zone))
	if err != nil {
		return nil, err
	}
	schema, err := def.Schema()
	if err != nil {
		return nil, err
	}
	ranges, err := e.store.FactRanges(ctx, zone, factRange(name), min(4, runtime.GOMAXPROCS(0)))
	if err != nil {
		return nil, err
	}
	stored, err := e.store.FactWords(ctx, zone)
	if err != nil {
		return nil, err
	}
	f := filling{engine: e, zone: zone, progress: progress}
	parts, faults := make([]*facts.Columns, len(ranges)), make([]error, len(ranges))
	var group sync.WaitGroup
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for i, r := range ranges {
		group.Go(func() {
			if parts[i], faults[i] = f.fill(ctx, r, def, classes, schema, slices.Clone(stored), day, known, paths); faults[i] != nil {
				stop()
			}
		})
	}
	group.Wait()
	for _, err := range faults { // the first that is not for another
		if err != nil && !errors.Is(err, context.Canceled) {
			return nil, err
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	for _, p := range parts[1:] {
		parts[0].Join(p)
	}
	parts[0].Filled()
	return parts[0], nil
}

// filling is a register on its way into columns.
type filling struct {
	engine   *Engine
	zone     string
	progress func(rows int)
	told     sync.Mutex
	rows     int
}

func (f *filling) fill(ctx context.Context, r Range, def *register.Definition, classes map[string]*register.Classes, schema *rule.Schema, stored []string, day clock.Date, known time.Time, paths []string) (*facts.Columns, error) {
	store := f.engine.store
	n, err := store.CountFacts(ctx, f.zone, r)
	if err != nil {
		return nil, err
	}
	reader, err := facts.NewReader(def, classes, facts.NewWords(stored), day, known, paths...)
	if err != nil {
		return nil, err
	}
	c, err := facts.NewColumns(batch.NewTable(schema, n), reader, n)
	if err != nil {
		return nil, err
	}
	for row, err := range store.WalkPacked(ctx, f.zone, r) {
		if err != nil {
			return nil, err
		}
		if _, err = c.Put(row.Key(), row.Facts); err != nil { // written since, in new words?
			if stored, err := store.FactWords(ctx, f.zone); err != nil || !c.Learn(stored) {
				return nil, errors.Join(unreadableFacts(row.Stream, err), err)
			}
			if _, err := c.Put(row.Key(), row.Facts); err != nil {
				return nil, unreadableFacts(row.Stream, err)
			}
		}
		if f.progress != nil {
			f.told.Lock()
			f.rows++
			f.progress(f.rows)
			f.told.Unlock()
		}
	}
	return c, nil
}

// Follow brings the columns up to date with one record that changed; -1 where it is not in use on their day.
func (e *Engine) Follow(ctx context.Context, zone string, c *facts.Columns, name, key string) (row int, err error) {
	rows, stored, err := e.factRows(ctx, zone, factStream(name, key))
	if err != nil || len(rows) == 0 {
		return -1, err
	}
	c.Learn(stored)
	return c.Put(rows[0].Key(), rows[0].Facts)
}

// FollowAll brings the columns up to date with several records that changed.
func (e *Engine) FollowAll(ctx context.Context, zone string, c *facts.Columns, name string, keys []string) error {
	for some := range slices.Chunk(keys, 500) {
		streams := make([]string, len(some))
		for i, key := range some {
			streams[i] = factStream(name, key)
		}
		rows, stored, err := e.factRows(ctx, zone, streams...)
		if err != nil {
			return err
		}
		c.Learn(stored)
		for i := range rows {
			if _, err := c.Put(rows[i].Key(), rows[i].Facts); err != nil {
				return err
			}
		}
	}
	return nil
}

// Stated lists the records of a register that something was recorded of, from one position of the zone's log to below
// another: each once, in any order.
func (e *Engine) Stated(ctx context.Context, zone, name string, from, below int64) ([]string, error) {
	prefix := factStream(name, "")
	seen := map[string]bool{}
	var out []string
	for leaf, err := range e.store.Leaves(ctx, zone, from, below) {
		if err != nil {
			return nil, err
		}
		if key, ok := strings.CutPrefix(leaf.Stream, prefix); ok && !seen[key] {
			seen[key] = true
			out = append(out, key)
		}
	}
	return out, nil
}
