package calendar

import (
	"cmp"
	"math"
	"slices"
	"time"

	"qinlian/internal/base/clock"
)

// Stop is a suspended span of whole days, both included. A zero To is a suspension that still lasts.
type Stop struct {
	From clock.Date `json:"from"`
	To   clock.Date `json:"to,omitzero"`
}

// Deadline is when a limit expires, with what one must know to trust it. While the clock is suspended
// there is no instant: Suspended is set and At is zero.
type Deadline struct {
	At          time.Time  `json:"at,omitzero"`           // UTC; an act at this very instant is in time
	Date        clock.Date `json:"date,omitzero"`         // the day of At in Shanghai
	Calendar    string     `json:"calendar,omitempty"`    // version counted with
	Provisional bool       `json:"provisional,omitempty"` // a year without notice was counted
	MakeUp      bool       `json:"make_up,omitempty"`     // a make-up workday was counted (含调休)
	Suspended   bool       `json:"suspended,omitempty"`
	Capped      bool       `json:"capped,omitempty"` // a promise that would have ended later, held to what the law allows
}

// Due counts l from the given instant, leaving out the stops. The zero Limit gives the zero Deadline.
//
//   - wd: working days; the day of from is not counted, and the last one ends with the end of work.
//   - half working days: 0.5wd is the first half day that begins after from, so that what came in at
//     09:00 is due at the end of the afternoon and what came in at 15:00 at noon of the next working
//     day. A longer limit counts its whole days first and then the next morning: 1.5wd ends at noon of
//     the second working day.
//   - d, mo: the day of from is not counted; a month ends on the same day of the month, or on the last
//     one (民法典 202). A last day that is off moves to the next working day, make-up days being worked
//     (民法典 203). Stops lengthen the period by their calendar days.
//   - h: working time from the instant on; ch: time by the clock. Stops count from midnight to midnight.
//   - date: that day, as it is named, even a day off; stops move it by their calendar days, and only a
//     day so reached moves on to a working day.
//
// A stop that begins after the limit has expired changes nothing. Due does not ask whether from lies in
// office hours: for what an applicant hands in, start from ReceivedOn.
func (c *Calendar) Due(from time.Time, l Limit, stops ...Stop) Deadline {
	if len(stops) > 0 {
		stops = merge(stops)
	}
	if l.Unit == Hour || l.Unit == ClockHour {
		return c.dueHours(from, l, spansOf(stops))
	}
	return c.dueDays(from, l, stops)
}

// dueDays counts limits in days and half days; stops are merged.
func (c *Calendar) dueDays(from time.Time, l Limit, stops []Stop) Deadline {
	start := c.DateOf(from)
	switch {
	case l.IsZero():
		return Deadline{}
	case l.Unit == Workday && l.Halves == 1:
		return c.dueHalf(from, start, stops)
	case l.Unit == Workday && l.Halves%2 == 1:
		return c.atNoon(c.dueWorkdays(start, int(l.Halves+1)/2, stops))
	case l.Unit == Workday && l.Halves == 0:
		return c.dueWorkdays(start-1, 1, stops)
	case l.Unit == Workday:
		return c.dueWorkdays(start, int(l.Halves)/2, stops)
	case l.Unit == Day && l.Halves == 0:
		return c.dueCalendar(start-1, start, true, stops)
	case l.Unit == Day:
		return c.dueCalendar(start, start+clock.Date(l.Halves/2), true, stops)
	case l.Unit == Month:
		return c.dueCalendar(start, start.AddMonths(int(l.Halves/2)), true, stops)
	default:
		return c.dueCalendar(start-1, l.Date, false, stops) // a date does not count from the start: it may be that very day
	}
}

// dueWorkdays finds the nth working day after start that no stop covers.
func (c *Calendar) dueWorkdays(start clock.Date, n int, stops []Stop) Deadline {
	d, made := c.AddWorkdays(start, n), 0
	for _, s := range stops {
		from := max(s.From, start+1)
		if from > d {
			break
		}
		if s.To.IsZero() {
			return c.suspended()
		}
		if s.To >= from {
			d = c.AddWorkdays(d, c.WorkdaysBetween(from-1, s.To))
			made += c.makeUps(from-1, s.To)
		}
	}
	return Deadline{
		At: c.EndOfWork(d), Date: d, Calendar: c.version,
		Provisional: c.provisional(start+1, d), MakeUp: c.makeUps(start, d) > made,
	}
}

