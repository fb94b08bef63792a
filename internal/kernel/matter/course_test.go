package matter

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// ahead lists what every rung may still do, worked out from nothing.
func (m *moment) ahead() []string {
	var out []string
	for i := range m.kind.Ladder {
		r := &m.kind.Ladder[i]
		add := func(id string, at time.Time) {
			if !m.s.fired(r, id) {
				out = append(out, fmt.Sprint(i, " ", id, " ", m.instant(r, at)))
			}
		}
		if on, known := m.dated(r); known {
			add(on.id, on.at)
		}
		for _, d := range m.s.Duties {
			if r.Anchor == mechanism.AnchorMissed && d.Missed() && d.inCadence() {
				add(d.ID, d.MissedAt)
			}
		}
		for _, l := range m.s.Letters {
			if r.Anchor == mechanism.AnchorUnreplied && l.Late && l.State != letter.Replied {
				add(l.ID, l.ReplyBy)
			}
		}
	}
	return out
}

// known lists the same as the moment remembers it.
func (m *moment) known() []string {
	var out []string
	for i, p := range m.prospects() {
		r := &m.kind.Ladder[i]
		if on, known := m.dated(r); known && !p.fired {
			out = append(out, fmt.Sprint(i, " ", on.id, " ", m.instant(r, on.at)))
		}
		for _, l := range p.left {
			out = append(out, fmt.Sprint(i, " ", l.id, " ", l.due))
		}
	}
	return out
}

// A matter is led through its life in one course, and again step by step, each step from what was stored. What the
// course remembers must be what is found anew.
func TestACourseDerivesWhatSingleStepsDo(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		steps, _ := anyLife(r, w, 15)
		if err := steps.sweep(steps.cursor.Add(time.Duration(rapid.IntRange(0, 100).Draw(r, "after")) * 24 * time.Hour)); err != nil {
			r.Fatal(err)
		}
		c := Follow(State{}, w)
		whole := newDesk(w)
		lead := func(do func() ([]Derived, error)) {
			derived, err := do()
			if err != nil {
				r.Fatal(err)
			}
			whole.derive(derived)
			if got, want := c.m.known(), c.m.ahead(); !slices.Equal(got, want) {
				r.Fatalf("the rungs ahead are\n%q, known are\n%q", want, got)
			}
			_, rhythm, in := c.m.rhythm()
			for i, d := range c.State().Duties[:c.m.done.duties] {
				if !d.Missed() || c.m.gone(&d, in, rhythm) {
					r.Fatalf("duty %d of %d is not done with: %+v", i, c.m.done.duties, d)
				}
			}
			for i, l := range c.State().Letters[:c.m.done.letters] {
				if c.m.late(&l) || c.State().superseding(i) != "" || l.State == letter.Delivered && !l.ReplyBy.IsZero() {
					r.Fatalf("letter %d of %d is not done with: %+v", i, c.m.done.letters, l)
				}
			}
		}
		for _, e := range steps.events {
			if e.head.Derived {
				continue
			}
			if c.State().ID != "" {
				until := e.head.At.Add(-time.Microsecond)
				if half := whole.cursor.Add(until.Sub(whole.cursor) / 2).Truncate(time.Microsecond); half.After(whole.cursor) {
					lead(func() ([]Derived, error) { return c.Advance(whole.cursor, half) })
					whole.cursor = half
				}
				lead(func() ([]Derived, error) { return c.Advance(whole.cursor, until) })
			}
			head := e.head
			head.Seq, head.Zone, head.Type = 0, "", ""
			whole.fold(head, e.content)
			c.Fold(&whole.events[len(whole.events)-1].head, e.content)
			lead(func() ([]Derived, error) { return c.React(e.head.At) })
			whole.cursor = e.head.At
		}
		lead(func() ([]Derived, error) { return c.Advance(whole.cursor, steps.cursor) })
		if diff := difference(trail(steps), trail(whole)); diff != "" {
			r.Fatal(diff)
		}
		if s := c.End(); !reflect.DeepEqual(s, steps.s) {
			r.Fatalf("the states differ:\n%+v\n%+v", s, steps.s)
		}
	})
}

// Of a year in which nobody looked, every missed week has its letter and its raise, and what is left is the
// condition that never held.
func TestALongNeglectedMatterRemembersEveryRung(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("weekly", `cadence: { "*": weekly }
light: { red: matter.missed > 1, green: "true" }
ladder:
  - { at: missed, send: reminder-letter, to: owner }
  - { at: missed + 1wd, raise: true, to: sponsor, when: matter.missed > 2 }
  - { at: missed, talk: true, to: owner, by: lead_unit.head, when: matter.progress > 50.0 }
`))
	d := assigned(t, w, "2023-01-02 09:00")
	c := Follow(d.s, w)
	derived, err := c.Advance(d.cursor, at("2023-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, v := range derived {
		if e, ok := v.Content.(*RungFiredEvent); ok {
			count[e.Action]++
		}
	}
	// The raise for the last week waits for the next working day; the talk for all of them.
	if got := fmt.Sprint(count, len(c.m.known())); got != "map[raise:51 send:52] 53" {
		t.Error(got)
	}
	if !slices.Equal(c.m.known(), c.m.ahead()) {
		t.Errorf("known %q, ahead %q", c.m.known(), c.m.ahead())
	}
	if n := c.m.done.duties; n < 50 {
		t.Errorf("only %d duties are done with", n)
	}
	if !slices.Equal(d.s.Duties, Evolve(d.s, &d.events[0].head, &LightChangedEvent{}).Duties) || len(d.s.Fired) != 0 {
		t.Error("the state that the course began with was changed")
	}
}
