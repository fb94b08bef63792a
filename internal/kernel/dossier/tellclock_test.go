package dossier

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

func TestAClockSetSaysWhatMoved(t *testing.T) {
	t.Parallel()
	on := func(day string, provisional bool) calendar.Deadline {
		d, err := clock.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		return calendar.Deadline{Date: d, At: calendar.Builtin().EndOfWork(d), Provisional: provisional}
	}
	promised := on("2026-12-30", false)
	for _, tt := range []struct {
		name     string
		was, now matter.Deadlines
		zh, en   string
	}{
		{"no deadline", matter.Deadlines{}, matter.Deadlines{}, "没有时限", "no deadline"},
		{"the first one", matter.Deadlines{}, matter.Deadlines{Promised: promised}, "时限定为 2026-12-30", "deadline set to 2026-12-30"},
		{
			"only the statutory one moves",
			matter.Deadlines{Promised: promised, Statutory: on("2027-01-11", true)},
			matter.Deadlines{Promised: promised, Statutory: on("2027-01-12", false)},
			"法定时限由 2027-01-11 改为 2027-01-12", "statutory deadline moved from 2027-01-11 to 2027-01-12",
		},
		{
			"both move and stay uncertain",
			matter.Deadlines{Promised: on("2027-01-04", true), Statutory: on("2027-01-11", true)},
			matter.Deadlines{Promised: on("2027-01-05", true), Statutory: on("2027-01-12", true)},
			"时限由 2027-01-04 改为 2027-01-05（暂估）；法定时限由 2027-01-11 改为 2027-01-12（暂估）",
			"deadline moved from 2027-01-04 to 2027-01-05 (provisional); statutory deadline moved from 2027-01-11 to 2027-01-12 (provisional)",
		},
		{
			"it becomes certain where it is",
			matter.Deadlines{Statutory: on("2027-01-11", true)},
			matter.Deadlines{Statutory: on("2027-01-11", false)},
			"法定时限 2027-01-11 不再是暂估", "statutory deadline 2027-01-11 is provisional no more",
		},
		{"nothing moves", matter.Deadlines{Promised: promised}, matter.Deadlines{Promised: promised}, "时限定为 2026-12-30", "deadline set to 2026-12-30"},
	} {
		if got := deadlinesSet(&tt.was, &tt.now, false); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%s: %q, %q", tt.name, got.Zh, got.En)
		}
	}
}
