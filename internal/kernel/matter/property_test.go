package matter

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// The properties hold for matters of several kinds, through a change of mechanisms and a State Council
// notice that becomes known on the way.
var propertyKinds = []string{
	gradedKind,
	kindWith("hourly", `limit: { promised: 40h, accept: 4h, start: accept }
requires: [accept]
light: { red: matter.overdue, amber: matter.elapsed >= wd(3), green: "true" }
cadence: { "*": { every: nightly, workdays: true } }
ladder:
  - { at: due - 4h, send: reminder-letter, to: owner }
  - { at: due, send: supervision-letter, to: lead_unit.head }
  - { at: due, talk: true, to: owner, by: lead_unit.head, when: matter.idle >= wd(2) }
  - { at: red + 0.5wd, raise: true, to: sponsor }
`),
	kindWith("yearly", `limit: { statutory: 2mo, start: register, extensions: 3 }
light: { red: matter.progress < matter.time_progress, amber: today > matter.registered, green: "true" }
cadence: { "*": { every: quarterly, due: "+3wd" } }
recheck: 1mo
ladder:
  - { at: registered + 15d, send: reminder-letter, to: owner, when: matter.time_progress >= 50.0 }
  - { at: statutory - 2d, bulletin: bulletin }
  - { at: missed, raise: true, to: sponsor }
`),
	kindWith("receipt", `limit: { statutory: 20wd, promised: 10wd, start: receipt, accept: 5wd }
ladder:
  - { at: due - 1wd, send: reminder-letter, to: owner }
  - { at: amber, talk: true, to: owner, by: lead_unit.head }
light: { red: matter.overdue, amber: matter.remaining < wd(2) && matter.elapsed > wd(1), green: "true" }
`),
}

// propertyWorld changes its mechanisms on 15 November and learns of the holidays of 2024 on 27 October.
func propertyWorld(t testing.TB) *World {
	t.Helper()
	w := world(t, propertyKinds...)
	later := slices.Clone(propertyKinds)
	later[0] = gradedKind + "  - { at: assigned + 3d, talk: true, to: owner, by: lead_unit.head, when: matter.idle >= wd(1) }\npublic: { while: open }\n"
	w.Timeline = mechanism.Timeline{{Bundle: w.Timeline[0].Bundle}, {Bundle: bundle(t, later...), From: at("2023-11-15 10:00")}}
	known, first := at("2023-10-27 15:00"), calendar.Builtin().AsOf(date("2023-10-01"))
	w.Calendars = []CalendarVersion{{Calendar: first}, {From: known, Calendar: calendar.Builtin().Following(first, known), Notice: "国办发明电〔2023〕7号"}}
	w.Recolored = func(id, _, _, _ string) bool { return id == "S1" }
	return w
}

// anyCommand draws something that somebody may try, sensible or not.
func anyCommand(r *rapid.T, s *State) Command {
	posts := []string{office, owner, head, sponsor, verifier, "建设局局长", "空缺岗"}
	c := Command{
		Name: rapid.SampledFrom(Commands()).Draw(r, "command"), Actor: rapid.SampledFrom(posts).Draw(r, "actor"),
		Reason: rapid.SampledFrom([]string{"", "因故"}).Draw(r, "reason"), Text: rapid.SampledFrom([]string{"", "已办"}).Draw(r, "text"),
	}
	if rapid.IntRange(0, 3).Draw(r, "wish") > 0 { // mostly something that the stage allows, by whoever may
		var able []string
		for _, name := range Commands() {
			if slices.Contains(transitions[name].from, s.Stage) && name != "withdraw" && name != "merge" {
				able = append(able, name)
			}
		}
		if len(able) > 0 {
			c.Name = rapid.SampledFrom(able).Draw(r, "able")
		}
		c.Reason, c.Text = "因故", "已办"
		switch c.Name {
		case "close", "follow-up", "recheck":
			c.Actor = verifier
		case "extend", "refuse-extension", "replan", "refuse-replan":
			c.Actor = sponsor
		case "accept", "work", "report", "complete", "ask-extension", "ask-replan", "object":
			c.Actor = owner
		case "review", "return", "look-at":
			c.Actor = head
		default:
			c.Actor = office
		}
	}
	if rapid.Bool().Draw(r, "more") {
		c.Owner, c.LeadUnit = owner, "招商局"
	}
	c.Evidence = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(r, "evidence")
	if c.Name == "report" && rapid.Bool().Draw(r, "progressed") {
		p := rapid.Float64Range(0, 100).Draw(r, "progress")
		c.Progress = &p
	}
	c.Urgency = rapid.SampledFrom([]string{"red", "orange", "green"}).Draw(r, "urgency")
	c.Session = rapid.SampledFrom([]string{"", "S1"}).Draw(r, "session")
	c.Verdict = rapid.SampledFrom([]string{"pass", "fail"}).Draw(r, "verdict")
	c.Template = "supervision-letter"
	if c.Name == "ask-replan" {
		c.Due = date("2024-01-15")
	}
	if c.Name == "ask-extension" {
		c.By = limit("5wd")
	}
	if c.Name == "draft-letter" {
		c.To = head
	}
	if len(s.Letters) > 0 {
		l := s.Letters[rapid.IntRange(0, len(s.Letters)-1).Draw(r, "letter")]
		c.Letter, c.Number = l.ID, "督1号"
		if c.Name == "sign-letter" || c.Name == "reply-letter" {
			c.Actor = l.To
		}
	}
	if named := c.Name == "look-at" || c.Name == "meet"; len(s.Duties) > 0 && (named || rapid.IntRange(0, 3).Draw(r, "named") == 0) {
		c.Duty = s.Duties[rapid.IntRange(0, len(s.Duties)-1).Draw(r, "duty")].ID
	}
	return c
}

