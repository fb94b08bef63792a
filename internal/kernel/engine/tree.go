package engine

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// What hangs below a matter is read as it was at the instant that is judged, so that a late sweep judges as
// one on time would have done: a matter whose row has no event after the instant is as the row says, any
// other is folded from its events up to it.

// trees reads descendants for one turn's decisions. What it has read holds as long as the turn does.
type trees struct {
	engine *Engine
	world  *zoneWorld
	below  map[string][]descendant // by the matter on top
}

// descendant is a matter of a tree: as it is since its last event, and as it was before, oldest first, once
// that is asked for.
type descendant struct {
	last   was
	before []was
}

// was is a matter of a tree from an instant on.
type was struct {
	at   time.Time
	node matter.Node
	kind string
	gone bool // withdrawn or merged: it counts no more
}

// at lists what hung below a matter at an instant and counted.
func (t *trees) at(ctx context.Context, id string, at time.Time) ([]matter.Node, error) {
	all, known := t.below[id]
	if !known {
		var err error
		if all, err = t.descendants(ctx, id); err != nil {
			return nil, err
		}
		if t.below == nil {
			t.below = map[string][]descendant{}
		}
		t.below[id] = all
	}
	bundle := t.world.Timeline.At(at)
	nodes := make([]matter.Node, 0, len(all))
	for i := range all {
		one, existed, err := t.asOf(ctx, &all[i], at)
		if err != nil {
			return nil, err
		}
		if !existed || one.gone {
			continue
		}
		if bundle != nil && bundle.Kinds[one.kind] != nil {
			one.node.Branch = bundle.Branches(one.kind)
		}
		nodes = append(nodes, one.node)
	}
	return nodes, nil
}

func (t *trees) descendants(ctx context.Context, id string) ([]descendant, error) {
	var all []descendant
	for row, err := range t.engine.store.List(ctx, t.world.Zone, Filter{Root: id, WithState: true}) {
		if err != nil {
			return nil, err
		}
		s, err := row.Folded()
		if err != nil {
			return nil, err
		}
		all = append(all, descendant{last: wasOf(&s)})
	}
	return all, nil
}

// asOf gives a matter of the tree as it was at an instant; false where it was not registered yet.
func (t *trees) asOf(ctx context.Context, d *descendant, at time.Time) (was, bool, error) {
	if !d.last.at.After(at) {
		return d.last, true, nil
	}
	if d.before == nil {
		if err := t.remember(ctx, d); err != nil {
			return was{}, false, err
		}
	}
	i, _ := slices.BinarySearchFunc(d.before, at, func(w was, at time.Time) int {
		if w.at.After(at) {
			return 1
		}
		return -1
	})
	if i == 0 {
		return was{}, false, nil
	}
	return d.before[i-1], true, nil
}

// remember folds the matter's events and keeps what each made of it.
func (t *trees) remember(ctx context.Context, d *descendant) error {
	var s matter.State
	return t.engine.decodeStream(ctx, t.world.Zone, d.last.node.ID, func(ev ledger.Event) error {
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if err != nil {
			return err
		}
		s = matter.Evolve(s, &ev, content)
		d.before = append(d.before, wasOf(&s))
		return nil
	})
}

func wasOf(s *matter.State) was {
	node, gone := matter.NodeOf(s)
	return was{s.LastAt, node, s.Kind, gone}
}

// other is another matter of the zone: as the batch has it in hand, else as it is stored.
func (t *turn) other(id string) (*matter.State, error) {
	if t.batch != nil {
		found, err := t.batch.find(id)
		if err != nil {
			return nil, err
		}
		return &found.state, nil
	}
	row, err := t.engine.store.Matter(t.ctx, t.world.Zone, id)
	if err != nil {
		return nil, err
	}
	s, err := row.Folded()
	if err != nil {
		return nil, err
	}
	return &s, nil
}
