package database_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// springtime is what is done in some spring: tasks with a due date, and when they are reported on.
type springtime struct {
	from  clock.Date // from which the second version governs
	tasks []springtask
	looks []clock.Date // days on which everything is read
	swept []bool       // whether a sweep follows the reading
}

type springtask struct {
	due, reported clock.Date
	urgency       string
}

var springtimes = rapid.Custom(func(r *rapid.T) springtime {
	day := func(name string, from, span int) clock.Date {
		return clock.MustDate("2023-02-02") + clock.Date(rapid.IntRange(from, from+span).Draw(r, name))
	}
	s := springtime{from: day("from", 10, 40)}
	s.tasks = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) springtask {
		day := func(name string, from, span int) clock.Date {
			return clock.MustDate("2023-02-02") + clock.Date(rapid.IntRange(from, from+span).Draw(r, name))
		}
		return springtask{day("due", 3, 70), day("reported", 1, 60), rapid.SampledFrom([]string{"red", "green"}).Draw(r, "urgency")}
	}), 2, 6).Draw(r, "tasks")
	s.looks = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) clock.Date {
		return clock.MustDate("2023-02-02") + clock.Date(rapid.IntRange(1, 90).Draw(r, "look"))
	}), 4, 10).Draw(r, "looks")
	s.looks = append(s.looks, s.from-1, s.from, s.from+1)
	slices.Sort(s.looks)
	s.swept = rapid.SliceOfN(rapid.Bool(), len(s.looks), len(s.looks)).Draw(r, "swept")
	return s
})

// TestListsPageAndShowAgreeUnderAChangeAhead: a version that governs from a day to come turns lights at that day and
// not before, and every reading of an instant says the same, whether a sweep has run or not.
func TestListsPageAndShowAgreeUnderAChangeAhead(t *testing.T) {
	stricter := strings.NewReplacer("LIMIT", "200d", "red: matter.overdue", "red: matter.overdue || matter.idle > wd(10)", "amber: has(matter.due) && matter.remaining <= wd(3)", "amber: has(matter.due) && matter.remaining <= wd(8)", "title: 测试区", "title: 测试区二").Replace(office)
	second, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(stricter)}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	turned := 0
	for seed := range 3 {
		databasetest.Each(t, func(t *testing.T, db *database.DB) {
			w := open(t, db)
			s := springtimes.Example(seed)
			if w.spring(&s, second) {
				turned++
			}
			w.verified()
		})
	}
	if turned == 0 {
		t.Error("every light was green all the time: nothing was tried")
	}
}

// spring plays one, and tells whether a light was not green.
func (w *world) spring(s *springtime, second *mechanism.Bundle) bool {
	w.t.Helper()
	noon := func(d clock.Date) string { return d.String() + " 12:00" }
	ids := make([]string, len(s.tasks))
	for i, task := range s.tasks {
		m := w.do(noon(clock.MustDate("2023-02-02")), "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", task.urgency })
		ids[i] = w.do(noon(clock.MustDate("2023-02-02")), "督查室主任", "assign", m.ID, func(c *matter.Command) { c.Owner, c.Due = "招商局干部", task.due }).ID
	}
	if err := w.Apply(w.t.Context(), second, engine.Act{Actor: "督查室主任", At: w.now}, s.from.In(calendar.Location(), 0, 0).UTC()); err != nil {
		w.t.Fatal(errs.Message(err, "zh"))
	}
	coloured, day := false, clock.MustDate("2023-02-02")
	for i, look := range s.looks {
		for ; day < look; day++ {
			for j, task := range s.tasks {
				if task.reported == day {
					w.do(noon(day), "招商局干部", "report", ids[j], func(c *matter.Command) { c.Text = "正常" })
				}
			}
		}
		now := look.In(calendar.Location(), 13, 0).UTC()
		w.now = now
		before := w.readings(now)
		if s.swept[i] {
			if _, err := w.Sweep(w.t.Context(), zone, now, nil); err != nil {
				w.t.Fatal(err)
			}
			if after := w.readings(now); after != before {
				w.t.Fatalf("%s: before the sweep\n%s\nafter\n%s", look, before, after)
			}
		}
		coloured = coloured || strings.Contains(before, "red") || strings.Contains(before, "amber")
	}
	return coloured
}

// readings reads every matter in each way that there is and insists that they agree; it gives what they say.
func (w *world) readings(now time.Time) string {
	w.t.Helper()
	ctx := w.t.Context()
	var out []string
	lights := map[string]int{}
	if _, err := listing.List(ctx, w.Engine, zone, engine.Filter{WithState: true}, now, nil, func(l listing.Row) {
		found, err := w.Find(ctx, zone, l.ID, now)
		if err != nil {
			w.t.Fatal(err)
		}
		seen, err := w.Look(ctx, zone, l.ID, now)
		if err != nil {
			w.t.Fatal(err)
		}
		told, err := dossier.Of(ctx, w.Engine, zone, l.ID, now)
		if err != nil {
			w.t.Fatal(err)
		}
		if l.Light != found.Light || l.Light != seen.Light || l.Light != told.Light {
			w.t.Fatalf("%s at %s: the list says %q, found %q, seen %q, told %q", l.Number, now, l.Light, found.Light, seen.Light, told.Light)
		}
		out = append(out, fmt.Sprintf("%s %s %s", l.Number, l.Light, told.State.Deadlines.Working().Date))
		if l.Open {
			lights[string(l.Light)]++
		}
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, light := range []string{"red", "amber", "green"} {
		n, err := listing.List(ctx, w.Engine, zone, engine.Filter{Light: light, WithState: true}, now, nil, func(listing.Row) {})
		if err != nil || n != lights[light] {
			w.t.Fatalf("at %s the list of %s has %d, of all %d are: %v", now, light, n, lights[light], err)
		}
		walked := 0
		if err := listing.Walk(ctx, w.Engine, zone, engine.Filter{Light: light, Limit: 1}, now, func(l listing.Row) bool { walked++; return string(l.Light) == light }); err != nil {
			w.t.Fatal(err)
		}
		counted, err := listing.Count(ctx, w.Engine, zone, engine.Filter{Light: light}, now)
		if err != nil || counted != n || walked < min(n, 1) || walked > n {
			w.t.Fatalf("at %s %d of %s are walked and %d counted of %d: %v", now, walked, light, counted, n, err)
		}
	}
	today, err := w.Today(ctx, zone, nil, now)
	if err != nil {
		w.t.Fatal(err)
	}
	if today.Totals.Red != lights["red"] || today.Totals.Amber != lights["amber"] || today.Totals.Green != lights["green"] {
		w.t.Fatalf("at %s the page has %+v, the lists %v", now, today.Totals, lights)
	}
	slices.Sort(out)
	return strings.Join(append(out, fmt.Sprintf("missed %d, duties %d, letters %d", today.Missed.N, today.Duties.N, today.Letters.N)), "\n")
}
