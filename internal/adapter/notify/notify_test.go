package notify_test

import (
	"context"
	"crypto/rand"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

const office = `
zone: testzone
title: 测试区
access: { office: [post(督查室主任)], leader: [post(管委会主任), post(管委会副主任)] }
---
org: testzone
units:
  - { code: gwh, name: 管委会 }
  - { code: zsj, name: 招商局, parent: gwh, sponsor: 管委会副主任 }
  - { code: dcs, name: 督查室, parent: gwh }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: p-gwh1, deputy: p-gwh2 }
  - { name: 管委会副主任, unit: gwh, holder: p-gwh3, deputy: p-gwh4 }
  - { name: 招商局局长, unit: zsj, head: true, holder: p-zsj1, deputy: p-zsj2 }
  - { name: 招商局干部, unit: zsj, holder: p-zsj3, deputy: p-zsj4 }
  - { name: 督查室主任, unit: dcs, head: true, holder: p-dcs1, deputy: p-dcs2 }
people: [ { code: p-gwh1 }, { code: p-gwh2 }, { code: p-gwh3 }, { code: p-gwh4 }, { code: p-zsj1 }, { code: p-zsj2 }, { code: p-zsj3 },
  { code: p-zsj4 }, { code: p-dcs1 }, { code: p-dcs2 } ]
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
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
urgencies: { red: 红, green: 绿 }
light: { red: matter.overdue, green: "true" }
cadence: { red: weekly, green: monthly }
ladder:
  - { at: due - 2wd, send: reminder, to: owner }
  - { at: due + 1wd, raise: true, to: sponsor }
---
kind: visit
title: 暗访
number: "访〔{year}〕{seq}号"
limit: 10wd
confidential: { cleared: [office], while: [registered, assigned] }
`

const zone = "testzone"

// world is a zone with an office in force, its notices, and a clock that the test turns.
type world struct {
	*notify.Notify

	t      *testing.T
	engine *engine.Engine
	out    *outbox.Outbox
	now    time.Time
	hidden map[string]bool // persons who may see nothing
	secret bool            // every matter is confidential
}

func open(t *testing.T, db *database.DB) *world {
	t.Helper()
	w := &world{t: t, now: at("2023-01-03 08:30"), hidden: map[string]bool{}}
	clock := func() time.Time { return w.now }
	w.engine = engine.New(database.NewStore(db), clock, id.Sequence(), rand.Reader)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(office)}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := w.engine.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-01-01 00:00")); err != nil {
		t.Fatal(err)
	}
	w.key(db, make([]byte, outbox.BoxKeySize))
	if err := w.Since(t.Context(), zone, 0); err != nil {
		t.Fatal(err)
	}
	return w
}

