package mechanism

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// Calendar is cal with the zone's office hours: cal itself where the zone does not say any, or where there is
// no bundle.
func (b *Bundle) Calendar(cal *calendar.Calendar) *calendar.Calendar {
	if b == nil || b.hours == (calendar.Hours{}) || b.hours == cal.Hours() {
		return cal
	}
	if known, ok := b.calendars.Load(cal); ok {
		return known.(*calendar.Calendar) //nolint:forcetypeassert // nothing else is stored
	}
	own, err := cal.WithHours(b.hours)
	if err != nil {
		return cal // unreachable: Load has validated the hours
	}
	known, _ := b.calendars.LoadOrStore(cal, own)
	return known.(*calendar.Calendar) //nolint:forcetypeassert // as above
}

// Calendar is cal with the office hours of each day up to t: those of the versions that were in force then. What begins within
// a day has its hours from the next one on, and before the first its own hold.
func (tl Timeline) Calendar(t time.Time, cal *calendar.Calendar) *calendar.Calendar {
	for n, v := range tl {
		if v.From.After(t) {
			tl = tl[:n]
			break
		}
	}
	if len(tl) == 0 {
		return cal
	}
	own := tl[0].Bundle.Calendar(cal)
	for _, v := range tl[1:] {
		if v.Bundle.hoursOver(cal) != own.Hours() {
			own = v.Bundle.succeeding(own, cal, v.From)
		}
	}
	return own
}

// hoursOver are the bundle's office hours, or those of cal where it does not say any.
func (b *Bundle) hoursOver(cal *calendar.Calendar) calendar.Hours {
	if b.hours == (calendar.Hours{}) {
		return cal.Hours()
	}
	return b.hours
}

// era is by what a calendar is kept whose hours changed.
type era struct {
	before *calendar.Calendar
	from   clock.Date
}

// succeeding is a calendar with the bundle's hours from an instant on.
func (b *Bundle) succeeding(before, cal *calendar.Calendar, from time.Time) *calendar.Calendar {
	day := cal.DateOf(from.Add(-time.Nanosecond)) + 1
	if known, ok := b.calendars.Load(era{before, day}); ok {
		return known.(*calendar.Calendar) //nolint:forcetypeassert // nothing else is stored
	}
	own, err := before.HoursFrom(day, b.hoursOver(cal))
	if err != nil {
		return before // unreachable: Load has validated the hours
	}
	known, _ := b.calendars.LoadOrStore(era{before, day}, own)
	return known.(*calendar.Calendar) //nolint:forcetypeassert // as above
}

// inWords is the manifest with the office hours that it does not write.
func (m *Manifest) inWords() Manifest {
	out, usual := *m, calendar.DefaultHours()
	if out.Hours.Morning == (calendar.Shift{}) {
		out.Hours.Morning = usual.Morning
	}
	if out.Hours.Afternoon == (calendar.Shift{}) {
		out.Hours.Afternoon = usual.Afternoon
	}
	return out
}

// hours takes the office hours from a manifest; a zone's own are read after those of what it extends.
func (l *loader) hours(m *Manifest, docs []*document) {
	if m.Hours == (calendar.Hours{}) {
		return
	}
	h := calendar.DefaultHours()
	if m.Hours.Morning != (calendar.Shift{}) {
		h.Morning = m.Hours.Morning
	}
	if m.Hours.Afternoon != (calendar.Shift{}) {
		h.Afternoon = m.Hours.Afternoon
	}
	if m.Hours.AfterHours != "" {
		h.AfterHours = m.Hours.AfterHours
	}
	h.Delivery, h.Assignment = m.Hours.Delivery, m.Hours.Assignment
	if err := h.Validate(); err != nil {
		for _, doc := range docs {
			if doc.body == any(m) {
				l.faults = append(l.faults, faultsIn(doc.at("hours"), err)...)
			}
		}
		return
	}
	l.bundle.hours = h
}