// life is a random sequence of commands that were let through, with their instants.
type life struct {
	start    time.Time
	commands []Command
}

func anyLife(r *rapid.T, w *World, most int) (*desk, life) {
	return anyLifeOf(r, w, most, rapid.SampledFrom([]string{"graded", "hourly", "yearly", "receipt"}).Draw(r, "kind"))
}

func anyLifeOf(r *rapid.T, w *World, most int, kind string) (*desk, life) {
	var l life
	l.start = at("2023-08-01 08:00").Add(time.Duration(rapid.IntRange(0, 90*24*60).Draw(r, "start")) * time.Minute)
	d := newDesk(w)
	first := Command{
		Name: "register", Actor: office, Kind: kind, Number: "1号", At: l.start,
		Particulars: Particulars{Title: "某事", Urgency: "green", Category: []string{}},
	}
	if len(w.Timeline[0].Bundle.Kinds[kind].Urgencies) == 0 {
		first.Urgency = ""
	}
	if kind == "graded" {
		first.Fields = map[string]any{"investment": 100, "tags": []string{"x"}, "share": 0.25, "contract": "2023-08-01"}
	}
	if rapid.IntRange(0, 4).Draw(r, "received") == 0 {
		first.Received = l.start.Add(-time.Hour).Add(123 * time.Nanosecond)
	}
	give := func(c Command) {
		before := len(d.events)
		if d.try(c) == nil {
			l.commands = append(l.commands, c)
		} else if n := len(d.events); n > before && !d.events[n-1].head.Derived {
			r.Fatalf("a refused %s left an event", c.Name)
		}
	}
	give(first)
	if d.s.ID == "" {
		r.Fatal("not registered")
	}
	when := l.start
	if rapid.IntRange(0, 5).Draw(r, "assigned") > 0 {
		when = when.Add(time.Hour)
		give(Command{Name: "assign", Actor: office, At: when, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	}
	for range rapid.IntRange(0, most).Draw(r, "steps") {
		gap := rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 5 * time.Hour, 24 * time.Hour, 9 * 24 * time.Hour, 40 * 24 * time.Hour}).Draw(r, "gap")
		when = when.Add(gap + time.Duration(rapid.IntRange(0, 59).Draw(r, "minute"))*time.Minute)
		c := anyCommand(r, &d.s)
		c.At = when
		give(c)
	}
	return d, l
}

// trail writes events so that two runs can be compared; the order of events and everything in them counts.
func trail(d *desk) []string {
	out := make([]string, len(d.events))
	for i, e := range d.events {
		e.head.Data = ledger.Marshal(e.content)
		e.head.Recorded = e.head.At
		out[i] = string(ledger.Encode(&e.head))
	}
	return out
}

func difference(a, b []string) string {
	for i := range max(len(a), len(b)) {
		x, y := "(nothing)", "(nothing)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("event %d:\n\t%s\n\t%s", i+1, x, y)
		}
	}
	return ""
}

func TestDerivedEventsDoNotDependOnWhenTheSweepRuns(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		rare, l := anyLife(r, w, 12)
		end := rare.cursor.Add(time.Duration(rapid.IntRange(1, 120).Draw(r, "after")) * 24 * time.Hour)
		if err := rare.sweep(end); err != nil {
			r.Fatal(err)
		}
		often := newDesk(w)
		for i, c := range l.commands {
			until := end
			if err := often.try(c); err != nil {
				r.Fatalf("%s is refused when sweeps run: %v", c.Name, err)
			}
			if i+1 < len(l.commands) {
				until = l.commands[i+1].At
			}
			span := int64(until.Sub(c.At) / time.Microsecond)
			n := rapid.IntRange(0, 6).Draw(r, "sweeps")
			var instants []int64
			for range n {
				instants = append(instants, rapid.Int64Range(0, max(0, span-1)).Draw(r, "sweep"))
			}
			slices.Sort(instants)
			for _, us := range instants {
				if err := often.sweep(c.At.Add(time.Duration(us) * time.Microsecond)); err != nil {
					r.Fatal(err)
				}
			}
		}
		if err := often.sweep(end); err != nil {
			r.Fatal(err)
		}
		if diff := difference(trail(rare), trail(often)); diff != "" {
			r.Fatal(diff)
		}
		if !reflect.DeepEqual(rare.s, often.s) {
			r.Fatal("the states differ")
		}
	})
}

