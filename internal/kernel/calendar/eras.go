package calendar

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
)

// Office hours change from a day on. What was worked before is counted by the hours of its own days, whatever they
// are today: nobody's consumed time changes when summer hours begin.

// era is a stretch of days, up to one, with office hours of its own.
type era struct {
	until clock.Date // the first day of the next
	hours Hours

	rank int   // working days up to its end
	end  int64 // position there
}

// HoursFrom returns the same days with other office hours from a day on.
func (c *Calendar) HoursFrom(day clock.Date, h Hours) (*Calendar, error) {
	if err := h.Validate(); err != nil {
		return nil, err
	}
	return c.withHours(func(own *Calendar) {
		if n := len(own.eras); n == 0 || own.eras[n-1].until < day {
			e := era{until: day, hours: own.hours, rank: own.rank(day - 1)}
			e.end = own.dayStart(e.rank + 1)
			own.eras = append(slices.Clip(own.eras), e)
		}
		own.hours = h
	}), nil
}

// withHours is a copy with its hours set, and so all that it followed.
func (c *Calendar) withHours(set func(*Calendar)) *Calendar {
	own := *c
	set(&own)
	own.version = own.name()
	if c.prior != nil {
		own.prior = c.prior.withHours(set)
	}
	return &own
}

// hoursOn are the office hours of a day.
func (c *Calendar) hoursOn(d clock.Date) *Hours {
	for i := range c.eras {
		if d < c.eras[i].until {
			return &c.eras[i].hours
		}
	}
	return &c.hours
}

func (c *Calendar) hoursAt(t time.Time) *Hours { return c.hoursOn(c.DateOf(t)) }

// position is the working time passed up to t in microseconds, counted from the start of the table; at
// is its inverse. Microseconds keep every date of four digits in range.
func (c *Calendar) position(t time.Time) int64 {
	d := c.DateOf(t)
	rank := c.rank(d)
	if !c.Workday(d) {
		return c.dayStart(rank + 1)
	}
	return c.dayStart(rank) + c.hoursOn(d).passed(t.Sub(instant(d, 0)))
}

// dayStart is the position at which the working day of a rank begins.
func (c *Calendar) dayStart(rank int) int64 {
	days, start := 0, int64(0) // up to the era
	for i := range c.eras {
		e := &c.eras[i]
		if rank-1 <= e.rank {
			return start + int64(rank-1-days)*e.hours.perDay()
		}
		days, start = e.rank, e.end
	}
	return start + int64(rank-1-days)*c.hours.perDay()
}

// at is the earliest instant with that much working time before it.
func (c *Calendar) at(position int64) time.Time {
	days, start, h := 0, int64(0), &c.hours
	for i := range c.eras {
		e := &c.eras[i]
		if position <= e.end {
			h = &e.hours
			break
		}
		days, start = e.rank, e.end
	}
	whole, rest := floorDiv(int(position-start-1), int(h.perDay()))
	d, passed := c.workday(days+whole+1), time.Duration(rest+1)*time.Microsecond
	if passed <= h.Morning.length() {
		return instant(d, h.Morning.From).Add(passed)
	}
	return instant(d, h.Afternoon.From).Add(passed - h.Morning.length())
}

// halves numbers half working days by those begun at or before t.
func (c *Calendar) halves(t time.Time) int {
	d := c.DateOf(t)
	n := 2 * c.rank(d)
	if !c.Workday(d) {
		return n
	}
	h := c.hoursOn(d)
	if t.Before(instant(d, h.Morning.From)) {
		n--
	}
	if !h.afternoon(d, t) {
		n--
	}
	return n
}

// afternoon tells whether the second half of d has begun at t. Where it follows the first without a break, their common
// instant is still the end of the first: what is due at noon is in time then.
func (h *Hours) afternoon(d clock.Date, t time.Time) bool {
	begins := instant(d, h.Afternoon.From)
	return t.After(begins) || t.Equal(begins) && h.Morning.To < h.Afternoon.From
}
