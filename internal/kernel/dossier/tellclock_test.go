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
	at := func(day string, hour int) calendar.Deadline {
		d := on(day, false)
		d.At = d.Date.In(calendar.Location(), hour, 0)
		return d
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
		{"one in hours", matter.Deadlines{}, matter.Deadlines{Promised: at("2026-03-05", 16)}, "时限定为 2026-03-05 16:00", "deadline set to 2026-03-05 16:00"},
		{
			"one in hours moves within the day",
			matter.Deadlines{Promised: at("2026-03-05", 17)},
			matter.Deadlines{Promised: at("2026-03-05", 16)},
			"时限由 2026-03-05 17:00 改为 2026-03-05 16:00", "deadline moved from 2026-03-05 17:00 to 2026-03-05 16:00",
		},
		{
			"the day ends earlier",
			matter.Deadlines{Promised: at("2026-03-05", 18)},
			matter.Deadlines{Promised: on("2026-03-05", false)},
			"时限由 2026-03-05 18:00 改为 2026-03-05 17:30", "deadline moved from 2026-03-05 18:00 to 2026-03-05 17:30",
		},
		{"nothing moves", matter.Deadlines{Promised: promised}, matter.Deadlines{Promised: promised}, "", ""},
		{"the law is left", matter.Deadlines{Promised: promised, Statutory: on("2027-01-11", true)}, matter.Deadlines{Statutory: on("2027-01-11", true)}, "时限定为 2027-01-11（暂估）", "deadline set to 2027-01-11 (provisional)"},
		{
			"only the time to sign is new",
			matter.Deadlines{Promised: promised},
			matter.Deadlines{Promised: promised, Accept: on("2026-03-05", false)},
			"签收时限定为 2026-03-05", "time to accept set to 2026-03-05",
		},
	} {
		if got := deadlinesSet(&tt.was, &tt.now, false, calendar.Builtin().EndOfWork); got.Zh != tt.zh || got.En != tt.en {
			t.Errorf("%s: %q, %q", tt.name, got.Zh, got.En)
		}
	}
}

func TestAnAcceptanceBySilenceIsToldAsOne(t *testing.T) {
	t.Parallel()
	kinds := map[string]*mechanism.Kind{"permit": {Limit: mechanism.Limit{Start: matter.StartReceipt}}, "task": {}}
	timeline := mechanism.Always(&mechanism.Bundle{Kinds: kinds})
	due := calendar.Deadline{At: calendar.Builtin().EndOfWork(clock.MustDate("2023-04-10")), Date: clock.MustDate("2023-04-10")}
	set := &matter.ClockSetEvent{Clock: calendar.Clock{Started: time.Date(2023, 3, 1, 1, 0, 0, 0, time.UTC)}, Deadlines: matter.Deadlines{Promised: due}}
	known := []matter.CalendarVersion{{Calendar: calendar.Builtin()}}
	const silent = "逾期未告知补正，自收到之日（2023-03-01 09:00）起视为受理（行政许可法第32条），时限定为 2023-04-10"
	for name, tt := range map[string]struct {
		kind   string
		before []matter.Content
		zh     string
	}{
		"nobody said a word":   {"permit", []matter.Content{&matter.RegisteredEvent{}, &matter.ClockSetEvent{}, &matter.AssignedEvent{}}, silent},
		"accepted":             {"permit", []matter.Content{&matter.MovedEvent{Command: "accept"}}, "时限定为 2023-04-10"},
		"papers complete":      {"permit", []matter.Content{&matter.ClockEvent{Command: "complete-materials"}}, "时限定为 2023-04-10"},
		"the clock ran before": {"permit", []matter.Content{set}, ""},
		"no application":       {"task", nil, "时限定为 2023-04-10"},
	} {
		told := newTeller(&matter.State{Kind: tt.kind}, &matter.World{Timeline: timeline, Calendars: known})
		for _, e := range tt.before {
			told.says(time.Unix(1, 0), e)
		}
		if got := told.says(time.Unix(1, 0), set); got.Zh != tt.zh {
			t.Errorf("%s: %q", name, got.Zh)
		}
	}
}

func TestAClockThatOtherOfficeHoursMoveSaysSo(t *testing.T) {
	t.Parallel()
	due := func(hour int, version string) *matter.ClockSetEvent {
		d := clock.MustDate("2026-03-05")
		return &matter.ClockSetEvent{Deadlines: matter.Deadlines{Promised: calendar.Deadline{At: d.In(calendar.Location(), hour, 0), Date: d, Calendar: version}}}
	}
	told := newTeller(&matter.State{}, &matter.World{Calendars: []matter.CalendarVersion{{Calendar: calendar.Builtin()}}})
	said := func(hours int, content matter.Content) string {
		return told.says(time.Unix(int64(hours)*3600, 0), content).Zh
	}
	said(1, &matter.AssignedEvent{})
	said(1, due(17, "2026.1-a"))
	for _, tt := range []struct {
		event matter.Content
		at    int
		zh    string
	}{
		{due(16, "2026.1-b"), 2, "时限由 2026-03-05 17:00 改为 2026-03-05 16:00（办公时间调整）"},
		{&matter.ClockEvent{Command: "extend"}, 3, "批准延期"},
		{due(17, "2026.1-c"), 3, "时限由 2026-03-05 16:00 改为 2026-03-05 17:00"},
	} {
		if zh := said(tt.at, tt.event); zh != tt.zh {
			t.Errorf("%q, not %q", zh, tt.zh)
		}
	}
	notice := due(16, "2026.2-c")
	if notice.Notice = "国办发明电〔2026〕1号"; said(4, notice) != "时限由 2026-03-05 17:00 改为 2026-03-05 16:00，依据国办发明电〔2026〕1号" {
		t.Errorf("%+v", told.deadlines)
	}
}
