package session_test

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/session"
)

func TestARowTellsWhatItLacksOnceItsDaysAreOver(t *testing.T) {
	t.Parallel()
	day := func(s string) clock.Date {
		d, err := clock.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	within, err := calendar.ParseLimit("7d")
	if err != nil {
		t.Fatal(err)
	}
	briefing := &session.Template{Name: "briefing", Series: session.Series{Count: 3, Within: within}}
	all := []session.State{
		{ID: "1", Template: "briefing", Date: day("2021-03-09"), Stage: session.Closed},
		{ID: "2", Template: "briefing", Date: day("2021-03-08"), Stage: session.Opened},
		{ID: "3", Template: "briefing", Date: day("2021-03-14"), Stage: session.Convened},
		{ID: "4", Template: "briefing", Date: day("2021-03-01"), Stage: session.Cancelled},
		{ID: "5", Template: "other", Date: day("2021-03-01"), Stage: session.Closed},
		{ID: "6", Template: "briefing", Row: "二轮", Date: day("2021-03-12"), Stage: session.Closed},
	}
	for on, want := range map[string][2]string{
		"2021-03-14": {"2021-03-08 起一轮 3 场，已开 2 场，2021-03-14 前（含当日）还要开 1 场，已排 1 场", "二轮：2021-03-12 起一轮 3 场，已开 1 场，2021-03-18 前（含当日）还要开 2 场，已排 0 场"},
		"2021-03-15": {"2021-03-08 起一轮 3 场，已开 2 场，2021-03-14 前（含当日）应开完，少 1 场", "二轮：2021-03-12 起一轮 3 场，已开 1 场，2021-03-18 前（含当日）还要开 2 场，已排 0 场"},
	} {
		rows, err := session.Rows(all, briefing, calendar.Builtin(), day(on))
		if err != nil || len(rows) != 2 {
			t.Fatalf("%s: %+v, %v", on, rows, err)
		}
		for i := range want {
			if got := rows[i].Says().Zh; got != want[i] {
				t.Errorf("%s: %s, want %s", on, got, want[i])
			}
		}
	}
	all[2].Stage = session.Closed
	if rows, err := session.Rows(all, briefing, calendar.Builtin(), day("2021-03-20")); err != nil || rows[0].Short != 0 || rows[1].Short != 2 {
		t.Errorf("%+v, %v", rows, err)
	}
}
