package database_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
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
		if err := w.Apply(t.Context(), load(t, office+duty), engine.Act{}, at("2023-01-01 00:00")); err != nil {
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
