package dossier

import (
	"testing"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
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

func TestAnAcceptanceBySilenceIsToldAsOne(t *testing.T) {
	t.Parallel()
	kinds := map[string]*mechanism.Kind{"permit": {Limit: mechanism.Limit{Start: matter.StartReceipt}}, "task": {}}
	timeline := mechanism.Always(&mechanism.Bundle{Kinds: kinds})
	due := calendar.Deadline{At: time.Unix(1, 0), Date: clock.MustDate("2023-04-10")}
	set := &matter.ClockSetEvent{Clock: calendar.Clock{Started: time.Date(2023, 3, 1, 1, 0, 0, 0, time.UTC)}, Deadlines: matter.Deadlines{Promised: due}}
	const silent = "逾期未告知补正，自收到之日（2023-03-01 09:00）起视为受理（行政许可法第32条），时限定为 2023-04-10"
	for name, tt := range map[string]struct {
		kind   string
		before []matter.Content
		zh     string
	}{
		"nobody said a word":   {"permit", []matter.Content{&matter.RegisteredEvent{}, &matter.ClockSetEvent{}, &matter.AssignedEvent{}}, silent},
		"accepted":             {"permit", []matter.Content{&matter.MovedEvent{Command: "accept"}}, "时限定为 2023-04-10"},
		"papers complete":      {"permit", []matter.Content{&matter.ClockEvent{Command: "complete-materials"}}, "时限定为 2023-04-10"},
		"the clock ran before": {"permit", []matter.Content{set}, "时限定为 2023-04-10"},
		"no application":       {"task", nil, "时限定为 2023-04-10"},
	} {
		told := newTeller(&matter.State{Kind: tt.kind}, &matter.World{Timeline: timeline})
		for _, e := range tt.before {
			told.says(time.Unix(1, 0), e)
		}
		if got := told.says(time.Unix(1, 0), set); got.Zh != tt.zh {
			t.Errorf("%s: %q", name, got.Zh)
		}
	}
}
