package calendar

import "time"

// budget is the limit with its extensions where all are of one unit, else the zero Limit.
func (k Clock) budget() Limit {
	sum := k.Limit
	for _, e := range k.Extensions {
		var same bool
		if sum, same = sum.plus(e.By); !same {
			return Limit{}
		}
	}
	return sum
}

// Consumed is the working time used up to now, stops left out. A limit of whole working days uses up a
// day as it begins; one with a half uses up half days as they begin; limits in hours use up what has
// passed, rounded down to half days. It is zero before the start and goes on growing after the deadline.
func (k Clock) Consumed(c *Calendar, now time.Time) Workdays {
	k = k.anew()
	if k.Started.IsZero() || now.Before(k.Started) {
		return 0
	}
	stops := k.stood(c)
	limit := k.budget()
	switch start, today := c.DateOf(k.Started), c.DateOf(now); {
	case limit.Unit == Workday && limit.Halves%2 == 1:
		return k.consumedHalves(c, now, limit, stops)
	case limit.Unit == Hour || limit.Unit == ClockHour:
		used, half := c.position(now)-c.position(k.Started), c.hoursOn(today).perDay()/2
		for _, s := range stops {
			if to := s.end(now); to.After(s.From) {
				used -= c.position(to) - c.position(s.From)
			}
		}
		return Workdays(used / half)
	case limit.Unit == Workday && limit.Halves == 0:
		start--
		fallthrough
	default:
		return WD(c.WorkdaysBetween(start, today) - c.stoppedDays(c.stopDays(k.Started, limit, stops), start, today))
	}
}

// consumedHalves counts the half days that began in the running time of a limit with a half in it.
func (k Clock) consumedHalves(c *Calendar, now time.Time, limit Limit, stops []Suspension) Workdays {
	from := k.Started // 0.5wd may begin on the day of the start, longer limits the day after
	if limit.Halves > 1 {
		from = c.EndOfDay(c.DateOf(k.Started)).Add(-1)
	}
	if now.Before(from) {
		return 0
	}
	used := c.halves(now) - c.halves(from)
	for _, s := range spansOf(c.stopDays(k.Started, limit, stops)) {
		begin, end := latest(s.from.Add(-1), from), now
		if !s.to.IsZero() && s.to.Before(now) {
			end = s.to.Add(-1)
		}
		if end.After(begin) {
			used -= c.halves(end) - c.halves(begin)
		}
	}
	return Workdays(used)
}

// Remaining is the working time left: the budget less Consumed for limits in working days, and for the
// others the working days from now to the deadline (half days, rounded up, for hours). It is 0 on the
// last day, negative by the working days overdue afterwards, and the whole limit before the start. While
// a clock in other units stands still, it is what would be left if the clock were resumed now. Without a
// limit it is 0.
func (k Clock) Remaining(c *Calendar, now time.Time) Workdays {
	if k.Limit.IsZero() {
		return 0
	}
	k = k.anew()
	limit := k.budget()
	if k.Started.IsZero() {
		if limit.Unit == Workday {
			return Workdays(limit.Halves)
		}
		k.Started = now
	}
	if limit.Unit == Workday && !k.isHeld(c) {
		if limit.Halves == 0 { // the first working day is the whole of it
			limit.Halves = 2
		}
		return Workdays(limit.Halves) - k.Consumed(c, now)
	}
	today := c.DateOf(now)
	due := k.Deadline(c)
	if due.Suspended {
		k, _ = k.Resume(latest(now, k.latest()), "")
		due, today = k.Deadline(c), today-1
	}
	if limit.Unit == Hour || limit.Unit == ClockHour {
		half := int(c.hoursAt(now).perDay() / 2)
		halves, rest := floorDiv(int(c.position(due.At)-c.position(now)+k.stoodBehind(c, due.At, now)), half)
		if rest > 0 {
			halves++
		}
		return Workdays(halves)
	}
	return WD(k.DaysLeft(c, today, due.Date))
}

// Left is the time from now to the deadline, by the clock: 24 hours are a day and a night. It is negative
// once overdue, counted as if resumed now while suspended, and zero where there is no deadline.
func (k Clock) Left(c *Calendar, now time.Time) time.Duration {
	if k.Suspended() {
		k, _ = k.Resume(latest(now, k.latest()), "")
	}
	if d := k.Deadline(c); !d.At.IsZero() {
		return d.At.Sub(now)
	}
	return 0
}

// Spent is what is used of the budget and what is left of it, both in the limit's own unit: half hours begun are left, a limit
// in months is spent in calendar days, one of mixed units in working days. Neither is below zero; both are zero where nothing starts it and without a limit.
func (k Clock) Spent(c *Calendar, now time.Time) (used, left Limit) {
	k = k.anew()
	limit := k.budget()
	if k.Started.IsZero() || k.Limit.IsZero() {
		return used, left
	}
	now = latest(now, k.Started) // what begins tomorrow morning is all left tonight
	in := func(unit Unit, spent, rest int) (used, left Limit) {
		return Limit{Halves: int32(max(0, spent)), Unit: unit}, Limit{Halves: int32(max(0, rest)), Unit: unit}
	}
	switch limit.Unit {
	case Hour:
		spent := int(c.position(now) - c.position(k.Started))
		for _, s := range k.stood(c) {
			if to := s.end(now); to.After(s.From) {
				spent -= int(c.position(to) - c.position(s.From))
			}
		}
		halves := spent / int(30*time.Minute/time.Microsecond)
		return in(Hour, halves, int(limit.Halves)-halves)
	case ClockHour:
		spent := now.Sub(k.Started)
		for _, s := range k.stood(c) {
			if to := s.end(now); to.After(s.From) {
				spent -= to.Sub(s.From)
			}
		}
		halves := int(spent / (30 * time.Minute))
		return in(ClockHour, halves, int(limit.Halves)-halves)
	case Day, Month:
		today, start := c.DateOf(now), c.DateOf(k.Started)
		if k.Suspended() {
			k, _ = k.Resume(latest(now, k.latest()), "")
		}
		rest := int(k.Deadline(c).Date - today)
		spent := int(today - start)
		for _, s := range c.stopDays(k.Started, limit, k.stood(c)) {
			if s.To.IsZero() || s.To >= today {
				s.To = today - 1
			}
			spent -= max(0, int(s.To-max(s.From-1, start)))
		}
		return in(Day, 2*spent, 2*rest)
	default:
		return in(Workday, k.Consumed(c, now).Halves(), k.Remaining(c, now).Halves())
	}
}

// end is when a stop ended, or now while it lasts.
func (s Suspension) end(now time.Time) time.Time {
	if s.To.IsZero() || s.To.After(now) {
		return now
	}
	return s.To
}
