package matter

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// The zone of these tests: an office, a bureau with a section, a leader above both.
const testOrg = `org: demo
name: 示范区
units:
  - { code: gw, name: 管委会 }
  - { code: bg, name: 督查室, parent: gw, sponsor: 分管副主任 }
  - { code: zs, name: 招商局, parent: gw, sponsor: 分管副主任 }
  - { code: zs-1, name: 招商一科, parent: zs }
  - { code: js, name: 建设局, parent: gw, sponsor: 分管副主任 }
posts:
  - { name: 管委会主任, unit: gw, head: true, primary: p-01 }
  - { name: 分管副主任, unit: gw, primary: p-02 }
  - { name: 督查室主任, unit: bg, head: true, primary: p-03, deputy: p-13 }
  - { name: 招商局局长, unit: zs, head: true, primary: p-04, deputy: p-05 }
  - { name: 招商专员, unit: zs, primary: p-05, deputy: p-06 }
  - { name: 招商一科科长, unit: zs-1, head: true, primary: p-09 }
  - { name: 建设局局长, unit: js, head: true, primary: p-07 }
  - { name: 核验专员, unit: bg, primary: p-08 }
  - { name: 联络专员, unit: bg, primary: p-05 }
  - { name: 空缺岗, unit: js }
people: [{ code: p-01 }, { code: p-02 }, { code: p-03 }, { code: p-04 }, { code: p-05 }, { code: p-06 }, { code: p-07 }, { code: p-08 }, { code: p-09 }, { code: p-13 }]
bodies:
  - { code: zb, name: 招商专班, head: 分管副主任, members: [zs, js], office: bg }
  - { code: jszb, name: 建设专班, kind: 专班, head: 分管副主任, members: [zs, js], office: js }
`

const testLetters = `letter: reminder-letter
title: 提示函
number: "提〔{year}〕{seq}号"
subject: 关于“{matter.title}”的提示函
body: "{to}:请抓紧办理,时限 {matter.due}。"
---
letter: supervision-letter
title: 督办函
number: "督〔{year}〕{seq}号"
reply: 3wd
subject: 关于“{matter.title}”的督办函
body: "{to}:请在{reply}内书面回复。"
---
letter: bulletin
title: 通报
number: "通报〔{year}〕{seq}号"
subject: 通报
body: "{matter.title} 通报如下。"
`

// gradedKind is the kind most tests use.
const gradedKind = `kind: graded
title: 分级调度任务
number: "招调〔{year}〕{seq}号"
fields:
  investment: { type: money, title: 预计投资额 }
  contract: { type: date, title: 签约日 }
  tags: { type: list<string>, title: 标签 }
  share: { type: double, title: 占比 }
urgencies: { red: 红, orange: 橙, green: 绿 }
limit: { advisory: 20wd, promised: 30wd, statutory: 60wd, accept: 2wd, extensions: 2, extend_by: 10wd }
gates:
  close: { all: [size(matter.evidence) > 0], says: 佐证材料不全 }
roles:
  assign: head(bg)
  review: lead_unit.head
  verify: post(核验专员)
  extend: sponsor
  office: head(bg)
light:
  red: matter.urgency == "red" || matter.overdue || matter.missed > 2
  amber: matter.urgency == "orange" || matter.remaining <= wd(5) || matter.idle >= wd(10)
  green: "true"
cadence: { red: weekly, orange: half-monthly, green: monthly }
recheck: 20wd
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: unreplied + 1wd, raise: true, to: lead_unit.sponsor }
  - { at: due + 5wd, talk: true, to: lead_unit.head, by: lead_unit.sponsor, within: 3wd }
  - { at: due + 10wd, bulletin: bulletin, to: lead_unit.head, when: matter.level > 0 }
  - { at: missed + 1wd, raise: true, to: lead_unit.sponsor }
  - { at: accept, send: reminder-letter, to: owner }
`

func kindWith(name, body string) string {
	return "kind: " + name + "\ntitle: " + name + "\nnumber: \"X〔{year}〕{seq}号\"\n" + body
}

// bundle loads kinds over the common org and letters.
func bundle(t testing.TB, kinds ...string) *mechanism.Bundle {
	t.Helper()
	return bundleIn(t, "zone: demo\ntitle: 示范区\n", kinds...)
}

