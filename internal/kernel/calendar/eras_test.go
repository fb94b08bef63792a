package calendar

import (
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
)

func hours(morning, afternoon string, rule AfterHours) Hours {
	h := Hours{AfterHours: rule, Delivery: rule, Assignment: rule}
	for s, to := range map[string]*Shift{morning: &h.Morning, afternoon: &h.Afternoon} {
		if err := to.UnmarshalText([]byte(s)); err != nil {
			panic(err)
		}
	}
	return h
}

var someHours = []Hours{
	DefaultHours(), hours("08:30-12:00", "14:00-17:30", SameDay), hours("09:00-12:00", "13:00-17:00", NextWorkday), hours("08:00-12:00", "12:00-18:00", SameDay),
	hours("00:00-06:00", "20:00-23:59", NextWorkday), hours("08:30-12:00", "15:00-18:00", NextWorkday),
}

// aCalendar draws a calendar as zones have them: with hours of their own, which may have changed, by either after-hours rule.
func aCalendar(t *rapid.T) *Calendar {
	c, err := Builtin().WithHours(rapid.SampledFrom(someHours).Draw(t, "hours"))
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		if err == nil {
			c, err = c.HoursFrom(aDate(t, "from"), rapid.SampledFrom(someHours).Draw(t, "new hours"))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHoursConsumedAreThoseOfTheirDays(t *testing.T) {
	t.Parallel()
	c, err := Builtin().HoursFrom(date("2026-03-18"), hours("09:00-12:00", "13:00-17:00", NextWorkday))
	if err != nil {
		t.Fatal(err)
	}
	k := suspended(t, started("8h", "2026-03-17 16:00"), "2026-03-18 12:30", "")
	if used, left := k.Spent(c, at("2026-03-18 15:00")); used != MustLimit("4.5h") || left != MustLimit("3.5h") {
		t.Errorf("an hour and a half on the old hours, three on the new: used %s, left %s", used, left)
	}
	for when, want := range map[string][2]string{
		"2026-03-17": {"08:30", "17:30"}, "2026-03-18": {"09:00", "17:00"}, "2027-03-18": {"09:00", "17:00"},
	} {
		if from, to := c.StartOfWork(date(when)), c.EndOfWork(date(when)); !from.Equal(at(when+" "+want[0])) || !to.Equal(at(when+" "+want[1])) {
			t.Errorf("%s from %s to %s", when, Stamp(from), Stamp(to))
		}
	}
	for limit, want := range map[string]string{
		"8h": "2026-03-18 16:30", "1.5h": "2026-03-17 17:30", "1wd": "2026-03-18 17:00", "0.5wd": "2026-03-18 12:00", "15.5h": "2026-03-19 17:00",
	} {
		if d := c.Due(at("2026-03-17 16:00"), MustLimit(limit)); !d.At.Equal(at(want)) {
			t.Errorf("%s is due %s, want %s", limit, Stamp(d.At), want)
		}
	}
	if got := c.ReceivedAt(at("2026-03-18 17:10")); !got.Equal(at("2026-03-19 09:00")) {
		t.Errorf("after the new hours: %s", Stamp(got))
	}
	if got := c.ReceivedAt(at("2026-03-17 17:10")); !got.Equal(at("2026-03-17 17:10")) {
		t.Errorf("within the old hours: %s", Stamp(got))
	}
	if c.Version() == Builtin().Version() {
		t.Error("it counts otherwise, so its version is another")
	}
	never, err := c.HoursFrom(date("2026-03-18"), DefaultHours()) // the others never came into force
	if err != nil || never.position(at("2026-03-20 10:00")) != Builtin().position(at("2026-03-20 10:00")) {
		t.Errorf("set anew for the same day: %v", err)
	}
}

// New hours change nothing that was counted up to the day from which they hold.
func TestNewHoursChangeNothingOfTheDaysBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		was := aCalendar(t)
		k, now := aClock(t, was)
		day := was.DateOf(now) + 1 + clock.Date(rapid.Int32Range(0, 5).Draw(t, "later"))
		if len(was.eras) > 0 && day <= was.eras[len(was.eras)-1].until {
			return
		}
		is, err := was.HoursFrom(day, rapid.SampledFrom(someHours).Draw(t, "then"))
		if err != nil {
			t.Fatal(err)
		}
		used, _ := k.Spent(was, now)
		if again, _ := k.Spent(is, now); again != used {
			t.Fatalf("used %s, by new hours from %s on %s", used, day, again)
		}
		if a, b := k.Consumed(was, now), k.Consumed(is, now); a != b {
			t.Fatalf("consumed %s, by new hours from %s on %s", a, day, b)
		}
		if a, b := k.Deadline(was), k.Deadline(is); a.At.Before(was.StartOfDay(day)) && !a.At.IsZero() && !a.At.Equal(b.At) {
			t.Fatalf("due %s, by new hours from %s on %s", Stamp(a.At), day, Stamp(b.At))
		}
		if from := anInstant(t, "received"); is.DateOf(from) < day && (!is.ReceivedAt(from).Equal(was.ReceivedAt(from)) && is.DateOf(is.ReceivedAt(from)) < day || is.position(from) != was.position(from)) {
			t.Fatalf("what came %s counts from another time", Stamp(from))
		}
	})
}
