package engine

import (
	"context"
	"sync"
	"time"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// A matter that has just been registered is assigned next, and one that was completed is closed. What a zone's shared
// commits had in hand last they therefore keep, folded, and ask the store of each no more than whether it is still at
// the same event: a state follows from its events, so the same event has the same state, whoever wrote it.

// mostRecent bounds the matters of a zone that are kept, in each of two halves. A state takes some kilobytes, and a node may
// have hundreds of zones.
const mostRecent = 256

// recent are those matters of one zone. One commit at a time writes it, and requests look a matter up by it, too.
type recent struct {
	mu           sync.Mutex
	newer, older map[string]folded // by id
}

// folded is a matter's state after an event, whose hash head is.
type folded struct {
	state matter.State
	head  ledger.Hash
}

func (r *recent) find(id string) (folded, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, ok := r.newer[id]
	if !ok {
		f, ok = r.older[id]
	}
	return f, ok
}

// keep remembers what a batch has in hand; it has been committed.
func (r *recent) keep(b *Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range b.turns {
		if len(r.newer) >= mostRecent || r.newer == nil {
			r.newer, r.older = make(map[string]folded, mostRecent), r.newer
		}
		r.newer[t.state.ID] = folded{t.state.Clone(), t.head}
	}
}

// recently is Find for a matter that a commit of this process had in hand last; ok is false where it must be read.
func (e *Engine) recently(ctx context.Context, zone, id string, at time.Time) (s matter.State, ok bool, err error) {
	e.mu.Lock()
	q := e.queues[zone]
	e.mu.Unlock()
	if q == nil {
		return s, false, nil
	}
	f, ok := q.recent.find(id)
	if !ok {
		return s, false, nil
	}
	head, err := e.head(ctx, zone, id)
	if err != nil || head.Seq != f.state.Seq || head.NextAt > 0 && head.NextAt <= at.UnixMicro() {
		return s, false, err
	}
	return f.state.Clone(), true, nil
}

// head is how far a matter has come; zero for one that does not exist.
func (e *Engine) head(ctx context.Context, zone, id string) (Head, error) {
	if known, ok := knownHead(ctx, zone, id); ok {
		return known, nil
	}
	heads, err := e.store.Heads(ctx, zone, []string{id})
	if err != nil || len(heads) == 0 {
		return Head{}, err
	}
	return heads[0], nil
}

// fetch makes the matters ready that calls are about, with one question for those that are remembered and one for all
// others.
func (b *Batch) fetch(r *recent, calls []*call) error {
	var remembered, others []string
	asked := map[string]bool{"": true}
	for _, c := range calls {
		for i := range c.commands {
			id := c.commands[i].ID
			if c.commands[i].Name == "register" {
				id = c.commands[i].Parent
			}
			if asked[id] {
				continue
			}
			asked[id] = true
			if _, ok := r.find(id); ok {
				remembered = append(remembered, id)
			} else {
				others = append(others, id)
			}
		}
	}
	if len(remembered) > 0 {
		heads, err := b.engine.store.Heads(b.ctx, b.zone, remembered)
		if err != nil {
			return err
		}
		for _, h := range heads {
			f, _ := r.find(h.ID)
			if f.state.Seq != h.Seq {
				others = append(others, h.ID)
				continue
			}
			t := b.turn()
			t.take(f.state, f.head, h.CursorAt, h.NextAt)
			b.await(t)
		}
	}
	if len(others) == 0 {
		return nil
	}
	rows, err := b.engine.store.Some(b.ctx, b.zone, others)
	if err != nil {
		return err
	}
	for i := range rows {
		t := b.turn()
		if err := t.load(&rows[i]); err != nil {
			return err
		}
		b.await(t)
	}
	return nil
}

// await makes a matter ready that commands may be about.
func (b *Batch) await(t *turn) {
	if b.ready == nil {
		b.ready = map[string]*turn{}
	}
	b.ready[t.state.ID] = t
	if t.state.Number != "" {
		b.ready[t.state.Number] = t
	}
}

// turn begins one of the batch.
func (b *Batch) turn() *turn {
	return &turn{ctx: b.ctx, engine: b.engine, world: b.world, zone: b.zone, batch: b}
}

// load begins a turn with a stored row.
func (t *turn) load(row *MatterRow) error {
	s, err := row.Folded()
	if err != nil {
		return err
	}
	var head ledger.Hash
	copy(head[:], row.Head)
	t.take(s, head, row.CursorAt, row.NextAt)
	t.was = *row
	t.was.State = nil
	return nil
}

func (t *turn) take(s matter.State, head ledger.Hash, cursor, next int64) {
	t.state, t.head, t.cursor = s, head, instant(cursor)
	t.before, t.text = t.state.Duties, textOf(&t.state)
	t.was = project(&t.state, head, t.cursor, instant(next), nil)
}
