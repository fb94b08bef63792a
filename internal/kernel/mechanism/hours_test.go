package mechanism

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

func TestAZoneKeepsItsOwnOfficeHours(t *testing.T) {
	t.Parallel()
	load := func(hours string) (*Bundle, error) {
		return Load(fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n" + hours)}}, "demo")
	}
	plain, err := load("")
	if err != nil {
		t.Fatal(err)
	}
	if cal := calendar.Builtin(); plain.Calendar(cal) != cal || (*Bundle)(nil).Calendar(cal) != cal {
		t.Error("where no hours are said the calendar stays as it is")
	}
	summer, err := load("hours: { afternoon: 14:30-18:00, after_hours: same, delivery: next, assignment: next }\n")
	if err != nil {
		t.Fatal(err)
	}
	cal := summer.Calendar(calendar.Builtin())
	if got := cal.Hours(); got.Morning.String() != "08:30-12:00" || got.Afternoon.String() != "14:30-18:00" || got.AfterHours != calendar.SameDay ||
		got.Delivery != calendar.NextWorkday || got.Assignment != calendar.NextWorkday {
		t.Errorf("%+v", got)
	}
	if cal != summer.Calendar(calendar.Builtin()) || cal.Version() == calendar.Builtin().Version() {
		t.Error("the calendar is made once, and its version tells the hours")
	}
	saturday := cal.At(clock.MustDate("2023-06-10"), 10*60)
	if cal.ReceivedOn(saturday) != clock.MustDate("2023-06-10") || calendar.Builtin().ReceivedOn(saturday) != clock.MustDate("2023-06-12") {
		t.Error("what comes in on a day off counts as received by the zone's setting")
	}
	for _, wrong := range []string{"{ morning: 14:00-12:00 }", "{ afternoon: 11:00-17:00 }", "{ after_hours: never }", "{ delivery: later }", "{ assignment: never }", "{ morning: eight }", "{ noon: 12:00 }"} {
		_, err := load("hours: " + wrong + "\n")
		if err == nil || !strings.Contains(errs.Message(err, "zh"), "demo/zone.yaml:3:") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

func TestEachDayHasTheHoursOfItsTime(t *testing.T) {
	t.Parallel()
	load := func(hours string) *Bundle {
		b, err := Load(fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n" + hours)}}, "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	cal, summer := calendar.Builtin(), load("hours: { morning: 08:00-12:00, afternoon: 15:00-18:00 }\n")
	midnight := func(day string) time.Time { return cal.StartOfDay(clock.MustDate(day)) }
	tl := Timeline{{Bundle: load("")}, {Bundle: load("note: x\n"), From: midnight("2026-04-01")}, {Bundle: summer, From: midnight("2026-06-01")}, {Bundle: load(""), From: midnight("2026-10-01").Add(9 * time.Hour)}}
	for _, tt := range []struct{ asked, day, ends string }{
		{"2026-05-31", "2026-07-01", "17:30"}, // not known yet
		{"2026-06-01", "2026-05-29", "17:30"},
		{"2026-06-01", "2026-06-01", "18:00"},
		{"2026-12-01", "2026-05-29", "17:30"},
		{"2026-12-01", "2026-07-01", "18:00"},
		{"2026-12-01", "2026-10-01", "18:00"}, // the day had begun
		{"2026-12-01", "2026-10-02", "17:30"},
	} {
		own := tl.Calendar(midnight(tt.asked), cal)
		if got := calendar.Local(own.EndOfWork(clock.MustDate(tt.day))); got != tt.day+" "+tt.ends {
			t.Errorf("asked on %s, work on %s ended %s", tt.asked, tt.day, got)
		}
	}
	if tl.Calendar(midnight("2026-05-31"), cal) != cal || tl.Calendar(midnight("2026-07-01"), cal) != tl.Calendar(midnight("2026-08-01"), cal) || (Timeline{}).Calendar(midnight("2026-07-01"), cal) != cal {
		t.Error("it is made once, and none where the hours never changed")
	}
}
