package notify_test

import (
	"testing"
	"time"

	"qinlian/internal/adapter/notify"
	"qinlian/internal/kernel/calendar"
)

func TestQuietHoursEndWhenTheyAreOverOnAWorkingDay(t *testing.T) {
	night := notify.Quiet{From: 22 * 60, To: 7*60 + 30}
	rest := notify.Quiet{From: 22 * 60, To: 7*60 + 30, RestDays: true}
	noon := notify.Quiet{From: 12 * 60, To: 13*60 + 30}
	never := notify.Quiet{}
	for _, c := range []struct {
		name     string
		quiet    notify.Quiet
		at, open string
	}{
		{"in the evening before it begins", night, "2023-06-12 21:59", "2023-06-12 21:59"},
		{"at its first minute", night, "2023-06-12 22:00", "2023-06-13 07:30"},
		{"after midnight", night, "2023-06-13 00:30", "2023-06-13 07:30"},
		{"at its end", night, "2023-06-13 07:30", "2023-06-13 07:30"},
		{"on a Saturday that only rest days make quiet", rest, "2023-06-10 10:00", "2023-06-12 07:30"},
		{"on a Saturday without them", night, "2023-06-10 10:00", "2023-06-10 10:00"},
		{"on a make-up Sunday that is worked", rest, "2023-06-25 10:00", "2023-06-25 10:00"},
		{"before a festival", rest, "2023-06-21 23:00", "2023-06-25 07:30"},
		{"over lunch", noon, "2023-06-12 12:30", "2023-06-12 13:30"},
		{"never", never, "2023-06-12 03:00", "2023-06-12 03:00"},
	} {
		if got := c.quiet.Opens(calendar.Builtin(), at(c.at)); !got.Equal(at(c.open)) {
			t.Errorf("%s: opens %s, want %s", c.name, got.In(calendar.Location()).Format(time.DateTime), c.open)
		}
		if held := c.quiet.Holds(calendar.Builtin(), at(c.at)); held == (c.at == c.open) {
			t.Errorf("%s: holds %v", c.name, held)
		}
	}
}
