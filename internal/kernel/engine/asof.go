package engine

import (
	"time"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register"
)

// What a letter lists is read as it was at the instant of issue, whatever a sweep has or has not made yet:
// what fell due since a matter was last looked at is made in memory, and what happened later is left out.
// Standing matters are there from the sweep that made them.

// lists puts the ledger within reach of a turn's letters.
func (t *turn) lists(m *matter.World) {
	m.Matters = func(kinds []string, at time.Time) ([]matter.State, error) {
		if t.batch != nil { // they may be in hand
			if err := t.batch.save(t); err != nil {
				return nil, err
			}
		}
		var rows []MatterRow // the store is asked for other things while they are judged
		for row, err := range t.engine.store.List(t.ctx, t.zone, Filter{Kinds: kinds, WithState: true}) {
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		states := make([]matter.State, 0, len(rows))
		for i := range rows {
			s, err := t.asOf(m, &rows[i], at)
			if err != nil {
				return nil, err
			}
			if s.ID != "" {
				states = append(states, s)
			}
		}
		return states, nil
	}
	m.Records = func(name string) ([]register.Record, error) { return t.engine.Records(t.ctx, t.zone, name) }
}

// asOf gives another matter as it was at an instant; without an ID where it was not registered yet.
func (t *turn) asOf(w *matter.World, row *MatterRow, at time.Time) (s matter.State, err error) {
	if row.ID == t.state.ID {
		return t.state, nil
	}
	if s, err = row.Folded(); err != nil {
		return s, err
	}
	switch {
	case s.LastAt.After(at):
		s = matter.State{}
		err = t.engine.decodeStream(t.ctx, t.zone, row.ID, func(ev ledger.Event) error {
			if ev.At.After(at) {
				return nil
			}
			content, err := matter.DecodeContent(ev.Type, ev.Data)
			if err == nil {
				s = matter.Evolve(s, &ev, content)
			}
			return err
		})
	case row.NextAt != 0 && row.NextAt <= at.UnixMicro():
		s, _, err = matter.Advance(s, w, instant(row.CursorAt), at)
	}
	return s, err
}
