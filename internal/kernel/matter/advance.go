package matter

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

// Derived is one derived event before it is sealed.
type Derived struct {
	At      time.Time
	Content Content
	Basis   ledger.Basis
}

// settleLimit bounds how many derived events one instant may bring; more means a mechanism that feeds
// itself, which check refuses.
const settleLimit = 64

// React makes the derived events that follow at once from a human event at t.
func React(s State, w *World, t time.Time) (State, []Derived, error) { return settle(s, w, t, nil) }

// Advance makes every derived event that falls due after cursor and up to until (inclusive), each at its
// own instant and in order. Run once a day or once a year, the outcome is the same.
func Advance(s State, w *World, cursor, until time.Time) (State, []Derived, error) {
	var out []Derived
	for {
		t, ok, err := Next(&s, w, cursor)
		if err != nil || !ok || t.After(until) {
			return s, out, err
		}
		if s, out, err = settle(s, w, t, out); err != nil {
			return s, out, err
		}
		cursor = t
	}
}

// settle makes everything that must be true at t, until nothing is left to do.
func settle(s State, w *World, t time.Time, out []Derived) (State, []Derived, error) {
	m, err := w.moment(&s, t)
	if err != nil {
		return s, out, err
	}
	version := w.calendarAt(t)
	basis := ledger.Basis{Mechanism: m.bundle.Version, Calendar: m.cal.Version()}
	head := ledger.Event{Zone: s.Zone, Stream: s.ID, At: t, Derived: true, Basis: basis}
	for range settleLimit {
		c, err := m.pending(version)
		if err != nil || c == nil {
			return s, out, err
		}
		s = Evolve(s, &head, c)
		out = append(out, Derived{At: t, Content: c, Basis: basis})
	}
	return s, out, nil
}

// pending is the first thing that is due at the moment and has not been done, nil when there is none.
func (m *moment) pending(version *CalendarVersion) (Content, error) {
	s := m.s
	if s.ClockStale {
		return m.clockSet(), nil
	}
	if c := m.reprojection(version); c != nil {
		return c, nil
	}
	for i := range s.Duties {
		if d := &s.Duties[i]; !d.Missed() && !d.Due.IsZero() && !d.Due.After(m.now) {
			return &DutyEvent{What: "missed", Duty: *d}, nil
		}
	}
	for i := range s.Letters {
		if l := &s.Letters[i]; m.late(l) {
			return &LetterLateEvent{ID: l.ID}, nil
		}
	}
	if c, err := m.dutyDue(); c != nil || err != nil {
		return c, err
	}
	if c, err := m.rungDue(); c != nil || err != nil {
		return c, err
	}
	return m.lightDue()
}

// late: delivered, unanswered, and past its reply-by.
func (m *moment) late(l *letter.Letter) bool {
	return !l.Late && !l.ReplyBy.IsZero() && !l.ReplyBy.After(m.now) && (l.State == letter.Delivered || l.State == letter.Signed)
}

// reprojection sets deadlines again when another calendar moves them or makes them certain.
func (m *moment) reprojection(version *CalendarVersion) Content {
	s := m.s
	due := s.Deadlines.Working()
	if due.At.IsZero() || due.Calendar == m.cal.Version() || !s.Live() || s.Done() {
		return nil
	}
	c := m.clockSet()
	now := c.Deadlines.Working()
	if now.At.Equal(due.At) && now.Provisional == due.Provisional {
		return nil
	}
	c.Notice = version.Notice
	return c
}

