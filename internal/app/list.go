package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Listed is a row of a list with its light of the moment.
type Listed struct {
	engine.MatterRow

	Unit  string // name of the lead unit
	Light matter.Light
}

// List walks matters by a filter. Lights are those of the instant: where a sweep is late they are worked out
// again, so a light is filtered here and not in the store.
func (a *App) List(ctx context.Context, zone string, f engine.Filter, at time.Time, each func(Listed) bool) error {
	if at.IsZero() {
		at = a.Engine.Now()
	}
	chart, view, err := a.Engine.Org(ctx, zone, at)
	if err != nil {
		return err
	}
	if f.Unit != "" { // with what it took over from units that are no more
		f.Units, f.Unit = chart.Covered(f.Unit, view.Day()), ""
		if len(f.Units) == 0 {
			return nil
		}
	}
	w, err := a.world(ctx, zone)
	if err != nil {
		return err
	}
	stale, err := a.Store.CountMatters(ctx, zone, engine.Filter{StaleAt: at.UnixMicro()})
	if err != nil {
		return err
	}
	light, limit := f.Light, f.Limit
	if stale > 0 {
		f.Light, f.Limit = "", 0
	}
	n := 0
	for row, err := range a.Store.List(ctx, zone, f) {
		if err != nil {
			return err
		}
		l := Listed{MatterRow: row, Unit: row.LeadUnit, Light: matter.Light(row.Light)}
		if stale > 0 && row.NextAt > 0 && row.NextAt <= at.UnixMicro() {
			full, err := a.Store.Matter(ctx, zone, row.ID)
			if err != nil {
				return err
			}
			s, _, err := forward(&full, w, at)
			if err != nil {
				return err
			}
			l.Light = s.Light
		}
		if light != "" && string(l.Light) != light {
			continue
		}
		l.Unit = chart.Known(row.LeadUnit, view.Day())
		n++
		if !each(l) || limit > 0 && n == limit {
			return nil
		}
	}
	return nil
}

// world is what the zone's decisions consult, with the trees of matters within reach.
func (a *App) world(ctx context.Context, zone string) (*matter.World, error) {
	w, err := a.Engine.World(ctx, zone)
	if err != nil {
		return nil, err
	}
	w.Tree = func(id string) matter.Tree {
		var nodes []matter.Node
		for row, err := range a.Store.List(ctx, zone, engine.Filter{Root: id}) {
			if err != nil {
				break
			}
			nodes = append(nodes, matter.Node{
				ID: row.ID, Parent: row.Parent, Weight: row.Weight, Progress: row.Progress,
				Done: row.CompletedAt != 0 || row.Stage == string(matter.Closed),
			})
		}
		return matter.Summarise(id, nodes)
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
	s, derived, err := matter.Advance(s, w, time.UnixMicro(row.CursorAt).UTC(), at)
	for _, d := range derived {
		unswept = append(unswept, Entry{At: d.At, Type: d.Content.Type(), Derived: true, Says: describe(d.Content)})
	}
	return s, unswept, err
}
