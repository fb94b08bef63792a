package matter

import (
	"slices"
	"time"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// A matter that nobody looks at has a hundred missed duties before the year is out, and as many letters. Most of
// them time changes no more, and each rung has fired for nearly all. What is known of that is kept from one event to
// the next, so that an event costs what is still to come.

// outlook is what the rungs of a ladder may still do.
type outlook struct {
	kind   *mechanism.Kind    // whose ladder; nil: not looked at yet
	cal    *calendar.Calendar // with which instants were counted
	rungs  []prospect         // as the ladder
	firing string             // what the rung hangs on that fires now
	spent  spent              // room
}

// prospect is what one rung may still do.
type prospect struct {
	fired bool   // for the date that it hangs on
	left  []left // missed duties or unanswered letters for which it has not fired
}

// left is one of them, and the instant at which the rung may fire.
type left struct {
	subject

	due time.Time
}

// prospects gives the outlook of the moment, rung by rung.
func (m *moment) prospects() []prospect {
	if m.outlook == nil {
		m.outlook = new(outlook)
	}
	o := m.outlook
	if o.kind == m.kind && o.cal == m.cal {
		return o.rungs
	}
	o.kind, o.cal = m.kind, m.cal
	ladder := m.kind.Ladder
	o.rungs = slices.Grow(o.rungs[:0], len(ladder))[:len(ladder)]
	for i := range ladder {
		r, p := &ladder[i], &o.rungs[i]
		o.spent.of(m.s.Fired, r)
		date, _ := m.dated(r)
		p.fired, p.left = o.spent.on(date.id), p.left[:0]
		add := func(id string, at time.Time) {
			if !o.spent.on(id) {
				p.left = append(p.left, left{subject{id, at}, m.instant(r, at)})
			}
		}
		switch r.Anchor {
		case mechanism.AnchorMissed:
			for n := range m.s.Duties {
				if d := &m.s.Duties[n]; d.Missed() && d.inCadence() {
					add(d.ID, d.MissedAt)
				}
			}
		case mechanism.AnchorUndecided:
			m.s.undecided(add)
		case mechanism.AnchorUnreplied:
			for n := range m.s.Letters {
				if l := &m.s.Letters[n]; l.Late && l.State != letter.Replied {
					add(l.ID, l.ReplyBy)
				}
			}
		}
	}
	return o.rungs
}

// spent is what a rung has fired for, in the order in which it did. What is asked for mostly comes in that order.
type spent struct {
	key []byte
	ids []string
	at  int
}

func (s *spent) of(fired []string, r *mechanism.Rung) {
	s.ids, s.at = s.ids[:0], 0
	if len(fired) == 0 {
		return
	}
	s.key = appendKey(s.key[:0], r, "")
	for _, key := range fired {
		if len(key) >= len(s.key) && key[:len(s.key)] == string(s.key) {
			s.ids = append(s.ids, key[len(s.key):])
		}
	}
}

func (s *spent) on(id string) bool {
	for range s.ids {
		if s.at == len(s.ids) {
			s.at = 0
		}
		s.at++
		if s.ids[s.at-1] == id {
			return true
		}
	}
	return false
}

// note keeps the outlook in step with a derived event that was folded.
func (m *moment) note(content Content) {
	switch c := content.(type) {
	case *DutyEvent:
		if c.What == "missed" {
			m.missed(&c.Duty)
		}
	case *RungFiredEvent:
		m.fired(c)
	case *LetterSupersededEvent: // the duty to issue it lapses, unless it was missed
		issue := func(d Duty) bool { return d.What == DutyIssue && d.Letter == c.ID }
		if n := slices.IndexFunc(m.s.Duties, issue); n >= 0 {
			m.done.duties = min(m.done.duties, n)
		}
	case *LetterLateEvent:
		m.forget()
	}
}

// forget makes the moment look at everything again: what was known may no longer hold.
func (m *moment) forget() {
	if m.outlook != nil {
		m.outlook.kind = nil
	}
	m.done = done{}
}

// missed puts a missed duty before the rungs that hang on it, in its place in the list of duties.
func (m *moment) missed(d *Duty) {
	if d.isRequest() {
		m.forget()
		return
	}
	o := m.outlook
	if o == nil || o.kind != m.kind || o.cal != m.cal || !d.inCadence() {
		return
	}
	n := m.done.duties
	for m.s.Duties[n].ID != d.ID {
		n++
	}
	behind := func(id string) bool {
		return slices.ContainsFunc(m.s.Duties[n+1:], func(d Duty) bool { return d.ID == id })
	}
	for i := range m.kind.Ladder {
		r, p := &m.kind.Ladder[i], &o.rungs[i]
		if r.Anchor != mechanism.AnchorMissed || m.s.fired(r, d.ID) {
			continue
		}
		at := len(p.left)
		for at > 0 && behind(p.left[at-1].id) {
			at--
		}
		p.left = slices.Insert(p.left, at, left{subject{d.ID, m.now}, m.instant(r, m.now)})
	}
}

// fired takes what a rung has fired for from it, and from its doubles.
func (m *moment) fired(e *RungFiredEvent) {
	o := m.outlook
	for i := range o.rungs {
		r, p := &m.kind.Ladder[i], &o.rungs[i]
		var buf [256]byte
		if r.Source != e.Rung || string(appendKey(buf[:0], r, o.firing)) != e.Key {
			continue
		}
		p.fired = true
		p.left = slices.DeleteFunc(p.left, func(l left) bool { return l.id == o.firing })
	}
}

// done is how many duties and letters at the head of their lists are as they will be until somebody acts.
type done struct{ duties, letters int }

// upTo goes on past the missed duties, once none of them lapses, and the letters that no clock runs for and no later
// draft takes the place of.
func (d *done) upTo(s *State) {
	for d.duties < len(s.Duties) && s.Duties[d.duties].Missed() {
		d.duties++
	}
	for d.letters < len(s.Letters) {
		switch l := &s.Letters[d.letters]; {
		case l.State == letter.Delivered, l.State == letter.Signed, l.State == letter.Drafted && l.Anchor != "":
			return
		}
		d.letters++
	}
}
