package matter

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
)

// A matter that was completed or closed out is taken up again: another round. Its clock goes on. Nobody owed anything
// between completion and reopening, so that time does not count; what was consumed, the statutory limit and the number of
// extensions stay what they were, for an office does not lengthen the law by reopening. What it promised it promises
// anew: a limit counts from the reopening, never past the law. A date stays, moved by the wait, unless the reopening names
// another. Where the law had run out when the work was said to be done nothing is left to promise: all stays late by as much.

// reopened begins another round. Dated rungs may fire once more, save those that hang on a deadline which goes on: what was
// said of it is said. Rungs that hang on a duty or letter fire once for each, whatever the round.
func (s *State) reopened(head *ledger.Event, c *MovedEvent) {
	var goOn []string
	if c.Waited.IsZero() {
		s.again(head.At)
	} else {
		goOn = s.takenUp(head, c)
	}
	s.uncompleted()
	s.Stage, s.Round, s.RoundAt = Working, s.Round+1, head.At
	s.ClosedAt, s.TouchedAt, s.Checks = time.Time{}, head.At, nil
	s.ClockStale, s.Asked, s.Reached = true, nil, nil
	s.startAnew(func(anchor string) bool { return !slices.Contains(goOn, anchor) })
	if !c.Due.IsZero() {
		s.Due, s.Ongoing = c.Due, false
	}
}

// uncompleted takes a claim of completion back.
func (s *State) uncompleted() {
	if !s.CompletedAt.IsZero() {
		s.CompletedAt, s.CompletedBy, s.CompletedByPerson = time.Time{}, "", ""
		s.Progress, s.Undone, s.Verdict = s.Undone, 0, ""
		s.notAll()
	}
}

// notAll takes back that all of it is done, where that was reported: what had been reported before stands.
func (s *State) notAll() {
	if s.Partial != nil {
		s.Progress, s.Partial = *s.Partial, nil
	}
}

// all is the progress of what is done.
const all = 100

// granted lets the rungs of a deadline that somebody with the right to do so moved fire once more: what was said of the old one is
// said, and the new one is chased like any other. What only stood still meanwhile is the same deadline.
func (s *State) granted(moved ...string) {
	s.Granted++
	s.startAnew(func(anchor string) bool { return slices.Contains(moved, anchor) })
}

// startAnew forgets that the rungs fired which hang on dates of those anchors.
func (s *State) startAnew(of func(anchor string) bool) {
	s.Fired = without(s, gripFired, s.Fired, func(key *string) bool {
		end := strings.IndexAny(*key, " +-") // of the anchor in "due + 3wd send …"
		return subjectOf(*key) == "" && of((*key)[:end])
	})
	if of(mechanism.AnchorDue) {
		s.Passed = nil
	}
}

// takenUp lets the clock go on, and gives the anchors whose deadlines do.
func (s *State) takenUp(head *ledger.Event, c *MovedEvent) []string {
	law, promise := &s.Deadlines.Statutory, &s.Deadlines.Promised
	ranOut := !law.At.IsZero() && c.Waited.After(law.At)
	s.Due = s.fixed()
	stays := ranOut || !s.Due.IsZero() || s.Clock.Limit.Unit == calendar.OnDate || !known(promise) && known(law)
	switch {
	case !ranOut:
		s.Anew = head.At
	case s.Anew.IsZero() && s.Clock.Started.IsZero():
		s.Anew = s.RegisteredAt
	case s.Anew.IsZero():
		s.Anew = s.Clock.Started
	}
	s.awaited(head, c.Waited)
	if !c.Due.IsZero() {
		s.anotherDate(head.At)
		stays = false
	}
	if stays {
		return []string{mechanism.AnchorStatutory, mechanism.AnchorDue}
	}
	return []string{mechanism.AnchorStatutory}
}

// again begins another round's clock as ledgers of old have it. What was granted is kept: a fixed date stays as far as extensions and suspensions
// have moved it, and a clock that stood still does so until somebody resumes it.
func (s *State) again(at time.Time) {
	if moved := s.Deadlines.Working().Date; !s.Due.IsZero() && moved > s.Due {
		s.Due = moved
	}
	stops := s.Clock.Stops
	s.Clock = calendar.Clock{}
	if s.Suspended && len(stops) > 0 {
		open := stops[len(stops)-1]
		open.From = at
		s.Clock.Stops = []calendar.Suspension{open}
	}
}

// fixed is the date that the matter is held to. As ledgers of old have it one that had passed when it was reopened binds no more.
func (s *State) fixed() clock.Date {
	if s.RoundAt.IsZero() || !s.Anew.IsZero() || s.Due >= calendar.Builtin().DateOf(s.RoundAt) {
		return s.Due
	}
	return 0
}

// inThisRound is the clock of a promise or advice: a limit counts from the reopening, a date does not.
func (s *State) inThisRound(k calendar.Clock, l calendar.Limit) calendar.Clock {
	if l.Unit != calendar.OnDate && s.Anew.After(k.Started) {
		k.Anew = s.Anew
	}
	return k
}

// anotherRound decides on the date of the round that a reopening or a failed re-check begins, where it names one.
func (m *moment) anotherRound(c *Command, e *MovedEvent) error {
	var found input
	found.add(c.ahead(m.today))
	e.Due = c.Due
	found.add(m.lawfulRound(c, e))
	return found.err()
}

// lawfulRound refuses to reopen a matter to a date that the law does not allow.
func (m *moment) lawfulRound(c *Command, e *MovedEvent) error {
	if c.Due.IsZero() {
		return nil
	}
	d, err := m.wouldBe(c, e)
	if err != nil || !d.behindLaw() {
		return err
	}
	words := mechanism.CommandTitles[c.Name]
	if law := d.Statutory; law.At.Before(m.now) {
		return errs.Newf(errs.Refused, "clock.past_statutory", "法定时限 %[1]s 在办结之前已经届满，%[2]s不能再定时限；请不写时限",
			"the statutory limit ran out on %[1]s, before the work was said to be done: to %[3]s sets no other date; leave it out", law.Date, words.Zh, words.En).At("due")
	}
	return errs.Newf(errs.Refused, "clock.past_statutory", "%[3]s所定的时限 %[1]s 超过法定时限：法定时限接着计算（办结至重启的时间不计），最迟 %[2]s",
		"the date %[1]s is past the statutory limit, which goes on from where it stood (the time since completion left out): %[2]s at the latest", c.Due, d.Statutory.Date, words.Zh).At("due")
}