// key is what addresses and secrets are sealed with from now on.
func (w *world) key(db *database.DB, key []byte) {
	w.t.Helper()
	clock := func() time.Time { return w.now }
	box, err := outbox.NewBox(key, rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	guard := &outbox.Guard{Plain: true, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
	w.out = outbox.New(db, clock, id.New)
	w.Notify = notify.New(db, w.engine, w.out, box, guard, clock, id.New, func(_ context.Context, _, person string, _ *matter.State) (bool, bool, error) {
		return !w.hidden[person], w.secret, nil
	})
}

func at(s string) time.Time {
	tm, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return tm.UTC()
}

func (w *world) do(when, actor, name, id string, more func(*matter.Command)) matter.State {
	w.t.Helper()
	w.now = at(when)
	c := matter.Command{Name: name, ID: id, Actor: actor}
	if more != nil {
		more(&c)
	}
	out, err := w.engine.Do(w.t.Context(), zone, c)
	if err != nil {
		w.t.Fatalf("%s: %v", name, errs.Message(err, "zh"))
	}
	return out.Matter
}

func (w *world) assigned(when, title string) matter.State {
	w.t.Helper()
	s := w.do(when, "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", title, "green" })
	return w.do(when, "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner, c.LeadUnit = "招商局干部", "zsj" })
}

func (w *world) sweep(when string) {
	w.t.Helper()
	w.now = at(when)
	if _, err := w.engine.Sweep(w.t.Context(), zone, w.now, nil); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) collect() {
	w.t.Helper()
	if _, err := w.Collect(w.t.Context(), zone); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) inbox(person string) []notify.Notice {
	w.t.Helper()
	all, err := w.Inbox(w.t.Context(), zone, person, false, "", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// kinds lists the kinds of a person's notices, oldest first.
func (w *world) kinds(person string) string {
	var out []string
	for _, n := range slices.Backward(w.inbox(person)) {
		out = append(out, n.Kind)
	}
	return strings.Join(out, " ")
}

func (w *world) prefer(person string, p notify.Preferences) {
	w.t.Helper()
	if err := w.Prefer(w.t.Context(), zone, person, p); err != nil {
		w.t.Fatal(errs.Message(err, "zh"))
	}
}

func (w *world) digest() int {
	w.t.Helper()
	n, err := w.Digest(w.t.Context(), zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func each(t *testing.T, run func(t *testing.T, w *world)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { run(t, open(t, db)) })
}

func TestWhatHappensReachesWhoeverHoldsThePost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.assigned("2023-03-01 09:00", "园区道路修复")
		w.collect()
		if got := w.kinds("p-zsj3"); !strings.Contains(got, notify.Assigned) {
			t.Errorf("the owner has %q", got)
		}
		before := w.inbox("p-zsj3")
		n := before[0]
		if w.collect(); len(w.inbox("p-zsj3")) != len(before) || n.MatterID != s.ID || n.Number != s.Number || n.ReadAt != 0 {
			t.Errorf("notice %+v", n)
		}
		if got := w.kinds("p-dcs1"); got != "" {
			t.Errorf("whoever assigned it is told of it: %q", got)
		}
		w.sweep("2023-03-20 09:00") // the reminder is to be issued, then the level is raised
		w.collect()
		if got := w.kinds("p-dcs1"); !strings.Contains(got, notify.RungFired) {
			t.Errorf("the office that must issue the letter has %q", got)
		}
		if got := w.kinds("p-gwh3"); !strings.Contains(got, notify.RungFired) {
			t.Errorf("the sponsor to whom it was raised has %q", got)
		}
		w.do("2023-03-20 09:30", "督查室主任", "draft-letter", s.ID, func(c *matter.Command) { c.Letter, c.Reason = "L1", "已逾期" })
		w.do("2023-03-20 10:00", "督查室主任", "issue-letter", s.ID, func(c *matter.Command) { c.Letter = "L1" })
		w.collect()
		if got := w.kinds("p-zsj3"); !strings.HasSuffix(got, notify.Letter) {
			t.Errorf("the addressee of the letter has %q", got)
		}
		w.do("2023-03-20 11:00", "督查室主任", "deliver-letter", s.ID, func(c *matter.Command) { c.Letter = "L1" })
		w.sweep("2023-03-28 09:00")
		w.collect()
		for _, person := range []string{"p-zsj3", "p-dcs1"} {
			if got := w.kinds(person); !strings.Contains(got, notify.LetterLate) {
				t.Errorf("%s has %q, without the letter that was not answered", person, got)
			}
		}
		w.do("2023-03-29 09:00", "招商局干部", "accept", s.ID, nil)
		w.do("2023-03-29 09:10", "招商局干部", "complete", s.ID, func(c *matter.Command) { c.Evidence = []string{"doc"} })
		w.collect()
		if got := w.kinds("p-dcs1"); !strings.HasSuffix(got, notify.Verify) {
			t.Errorf("the verifier has %q", got)
		}
	})
}

func TestAMissedDutyIsToldToTheLevelAboveAndToTheDeputyWhoActs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.assigned("2023-03-01 09:00", "园区道路修复")
		w.do("2023-03-01 10:00", "招商局干部", "accept", s.ID, nil)
		w.sweep("2023-04-04 09:00")
		w.collect()
		missed := func(person string) bool { return strings.Contains(w.kinds(person), notify.DutyMissed) }
		told := 0
		for _, person := range []string{"p-zsj3", "p-zsj1", "p-dcs1", "p-gwh3", "p-gwh1"} {
			if missed(person) {
				told++
			}
		}
		if told < 2 {
			t.Errorf("%d persons were told of the missed review, want its owner and the level above", told)
		}
		if missed("p-zsj4") || missed("p-dcs2") {
			t.Error("a deputy who does not act was told")
		}
	})
}

func TestNobodyHearsOfWhatTheyMayNotSeeOrWhatNoLongerStands(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.hidden["p-zsj3"] = true
		w.assigned("2023-03-01 09:00", "暗访")
		w.collect()
		if got := w.kinds("p-zsj3"); got != "" {
			t.Errorf("somebody who may not see the matter has %q", got)
		}
		delete(w.hidden, "p-zsj3")
		s := w.assigned("2023-03-02 09:00", "早已办完")
		w.do("2023-03-02 10:00", "督查室主任", "withdraw", s.ID, func(c *matter.Command) { c.Reason = "重复" })
		w.collect()
		if got := w.kinds("p-zsj3"); got != "" {
			t.Errorf("a matter that is over still makes %q", got)
		}
	})
}

