package matter

import (
	"sync"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
)

// Course leads one matter through time. What it finds of the rungs at one instant holds at the next, and the
// lists of the state are copied once, by the first event that changes them. It belongs to one goroutine.
type Course struct {
	m   *moment
	out []Derived
}

// Follow begins a course with s, which it leaves alone; an empty state waits for its registration.
func Follow(s State, w *World) *Course {
	c := follow(&s, w)
	return &c
}

func follow(s *State, w *World) Course {
	m := moments.Get().(*moment)
	m.w, m.own, m.s = w, *s, &m.own
	m.own.grip = 0
	return Course{m: m}
}

// State is how the matter stands now, good until the course goes on.
func (c *Course) State() *State { return c.m.s }

// Fold folds a human event. head gives who and when; its Data is not read.
func (c *Course) Fold(head *ledger.Event, content Content) {
	c.m.s.evolve(head, content)
	c.m.forget()
}

// React makes the derived events that follow at once from a human event at t. They are good until the course
// goes on; what they point to is for good.
func (c *Course) React(t time.Time) ([]Derived, error) {
	c.out = c.out[:0]
	err := c.react(t)
	return c.out, err
}

// Advance makes every derived event that falls due after cursor and up to until (inclusive).
func (c *Course) Advance(cursor, until time.Time) ([]Derived, error) {
	c.out = c.out[:0]
	err := c.advance(cursor, until)
	return c.out, err
}

// Step makes the derived events of the next instant after cursor and up to until (inclusive) at which any may fall due,
// and gives that instant; zero for none.
func (c *Course) Step(cursor, until time.Time) ([]Derived, time.Time, error) {
	c.out = c.out[:0]
	if err := c.m.aim(cursor); err != nil {
		return nil, time.Time{}, err
	}
	t, ok := c.m.next()
	if !ok || t.After(until) {
		return nil, time.Time{}, nil
	}
	err := c.react(t)
	return c.out, t, err
}

// Light is the matter's light at an instant up to which the course has come, and the rule that decided it: what who
// looks then sees, though nothing woke the matter up.
func (c *Course) Light(t time.Time) (Light, string, error) {
	if err := c.m.aim(t); err != nil {
		return None, "", err
	}
	light, reason := c.m.light()
	return light, reason, nil
}

// End gives the state, which is nobody else's. The course is over.
func (c *Course) End() State {
	s := c.m.own
	s.grip = 0
	c.m.release()
	c.m = nil
	return s
}

func (c *Course) react(t time.Time) (err error) {
	if err = c.m.aim(t); err == nil {
		c.out, err = c.m.settle(c.out, settleLimit)
	}
	return err
}

func (c *Course) advance(cursor, until time.Time) error {
	if err := c.m.aim(cursor); err != nil {
		return err
	}
	for {
		t, ok := c.m.next()
		if !ok || t.After(until) {
			return nil
		}
		if err := c.react(t); err != nil {
			return err
		}
	}
}

// moment is a matter at an instant, as rules see it.
type moment struct {
	s       *State
	w       *World
	bundle  *mechanism.Bundle
	kind    *mechanism.Kind
	cal     *calendar.Calendar
	now     time.Time
	today   clock.Date
	cmd     *Command
	view    *org.View // once asked for
	tree    *Tree
	own     State       // room for a state of the moment's own, where s must not be the caller's
	input   *rule.Input // of the rules over schema; ready once it holds this moment's values
	schema  *rule.Schema
	ready   bool
	outlook *outlook // once asked for
	done    done
}

// moments are those at rest. A command needs two or three and a sweep one for every instant; the room
// and the rules' input of one serve the next.
var moments = sync.Pool{New: func() any { return new(moment) }}

// moment is the matter at now. Whoever takes it on a path that is walked often gives it back by release.
func (w *World) moment(s *State, now time.Time) (*moment, error) {
	m := moments.Get().(*moment)
	m.w, m.s = w, s
	return m.aimed(now)
}

// copied is the moment of a copy of s, which it may change.
func (w *World) copied(s *State, now time.Time) (*moment, error) {
	m := moments.Get().(*moment)
	m.w, m.own, m.s = w, *s, &m.own
	return m.aimed(now)
}

func (m *moment) aimed(now time.Time) (*moment, error) {
	if err := m.aim(now); err != nil {
		m.release()
		return nil, err
	}
	return m, nil
}

// aim leads the moment to an instant.
func (m *moment) aim(now time.Time) error {
	b, k, err := m.w.kind(m.s.Kind, now)
	if err != nil {
		return err
	}
	m.bundle, m.kind, m.now, m.tree, m.ready = b, k, now, nil, false
	m.cal = m.w.CalendarAt(now)
	if today := m.cal.DateOf(now); today != m.today {
		m.today, m.view = today, nil
	}
	return nil
}

// release gives the moment back; nothing may use it afterwards.
func (m *moment) release() {
	if m.input != nil && m.cmd != nil {
		m.input.Put(mechanism.SlotCommand, nobodysCommand)
	}
	if m.s == &m.own {
		m.own = State{}
	}
	m.forget()
	m.s, m.w, m.bundle, m.kind, m.cal, m.cmd, m.view, m.tree, m.ready = nil, nil, nil, nil, nil, nil, nil, nil, false
	moments.Put(m)
}
