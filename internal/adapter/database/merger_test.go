package database_test

import (
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
)

func TestAMergerStrandsNoWork(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "red") // 招商局干部, due 2023-02-15
		merger := org.MergeUnits{From: []string{"zsj"}, Into: org.Part{Code: "cyj", Name: "产业局"}, On: clock.MustDate("2023-02-10")}
		act := engine.Act{Actor: "督查室主任", At: at("2023-02-06 09:00")}
		w.now = act.At
		if _, err := w.Reorganise(t.Context(), zone, act, merger); !errs.Is(err, "org.owner_stranded") {
			t.Fatalf("nobody takes over: %v", err)
		}
		merger.Head = "产业局局长"
		if _, err := w.Reorganise(t.Context(), zone, act, merger); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		act.At, w.now = at("2023-02-10 09:00"), at("2023-02-10 09:00")
		if _, err := w.Reorganise(t.Context(), zone, act, org.Appoint{Post: "产业局局长", Person: "p-zsj1", Seat: org.Primary}); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2023-02-17 08:30")
		today, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil {
			t.Fatal(err)
		}
		if today.Unowned.N != 1 || today.Unowned.Rows[0].Owner != "招商局干部" || today.Unowned.Rows[0].Heir != "产业局局长" {
			t.Errorf("%+v", today.Unowned)
		}
		loads := func() (n engine.OwnerLoad) {
			for _, l := range today.Loads {
				switch l.Owner {
				case "产业局局长":
					n = l
				case "招商局干部":
					t.Errorf("a post that is no more carries %+v", l)
				}
			}
			return n
		}
		if l := loads(); l.Matters != 1 || l.Duties+l.Missed == 0 {
			t.Errorf("who took over carries %+v", l)
		}
		for owner, want := range map[string]int{"产业局局长": 1, "招商局干部": 1, "督查室主任": 0} {
			f := engine.Filter{Open: new(true)}
			if err := w.CarriedBy(t.Context(), zone, w.now, &f, owner); err != nil {
				t.Fatal(err)
			}
			if n, err := listing.List(t.Context(), w.Engine, zone, f, w.now, nil, func(listing.Row) {}); err != nil || n != want {
				t.Errorf("%s carries %d, want %d: %v", owner, n, want, err)
			}
		}
		listed, err := listing.List(t.Context(), w.Engine, zone, engine.Filter{Unowned: true}, w.now, nil, func(listing.Row) {})
		if err != nil || listed != 1 {
			t.Errorf("the list that the page names has %d: %v", listed, err)
		}
		for _, row := range w.dutyRows(engine.Filter{}) {
			if row.State == engine.DutyOpen && row.What != matter.DutyIssue && row.Owner == "招商局干部" && row.OpensAt > at("2023-02-10 00:00").UnixMicro() {
				t.Errorf("%s is owed by a post that is no more", row.ID)
			}
		}
		w.do("2023-02-17 09:00", "督查室主任", "transfer", s.ID, func(c *matter.Command) { c.Owner, c.Reason = "产业局局长", "机构调整" })
		if today, err = w.Today(t.Context(), zone, nil, w.now); err != nil || today.Unowned.N != 0 {
			t.Errorf("transferred: %+v %v", today.Unowned, err)
		}
		w.verified()
	})
}

func TestAPlanCountsByTheUnitThatAnswers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for _, unit := range []string{"zsj", "jfj"} {
			s := w.do("2023-02-01 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red" })
			w.do("2023-02-01 09:10", "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner, c.LeadUnit = "招商局干部", unit })
		}
		w.now = at("2023-02-06 09:00")
		merger := org.MergeUnits{From: []string{"zsj", "jfj"}, Into: org.Part{Code: "cyj", Name: "产业局"}, Head: "产业局局长", On: clock.MustDate("2023-02-10")}
		if _, err := w.Reorganise(t.Context(), zone, engine.Act{Actor: "督查室主任", At: w.now}, merger); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2023-03-17 08:30")
		r, err := w.Plan(t.Context(), zone, bundle(t, "20wd"), plan.Options{})
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if len(r.Units) != 1 || r.Units[0].Unit != "cyj" || r.Units[0].Name != "产业局" || r.Units[0].Matters != 2 || r.Units[0].RedBefore != 2 {
			t.Errorf("%+v", r.Units)
		}
	})
}

func (w *world) dutyRows(f engine.Filter) []engine.DutyRow {
	w.t.Helper()
	var rows []engine.DutyRow
	for row, err := range w.Store().Duties(w.t.Context(), zone, f) {
		if err != nil {
			w.t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}
