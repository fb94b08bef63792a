package matter

import (
	"testing"
	"time"

	"qinlian/internal/kernel/ledger"
)

// typical is what happens to most matters, with the working days between the steps.
var typical = []Command{
	{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: Particulars{Title: "某某项目开工", Urgency: "green", Brief: "6月底前开工"}},
	{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}},
	{Name: "accept", Actor: owner},
	{Name: "work", Actor: owner},
	{Name: "report", Actor: owner, Text: "已完成场地平整", Evidence: []string{"photo-1"}},
	{Name: "look-at", Actor: head, Text: "加快进度"},
	{Name: "report", Actor: owner, Text: "已进场施工", Evidence: []string{"photo-2"}},
	{Name: "review", Actor: head, Text: "同意"},
	{Name: "complete", Actor: owner, Text: "已开工"},
	{Name: "close", Actor: verifier, Text: "现场核验属实"},
}

// BenchmarkCommands runs the typical life of a matter through decide, evolve, react and seal; one
// operation is one command with everything that follows from it.
func BenchmarkCommands(b *testing.B) {
	w := world(b)
	start := at("2023-03-01 09:00")
	run := func() int {
		var s State
		var prev ledger.Hash
		events := 0
		seal := func(ev ledger.Event, c Content) {
			ev.Zone, ev.Seq, ev.Type, ev.Data = w.Zone, s.Seq+1, c.Type(), ledger.Marshal(c)
			r := ledger.Seal(ev, prev)
			s = Evolve(s, &ev, c)
			prev = r.Hash
			events++
		}
		for i := range typical {
			c := typical[i]
			c.ID, c.At, c.Person = "m-1", start.Add(time.Duration(i)*time.Hour), "p-"+c.Actor
			content, err := Decide(&s, &c, w)
			if err != nil {
				b.Fatal(c.Name, err)
			}
			seal(ledger.Event{Stream: c.ID, At: c.At, Recorded: c.At, Actor: c.Actor, Person: c.Person, Basis: ledger.Basis{Mechanism: "abc", Calendar: "def"}}, content)
			_, derived, err := React(s, w, c.At)
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range derived {
				seal(ledger.Event{Stream: c.ID, At: d.At, Recorded: d.At, Derived: true, Basis: d.Basis}, d.Content)
			}
		}
		return events
	}
	b.ReportAllocs()
	events := 0
	for i := 0; i < b.N; i += len(typical) {
		events += run()
	}
	b.ReportMetric(float64(events)/float64(b.N), "events/op")
}

// BenchmarkNext asks when an open matter must be looked at again.
func BenchmarkNext(b *testing.B) {
	d := assigned(b, world(b), "2023-03-01 09:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Next(&d.s, d.w, d.cursor); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAdvanceYear sweeps one open matter through a year at once; one operation is the year.
func BenchmarkAdvanceYear(b *testing.B) {
	d := assigned(b, world(b), "2023-01-03 09:00")
	until := at("2024-01-01")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Advance(d.s, d.w, d.cursor, until); err != nil {
			b.Fatal(err)
		}
	}
}
