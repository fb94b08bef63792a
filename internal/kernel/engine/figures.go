package engine

import (
	"context"
	"iter"
	"time"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
)

// Counts of many matters at once, as the cockpit shows them. What is counted is a cell: open matters that are alike in
// all that a figure tells apart. A store counts cells in SQL; CellOf says the same of one row, for what must be added or
// taken off again, and a test holds the two together.

// Also is what a filter of matters asks besides; zero members do not restrict.
type Also struct {
	Registered Between
	Closed     Between
	Lit        Between // shows its light since then
	Level      int     // raised so far or further
	Missed     int     // so many duties missed and not made good, or more
	NoUnit     bool    // no lead unit
	Top        bool    // hangs below nothing
	Dated      *bool   // with a working deadline, or without one
	Behind     *Lag
}

// Between is a stretch of instants in microseconds: not before From, before Before; 0 leaves that end open.
type Between struct{ From, Before int64 }

// Lag asks for open matters with a deadline whose progress is more than Points per cent behind the share of their time
// that has elapsed at At. DayEnd is how many microseconds after 00:00 UTC a day of the zone ends.
type Lag struct {
	At     int64
	DayEnd int64
	Points float64
}

// elapsed is the share of a row's time that has gone by, in per cent; only of one that has a deadline.
func (l *Lag) elapsed(row *MatterRow) float64 {
	end := int64(row.DueOn)*dayMicros + l.DayEnd
	switch {
	case l.At >= end || end <= row.RegisteredAt:
		return 100
	case l.At <= row.RegisteredAt:
		return 0
	}
	return 100 * float64(l.At-row.RegisteredAt) / float64(end-row.RegisteredAt)
}

// Elapsed is the share of a matter's time that has gone by, in per cent; false where it has no deadline.
func (l *Lag) Elapsed(row *MatterRow) (float64, bool) {
	if row.DueOn == 0 {
		return 0, false
	}
	return l.elapsed(row), true
}

const dayMicros = int64(24 * time.Hour / time.Microsecond)

// Cuts are where ageing and deadlines are cut into bands, and what counts as behind.
type Cuts struct {
	Registered []int64 // downwards: a matter is in the first band whose instant it was registered at or after, else in the last
	Due        []int64 // days, upwards: 0 without a deadline, else 1 + the first band whose day it is due before, else the last
	Lag        Lag
}

// Cell is how many open matters are alike in all that figures tell apart.
type Cell struct {
	Unit  string
	Kind  string
	Light string
	Level int
	Age   int // band of Cuts.Registered
	Due   int // band of Cuts.Due

	N        int
	Dated    int     // with a deadline
	Behind   int     // of these, behind by more than Cuts.Lag
	Elapsed  float64 // sum over those with a deadline, per cent
	Progress float64 // sum over those with a deadline, per cent
	Failing  int     // with missed duties
	Missed   int     // their missed duties
}

// CellOf is the cell of one matter.
func CellOf(row *MatterRow, cuts *Cuts) Cell {
	c := Cell{Unit: row.LeadUnit, Kind: row.Kind, Light: row.Light, Level: row.Level, N: 1, Missed: row.Missed}
	for c.Age < len(cuts.Registered) && row.RegisteredAt < cuts.Registered[c.Age] {
		c.Age++
	}
	if row.Missed > 0 {
		c.Failing = 1
	}
	if row.DueOn == 0 {
		return c
	}
	for c.Due = 1; c.Due <= len(cuts.Due) && int64(row.DueOn) >= cuts.Due[c.Due-1]; {
		c.Due++
	}
	c.Dated, c.Elapsed, c.Progress = 1, cuts.Lag.elapsed(row), row.Progress
	if c.Elapsed > row.Progress+cuts.Lag.Points {
		c.Behind = 1
	}
	return c
}

// Alike tells whether two cells are the same but for their counts.
func (c *Cell) Alike(o *Cell) bool {
	return c.Unit == o.Unit && c.Kind == o.Kind && c.Light == o.Light && c.Level == o.Level && c.Age == o.Age && c.Due == o.Due
}