func TestAnInboxIsReadPageByPageAndMarked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			w.assigned("2023-03-01 09:00", "任务")
		}
		w.collect()
		unread := func() int {
			n, err := w.Unread(t.Context(), zone, "p-zsj3")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		all := w.inbox("p-zsj3")
		if len(all) < 5 || unread() != len(all) {
			t.Fatalf("%d notices, %d unread", len(all), unread())
		}
		page, err := w.Inbox(t.Context(), zone, "p-zsj3", true, all[1].ID, 2)
		if err != nil || len(page) != 2 || page[0].ID != all[2].ID {
			t.Errorf("page %+v (%v)", page, err)
		}
		if n, err := w.MarkRead(t.Context(), zone, "p-gwh1", all[0].ID); err != nil || n != 0 {
			t.Errorf("somebody else marked %d (%v)", n, err)
		}
		if n, err := w.MarkRead(t.Context(), zone, "p-zsj3", all[0].ID, all[0].ID); err != nil || n != 1 || unread() != len(all)-1 {
			t.Errorf("marked %d (%v)", n, err)
		}
		if n, err := w.MarkRead(t.Context(), zone, "p-zsj3"); err != nil || n != len(all)-1 || unread() != 0 {
			t.Errorf("marked %d (%v)", n, err)
		}
		if err := w.Clean(t.Context(), zone, w.now.Add(time.Hour)); err != nil || len(w.inbox("p-zsj3")) != 0 {
			t.Errorf("after cleaning: %v", err)
		}
	})
}

func TestPreferencesAreKeptAndTheirSecretsNotShown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, err := w.Preferences(t.Context(), zone, "p-zsj3")
		if err != nil || len(p.Channels) != 0 || p.Lang != text.Zh {
			t.Errorf("defaults %+v (%v)", p, err)
		}
		p.Lang, p.Muted = text.En, []string{notify.DutyOpened}
		p.Channels = []notify.Channel{{Name: notify.DingTalk, Address: "http://127.0.0.1/robot", Secret: "SEC1", Enabled: true}}
		w.prefer("p-zsj3", p)
		got, err := w.Preferences(t.Context(), zone, "p-zsj3")
		if err != nil || len(got.Channels) != 1 || got.Channels[0].Secret != "" || got.Channels[0].Address != "http://127.0.0.1/robot" || got.Lang != text.En {
			t.Errorf("stored %+v (%v)", got, err)
		}
		err = w.Prefer(t.Context(), zone, "p-zsj3", notify.Preferences{
			Quiet: notify.Quiet{From: -1}, Muted: []string{"spam"},
			Channels: []notify.Channel{
				{Name: "pigeon"},
				{Name: notify.Email, Address: "a@example.com\r\nBcc: b@example.com"},
				{Name: notify.WeCom, Address: "http://10.0.0.1/"},
				{Name: notify.Webhook, Address: "http://127.0.0.1/", Secret: "weak"},
			},
		})
		for _, want := range []string{"免打扰", "spam", "pigeon", "邮箱", "内部地址", "密钥"} {
			if err == nil || !strings.Contains(errs.Message(err, "zh"), want) {
				t.Errorf("the faults do not speak of %s: %v", want, err)
			}
		}
		if err := w.Forget(t.Context(), zone, "p-zsj3"); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Preferences(t.Context(), zone, "p-zsj3"); err != nil || len(got.Channels) != 0 {
			t.Errorf("after forgetting: %+v (%v)", got, err)
		}
	})
}

func TestWhoMaySeeIsAuthoritysToSay(t *testing.T) {
	w := open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	for _, c := range []struct {
		name, person, kind string
		stage              matter.Stage
		may, confidential  bool
	}{
		{"the owner of a task", "p-zsj3", "task", matter.Assigned, true, false},
		{"the head of the unit", "p-zsj1", "task", matter.Assigned, true, false},
		{"the deputy of the office", "p-dcs2", "task", matter.Assigned, true, false},
		{"nobody", "p-none", "task", matter.Assigned, false, false},
		{"the owner of a secret visit", "p-zsj3", "visit", matter.Assigned, false, true},
		{"the office", "p-dcs1", "visit", matter.Assigned, true, true},
		{"its owner when it has begun", "p-zsj3", "visit", matter.Working, true, false},
	} {
		s := &matter.State{Kind: c.kind, Stage: c.stage}
		s.Owner, s.LeadUnit = "招商局干部", "zsj"
		may, confidential, err := notify.ByAuthority(w.engine)(t.Context(), zone, c.person, s)
		if err != nil || may != c.may || confidential != c.confidential {
			t.Errorf("%s: may %v, confidential %v (%v)", c.name, may, confidential, err)
		}
	}
}
