package database_test

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// A plan whose light and rungs read what hangs below it.
const planned = `
kind: plan
title: 方案
number: "方〔{year}〕{seq}号"
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任) }
tree: { children: [task] }
light:
  red: matter.children > 0 && matter.progress + 40.0 < matter.time_progress
  amber: matter.leaves_done < matter.leaves && matter.progress < matter.time_progress
  green: "true"
ladder:
  - { at: red, send: reminder, to: owner }
  - { at: due - 5wd, send: reminder, to: owner, when: matter.leaves_done < matter.leaves }
---
`

func TestALateSweepSeesTheTreeAsItWas(t *testing.T) {
	files := fstest.MapFS{}
	for _, zone := range []string{"daily", "late"} {
		text := strings.NewReplacer("testzone", zone, "LIMIT", "200d", "kind: task\n", planned[1:]+"kind: task\n").Replace(office)
		files[zone+"/all.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := &world{t: t, now: at("2023-01-03 08:30")}
		w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		zones := []string{"daily", "late"}
		for _, zone := range zones {
			b, err := mechanism.Load(files, zone)
			if err == nil {
				err = w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-01-01 00:00"))
			}
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
		}
		changes := 0
		for seed := range 8 { // the whole of a spring each, day by day
			deeds := someDeeds.Example(seed)
			var courses [2][]string
			for i, zone := range zones {
				courses[i] = w.course(zone, strconv.Itoa(seed), deeds, zone == "daily")
			}
			if !slices.Equal(courses[0], courses[1]) {
				t.Fatalf("%v\nswept daily:\n%s\nonce:\n%s", deeds, strings.Join(courses[0], "\n"), strings.Join(courses[1], "\n"))
			}
			changes += len(courses[0])
		}
		for _, zone := range zones {
			if _, err := w.Verify(t.Context(), zone, nil); err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
		}
		if changes < 8*6 {
			t.Errorf("the plans had %d events in all: nothing much was tried", changes)
		}
	})
}

// deed is what is done to one of the tasks on a day, in the afternoon.
type deed struct {
	day      clock.Date
	task     int
	name     string
	progress float64
}

// someDeeds are deeds of one spring, in order of day.
var someDeeds = rapid.Custom(func(r *rapid.T) []deed {
	one := rapid.Custom(func(r *rapid.T) deed {
		return deed{
			day: clock.MustDate("2023-02-02") + clock.Date(rapid.IntRange(0, 150).Draw(r, "day")), task: rapid.IntRange(0, 2).Draw(r, "task"),
			name: rapid.SampledFrom([]string{"report", "report", "complete", "return"}).Draw(r, "deed"), progress: float64(rapid.IntRange(0, 100).Draw(r, "progress")),
		}
	})
	deeds := rapid.SliceOfN(one, 3, 12).Draw(r, "deeds")
	slices.SortStableFunc(deeds, func(a, b deed) int { return int(a.day - b.day) })
	return deeds
})

// course runs a plan of three tasks, the last of which begins later, and tells what became of the plan.
func (w *world) course(zone, plan string, deeds []deed, daily bool) []string {
	w.t.Helper()
	do := func(when time.Time, c matter.Command) {
		w.now = when
		if _, err := w.Do(w.t.Context(), zone, c); err != nil && errs.KindOf(err) != errs.Refused {
			w.t.Fatal(errs.Message(err, "zh"))
		}
	}
	begin := func(when time.Time, c matter.Command) {
		c.Name, c.Actor = "register", "督查室主任"
		do(when, c)
		do(when, matter.Command{Name: "assign", ID: c.ID, Actor: c.Actor, Assignment: matter.Assignment{Owner: "招商局干部", Due: clock.MustDate("2023-06-20")}})
	}
	begin(at("2023-02-01 09:00"), matter.Command{ID: plan, Kind: "plan", Particulars: matter.Particulars{Title: "方案"}})
	begins := []clock.Date{clock.MustDate("2023-02-01"), clock.MustDate("2023-02-01"), clock.MustDate("2023-04-10")}
	last := clock.MustDate("2023-07-10")
	for day := begins[0]; day <= last; day++ {
		noon := day.In(calendar.Location(), 12, 0).UTC()
		for i := range begins {
			if begins[i] == day {
				begin(noon, matter.Command{ID: plan + "/" + strconv.Itoa(i), Kind: "task", Particulars: matter.Particulars{Title: "任务", Parent: plan, Weight: i}})
			}
		}
		for i := range deeds {
			d := &deeds[i]
			if d.day != day || day < begins[d.task] {
				continue
			}
			c := matter.Command{Name: d.name, ID: plan + "/" + strconv.Itoa(d.task), Actor: "招商局干部", Reason: "未到位"}
			switch d.name {
			case "return":
				c.Actor = "招商局局长"
			case "report":
				c.Progress = &d.progress
			}
			do(noon.Add(time.Duration(i+1)*time.Minute), c)
		}
		if daily || day == last {
			w.now = day.In(calendar.Location(), 20, 0).UTC()
			if _, err := w.Sweep(w.t.Context(), zone, w.now, nil); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	records, err := w.Store().Stream(w.t.Context(), zone, plan)
	if err != nil {
		w.t.Fatal(err)
	}
	lines := make([]string, len(records))
	for i := range records {
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			w.t.Fatal(err)
		}
		lines[i] = ev.At.Format(time.RFC3339) + " " + ev.Type + " " + string(ev.Data)
	}
	return lines
}
