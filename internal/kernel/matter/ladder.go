package matter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// A rung fires once for each thing it hangs on: once in a round for a date, once for each missed duty,
// unreviewed report or unanswered letter. Its instant is when it may first fire; where it has a condition, it fires at the
// first event or breakpoint from then on at which the condition holds. One that comes before its anchor fires at its
// instant or not at all: what it says (three working days are left) is true then and at no other time, so a matter
// whose deadline is set, or moved, or taken up again later than that is not reminded of days that it never had.

// subject is one thing that a rung hangs on.
type subject struct {
	id string    // "" for dates of the matter itself
	at time.Time // the anchor's instant
}

// dated is the date of the matter that the rung hangs on now; false while it is not known, and for a rung that
// hangs on duties or letters.
func (m *moment) dated(r *mechanism.Rung) (subject, bool) {
	s := m.s
	var at time.Time
	applies := s.Live() && !s.Done()
	switch r.Anchor {
	case mechanism.AnchorDue:
		at, applies = s.Deadlines.Working().At, applies && !s.Suspended && !s.Clock.Suspended()
	case mechanism.AnchorStatutory:
		at, applies = s.Deadlines.Statutory.At, applies && !s.Suspended && !s.Clock.Suspended()
	case mechanism.AnchorRegistered:
		at = s.thisRound(s.RegisteredAt)
	case mechanism.AnchorAssigned:
		at = s.thisRound(s.AssignedAt)
	case mechanism.AnchorRed:
		at, applies = s.thisRound(s.LightAt), s.Light == Red
	case mechanism.AnchorAmber:
		at, applies = s.thisRound(s.LightAt), s.Light == Amber
	case mechanism.AnchorEscalated:
		at, applies = s.RaisedAt, s.Live() && !s.RaisedAt.Before(s.RoundAt)
	case mechanism.AnchorReported:
		return subject{strconv.Itoa(s.Reports), s.TouchedAt}, s.Stage == Reported
	case mechanism.AnchorAccept:
		at = s.Deadlines.Accept.At
		return subject{s.acceptance(), at}, s.Stage == Assigned && !at.IsZero() && !s.Suspended
	}
	return subject{at: at}, applies && !at.IsZero()
}

// thisRound is t, or the reopening where t lies before it.
func (s *State) thisRound(t time.Time) time.Time {
	if t.Before(s.RoundAt) && !t.IsZero() {
		return s.RoundAt
	}
	return t
}

// instant is when a rung may fire that hangs on an anchor at that instant.
func (m *moment) instant(r *mechanism.Rung, anchor time.Time) time.Time {
	return r.Instant(m.cal, anchor, &m.s.Clock)
}

// A rung's key names one firing: the rung in its own words, and what it hung on. It does not change when
// other rungs are written before it.
func appendKey(b []byte, r *mechanism.Rung, id string) []byte {
	b = append(b, r.Source...)
	for _, word := range [...]string{action(r), r.Send + r.Bulletin, r.To.Text} {
		b = append(append(b, ' '), word...)
	}
	if r.When.Text != "" {
		b = append(append(b, " when "...), r.When.Text...)
	}
	return append(append(b, '@'), id...)
}

// subjectOf is the duty or letter that a fired rung hung on, "" where it was a date.
func subjectOf(key string) string { return key[strings.LastIndexByte(key, '@')+1:] }

// fired tells whether the rung has fired for the subject.
func (s *State) fired(r *mechanism.Rung, id string) bool {
	if len(s.Fired) == 0 {
		return false
	}
	var buf [256]byte
	key := appendKey(buf[:0], r, id)
	return slices.Contains(s.Fired, string(key))
}

func action(r *mechanism.Rung) string {
	switch {
	case r.Send != "":
		return "send"
	case r.Talk:
		return "talk"
	case r.Raise:
		return "raise"
	}
	return "bulletin"
}

