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
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// The engine is tested here, on real stores: what it promises is about what is remembered.

const office = `
zone: testzone
title: 测试区
access: { office: [post(督查室主任)], leader: [post(管委会主任), post(管委会副主任)] }
---
org: testzone
units:
  - { code: gwh, name: 管委会 }
  - { code: zsj, name: 招商局, parent: gwh, sponsor: 管委会副主任 }
  - { code: jfj, name: 经发局, parent: gwh, sponsor: 管委会副主任 }
  - { code: dcs, name: 督查室, parent: gwh }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: p-gwh1, deputy: p-gwh2 }
  - { name: 管委会副主任, unit: gwh, holder: p-gwh3, deputy: p-gwh4 }
  - { name: 招商局局长, unit: zsj, head: true, holder: p-zsj1, deputy: p-zsj2 }
  - { name: 招商局干部, unit: zsj, holder: p-zsj3, deputy: p-zsj4 }
  - { name: 经发局局长, unit: jfj, head: true, holder: p-jfj1, deputy: p-jfj2 }
  - { name: 督查室主任, unit: dcs, head: true, holder: p-dcs1, deputy: p-dcs2 }
people: [ { code: p-gwh1 }, { code: p-gwh2 }, { code: p-gwh3 }, { code: p-gwh4 }, { code: p-zsj1 }, { code: p-zsj2 }, { code: p-zsj3 },
  { code: p-zsj4 }, { code: p-jfj1 }, { code: p-jfj2 }, { code: p-dcs1 }, { code: p-dcs2 } ]
---
letter: reminder
title: 提示函
number: "提〔{year}〕{seq}号"
reply: 2wd
subject: 关于“{matter.title}”的提示函
body: "{to}:请抓紧办理“{matter.title}”,时限{matter.due}。"
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: LIMIT
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
urgencies: { red: 红, green: 绿 }
gates:
  assign: { all: [ command.owner != "" ], says: 缺责任人 }
  close: { all: [ size(matter.evidence) > 0 ], says: 没有佐证 }
light:
  red: matter.overdue
  amber: has(matter.due) && matter.remaining <= wd(3)
  green: "true"
cadence: { red: weekly, green: monthly }
ladder:
  - { at: due - 2wd, send: reminder, to: owner }
  - { at: due + 1wd, raise: true, to: sponsor }
`

func bundle(t testing.TB, limit string) *mechanism.Bundle {
	t.Helper()
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "LIMIT", limit, 1))}}, "testzone")
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	return b
}

// world is an engine with an office in force and a clock that the test turns.
type world struct {
	*engine.Engine

	t   testing.TB
	now time.Time
}

const zone = "testzone"

func open(t testing.TB, db *database.DB) *world {
	t.Helper()
	w := &world{t: t, now: at("2023-01-03 08:30")}
	w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
	if err := w.Apply(t.Context(), bundle(t, "10wd"), engine.Act{Program: true}, at("2023-01-01 00:00")); err != nil {
		t.Fatal(err)
	}
	return w
}

func at(s string) time.Time {
	tm, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return tm.UTC()
}

// do carries out a command that must succeed.
func (w *world) do(when, actor, name, id string, more func(*matter.Command)) matter.State {
	w.t.Helper()
	s, err := w.try(when, actor, name, id, more)
	if err != nil {
		w.t.Fatalf("%s: %v", name, errs.Message(err, "zh"))
	}
	return s
}

func (w *world) try(when, actor, name, id string, more func(*matter.Command)) (matter.State, error) {
	w.now = at(when)
	c := matter.Command{Name: name, ID: id, Actor: actor}
	if more != nil {
		more(&c)
	}
	out, err := w.Do(w.t.Context(), zone, c)
	return out.Matter, err
}

// assigned registers and assigns a task.
func (w *world) assigned(when, title, urgency string) matter.State {
	w.t.Helper()
	s := w.do(when, "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", title, urgency })
	return w.do(when, "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner = "招商局干部" })
}

