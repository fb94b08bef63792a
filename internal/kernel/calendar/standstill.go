package calendar

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
)

// stopDays turns suspensions into whole days for a limit that runs from an instant. The day of resumption runs. A day
// on which a suspension begins is worked before and stands still after: such parts are added up over the
// suspensions and given back rounded to whole days, so that stopping at the end of work gives nothing back however often
// it is done. A deadline that falls within the standstill moves on all the same, unless more than half a day was given ahead.
func (c *Calendar) stopDays(from time.Time, l Limit, stops []Suspension) []Stop {
	if len(stops) == 0 {
		return nil
	}
	start := c.DateOf(from)
	owed := int64(0) // working time that stood still on first days and was not given back; below zero: given ahead
	days := make([]Stop, 0, len(stops))
	for _, s := range stops {
		day := Stop{From: c.DateOf(s.From)}
		if !s.To.IsZero() {
			day.To = c.DateOf(s.To) - 1
		}
		first := day.From
		if first < start || first == start && l.Unit != OnDate && (l.Unit != Workday || l.Halves > 1) || !day.covers(first) {
			days = append(days, day) // the first day is none that counts
			continue
		}
		hours := c.hoursOn(first)
		whole := hours.perDay()
		if l.Unit != Workday || c.Workday(first) {
			owed += whole - hours.passed(s.From.Sub(instant(first, 0)))
		}
		day.From++
		gives := 2*owed >= whole
		if !gives && 2*owed > -whole && s.From.Before(c.EndOfWork(first)) {
			d := c.dueDays(from, l, merge(append(days, day)))
			gives = d.Date == first && s.From.Before(d.At)
		}
		if gives {
			day.From, owed = first, owed-whole
		}
		days = append(days, day)
	}
	return merge(days)
}

// stood are the suspensions as they count in what is used: those that moved the deadline, and of those that began after it
// what lies behind it. They revive nothing, and are not late either.
func (k Clock) stood(c *Calendar) []Suspension {
	stops := k.effective(c)
	if len(stops) == len(k.Stops) {
		return stops
	}
	due := k.deadline(c, stops, k.Extensions)
	over := due.At
	if unit := k.Limit.Unit; unit != Hour && unit != ClockHour {
		over = latest(over, c.EndOfWork(due.Date))
	}
	late := slices.Clone(k.Stops[len(stops):])
	late = slices.DeleteFunc(late, func(s Suspension) bool { return !s.To.IsZero() && !s.To.After(over) })
	for i := range late {
		late[i].From = latest(late[i].From, over)
	}
	return slices.Concat(stops, late)
}

// stoodBehind is the working time for which the clock stood still from an instant up to another.
func (k Clock) stoodBehind(c *Calendar, from, now time.Time) (stood int64) {
	for _, s := range k.Stops {
		if begin, end := latest(s.From, from), s.end(now); end.After(begin) {
			stood += c.position(end) - c.position(begin)
		}
	}
	return stood
}

// DaysLeft counts the working days from a day to that of a deadline. It is negative behind it, where days on which the clock
// stood still are not late.
func (k Clock) DaysLeft(c *Calendar, on, due clock.Date) int {
	return c.WorkdaysBetween(on, due) + k.Stopped(c, due, on)
}

// Stopped counts the working days in (from, to] that the clock stood still for.
func (k Clock) Stopped(c *Calendar, from, to clock.Date) int {
	return c.stoppedDays(c.stopDays(k.Started, k.budget(), k.Stops), from, to)
}
