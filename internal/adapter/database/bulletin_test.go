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
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

// A bulletin whose lists read lights, missed duties and deadlines of tasks, and a register.
const bulletin = `
letter: bulletin
title: 通报
number: "报〔{year}〕{seq}号"
subject: 通报
lists:
  ranking: { of: [task], each: owner, done: matter.done, line: "{rank} {group} {done}/{all} {share}" }
  lagging: { of: [task], light: [red, amber], by: due, line: "{n} {matter.title} {matter.light} {matter.progress}" }
  missed: { of: [task], if: matter.missed > 0, line: "{n} {matter.title}" }
  cases: { register: cases, since: last_issue, line: "{n} {record.title}" }
body: |
  {list.ranking}
  {list.lagging}
  {list.missed}
  {list.cases}
---
register: cases
title: 经验
key: title
fields: { title: { type: string, title: 名称, required: true } }
---
kind: plan
title: 通报计划
number: "计〔{year}〕{seq}号"
---
`

func TestABulletinSaysTheSameHoweverLateTheSweep(t *testing.T) {
	files, zones := fstest.MapFS{}, []string{"daily", "late", "after"}
	for _, zone := range zones {
		text := strings.NewReplacer("testzone", zone, "LIMIT", "20wd", "kind: task\n", bulletin[1:]+"kind: task\n").Replace(office)
		files[zone+"/all.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := &world{t: t}
		w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		texts := map[string]string{}
		for _, zone := range zones {
			w.now = at("2023-01-03 08:30")
			b, err := mechanism.Load(files, zone)
			if err == nil {
				err = w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-01-01 00:00"))
			}
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			texts[zone] = w.bulletin(zone)
			if _, err := w.Verify(t.Context(), zone, nil); err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
		}
		want := "# 通报\n\n1 招商局局长 1/1 100%\n2 招商局干部 0/3 0%\n1 早 红灯 0%\n2 晚 黄灯 40%\n1 早\n2 晚\n3 远\n1 一枚印章\n"
		for zone, text := range texts {
			if text != want {
				t.Errorf("%s: %q, want %q", zone, text, want)
			}
		}
	})
}

// bulletin issues a bulletin as of 31 May 2023 in a zone that is swept daily, never, or that knows by then
// what happened in June.
func (w *world) bulletin(zone string) string {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(zone, errs.Message(err, "zh"))
		}
	}
	do := func(when, name, id, actor string, c matter.Command) {
		w.t.Helper()
		c.Name, c.ID, c.Actor, c.At, w.now = name, id, actor, at(when), at(when)
		_, err := w.Do(w.t.Context(), zone, c)
		must(err)
	}
	begin := func(kind, title, owner, due string) {
		w.t.Helper()
		do("2023-04-03 09:00", "register", title, "督查室主任", matter.Command{Kind: kind, Particulars: matter.Particulars{Title: title, Urgency: map[string]string{"task": "green"}[kind]}})
		if owner != "" {
			do("2023-04-03 09:10", "assign", title, "督查室主任", matter.Command{Assignment: matter.Assignment{Owner: owner, Due: clock.MustDate(due)}})
		}
	}
	record := func(when, title string) {
		w.t.Helper()
		_, err := w.Keep(w.t.Context(), zone, "cases", "", engine.Act{Actor: "督查室主任", At: at(when)}, register.Put{ValidFrom: clock.MustDate("2023-04-11"), Actor: "督查室主任", Values: register.Values{"title": title}})
		must(err)
	}
	begin("plan", "计划", "", "")
	begin("task", "早", "招商局干部", "2023-05-10")
	begin("task", "晚", "招商局干部", "2023-06-02")
	begin("task", "远", "招商局干部", "2023-09-28")
	begin("task", "成", "招商局局长", "2023-09-28")
	progress := 40.0
	do("2023-04-10 09:00", "report", "晚", "招商局干部", matter.Command{Progress: &progress})
	do("2023-04-10 09:10", "complete", "成", "招商局局长", matter.Command{})
	record("2023-04-11 09:00", "一枚印章")
	if zone == "daily" {
		for day := at("2023-04-11 20:00"); day.Before(at("2023-05-31 00:00")); day = day.AddDate(0, 0, 1) {
			_, err := w.Sweep(w.t.Context(), zone, day, nil)
			must(err)
		}
	}
	if zone == "after" {
		full := 100.0
		do("2023-06-20 09:00", "report", "早", "招商局干部", matter.Command{Progress: &full})
		do("2023-06-20 09:10", "complete", "晚", "招商局干部", matter.Command{})
		do("2023-06-20 09:20", "register", "新", "督查室主任", matter.Command{Kind: "task", Particulars: matter.Particulars{Title: "新"}})
		record("2023-06-20 09:30", "拿地即开工")
	}
	do("2023-05-31 09:00", "draft-letter", "计划", "督查室主任", matter.Command{Template: "bulletin", To: "管委会主任"})
	do("2023-05-31 09:10", "issue-letter", "计划", "督查室主任", matter.Command{Letter: "L1"})
	sight, err := w.Look(w.t.Context(), zone, "计划", w.now)
	must(err)
	return sight.State.Letters[0].Text
}
