package app

import (
	"maps"
	"slices"
	"testing"

	"qinlian/internal/base/clock"
)

func TestPanelsKeepWithinTheirRoomAndTheDayThatWasTodayGoes(t *testing.T) {
	t.Parallel()
	today := clock.MustDate("2023-06-12")
	s := panels{room: 100}
	read := func(zone string, day clock.Date, bytes int64, today clock.Date) {
		p := s.find(panelKey{zone, "enterprise", day})
		p.bytes.Store(bytes)
		s.settle(p, today)
	}
	days := func(want ...clock.Date) {
		t.Helper()
		var got []clock.Date
		for key := range maps.Keys(s.all) {
			got = append(got, key.day)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("kept are %v, want %v", got, want)
		}
	}
	read("a", today, 40, today)
	read("a", today-365, 40, today)
	days(today-365, today)
	s.find(panelKey{"a", "enterprise", today - 365})
	read("a", today-730, 40, today)
	days(today-730, today-365)
	read("a", today, 10, today)
	read("a", today+1, 10, today+1)
	days(today-730, today-365, today+1)
	read("b", today, 200, today) // larger than all there is room for: used once
	days()
}
