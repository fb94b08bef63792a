package plan

import (
	"time"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// replay folds human events and derives the rest under a world. letters are nil where those of the events are the
// world's own.
func replay(events []human, below []*member, letters *correspondence, w *matter.World, until time.Time) (*story, error) {
	s := &side{letters: letters}
	if len(below) > 0 {
		s.looking, w = looks(below, w, until), under(below, w)
	}
	s.w, s.c = w, matter.Follow(matter.State{}, w)
	held := false // what follows from the last event has not been made yet
	for i := range events {
		ev := &events[i]
		if ev.head.At.After(until) {
			break
		}
		if err := s.reach(ev.head.At.Add(-time.Microsecond)); err != nil {
			return nil, err
		}
		if here, happens := letters.here(ev, s.c.State(), s.w); happens {
			s.fold(&here)
			held = true
		}
		if !held || i+1 < len(events) && together(&ev.head, &events[i+1].head) {
			continue
		}
		held = false
		if err := s.take(s.c.React(s.cursor)); err != nil {
			return nil, err
		}
	}
	if err := s.reach(until); err != nil {
		return nil, err
	}
	s.state = s.c.End()
	return &s.story, nil
}

// together tells whether the ledger has nothing that follows from one event before the next, of the same instant: what an
// import enters as one step brings about what follows from the whole, and so do commands of one instant of which the first
// brought about nothing.
func together(ev, next *ledger.Event) bool { return next.Seq == ev.Seq+1 && next.At.Equal(ev.At) }

// side is one matter on its way through time under one world.
type side struct {
	story

	c       *matter.Course
	w       *matter.World
	letters *correspondence
	looking []time.Time // when what hangs below changes
	cursor  time.Time   // up to which all that follows has been made
}

func (s *side) fold(ev *human) {
	s.c.Fold(&ev.head, ev.content)
	s.cursor = ev.head.At
}

// take notes what followed.
func (s *side) take(derived []matter.Derived, err error) error {
	for i := range derived {
		s.note(&derived[i])
	}
	s.letters.find(s.c.State(), s.w)
	return err
}

// reach goes on to an instant, and on the way looks at the light and does with letters what is to be done then.
func (s *side) reach(to time.Time) error {
	if s.c.State().ID == "" {
		return nil
	}
	for {
		stop := to
		deed := s.letters.next(to)
		if deed != nil {
			stop = deed.at.Add(-time.Microsecond)
		}
		looks := len(s.looking) > 0 && !s.looking[0].After(stop)
		if looks {
			stop = s.looking[0]
		}
		seen := !stop.After(s.cursor)
		arrived, err := s.pass(stop)
		switch {
		case err != nil:
			return err
		case !arrived: // a letter may have come, and what is to be done with it comes first
		case looks:
			s.looking = s.looking[1:]
			if seen {
				break
			}
			if err := s.look(s.c, stop); err != nil {
				return err
			}
		case deed != nil:
			s.letters.due = s.letters.due[1:]
			if err := s.do(deed); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// pass makes all that follows up to an instant; while letters are awaited, no more than comes next.
func (s *side) pass(to time.Time) (arrived bool, err error) {
	if !to.After(s.cursor) {
		return true, nil
	}
	if !s.letters.awaits() {
		err := s.take(s.c.Advance(s.cursor, to))
		s.cursor = to
		return true, err
	}
	derived, t, err := s.c.Step(s.cursor, to)
	if s.cursor = t; t.IsZero() {
		s.cursor, arrived = to, true
	}
	return arrived, s.take(derived, err)
}

// do does with a letter at another time what was done with it.
func (s *side) do(deed *scheduled) error {
	here, happens := deed.here(s.c.State(), s.w)
	if !happens {
		return nil
	}
	s.fold(&here)
	return s.take(s.c.React(s.cursor))
}
