package calendar

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func started(limit, when string) Clock { return Clock{Limit: MustLimit(limit)}.Start(at(when)) }

func must(t *testing.T, k Clock, err error) Clock {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func suspended(t *testing.T, k Clock, from, to string) Clock {
	t.Helper()
	k, err := k.Suspend(at(from), "专家评审", "审批局窗口")
	k = must(t, k, err)
	if to != "" {
		k, err = k.Resume(at(to), "审批局窗口")
		k = must(t, k, err)
	}
	return k
}

func extension(by, when string) Extension {
	return Extension{By: MustLimit(by), GrantedBy: "管委会分管副主任", Reason: "案情复杂", At: at(when)}
}

func TestTheExpertReviewOf2026UsesFiveDaysAndLeavesFifteen(t *testing.T) {
	t.Parallel()
	c := Builtin()
	k := started("20wd", "2026-03-02 09:00")
	open := suspended(t, k, "2026-03-10 10:00", "")
	for _, now := range []string{"2026-03-10 10:00", "2026-03-15 10:00", "2026-03-20 23:00"} {
		if open.Consumed(c, at(now)) != WD(5) || open.Remaining(c, at(now)) != WD(15) || open.Running() || open.Overdue(c, at(now)) {
			t.Errorf("at %s: consumed %s, remaining %s", now, open.Consumed(c, at(now)), open.Remaining(c, at(now)))
		}
	}
	if d := open.Deadline(c); !d.Suspended || !d.At.IsZero() {
		t.Errorf("while suspended there is no deadline: %+v", d)
	}
	if open.Overdue(c, at("2030-01-01 09:00")) {
		t.Error("a clock that stands still is never overdue")
	}
	closed := suspended(t, k, "2026-03-10 10:00", "2026-03-21 09:00")
	if d := closed.Deadline(c); d.Date != date("2026-04-13") {
		t.Errorf("due %s", d.Date)
	}
	if got := closed.Remaining(c, at("2026-03-23 09:00")); got != WD(14) {
		t.Errorf("on the first day after resuming %s remain", got)
	}
	if closed.Overdue(c, at("2026-04-13 17:30")) || !closed.Overdue(c, at("2026-04-13 17:31")) {
		t.Error("the deadline itself is in time, a minute later is not")
	}
	if got := closed.Remaining(c, at("2026-04-15 09:00")); got != WD(-2) {
		t.Errorf("two days overdue: %s", got)
	}
	if len(k.Stops) != 0 || open.Suspended() == closed.Suspended() {
		t.Error("a clock is a value: what is done to one does not change another")
	}
}

func TestRemainingInEveryUnit(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for name, tt := range map[string]struct {
		k    Clock
		now  string
		want string
	}{
		"the whole limit before the start":            {Clock{Limit: MustLimit("20wd")}, "2026-03-02 09:00", "20wd"},
		"the whole limit on the day of the start":     {started("20wd", "2026-03-02 09:00"), "2026-03-02 16:00", "20wd"},
		"nothing on the last day":                     {started("5wd", "2026-02-09 09:00"), "2026-02-14 09:00", "0wd"},
		"the festival does not count as overdue":      {started("5wd", "2026-02-09 09:00"), "2026-02-20 09:00", "0wd"},
		"the first working day after it does":         {started("5wd", "2026-02-09 09:00"), "2026-02-24 09:00", "-1wd"},
		"half a day until the afternoon begins":       {started("0.5wd", "2026-03-02 09:00"), "2026-03-02 11:00", "0.5wd"},
		"then nothing":                                {started("0.5wd", "2026-03-02 09:00"), "2026-03-02 14:00", "0wd"},
		"and then overdue by half days":               {started("0.5wd", "2026-03-02 09:00"), "2026-03-03 09:00", "-0.5wd"},
		"a day and a half on the first morning":       {started("1.5wd", "2026-03-02 09:00"), "2026-03-03 09:00", "1wd"},
		"a day and a half on the start's afternoon":   {started("1.5wd", "2026-03-02 09:00"), "2026-03-02 16:00", "1.5wd"},
		"calendar days as working days":               {started("15d", "2026-03-02 09:00"), "2026-03-09 09:00", "6wd"},
		"calendar days before the start":              {Clock{Limit: MustLimit("15d")}, "2026-03-02 09:00", "11wd"},
		"a date as working days":                      {started("2026-03-31", "2026-03-02 09:00"), "2026-03-30 09:00", "1wd"},
		"hours as half days, rounded up":              {started("8h", "2026-03-02 09:00"), "2026-03-02 09:00", "1.5wd"},
		"an hour is half a day":                       {started("8h", "2026-03-02 09:00"), "2026-03-03 09:00", "0.5wd"},
		"same day on the day":                         {started("0wd", "2026-03-02 09:00"), "2026-03-02 16:00", "0wd"},
		"same day on the next":                        {started("0wd", "2026-03-02 09:00"), "2026-03-03 09:00", "-1wd"},
		"same day from a day off":                     {started("0wd", "2026-03-01 09:00"), "2026-03-01 10:00", "1wd"},
		"no limit leaves nothing":                     {started("", "2026-03-02 09:00"), "2026-03-03 09:00", "0wd"},
		"calendar days standing still, from tomorrow": {suspended(t, started("15d", "2026-03-02 09:00"), "2026-03-09 10:00", ""), "2026-03-09 10:00", "7wd"},
		"half a day standing still":                   {suspended(t, started("1.5wd", "2026-03-02 09:00"), "2026-03-04 09:00", ""), "2026-03-09 10:00", "0.5wd"},
	} {
		if got := tt.k.Remaining(c, at(tt.now)).String(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestHoursStandStillByTheInstant(t *testing.T) {
	t.Parallel()
	c := Builtin()
	k := suspended(t, started("8h", "2026-03-02 09:00"), "2026-03-02 10:00", "2026-03-02 11:30")
	if d := k.Deadline(c); !d.At.Equal(at("2026-03-03 11:30")) {
		t.Errorf("due %s", Stamp(d.At))
	}
	k = suspended(t, started("2ch", "2026-03-07 09:00"), "2026-03-07 10:00", "2026-03-08 10:00")
	if d := k.Deadline(c); !d.At.Equal(at("2026-03-08 11:00")) {
		t.Errorf("due %s", Stamp(d.At))
	}
	if left := k.Left(c, at("2026-03-08 10:30")); left != 30*time.Minute {
		t.Errorf("%s left", left)
	}
	if used := started("8h", "2026-03-02 09:00").Consumed(c, at("2026-03-02 15:00")); used.String() != "0.5wd" {
		t.Errorf("four hours are %s and a bit", used)
	}
}

func TestASuspensionResumedTheSameDayCostsNothing(t *testing.T) {
	t.Parallel()
	k := suspended(t, started("20wd", "2026-03-02 09:00"), "2026-03-10 09:00", "2026-03-10 16:00")
	if d := k.Deadline(Builtin()); d.Date != date("2026-03-30") {
		t.Errorf("due %s", d.Date)
	}
}

func TestASuspensionAfterTheDeadlineRevivesNothing(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for when, late := range map[string]Workdays{"2026-03-30 17:45": 0, "2026-04-01 09:00": WD(-1)} {
		k := suspended(t, started("20wd", "2026-03-02 09:00"), when, "")
		if d := k.Deadline(c); d.Date != date("2026-03-30") || !k.Overdue(c, at("2026-04-02 09:00")) {
			t.Errorf("suspended at %s: %+v", when, d)
		}
		if got := k.Remaining(c, at("2026-04-02 09:00")); got != late {
			t.Errorf("suspended at %s: %s remain", when, got)
		}
	}
	k := suspended(t, started("20wd", "2026-03-02 09:00"), "2026-03-30 17:00", "2026-03-31 09:00")
	if d := k.Deadline(c); d.Date != date("2026-03-31") {
		t.Errorf("suspended before the end of the last day: %s", d.Date)
	}
}

func TestExtensions(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for name, tt := range map[string]struct {
		k    Clock
		by   string
		want string
	}{
		"working days add to working days":               {started("20wd", "2026-03-02 09:00"), "10wd", "2026-04-14 17:30"},
		"half a day adds the next morning":               {started("20wd", "2026-03-02 09:00"), "0.5wd", "2026-03-31 12:00"},
		"a month runs from the old deadline":             {started("20wd", "2026-03-02 09:00"), "1mo", "2026-04-30 17:30"},
		"working days run from a named date":             {started("2026-03-31", "2026-03-02 09:00"), "3wd", "2026-04-03 17:30"},
		"a date replaces the deadline":                   {started("20wd", "2026-03-02 09:00"), "2026-04-20", "2026-04-20 17:30"},
		"a date replaces a date":                         {started("2026-03-31", "2026-03-02 09:00"), "2026-04-20", "2026-04-20 17:30"},
		"calendar days add before they roll":             {started("4d", "2026-03-03 09:00"), "3d", "2026-03-10 17:30"},
		"a suspension before the extension still counts": {suspended(t, started("20wd", "2026-03-02 09:00"), "2026-03-04 10:00", "2026-03-05 09:00"), "1mo", "2026-04-30 17:30"},
	} {
		k, err := tt.k.Extend(c, extension(tt.by, "2026-03-06 09:00"), DefaultExtensions)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := k.Deadline(c); !d.At.Equal(at(tt.want)) {
			t.Errorf("%s: due %s, want %s", name, Stamp(d.At), tt.want)
		}
		if len(tt.k.Extensions) != 0 {
			t.Errorf("%s: the old clock was changed", name)
		}
	}
}

func TestExtensionsAreRefused(t *testing.T) {
	t.Parallel()
	c := Builtin()
	k := started("20wd", "2026-03-02 09:00")
	once, err := k.Extend(c, extension("10wd", "2026-03-30 17:30"), 1)
	once = must(t, once, err)
	nobody := extension("10wd", "2026-03-10 09:00")
	nobody.GrantedBy = " "
	for code, tt := range map[string]struct {
		k    Clock
		e    Extension
		most int
	}{
		"clock.not_started":     {Clock{Limit: MustLimit("20wd")}, extension("10wd", "2026-03-10 09:00"), 1},
		"clock.expired":         {k, extension("10wd", "2026-03-30 17:31"), 1},
		"clock.extended_enough": {once, extension("10wd", "2026-04-01 09:00"), DefaultExtensions},
		"clock.no_grantor":      {k, nobody, 1},
		"clock.no_extension":    {k, extension("", "2026-03-10 09:00"), 1},
		"clock.not_longer":      {k, extension("2026-03-20", "2026-03-10 09:00"), 1},
	} {
		got, err := tt.k.Extend(c, tt.e, tt.most)
		if !errs.Is(err, code) || !reflect.DeepEqual(got, tt.k) {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if _, err := k.Extend(c, extension("10wd", "2026-03-10 09:00"), 0); !errs.Is(err, "clock.extended_enough") {
		t.Errorf("a limit that may not be extended: %v", err)
	}
	twice, err := once.Extend(c, extension("5wd", "2026-04-01 09:00"), 2)
	if twice = must(t, twice, err); twice.Deadline(c).Date != date("2026-04-21") || once.Deadline(c).Date != date("2026-04-14") {
		t.Errorf("due %s", twice.Deadline(c).Date)
	}
}

func TestSuspensionsAreRefused(t *testing.T) {
	t.Parallel()
	k := started("20wd", "2026-03-02 09:00")
	open := suspended(t, k, "2026-03-10 10:00", "")
	shut := suspended(t, k, "2026-03-10 10:00", "2026-03-12 10:00")
	suspend := func(k Clock, when, reason string) error {
		_, err := k.Suspend(at(when), reason, "x")
		return err
	}
	resume := func(k Clock, when string) error {
		_, err := k.Resume(at(when), "x")
		return err
	}
	for code, faults := range map[string][]error{
		"clock.not_started":   {suspend(Clock{Limit: MustLimit("1wd")}, "2026-03-10 10:00", "检验")},
		"clock.suspended":     {suspend(open, "2026-03-11 10:00", "检验")},
		"clock.no_reason":     {suspend(k, "2026-03-11 10:00", " ")},
		"clock.too_early":     {suspend(k, "2026-03-01 10:00", "检验"), suspend(shut, "2026-03-11 10:00", "检验"), resume(open, "2026-03-09 10:00")},
		"clock.not_suspended": {resume(k, "2026-03-10 10:00"), resume(shut, "2026-03-13 10:00")},
	} {
		for _, err := range faults {
			if !errs.Is(err, code) {
				t.Errorf("want %s, got %v", code, err)
			}
		}
	}
}

func TestAClockIsNotOverdueBeforeItStarts(t *testing.T) {
	t.Parallel()
	c, k := Builtin(), Clock{Limit: MustLimit("1wd")}
	if k.Overdue(c, at("2026-03-10 10:00")) || k.Running() || k.Consumed(c, at("2026-03-10 10:00")) != 0 || k.Deadline(c) != (Deadline{}) {
		t.Error("not started is not overdue")
	}
	k = k.Start(at("2026-03-02 09:00"))
	if k.Start(at("2026-03-05 09:00")).Started != k.Started {
		t.Error("a clock starts once")
	}
}

func TestClocksTravelThroughJSON(t *testing.T) {
	t.Parallel()
	k := suspended(t, started("20wd", "2026-03-02 09:00"), "2026-03-10 10:00", "")
	k, err := k.Extend(Builtin(), extension("0.5wd", "2026-03-11 09:00"), 1)
	k = must(t, k, err)
	data, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	var back Clock
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, k) {
		t.Fatalf("%s: %+v %v", data, back, err)
	}
}

// aClock draws a clock with suspensions and perhaps an extension, and an instant after all of them.
func aClock(t *rapid.T, c *Calendar) (Clock, time.Time) {
	now := anInstant(t, "start")
	k := Clock{Limit: aLimit(t, "limit")}.Start(now)
	wait := func() time.Time {
		now = now.Add(time.Duration(rapid.IntRange(0, 12*24*60).Draw(t, "wait")) * time.Minute)
		return now
	}
	for range rapid.IntRange(0, 3).Draw(t, "steps") {
		var err error
		switch rapid.SampledFrom([]string{"suspend", "resume", "extend"}).Draw(t, "step") {
		case "suspend":
			k, err = k.Suspend(wait(), "检测", "窗口")
		case "resume":
			k, err = k.Resume(wait(), "窗口")
		default:
			k, err = k.Extend(c, Extension{By: aLimit(t, "by"), GrantedBy: "分管领导", At: wait()}, 1)
		}
		_ = err // a refused step leaves the clock as it was
	}
	return k, wait()
}

func TestSuspendingAClockNeverShortensIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		k, now := aClock(t, c)
		if k.Suspended() {
			return
		}
		before := k.Deadline(c)
		paused, err := k.Suspend(now, "检测", "窗口")
		if err != nil {
			t.Fatal(err)
		}
		if now.After(before.At) != paused.Overdue(c, now) {
			t.Fatalf("suspending changed what was overdue: %+v", paused)
		}
		resumed, err := paused.Resume(now.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(t, "pause"))*time.Minute), "窗口")
		if err != nil {
			t.Fatal(err)
		}
		if after := resumed.Deadline(c); after.At.Before(before.At) {
			t.Fatalf("from %s back to %s: %+v", Stamp(before.At), Stamp(after.At), resumed)
		}
	})
}