// dutyDue opens the duty that the moment asks for, or lets one lapse whose reason is gone.
func (m *moment) dutyDue() (Content, error) {
	s := m.s
	def, rhythm, inCadence := m.rhythm()
	for i := range s.Duties {
		d := &s.Duties[i]
		gone := d.inCadence() && (!inCadence || d.Cadence != rhythm) && !d.Missed() || s.Over() && (d.inCadence() || d.What == DutyAccept)
		if gone {
			return &DutyEvent{What: "lapsed", Duty: *d}, nil
		}
	}
	for i := range s.Letters {
		l := &s.Letters[i]
		if l.State == letter.Delivered && !l.ReplyBy.IsZero() && !m.owed("reply/"+l.ID) {
			return m.open(Duty{ID: "reply/" + l.ID, What: DutyReply, Owner: l.To, Letter: l.ID, Due: l.ReplyBy}), nil
		}
	}
	if s.Stage == Assigned && !s.Deadlines.Accept.At.IsZero() && s.Owner != "" && !m.owed("accept") {
		return m.open(Duty{ID: "accept", What: DutyAccept, Owner: s.Owner, Due: s.Deadlines.Accept.At}), nil
	}
	if at, ok := m.recheckAt(); ok && !at.After(m.now) && !m.owed("recheck") {
		owner := s.Verifier
		if posts, _ := m.role(m.kind.Roles.Verify); owner == "" && len(posts) > 0 {
			owner = posts[0]
		}
		due := m.cal.EndOfWork(m.cal.AddWorkdays(m.today, 5))
		return m.open(Duty{ID: "recheck", What: DutyRecheck, Owner: owner, Due: due}), nil
	}
	if !inCadence {
		return nil, nil
	}
	p, ok := cadence.PeriodOf(def.Every, def.Windows, m.today)
	if !ok || s.Opened == rhythm+"/"+p.Key || m.tooLate(p) {
		return nil, nil
	}
	opens, due := cadence.Open(def, p, m.cal)
	if m.now.Before(opens) || !due.After(m.now) {
		return nil, nil
	}
	what := map[string]string{"report": DutyReport, "letter": DutyPublish}[m.kind.Cadence.MetBy]
	if what == "" {
		what = DutyReview
	}
	owner := s.Owner
	if posts, _ := m.role(m.kind.Cadence.Owner); len(posts) > 0 {
		owner = posts[0]
	}
	return m.open(Duty{ID: what + "/" + p.Key, What: what, Owner: owner, Cadence: rhythm, Period: p.Key, Due: due}), nil
}

func (m *moment) open(d Duty) *DutyEvent {
	d.Opens = m.now
	return &DutyEvent{What: "opened", Duty: d}
}

func (m *moment) owed(id string) bool {
	return slices.ContainsFunc(m.s.Duties, func(d Duty) bool { return d.ID == id })
}

// rhythm is the cadence that the matter is under now, with its name.
func (m *moment) rhythm() (def cadence.Definition, name string, ok bool) {
	s := m.s
	if !s.Live() || rank[s.Stage] < rank[Assigned] || s.Done() {
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

// tooLate: a matter that comes under the rhythm on the last working day of a period owes the next one.
func (m *moment) tooLate(p cadence.Period) bool {
	began := m.cal.DateOf(m.s.AssignedAt)
	return began > p.From && began <= p.To && m.cal.WorkdaysBetween(began, p.To) < 1
}

func (m *moment) recheckAt() (time.Time, bool) {
	s := m.s
	if m.kind.Recheck.IsZero() || s.Stage != Closed && s.Stage != Archived || s.Rechecked {
		return time.Time{}, false
	}
	d := m.cal.Due(s.ClosedAt, m.kind.Recheck)
	return m.cal.StartOfWork(d.Date), true
}

// lightDue notes a light that is another than before.
func (m *moment) lightDue() (Content, error) {
	light, reason, err := m.light()
	if err != nil || light == m.s.Light {
		return nil, err
	}
	return &LightChangedEvent{From: m.s.Light, To: light, Reason: reason}, nil
}

// light computes the light of the moment and the rule that decided it. A rule that reads something
// the matter does not have does not hold.
func (m *moment) light() (Light, string, error) {
	if !m.s.Live() {
		return None, "", nil
	}
	for i, program := range m.kind.LightRules() {
		if program == nil {
			continue
		}
		if holds, err := program.Bool(m.rules()); err == nil && holds {
			return [...]Light{Red, Amber, Green}[i], program.Source(), nil
		}
	}
	return Green, "", nil
}

// LightAt computes a matter's light at an instant: no sweep needs to have run.
func LightAt(s *State, w *World, now time.Time) (Light, string, error) {
	m, err := w.moment(s, now)
	if err != nil {
		return None, "", err
	}
	return m.light()
}

// subjectOf is the duty or letter that a fired rung hung on.
func subjectOf(key string) string {
	_, subject, _ := strings.Cut(key, "@")
	return subject
}

// header is the ledger's envelope for a command's event, as far as folding needs it.
func header(c *Command, zone string) *ledger.Event {
	return &ledger.Event{Zone: zone, Stream: c.ID, At: c.At, Actor: c.Actor, Person: c.Person, Deputy: c.Deputy}
}
