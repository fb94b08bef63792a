package calendar

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func date(s string) clock.Date { return clock.MustDate(s) }

// at reads "2026-03-02 09:00" as Shanghai time.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// morning is nine o'clock on the day.
func morning(s string) time.Time { return at(s + " 09:00") }

func TestWorkingDaysOfTheYearAgreeWithTheGazette(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for year, want := range map[int]int{2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		got := c.WorkdaysBetween(clock.NewDate(year-1, 12, 31), clock.NewDate(year, 12, 31))
		if got != want || !c.Gazetted(year) {
			t.Errorf("%d: %d working days, want %d (gazetted %v)", year, got, want, c.Gazetted(year))
		}
	}
}

func TestMakeUpDaysAreWorked(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for s := range strings.FieldsSeq(`2020-01-19 2020-04-26 2020-05-09 2020-06-28 2020-09-27 2020-10-10
		2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09
		2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09
		2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
		2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
		2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
		2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10`) {
		if info := c.Day(date(s)); !info.MakeUp || !info.Workday || info.Kind != MakeUpDay || !c.Workday(date(s)) {
			t.Errorf("%s: %+v is not a make-up day", s, info)
		}
	}
}

func TestNewYearOf2023BeganInTheYearBefore(t *testing.T) {
	t.Parallel()
	info := Builtin().Day(date("2022-12-31"))
	if info.Workday || info.Holiday != "元旦" || info.Notice != "2023.1" || info.Provisional {
		t.Errorf("got %+v", info)
	}
}

func TestTheSpringFestivalOf2020WasRewrittenInMidYear(t *testing.T) {
	t.Parallel()
	before, after := Builtin().AsOf(date("2020-01-26")), Builtin().AsOf(date("2020-01-27"))
	friday, saturday := date("2020-01-31"), date("2020-02-01")
	if !before.Workday(friday) || !before.Day(saturday).MakeUp {
		t.Error("before the notice of 27 January both days were worked")
	}
	if after.Workday(friday) || after.Workday(saturday) || after.Day(friday).Notice != "2020.2" {
		t.Error("after the notice both days are off")
	}
	if before.Version() == after.Version() || !strings.HasPrefix(before.Version(), "2020.1-") {
		t.Errorf("versions %s and %s", before.Version(), after.Version())
	}
	k := Clock{Limit: MustLimit("5wd")}.Start(morning("2020-01-22"))
	was, is, changed := Reproject(before, after, k)
	if was.Date != date("2020-02-04") || is.Date != date("2020-02-06") || !changed {
		t.Errorf("due %s, then %s (changed %v)", was.Date, is.Date, changed)
	}
	if _, _, changed = Reproject(after, Builtin(), k); changed {
		t.Error("a notice about another year does not move the deadline")
	}
}

