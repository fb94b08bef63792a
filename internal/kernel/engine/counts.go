package engine

import (
	"context"
	"time"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// countBound bounds how many matters of one kind are evaluated for its counts on the 8:30 page; beyond
// it the counts are left to `count`.
const countBound = 5_000

// counts evaluates what the kinds themselves declare as countable.
func (p *page) counts() error {
	b := p.w.Timeline.At(p.at)
	if b == nil {
		return nil
	}
	for _, name := range sortedNames(b.Kinds) {
		k := b.Kinds[name]
		if len(k.Counts) == 0 {
			continue
		}
		n, err := p.engine.store.CountMatters(p.ctx, p.zone, Filter{Kind: name, Scope: p.scope, AtMost: countBound + 1})
		if err != nil {
			return err
		}
		if n > countBound {
			continue
		}
		lines, err := p.engine.countKind(p.ctx, p.w, p.zone, k, p.scope, p.at)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Of > 0 || l.Expect != nil { // none of none says nothing
				p.today.Counts = append(p.today.Counts, l)
			}
		}
	}
	return nil
}

// Counts evaluates the counts of one kind over all its matters, as of an instant.
func (e *Engine) Counts(ctx context.Context, zone, kind string, at time.Time) ([]CountLine, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	b := w.Timeline.At(at)
	if b == nil || b.Kinds[kind] == nil {
		return nil, nil
	}
	return e.countKind(ctx, w, zone, b.Kinds[kind], nil, at)
}

func (e *Engine) countKind(ctx context.Context, w *zoneWorld, zone string, k *mechanism.Kind, scope *authority.Scope, at time.Time) ([]CountLine, error) {
	names := sortedNames(k.Counts)
	lines := make([]CountLine, len(names))
	for i, name := range names {
		c := k.Counts[name]
		lines[i] = CountLine{Kind: k.Name, Name: name, Title: c.Title, Expect: c.Expect}
	}
	t := &turn{ctx: ctx, engine: e, world: w, zone: zone}
	mw := w.matterWorld(t)
	for row, err := range e.store.List(ctx, zone, Filter{Kind: k.Name, Scope: scope, WithState: true}) {
		if err != nil {
			return nil, err
		}
		*t = turn{ctx: ctx, engine: e, world: w, zone: zone}
		if err := t.load(&row); err != nil {
			return nil, err
		}
		for i, name := range names {
			in, of, err := matter.Counted(&t.state, mw, k.Counts[name], at)
			if err != nil {
				return nil, err
			}
			if of {
				lines[i].Of++
				if in {
					lines[i].N++
				}
			}
		}
	}
	return lines, nil
}

// LightCount is the number of open matters of a unit showing a light.
type LightCount struct {
	LeadUnit string `bun:"lead_unit"`
	Light    string `bun:"light"`
	N        int    `bun:"n"`
}

// CategoryCount is the number of open matters of a kind and category showing a light.
type CategoryCount struct {
	Kind     string `bun:"kind"`
	Category string `bun:"category"`
	Light    string `bun:"light"`
	N        int    `bun:"n"`
}

// KindCount is the number of matters of a kind at a stage.
type KindCount struct {
	Kind  string `bun:"kind"`
	Stage string `bun:"stage"`
	N     int    `bun:"n"`
}

// DutyCount is the number of duties of a state that ask for one thing, for those in cadence in one period.
type DutyCount struct {
	State   string `bun:"state"`
	What    string `bun:"what"`
	Cadence string `bun:"cadence"`
	Period  string `bun:"period"`
	N       int    `bun:"n"`
}

// OwnerLoad is what one post carries.
type OwnerLoad struct {
	Owner   string `bun:"owner"   json:"owner"`
	Matters int    `bun:"matters" json:"matters"`
	Duties  int    `bun:"duties"  json:"duties"` // open
	Missed  int    `bun:"missed"  json:"missed"`

	Overloaded bool `bun:"-" json:"overloaded,omitempty"` // on the page of the day: carries more than Today.Heavy
}

// Carried is all that waits for a post: open matters, open duties and missed ones.
func (l *OwnerLoad) Carried() int { return l.Matters + l.Duties + l.Missed }