func (w *world) sweep(when string) engine.Swept {
	w.t.Helper()
	w.now = at(when)
	s, err := w.Sweep(w.t.Context(), zone, w.now, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) verified() engine.Verified {
	w.t.Helper()
	v, err := w.Verify(w.t.Context(), zone, nil)
	if err != nil {
		w.t.Fatal(errs.Message(err, "zh"))
	}
	return v
}

func TestMatterGoesFromRegistrationToCloseOut(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "引进一个项目", "red")
		if s.Number != "任〔2023〕1号" || s.Deadlines.Working().Date != clock.MustDate("2023-02-15") || s.Light != matter.Green {
			t.Fatalf("number %s, due %s, light %q", s.Number, s.Deadlines.Working().Date, s.Light)
		}
		w.sweep("2023-02-13 09:00") // the remaining three days
		w.do("2023-02-13 09:10", "招商局干部", "accept", s.Number, nil)
		w.do("2023-02-14 09:00", "招商局干部", "report", s.Number, func(c *matter.Command) {
			p := 80.0
			c.Progress, c.Text = &p, "已签约"
		})
		if _, err := w.try("2023-02-14 09:01", "招商局局长", "close", s.Number, nil); !errs.Is(err, "matter.wrong_stage") {
			t.Fatalf("closing what is not completed: %v", err)
		}
		w.do("2023-02-14 10:00", "招商局干部", "complete", s.Number, nil)
		if _, err := w.try("2023-02-14 10:30", "督查室主任", "close", s.Number, nil); !errs.Is(err, "gate.close") {
			t.Fatalf("closing without evidence: %v", err)
		}
		w.do("2023-02-14 10:40", "招商局干部", "attach", s.Number, func(c *matter.Command) { c.Evidence = []string{"合同扫描件"} })
		s = w.do("2023-02-14 11:00", "督查室主任", "close", s.Number, nil)
		if s.Stage != matter.Closed || s.Light != matter.None {
			t.Fatalf("stage %s, light %q", s.Stage, s.Light)
		}
		w.verified()
	})
}

func TestLedgerIsTheSameWheneverTheSweepRuns(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		ctx := t.Context()
		daily := w.assigned("2023-02-01 09:00", "每日巡", "red")
		late := w.assigned("2023-02-01 09:00", "月末巡", "red")
		_ = late
		for d := clock.MustDate("2023-02-02"); d <= clock.MustDate("2023-03-20"); d++ {
			w.sweep(d.String() + " 08:30")
		}
		w.do("2023-03-20 09:00", "招商局干部", "report", daily.ID, func(c *matter.Command) { c.Text = "在办" })
		w.do("2023-03-20 09:00", "招商局干部", "report", late.ID, func(c *matter.Command) { c.Text = "在办" })
		var courses [2][]string
		for i, id := range []string{daily.ID, late.ID} {
			records, err := w.Store().Stream(ctx, zone, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records {
				courses[i] = append(courses[i], r.Type+" "+r.At.Format(time.RFC3339))
			}
		}
		if strings.Join(courses[0], "\n") != strings.Join(courses[1], "\n") {
			t.Fatalf("swept daily:\n%s\nonce:\n%s", strings.Join(courses[0], "\n"), strings.Join(courses[1], "\n"))
		}
		w.verified()
	})
}

func TestPlanAgainstWhatGovernsReportsNoDifference(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for i := range 5 {
			s := w.assigned("2023-02-01 09:00", "任务", []string{"red", "green"}[i%2])
			if i == 3 {
				w.do("2023-02-10 09:00", "招商局干部", "complete", s.ID, nil)
			}
		}
		w.sweep("2023-04-01 09:00")
		same, err := w.Plan(t.Context(), zone, bundle(t, "10wd"), plan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !same.Same() || same.Matters != 5 {
			t.Fatalf("against itself: %+v", same)
		}
		stricter, err := w.Plan(t.Context(), zone, bundle(t, "5wd"), plan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if stricter.Relit() != 5 || len(stricter.Deadlines) != 5 {
			t.Fatalf("half the time: %d lights, %d deadlines", stricter.Relit(), len(stricter.Deadlines))
		}
		first := stricter.Lights[0]
		if first.First != clock.MustDate("2023-02-03") || first.Before != matter.Green || first.After != matter.Amber {
			t.Fatalf("first difference %+v", first)
		}
	})
}

