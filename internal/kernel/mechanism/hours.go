package mechanism

import (
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
