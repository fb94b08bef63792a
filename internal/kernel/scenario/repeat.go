package scenario

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// times lists the instants of a repeated step. Months are counted from the first day, so that the 31st
// comes back after a February; working days pass over holidays, the first day too.
func (r *Repeat) times() ([]time.Time, bool) {
	step := int(r.Every.Halves / 2)
	if r.From.IsZero() || r.Until.IsZero() || step < 1 || r.Every.Halves%2 != 0 {
		return nil, false
	}
	cal := calendar.Builtin()
	first := cal.DateOf(r.From.Time)
	clockTime := r.From.Sub(cal.StartOfDay(first))
	if r.Every.Unit == calendar.Workday && !cal.Workday(first) {
		first = cal.AddWorkdays(first, 1)
	}
	until := r.Until.Time
	if r.Until.wholeDay {
		until = cal.EndOfDay(cal.DateOf(until))
	}
	var out []time.Time
	for i := 0; ; i++ {
		var at time.Time
		on := func(d clock.Date) time.Time { return cal.StartOfDay(d).Add(clockTime) }
		switch r.Every.Unit {
		case calendar.Day:
			at = on(first + clock.Date(i*step))
		case calendar.Workday:
			at = on(cal.AddWorkdays(first, i*step))
		case calendar.Month:
			at = on(first.AddMonths(i * step))
		case calendar.ClockHour:
			at = r.From.Add(time.Duration(i*step) * time.Hour)
		default:
			return nil, false
		}
		if at.After(until) {
			return out, true
		}
		if len(out) == maxTimes {
			return nil, false
		}
		out = append(out, at)
	}
}

// after moves an instant by n times a span, for given sessions.
func after(at time.Time, every calendar.Limit, n int) time.Time {
	cal := calendar.Builtin()
	d := cal.DateOf(at)
	clockTime := at.Sub(cal.StartOfDay(d))
	k := int(every.Halves/2) * n
	switch every.Unit {
	case calendar.Month:
		d = d.AddMonths(k)
	case calendar.Workday:
		d = cal.AddWorkdays(d, k)
	default:
		d += clock.Date(k)
	}
	return cal.StartOfDay(d).Add(clockTime)
}
