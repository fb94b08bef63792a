package mechanism

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// Instant is when a rung may fire that hangs on an anchor at that instant: then, or at the start of work on the day that the
// offset leads to; hours and half days count to the instant. Never before an anchor that it comes after. Behind a deadline
// the matter's own clock counts on: what it stands still for counts on no rung either.
func (r *Rung) Instant(cal *calendar.Calendar, anchor time.Time, k *calendar.Clock) time.Time {
	if r.Offset.IsZero() {
		return anchor
	}
	if r.Before {
		return back(cal, anchor, r.Offset)
	}
	due := cal.Due(anchor, r.Offset)
	if r.Anchor == AnchorDue || r.Anchor == AnchorStatutory || r.Anchor == AnchorAccept {
		due = k.CountedOn(cal, anchor, r.Offset)
	}
	at := cal.StartOfWork(due.Date)
	if r.toTheHour() {
		at = due.At
	}
	if at.Before(anchor) {
		return anchor
	}
	return at
}

// toTheHour tells whether the rung fires at an hour and not with the start of work on a day.
func (r *Rung) toTheHour() bool {
	return r.Offset.Unit == calendar.Hour || r.Offset.Unit == calendar.ClockHour || r.Offset.Halves%2 == 1
}

// back counts an offset back from an anchor: working time from the last that can be worked up to it, so that N working days
// before a deadline N are left (matter.remaining) also where that is a day off.
func back(cal *calendar.Calendar, anchor time.Time, offset calendar.Limit) time.Time {
	day, n := cal.DateOf(anchor), int(offset.Halves)/2
	switch offset.Unit {
	case calendar.ClockHour:
		return anchor.Add(-time.Duration(offset.Halves) * (time.Hour / 2))
	case calendar.Hour:
		return workedBefore(cal, anchor, time.Duration(offset.Halves)*(time.Hour/2))
	case calendar.Day:
		return cal.StartOfWork(day - clock.Date(n))
	case calendar.Month:
		return cal.StartOfWork(day.AddMonths(-n))
	}
	if offset.Halves%2 == 1 { // the half day before the whole ones: the afternoon of the day before them
		return cal.At(cal.CountBack(day, n+1), cal.Hours().Afternoon.From)
	}
	return cal.StartOfWork(cal.CountBack(day, n))
}

// workedBefore is the instant with so much working time between it and t.
func workedBefore(cal *calendar.Calendar, t time.Time, left time.Duration) time.Time {
	h := cal.Hours()
	day := cal.CountBack(cal.DateOf(t), 0)
	for {
		for _, shift := range [...]calendar.Shift{h.Afternoon, h.Morning} {
			from, to := cal.At(day, shift.From), cal.At(day, shift.To)
			if to.After(t) {
				to = t
			}
			if worked := to.Sub(from); worked >= left {
				return to.Add(-left)
			} else if worked > 0 {
				left -= worked
			}
		}
		day = cal.CountBack(day, 1)
	}
}
