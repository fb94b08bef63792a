package mechanism

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// longer reports a limit that ends after one that it must keep within. Limits of different units are compared from every day
// that can be counted with certainty; the verdict hangs on the calendar and not on the day on which it is asked for.
func (c *checker) longer(path, code string, what text.Text, a calendar.Limit, than text.Text, b calendar.Limit) {
	if a.IsZero() || b.IsZero() {
		return
	}
	if order, same := a.Cmp(b); same {
		if order > 0 {
			c.fault(path, code, "%[1]s %[2]s 长于%[3]s %[4]s；请改短", "%[5]s %[2]s is longer than %[6]s %[4]s; shorten it", what.Zh, a, than.Zh, b, what.En, than.En)
		}
		return
	}
	from, ends, must, found := c.overrun(a, b)
	if !found {
		return
	}
	c.fault(path, code, "%[1]s %[2]s 会长于%[3]s %[4]s：自 %[5]s 起算，前者至 %[6]s，后者至 %[7]s；请改短，或用同一单位",
		"%[8]s %[2]s may be longer than %[9]s %[4]s: from %[5]s the one ends on %[6]s, the other on %[7]s; shorten it, or count both in one unit",
		what.Zh, a, than.Zh, b, told(from, a, b), told(ends.At, a, b), told(must.At, a, b), what.En, than.En)
}

// told writes an instant of a comparison: with its hour where the hour is what decides.
func told(t time.Time, limits ...calendar.Limit) string {
	if slices.ContainsFunc(limits, byHour) {
		return calendar.Local(t)
	}
	return calendar.Builtin().DateOf(t).String()
}

// byHour tells whether the hour of the start moves the end of a limit.
func byHour(l calendar.Limit) bool {
	return l.Unit == calendar.Hour || l.Unit == calendar.ClockHour || l.Unit == calendar.Workday && l.Halves == 1
}

// overrun finds the first start of which the limit a ends after the limit b. A date is no length: whatever is counted towards
// it overruns it from some start, so the clock holds it and nothing is said of it here.
func (c *checker) overrun(a, b calendar.Limit) (from time.Time, ends, must calendar.Deadline, found bool) {
	if c.cal == nil || a.Unit == calendar.OnDate || b.Unit == calendar.OnDate {
		return from, ends, must, false
	}
	cal := c.bundle.Calendar(c.cal)
	for day := range c.certain() {
		for _, from := range starts(cal, day, a, b) {
			ends, must := cal.Due(from, a), cal.Due(from, b)
			if ends.At.After(must.At) && !ends.Provisional && !must.Provisional {
				return from, ends, must, true
			}
		}
	}
	return from, ends, must, false
}

// starts are the instants of a day from which limits may end differently: it begins, work begins, stops and begins again, work
// ends, and it is over; one where no limit hangs on the hour.
func starts(cal *calendar.Calendar, day clock.Date, limits ...calendar.Limit) []time.Time {
	if !slices.ContainsFunc(limits, byHour) {
		return []time.Time{cal.StartOfWork(day)}
	}
	h := cal.Hours()
	return []time.Time{
		cal.StartOfDay(day), cal.StartOfWork(day), cal.At(day, h.Morning.To), cal.At(day, h.Afternoon.From), cal.EndOfWork(day),
		cal.EndOfDay(day).Add(-time.Minute),
	}
}

// certain gives every day of the years whose notice is known.
func (c *checker) certain() func(yield func(clock.Date) bool) {
	return func(yield func(clock.Date) bool) {
		if c.cal == nil {
			return
		}
		seen := map[int]bool{}
		for _, n := range c.cal.Notices() {
			if seen[n.Year] {
				continue
			}
			seen[n.Year] = true
			for day, end := clock.NewDate(n.Year, time.January, 1), clock.NewDate(n.Year+1, time.January, 1); day < end; day++ {
				if !yield(day) {
					return
				}
			}
		}
	}
}
