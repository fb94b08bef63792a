package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
)

func TestDueDatesInWorkingDays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, limit, want string
		makeUp            bool
	}{
		{"2026-02-09", "5wd", "2026-02-14", true},
		{"2026-02-13", "5wd", "2026-02-27", true},
		{"2026-02-10", "20wd", "2026-03-16", true},
		{"2026-02-14", "1wd", "2026-02-24", false},
		{"2026-04-30", "5wd", "2026-05-11", true},
		{"2026-09-18", "5wd", "2026-09-24", true},
		{"2026-09-24", "20wd", "2026-10-29", true},
		{"2025-01-20", "20wd", "2025-02-21", true},
		{"2025-01-24", "1wd", "2025-01-26", true},
		{"2025-04-25", "5wd", "2025-05-06", true},
		{"2025-09-26", "10wd", "2025-10-16", true},
		{"2023-05-08", "2wd", "2023-05-10", false},
		{"2023-05-08", "20wd", "2023-06-05", false},
		{"2021-03-01", "30wd", "2021-04-13", false},
		{"2021-03-01", "45wd", "2021-05-06", true},
		{"2021-03-01", "75wd", "2021-06-17", true},
		{"2021-03-01", "106wd", "2021-07-30", true},
		{"2026-03-02", "20wd", "2026-03-30", false},
	} {
		d := Builtin().Due(morning(tt.from), MustLimit(tt.limit))
		if d.Date != date(tt.want) || !d.At.Equal(at(tt.want+" 17:30")) || d.MakeUp != tt.makeUp || d.Provisional || d.Calendar != Builtin().Version() {
			t.Errorf("%s + %s: %+v, want %s (make-up %v)", tt.from, tt.limit, d, tt.want, tt.makeUp)
		}
	}
}

func TestDueInOtherUnits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ from, limit, want string }{
		"half a day from the morning ends this afternoon":     {"2026-03-02 09:00", "0.5wd", "2026-03-02 17:30"},
		"half a day from the stroke of work too":              {"2026-03-02 08:30", "0.5wd", "2026-03-02 17:30"},
		"half a day from the lunch break too":                 {"2026-03-02 13:00", "0.5wd", "2026-03-02 17:30"},
		"half a day from before work ends at noon":            {"2026-03-02 07:00", "0.5wd", "2026-03-02 12:00"},
		"half a day from the afternoon ends at noon tomorrow": {"2026-03-02 15:00", "0.5wd", "2026-03-03 12:00"},
		"half a day from a day off ends at the next noon":     {"2026-02-16 15:00", "0.5wd", "2026-02-24 12:00"},
		"half a day from a Friday afternoon ends on Monday":   {"2026-03-06 15:00", "0.5wd", "2026-03-09 12:00"},
		"a day and a half ends at the second noon":            {"2026-03-02 09:00", "1.5wd", "2026-03-04 12:00"},
		"hours run in office hours only":                      {"2026-03-02 09:00", "8h", "2026-03-03 10:00"},
		"hours may end with the morning":                      {"2026-03-02 09:00", "3h", "2026-03-02 12:00"},
		"hours may end with the day":                          {"2026-03-02 09:00", "6.5h", "2026-03-02 17:30"},
		"hours go on after the holiday":                       {"2026-02-14 17:00", "1h", "2026-02-24 09:00"},
		"hours from a night begin with work":                  {"2026-03-02 23:00", "1h", "2026-03-03 09:30"},
		"hours from the lunch break begin after it":           {"2026-03-02 12:30", "1h", "2026-03-02 15:00"},
		"clock hours run by night":                            {"2026-03-06 23:00", "24ch", "2026-03-07 23:00"},
		"calendar days end on a working day":                  {"2026-03-02 09:00", "15d", "2026-03-17 17:30"},
		"calendar days roll over a weekend":                   {"2026-03-06 09:00", "15d", "2026-03-23 17:30"},
		"calendar days may end on a make-up Saturday":         {"2026-02-04 09:00", "10d", "2026-02-14 17:30"},
		"calendar days roll over the festival":                {"2026-02-05 09:00", "10d", "2026-02-24 17:30"},
		"no days end today":                                   {"2026-03-02 09:00", "0d", "2026-03-02 17:30"},
		"no days from a day off end on the next working one":  {"2026-02-16 09:00", "0d", "2026-02-24 17:30"},
		"a month ends on the same day":                        {"2026-03-02 09:00", "1mo", "2026-04-02 17:30"},
		"a month from the 31st ends with February":            {"2024-01-31 09:00", "1mo", "2024-02-29 17:30"},
		"a month that ends on a holiday rolls":                {"2026-09-01 09:00", "1mo", "2026-10-08 17:30"},
		"a named date is kept though a Sunday":                {"2026-03-02 09:00", "2026-03-08", "2026-03-08 17:30"},
		"the start is a date in Shanghai, not in UTC":         {"2026-03-03 07:00", "1wd", "2026-03-04 17:30"},
		"a named date before the start is already over":       {"2026-03-02 09:00", "2026-03-01", "2026-03-01 17:30"},
	} {
		if d := Builtin().Due(at(tt.from), MustLimit(tt.limit)); !d.At.Equal(at(tt.want)) || d.Date != date(tt.want[:10]) {
			t.Errorf("%s: %s + %s is due %s, want %s", name, tt.from, tt.limit, Stamp(d.At), tt.want)
		}
	}
	if d := Builtin().Due(at("2026-03-02 09:00"), Limit{}); d != (Deadline{}) {
		t.Errorf("no limit has no deadline: %+v", d)
	}
}