func TestNextSkipsNothingThatAnHourlyLookWouldFind(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 6)
		from := d.cursor
		until := from.Add(time.Duration(rapid.IntRange(1, 30).Draw(r, "days")) * 24 * time.Hour)
		// At every hour on the way nothing may be left to do that Advance has not done.
		for look := from.Add(time.Hour); look.Before(until); look = look.Add(time.Hour) {
			if err := d.sweep(look); err != nil {
				r.Fatal(err)
			}
			_, found, err := React(d.s, w, look)
			if err != nil {
				r.Fatal(err)
			}
			if len(found) > 0 {
				r.Fatalf("at %s %s was due and nothing woke the matter up: %s", look.In(calendar.Location()), found[0].Content.Type(), asJSON(t, found[0].Content))
			}
		}
	})
}

func TestAStateIsTheSameAfterBeingStored(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		var s State
		for _, e := range d.events {
			s = Evolve(s, &e.head, e.content)
			same(r, s)
		}
	})
}

func same(r *rapid.T, s State) {
	raw, err := json.Marshal(&s)
	if err != nil {
		r.Fatal(err)
	}
	var back State
	if err := json.Unmarshal(raw, &back); err != nil {
		r.Fatal(err)
	}
	if !reflect.DeepEqual(s, back) {
		r.Fatalf("stored:\n%#v\nread back:\n%#v", s, back)
	}
}

func TestAnEventIsTheSameAfterBeingStored(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		var s State
		for _, e := range d.events {
			back, err := DecodeContent(e.content.Type(), ledger.Marshal(e.content))
			if err != nil {
				r.Fatal(err)
			}
			if !reflect.DeepEqual(e.content, back) {
				r.Fatalf("decided:\n%#v\nread back:\n%#v", e.content, back)
			}
			if e.head.At != ledger.Instant(e.head.At) {
				r.Fatalf("%s at %v is finer than the ledger keeps", e.head.Type, e.head.At)
			}
			s = Evolve(s, &e.head, back)
		}
		if !reflect.DeepEqual(s, d.s) {
			r.Fatal("folding what was stored gives another state")
		}
	})
}

func TestFoldingNeverChangesTheStateItStartsFrom(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		var s State
		var states []State
		var texts []string
		for _, e := range d.events {
			content := asJSON(t, e.content)
			s = Evolve(s, &e.head, e.content)
			// Two futures of one state must not meet in memory either.
			_ = Evolve(s, &e.head, &RungFiredEvent{Key: "x@", Duties: []Duty{{ID: "x"}}, Letters: []letter.Letter{{ID: "x"}}})
			_ = Evolve(s, &e.head, &MovedEvent{Command: "attach", Evidence: []string{"x"}})
			_ = Evolve(s, &e.head, &ClockEvent{Command: "extend", By: limit("1wd")})
			if len(s.Duties) > 0 {
				_ = Evolve(s, &e.head, &DutyEvent{What: "missed", Duty: s.Duties[0]})
				_ = Evolve(s, &e.head, &DutyEvent{What: "lapsed", Duty: s.Duties[0]})
			}
			if asJSON(t, e.content) != content {
				r.Fatalf("folding %s changed it", e.head.Type)
			}
			states, texts = append(states, s), append(texts, asJSON(t, &s))
		}
		for i := range states {
			if asJSON(t, &states[i]) != texts[i] {
				r.Fatalf("the state after event %d changed later", i+1)
			}
		}
	})
}

func TestDutiesAndLettersHaveIdsOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 15)
		var s State
		for _, e := range d.events {
			s = Evolve(s, &e.head, e.content)
			seen := map[string]bool{}
			missed := 0
			for i := range s.Duties {
				if seen[s.Duties[i].ID] {
					r.Fatalf("two duties are called %s", s.Duties[i].ID)
				}
				seen[s.Duties[i].ID] = true
				if s.Duties[i].Missed() && s.Duties[i].ofOwner() {
					missed++
				}
			}
			for i := range s.Letters {
				if seen[s.Letters[i].ID] {
					r.Fatalf("two letters are called %s", s.Letters[i].ID)
				}
				seen[s.Letters[i].ID] = true
			}
			if s.Missed != missed {
				r.Fatalf("%d duties are missed, %d are counted", missed, s.Missed)
			}
		}
	})
}
