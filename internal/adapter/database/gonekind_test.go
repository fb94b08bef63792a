package database_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

func TestWhatAVersionLeavesOutEndsByTheRulesThatItBeganWith(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		going := w.assigned("2023-03-01 09:00", "园区道路修复", "red")
		before, _, _ := strings.Cut(office, "kind: task")
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(before + "kind: visit\ntitle: 走访\nnumber: \"访〔{year}〕{seq}号\"\n")}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.now = at("2023-03-02 09:00")
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-03 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2023-03-20 08:30")
		if page, err := w.Today(t.Context(), zone, nil, w.now); err != nil || page.Totals.Red != 1 {
			t.Fatalf("the page of the day: %v, %+v", err, page.Totals)
		}
		if got, err := w.Store().Matter(t.Context(), zone, going.ID); err != nil || got.Light != "red" {
			t.Errorf("it is %v, %v", got.Light, err)
		}
		if _, err := w.try("2023-03-20 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title = "task", "新的一件" }); errs.CodeOf(err) != "matter.unknown_kind" {
			t.Errorf("a new one: %v", err)
		}
		w.do("2023-03-20 09:00", "招商局干部", "accept", going.ID, nil)
		w.do("2023-03-20 10:00", "招商局干部", "complete", going.ID, func(c *matter.Command) { c.Evidence = []string{"验收单"} })
		if done := w.do("2023-03-21 10:00", "督查室主任", "close", going.ID, nil); done.Stage != matter.Closed {
			t.Errorf("it ends as %s", done.Stage)
		}
		w.verified()
	})
}

