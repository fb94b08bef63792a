package matter

import (
	"cmp"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// When a clock starts: at assignment, at registration, with the papers of an application, or as of its receipt.

// StartReceipt is the Limit.Start of cases whose clock 行政许可法 32 starts: from acceptance, from the day
// on which all materials were there, or, where nobody was told in time what is missing, from receipt.
const StartReceipt = "receipt"

// started is when the clock of the present round starts; zero while it has not.
func (m *moment) started() time.Time {
	s := m.s
	if !s.RoundAt.IsZero() {
		return s.RoundAt
	}
	switch m.kind.Limit.Start {
	case "register":
		return m.inHours(s.RegisteredAt, m.cal.ReceivedAt)
	case "accept":
		return s.AcceptedAt
	case StartReceipt:
		from, ok := calendar.AcceptedAsOf(m.cal, s.RegisteredAt, s.MaterialsAskedAt, s.MaterialsAt, m.now)
		if !s.AcceptedAt.IsZero() && (!ok || s.AcceptedAt.Before(from)) {
			return s.AcceptedAt
		}
		return from
	}
	if !s.AssignedAt.Equal(s.TouchedAt) { // it was said from when the clock runs
		return s.AssignedAt
	}
	return m.inHours(s.AssignedAt, m.cal.AssignedAt)
}

// inHours is from when what came at t counts, by a rule of the office hours; clock hours run by day and night.
func (m *moment) inHours(t time.Time, rule func(time.Time) time.Time) time.Time {
	if l := m.limit(); cmp.Or(l.Promised.Unit, l.Statutory.Unit, l.Advisory.Unit) == calendar.ClockHour {
		return t
	}
	return rule(t)
}

// lapse is the instant after which an application counts as accepted from its receipt unless somebody
// said what is missing; zero where the matter is not such an application or its clock runs.
func (m *moment) lapse() time.Time {
	if !m.unstarted() {
		return time.Time{}
	}
	return calendar.NoticeLapse(m.cal, m.s.RegisteredAt)
}

// unstarted tells whether the matter is a live application whose clock its papers start and have not.
func (m *moment) unstarted() bool {
	s := m.s
	return m.kind.Limit.Start == StartReceipt && s.Clock.Started.IsZero() && s.Live() && !s.Done()
}

// Unstarted tells of a live application whose clock its papers start and have not started: by when the office has to say what is
// missing, which counts it as accepted from its receipt otherwise; zero once it has said so.
func Unstarted(s *State, w *World, at time.Time) (notice time.Time, ok bool) {
	m, err := w.moment(s, at)
	if err != nil {
		return notice, false
	}
	defer m.release()
	if s.MaterialsAskedAt.IsZero() {
		notice = m.lapse()
	}
	return notice, m.unstarted()
}

// materials decides what an office may say about missing materials: once, and before the clock starts.
func (m *moment) materials(c *Command) error {
	s := m.s
	switch {
	case m.kind.Limit.Start != StartReceipt:
		return errs.Newf(errs.Refused, "matter.no_materials", "“%[1]s”的时钟不因材料是否齐全而起算，无须补正", "the clock of %[2]s does not depend on materials", m.kind.Title.In(text.Zh), m.kind.Title.In(text.En))
	case !s.Clock.Started.IsZero() && c.Name == "complete-materials":
		return errs.Newf(errs.Refused, "clock.started", "%[1]s 已于 %[2]s 起算，无须再记材料补齐", "the clock of %[1]s started on %[2]s: that its papers are complete needs no entry", s.Number, m.cal.DateOf(s.Clock.Started))
	case !s.Clock.Started.IsZero():
		return errs.Newf(errs.Refused, "clock.started", "%[1]s 已于 %[2]s 起算，不能再告知补正", "the clock of %[1]s started on %[2]s; it is too late to ask for materials", s.Number, m.cal.DateOf(s.Clock.Started))
	case c.Name == "ask-materials" && !s.MaterialsAskedAt.IsZero():
		return errs.Newf(errs.Refused, "matter.asked_once", "须一次性告知全部补正内容，已于 %[1]s 告知过", "what is missing is said once and completely; it was said on %[1]s", m.cal.DateOf(s.MaterialsAskedAt))
	}
	return nil
}