// Add adds another's counts, times over: -1 takes them off.
func (c *Cell) Add(o *Cell, times int) {
	c.N += times * o.N
	c.Dated += times * o.Dated
	c.Behind += times * o.Behind
	c.Failing += times * o.Failing
	c.Missed += times * o.Missed
	c.Elapsed += float64(times) * o.Elapsed
	c.Progress += float64(times) * o.Progress
}

// DutyCell counts open and missed duties by the unit of their matter, whose they are and what they ask for.
type DutyCell struct {
	Unit  string
	Owner string
	What  string
	State string
	N     int
}

// DayCount is how many matters fell into a day.
type DayCount struct {
	Day int64 // days since the first
	N   int
}

// Flow is what matters are counted by day of.
type Flow string

// What happens to a matter once.
const (
	FlowRegistered Flow = "registered"
	FlowClosed     Flow = "closed"
)

// Figures answers the cockpit's counts without loading matters.
type Figures interface {
	// Cells counts the matters of a filter, in no order.
	Cells(ctx context.Context, zone string, f Filter, cuts Cuts) ([]Cell, error)
	// ByOwner counts the matters of a filter by owner, in order of owner; those without one are left out.
	ByOwner(ctx context.Context, zone string, f Filter) ([]OwnerLoad, error)
	// DutyCells counts the duties about the matters of a filter that are open or missed at an instant (µs), 0: as stored.
	DutyCells(ctx context.Context, zone string, f Filter, at int64) ([]DutyCell, error)
	// Days counts the matters of a filter that were registered, or closed, from an instant on and before another, by day.
	Days(ctx context.Context, zone string, f Filter, of Flow, span Between) ([]DayCount, error)
}

// Beyond picks what does not lie in a scope; see Outside.
func Beyond(scope *authority.Scope) Filter { return outside(scope) }

// Then is a matter as it is, and as it was at an instant in all that a cell tells apart, and in being open.
type Then struct{ Now, Was MatterRow }

// Past walks the matters of a filter as they were at an instant, folded from their events up to it; those registered
// later are left out. What the filter asks is asked of what they are now.
func (e *Engine) Past(ctx context.Context, zone string, f Filter, at time.Time) iter.Seq2[Then, error] {
	return func(yield func(Then, error) bool) {
		w, err := e.world(ctx, zone)
		if err != nil {
			yield(Then{}, err)
			return
		}
		f.WithState = true
		var rows []MatterRow // the store is asked for their events besides
		for row, err := range e.store.List(ctx, zone, f) {
			if err != nil {
				yield(Then{}, err)
				return
			}
			rows = append(rows, row)
		}
		for i := range rows {
			t := &turn{ctx: ctx, engine: e, world: w, zone: zone}
			world := w.matterWorld(t)
			s, err := t.asOf(world, &rows[i], at)
			if err != nil {
				yield(Then{}, err)
				return
			}
			if s.ID == "" {
				continue
			}
			row := rows[i]
			row.Open, row.Light, row.Level, row.Missed, row.Progress = !s.Over(), string(s.Light), s.Level, s.Missed, s.Progress
			if b := w.Timeline.At(at); b != nil && b.Kinds[s.Kind] != nil && b.Kinds[s.Kind].Tree.Declared() {
				tree := world.Tree(s.ID, at)
				if row.Progress = matter.Shown(tree.ProgressOf(&s)); t.fault != nil {
					yield(Then{}, t.fault)
					return
				}
			}
			row.LeadUnit, row.Owner, row.Kind, row.DueOn = s.LeadUnit, s.Owner, s.Kind, int32(s.Deadlines.Working().Date)
			row.RegisteredAt, row.ClosedAt = micros(s.RegisteredAt), micros(s.ClosedAt)
			if !yield(Then{rows[i], row}, nil) {
				return
			}
		}
	}
}
