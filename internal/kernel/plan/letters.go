package plan

import (
	"slices"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
)

// What people did with the letters that a ladder drafted, on the side of the candidate. A letter is known by what it
// is, not by its place in the order of the matter's letters; and where the candidate drafts it on another day, what was
// done with it follows: as many working days after its drafting, at the same time of day.

// correspondence are the letters of one matter that people did something with, as the candidate has them.
type correspondence struct {
	drafted []*posted          // by the ladder of what governed, in order; those that nobody touched, too
	byID    map[string]*posted // by the id that the ledger gave
	seen    int                // letters of the candidate looked at so far
	due     []scheduled        // what is to happen at another time than it did, in order
}

// posted is one letter of the ledger.
type posted struct {
	was   letter.Letter // as drafted; of a letter drafted by hand nothing
	acts  []human
	here  string // its id on this side; "" until it is drafted here
	hand  bool   // a person drafted it
	moved bool   // it is drafted here at another time
}

// scheduled is a deed at its time on this side.
type scheduled struct {
	at  time.Time
	act human
	of  *posted
}

// corresponded gathers what was done with letters beside what governed, whose story is given; nil where nothing was.
func corresponded(events []human, governed *story) *correspondence {
	if !slices.ContainsFunc(events, func(ev human) bool { _, ok := ev.content.(*matter.LetterEvent); return ok }) {
		return nil
	}
	c := &correspondence{byID: map[string]*posted{}}
	for _, f := range governed.rungs {
		for _, l := range f.event.Letters {
			p := &posted{was: l}
			c.drafted, c.byID[l.ID] = append(c.drafted, p), p
		}
	}
	for i := range events {
		e, ok := events[i].content.(*matter.LetterEvent)
		if !ok {
			continue
		}
		p := c.byID[e.Letter.ID]
		if p == nil {
			p = &posted{hand: true}
			c.byID[e.Letter.ID] = p
		}
		p.acts = append(p.acts, events[i])
	}
	return c
}

// awaits tells whether a letter may come yet that people did something with: until then time is gone through step by step.
func (c *correspondence) awaits() bool {
	return c != nil && slices.ContainsFunc(c.drafted, func(p *posted) bool { return p.here == "" && len(p.acts) > 0 })
}

// find looks through the letters that have come since it looked last.
func (c *correspondence) find(s *matter.State, w *matter.World) {
	if c == nil {
		return
	}
	for ; c.seen < len(s.Letters); c.seen++ {
		l := &s.Letters[c.seen]
		p := c.same(l, s.Kind, w)
		if p == nil || l.Anchor == "" {
			continue
		}
		p.here = l.ID
		if p.moved = !p.was.DraftedAt.Equal(l.DraftedAt); p.moved {
			c.schedule(p, l.DraftedAt, w.CalendarAt(l.DraftedAt))
		}
	}
}

// same is the letter of the ledger that a letter drafted here is: of the same template, to the same post, for the same
// ground; else for the same ground, by another template or to another post; else for a ground that this side's ladder
// does not have, the nearer of its own. nil for a letter that is new.
func (c *correspondence) same(l *letter.Letter, kind string, w *matter.World) *posted {
	for _, alike := range []func(was *letter.Letter) bool{
		func(was *letter.Letter) bool {
			return was.Reason == l.Reason && was.Template == l.Template && was.To == l.To
		},
		func(was *letter.Letter) bool { return was.Reason == l.Reason && was.Template == l.Template },
		func(was *letter.Letter) bool { return was.Reason == l.Reason },
		func(was *letter.Letter) bool {
			return was.Template == l.Template && was.To == l.To && was.Anchor == l.Anchor && !grounds(w, l.DraftedAt, kind, was.Reason)
		},
	} {
		for _, p := range c.drafted {
			if p.here == "" && alike(&p.was) {
				return p
			}
		}
	}
	return nil
}

// grounds tells whether a rung of the kind's ladder gives this ground.
func grounds(w *matter.World, at time.Time, kind, reason string) bool {
	bundle := w.Timeline.At(at)
	if bundle == nil || bundle.Kinds[kind] == nil {
		return false
	}
	ladder := bundle.Kinds[kind].Ladder
	for i := range ladder {
		if ladder[i].Send != "" && ladder[i].Words().In(text.Zh) == reason {
			return true
		}
	}
	return false
}