func TestSuspendedDaysDoNotCount(t *testing.T) {
	t.Parallel()
	stop := func(from, to string) Stop {
		s := Stop{From: date(from)}
		if to != "" {
			s.To = date(to)
		}
		return s
	}
	for name, tt := range map[string]struct {
		from, limit string
		stops       []Stop
		want        string // "" for suspended
	}{
		"the review by experts of 2026":            {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-10", "2026-03-20")}, "2026-04-13 17:30"},
		"overlapping stops count once":             {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-13", "2026-03-20"), stop("2026-03-10", "2026-03-16")}, "2026-04-13 17:30"},
		"a stop in the prolonged time counts too":  {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-10", "2026-03-20"), stop("2026-04-10", "2026-04-10")}, "2026-04-14 17:30"},
		"a stop after the end changes nothing":     {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-31", "2026-04-30")}, "2026-03-30 17:30"},
		"a stop on the last day does":              {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-30", "2026-03-30")}, "2026-03-31 17:30"},
		"a stop of the start day alone is nothing": {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-02", "2026-03-02")}, "2026-03-30 17:30"},
		"an open stop leaves no date":              {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-10", "")}, ""},
		"an open stop after the end is nothing":    {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-31", "")}, "2026-03-30 17:30"},
		"an empty stop is nothing":                 {"2026-03-02 09:00", "20wd", []Stop{stop("2026-03-10", "2026-03-09")}, "2026-03-30 17:30"},
		"calendar days grow by calendar days":      {"2026-03-02 09:00", "15d", []Stop{stop("2026-03-10", "2026-03-12")}, "2026-03-20 17:30"},
		"then roll":                                {"2026-03-02 09:00", "15d", []Stop{stop("2026-03-10", "2026-03-13")}, "2026-03-23 17:30"},
		"rolling steps over a stop":                {"2026-03-06 09:00", "15d", []Stop{stop("2026-03-23", "2026-03-25")}, "2026-03-26 17:30"},
		"months too":                               {"2026-03-02 09:00", "1mo", []Stop{stop("2026-03-10", "2026-03-14")}, "2026-04-07 17:30"},
		"a named date moves":                       {"2026-03-02 09:00", "2026-03-31", []Stop{stop("2026-03-10", "2026-03-12")}, "2026-04-03 17:30"},
		"hours skip whole days":                    {"2026-03-02 09:00", "8h", []Stop{stop("2026-03-03", "2026-03-03")}, "2026-03-04 10:00"},
		"clock hours skip whole days":              {"2026-03-02 09:00", "24ch", []Stop{stop("2026-03-03", "2026-03-04")}, "2026-03-05 09:00"},
		"half a day skips whole days":              {"2026-03-02 15:00", "0.5wd", []Stop{stop("2026-03-03", "2026-03-03")}, "2026-03-04 12:00"},
		"the day that is stopped gives no half":    {"2026-03-02 09:00", "0.5wd", []Stop{stop("2026-03-02", "2026-03-03")}, "2026-03-04 12:00"},
	} {
		d := Builtin().Due(at(tt.from), MustLimit(tt.limit), tt.stops...)
		if tt.want == "" {
			if !d.Suspended || !d.At.IsZero() {
				t.Errorf("%s: %+v", name, d)
			}
			continue
		}
		if !d.At.Equal(at(tt.want)) {
			t.Errorf("%s: due %s, want %s", name, Stamp(d.At), tt.want)
		}
	}
}

func TestMakeUpDaysInASuspensionAreNotCounted(t *testing.T) {
	t.Parallel()
	d := Builtin().Due(morning("2026-02-09"), MustLimit("5wd"), Stop{date("2026-02-14"), date("2026-02-14")})
	if d.Date != date("2026-02-24") || d.MakeUp {
		t.Errorf("got %+v", d)
	}
	d = Builtin().Due(morning("2026-02-13"), MustLimit("9h"), Stop{date("2026-02-14"), date("2026-02-14")})
	if d.Date != date("2026-02-24") || d.MakeUp {
		t.Errorf("got %+v", d)
	}
}

// aLimit draws a limit of any unit but a date.
func aLimit(t *rapid.T, name string) Limit {
	unit := rapid.SampledFrom([]Unit{Workday, Hour, ClockHour, Day, Month}).Draw(t, name+" unit")
	n := rapid.Int32Range(1, 80).Draw(t, name)
	if unit == Day || unit == Month {
		n *= 2
	}
	return Limit{Halves: n, Unit: unit}
}

func anInstant(t *rapid.T, name string) time.Time {
	return instant(aDate(t, name), TimeOfDay(rapid.IntRange(0, 24*60-1).Draw(t, name+" minute")))
}

func TestASuspensionNeverShortens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		from, l := anInstant(t, "from"), aLimit(t, "limit")
		var stops []Stop
		due := c.Due(from, l)
		for range rapid.IntRange(1, 4).Draw(t, "stops") {
			begin := c.DateOf(from) + clock.Date(rapid.Int32Range(-5, 60).Draw(t, "begin"))
			stops = append(stops, Stop{begin, begin + clock.Date(rapid.Int32Range(-1, 30).Draw(t, "length"))})
			next := c.Due(from, l, stops...)
			if next.At.Before(due.At) {
				t.Fatalf("%s from %s: %v moved the deadline from %s back to %s", l, Stamp(from), stops, Stamp(due.At), Stamp(next.At))
			}
			due = next
		}
	})
}

func TestALongerLimitOrALaterStartIsNeverDueEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		from, l := anInstant(t, "from"), aLimit(t, "limit")
		longer := l
		longer.Halves++
		if l.Unit == Day || l.Unit == Month {
			longer.Halves = l.Halves + 2
		}
		due := c.Due(from, l)
		if c.Due(from, longer).At.Before(due.At) {
			t.Fatalf("%s from %s is due after %s", l, Stamp(from), longer)
		}
		later := from.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Minute)
		if c.Due(later, l).At.Before(due.At) {
			t.Fatalf("%s from %s is due after the same from %s", l, Stamp(from), Stamp(later))
		}
		if due.At.Before(from) && l.Unit != Workday && l.Unit != Day && l.Unit != Month {
			t.Fatalf("%s from %s is due before it starts", l, Stamp(from))
		}
	})
}

// Whoever hands in earlier is never due later, by any unit and either rule: what comes by night counts with what comes at the
// start of the work that follows.
func TestWhatComesEarlierIsNeverDueLater(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		first, l := anInstant(t, "first"), aLimit(t, "limit")
		if rapid.Bool().Draw(t, "short") && l.Unit != Day && l.Unit != Month {
			l.Halves = rapid.Int32Range(1, 3).Draw(t, "halves")
		}
		second := first.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "later")) * time.Minute)
		if slices.ContainsFunc(c.eras, func(e era) bool { return c.DateOf(first) < e.until+15 && c.DateOf(second) > e.until-15 }) {
			return // the rule itself may change in between
		}
		if a, b := c.Due(c.ReceivedAt(first), l), c.Due(c.ReceivedAt(second), l); a.At.After(b.At) {
			t.Fatalf("%+v, %s: received %s due %s, received %s due %s", c.Hours(), l, Stamp(first), Stamp(a.At), Stamp(second), Stamp(b.At))
		}
	})
	c := Builtin()
	for _, tt := range [][2]string{{"2023-02-02 23:00", "2023-02-03 17:30"}, {"2023-02-03 04:00", "2023-02-03 17:30"}, {"2023-02-03 08:30", "2023-02-03 17:30"}} {
		if d := c.Due(c.ReceivedAt(at(tt[0])), MustLimit("0.5wd")); !d.At.Equal(at(tt[1])) {
			t.Errorf("half a day received %s is due %s, want %s", tt[0], Stamp(d.At), tt[1])
		}
	}
}

func TestWorkingTimeAndItsInverseAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		from := anInstant(t, "from")
		p := c.position(from)
		back := c.at(p)
		if c.position(back) != p || back.After(from) {
			t.Fatalf("%s is at %d, which is %s", Stamp(from), p, Stamp(back))
		}
	})
}
