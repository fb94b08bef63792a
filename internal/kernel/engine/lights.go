package engine

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"qinlian/internal/kernel/matter"
)

// lights counts lights by unit from the cache and mends what is stale.
func (p *page) lights() error {
	counts, err := p.engine.store.LightCounts(p.ctx, p.zone)
	if err != nil {
		return err
	}
	units := map[string]*UnitLights{}
	add := func(unit, light string, n int) {
		u := units[unit]
		if u == nil {
			u = &UnitLights{Unit: unit, Name: p.unitName(unit)}
			units[unit] = u
		}
		u.add(light, n)
		p.today.Totals.add(light, n)
	}
	for _, c := range counts {
		add(c.LeadUnit, c.Light, c.N)
	}
	p.fresh = map[string]string{}
	if err := p.stale(func(row *MatterRow, s *matter.State) {
		p.fresh[row.ID] = string(s.Light)
		p.today.Stale++
		if row.Open {
			add(row.LeadUnit, row.Light, -1)
		}
		if !s.Over() {
			add(s.LeadUnit, string(s.Light), 1)
		}
	}); err != nil {
		return err
	}
	for _, u := range units {
		if u.Total() > 0 {
			p.today.Lights = append(p.today.Lights, *u)
		}
	}
	slices.SortFunc(p.today.Lights, func(a, b UnitLights) int {
		if a.Red != b.Red {
			return b.Red - a.Red
		}
		if a.Amber != b.Amber {
			return b.Amber - a.Amber
		}
		if a.Green != b.Green {
			return b.Green - a.Green
		}
		return strings.Compare(a.Unit, b.Unit)
	})
	return nil
}

// stale works out every matter whose cache is behind the clock, on all cores, and hands them over one by one.
func (p *page) stale(each func(*MatterRow, *matter.State)) error {
	type found struct {
		row   MatterRow
		state matter.State
		err   error
	}
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	rows, done := make(chan found, 64), make(chan found, 64)
	go func() {
		defer close(rows)
		for row, err := range p.engine.store.List(ctx, p.zone, Filter{StaleAt: p.at.UnixMicro(), WithState: true}) {
			select {
			case rows <- found{row: row, err: err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	var workers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for f := range rows {
				if f.err == nil {
					f.state, f.err = p.advance(&f.row)
				}
				done <- f
			}
		})
	}
	go func() {
		workers.Wait()
		close(done)
	}()
	var first error
	for f := range done { // to the end, so that nobody is left waiting
		switch {
		case first != nil:
		case f.err != nil:
			first = f.err
			cancel()
		default:
			each(&f.row, &f.state)
		}
	}
	return first
}

// advance works a stale matter out without storing anything.
func (p *page) advance(row *MatterRow) (matter.State, error) {
	t := &turn{ctx: p.ctx, engine: p.engine, world: p.w, zone: p.zone}
	if err := t.load(row); err != nil {
		return matter.State{}, err
	}
	s, _, err := matter.Advance(t.state, p.w.matterWorld(t), t.cursor, p.at)
	return s, err
}