// schedule puts what was done with a letter where it would have been done.
func (c *correspondence) schedule(p *posted, drafted time.Time, cal *calendar.Calendar) {
	last := drafted
	for _, act := range p.acts {
		at := follows(cal, p.was.DraftedAt, drafted, act.head.At)
		if at.Before(last) {
			at = last
		}
		last = at
		c.due = append(c.due, scheduled{at, act, p})
	}
	slices.SortStableFunc(c.due, func(a, b scheduled) int { return a.at.Compare(b.at) })
}

// follows is the instant that lies to an end as t does to a start: as many working days on, at the same time of day.
func follows(cal *calendar.Calendar, from, to, t time.Time) time.Time {
	day := cal.DateOf(to)
	if days := cal.WorkdaysBetween(cal.DateOf(from), cal.DateOf(t)); days > 0 {
		day = cal.AddWorkdays(day, days)
	}
	return cal.StartOfDay(day).Add(t.Sub(cal.StartOfDay(cal.DateOf(t))))
}

// next is the deed that comes first up to an instant; nil for none.
func (c *correspondence) next(until time.Time) *scheduled {
	if c == nil || len(c.due) == 0 || c.due[0].at.After(until) {
		return nil
	}
	return &c.due[0]
}

// here is an event as it reads on this side at its own time; false where it does not happen then.
func (c *correspondence) here(ev *human, s *matter.State, w *matter.World) (human, bool) {
	e, ok := ev.content.(*matter.LetterEvent)
	if c == nil || !ok {
		return *ev, matter.Applies(s, ev.content)
	}
	p := c.byID[e.Letter.ID]
	if p.hand && p.here == "" && e.Command == "draft-letter" {
		p.here = matter.NextLetter(s)
	}
	was, there := s.LetterOf(p.here)
	if p.moved || p.here == "" || there && was.State == letter.Superseded {
		return *ev, false
	}
	out, content := *ev, *e
	content.Letter.ID = p.here
	if there {
		content.Letter.Template, content.Letter.To = was.Template, was.To
		asked(&content, &was, out.head.At, s.Kind, w)
	}
	out.content = &content
	return out, true
}

// asked is by when this side's files ask for an answer: counted when the letter is delivered, and kept from then on.
func asked(e *matter.LetterEvent, was *letter.Letter, at time.Time, kind string, w *matter.World) {
	l := &e.Letter
	if l.ReplyBy = was.ReplyBy; e.Command == "deliver-letter" {
		l.ReplyBy = w.ReplyBy(kind, l.Template, at)
	}
	l.ReplyDate = 0
	if !l.ReplyBy.IsZero() {
		l.ReplyDate = w.CalendarAt(at).DateOf(l.ReplyBy)
	}
	l.Late = was.Late || !l.RepliedAt.IsZero() && l.Overdue(l.RepliedAt)
}

// here is what was done with a letter, at its time on this side; false where the letter made way for another meanwhile.
func (d *scheduled) here(s *matter.State, w *matter.World) (human, bool) {
	was, there := s.LetterOf(d.of.here)
	if !there || was.State == letter.Superseded {
		return human{}, false
	}
	out, content := d.act, *d.act.content.(*matter.LetterEvent) //nolint:forcetypeassert // corresponded gathered these alone
	out.head.At = d.at
	l, cal := &content.Letter, w.CalendarAt(d.at)
	for _, t := range []*time.Time{&l.IssuedAt, &l.DeliveredAt, &l.SignedAt, &l.RepliedAt} {
		if !t.IsZero() {
			*t = follows(cal, d.act.head.At, d.at, *t)
		}
	}
	l.ID, l.Template, l.To, l.By, l.Anchor, l.DraftedAt = was.ID, was.Template, was.To, was.By, was.Anchor, was.DraftedAt
	for _, t := range []struct{ is, was *time.Time }{{&l.IssuedAt, &was.IssuedAt}, {&l.DeliveredAt, &was.DeliveredAt}, {&l.SignedAt, &was.SignedAt}} {
		if !t.was.IsZero() {
			*t.is = *t.was
		}
	}
	asked(&content, &was, d.at, s.Kind, w)
	if content.Command == "draft-letter" {
		l.DraftedAt = d.at
	}
	out.content = &content
	return out, true
}
