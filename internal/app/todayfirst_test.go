package app_test

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// A zone's standing matters, and all that is owed for them, exist from its first sweep; the page counts them before.
func TestTheFirstPageOfAZoneIsTheSameWhetherASweepRanOrNot(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	from := cal.StartOfDay(clock.MustDate("2021-01-04"))
	at := cal.At(clock.MustDate("2021-07-12"), 8*60+30)
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		e := engine.New(database.NewStore(db), func() time.Time { return at }, id.Sequence(), rand.Reader)
		owed, over := 0, 0
		for _, zone := range []string{"ganjiang", "ganzhou-city", "ganzhou-etdz", "nanchang-etdz", "shangrao-etdz"} {
			b, err := mechanism.Load(mechanisms.Files, zone)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Apply(t.Context(), b, engine.Act{Actor: engine.Governors(b, from)[0], At: from}, from); err != nil {
				t.Fatal(err)
			}
			before, err := e.Today(t.Context(), zone, nil, at)
			if err != nil {
				t.Fatal(err)
			}
			since, err := e.Unswept(t.Context(), zone, at)
			if err != nil {
				t.Fatal(err)
			}
			swept, err := e.Sweep(t.Context(), zone, at, nil)
			if err != nil {
				t.Fatal(err)
			}
			if after, err := e.Unswept(t.Context(), zone, at); err != nil || !after.IsZero() || since.IsZero() != (swept.Standing == 0) {
				t.Errorf("%s: something waited since %v, and after a sweep of %d since %v, %v", zone, since, swept.Standing, after, err)
			}
			after, err := e.Today(t.Context(), zone, nil, at)
			if err != nil {
				t.Fatal(err)
			}
			if before.Stale != swept.Standing || after.Stale != 0 {
				t.Errorf("%s: %d waited for a sweep that began %d, then %d", zone, before.Stale, swept.Standing, after.Stale)
			}
			before.Stale = 0
			a, err := json.Marshal(before)
			if err != nil {
				t.Fatal(err)
			}
			late, err := json.Marshal(after)
			if err != nil || string(a) != string(late) {
				t.Errorf("%s: before the first sweep the page was\n%s\nafter it\n%s", zone, a, late)
			}
			owed += after.Missed.N
			for _, l := range after.Unassigned.Rows {
				if l.Owner == "" || slices.ContainsFunc(after.Unowned.Rows, func(u engine.Line) bool { return u.Number == l.Number }) {
					t.Errorf("%s: %s is without an owner, and stands among those to be assigned to theirs", zone, l.Number)
				}
			}
			if open := openDuties(t, database.NewStore(db), zone, after); open != 0 {
				t.Errorf("%s: %d open duties stand nowhere on the page", zone, open)
			}
			for _, r := range after.Reviews {
				if r.Over {
					over++
				}
			}
		}
		if owed == 0 || over == 0 {
			t.Errorf("%d missed in half a year, %d periods are over and still owed: the test tries nothing", owed, over)
		}
	})
}

// openDuties counts the open duties that a page does not list; a letter to be issued is listed as a letter.
func openDuties(t *testing.T, s *database.Store, zone string, page engine.Today) int {
	t.Helper()
	n := -page.Duties.N
	for d, err := range s.Duties(t.Context(), zone, engine.Filter{State: engine.DutyOpen}) {
		if err != nil {
			t.Fatal(err)
		}
		if d.What != matter.DutyIssue {
			n++
		}
	}
	for _, r := range page.Reviews {
		n -= r.N
	}
	return n
}
