package dossier

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

func TestTheCalendarIsToldBesideTheClock(t *testing.T) {
	t.Parallel()
	day := func(s string) clock.Date {
		d, err := clock.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct{ from, to, want string }{
		{"2023-06-20", "2023-06-27", "含调休：2023-06-25 为调休上班日，计为工作日 | 其间法定节假日占去 2 个周一至周五，不计"}, // 端午节
		{"2023-07-03", "2023-07-14", ""},
		{"2023-07-14", "2023-07-03", ""},
	} {
		var got []string
		for _, n := range calendarNotes(calendar.Builtin(), day(tt.from), day(tt.to)) {
			if n.En == "" {
				t.Error("not told in English")
			}
			got = append(got, n.Zh)
		}
		if strings.Join(got, " | ") != tt.want {
			t.Errorf("(%s, %s]: %q", tt.from, tt.to, got)
		}
	}
}

func TestABudgetAndWhatExtendedItAddUpToWhatIsUsedAndLeft(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	start := cal.At(clock.MustDate("2023-03-01"), 9*60)
	k := calendar.Clock{Limit: calendar.MustLimit("20wd"), Started: start, Extensions: []calendar.Extension{{By: calendar.MustLimit("2wd")}, {By: calendar.MustLimit("3wd")}}}
	r := clockReading(&matter.State{Clock: k}, cal, start)
	if r.Budget != "20wd" || len(r.Extended) != 1 || r.Extended[0].String() != "5wd" || r.Consumed+r.Remaining != calendar.Workdays(50) {
		t.Errorf("%+v", r)
	}
}
