package notify

import (
	"time"

	"qinlian/internal/kernel/calendar"
)

// Quiet is when a person wants to be left alone.
type Quiet struct {
	From     calendar.TimeOfDay `json:"from"` // 22:00
	To       calendar.TimeOfDay `json:"to"`   // 07:30, of the next day where it is not after From; the same: never
	RestDays bool               `json:"rest_days"`
	// Urgent lets urgent kinds through all the same.
	Urgent bool `json:"urgent_passes"`
}

// Holds tells whether t lies in quiet hours by the calendar of the zone.
func (q Quiet) Holds(c *calendar.Calendar, t time.Time) bool {
	day := c.DateOf(t)
	if q.RestDays && !c.Workday(day) {
		return true
	}
	local := t.In(calendar.Location())
	now := calendar.TimeOfDay(local.Hour()*60 + local.Minute())
	if q.From <= q.To {
		return q.From <= now && now < q.To
	}
	return now >= q.From || now < q.To
}

// Opens is the next instant, t or later, at which it is not quiet: what is held goes out with the first run after
// it. Somebody whose hours never open (00:00–23:59 leaves a minute) has none within a year: zero.
func (q Quiet) Opens(c *calendar.Calendar, t time.Time) time.Time {
	if !q.Holds(c, t) {
		return t
	}
	for day := c.DateOf(t); day < c.DateOf(t)+366; day++ {
		for _, at := range []time.Time{c.StartOfDay(day), c.At(day, q.To)} {
			if !at.Before(t) && !q.Holds(c, at) {
				return at
			}
		}
	}
	return time.Time{}
}
