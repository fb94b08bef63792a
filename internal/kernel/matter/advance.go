package matter

import (
	"slices"
	"strconv"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

// Derived is one derived event before it is sealed.
type Derived struct {
	At      time.Time
	Content Content
	Basis   ledger.Basis
}

// settleLimit bounds how many derived events one instant may bring: far more than years of missed duties
// can. Beyond it the mechanism feeds itself, and going on would never end.
const settleLimit = 10_000

// React makes the derived events that follow at once from a human event at t.
func React(s State, w *World, t time.Time) (State, []Derived, error) {
	c := follow(&s, w)
	err := c.react(t)
	return c.End(), c.out, err
}

// Advance makes every derived event that falls due after cursor and up to until (inclusive), each at its
// own instant and in order. Run once a day or once a year, the outcome is the same.
func Advance(s State, w *World, cursor, until time.Time) (State, []Derived, error) {
	c := follow(&s, w)
	err := c.advance(cursor, until)
	return c.End(), c.out, err
}

// settle makes everything that must be true at the moment, until nothing is left to do, in at most limit events.
// Its state is folded in place.
func (m *moment) settle(out []Derived, limit int) ([]Derived, error) {
	version := m.w.calendarAt(m.now)
	basis := ledger.Basis{Mechanism: m.bundle.Version, Calendar: m.cal.Version()}
	head := ledger.Event{Zone: m.s.Zone, Stream: m.s.ID, At: m.now, Derived: true, Basis: basis}
	for range limit {
		c := m.pending(version)
		if c == nil {
			return out, nil
		}
		m.s.evolve(&head, c)
		m.note(c)
		out = append(out, Derived{At: m.now, Content: c, Basis: basis})
	}
	return out, errs.Newf(errs.Refused, "matter.endless", "%[1]s：机制“%[2]s”在 %[3]s 反复触发自身(%[4]s)，请修改规则",
		"%[1]s: the mechanism of %[2]q sets itself off again and again at %[3]s (%[4]s); change its rules",
		m.s.Number, m.s.Kind, calendar.Stamp(m.now), out[len(out)-1].Content.Type())
}

// pending is the first thing that is due at the moment and has not been done, nil when there is none.
func (m *moment) pending(version *CalendarVersion) Content {
	s := m.s
	if s.ClockStale || m.lapsed() {
		return m.lawfulClock()
	}
	if c := m.reprojection(version); c != nil {
		return c
	}
	for i := m.done.duties; i < len(s.Duties); i++ {
		if d := &s.Duties[i]; !d.Missed() && !d.Due.IsZero() && !d.Due.After(m.now) && !(d.What == DutyAccept && s.Suspended) && !m.excused(d) {
			return &DutyEvent{What: "missed", Duty: *d}
		}
	}
	for i := m.done.letters; i < len(s.Letters); i++ {
		if l := &s.Letters[i]; m.late(l) {
			return &LetterLateEvent{ID: l.ID}
		} else if by := s.superseding(i); by != "" || s.Over() && l.State == letter.Drafted && l.Anchor != "" {
			return &LetterSupersededEvent{ID: l.ID, By: by}
		}
	}
	if c := m.dutyDue(); c != nil {
		return c
	}
	if c := m.rungDue(); c != nil {
		return c
	}
	return m.lightDue()
}

// excused: what is due now is owed no more, since people closed the matter, handed it on or took the draft back at this
// very instant, or since its subject has ended, of which nothing woke the matter.
func (m *moment) excused(d *Duty) bool {
	ended := m.s.Over() || d.What == DutyAccept || d.What == DutyIssue && m.s.superseded(d.Letter) || d.inCadence() && m.subjectGone()
	return ended && m.gone(d, false, "")
}

// late: delivered, unanswered, and past its reply-by.
func (m *moment) late(l *letter.Letter) bool {
	return !l.Late && !l.ReplyBy.IsZero() && !l.ReplyBy.After(m.now) && (l.State == letter.Delivered || l.State == letter.Signed)
}

// all lists the deadlines.
func (d *Deadlines) all() [4]*calendar.Deadline {
	return [...]*calendar.Deadline{&d.Advisory, &d.Promised, &d.Statutory, &d.Accept}
}

// countedWith tells whether every deadline there is was counted with the calendar of that version.
func (d *Deadlines) countedWith(version string) bool {
	for _, one := range d.all() {
		if !one.At.IsZero() && one.Calendar != version {
			return false
		}
	}
	return true
}

// Moved tells whether a deadline is at another instant than before, or no longer as certain.
func (d *Deadlines) Moved(before *Deadlines) bool {
	was := before.all()
	for i, now := range d.all() {
		if !now.At.Equal(was[i].At) || now.Provisional != was[i].Provisional {
			return true
		}
	}
	return false
}

// lapsed: the time to say what is missing has gone by in silence, and the clock starts by itself.
func (m *moment) lapsed() bool {
	at := m.lapse()
	return !at.IsZero() && m.now.After(at) && !m.started().IsZero()
}

// dutyDue opens the duty that the moment asks for, or lets one lapse whose reason is gone.
func (m *moment) dutyDue() Content {
	s := m.s
	def, rhythm, inCadence := m.rhythm()
	for i := m.done.duties; i < len(s.Duties); i++ {
		d := &s.Duties[i]
		if m.gone(d, inCadence, rhythm) {
			return &DutyEvent{What: "lapsed", Duty: *d}
		}
	}
	m.done.upTo(s)
	if c := m.requestDue(); c != nil {
		return c
	}
	for i := m.done.letters; i < len(s.Letters); i++ {
		l := &s.Letters[i]
		if l.State == letter.Delivered && !l.ReplyBy.IsZero() && !m.owed("reply/"+l.ID) {
			return m.open(Duty{ID: "reply/" + l.ID, What: DutyReply, Owner: m.bearer(l.To), Letter: l.ID, Due: l.ReplyBy})
		}
	}
	if id := s.acceptance(); s.Stage == Assigned && !s.Deadlines.Accept.At.IsZero() && s.Owner != "" && !m.owed(id) {
		return m.open(Duty{ID: id, What: DutyAccept, Owner: m.bearer(s.Owner), Due: s.Deadlines.Accept.At})
	}
	if at, ok := m.recheckAt(); ok && !at.After(m.now) && !m.owed(s.inRound(DutyRecheck)) {
		owner := m.bearer(s.Verifier)
		if posts, _ := m.role(m.kind.Roles.Verify); owner == "" && len(posts) > 0 {
			owner = posts[0]
		}
		due := m.cal.EndOfWork(m.cal.AddWorkdays(m.today, recheckDays))
		return m.open(Duty{ID: s.inRound(DutyRecheck), What: DutyRecheck, Owner: owner, Due: due})
	}
	if !inCadence {
		return nil
	}
	p, ok := cadence.PeriodOf(def.Every, def.Windows, m.today)
	if !ok || m.opened(rhythm, p) || p.TooLate(m.kind.Under(m.cal.DateOf(m.s.AssignedAt)), m.cal) || !def.Applies(p, m.cal) {
		return nil
	}
	opens, due := cadence.Open(def, p, m.cal)
	if m.now.Before(opens) || !due.After(m.now) {
		return nil
	}
	met := m.kind.Cadence.MetBy
	what := map[string]string{"report": DutyReport, "letter": DutyPublish}[met.By]
	if what == "" {
		what = DutyReview
	}
	owner := m.bearer(s.Owner)
	if posts, _ := m.role(m.kind.Cadence.Owner); len(posts) > 0 {
		owner = m.addressed(m.kind.Cadence.Owner.Role, posts[0])
	}
	return m.open(Duty{ID: what + "/" + p.Key, What: what, Owner: owner, Cadence: rhythm, Period: p.Key, Template: met.Letter, Due: due})
}

func (m *moment) open(d Duty) *DutyEvent {
	d.Opens = m.now
	return &DutyEvent{What: "opened", Duty: d}
}

// gone tells whether the reason for a duty has gone, so that it lapses. What was missed stays so until it is made good,
// whatever becomes of the matter; a request that the close-out ended is nobody's to decide any more.
func (m *moment) gone(d *Duty, inCadence bool, rhythm string) bool {
	s := m.s
	switch {
	case d.isRequest() && (!s.asks(d.What) || m.handedOn(d)):
		return true
	case d.Missed():
		return false
	case d.What == DutyRecheck:
		return s.Stage != Closed && s.Stage != Archived
	case d.What == DutyReply: // a letter is answered whatever becomes of its matter
		return false
	case s.Over():
		return true
	case d.inCadence():
		return !inCadence || d.Cadence != rhythm
	case d.What == DutyAccept: // handed to somebody else before anybody signed, it is no longer the first one's to sign for
		return d.ID != s.acceptance()
	}
	return d.What == DutyIssue && s.superseded(d.Letter)
}

// acceptance is the id of the duty to sign for the matter: one for each time it is handed to somebody.
func (s *State) acceptance() string { return numbered(DutyAccept, s.Handed) }

// inRound is a duty's id in the present round.
func (s *State) inRound(id string) string { return numbered(id, s.Round) }

// rungDuty is the id of what a rung puts on the nth desk (from 0). The rung may fire again in another round and for another
// deadline, while what it asked for before is still owed.
func (s *State) rungDuty(what, key string, nth int) string {
	id := what + "/" + key
	if nth > 0 {
		id += " " + strconv.Itoa(nth+1)
	}
	return numbered(id, s.Round+s.Granted)
}

// numbered tells the second and later duties of one name apart: "accept", "accept/2".
func numbered(id string, n int) string {
	if n < 2 {
		return id
	}
	return id + "/" + strconv.Itoa(n)
}

// opened tells whether the period's duty was opened, whatever became of it.
func (m *moment) opened(rhythm string, p cadence.Period) bool {
	for _, turn := range m.s.Opened {
		if len(turn) == len(rhythm)+1+len(p.Key) && turn[:len(rhythm)] == rhythm && turn[len(rhythm)+1:] == p.Key {
			return true
		}
	}
	return false
}

func (m *moment) owed(id string) bool {
	return slices.ContainsFunc(m.s.Duties, func(d Duty) bool { return d.ID == id })
}

// rhythm is the cadence that the matter is under now, with its name.
func (m *moment) rhythm() (def cadence.Definition, name string, ok bool) {
	s := m.s
	if !s.Live() || s.Stage.rank() < Assigned.rank() || s.Done() || m.subjectGone() {
		return def, "", false
	}
	value := s.Urgency
	if m.kind.Cadence.By == "category" {
		value = ""
		if len(s.Category) > 0 {
			value = s.Category[0]
		}
	}
	if def, ok = m.kind.Rhythm(value); !ok || s.Suspended {
		return def, "", false
	}
	return def, string(def.Every), true
}

// recheckDays is how many working days there are to check again.
const recheckDays = 5

func (m *moment) recheckAt() (time.Time, bool) {
	s := m.s
	if m.kind.Recheck.IsZero() || s.Stage != Closed && s.Stage != Archived || s.Rechecked {
		return time.Time{}, false
	}
	d := m.cal.Due(s.ClosedAt, m.kind.Recheck)
	return m.cal.StartOfWork(d.Date), true
}

// lightDue notes a light that is another than before.
func (m *moment) lightDue() Content {
	light, reason := m.light()
	if light == m.s.Light {
		return nil
	}
	return &LightChangedEvent{From: m.s.Light, To: light, Reason: reason}
}

// header is the ledger's envelope for a command's event, as far as folding needs it.
func header(c *Command, zone string) *ledger.Event {
	return &ledger.Event{Zone: zone, Stream: c.ID, At: c.At, Actor: c.Actor, Person: c.Person, Deputy: c.Deputy}
}
