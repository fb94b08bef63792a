package plan

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// reviewed is a task that is to be looked at once a month, or as often as %cadence% says.
const reviewed = `kind: task
title: 任务
number: "任务〔{year}〕{seq}号"
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任) }
limit: { promised: 60wd }
light: { red: matter.missed > 1 || matter.overdue, amber: matter.missed > 0, green: "true" }
cadence: monthly
`

func TestEveryPairOfLightsThatStandsWithinTheSpanHasARowOfTheMatter(t *testing.T) {
	t.Parallel()
	base := world(t, reviewed)
	candidate := world(t, replaced(reviewed, "cadence: monthly", "cadence: weekly"))
	d := newDesks(base)
	d.registered(t, "2023-03-01 09:00", "a", "task", "")
	for _, tt := range []struct {
		name, from, to string
		rows           []string
		units          string
		months         []MonthDelta
	}{
		{"amber first, and red after the second week", "2023-03-01", "2023-03-20", []string{"a 2023-03-03 green>amber 8", "a 2023-03-10 green>red 11"}, "red 0>1 amber 0>1", []MonthDelta{{"2023-03", 0, 1}}},
		{"a span before the second week", "2023-03-01", "2023-03-09", []string{"a 2023-03-03 green>amber 7"}, "red 0>0 amber 0>1", nil},
		{"amber before the span, red in it", "2023-03-09", "2023-03-20", []string{"a 2023-03-09 green>amber 2", "a 2023-03-10 green>red 11"}, "red 0>1 amber 0>1", []MonthDelta{{"2023-03", 0, 1}}},
		{"red before the span: what was amber before it is not told", "2023-03-14", "2023-03-20", []string{"a 2023-03-14 green>red 7"}, "red 0>1 amber 0>0", nil},
		{
			"as what governed misses a review itself, the pair is another", "2023-03-28", "2023-04-20",
			[]string{"a 2023-03-28 green>red 4", "a 2023-03-31 amber>red 21"},
			"red 0>1 amber 1>0", nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := run(t, d, base, candidate, Options{From: at(tt.from), To: at(tt.to + " 23:00")})
			same(t, lights(r), tt.rows...)
			if u := r.Units[0]; fmt.Sprintf("red %d>%d amber %d>%d", u.RedBefore, u.RedAfter, u.AmberBefore, u.AmberAfter) != tt.units {
				t.Errorf("%+v", u)
			}
			if !slices.Equal(r.Months, tt.months) {
				t.Errorf("%+v", r.Months)
			}
			if r.Relit() != 1 {
				t.Errorf("%d matters", r.Relit())
			}
		})
	}
}

func TestTheDaysOfAPairThatComesBackAreAddedUp(t *testing.T) {
	t.Parallel()
	story := func(lights ...string) *story {
		var st story
		for i := 0; i < len(lights); i += 2 {
			st.lights = append(st.lights, lit{at: at(lights[i]), light: matter.Light(lights[i+1])})
		}
		return &st
	}
	a := story("2023-03-01 09:00", "green")
	b := story("2023-03-01 09:00", "green", "2023-03-02 17:30", "amber", "2023-03-03 09:00", "green", "2023-03-03 17:30", "amber", "2023-03-06 17:30", "red", "2023-03-08", "green", "2023-03-09 17:30", "red")
	o := Options{From: at("2023-03-01"), To: at("2023-03-10 12:00")}
	r := Report{}
	c := newCollector(&r)
	c.add(differ(a, b, &matter.World{Calendars: []matter.CalendarVersion{{Calendar: calendar.Builtin()}}}, nil, o))
	c.finish()
	same(t, lights(&r), " 2023-03-02 green>amber 5", " 2023-03-06 green>red 4")
	if !slices.Equal(r.Months, []MonthDelta{{"2023-03", 0, 1}}) { // twice in the month, and one matter
		t.Errorf("%+v", r.Months)
	}
}

// Whatever the two sides show, the rows are the pairs of other lights that somebody who looks at an instant of the span
// would see, and the sums of the units are those of the rows: who is counted on one side only has a row that says so.
func TestTheRowsOfLightsAgreeWithWhatStandsAndWithTheSums(t *testing.T) {
	t.Parallel()
	cal, begin := calendar.Builtin(), at("2023-03-01 00:00")
	instant := func(hours int) time.Time { return begin.Add(time.Duration(hours) * time.Hour) }
	rapid.Check(t, func(r *rapid.T) {
		course := func(name string) *story {
			var st story
			hours := 0
			for range rapid.IntRange(0, 8).Draw(r, name) {
				hours += rapid.IntRange(0, 40).Draw(r, name+" passes")
				light := rapid.SampledFrom([]matter.Light{matter.Green, matter.Amber, matter.Red}).Draw(r, name+" shows")
				if n := len(st.lights); n == 0 || st.lights[n-1].light != light {
					st.lights = append(st.lights, lit{at: instant(hours), light: light})
				}
			}
			return &st
		}
		a, b := course("governs"), course("candidate")
		from := rapid.IntRange(0, 200).Draw(r, "from")
		to := from + rapid.IntRange(0, 200).Draw(r, "length")
		at := func(st *story, t time.Time) (now matter.Light) {
			for _, l := range st.lights {
				if !l.at.After(t) {
					now = l.light
				}
			}
			return now
		}
		var want []LightChange
		days := map[[2]matter.Light]map[clock.Date]bool{}
		seen := [2]map[matter.Light]bool{{}, {}}
		for h := from; h <= to; h++ {
			x, y := at(a, instant(h)), at(b, instant(h))
			seen[0][x], seen[1][y] = true, true
			if x == y {
				continue
			}
			pair := [2]matter.Light{x, y}
			if days[pair] == nil {
				days[pair] = map[clock.Date]bool{}
				want = append(want, LightChange{First: cal.DateOf(instant(h)), Before: x, After: y})
			}
			days[pair][cal.DateOf(instant(h))] = true
		}
		for i := range want {
			want[i].Days = len(days[[2]matter.Light{want[i].Before, want[i].After}])
		}
		within := func(st *story) *story { // nothing after the span is ever derived
			return &story{lights: slices.DeleteFunc(st.lights, func(l lit) bool { return l.at.After(instant(to)) })}
		}
		d := differ(within(a), within(b), &matter.World{Calendars: []matter.CalendarVersion{{Calendar: cal}}}, nil, Options{From: instant(from), To: instant(to)})
		if got, want := string(ledger.Marshal(d.lights)), string(ledger.Marshal(want)); got != want {
			r.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		for side, lights := range seen {
			delete(lights, "")
			delete(d.seen[side], "")
			if fmt.Sprint(d.seen[side]) != fmt.Sprint(lights) {
				r.Fatalf("side %d is counted as %v and shows %v", side, d.seen[side], lights)
			}
		}
		for _, light := range []matter.Light{matter.Amber, matter.Red} {
			told := func(shows func(*LightChange) matter.Light) bool {
				return slices.ContainsFunc(d.lights, func(l LightChange) bool { return shows(&l) == light })
			}
			if d.seen[1][light] && !d.seen[0][light] && !told(func(l *LightChange) matter.Light { return l.After }) {
				r.Fatalf("%s is new, and no row says so: %+v", light, d.lights)
			}
			if d.seen[0][light] && !d.seen[1][light] && !told(func(l *LightChange) matter.Light { return l.Before }) {
				r.Fatalf("%s is gone, and no row says so: %+v", light, d.lights)
			}
		}
	})
}
