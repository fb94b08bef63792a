package matter

import (
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

// A notice of the State Council makes another calendar known. What was counted with an earlier one and still runs is
// counted again: the deadlines of the matter, by when letters are to be answered, and when duties are due. None of it is
// moved to where it would have ended before the notice could be known (calendar.Held). One clock-set tells of all of it, and
// names the notice.

// Recount is a duty or letter that is due at another instant, counted with another calendar.
type Recount struct {
	ID  string    `json:"id"`
	Due time.Time `json:"due"`
}

// reprojection is the event by which another calendar moves what was counted before it was known, or makes it
// certain; nil where nothing moves.
func (m *moment) reprojection(version *CalendarVersion) Content {
	s := m.s
	c := &ClockSetEvent{Clock: s.Clock, Terms: s.Terms, Deadlines: s.Deadlines}
	moved := false
	if s.Live() && !s.Done() && !s.Deadlines.countedWith(m.cal.Version()) {
		// What was set before promises were cut to the law moves only where the calendar moves it.
		again, counted := m.lawfulClock(), m.clockSet()
		if moved = again.Deadlines.Moved(&s.Deadlines) && counted.Deadlines.Moved(&s.Deadlines); moved {
			c = again
		}
	}
	c.Letters = m.lettersAgain(version)
	c.Duties = m.dutiesAgain(version, c)
	if !moved && len(c.Letters)+len(c.Duties) == 0 {
		return nil
	}
	if len(c.Letters)+len(c.Duties) > 0 || !s.Deadlines.knew(m.cal) { // else other office hours did it
		c.Notice = version.Notice
	}
	return c
}

// knew tells whether every deadline there is was counted with the notices that a calendar has.
func (d *Deadlines) knew(cal *calendar.Calendar) bool {
	for _, one := range d.all() {
		if !one.At.IsZero() && !cal.Knew(one.Calendar) {
			return false
		}
	}
	return true
}

// lettersAgain are the letters to be answered at another instant than they were told, by the files that governed their matter
// when they were delivered, as they were counted then: files in force that lack the kind, or the letter, say nothing of them.
func (m *moment) lettersAgain(version *CalendarVersion) (out []Recount) {
	for i := m.done.letters; i < len(m.s.Letters); i++ {
		l := &m.s.Letters[i]
		if l.State != letter.Delivered && l.State != letter.Signed || l.Late || !l.ReplyBy.After(m.now) {
			continue
		}
		b, _ := m.w.Timeline.Governs(m.s.Kind, l.DeliveredAt)
		if b == nil {
			continue
		}
		counted := func(cal *calendar.Calendar) time.Time { return answerBy(cal, b.Letters[l.Template], l.DeliveredAt) }
		if due, moved := m.again(version, l.DeliveredAt, l.ReplyBy, counted); moved {
			out = append(out, Recount{l.ID, due})
		}
	}
	return out
}

// dutiesAgain are the duties due at another instant, where deadlines and letters are as c has them.
func (m *moment) dutiesAgain(version *CalendarVersion, c *ClockSetEvent) (out []Recount) {
	for i := m.done.duties; i < len(m.s.Duties); i++ {
		d := &m.s.Duties[i]
		if d.Missed() || !d.Due.After(m.now) {
			continue
		}
		due, moved := d.Due, false
		switch d.What {
		case DutyReply: // due when its letter is
			for _, l := range c.Letters {
				if l.ID == d.Letter {
					due, moved = l.Due, true
				}
			}
		case DutyAccept: // due when the deadline to accept is
			due = c.Deadlines.Accept.At
			moved = d.Due.Equal(m.s.Deadlines.Accept.At) && !due.Equal(d.Due) && !due.IsZero()
		default:
			if !d.Opens.Before(version.From) { // as again says, without looking for how it was counted
				continue
			}
			for _, count := range m.counts(d) {
				if due, moved = m.again(version, d.Opens, d.Due, count); moved {
					break
				}
			}
		}
		if moved {
			out = append(out, Recount{d.ID, due})
		}
	}
	return out
}

// count is how an instant was counted, by any calendar.
type count func(*calendar.Calendar) time.Time

// fromThere counts a limit from an instant.
func fromThere(from time.Time, l calendar.Limit) count {
	return func(cal *calendar.Calendar) time.Time {
		if l.IsZero() {
			return time.Time{}
		}
		return cal.Due(from, l).At
	}
}

// counts are the ways in which a duty's due may have been counted when it was opened.
func (m *moment) counts(d *Duty) (out []count) {
	_, kind, err := m.w.kind(m.s.Kind, d.Opens)
	if err != nil {
		return nil
	}
	limits := func(l ...calendar.Limit) {
		for _, one := range l {
			out = append(out, fromThere(d.Opens, one))
		}
	}
	switch {
	case d.inCadence():
		for _, name := range slices.Sorted(maps.Keys(kind.Cadence.Rhythm)) {
			def := kind.Cadence.Rhythm[name]
			p, ok := cadence.PeriodOf(def.Every, def.Windows, m.cal.DateOf(d.Opens))
			if ok && string(def.Every) == d.Cadence && p.Key == d.Period {
				out = append(out, func(cal *calendar.Calendar) time.Time {
					_, due := cadence.Open(def, p, cal)
					return due
				})
			}
		}
	case d.What == DutyRecheck:
		out = append(out, func(cal *calendar.Calendar) time.Time {
			return cal.EndOfWork(cal.AddWorkdays(cal.DateOf(d.Opens), recheckDays))
		})
	case d.isRequest():
		limits(requestLimit)
	default: // of a rung, or of somebody who raised the matter
		for i := range kind.Ladder {
			if r := &kind.Ladder[i]; m.madeBy(r.Anchor, r.Send, d) {
				limits(r.Within)
			}
		}
		limits(oneDay)
	}
	return out
}

// madeBy tells whether a rung of that anchor and letter may have opened a duty.
func (m *moment) madeBy(anchor, send string, d *Duty) bool {
	if d.What != DutyIssue {
		_, key, _ := strings.Cut(d.ID, "/")
		return strings.HasPrefix(key, anchor)
	}
	l, ok := m.s.letter(d.Letter)
	return ok && l.Template == send && l.Anchor == anchor
}

// again counts an instant again that lies ahead and was counted at `from`: moved tells that an earlier calendar gave
// what is stored, and the one of now gives another. What no calendar gives was not counted so, and stays.
func (m *moment) again(version *CalendarVersion, from, stored time.Time, by count) (due time.Time, moved bool) {
	if !from.Before(version.From) { // the calendar of now was known
		return stored, false
	}
	known := m.w.Timeline.Calendar(from, version.Calendar) // with the office hours of then
	due = ledger.Instant(known.Held(stored, by(known)))
	if due.Equal(stored) || due.IsZero() {
		return stored, false
	}
	for i := range m.w.Calendars {
		v := &m.w.Calendars[i]
		if v == version || i > 0 && v.From.After(m.now) {
			break
		}
		if ledger.Instant(by(m.w.Timeline.Calendar(from, v.Calendar))).Equal(stored) {
			return due, true
		}
	}
	return stored, false
}

// recounted folds what another calendar moved.
func (s *State) recounted(c *ClockSetEvent) {
	for _, r := range c.Letters {
		s.changeLetter(r.ID, func(l *letter.Letter) { l.ReplyBy, l.ReplyDate = r.Due, calendar.Builtin().DateOf(r.Due) })
	}
	if len(c.Duties) == 0 {
		return
	}
	s.Duties = own(s, gripDuties, s.Duties)
	for _, r := range c.Duties {
		for i := range s.Duties {
			if s.Duties[i].ID == r.ID {
				s.Duties[i].Due = r.Due
			}
		}
	}
}
