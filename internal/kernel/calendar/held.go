package calendar

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
)

// Nobody can keep a deadline that was over before it could be known. What a notice would move to before the end of
// work of the first working day on which it is known is held there, or where it stood if that is earlier. What stood on a day off
// since then, or on the working day behind one, stands until the end of that working day: so what stood later is never held earlier.

// Following is the calendar as one that has been known since an instant, and before which the office went by another.
func (c *Calendar) Following(prior *Calendar, since time.Time) *Calendar {
	next := *c
	next.prior, next.since = prior, since
	return &next
}

// firstDay is the first working day whose work ends after the calendar became known.
func (c *Calendar) firstDay() clock.Date {
	d := c.DateOf(c.since)
	if c.Workday(d) && c.EndOfWork(d).After(c.since) {
		return d
	}
	return c.AddWorkdays(d, 1)
}

// Held is when what was due at an instant by what was known before is due, where this calendar alone would have it end at
// another.
func (c *Calendar) Held(was, is time.Time) time.Time {
	if c.prior == nil || is.IsZero() {
		return is
	}
	return c.held(was, is, c.EndOfWork(c.firstDay()))
}

func (c *Calendar) held(was, is, floor time.Time) time.Time {
	if !is.Before(was) || !is.Before(floor) {
		return is
	}
	if day := c.DateOf(was); !was.Before(c.since) && (!c.Workday(day) || !c.Workday(max(day-1, c.DateOf(c.since)))) {
		was = latest(was, c.EndOfWork(c.AddWorkdays(day-1, 1)))
	}
	if was.Before(floor) {
		return was
	}
	return floor
}

// held is a deadline that was counted with c alone, held where the clock ran before c was known.
func (k Clock) held(c *Calendar, d Deadline, stops []Suspension, extensions []Extension) Deadline {
	if c.prior == nil || d.At.IsZero() || !k.Started.Before(c.since) {
		return d
	}
	floor := c.floor(stops)
	if !floor.Suspended && !d.At.Before(floor.At) {
		return d
	}
	was := k.deadline(c.prior, stops, extensions)
	switch {
	case was.Suspended && floor.Suspended:
		return c.suspended()
	case was.Suspended:
		was.At = floor.At
	case floor.Suspended:
		floor.At = was.At
	}
	d.At = c.held(was.At, d.At, floor.At)
	d.Date = c.DateOf(d.At)
	return d
}

// floor is the end of the first day, as a date is moved by what stood still since the calendar was known.
func (c *Calendar) floor(stops []Suspension) Deadline {
	first := c.firstDay()
	stops = slices.DeleteFunc(slices.Clone(stops), func(s Suspension) bool { return !s.To.IsZero() && !s.To.After(c.since) })
	if len(stops) > 0 {
		stops[0].From = latest(stops[0].From, c.since)
	}
	from, l := instant(first, 0), Limit{Unit: OnDate, Date: first}
	return c.dueDays(from, l, c.stopDays(from, l, stops))
}

// isHeld tells whether the clock's deadline lies elsewhere than its limit alone would have it.
func (k Clock) isHeld(c *Calendar) bool {
	if c.prior == nil || !k.Started.Before(c.since) {
		return false
	}
	alone := *c
	alone.prior = nil
	return !k.Deadline(c).At.Equal(k.Deadline(&alone).At)
}
