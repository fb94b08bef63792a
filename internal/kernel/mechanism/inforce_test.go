package mechanism

import (
	"slices"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
)

// Whatever may have a period heeds it; of what does not, check says so.
func TestAPeriodIsHeededOrRefused(t *testing.T) {
	t.Parallel()
	for _, typ := range documentTypes {
		doc := &document{Header: Header{Type: typ, Name: "x", Effective: Span{From: clock.MustDate("2023-06-01")}}, body: newBody(typ)}
		c := &checker{bundle: &Bundle{}, cal: calendar.Builtin(), doc: doc}
		c.period()
		heeded := slices.Contains([]string{"kind", "cadence", "session", "benefit"}, typ)
		if refused := len(c.faults) == 1 && c.faults[0].Code == "mechanism.no_period_here"; refused == heeded {
			t.Errorf("%s: %v", typ, c.faults)
		}
	}
}

func TestPeriodsInWhichSomethingIsOwed(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(map[string]string{
		"demo/sum.yaml":  "cadence: sum\ntitle: 小结\nevery: monthly\nfor: { each: zone }\nowner: post(督查室主任)\nmet_by: report\nnumber: \"小〔{year}〕{seq}号\"\neffective: { from: 2023-03-15, to: 2023-05-01 }\n",
		"demo/meet.yaml": "session: meet\ntitle: 调度会\nchair: post(督查室主任)\nblocks: [{ name: a, title: 通报, required: true }]\neffective: { from: 2023-03-15, to: 2023-05-01 }\n",
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	owed := ""
	sum := b.Kinds["sum"]
	for _, p := range cadence.InYear(cadence.Monthly, nil, 2023) {
		if sum.Owes(sum.Cadence.Rhythm["*"], p, 0, calendar.Builtin()) {
			owed += p.Key + " "
		}
	}
	if owed != "2023-03 2023-04 " {
		t.Errorf("owed: %s", owed)
	}
	for day, held := range map[string]bool{"2023-03-14": false, "2023-03-15": true, "2023-04-30": true, "2023-05-01": false} {
		if b.SessionHeld("meet", clock.MustDate(day)) != held {
			t.Errorf("held on %s: %v", day, !held)
		}
	}
}