func TestConsumedAndRemainingMakeUpTheBudget(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		k, now := aClock(t, c)
		limit := k.budget()
		if limit.Unit != Workday {
			return
		}
		if k.Consumed(c, now)+k.Remaining(c, now) != Workdays(limit.Halves) {
			t.Fatalf("%s + %s is not %s", k.Consumed(c, now), k.Remaining(c, now), limit)
		}
		if d := k.Deadline(c); !d.At.IsZero() {
			if left := k.Remaining(c, d.At); left != 0 {
				t.Fatalf("%s remain at the deadline of %+v", left, k)
			}
			if k.Overdue(c, now) && k.Remaining(c, now) > 0 {
				t.Fatalf("overdue with %s left: %+v", k.Remaining(c, now), k)
			}
		}
	})
}

func TestAStandstillKeepsWhatRemains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		k, now := aClock(t, c)
		if !k.Suspended() || k.budget().Unit != Workday || !k.Deadline(c).Suspended {
			return
		}
		later := c.StartOfDay(c.DateOf(now) + clock.Date(rapid.Int32Range(0, 100).Draw(t, "days")))
		if later.Before(now) {
			later = now
		}
		if k.Remaining(c, now) != k.Remaining(c, later) {
			t.Fatalf("%s became %s", k.Remaining(c, now), k.Remaining(c, later))
		}
	})
}

func BenchmarkRemaining(b *testing.B) {
	c, now := Builtin(), morning("2026-03-25")
	plain := Clock{Limit: MustLimit("20wd")}.Start(morning("2026-03-02"))
	paused := plain
	paused.Stops = []Suspension{{From: morning("2026-03-10"), To: morning("2026-03-21")}}
	b.Run("plain", func(b *testing.B) {
		for range b.N {
			plain.Remaining(c, now)
		}
	})
	b.Run("suspended once", func(b *testing.B) {
		for range b.N {
			paused.Remaining(c, now)
		}
	})
}
