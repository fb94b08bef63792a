package matter

import (
	"fmt"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// A rung fires once for each thing it hangs on: once in a round for a date, once for each missed duty or
// unanswered letter. Its instant is when it may first fire; where it has a condition, it fires at the
// first event or breakpoint from then on at which the condition holds.

// subject is one thing that a rung hangs on.
type subject struct {
	id string    // "" for dates of the matter itself
	at time.Time // the anchor's instant
}

// anchors gives what the rung hangs on now; none while the anchor is not known.
func (m *moment) anchors(r *mechanism.Rung) []subject {
	s := m.s
	date := func(t time.Time, applies bool) []subject {
		if t.IsZero() || !applies {
			return nil
		}
		return []subject{{at: t}}
	}
	working := s.Live() && !s.Done() && !s.Suspended
	switch r.Anchor {
	case mechanism.AnchorDue:
		return date(s.Deadlines.Working().At, working)
	case mechanism.AnchorStatutory:
		return date(s.Deadlines.Statutory.At, working)
	case mechanism.AnchorRegistered:
		return date(s.RegisteredAt, s.Live() && !s.Done())
	case mechanism.AnchorAssigned:
		return date(s.AssignedAt, s.Live() && !s.Done())
	case mechanism.AnchorAccept:
		return date(s.Deadlines.Accept.At, s.Stage == Assigned)
	case mechanism.AnchorRed:
		return date(s.LightAt, s.Light == Red)
	case mechanism.AnchorAmber:
		return date(s.LightAt, s.Light == Amber)
	case mechanism.AnchorEscalated:
		return date(s.RaisedAt, s.Live())
	case mechanism.AnchorMissed:
		var out []subject
		for i := range s.Duties {
			if d := &s.Duties[i]; d.Missed() && d.inCadence() {
				out = append(out, subject{d.ID, d.MissedAt})
			}
		}
		return out
	case mechanism.AnchorUnreplied:
		var out []subject
		for i := range s.Letters {
			if l := &s.Letters[i]; l.Late && l.State != letter.Replied {
				out = append(out, subject{l.ID, l.ReplyBy})
			}
		}
		return out
	}
	return nil
}

// instant is when a rung may fire: at the anchor itself, or at the start of work on the day that the
// offset leads to; hours count through working hours.
func (m *moment) instant(r *mechanism.Rung, anchor time.Time) time.Time {
	if r.Offset.IsZero() {
		return anchor
	}
	n := int(r.Offset.Halves) / 2
	if r.Before {
		day := m.cal.DateOf(anchor)
		switch r.Offset.Unit {
		case calendar.Day:
			return m.cal.StartOfWork(day - clock.Date(n))
		case calendar.Month:
			return m.cal.StartOfWork(day.AddMonths(-n))
		case calendar.Hour, calendar.ClockHour:
			return anchor.Add(-time.Duration(n) * time.Hour)
		}
		return m.cal.StartOfWork(m.cal.AddWorkdays(day, -n))
	}
	due := m.cal.Due(anchor, r.Offset)
	if r.Offset.Unit == calendar.Hour || r.Offset.Unit == calendar.ClockHour {
		return due.At
	}
	return m.cal.StartOfWork(due.Date)
}

// key names one firing.
func key(r *mechanism.Rung, id string) string {
	k := r.Source + " " + action(r) + " " + r.Send
	return k + "@" + id
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

// rungDue fires the earliest rung that is due.
func (m *moment) rungDue() (Content, error) {
	var first *mechanism.Rung
	var firstAt time.Time
	var firstKey string
	for i := range m.kind.Ladder {
		r := &m.kind.Ladder[i]
		for _, sub := range m.anchors(r) {
			at := m.instant(r, sub.at)
			if at.After(m.now) || first != nil && !at.Before(firstAt) {
				continue
			}
			k := key(r, sub.id)
			if slices.Contains(m.s.Fired, k) || !m.holds(r) {
				continue
			}
			first, firstAt, firstKey = r, at, k
		}
	}
	if first == nil {
		return nil, nil
	}
	return m.fire(first, firstKey), nil
}

func (m *moment) holds(r *mechanism.Rung) bool {
	if r.When.Rule == nil {
		return true
	}
	holds, err := r.When.Rule.Bool(m.rules())
	return err == nil && holds
}

// fire resolves who the rung concerns, and puts its letter and duty on their desks. An unheld post is
// written into the event, never skipped silently; a party to the case is passed over (回避).
func (m *moment) fire(r *mechanism.Rung, k string) Content {
	e := &RungFiredEvent{Key: k, Rung: r.Source, Action: action(r)}
	posts, err := m.role(r.To)
	if r.Raise || r.Talk {
		clear, clearErr := m.role(r.To, m.s.Owner)
		for _, p := range posts {
			if !slices.Contains(clear, p) {
				e.Skipped = append(e.Skipped, p)
			}
		}
		posts, err = clear, clearErr
	}
	if err != nil {
		e.Unheld = errs.Message(err, text.Zh)
	} else if len(posts) == 0 && r.Send != "" {
		e.Unheld = r.To.Text
	}
	e.To = posts
	by := r.By
	if by.Role.IsZero() {
		by = m.kind.Roles.Office
	}
	doers, _ := m.role(by)
	doer := ""
	if len(doers) > 0 {
		doer = doers[0]
	}
	within := r.Within
	if within.IsZero() {
		within = oneDay
	}
	due := m.cal.Due(m.now, within).At
	for _, to := range posts {
		d := Duty{Owner: doer, Opens: m.now, Due: due}
		switch e.Action {
		case "send":
			l := letter.Letter{ID: fmt.Sprintf("L%d", len(m.s.Letters)+len(e.Letters)+1), Template: r.Send, To: to, By: doer,
				Reason: r.Source, State: letter.Drafted, DraftedAt: m.now}
			e.Letters = append(e.Letters, l)
			d.ID, d.What, d.Letter = DutyIssue+"/"+l.ID, DutyIssue, l.ID
		case "talk":
			d.ID, d.What, d.Owner = DutyTalk+"/"+k, DutyTalk, to
		case "raise":
			d.ID, d.What, d.Owner = DutyRaise+"/"+k, DutyRaise, to
		default:
			d.ID, d.What = DutyBulletin+"/"+k, DutyBulletin
		}
		e.Duties = append(e.Duties, d)
	}
	return e
}

var oneDay = calendar.Limit{Halves: 2, Unit: calendar.Workday}
