package database_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

func TestAZonesFirstMechanismsAreAppliedByWhoGovernsByTheirOwnChart(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		now := at("2023-01-03 08:30")
		e := engine.New(database.NewStore(db), func() time.Time { return now }, id.Sequence(), rand.Reader)
		b := bundle(t, "10wd")
		for _, post := range []string{"不存在的岗", "招商局干部"} {
			err := e.Apply(t.Context(), b, engine.Act{Actor: post}, at("2023-01-01 00:00"))
			if err == nil || !strings.Contains(errs.Message(err, "zh"), post) {
				t.Errorf("%s: %v", post, err)
			}
			if line, err := e.Timeline(t.Context(), zone); err == nil && len(line) > 0 {
				t.Fatalf("%s put mechanisms in force", post)
			}
		}
		if err := e.Apply(t.Context(), b, engine.Act{Actor: "督查室主任"}, at("2023-01-01 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		line, err := e.Timeline(t.Context(), zone)
		if err != nil || len(line) != 1 || line[0].AppliedBy != "督查室主任" {
			t.Fatalf("%+v %v", line, err)
		}
		records, err := e.Store().Stream(t.Context(), zone, ledger.StreamMechanism)
		if err != nil || len(records) != 1 {
			t.Fatal(records, err)
		}
		if ev, err := ledger.Decode(records[0].Body); err != nil || ev.Actor != "督查室主任" || ev.Person != "p-dcs1" {
			t.Errorf("%+v %v", ev, err)
		}
	})
}

func TestAPlanOfWhatGovernsIsEmptyBeforeStandingMattersAreSwept(t *testing.T) {
	const duty = `
---
kind: duty-report
title: 履职报告
number: "履〔{year}〕{seq}号"
standing: { each: unit, where: [zsj] }
cadence: { "*": monthly }
light: { red: matter.missed > 0, green: "true" }
`
	load := func(t *testing.T, text string) *mechanism.Bundle {
		t.Helper()
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(text, "LIMIT", "10wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		return b
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := &world{t: t, now: at("2023-01-03 08:30")}
		w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		if err := w.Apply(t.Context(), load(t, office+duty), engine.Act{Program: true}, at("2023-01-01 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.now = at("2023-04-10 08:30")
		planned := func(text string) *plan.Report {
			t.Helper()
			r, err := w.Plan(t.Context(), zone, load(t, text), plan.Options{})
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			return r
		}
		before := planned(office + duty)
		if !before.Same() || before.Matters != 1 || before.Missed.Before == 0 {
			t.Fatalf("%+v", before)
		}
		if r := planned(office); r.Same() || r.Missed.Before != before.Missed.Before || r.Missed.After != 0 {
			t.Errorf("a candidate that asks for none: %+v", r)
		}
		w.sweep("2023-04-10 08:30")
		if after := planned(office + duty); !after.Same() || after.Matters != 1 || after.Missed.Before != before.Missed.Before {
			t.Errorf("swept: %+v\nbefore: %+v", after, before)
		}
	})
}

func TestWhatNobodyIsNamedForIsRefusedWhereverItWouldBeRecorded(t *testing.T) {
	const minutes = `
---
session: weekly
title: 周例会
blocks: [ { name: work, title: 工作 } ]
---
register: visits
title: 走访登记
key: firm
fields: { firm: { type: string, title: 企业, required: true } }
`
	first, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office+minutes, "LIMIT", "10wd", 1))}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := &world{t: t, now: at("2023-01-03 08:30")}
		w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		if err := w.Apply(t.Context(), first, engine.Act{}, at("2023-01-01 00:00")); !errs.Is(err, "matter.no_actor") {
			t.Errorf("a zone's first mechanisms: %v", err)
		}
		if zones, err := w.Store().ListZones(t.Context()); err != nil || len(zones) != 0 {
			t.Errorf("what was refused left %v, %v", zones, err)
		}
		if err := w.Apply(t.Context(), first, engine.Act{Program: true}, at("2023-01-01 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		before, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		nobody := engine.Act{At: w.now}
		for what, try := range map[string]func() error{
			"mechanisms": func() error { return w.Apply(t.Context(), bundle(t, "5wd"), nobody, w.now) },
			"a proposal": func() error {
				_, err := w.Propose(t.Context(), bundle(t, "5wd"), nobody, engine.Wish{From: at("2023-05-04 00:00"), Why: "时限过宽"})
				return err
			},
			"a notice": func() error { _, err := w.LoadNotice(t.Context(), zone, nobody, []byte(notice2027)); return err },
			"a notice's effect": func() error {
				_, err := w.Foresee(t.Context(), zone, nobody, []byte(notice2027), func(_, _ *matter.State) error { return nil })
				return err
			},
			"the org chart": func() error {
				_, err := w.Reorganise(t.Context(), zone, nobody, org.RenameUnit{Code: "zsj", Name: "投资促进局", On: clock.MustDate("2023-01-03")})
				return err
			},
			"a session": func() error {
				_, err := w.Convene(t.Context(), zone, nobody, "weekly", session.Convene{Agenda: []session.Item{{Block: "work", Title: "进度"}}})
				return err
			},
			"a record": func() error {
				_, err := w.Keep(t.Context(), zone, "visits", "", nobody, register.Put{Values: map[string]any{"firm": "某厂"}, ValidFrom: clock.MustDate("2023-01-03")})
				return err
			},
			"a matter": func() error {
				_, err := w.try("2023-01-03 08:30", "", "register", "", func(c *matter.Command) { c.Kind, c.Title = "task", "任务" })
				return err
			},
		} {
			if err := try(); !errs.Is(err, "matter.no_actor") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if after, err := w.Store().Zone(t.Context(), zone); err != nil || after != before {
			t.Errorf("something was written: %+v, %v", after, err)
		}
		w.verified()
	})
}

func TestAZoneIsCalledAsTheMechanismsThatGovernCallIt(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		office := engine.Act{Actor: "督查室主任", At: w.now}
		if _, err := w.Reorganise(t.Context(), zone, office, org.RenameUnit{Code: "gwh", Name: "党工委管委会", On: clock.MustDate("2023-01-03")}); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		renamed, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.NewReplacer("LIMIT", "10wd", "测试区", "示范区").Replace(visits))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := w.Apply(t.Context(), renamed, office, at("2023-02-01 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		for day, want := range map[string]string{"2023-01-03 09:00": "测试区", "2023-02-01 09:00": "示范区"} {
			page, err := w.Today(t.Context(), zone, nil, at(day))
			if err != nil || page.Title != want {
				t.Errorf("on %s the page is of %q, %v", day, page.Title, err)
			}
			if title, err := w.TitleAt(t.Context(), zone, at(day)); err != nil || title != want {
				t.Errorf("on %s it is called %q, %v", day, title, err)
			}
		}
		if z, err := w.Store().Zone(t.Context(), zone); err != nil || z.Title != "示范区" {
			t.Errorf("it is found as %q, %v", z.Title, err)
		}
		w.verified()
	})
}
