package plan

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// abreast walks both courses of lights side by side: told are, in order, every stretch of the span throughout which both
// sides keep their light. A stretch ends where the next begins, the last one with the span.
func abreast(a, b *story, o Options, told func(x, y lit, from, until time.Time)) {
	var x, y lit
	for i, j := 0, 0; i < len(a.lights) || j < len(b.lights); {
		var at time.Time
		if j == len(b.lights) || i < len(a.lights) && a.lights[i].at.Before(b.lights[j].at) {
			at = a.lights[i].at
		} else {
			at = b.lights[j].at
		}
		for ; i < len(a.lights) && a.lights[i].at.Equal(at); i++ {
			x = a.lights[i]
		}
		for ; j < len(b.lights) && b.lights[j].at.Equal(at); j++ {
			y = b.lights[j]
		}
		until := o.To
		if i < len(a.lights) {
			until = a.lights[i].at.Add(-time.Microsecond)
		}
		if j < len(b.lights) && !b.lights[j].at.After(until) {
			until = b.lights[j].at.Add(-time.Microsecond)
		}
		if at.Before(o.From) {
			at = o.From
		}
		if !until.Before(at) { // else it was over before the span
			told(x, y, at, until)
		}
	}
}

// compareLights tells every pair of other lights that the two sides show within the span, in the order in which they first
// do, and counts what each side shows from the same stretches, so that no sum is without its row.
func (d *difference) compareLights(a, b *story, cal *calendar.Calendar, o Options) {
	d.seen = [2]map[matter.Light]bool{{}, {}}
	var counted []clock.Date // the last day that each row counts
	abreast(a, b, o, func(x, y lit, from, until time.Time) {
		first, last := cal.DateOf(from), cal.DateOf(until)
		for side, l := range []lit{x, y} {
			d.seen[side][l.light] = true
			if l.light == matter.Red && l.at.Equal(from) {
				if month := first.String()[:7]; !slices.Contains(d.reddened[side], month) {
					d.reddened[side] = append(d.reddened[side], month)
				}
			}
		}
		if x.light == y.light {
			return
		}
		n := slices.IndexFunc(d.lights, func(l LightChange) bool { return l.Before == x.light && l.After == y.light })
		if n < 0 {
			n = len(d.lights)
			d.lights = append(d.lights, LightChange{
				Number: a.state.Number, Title: a.state.Title, Kind: a.state.Kind, Unit: a.state.LeadUnit, First: first, Before: x.light, After: y.light, Why: y.reason,
			})
			counted = append(counted, first-1)
		}
		d.lights[n].Days += int(last - max(first-1, counted[n]))
		counted[n] = last
	})
}
