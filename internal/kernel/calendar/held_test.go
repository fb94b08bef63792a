package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
)

// rewritten is the builtin calendar with a later notice that makes days off and days worked, known since an instant.
func rewritten(tb interface{ Fatal(...any) }, since string, off, work []clock.Date) *Calendar {
	return rewrittenAt(tb, at(since), off, work)
}

func rewrittenAt(tb interface{ Fatal(...any) }, since time.Time, off, work []clock.Date) *Calendar {
	c, err := Builtin().With(Notice{ID: "2026.9", Year: 2026, Amends: "2026.1", Title: "测试", Published: Builtin().DateOf(since), Checked: Memory, Off: off, Work: work})
	if err != nil {
		tb.Fatal(err)
	}
	return c.Following(Builtin(), since)
}

func TestNothingIsMovedToWhereItWouldHaveEndedBeforeTheNoticeWasKnown(t *testing.T) {
	t.Parallel()
	saturday := []clock.Date{date("2026-11-14")} // worked after all: five days from the 13th end on the 19th, not the 20th
	stop := func(from, to string) []Suspension {
		s := Suspension{From: at(from)}
		if to != "" {
			s.To = at(to)
		}
		return []Suspension{s}
	}
	for name, tt := range map[string]struct {
		known, limit string
		stops        []Suspension
		want         string // "" while suspended
	}{
		"known in time, it moves":             {"2026-11-18 09:00", "5wd", nil, "2026-11-19 17:30"},
		"known on the day it would move to":   {"2026-11-19 09:00", "5wd", nil, "2026-11-19 17:30"},
		"known later, it stays":               {"2026-11-20 09:00", "5wd", nil, "2026-11-20 17:30"},
		"known after work, it stays":          {"2026-11-19 18:00", "5wd", nil, "2026-11-20 17:30"},
		"a longer one moves to the first day": {"2026-11-23 09:00", "6wd", nil, "2026-11-23 17:30"},
		"over before anyway, it stays":        {"2026-11-25 09:00", "5wd", nil, "2026-11-20 17:30"},
		"half days":                           {"2026-11-20 09:00", "5.5wd", nil, "2026-11-20 17:30"},
		"hours":                               {"2026-11-20 08:40", "35h", nil, "2026-11-20 09:00"},
		"calendar days do not move":           {"2026-11-20 09:00", "7d", nil, "2026-11-20 17:30"},
		"it stands still with the matter":     {"2026-11-20 09:00", "5wd", stop("2026-11-20 10:00", ""), ""},
		"and goes on with it":                 {"2026-11-20 09:00", "5wd", stop("2026-11-20 10:00", "2026-11-25 09:00"), "2026-11-25 17:30"},
		"suspended when it became known":      {"2026-11-20 09:00", "5wd", stop("2026-11-19 18:00", ""), ""},
		"and resumed":                         {"2026-11-20 09:00", "5wd", stop("2026-11-19 18:00", "2026-12-01 09:00"), "2026-12-01 17:30"},
		"what stood still before its first day does not move that": {"2026-11-20 18:00", "7wd", stop("2026-11-21 10:00", "2026-11-23 08:00"), "2026-11-23 17:30"},
		"a suspension after the end revives nothing":               {"2026-11-20 09:00", "5wd", stop("2026-11-20 18:00", "2026-12-01 09:00"), "2026-11-20 17:30"},
	} {
		c := rewritten(t, tt.known, nil, saturday)
		k := started(tt.limit, "2026-11-13 09:00")
		k.Stops = tt.stops
		d := k.Deadline(c)
		if tt.want == "" {
			if !d.Suspended || !d.At.IsZero() {
				t.Errorf("%s: %+v", name, d)
			}
			continue
		}
		if !d.At.Equal(at(tt.want)) || d.Date != date(tt.want[:10]) || d.Calendar != c.Version() {
			t.Errorf("%s: due %s, want %s", name, Stamp(d.At), tt.want)
		}
	}
	c := rewritten(t, "2026-11-20 09:00", nil, saturday)
	k := started("5wd", "2026-11-13 09:00")
	if left, overdue := k.Remaining(c, at("2026-11-20 10:00")), k.Overdue(c, at("2026-11-20 10:00")); left != 0 || overdue {
		t.Errorf("on its last day %s are left, overdue %v", left, overdue)
	}
	if left := k.Remaining(c, at("2026-11-23 10:00")); left != WD(-1) {
		t.Errorf("the day after %s", left)
	}
	if d := started("5wd", "2026-11-20 09:30").Deadline(c); d.Date != date("2026-11-27") {
		t.Errorf("what starts once it is known counts with it alone: %s", d.Date)
	}
	hours := DefaultHours()
	hours.Afternoon.To = 17 * 60
	if own, err := c.WithHours(hours); err != nil || !k.Deadline(own).At.Equal(at("2026-11-20 17:00")) {
		t.Errorf("by hours of its own: %+v %v", k.Deadline(own), err)
	}
}