// A version that leaves out a unit and its posts with open matters is not put in force, and its plan says why. Where they came after
// that was decided, they are nobody's and go on to be called by the unit's name.
func TestMattersOfAUnitThatAVersionLeavesOutKeepItsName(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		var kept []string
		for line := range strings.SplitSeq(strings.Replace(office, "{ code: p-zsj1 }, { code: p-zsj2 }, { code: p-zsj3 },\n  { code: p-zsj4 }, ", "", 1), "\n") {
			if !strings.Contains(line, "zsj") {
				kept = append(kept, line)
			}
		}
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(strings.Join(kept, "\n"), "LIMIT", "10wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		other, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "LIMIT", "9wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.now = at("2023-03-01 08:00")
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-06 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := w.Apply(t.Context(), other, engine.Act{Program: true}, at("2023-03-07 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		s := w.assigned("2023-03-01 09:00", "园区道路修复", "red")
		w.sweep("2023-03-06 08:30")
		page, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil || page.Unowned.N != 1 || len(page.Unowned.Rows) != 1 || page.Unowned.Rows[0].Number != s.Number || !page.Unowned.Rows[0].Vacant {
			t.Errorf("nobody's: %+v, %v", page.Unowned, err)
		}
		if n, err := listing.List(t.Context(), w.Engine, zone, engine.Filter{Unowned: true}, w.now, nil, func(r listing.Row) {
			if !r.Vacant {
				t.Errorf("%s is listed as one for whose owner somebody acts", r.Number)
			}
		}); err != nil || n != 1 {
			t.Errorf("the list of nobody's has %d: %v", n, err)
		}
		page, err = w.Today(t.Context(), zone, nil, w.now)
		if err != nil || len(page.Lights) != 1 || page.Lights[0].Name != "招商局（现行机构中已无）" {
			t.Errorf("lights by unit: %+v, %v", page.Lights, err)
		}
		chart, view, err := w.Org(t.Context(), zone, w.now)
		if err != nil || view.Named("zsj") != "招商局" || view.Named("无此码") != "无此码" {
			t.Errorf("named %s, %v", view.Named("zsj"), err)
		}
		if covered := chart.Covered("招商局", view.Day()); len(covered) != 1 || covered[0] != "zsj" {
			t.Errorf("it is asked for by its name and finds those of %v", covered)
		}
		w.sweep("2023-03-07 08:30")
		if page, err := w.Today(t.Context(), zone, nil, w.now); err != nil || page.Unowned.N != 0 {
			t.Errorf("the version after it has the post again: %+v, %v", page.Unowned, err)
		}
		want := []plan.Left{{Name: "招商局干部", Matters: 1}, {Name: "招商局", Unit: true, Matters: 1}}
		report, err := w.Plan(t.Context(), zone, b, plan.Options{From: at("2023-03-07 00:00"), To: at("2023-03-07 08:30")})
		if err != nil || !reflect.DeepEqual(report.Left, want) || report.Same() {
			t.Errorf("the plan says %+v, %v", report, err)
		}
		if report, err = w.Plan(t.Context(), zone, b, plan.Options{To: at("2023-03-07 08:30"), Without: map[string]bool{s.ID: true}}); err != nil || len(report.Left) > 0 {
			t.Errorf("to who may not see them it says %+v, %v", report, err)
		}
		refused := func(what string, err error) {
			t.Helper()
			for _, says := range []string{"“招商局干部” 1 件", "“招商局” 1 件", "to:"} {
				if !errs.Is(err, "mechanism.leaves_matters") || !strings.Contains(errs.Message(err, "zh"), says) {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
		refused("applied", w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-09 00:00")))
		_, err = w.Propose(t.Context(), b, engine.Act{Actor: "督查室主任"}, engine.Wish{From: at("2023-03-09 00:00"), Why: "大局制"})
		refused("proposed", err)
		w.do("2023-03-07 09:00", "督查室主任", "transfer", s.ID, func(c *matter.Command) { c.LeadUnit, c.Owner, c.Reason = "jfj", "经发局局长", "机构调整" })
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-09 00:00")); err != nil {
			t.Errorf("transferred: %v", errs.Message(err, "zh"))
		}
		w.verified()
	})
}

// What was closed out waits for what a later version may ask of it: a version that is put in force leaves the ledger in order,
// and its re-check is owed.
func TestWhatWasClosedOutIsLookedAtAgainUnderALaterVersion(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-03-01 09:00", "园区道路修复", "red")
		w.do("2023-03-01 10:00", "招商局干部", "accept", s.ID, nil)
		w.do("2023-03-01 11:00", "招商局干部", "complete", s.ID, func(c *matter.Command) { c.Evidence = []string{"验收单"} })
		w.do("2023-03-02 10:00", "督查室主任", "close", s.ID, nil)
		w.sweep("2023-03-03 08:30")
		w.verified()
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "limit: LIMIT", "limit: 10wd\nrecheck: 5wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.now = at("2023-03-03 09:00")
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-06 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.verified()
		w.sweep("2023-03-06 08:30")
		w.verified()
		w.sweep("2023-03-10 08:30")
		w.verified()
		duties := 0
		for d, err := range w.Store().Duties(t.Context(), zone, engine.Filter{Matter: s.ID, What: "recheck"}) {
			if err != nil {
				t.Fatal(err)
			}
			if d.State == engine.DutyOpen {
				duties++
			}
		}
		if duties != 1 {
			t.Errorf("%d re-checks are owed", duties)
		}
	})
}

// Who verifies, who leads and who supports are asked for as the owner is.
func TestAVersionThatDropsWhoVerifiesOrSupportsOpenMattersIsRefused(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-03-01 09:00", "园区道路修复", "red")
		w.do("2023-03-01 09:30", "督查室主任", "transfer", s.ID, func(c *matter.Command) {
			c.LeadUnit, c.Owner, c.Verifier, c.Sponsor, c.Support, c.Reason = "zsj", "招商局干部", "经发局局长", "经发局局长", []string{"jfj"}, "补全"
		})
		var kept []string
		for line := range strings.SplitSeq(strings.Replace(office, "{ code: p-jfj1 }, { code: p-jfj2 }, ", "", 1), "\n") {
			if !strings.Contains(line, "jfj") {
				kept = append(kept, line)
			}
		}
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(strings.Join(kept, "\n"), "LIMIT", "10wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.now = at("2023-03-02 09:00")
		err = w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-09 00:00"))
		for _, says := range []string{"“经发局局长” 1 件（其中牵头领导 1 件、核验人 1 件）", "“经发局” 1 件（其中配合单位 1 件）"} {
			if !errs.Is(err, "mechanism.leaves_matters") || !strings.Contains(errs.Message(err, "zh"), says) {
				t.Errorf("want %s, got %s", says, errs.Message(err, "zh"))
			}
		}
		report, err := w.Plan(t.Context(), zone, b, plan.Options{To: w.now})
		if err != nil || len(report.Left) != 2 || report.Left[0].Words("en") != " (of them sponsor: 1, verifier: 1)" {
			t.Errorf("the plan says %+v, %v", report.Left, err)
		}
		w.do("2023-03-02 10:00", "督查室主任", "transfer", s.ID, func(c *matter.Command) {
			c.LeadUnit, c.Owner, c.Verifier, c.Sponsor, c.Support, c.Reason = "zsj", "招商局干部", "督查室主任", "管委会副主任", []string{"dcs"}, "机构调整"
		})
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-03-09 00:00")); err != nil {
			t.Error(errs.Message(err, "zh"))
		}
		w.verified()
	})
}
