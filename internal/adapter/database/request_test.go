package database_test

import (
	"slices"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestRequestsWaitOnThePageUntilTheyAreDecided(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		whats := func(l *engine.Listing) []string {
			var out []string
			for _, row := range l.Rows {
				out = append(out, row.What+" "+row.Owner+" "+row.Due.In(calendar.Location()).Format("01-02"))
			}
			slices.Sort(out)
			return out
		}
		page := func(when string) engine.Today {
			t.Helper()
			w.now = at(when)
			today, err := w.Today(t.Context(), zone, nil, w.now)
			if err != nil {
				t.Fatal(err)
			}
			return today
		}
		s := w.assigned("2023-02-01 09:00", "任务", "green") // due 2023-02-15
		w.do("2023-02-06 09:00", "招商局干部", "ask-extension", s.ID, func(c *matter.Command) { c.By, c.Reason = calendar.MustLimit("5wd"), "等待批复" })
		w.do("2023-02-06 09:10", "招商局干部", "object", s.ID, func(c *matter.Command) { c.Text = "材料已报" })
		w.do("2023-02-06 09:20", "招商局干部", "ask-replan", s.ID, func(c *matter.Command) { c.Due, c.Reason = clock.MustDate("2023-03-10"), "等待批复" })
		first := page("2023-02-07 08:30")
		want := []string{"extension 管委会副主任 02-09", "objection 督查室主任 02-09", "replan 管委会副主任 02-09"}
		if got := whats(&first.Duties); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		later := page("2023-02-10 08:30")
		if got := whats(&later.Missed); !slices.Equal(got, want) {
			t.Fatalf("left undecided: %v, want %v", got, want)
		}
		w.sweep("2023-02-10 08:30")
		w.do("2023-02-10 09:00", "管委会副主任", "refuse-extension", s.ID, func(c *matter.Command) { c.Reason = "可按期" })
		w.do("2023-02-10 09:10", "管委会副主任", "refuse-replan", s.ID, nil)
		w.do("2023-02-10 09:20", "督查室主任", "answer-objection", s.ID, func(c *matter.Command) { c.Text = "已核" })
		if today := page("2023-02-10 10:00"); today.Missed.N != 0 || today.Duties.N != 0 {
			t.Fatalf("decided: %v, %v", whats(&today.Missed), whats(&today.Duties))
		}
		w.verified()
	})
}

func TestOfAMatterThatIsOverOnlyWhatWasMissedStaysOnThePage(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "green")
		w.sweep("2023-02-16 08:30") // a day overdue: raised, and the reminder nobody issued
		w.do("2023-02-16 09:00", "招商局干部", "complete", s.ID, nil)
		w.do("2023-02-16 09:10", "招商局干部", "attach", s.ID, func(c *matter.Command) { c.Evidence = []string{"验收单"} })
		w.do("2023-02-16 10:00", "督查室主任", "close", s.ID, nil)
		w.sweep("2023-06-01 08:30")
		today, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil {
			t.Fatal(err)
		}
		if today.Letters.N != 0 || today.Duties.N != 0 || today.Missed.N != 1 || today.Missed.Rows[0].What != matter.DutyIssue {
			t.Fatalf("letters %+v, duties %+v, missed %+v", today.Letters, today.Duties, today.Missed)
		}
		w.verified()
	})
}
