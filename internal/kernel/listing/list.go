// Package listing reads many matters as people read them: in the order in which people count their numbers, found by
// half a number, each with the light of the instant whether or not a sweep has run.
package listing

import (
	"context"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// Row is a row of a list with its light of the moment.
type Row struct {
	engine.MatterRow

	Unit   string // name of the lead unit
	Light  matter.Light
	Vacant bool // nobody acts for the post that owns it

	Provisional bool // its deadline was counted through a year without notice
}

// List walks matters by a filter, in order of number, and tells how many there are whatever the limit. keep restricts
// further, nil does not. Lights are those of the instant: where a sweep is late they are worked out again, so a light is
// filtered here and not in the store.
func List(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time, keep func(*Row) bool, each func(Row)) (total int, err error) {
	err = e.Store().InSnapshot(ctx, func(ctx context.Context) error {
		total, err = list(ctx, e, zone, f, at, keep, each)
		return err
	})
	return total, err
}

func list(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time, keep func(*Row) bool, each func(Row)) (total int, err error) {
	if at.IsZero() {
		at = e.Now()
	}
	chart, view, err := e.Org(ctx, zone, at)
	if err != nil {
		return total, err
	}
	if some, err := covers(ctx, e, zone, &f, at, chart, view); err != nil || !some {
		return total, err
	}
	w, err := e.World(ctx, zone)
	if err != nil {
		return total, err
	}
	stale, err := e.Store().CountMatters(ctx, zone, engine.Filter{StaleAt: at.UnixMicro(), AtMost: 1})
	if err != nil {
		return total, err
	}
	light, limit := f.Light, f.Limit
	f.Limit, f.Trees = 0, true // all are counted
	since := f.Also.Lit
	if stale > 0 {
		f.Light, f.Also.Lit = "", engine.Between{}
	}
	for row, err := range e.Store().List(ctx, zone, f) {
		if err != nil {
			return total, err
		}
		l := Row{MatterRow: row, Unit: row.LeadUnit, Light: matter.Light(row.Light)}
		shown := limit == 0 || total < limit
		if shown || light != "" || since != (engine.Between{}) {
			if err := relight(ctx, e, zone, &l, &w, at); err != nil {
				return total, err
			}
		}
		if !l.shows(light, since) || keep != nil && !keep(&l) {
			continue
		}
		total++
		if shown {
			l.Unit, l.Vacant = chart.Known(l.LeadUnit, view.Day()), view.IsLeft(l.Owner)
			if err := l.doubt(ctx, e, &w, at); err != nil {
				return total, err
			}
			each(l)
		}
	}
	return total, nil
}

// Walk goes through matters in order of number, from a cursor on, with their lights of the
// instant, until each returns false. What each reads besides it reads after the walk, or in a snapshot around it.
func Walk(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time, each func(Row) bool) error {
	return e.Store().InSnapshot(ctx, func(ctx context.Context) error { return walk(ctx, e, zone, f, at, each) })
}

func walk(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time, each func(Row) bool) error {
	chart, view, err := e.Org(ctx, zone, at)
	if err != nil {
		return err
	}
	if some, err := covers(ctx, e, zone, &f, at, chart, view); err != nil || !some {
		return err
	}
	w, err := e.World(ctx, zone)
	if err != nil {
		return err
	}
	stale, err := e.Store().CountMatters(ctx, zone, engine.Filter{StaleAt: at.UnixMicro(), AtMost: 1})
	if err != nil {
		return err
	}
	f.Trees = true
	light, since := f.Light, f.Also.Lit
	if (light != "" || since != (engine.Between{})) && stale > 0 {
		f.LightAt, f.Limit = at.UnixMicro(), 0 // the stored lights of some do not tell; each ends the walk
	}
	for row, err := range e.Store().List(ctx, zone, f) {
		if err != nil {
			return err
		}
		l := Row{MatterRow: row, Light: matter.Light(row.Light)}
		if err := relight(ctx, e, zone, &l, &w, at); err != nil {
			return err
		}
		if !l.shows(light, since) {
			continue
		}
		l.Unit, l.Vacant = chart.Known(row.LeadUnit, view.Day()), view.IsLeft(row.Owner)
		if err := l.doubt(ctx, e, &w, at); err != nil {
			return err
		}
		if !each(l) {
			return nil
		}
	}
	return nil
}

// Count tells how many matters Walk would go through in all, whatever the page, and no more than the filter's AtMost. Those
// whose light waits for a sweep are worked out one by one, the others counted where they are stored.
func Count(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time) (n int, err error) {
	err = e.Store().InSnapshot(ctx, func(ctx context.Context) error {
		n, err = count(ctx, e, zone, f, at)
		return err
	})
	return n, err
}

func count(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, at time.Time) (n int, err error) {
	chart, view, err := e.Org(ctx, zone, at)
	if err != nil {
		return 0, err
	}
	if some, err := covers(ctx, e, zone, &f, at, chart, view); err != nil || !some {
		return 0, err
	}
	f.After, f.Past, f.Sort, f.Limit = "", nil, nil, 0
	if f.Light == "" && f.Also.Lit == (engine.Between{}) {
		return e.Store().CountMatters(ctx, zone, f)
	}
	w, err := e.World(ctx, zone)
	if err != nil {
		return 0, err
	}
	light, since, gone, come, late := f.Light, f.Also.Lit, 0, 0, f
	late.Light, late.Also.Lit, late.StaleAt, late.AtMost = "", engine.Between{}, at.UnixMicro(), 0
	for row, err := range e.Store().List(ctx, zone, late) {
		if err != nil {
			return 0, err
		}
		l := Row{MatterRow: row, Light: matter.Light(row.Light)}
		if l.shows(light, since) {
			gone++
		}
		if err := relight(ctx, e, zone, &l, &w, at); err != nil {
			return 0, err
		}
		if l.shows(light, since) {
			come++
		}
	}
	most := f.AtMost
	if most > 0 {
		f.AtMost += gone
	}
	if n, err = e.Store().CountMatters(ctx, zone, f); err != nil {
		return 0, err
	}
	if n += come - gone; most > 0 {
		n = min(n, most)
	}
	return n, nil
}

// Done tells whether the matter counts as done in the tree that it is part of (matter.NodeOf).
func (l *Row) Done() bool {
	return l.CompletedAt != 0 || l.Stage == string(matter.Closed) && l.ClosedAt != 0
}

// shows tells whether a matter shows a light, "" for any, since then.
func (l *Row) shows(light string, since engine.Between) bool {
	return (light == "" || string(l.Light) == light) && l.LightAt >= since.From && (since.Before == 0 || l.LightAt < since.Before)
}

// relight works out what time alone changes of a matter that waits for a sweep.
func relight(ctx context.Context, e *engine.Engine, zone string, l *Row, w *matter.World, at time.Time) error {
	if l.NextAt == 0 || l.NextAt > at.UnixMicro() {
		return nil
	}
	full, err := e.Store().Matter(ctx, zone, l.ID)
	if err != nil {
		return err
	}
	s, _, err := Forward(&full, w, at)
	l.Light = s.Light
	if !s.LightAt.IsZero() {
		l.LightAt = s.LightAt.UnixMicro()
	}
	l.DueOn, l.Missed, l.Level = int32(s.Deadlines.Working().Date), s.Missed, s.Level
	return err
}

// doubt marks a deadline that was counted through a year without notice. The row does not tell it from a date that somebody
// gave, so the state is read; only of a row whose deadline lies in such a year.
func (l *Row) doubt(ctx context.Context, e *engine.Engine, w *matter.World, at time.Time) error {
	cal := w.CalendarAt(at)
	if l.DueOn == 0 || cal.Gazetted(clock.Date(l.DueOn).Year()) {
		return nil
	}
	full := l.MatterRow
	if len(full.State) == 0 {
		var err error
		if full, err = e.Store().Matter(ctx, l.ZoneID, l.ID); err != nil {
			return err
		}
	}
	s, err := full.Folded()
	if err == nil && l.NextAt != 0 && l.NextAt <= at.UnixMicro() {
		s, _, err = Forward(&full, w, at)
	}
	l.Provisional = s.Deadlines.Working().Provisional
	return err
}

// Mark tells of rows that come from elsewhere whether their deadlines are provisional, as of an instant.
func Mark(ctx context.Context, e *engine.Engine, zone string, at time.Time, rows ...*Row) error {
	w, err := e.World(ctx, zone)
	if err != nil {
		return err
	}
	for _, l := range rows {
		if err := l.doubt(ctx, e, &w, at); err != nil {
			return err
		}
	}
	return nil
}

// covers makes a filter's unit those units for whose matters it answers, what it took over from units that are no
// more included; false when there is no such unit. Matters owned by nobody are also those of a post for which nobody acts.
func covers(ctx context.Context, e *engine.Engine, zone string, f *engine.Filter, at time.Time, chart *org.State, view *org.View) (bool, error) {
	if err := e.OfNobody(ctx, zone, f, at); err != nil || f.Unit == "" {
		return err == nil, err
	}
	f.Units, f.Unit = chart.Covered(f.Unit, view.Day()), ""
	return len(f.Units) > 0, nil
}

// Forward works out a matter as if it had been swept at the instant, and what the sweep would write.
func Forward(row *engine.MatterRow, w *matter.World, at time.Time) (s matter.State, unswept []matter.Derived, err error) {
	if s, err = row.Folded(); err != nil {
		return s, nil, err
	}
	if row.NextAt == 0 || row.NextAt > at.UnixMicro() {
		return s, nil, nil
	}
	return matter.Advance(s, w, time.UnixMicro(row.CursorAt).UTC(), at)
}

// Then reads a matter by its number, in full or short, or its id, as it is at an instant, whether or not a sweep has run.
func Then(ctx context.Context, e *engine.Engine, zone, idOrNumber string, at time.Time) (s matter.State, err error) {
	row, err := Find(ctx, e, zone, idOrNumber)
	if err != nil {
		return s, err
	}
	w, err := e.World(ctx, zone)
	if err != nil {
		return s, err
	}
	s, _, err = Forward(&row, &w, ledger.Instant(at))
	return s, err
}