func TestTheRewritingOf2020IsHeldToo(t *testing.T) {
	t.Parallel()
	known, err := Steps()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(known, func(s Step) bool { return s.Notice.ID == "2020.2" })
	if is := known[i].Calendar.Held(at("2020-01-31 17:30"), at("2020-01-23 17:30")); !is.Equal(at("2020-02-03 17:30")) {
		t.Errorf("the last working day of January was 31, by the notice 23, and is %s", Stamp(is))
	}
	if is := known[i].Calendar.Held(at("2020-01-23 17:30"), at("2020-01-22 17:30")); !is.Equal(at("2020-01-23 17:30")) {
		t.Errorf("what was over stays over: %s", Stamp(is))
	}
}

// Tuesday the 10th is off after all, and the weekend before it was worked: 19.5 hours from the 6th end on Sunday, not on Tuesday
// at 16:00, and 22 on Monday, not on Wednesday at 09:30.
func TestWhatStoodOnADayOffOrBehindItIsHeldUntilTheEndOfTheNextWorkingDay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ known, limit, from, to, want string }{
		"it stood on the day off":                          {"2026-03-10 15:59", "19.5h", "", "", "2026-03-11 17:30"},
		"a suspension moved it behind the day off":         {"2026-03-10 15:59", "19.5h", "2026-03-10 15:59", "2026-03-10 17:30", "2026-03-11 17:30"},
		"and one that lasts moves it on":                   {"2026-03-10 15:59", "19.5h", "2026-03-10 15:59", "2026-03-12 09:00", "2026-03-12 09:01"},
		"a longer limit is not due earlier":                {"2026-03-10 15:59", "22h", "", "", "2026-03-11 17:30"},
		"it stood before the notice was known":             {"2026-03-10 16:01", "19.5h", "", "", "2026-03-10 16:00"},
		"it stood on the working day on which it is known": {"2026-03-11 08:00", "22h", "", "", "2026-03-11 09:30"},
	} {
		c := rewritten(t, tt.known, []clock.Date{date("2026-03-10")}, []clock.Date{date("2026-03-07"), date("2026-03-08")})
		k := started(tt.limit, "2026-03-06 00:00")
		if tt.from != "" {
			k = suspended(t, k, tt.from, tt.to)
		}
		if d := k.Deadline(c); !d.At.Equal(at(tt.want)) {
			t.Errorf("%s: due %s, want %s", name, Stamp(d.At), tt.want)
		}
	}
}