func TestAYearWithoutNoticeIsProvisional(t *testing.T) {
	t.Parallel()
	c := Builtin()
	if c.Gazetted(2027) {
		t.Fatal("2027 has no notice")
	}
	if d := c.Due(morning("2026-12-28"), MustLimit("3wd")); d.Provisional || d.Date != date("2026-12-31") {
		t.Errorf("within 2026: %+v", d)
	}
	if d := c.Due(morning("2026-12-28"), MustLimit("4wd")); !d.Provisional || d.Date != date("2027-01-01") {
		t.Errorf("into 2027: %+v", d)
	}
	n, err := ParseNotice([]byte(`{"id": "2027.1", "year": 2027, "title": "示例", "published": "2026-11-25", "checked": "memory",
		"off": ["2027-01-01..2027-01-03", "2027-05-01", "2027-10-01..2027-10-03"]}`))
	if err != nil {
		t.Fatal(err)
	}
	later, err := c.With(n)
	if err != nil {
		t.Fatal(err)
	}
	if d := later.Due(morning("2026-12-28"), MustLimit("4wd")); d.Provisional || d.Date != date("2027-01-04") {
		t.Errorf("once 2027 is gazetted: %+v", d)
	}
	if later.AsOf(date("2026-11-24")).Version() != c.Version() || !strings.HasPrefix(later.Version(), "2027.1-") {
		t.Errorf("versions %s, %s", c.Version(), later.Version())
	}
	empty, err := New(nil, DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	if d := empty.Due(morning("2026-02-13"), MustLimit("1wd")); !d.Provisional || d.Date != date("2026-02-16") {
		t.Errorf("without any notice: %+v", d)
	}
}

func TestCountingFromVariousDays(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-02-13", 0, "2026-02-13"},
		{"2026-02-15", 0, "2026-02-15"},
		{"2026-02-15", 1, "2026-02-24"},
		{"2026-02-15", -1, "2026-02-14"},
		{"2026-02-24", -1, "2026-02-14"},
		{"2026-02-24", -2, "2026-02-13"},
		{"1999-12-31", 1, "2000-01-03"},
		{"2035-01-05", 1, "2035-01-08"},
		{"2035-01-07", -1, "2035-01-05"},
	} {
		if got := c.AddWorkdays(date(tt.from), tt.n); got != date(tt.want) {
			t.Errorf("%s %+d working days: %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestCountingBackBeginsWithTheLastDayThatCanBeWorked(t *testing.T) {
	t.Parallel()
	c := Builtin()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-02-13", 0, "2026-02-13"},
		{"2026-02-13", 1, "2026-02-12"},
		{"2026-02-15", 0, "2026-02-14"}, // the festival began, and the Saturday before it was worked
		{"2026-02-15", 1, "2026-02-13"},
		{"2026-02-24", 1, "2026-02-14"},
		{"1999-12-26", 3, "1999-12-21"},
		{"2035-01-07", 3, "2035-01-02"},
	} {
		if got := c.CountBack(date(tt.from), tt.n); got != date(tt.want) {
			t.Errorf("%d working days back from %s: %s, want %s", tt.n, tt.from, got, tt.want)
		}
	}
}

// aDate draws a day in and around the gazetted years.
func aDate(t *rapid.T, name string) clock.Date {
	return clock.Date(rapid.Int32Range(int32(date("2015-01-01")), int32(date("2032-12-31"))).Draw(t, name))
}

func TestArithmeticAgreesWithCountingOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		a, b := aDate(t, "a"), aDate(t, "b")
		if b < a {
			a, b = b, a
		}
		b = min(b, a+800)
		count := 0
		for d := a + 1; d <= b; d++ {
			if c.Workday(d) {
				count++
			}
		}
		if c.WorkdaysBetween(a, b) != count || c.WorkdaysBetween(b, a) != -count {
			t.Fatalf("(%s, %s] has %d working days, got %d", a, b, count, c.WorkdaysBetween(a, b))
		}
		if s := c.Span(a, b); s.Workdays != count || len(s.MakeUps) != c.makeUps(a, b) {
			t.Fatalf("span %+v of %d working days", s, count)
		}
	})
}

// Limits of working days begin at one: nobody may set 0wd, of which from a day off this would not hold.
func TestLimitsAddUpFromAnyInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		from, unit := c.ReceivedAt(anInstant(t, "from")), rapid.SampledFrom([]Unit{Workday, Hour, ClockHour}).Draw(t, "unit")
		limit := func(n int) Limit {
			l, err := ParseLimit(strconv.Itoa(n) + string(unit))
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		n, m := rapid.IntRange(1, 600).Draw(t, "n"), rapid.IntRange(1, 600).Draw(t, "m")
		first := c.Due(from, limit(n))
		if then, whole := c.Due(first.At, limit(m)), c.Due(from, limit(n+m)); !then.At.Equal(whole.At) {
			t.Fatalf("from %s %d and then %d %s end on %s, %d on %s", Stamp(from), n, m, unit, Stamp(then.At), n+m, Stamp(whole.At))
		}
	})
}