func bundleIn(t testing.TB, zone string, kinds ...string) *mechanism.Bundle {
	t.Helper()
	fsys := fstest.MapFS{
		"demo/zone.yaml":    {Data: []byte(zone)},
		"demo/org.yaml":     {Data: []byte(testOrg)},
		"demo/letters.yaml": {Data: []byte(testLetters)},
		"demo/kinds.yaml":   {Data: []byte(strings.Join(kinds, "\n---\n"))},
	}
	b, err := mechanism.Load(fsys, "demo")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func worldOf(b *mechanism.Bundle) *World {
	state := org.NewState(b.Org)
	return &World{
		Zone: "demo", Timeline: mechanism.Always(b), Calendars: []CalendarVersion{{Calendar: calendar.Builtin()}},
		Org: state.At,
	}
}

func world(t testing.TB, kinds ...string) *World {
	t.Helper()
	if len(kinds) == 0 {
		kinds = []string{gradedKind}
	}
	return worldOf(bundle(t, kinds...))
}

// at reads "2023-03-01 09:30" as Shanghai time.
func at(s string) time.Time {
	layout := "2006-01-02 15:04"
	if len(s) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.ParseInLocation(layout, s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// desk is one matter in the hands of a small shell: it advances, decides, reacts and folds as the
// engine does, and keeps every event.
type desk struct {
	w      *World
	s      State
	cursor time.Time
	events []fired
}

// fired is one event with its content.
type fired struct {
	head    ledger.Event
	content Content
}

func newDesk(w *World) *desk { return &desk{w: w} }

func (d *desk) fold(head ledger.Event, c Content) {
	head.Zone, head.Seq, head.Type = d.w.Zone, d.s.Seq+1, c.Type()
	d.s = Evolve(d.s, &head, c)
	d.events = append(d.events, fired{head, c})
}

func (d *desk) derive(derived []Derived) {
	for _, v := range derived {
		d.fold(ledger.Event{Stream: d.s.ID, At: v.At, Derived: true, Basis: v.Basis}, v.Content)
	}
}

// sweep makes what falls due up to until.
func (d *desk) sweep(until time.Time) error {
	if d.s.ID == "" || until.Before(d.cursor) {
		return nil
	}
	_, derived, err := Advance(d.s, d.w, d.cursor, until)
	if err != nil {
		return err
	}
	d.derive(derived)
	d.cursor = until
	return nil
}

// try gives a command and tells what became of it.
func (d *desk) try(c Command) error {
	if c.ID == "" {
		c.ID = "m-1"
	}
	if c.Person == "" {
		if a, err := d.w.Org(d.w.CalendarAt(c.At).DateOf(c.At)).Holder(c.Actor); err == nil {
			c.Person, c.Deputy = a.Person, a.Seat == org.Deputy
		}
	}
	if err := d.sweep(c.At.Add(-time.Microsecond)); err != nil {
		return err
	}
	content, err := Decide(&d.s, &c, d.w)
	if err != nil {
		return err
	}
	d.fold(ledger.Event{Stream: c.ID, At: c.At, Actor: c.Actor, Person: c.Person, Deputy: c.Deputy}, content)
	_, derived, err := React(d.s, d.w, c.At)
	if err != nil {
		return err
	}
	d.derive(derived)
	d.cursor = c.At
	return nil
}

func (d *desk) do(t testing.TB, when string, c Command) {
	t.Helper()
	c.At = at(when)
	if err := d.try(c); err != nil {
		t.Fatalf("%s at %s: %v", c.Name, when, err)
	}
}

func (d *desk) until(t testing.TB, when string) {
	t.Helper()
	if err := d.sweep(at(when)); err != nil {
		t.Fatalf("sweep to %s: %v", when, err)
	}
}

// refused gives a command and returns the refusal's code and Chinese words.
func (d *desk) refused(t testing.TB, when string, c Command) (code, zh string) {
	t.Helper()
	c.At = at(when)
	seq := d.s.Seq
	err := d.try(c)
	if err == nil {
		t.Fatalf("%s at %s was let through in stage %q", c.Name, when, d.s.Stage)
	}
	if last := len(d.events); last > 0 && d.s.Seq > seq && !d.events[last-1].head.Derived {
		t.Fatalf("%s was refused but left an event", c.Name)
	}
	return errs.CodeOf(err), errs.Message(err, text.Zh)
}

// registered is a matter of the graded kind that the office has registered.
func registered(t testing.TB, w *World, when string) *desk {
	t.Helper()
	d, p := newDesk(w), Particulars{Title: "某某项目"}
	if len(w.Timeline[0].Bundle.Kinds[onlyKind(w)].Urgencies) > 0 {
		p.Urgency = "green"
	}
	d.do(t, when, Command{Name: "register", Actor: office, Kind: onlyKind(w), Number: "1号", Particulars: p})
	return d
}

// assigned is a matter assigned to the bureau's head.
func assigned(t testing.TB, w *World, when string) *desk {
	t.Helper()
	d := registered(t, w, when)
	d.do(t, when, Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	return d
}

func onlyKind(w *World) string {
	kinds := slices.Sorted(maps.Keys(w.Timeline[0].Bundle.Kinds))
	return kinds[0]
}

// The posts that act in the tests.
const (
	office   = "督查室主任"
	owner    = "招商专员"
	head     = "招商局局长"
	sponsor  = "分管副主任"
	verifier = "核验专员"
	section  = "招商一科科长"
)

func date(s string) clock.Date { return clock.MustDate(s) }

func limit(s string) calendar.Limit { return calendar.MustLimit(s) }

// lines writes the derived events of the types given, one a line: instant in Shanghai, type, gist.
func (d *desk) lines(types ...string) []string {
	var out []string
	for _, e := range d.events {
		if slices.Contains(types, e.head.Type) {
			out = append(out, e.head.At.In(calendar.Location()).Format("2006-01-02 15:04")+" "+e.head.Type+gist(e.content))
		}
	}
	return out
}

func gist(c Content) string {
	switch c := c.(type) {
	case *RungFiredEvent:
		return " " + c.Rung + " " + c.Action + " " + strings.Join(c.To, "、")
	case *LightChangedEvent:
		return " " + string(c.From) + ">" + string(c.To)
	case *DutyEvent:
		return " " + c.Duty.ID + " " + c.Duty.Owner
	case *LetterSupersededEvent:
		return " " + c.ID + " by " + c.By
	case *ClockSetEvent:
		return " " + c.Deadlines.Working().Date.String() + " " + c.Notice
	}
	return ""
}

func (d *desk) light() Light { return d.s.Light }

func (d *desk) duty(id string) (Duty, bool) {
	for _, v := range d.s.Duties {
		if v.ID == id {
			return v, true
		}
	}
	return Duty{}, false
}

func equalLines(t testing.TB, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