// Whatever is known when, and however far the first day was moved: else a suspension or a longer limit would shorten.
func TestWhatStoodLaterIsHeldNoEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minute := func(label string) time.Time {
			return at("2026-03-09 08:00").Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, label)) * time.Minute)
		}
		var off, work []clock.Date
		for d := date("2026-03-09"); d <= date("2026-03-15"); d++ {
			if rapid.Bool().Draw(t, "worked") {
				work = append(work, d)
			} else {
				off = append(off, d)
			}
		}
		c := rewrittenAt(t, minute("known"), off, work)
		was := minute("was")
		later := was.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(t, "later")) * time.Minute)
		is := was.Add(-time.Minute)
		floor := c.EndOfWork(c.AddWorkdays(c.firstDay(), rapid.IntRange(0, 2).Draw(t, "moved")))
		if a, b := c.held(was, is, floor), c.held(later, is, floor); b.Before(a) {
			t.Fatalf("known %s, held to %s: from %s to %s, from %s to %s", Stamp(c.since), Stamp(floor), Stamp(was), Stamp(a), Stamp(later), Stamp(b))
		}
	})
}

// Whatever a notice says, nothing that was not overdue becomes so by its becoming known, nothing is due later than by it or
// before it, save on the first day; and a suspension still never shortens.
func TestANoticeMakesNothingOverdueWhenItBecomesKnown(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := instant(date("2026-03-02")+clock.Date(rapid.Int32Range(0, 200).Draw(t, "start")), TimeOfDay(rapid.IntRange(0, 24*60-1).Draw(t, "minute")))
		l := aLimit(t, "limit")
		if l.Unit != ClockHour {
			l.Halves = min(l.Halves, 40)
		}
		k := Clock{Limit: l}.Start(start)
		due := k.Deadline(Builtin())
		since := due.At.Add(-time.Duration(rapid.IntRange(-3*24*60, 8*24*60).Draw(t, "known")) * time.Minute)
		var off, work []clock.Date
		for d := date("2026-02-20"); d < date("2026-12-25"); d++ {
			switch rapid.IntRange(0, 9).Draw(t, "day") {
			case 0:
				off = append(off, d)
			case 1:
				work = append(work, d)
			}
		}
		if since.Before(start) {
			return
		}
		c := rewrittenAt(t, since, off, work)
		if rapid.Bool().Draw(t, "stopped") {
			k, _ = k.Suspend(start.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "stop"))*time.Minute), "检测", "窗口")
			if rapid.Bool().Draw(t, "resumed") {
				k, _ = k.Resume(k.latest().Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "length"))*time.Minute), "窗口")
			}
		}
		alone := *c
		alone.prior = nil
		was, is, raw := k.Deadline(Builtin()), k.Deadline(c), k.Deadline(&alone)
		if !since.Before(k.latest()) && k.Overdue(c, since) && !k.Overdue(Builtin(), since) {
			t.Fatalf("due %s by what was known, %s by the notice, %s known %s", Stamp(was.At), Stamp(raw.At), Stamp(is.At), Stamp(since))
		}
		if !was.Suspended && !is.Suspended && len(k.Stops) == 0 {
			if floor := c.EndOfWork(c.firstDay()); is.At.Before(raw.At) || is.At.After(raw.At) && is.At.After(floor) && is.At.After(was.At) {
				t.Fatalf("was %s, alone %s, is %s, first day %s", Stamp(was.At), Stamp(raw.At), Stamp(is.At), Stamp(floor))
			}
		}
		if is.Suspended || k.Suspended() {
			return
		}
		from := latest(k.latest(), since.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "then"))*time.Minute))
		open, err := k.Suspend(from, "检测", "窗口")
		if err != nil {
			t.Fatal(err)
		}
		then, err := open.Resume(from.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "pause"))*time.Minute), "窗口")
		if err != nil {
			t.Fatal(err)
		}
		if after := then.Deadline(c); after.At.Before(is.At) || from.After(is.At) && !after.At.Equal(is.At) {
			t.Fatalf("suspended %s..%s: from %s to %s (known %s, was %s, alone %s)", Stamp(from), Stamp(then.latest()), Stamp(is.At), Stamp(after.At), Stamp(since), Stamp(was.At), Stamp(raw.At))
		}
	})
}