// dueHalf finds the end of the first half day that begins after from.
func (c *Calendar) dueHalf(from time.Time, start clock.Date, stops []Stop) Deadline {
	today := c.dueWorkdays(start-1, 1, stops)
	if today.Suspended || today.Date > start {
		return c.atNoon(today)
	}
	switch {
	case from.Before(c.StartOfWork(start)):
		return c.atNoon(today)
	case !c.hoursOn(start).afternoon(start, from):
		return today
	default:
		return c.atNoon(c.dueWorkdays(start, 1, stops))
	}
}

// atNoon is a deadline at the end of its morning.
func (c *Calendar) atNoon(d Deadline) Deadline {
	if !d.Suspended {
		d.At = instant(d.Date, c.hoursOn(d.Date).Morning.To)
	}
	return d
}

// dueCalendar moves last by the stops, and then on to a working day where the rule asks for it.
func (c *Calendar) dueCalendar(start, last clock.Date, roll bool, stops []Stop) Deadline {
	for _, s := range stops {
		from := max(s.From, start+1)
		if from > last {
			break
		}
		if s.To.IsZero() {
			return c.suspended()
		}
		if s.To >= from {
			last, roll = last+s.To-from+1, true
		}
	}
	d := last
	for roll && (!c.Workday(d) || slices.ContainsFunc(stops, func(s Stop) bool { return s.covers(d) })) {
		if i := slices.IndexFunc(stops, func(s Stop) bool { return s.covers(d) }); i >= 0 {
			if stops[i].To.IsZero() {
				return c.suspended()
			}
			d = stops[i].To
		}
		d++
	}
	return Deadline{
		At: c.EndOfWork(d), Date: d, Calendar: c.version,
		Provisional: roll && c.provisional(last, d), MakeUp: roll && c.kind(d) == makeUp,
	}
}

func (c *Calendar) suspended() Deadline { return Deadline{Calendar: c.version, Suspended: true} }

func (s Stop) covers(d clock.Date) bool { return s.From <= d && (s.To.IsZero() || d <= s.To) }

// merge sorts stops, joins those that touch and drops empty ones.
func merge(stops []Stop) []Stop {
	sorted := slices.Clone(stops)
	slices.SortFunc(sorted, func(a, b Stop) int { return cmp.Compare(a.From, b.From) })
	var out []Stop
	for _, s := range sorted {
		if !s.To.IsZero() && s.To < s.From {
			continue
		}
		if n := len(out); n > 0 && (out[n-1].To.IsZero() || s.From <= out[n-1].To+1) {
			if last := &out[n-1]; !last.To.IsZero() && (s.To.IsZero() || s.To > last.To) {
				last.To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// span is a suspension by instants, [from, to); a zero to still lasts. Spans are in order and apart.
type span struct{ from, to time.Time }

func spansOf(stops []Stop) []span {
	out := make([]span, len(stops))
	for i, s := range stops {
		out[i].from = instant(s.From, 0)
		if !s.To.IsZero() {
			out[i].to = instant(s.To+1, 0)
		}
	}
	return out
}

// dueHours counts working hours or clock hours, to the microsecond, from the instant on.
func (c *Calendar) dueHours(from time.Time, l Limit, spans []span) Deadline {
	position, at := c.position, c.at
	if l.Unit == ClockHour {
		position = func(t time.Time) int64 { return t.UnixMicro() }
		at = func(p int64) time.Time { return time.UnixMicro(p).UTC() }
	}
	end := position(from) + int64(l.Halves)*(time.Hour/2).Microseconds()
	for _, s := range spans {
		begin := latest(s.from, from)
		if position(begin) >= end {
			break
		}
		if s.to.IsZero() {
			return c.suspended()
		}
		if s.to.After(begin) {
			end += position(s.to) - position(begin)
		}
	}
	t := at(end)
	d := Deadline{At: t, Date: c.DateOf(t), Calendar: c.version}
	if l.Unit == Hour {
		start := c.DateOf(from)
		d.Provisional = c.provisional(start, d.Date)
		d.MakeUp = c.makeUps(start-1, d.Date) > stoppedMakeUps(c, start, d.Date, spans)
	}
	return d
}

// stoppedMakeUps counts the make-up days in [from, to] that lie wholly within a span.
func stoppedMakeUps(c *Calendar, from, to clock.Date, spans []span) int {
	n := 0
	for _, s := range spans {
		end := clock.Date(math.MaxInt32)
		if !s.to.IsZero() {
			end = c.DateOf(s.to) - 1
		}
		first := c.DateOf(s.from)
		if s.from.After(instant(first, 0)) {
			first++
		}
		n += c.makeUps(max(first, from)-1, min(end, to))
	}
	return n
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