// rungDue fires the earliest rung that is due; of two at one instant the one that is written first.
func (m *moment) rungDue() Content {
	if !m.s.Live() {
		return nil
	}
	first := -1
	var on subject
	var earliest time.Time
	rungs := m.prospects()
	for i := range rungs {
		r, p := &m.kind.Ladder[i], &rungs[i]
		due := func(at time.Time) bool { return !at.After(m.now) && (first < 0 || at.Before(earliest)) }
		if date, known := m.dated(r); known && !p.fired {
			if at := m.instant(r, date.at); due(at) && (!r.Before || at.Equal(m.now)) && m.shines(r) && m.holds(r) {
				first, on, earliest = i, date, at
			}
		}
		holds := false
		for j := range p.left {
			l := &p.left[j]
			if !due(l.due) {
				continue
			}
			if holds = holds || m.holds(r); !holds {
				break // nor for any other
			}
			first, on, earliest = i, l.subject, l.due
		}
	}
	if first < 0 {
		return nil
	}
	m.outlook.firing = on.id
	return m.fire(&m.kind.Ladder[first], on)
}

// shines tells whether the light is still that on which the rung hangs: what people did just now may have put it out, which is
// noted after the rungs have fired.
func (m *moment) shines(r *mechanism.Rung) bool {
	if r.Anchor != mechanism.AnchorRed && r.Anchor != mechanism.AnchorAmber {
		return true
	}
	light, _ := m.light()
	return light == m.s.Light
}

func (m *moment) holds(r *mechanism.Rung) bool {
	if r.When.Rule == nil {
		return true
	}
	holds, err := r.When.Rule.Bool(m.rules())
	return err == nil && holds
}

// fire resolves whom the rung concerns and who must act, and puts letters and duties on their desks. An
// unheld post is written into the event, never skipped silently: its letters and talks wait for whoever is appointed, and where it
// should have acted the nearest above that is held does. Nobody deals with what they are
// themselves a party to (回避): a level is not raised to the owner, and whoever is called to a talk does
// not hold it.
func (m *moment) fire(r *mechanism.Rung, on subject) Content {
	e := &RungFiredEvent{Key: string(appendKey(nil, r, on.id)), Rung: r.Source, Title: r.Title.In(text.Zh), Action: action(r)}
	note := func(err error) {
		if err != nil {
			said := strings.ReplaceAll(errs.Message(err, text.Zh), "\n", "；")
			if !strings.Contains(e.Unheld, said) {
				e.Unheld = strings.TrimPrefix(e.Unheld+"；"+said, "；")
			}
		}
	}
	var err error
	if r.Climbs() {
		err = m.climbs(e, on)
	} else if e.To, err = m.role(r.To); err != nil && (r.Send != "" || r.Talk) {
		reached := e.To
		e.To, err = m.stand(r.To)
		e.Vacant = slices.DeleteFunc(slices.Clone(e.To), func(p string) bool { return slices.Contains(reached, p) })
	} else if r.Raise {
		err = m.raised(r, on, e)
	}
	if r.Raise {
		had := m.reached()
		if !r.Climbs() && !m.requested(on.id) {
			m.neverDown(e, had)
		}
		e.Reached = listed(e.To)
		e.Stays = (r.Climbs() || len(e.To) > 0) && !slices.ContainsFunc(e.To, func(p string) bool { return !slices.Contains(had, p) })
	}
	note(err)
	if len(e.To) == 0 && len(e.Had) == 0 && e.Unheld == "" && r.To.Text != "" {
		e.Unheld = r.To.Text
	}
	within := r.Within
	if within.IsZero() {
		within = oneDay
	}
	due := m.cal.Due(m.now, within).At
	add := func(what, id, owner, letter, with string) {
		e.Duties = append(e.Duties, Duty{ID: id, What: what, Owner: owner, Letter: letter, With: with, Opens: m.now, Due: due})
	}
	if e.Action == "bulletin" { // one bulletin names the matter, whomever it concerns
		add(DutyBulletin, m.s.rungDuty(DutyBulletin, e.Key, 0), m.doerOf(r, e, note, e.To...), "", strings.Join(e.To[:min(len(e.To), 1)], ""))
		return e
	}
	caller := ""
	if e.Action == "talk" && len(e.To) > 0 {
		caller = m.doerOf(r, e, note, e.To...)
	}
	told := e.To
	if e.Action == "send" && len(e.To) > 0 { // a letter to whoever acts for a body is the body's
		told = make([]string, len(e.To))
		for i, to := range e.To {
			told[i] = m.addressed(r.To.Role, to)
		}
	}
	for i, to := range e.To {
		switch e.Action {
		case "send":
			doer := m.doerOf(r, e, note, to)
			l := letter.Letter{ID: m.nextLetter(len(e.Letters)), Template: r.Send, To: told[i], By: doer, Reason: r.Words().In(text.Zh), State: letter.Drafted, DraftedAt: m.now, Anchor: r.Anchor}
			l.Due, _ = m.spokenOf(&l, nil)
			e.Letters = append(e.Letters, l)
			add(DutyIssue, DutyIssue+"/"+l.ID, doer, l.ID, "")
		case "talk":
			add(DutyTalk, m.s.rungDuty(DutyTalk, e.Key, i), caller, "", to)
		case "raise":
			add(DutyRaise, m.s.rungDuty(DutyRaise, e.Key, i), to, "", "")
		}
	}
	e.To = told
	return e
}

