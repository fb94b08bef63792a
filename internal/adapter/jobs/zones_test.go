package jobs_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

const office = `
zone: testzone
title: 测试区
---
org: testzone
units: [ { code: gwh, name: 管委会 } ]
posts: [ { name: 督查室主任, unit: gwh, head: true, holder: p1, deputy: p2 } ]
people: [ { code: p1 }, { code: p2 } ]
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 1wd
light: { red: matter.overdue, green: "true" }
`

const zone = "testzone"

func TestTwoNodesSweepEveryZoneAndMakeUpForWhatWasMissed(t *testing.T) {
	each(t, func(t *testing.T, address string, db *database.DB) {
		now := time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)
		e := engine.New(database.NewStore(db), clock.At(now), id.New, rand.Reader)
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(office)}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := e.Apply(t.Context(), b, engine.Act{Program: true}, now.AddDate(0, 0, -1)); err != nil {
			t.Fatal(err)
		}
		c := matter.Command{Name: "register", ID: "m-1", Actor: "督查室主任", Kind: "task"}
		c.Title = "道路修复"
		give := matter.Command{Name: "assign", ID: "m-1", Actor: "督查室主任"}
		give.Owner = "督查室主任"
		if _, err := e.DoAll(t.Context(), zone, []matter.Command{c, give}); err != nil {
			t.Fatal(err)
		}
		// Nobody swept for a week.
		late := clock.At(now.AddDate(0, 0, 7))
		steps := expect(3)
		register := func(r *jobs.Registry) {
			one := engine.New(database.NewStore(db), late, id.New, rand.Reader)
			step := func(name string) func(context.Context, string) error {
				return func(_ context.Context, zone string) error { steps.note(name + " " + zone); return nil }
			}
			jobs.Zones(r, one, jobs.Messages(r, jobs.Steps{Collect: step("collect"), Digest: step("digest"), Deliver: step("deliver")})...)
		}
		one := node(t, address, register)
		node(t, address, register)
		if err := jobs.SweepZones(t.Context(), e, one); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() bool {
			row, err := e.Store().Matter(t.Context(), zone, "m-1")
			_, checkpoint := e.Store().Checkpoint(t.Context(), zone)
			return err == nil && row.Light == "red" && checkpoint == nil
		})
		eventually(t, func() bool {
			steps.mu.Lock()
			defer steps.mu.Unlock()
			return steps.by["collect "+zone] == 1 && steps.by["digest "+zone] == 1 && steps.by["deliver "+zone] > 0
		})
		if _, err := e.Verify(t.Context(), zone, nil); err != nil {
			t.Error(errs.Message(err, "en"))
		}
	})
}

func TestCleaningRunsEveryStepThoughOneFails(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		done := expect(2)
		c := node(t, address, func(r *jobs.Registry) {
			jobs.Cleaning(r, map[string]func(context.Context) error{
				"a": func(context.Context) error { return errors.New("locked") },
				"b": func(context.Context) error { done.note("b"); return nil },
				"c": func(context.Context) error { done.note("c"); return nil },
			})
		})
		done.wait(t)
		eventually(t, func() bool {
			rows, err := c.List(t.Context(), jobs.Filter{Kind: "clean"})
			return err == nil && len(rows) == 1 && rows[0].Error == "clean a: locked"
		})
	})
}

func TestALongTaskTellsHowFarItIsAndKeepsItsResult(t *testing.T) {
	each(t, func(t *testing.T, _ string, db *database.DB) {
		now := time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)
		tasks := jobs.NewTasks(db, func() time.Time { return now }, id.New)
		begin := func() string {
			task, err := tasks.Begin(t.Context(), zone, "plan", "p1", 10, []byte("input"))
			if err != nil {
				t.Fatal(err)
			}
			return task
		}
		read := func(task string) jobs.Task {
			row, err := tasks.Read(t.Context(), zone, "p1", task)
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		task := begin()
		if row := read(task); row.State != jobs.Waiting || row.Total != 10 {
			t.Errorf("begun: %+v", row)
		}
		runs := 0
		work := func(_ context.Context, input []byte, report jobs.Report) ([]byte, error) {
			runs++
			report(1, 10, "begun")
			report(2, 10, "too soon to be written")
			if row := read(task); row.Done != 1 || row.Note != "begun" {
				t.Errorf("begun: %+v", row)
			}
			now = now.Add(2 * time.Second)
			report(5, 10, "replaying")
			if row := read(task); string(input) != "input" || row.State != jobs.Running || row.Done != 5 || row.Total != 10 || row.Note != "replaying" {
				t.Errorf("under way with %q: %+v", input, row)
			}
			return []byte("result"), nil
		}
		for range 2 { // the second time its job had died before it was noted as done
			if err := tasks.Run(t.Context(), zone, task, "zh", work); err != nil {
				t.Fatal(err)
			}
		}
		if row := read(task); runs != 1 || row.State != jobs.Done || string(row.Result) != "result" || row.EndedAt == 0 || row.Total == 0 || row.Done != row.Total {
			t.Errorf("after %d runs: %+v", runs, row)
		}
		if _, err := tasks.Read(t.Context(), zone, "p2", task); !errs.Is(err, "jobs.no_task") {
			t.Errorf("somebody else reads it: %v", err)
		}
		failing := begin()
		fault := errors.New("the connection broke")
		if err := tasks.Run(t.Context(), zone, failing, "zh", func(context.Context, []byte, jobs.Report) ([]byte, error) { return nil, fault }); !errors.Is(err, fault) {
			t.Errorf("a fault that another attempt may not meet: %v", err)
		}
		refusal := errs.Newf(errs.Invalid, "x.y", "第3行看不懂", "line 3 is not understood")
		if err := tasks.Run(t.Context(), zone, failing, "zh", func(context.Context, []byte, jobs.Report) ([]byte, error) { return nil, refusal }); err != nil {
			t.Error(err)
		}
		if row := read(failing); row.State != jobs.Failed || row.Error != "第3行看不懂" {
			t.Errorf("failed: %+v", row)
		}
		all, err := tasks.List(t.Context(), zone, "p1", "", 10)
		if err != nil || len(all) != 2 || all[0].ID != failing {
			t.Errorf("listed %+v (%v)", all, err)
		}
		if err := tasks.Clean(t.Context(), zone, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if all, err := tasks.List(t.Context(), zone, "p1", "", 10); err != nil || len(all) != 0 {
			t.Errorf("after cleaning %+v (%v)", all, err)
		}
	})
}