// What governs is compared with itself from when it came into force on, whatever governed before.
func TestPlanOfALaterVersionThatGovernsReportsNoDifference(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for range 3 {
			w.assigned("2023-02-01 09:00", "任务", "red")
		}
		stricter := bundle(t, "5wd")
		w.now = at("2023-02-20 09:00")
		if err := w.Apply(t.Context(), stricter, engine.Act{Program: true}, at("2023-02-21 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.sweep("2023-03-01 09:00")
		w.assigned("2023-03-01 10:00", "后来的任务", "red")
		w.sweep("2023-04-01 09:00")
		since, err := w.Since(t.Context(), zone, stricter, w.now)
		if err != nil || !since.Equal(at("2023-02-21 00:00")) {
			t.Fatalf("since %v, %v", since, err)
		}
		same, err := w.Plan(t.Context(), zone, stricter, plan.Options{From: since})
		if err != nil || !same.Same() || len(same.Governed) != 1 {
			t.Errorf("against itself: %+v, %v", same, err)
		}
		earlier := bundle(t, "10wd")
		if since, err = w.Since(t.Context(), zone, earlier, w.now); err != nil || !since.Before(at("2023-02-01 09:00")) {
			t.Fatalf("another one is tried since %v, %v", since, err)
		}
		other, err := w.Plan(t.Context(), zone, earlier, plan.Options{From: since})
		if err != nil || other.Same() || len(other.Governed) != 2 {
			t.Errorf("what governed before, governing still: %+v, %v", other.Governed, err)
		}
	})
}

func TestReceiptHoldsWithoutTheDatabase(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "green")
		receipt, err := w.Receipt(t.Context(), zone, s.Number, 0)
		if err != nil {
			t.Fatal(err)
		}
		ev, cp, err := receipt.Check("")
		if err != nil || ev.Stream != s.ID {
			t.Fatalf("%+v %v", ev, err)
		}
		w.assigned("2023-02-02 09:00", "又一任务", "green")
		if err := w.Extends(t.Context(), cp); err != nil {
			t.Fatal(err)
		}
		forged := receipt
		forged.Body = strings.Replace(forged.Body, `"derived":true`, `"derived":false`, 1)
		if _, _, err := forged.Check(""); !errs.Is(err, "ledger.bad_receipt") {
			t.Fatalf("an altered receipt: %v", err)
		}
		w.verified()
	})
}

func TestThePageOfTheDayIsTheSameWhetherTheSweepRanOrNot(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		for range 3 {
			w.assigned("2023-02-01 09:00", "任务", "red")
		}
		w.now = at("2023-03-15 08:30")
		late, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil {
			t.Fatal(err)
		}
		before, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		w.sweep("2023-03-15 08:30")
		swept, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil {
			t.Fatal(err)
		}
		after, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		if late.Stale != 3 || swept.Stale != 0 || after.Size == before.Size {
			t.Fatalf("stale %d, then %d; events %d, then %d", late.Stale, swept.Stale, before.Size, after.Size)
		}
		late.Stale = 0
		if a, b := ledger.Marshal(late), ledger.Marshal(swept); string(a) != string(b) || swept.Missed.N == 0 || swept.Letters.N == 0 {
			t.Fatalf("late:  %s\nswept: %s", a, b)
		}
		w.verified()
	})
}

func TestWhatWasMissedOfAMatterThatIsOverStaysOnThePageAndSaysSo(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		id := w.assigned("2023-02-01 09:00", "任务", "red").ID
		w.sweep("2023-02-20 08:30")
		before, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil || before.Missed.N == 0 || before.Missed.Rows[0].Ended != "" {
			t.Fatalf("%v, %+v", err, before.Missed)
		}
		w.do("2023-02-20 09:00", "督查室主任", "withdraw", id, func(c *matter.Command) { c.Reason = "不再办理" })
		after, err := w.Today(t.Context(), zone, nil, w.now)
		if err != nil || after.Missed.N != before.Missed.N || after.Missed.Rows[0].Ended != string(matter.Withdrawn) {
			t.Fatalf("%v, %+v", err, after.Missed)
		}
	})
}
