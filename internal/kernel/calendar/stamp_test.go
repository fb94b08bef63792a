package calendar

import (
	"testing"
	"time"
)

func TestAnInstantIsWrittenInBeijingTime(t *testing.T) {
	t.Parallel()
	for want, at := range map[string]time.Time{
		"2023-07-03 08:30":    time.Date(2023, 7, 3, 0, 30, 0, 0, time.UTC),
		"2023-07-04 00:00":    time.Date(2023, 7, 3, 16, 0, 0, 0, time.UTC),
		"2023-07-03 08:30:07": time.Date(2023, 7, 3, 0, 30, 7, 0, time.UTC),
	} {
		if got := Stamp(at); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