func TestCountingBackIsAdditiveMonotoneAndLeavesWhatItSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		d, n, m := aDate(t, "d"), rapid.IntRange(0, 600).Draw(t, "n"), rapid.IntRange(0, 600).Draw(t, "m")
		back := c.CountBack(d, n)
		if left := c.WorkdaysBetween(back, d); left != n || !c.Workday(back) {
			t.Fatalf("%s before %s: %d are left, not %d", back, d, left, n)
		}
		if c.CountBack(back, m) != c.CountBack(d, n+m) {
			t.Fatalf("%s - %d - %d", d, n, m)
		}
		if c.CountBack(d, n+1) >= back || c.CountBack(d+1, n) < back {
			t.Fatalf("not monotone at %s - %d", d, n)
		}
		if c.Workday(d) && back != c.AddWorkdays(d, -n) {
			t.Fatalf("from %s, which is worked, %d back is %s", d, n, back)
		}
	})
}

func TestAddingWorkdaysIsAdditiveMonotoneAndInvertible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := aCalendar(t)
		d, n, m := aDate(t, "d"), rapid.IntRange(0, 600).Draw(t, "n"), rapid.IntRange(0, 600).Draw(t, "m")
		sum := c.AddWorkdays(d, n+m)
		if c.AddWorkdays(c.AddWorkdays(d, n), m) != sum {
			t.Fatalf("%s + %d + %d", d, n, m)
		}
		if c.WorkdaysBetween(d, sum) != n+m {
			t.Fatalf("%s to %s is not %d", d, sum, n+m)
		}
		if n+m > 0 && !c.Workday(sum) {
			t.Fatalf("%s is not a working day", sum)
		}
		if c.AddWorkdays(d, n+1) <= c.AddWorkdays(d, n) || c.AddWorkdays(d+1, n) < c.AddWorkdays(d, n) {
			t.Fatalf("not monotone at %s + %d", d, n)
		}
		if c.Workday(d) && c.AddWorkdays(sum, -n-m) != d {
			t.Fatalf("%s + %d does not lead back", d, n+m)
		}
	})
}

func TestVersionDependsOnDaysAndHoursButNotOnWords(t *testing.T) {
	t.Parallel()
	c := Builtin()
	retitled := c.Notices()
	retitled[0].Title, retitled[0].Note = "其他标题", "x"
	same, err := New(retitled, DefaultHours())
	if err != nil || same.Version() != c.Version() {
		t.Errorf("%v %v %v", same.Version(), c.Version(), err)
	}
	hours := DefaultHours()
	hours.Afternoon = Shift{15 * 60, 18 * 60}
	summer, err := c.WithHours(hours)
	if err != nil || summer.Version() == c.Version() {
		t.Errorf("other hours end at other instants: %v %v", summer.Version(), err)
	}
}

