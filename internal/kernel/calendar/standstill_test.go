package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
)

func TestASuspensionGivesBackWhatItHolds(t *testing.T) {
	t.Parallel()
	c := Builtin()
	type stop struct{ from, to string }
	nightly := func(from, to string) (out []stop) {
		for _, day := range []string{"03", "04", "05", "06", "09", "10", "11", "12", "13", "16", "17", "18", "19", "20"} {
			d := date("2026-03-" + day)
			out = append(out, stop{d.String() + " " + from, c.AddWorkdays(d, 1).String() + " " + to})
		}
		return out
	}
	for name, tt := range map[string]struct {
		limit, want string
		stops       []stop
	}{
		"the whole day from its first hour":                {"20wd", "2026-03-31 17:30", []stop{{"2026-03-04 08:30", "2026-03-05 08:00"}}},
		"half a day or more is the day":                    {"20wd", "2026-03-31 17:30", []stop{{"2026-03-04 14:00", "2026-03-05 08:00"}}},
		"less than half is none":                           {"20wd", "2026-03-30 17:30", []stop{{"2026-03-04 16:00", "2026-03-05 08:00"}}},
		"after work is none":                               {"20wd", "2026-03-30 17:30", []stop{{"2026-03-04 17:40", "2026-03-05 08:00"}}},
		"a weekend is none":                                {"20wd", "2026-03-30 17:30", []stop{{"2026-03-06 18:00", "2026-03-08 12:00"}}},
		"a weekend from its Saturday is none":              {"20wd", "2026-03-30 17:30", []stop{{"2026-03-07 10:00", "2026-03-09 08:00"}}},
		"every night of three weeks is none":               {"20wd", "2026-03-30 17:30", nightly("17:40", "08:00")},
		"every evening's last half hour is a day in all":   {"20wd", "2026-03-31 17:30", nightly("17:00", "08:00")},
		"every afternoon is half of the days":              {"20wd", "2026-04-09 17:30", nightly("14:00", "08:00")},
		"the last day moves, however little is left of it": {"20wd", "2026-03-31 17:30", []stop{{"2026-03-30 17:00", "2026-03-31 08:00"}}},
		"and does so once": {"20wd", "2026-03-31 17:30", []stop{
			{"2026-03-30 17:00", "2026-03-31 08:00"}, {"2026-03-31 17:00", "2026-04-01 08:00"},
		}},
		"half a day on its own afternoon":           {"0.5wd", "2026-03-03 12:00", []stop{{"2026-03-02 16:00", "2026-03-03 08:00"}}},
		"half a day after it is over":               {"0.5wd", "2026-03-02 17:30", []stop{{"2026-03-02 17:40", "2026-03-03 08:00"}}},
		"calendar days: the day off that was whole": {"15d", "2026-03-18 17:30", []stop{{"2026-03-06 18:00", "2026-03-08 12:00"}}},
		"a date that is the day of the start":       {"2026-03-02", "2026-03-05 17:30", []stop{{"2026-03-02 10:00", "2026-03-05 08:00"}}},
		"hours: by the instant":                     {"8h", "2026-03-03 12:00", []stop{{"2026-03-02 16:30", "2026-03-03 08:30"}, {"2026-03-03 08:30", "2026-03-03 09:30"}}},
	} {
		k := started(tt.limit, "2026-03-02 09:00")
		for _, s := range tt.stops {
			k = suspended(t, k, s.from, s.to)
		}
		if d := k.Deadline(c); !d.At.Equal(at(tt.want)) {
			t.Errorf("%s: due %s, want %s", name, Stamp(d.At), tt.want)
		}
	}
}

// A suspension that holds no office time moves no limit in working days or hours, and one that holds some never
// gives back two days more than that.
func TestASuspensionGivesBackNoMoreThanItHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		k := Clock{Limit: aLimit(t, "limit")}.Start(anInstant(t, "start"))
		if k.Limit.Unit != Workday && k.Limit.Unit != Hour {
			k.Limit.Unit = Workday
		}
		before, now, held := k.Deadline(c), k.Started, int64(0)
		night := rapid.Bool().Draw(t, "nights only")
		for range rapid.IntRange(1, 12).Draw(t, "stops") {
			from := now.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(t, "from")) * time.Minute)
			to := from.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(t, "length")) * time.Minute)
			if night {
				from = latest(from, c.EndOfWork(c.DateOf(from)).Add(time.Minute))
				to = c.StartOfWork(c.AddWorkdays(c.DateOf(from), 1))
			}
			var err error
			if k, err = k.Suspend(from, "检测", "窗口"); err != nil {
				t.Fatal(err)
			}
			if k, err = k.Resume(to, "窗口"); err != nil {
				t.Fatal(err)
			}
			held, now = held+c.position(to)-c.position(from), to
		}
		after := k.Deadline(c)
		if after.At.Before(before.At) || held == 0 && !after.At.Equal(before.At) {
			t.Fatalf("%v held %d: from %s to %s", k.Stops, held, Stamp(before.At), Stamp(after.At))
		}
		if given := c.position(after.At) - c.position(before.At); given > held+2*max(c.hoursAt(before.At).perDay(), c.hoursAt(after.At).perDay()) {
			t.Fatalf("%v held %d and gave back %d", k.Stops, held, given)
		}
	})
}

// While the clock stands still its deadline never goes by, save where a day was given ahead for less than half of one.
func TestADeadlineDoesNotGoByInAStandstill(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		k := Clock{Limit: aLimit(t, "limit")}.Start(anInstant(t, "start"))
		due := k.Deadline(c)
		from := due.At.Add(-time.Duration(rapid.IntRange(1, 3*24*60).Draw(t, "ahead")) * time.Minute)
		if from.Before(k.Started) || c.position(from) == c.position(due.At) && k.Limit.Unit != ClockHour {
			return
		}
		open, err := k.Suspend(from, "检测", "窗口")
		if err != nil {
			t.Fatal(err)
		}
		later := c.StartOfDay(c.DateOf(from) + clock.Date(rapid.Int32Range(1, 30).Draw(t, "days")))
		if open.Overdue(c, later) {
			t.Fatalf("suspended at %s before %s, overdue in it", Stamp(from), Stamp(due.At))
		}
		if k, err = open.Resume(later, "窗口"); err != nil || k.Overdue(c, later) {
			t.Fatalf("suspended at %s before %s, overdue when resumed at %s: %v", Stamp(from), Stamp(due.At), Stamp(later), err)
		}
	})
}
