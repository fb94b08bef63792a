package mechanism

import (
	"strings"
	"testing"
	"testing/fstest"

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
