package matter

import (
	"testing"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

// New office hours from a day on leave alone what was consumed before it, and name no notice for what they move.
func TestNewOfficeHoursLeaveWhatWasConsumed(t *testing.T) {
	t.Parallel()
	kind := kindWith("case", "limit: { promised: 8h }\nroles: { assign: head(bg), office: head(bg) }\n")
	w := world(t, kind)
	later := bundleIn(t, "zone: demo\ntitle: 示范区\nhours: { morning: 09:00-12:00, afternoon: 13:00-17:00 }\n", kind)
	w.Timeline = mechanism.Timeline{{Bundle: w.Timeline[0].Bundle}, {Bundle: later, From: at("2026-03-18")}}
	d := assigned(t, w, "2026-03-17 16:00")
	before := d.s.Clock
	d.do(t, "2026-03-18 12:30", Command{Name: "suspend", Actor: office, Reason: "听证"})
	used, left := d.s.Clock.Spent(w.CalendarAt(d.cursor), d.cursor)
	if used != limit("4.5h") || left != limit("3.5h") {
		t.Errorf("an hour and a half of the old hours and three of the new: used %s, left %s", used, left)
	}
	if a, _ := before.Spent(w.CalendarAt(at("2026-03-17 17:30")), at("2026-03-17 17:30")); a != limit("1.5h") {
		t.Errorf("on the first day %s", a)
	}
	for _, e := range d.events {
		if c, ok := e.content.(*ClockSetEvent); ok && c.Notice != "" {
			t.Errorf("%s names the notice %s", calendar.Stamp(e.head.At), c.Notice)
		}
	}
	d.do(t, "2026-03-18 14:00", Command{Name: "resume", Actor: office})
	if due := d.s.Deadlines.Promised.At; !due.Equal(at("2026-03-19 09:30")) {
		t.Errorf("due %s", calendar.Stamp(due))
	}
}
