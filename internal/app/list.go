package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// Listed is a row of a list with its light of the moment.
type Listed struct {
	engine.MatterRow

	Unit  string // name of the lead unit
	Light matter.Light
}

// List walks matters by a filter, in order of number as people count, and tells how many there are whatever the
// limit; it holds no more rows than a few times the limit. keep restricts further, nil does not. Lights are those
// of the instant: where a sweep is late they are worked out again, so a light is filtered here and not in the store.
func (a *App) List(ctx context.Context, zone string, f engine.Filter, at time.Time, keep func(*Listed) bool, each func(Listed)) (total int, err error) {
	if at.IsZero() {
		at = a.Engine.Now()
	}
	chart, view, err := a.Engine.Org(ctx, zone, at)
	if err != nil || !covers(&f, chart, view) {
		return total, err
	}
	w, err := a.world(ctx, zone)
	if err != nil {
		return total, err
	}
	stale, err := a.Store.CountMatters(ctx, zone, engine.Filter{StaleAt: at.UnixMicro()})
	if err != nil {
		return total, err
	}
	light, limit := f.Light, f.Limit
	f.Limit = 0 // the store's first are not the first as people count
	if stale > 0 {
		f.Light = ""
	}
	var first []Listed
	for row, err := range a.Store.List(ctx, zone, f) {
		if err != nil {
			return total, err
		}
		l := Listed{MatterRow: row, Unit: row.LeadUnit, Light: matter.Light(row.Light)}
		if light != "" {
			if err := a.relight(ctx, zone, &l, w, at); err != nil {
				return total, err
			}
			if string(l.Light) != light {
				continue
			}
		}
		if keep != nil && !keep(&l) {
			continue
		}
		total++
		if first = append(first, l); limit > 0 && len(first) == 2*limit+1000 {
			first = foremost(first, limit)
		}
	}
	for _, l := range foremost(first, limit) {
		if err := a.relight(ctx, zone, &l, w, at); err != nil {
			return total, err
		}
		l.Unit = chart.Known(l.LeadUnit, view.Day())
		each(l)
	}
	return total, nil
}

// foremost sorts rows by number and keeps the first few; all for a limit of 0.
func foremost(rows []Listed, limit int) []Listed {
	slices.SortStableFunc(rows, func(a, b Listed) int { return CompareNumbers(a.Number, b.Number) })
	if limit > 0 && len(rows) > limit {
		clear(rows[limit:])
		rows = rows[:limit]
	}
	return rows
}

// relight works out the light of a matter that waits for a sweep.
func (a *App) relight(ctx context.Context, zone string, l *Listed, w *matter.World, at time.Time) error {
	if l.NextAt == 0 || l.NextAt > at.UnixMicro() {
		return nil
	}
	full, err := a.Store.Matter(ctx, zone, l.ID)
	if err != nil {
		return err
	}
	s, _, err := forward(&full, w, at)
	l.Light = s.Light
	return err
}

// covers makes a filter's unit those units for whose matters it answers, what it took over from units that are no
// more included; false when there is no such unit.
func covers(f *engine.Filter, chart *org.State, view *org.View) bool {
	if f.Unit == "" {
		return true
	}
	f.Units, f.Unit = chart.Covered(f.Unit, view.Day()), ""
	return len(f.Units) > 0
}

// world is what the zone's decisions consult.
func (a *App) world(ctx context.Context, zone string) (*matter.World, error) {
	w, err := a.Engine.World(ctx, zone)
	if err != nil {
		return nil, err
	}
	return &w, nil
}

// stateOf reads a row's folded state.
func stateOf(row *engine.MatterRow) (s matter.State, err error) {
	if err := json.Unmarshal(row.State, &s); err != nil { //nolint:musttag // every member of State is tagged; the linter misses embedded ones
		return s, fmt.Errorf("state of %s: %w", row.Number, err)
	}
	return s, nil
}

// forward works out a matter as if it had been swept at the instant, and what the sweep would write.
func forward(row *engine.MatterRow, w *matter.World, at time.Time) (s matter.State, unswept []Entry, err error) {
	if s, err = stateOf(row); err != nil {
		return s, nil, err
	}
	if row.NextAt == 0 || row.NextAt > at.UnixMicro() {
		return s, nil, nil
	}
	before := s.Deadlines
	s, derived, err := matter.Advance(s, w, time.UnixMicro(row.CursorAt).UTC(), at)
	told := newTeller(&s, w)
	told.deadlines = before
	for _, d := range derived {
		unswept = append(unswept, Entry{At: d.At, Type: d.Content.Type(), Derived: true, Says: told.says(d.At, d.Content)})
	}
	return s, unswept, err
}
