// Package figures counts the matters that somebody may see in all the ways in which a cockpit shows them: by unit and
// kind and light, by age and by how far overdue they are, by how far they were raised, by whose they are, and how many
// came and went. Each count is of the same rows as a list with the same conditions; what it is the list of, its reader says.
package figures

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
)

// Question is what is counted.
type Question struct {
	Zone string
	See  *authority.Scope // whose matters are counted; nil is everything
	Read *authority.Scope // whose levels, missed duties and duties are: those whose history one may read
	At   time.Time        // zero, or not before Now: now
	Now  time.Time
	From clock.Date // the first day of which it is told what came and went; the last is that of At
}

// Counted is what was counted.
type Counted struct {
	At         time.Time
	Date       clock.Date
	Past       bool // as it was, folded from events; else the rows that lists show
	Cuts       engine.Cuts
	Open       []engine.Cell // what may be seen
	Read       []engine.Cell // of these, what may be read
	Owners     []engine.OwnerLoad
	Duties     []engine.DutyCell
	Registered []engine.DayCount
	Closed     []engine.DayCount
}

// Ages are the upper ends, in days since registration, of the bands of age but the last.
func Ages() []int { return []int{7, 30, 90, 180} }

// Late are the days overdue above which the bands of what is overdue begin, the worst first. They are the first bands of
// Cell.Due from 1 on; then comes what is due within Soon days, and what is due later.
func Late() []int { return []int{90, 30, 7, 0} }

// Soon is within how many days something is due soon.
const Soon = 7

// Points is by how many per cent progress must lag the elapsed share of time for a matter to be behind.
const Points = 10

// mostPast bounds how many matters are folded back to an instant.
const mostPast = 20_000

// Lag is what counts as behind at an instant.
func Lag(cal *calendar.Calendar, at time.Time, points float64) engine.Lag {
	const anyDay = clock.Date(20000)
	return engine.Lag{At: at.UnixMicro(), DayEnd: cal.StartOfDay(anyDay+1).UnixMicro() - int64(anyDay)*24*time.Hour.Microseconds(), Points: points}
}

// cuts are the bands as seen from an instant.
func cuts(cal *calendar.Calendar, at time.Time) engine.Cuts {
	today := cal.DateOf(at)
	c := engine.Cuts{Lag: Lag(cal, at, Points)}
	for _, days := range Ages() {
		c.Registered = append(c.Registered, cal.StartOfDay(today-clock.Date(days)).UnixMicro())
	}
	for _, days := range Late() {
		c.Due = append(c.Due, int64(today)-int64(days))
	}
	c.Due = append(c.Due, int64(today)+Soon+1)
	return c
}

// Count counts.
func Count(ctx context.Context, e *engine.Engine, q Question) (*Counted, error) {
	if q.At.IsZero() || q.At.After(q.Now) {
		q.At = q.Now
	}
	cal, err := e.Calendar(ctx, q.Zone, q.Now)
	if err != nil {
		return nil, err
	}
	c := &counting{ctx: ctx, e: e, store: e.Store(), q: q, out: &Counted{At: q.At, Date: cal.DateOf(q.At), Past: q.At.Before(q.Now), Cuts: cuts(cal, q.At)}}
	parts := []func() error{c.present, c.owners}
	if c.out.Past {
		parts = []func() error{c.past}
	}
	for _, part := range append(parts, c.duties) {
		if err := part(); err != nil {
			return nil, err
		}
	}
	span := engine.Between{From: cal.StartOfDay(q.From).UnixMicro(), Before: q.At.UnixMicro() + 1}
	if c.out.Registered, err = c.days(engine.FlowRegistered, span); err != nil {
		return nil, err
	}
	c.out.Closed, err = c.days(engine.FlowClosed, span)
	return c.out, err
}

// counting is a Counted in the making.
type counting struct {
	ctx   context.Context //nolint:containedctx // lives no longer than the count
	e     *engine.Engine
	store engine.Store
	q     Question
	out   *Counted
}

// fromIndexes tells whether so little lies outside of a scope that all is counted from indexes and the rest taken off.
func fromIndexes(s *authority.Scope) bool { return !s.All() && s.Everywhere(s.Through) }

func (c *counting) present() (err error) {
	if c.out.Open, err = c.cells(c.q.See); err != nil {
		return err
	}
	c.out.Read, err = c.cells(c.q.Read)
	return err
}

