package cli

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

// overdueCadence is a standing kind of which periods were over before anybody could do anything about them.
type overdueCadence struct {
	Kind    string    `json:"kind"`
	Title   text.Text `json:"title"`
	Periods int       `json:"periods"` // of one unit, post or body
}

// overdueSince lists the standing kinds of a version that begins in the past which the first sweep will find missed.
func overdueSince(b *mechanism.Bundle, cal *calendar.Calendar, from, now time.Time) (out []overdueCadence) {
	for _, name := range sortedKeys(b.Kinds) {
		k := b.Kinds[name]
		if k.Standing.Each == "" {
			continue
		}
		n := 0
		for _, def := range k.Cadence.Rhythm {
			for _, p := range def.Periods(cal, cal.DateOf(from), cal.DateOf(now)) {
				if _, due := cadence.Open(def, p, cal); k.Owes(def, p, cal.DateOf(from), cal) && due.After(from) && due.Before(now) {
					n++
				}
			}
		}
		if n > 0 {
			out = append(out, overdueCadence{name, k.Title, n})
		}
	}
	return out
}

// words say it, and what to do where it is not meant.
func (o *overdueCadence) words(s *Shell, today clock.Date) string {
	return s.T("apply_overdue", o.Title.In(s.Lang), o.Periods, today)
}
