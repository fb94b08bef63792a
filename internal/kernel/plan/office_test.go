package plan

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

const chart = `org: demo
name: 示范区
units:
  - { code: gw, name: 管委会 }
  - { code: zs, name: 招商局, parent: gw, sponsor: 分管副主任 }
posts:
  - { name: 分管副主任, unit: gw, head: true, primary: p-02 }
  - { name: 督查室主任, unit: gw, primary: p-03 }
  - { name: 招商局局长, unit: zs, head: true, primary: p-04 }
people: [{ code: p-02 }, { code: p-03 }, { code: p-04 }]
`

const letters = `letter: reminder-letter
title: 提示函
number: "提〔{year}〕{seq}号"
subject: 关于“{matter.title}”的提示函
body: "{to}：请抓紧办理。"
`

// project is a kind whose matters are decomposed into tasks; %light% takes the place of its light.
const project = `kind: project
title: 工程
number: "工程〔{year}〕{seq}号"
tree: { children: [project, task], open_leaves: true }
roles: { assign: post(督查室主任), verify: post(督查室主任), extend: post(分管副主任), office: post(督查室主任) }
limit: { promised: 90wd }
light: %light%
ladder:
  - { at: red + 1wd, send: reminder-letter, to: lead_unit.head }
`

const task = `kind: task
title: 任务
number: "任务〔{year}〕{seq}号"
roles: { assign: post(督查室主任), verify: post(督查室主任), extend: post(分管副主任), office: post(督查室主任) }
limit: { advisory: 5wd, promised: 20wd, statutory: 60wd, extensions: 3, extend_by: 10wd }
light: { red: matter.overdue, amber: matter.missed > 0 || matter.remaining <= wd(3), green: "true" }
cadence: monthly
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, raise: true, to: sponsor }
`

const standing = `kind: duty-report
title: 履职报告
number: "履〔{year}〕{seq}号"
standing: { each: unit }
roles: { assign: post(督查室主任), office: post(督查室主任) }
cadence: { "*": monthly, met_by: report }
light: { red: matter.missed > 0, green: "true" }
`

const (
	office = "督查室主任"
	owner  = "招商局局长"
	leader = "分管副主任"
)

func kinds(light string) []string {
	return []string{strings.Replace(project, "%light%", light, 1), task, standing}
}

const (
	calm   = `{ red: matter.overdue, green: "true" }`
	strict = `{ red: matter.leaves_done < matter.leaves, green: "true" }`
	half   = `{ red: matter.progress < 50.0, amber: matter.progress < 100.0, green: "true" }`
)

func world(t testing.TB, kinds ...string) *matter.World {
	t.Helper()
	b, err := mechanism.Load(fstest.MapFS{
		"demo/zone.yaml":    {Data: []byte("zone: demo\ntitle: 示范区\n")},
		"demo/org.yaml":     {Data: []byte(chart)},
		"demo/letters.yaml": {Data: []byte(letters)},
		"demo/kinds.yaml":   {Data: []byte(strings.Join(kinds, "\n---\n"))},
	}, "demo")
	if err != nil {
		t.Fatal(err)
	}
	return &matter.World{
		Zone: "demo", Timeline: mechanism.Always(b), Calendars: []matter.CalendarVersion{{Calendar: calendar.Builtin()}},
		Org: org.NewState(b.Org).At,
	}
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

// desks are the matters of a zone in the hands of a small shell that decides as the engine does, and keeps what
// people did.
type desks struct {
	w      *matter.World
	states map[string]*matter.State
	since  map[string]time.Time
	human  map[string][]ledger.Record
}

func newDesks(w *matter.World) *desks {
	d := &desks{states: map[string]*matter.State{}, since: map[string]time.Time{}, human: map[string][]ledger.Record{}}
	seeing := *w
	seeing.Tree = func(root string, _ time.Time) matter.Tree {
		var nodes []matter.Node
		for _, s := range d.states {
			if n, gone := matter.NodeOf(s); !gone {
				nodes = append(nodes, n)
			}
		}
		return matter.Summarise(root, nodes)
	}
	d.w = &seeing
	return d
}

func (d *desks) try(c matter.Command) error {
	s := d.states[c.ID]
	if s == nil {
		s = &matter.State{}
	}
	if s.ID != "" {
		if before := c.At.Add(-time.Microsecond); before.After(d.since[c.ID]) {
			next, _, err := matter.Advance(*s, d.w, d.since[c.ID], before)
			if err != nil {
				return err
			}
			s = &next
		}
	}
	content, err := matter.Decide(s, &c, d.w)
	if err != nil {
		return err
	}
	ev := ledger.Event{Zone: "demo", Stream: c.ID, Seq: s.Seq + 1, At: c.At, Actor: c.Actor, Type: content.Type(), Data: ledger.Marshal(content)}
	next, _, err := matter.React(matter.Evolve(*s, &ev, content), d.w, c.At)
	if err != nil {
		return err
	}
	d.states[c.ID], d.since[c.ID] = &next, c.At
	d.human[c.ID] = append(d.human[c.ID], ledger.Record{Event: ev})
	return nil
}

func (d *desks) do(t testing.TB, when string, c matter.Command) {
	t.Helper()
	c.At = at(when)
	if err := d.try(c); err != nil {
		t.Fatalf("%s %s at %s: %v", c.Name, c.ID, when, err)
	}
}

// registered puts a matter on its owner's desk.
func (d *desks) registered(t testing.TB, when, id, kind, parent string) {
	t.Helper()
	d.do(t, when, matter.Command{Name: "register", Actor: office, ID: id, Kind: kind, Number: id, Particulars: matter.Particulars{Title: id, Parent: parent}})
	d.do(t, when, matter.Command{Name: "assign", Actor: office, ID: id, Assignment: matter.Assignment{Owner: owner, LeadUnit: "zs"}})
}

// records gives the ledger stream by stream, in the order of the names or against it.
func (d *desks) records(backwards bool) iter.Seq2[ledger.Record, error] {
	names := slices.Sorted(maps.Keys(d.human))
	if backwards {
		slices.Reverse(names)
	}
	return func(yield func(ledger.Record, error) bool) {
		for _, name := range names {
			for _, r := range d.human[name] {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func broken(yield func(ledger.Record, error) bool) {
	yield(ledger.Record{}, errors.New("the disk is gone"))
}

func date(s string) clock.Date { return clock.MustDate(s) }

func limit(s string) calendar.Limit { return calendar.MustLimit(s) }

// replaced is a kind's text with one thing changed, which must be there.
func replaced(text, from, to string) string {
	if !strings.Contains(text, from) {
		panic(from)
	}
	return strings.Replace(text, from, to, 1)
}