// cells counts the open matters of a scope, each with its light of now.
func (c *counting) cells(scope *authority.Scope) ([]engine.Cell, error) {
	f := engine.Filter{Scope: scope, Open: new(true)}
	if fromIndexes(scope) {
		f.Scope = nil
	}
	cells, err := c.store.Cells(c.ctx, c.q.Zone, f, c.out.Cuts)
	if err != nil {
		return nil, err
	}
	put := func(row *engine.MatterRow, times int) {
		one := engine.CellOf(row, &c.out.Cuts)
		i := slices.IndexFunc(cells, func(x engine.Cell) bool { return x.Alike(&one) })
		if i < 0 {
			cells = append(cells, engine.Cell{Unit: one.Unit, Kind: one.Kind, Light: one.Light, Level: one.Level, Age: one.Age, Due: one.Due})
			i = len(cells) - 1
		}
		cells[i].Add(&one, times)
	}
	if fromIndexes(scope) {
		hidden := engine.Beyond(scope)
		hidden.Open, hidden.Trees = f.Open, true
		for row, err := range c.store.List(c.ctx, c.q.Zone, hidden) {
			if err != nil {
				return nil, err
			}
			put(&row, -1)
		}
	}
	w, err := c.e.World(c.ctx, c.q.Zone)
	if err != nil {
		return nil, err
	}
	var late []engine.MatterRow
	for row, err := range c.store.List(c.ctx, c.q.Zone, engine.Filter{Scope: scope, Open: f.Open, StaleAt: c.q.At.UnixMicro(), Trees: true, WithState: true}) {
		if err != nil {
			return nil, err
		}
		late = append(late, row)
	}
	for i := range late { // a light is of now, whether or not a sweep has run; all else is as lists ask for it
		s, _, err := listing.Forward(&late[i], &w, c.q.At)
		if err != nil {
			return nil, err
		}
		if string(s.Light) != late[i].Light {
			put(&late[i], -1)
			late[i].Light = string(s.Light)
			put(&late[i], 1)
		}
	}
	return slices.DeleteFunc(cells, func(x engine.Cell) bool { return x.N == 0 }), nil
}

func (c *counting) owners() error {
	f := engine.Filter{Scope: c.q.See, Open: new(true)}
	if !fromIndexes(c.q.See) {
		loads, err := c.store.ByOwner(c.ctx, c.q.Zone, f)
		c.out.Owners = loads
		return err
	}
	f.Scope = nil
	loads, err := c.store.ByOwner(c.ctx, c.q.Zone, f)
	if err != nil {
		return err
	}
	hidden := engine.Beyond(c.q.See)
	hidden.Open = f.Open
	for row, err := range c.store.List(c.ctx, c.q.Zone, hidden) {
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(loads, func(l engine.OwnerLoad) bool { return l.Owner == row.Owner }); i >= 0 {
			loads[i].Matters--
		}
	}
	c.out.Owners = slices.DeleteFunc(loads, func(l engine.OwnerLoad) bool { return l.Matters == 0 })
	return nil
}

func (c *counting) duties() (err error) {
	at := int64(0)
	if c.out.Past {
		at = c.q.At.UnixMicro()
	}
	c.out.Duties, err = c.store.DutyCells(c.ctx, c.q.Zone, engine.Filter{Scope: c.q.Read}, at)
	return err
}

// days counts what came, or went, by day.
func (c *counting) days(of engine.Flow, span engine.Between) ([]engine.DayCount, error) {
	f := engine.Filter{Scope: c.q.See}
	if !fromIndexes(c.q.See) {
		return c.store.Days(c.ctx, c.q.Zone, f, of, span)
	}
	f.Scope = nil
	days, err := c.store.Days(c.ctx, c.q.Zone, f, of, span)
	if err != nil {
		return nil, err
	}
	hidden := engine.Beyond(c.q.See)
	if of == engine.FlowClosed {
		hidden.Also.Closed = span
	} else {
		hidden.Also.Registered = span
	}
	for row, err := range c.store.List(c.ctx, c.q.Zone, hidden) {
		if err != nil {
			return nil, err
		}
		at := row.RegisteredAt
		if of == engine.FlowClosed {
			at = row.ClosedAt
		}
		day := (at - span.From) / (24 * time.Hour).Microseconds()
		if i := slices.IndexFunc(days, func(d engine.DayCount) bool { return d.Day == day }); i >= 0 {
			days[i].N--
		}
	}
	return days, nil
}

// past folds the matters back to the instant.
func (c *counting) past() error {
	f := engine.Filter{Scope: c.q.See, Also: engine.Also{Registered: engine.Between{Before: c.q.At.UnixMicro() + 1}}}
	f.AtMost = mostPast + 1
	n, err := c.store.CountMatters(c.ctx, c.q.Zone, f)
	if err != nil {
		return err
	}
	if n > mostPast {
		return errs.Newf(errs.Refused, "figures.past_large", "此前登记的事项超过 %[1]d 件，无法逐件还原到过去的时点；请不带 at 查看当前数字",
			"more than %[1]d matters were registered by then, too many to fold back one by one: ask without at for the figures of now", mostPast).At("query.at")
	}
	f.AtMost = 0
	loads := map[string]int{}
	for m, err := range c.e.Past(c.ctx, c.q.Zone, f, c.q.At) {
		if err != nil {
			return err
		}
		if !m.Was.Open {
			continue
		}
		cell, facts := engine.CellOf(&m.Was, &c.out.Cuts), m.Now.Facts()
		c.out.Open = add(c.out.Open, &cell)
		if c.q.Read == nil || c.q.Read.Holds(&facts) {
			c.out.Read = add(c.out.Read, &cell)
		}
		if m.Was.Owner != "" {
			loads[m.Was.Owner]++
		}
	}
	for owner, n := range loads {
		c.out.Owners = append(c.out.Owners, engine.OwnerLoad{Owner: owner, Matters: n})
	}
	slices.SortFunc(c.out.Owners, func(a, b engine.OwnerLoad) int { return strings.Compare(a.Owner, b.Owner) })
	return nil
}

func add(cells []engine.Cell, one *engine.Cell) []engine.Cell {
	if i := slices.IndexFunc(cells, func(x engine.Cell) bool { return x.Alike(one) }); i >= 0 {
		cells[i].Add(one, 1)
		return cells
	}
	return append(cells, *one)
}