// doerOf is the post that issues the letter, holds the talk or makes the bulletin, and is not one of the parties:
// of those that the rung names the first who is none, else the nearest above that is held and is none; "" where nobody can.
func (m *moment) doerOf(r *mechanism.Rung, e *RungFiredEvent, note func(error), parties ...string) string {
	by := r.By
	if by.Role.IsZero() {
		by = m.kind.Roles.Office
	}
	named, err := m.role(by)
	doers := named
	if len(named) > 0 && len(parties) > 0 {
		var skipped []string
		doers, skipped, err = m.uninvolved(by, named, parties...)
		e.Skipped = union(e.Skipped, skipped)
	}
	for _, p := range named {
		if slices.Contains(doers, p) {
			return p
		}
	}
	if len(doers) > 0 {
		return doers[0]
	}
	note(err)
	meant, _ := m.stand(by)
	for _, p := range meant {
		if up := m.org().Above(p, m.heirs(parties...)...); up != "" {
			e.Instead = union(e.Instead, []string{up})
			return up
		}
	}
	return ""
}

// raised finds whom a rung raises the matter to, of the posts that it names. Where a level is passed over, the levels
// above move up: a dated rung does not go to a post that the matter has reached in this round, but past it. Where nobody
// is above, those who have it are not told again; they are had.
func (m *moment) raised(r *mechanism.Rung, on subject, e *RungFiredEvent) (err error) {
	posts := e.To
	for i := range m.s.Duties {
		switch d := &m.s.Duties[i]; {
		case d.ID != on.id || d.Owner == "":
		case d.isRequest(): // over the head of whoever did not decide
			e.To, e.Skipped, err = m.uninvolved(r.To, posts, m.s.Owner, d.Owner)
			return err
		case m.kind.Standing.Each != "": // a body's own head is told what its office missed
			e.To, e.Skipped, err = m.uninvolved(r.To, posts, d.Owner)
			return err
		}
	}
	e.To, e.Skipped, err = m.uninvolved(r.To, posts, m.s.Owner)
	if on.id != "" || len(e.To) == 0 || len(m.s.Passed) == 0 && len(e.Skipped) == 0 {
		return err
	}
	reached := union(m.s.Passed, m.s.Reached)
	above, _, err := m.uninvolved(r.To, posts, union([]string{m.s.Owner}, reached)...)
	if len(above) == 0 && errs.CodeOf(err) == "org.no_uninvolved" {
		e.Had, e.To, e.Skipped = m.andAbove(e.To, m.heirs(reached...)), nil, nil
		return nil
	}
	for _, p := range m.andAbove(e.To, m.heirs(reached...)) {
		if !slices.Contains(above, p) {
			e.Past = append(e.Past, p)
		}
	}
	e.To = above
	return err
}

// andAbove adds to posts those above them that are among others.
func (m *moment) andAbove(posts, others []string) []string {
	out := slices.Clone(posts)
	for _, p := range posts {
		for _, up := range m.org().Ladder(p) {
			if slices.Contains(others, up) {
				out = union(out, []string{up})
			}
		}
	}
	return out
}

// uninvolved resolves a role with the parties passed over; skipped are those of its posts that were.
func (m *moment) uninvolved(r mechanism.RoleRef, posts []string, parties ...string) (free, skipped []string, err error) {
	if free, err = m.role(r, parties...); err != nil && len(free) == 0 {
		free = nil
	}
	for _, p := range posts {
		if !slices.Contains(free, p) {
			skipped = append(skipped, p)
		}
	}
	return free, skipped, err
}

var oneDay = calendar.Limit{Halves: 2, Unit: calendar.Workday}