func TestNewRefusesNoticesThatContradictEachOther(t *testing.T) {
	t.Parallel()
	base := Notice{ID: "2030.1", Year: 2030, Published: date("2029-11-01"), Off: []clock.Date{date("2030-01-01")}}
	twice := base
	secondYear := base
	secondYear.ID = "2030.9"
	lost := base
	lost.ID, lost.Amends = "2030.2", "2030.7"
	early := base
	early.ID, early.Amends, early.Published = "2030.2", "2030.1", date("2029-10-01")
	for code, n := range map[string]Notice{
		"calendar.notice_twice": twice, "calendar.year_twice": secondYear, "calendar.amends_unknown": lost,
	} {
		if _, err := New([]Notice{base, n}, DefaultHours()); !errs.Is(err, code) {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if _, err := New([]Notice{base, early}, DefaultHours()); !errs.Is(err, "calendar.amends_unknown") {
		t.Errorf("an amendment cannot come first: %v", err)
	}
	if _, err := New(nil, Hours{}); !errs.Is(err, "calendar.hours") {
		t.Errorf("hours are needed: %v", err)
	}
}

func TestSubmissionsAfterHoursCountAsTheNextWorkingDay(t *testing.T) {
	t.Parallel()
	next := Builtin()
	hours := DefaultHours()
	hours.AfterHours = SameDay
	same, err := next.WithHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ at, next string }{
		{"2026-02-13 07:00", "2026-02-13"},
		{"2026-02-13 13:00", "2026-02-13"},
		{"2026-02-13 17:30", "2026-02-13"},
		{"2026-02-13 17:31", "2026-02-14"},
		{"2026-02-14 18:00", "2026-02-24"},
		{"2026-02-20 10:00", "2026-02-24"},
	} {
		if got := next.ReceivedOn(at(tt.at)); got != date(tt.next) {
			t.Errorf("%s received on %s, want %s", tt.at, got, tt.next)
		}
		if got := same.ReceivedOn(at(tt.at)); got != date(tt.at[:10]) {
			t.Errorf("%s received on %s with the same-day setting", tt.at, got)
		}
	}
}

func TestWhatTheOfficeHandsOverAfterHoursCountsTheSameDayUnlessItSaysOtherwise(t *testing.T) {
	t.Parallel()
	is := Builtin()
	with := func(delivery, assignment AfterHours) *Calendar {
		t.Helper()
		hours := DefaultHours()
		hours.Delivery, hours.Assignment = delivery, assignment
		c, err := is.WithHours(hours)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	late := at("2026-02-13 18:00")
	for c, want := range map[*Calendar][2]string{
		is:                             {"2026-02-13 18:00", "2026-02-13 18:00"},
		with(NextWorkday, ""):          {"2026-02-14 08:30", "2026-02-13 18:00"},
		with(SameDay, NextWorkday):     {"2026-02-13 18:00", "2026-02-14 08:30"},
		with(NextWorkday, NextWorkday): {"2026-02-14 08:30", "2026-02-14 08:30"},
	} {
		if got := c.DeliveredAt(late); !got.Equal(at(want[0])) {
			t.Errorf("%+v: delivered at %s", c.Hours(), got)
		}
		if got := c.AssignedAt(late); !got.Equal(at(want[1])) {
			t.Errorf("%+v: assigned at %s", c.Hours(), got)
		}
	}
	if early := at("2026-02-13 07:00"); !with(NextWorkday, NextWorkday).AssignedAt(early).Equal(at("2026-02-13 08:30")) || !is.AssignedAt(early).Equal(early) {
		t.Error("before work is the same day, from the start of work on")
	}
	if same := with(SameDay, SameDay); same.Version() != is.Version() || with(NextWorkday, "").Version() == is.Version() || with(NextWorkday, "").Version() == with("", NextWorkday).Version() {
		t.Error("equal versions count equally, others do not")
	}
	if _, err := is.WithHours(Hours{Morning: is.Hours().Morning, Afternoon: is.Hours().Afternoon, AfterHours: SameDay, Delivery: "never"}); !errs.Is(err, "calendar.after_hours") {
		t.Errorf("%v", err)
	}
}

func TestDaysBeginAndEndInShanghai(t *testing.T) {
	t.Parallel()
	c, d := Builtin(), date("2026-03-02")
	for got, want := range map[time.Time]string{
		c.StartOfDay(d): "2026-03-01T16:00:00Z", c.EndOfDay(d): "2026-03-02T16:00:00Z",
		c.StartOfWork(d): "2026-03-02T00:30:00Z", c.EndOfWork(d): "2026-03-02T09:30:00Z",
	} {
		if got.Format(time.RFC3339) != want {
			t.Errorf("%s, want %s", got.Format(time.RFC3339), want)
		}
	}
	if c.DateOf(c.StartOfDay(d)) != d || c.DateOf(c.EndOfDay(d)) != d+1 || c.DateOf(time.Date(1969, 12, 30, 16, 0, 0, 0, time.UTC)) != -1 {
		t.Error("midnight belongs to the day that begins")
	}
}

func BenchmarkAddWorkdays(b *testing.B) {
	c, d := Builtin(), date("2026-02-10")
	for i := range b.N {
		c.AddWorkdays(d, i%200)
	}
}

func BenchmarkDue(b *testing.B) {
	c, from, l := Builtin(), morning("2026-02-10"), MustLimit("20wd")
	for range b.N {
		c.Due(from, l)
	}
}
