package app_test

import (
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestTheDemonstrationOfTheProjectsAndTheSession(t *testing.T) {
	t.Parallel()
	a := opened(t, "demo.db")
	if err := a.Demo(t.Context(), func(d *app.DemoDay) error {
		switch d.Zone {
		case "ganjiang":
			shownGanjiang(t, a, d)
		case "ganzhou-city":
			shownRound(t, a, d)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// shownGanjiang holds that the six projects are somebody's, so that only what the ledger leaves open is nobody's, and
// that the session's resolution brought a matter about that cites it.
func shownGanjiang(t *testing.T, a *app.App, d *app.DemoDay) {
	t.Helper()
	projects, issued := 0, 0
	for row, err := range a.Store.List(t.Context(), d.Zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		switch row.Kind {
		case "project":
			projects++
			if row.Owner == "" || row.LeadUnit == "" {
				t.Errorf("%s is nobody's", row.Title)
			}
		case "key-problem":
			issued++
			if !strings.HasPrefix(row.Origin, "session/") || row.Owner == "" || len(d.Resolved) != 1 || !strings.HasSuffix(d.Resolved[0], "（登记为 "+row.Number+"）") {
				t.Errorf("%s of %s from %q, resolved %q", row.Title, row.Owner, row.Origin, d.Resolved)
			}
		}
	}
	plan, err := dossier.Of(t.Context(), a.Engine, d.Zone, "行动方案〔2022〕1号", afterwards)
	if err != nil {
		t.Fatal(err)
	}
	if s := &plan.State; s.Stage == matter.Registered || s.Owner == "" || plan.Tree.Children != 6 || plan.Tree.Leaves != 20 || s.Progress != matter.Shown(plan.Tree.Progress) {
		t.Errorf("the plan is %s of %q at %v, with %+v below it", s.Stage, s.Owner, s.Progress, plan.Tree)
	}
	if projects != 6 || issued != 1 || d.Today.Unowned.N != 2 {
		t.Errorf("%d projects, %d registered by the session, %d matters that nobody owns", projects, issued, d.Today.Unowned.N)
	}
}

// shownRound holds that the round of redemption went to the bank's receipts, and that its figures are those of the books.
func shownRound(t *testing.T, a *app.App, d *app.DemoDay) {
	t.Helper()
	r := d.Round
	if r == nil {
		t.Fatal("no round of redemption was played")
	}
	steps, sum := map[claim.Step]int{}, money.Fen(0)
	all, err := a.Engine.ClaimsWhere(t.Context(), d.Zone, engine.ClaimFilter{Clause: "first-44/transport"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		c := &all[i]
		steps[c.Step]++
		if c.Step == claim.Paid {
			sum += c.Got()
		}
	}
	if r.Listed != len(all) || steps[claim.Paid] != r.Paid || steps[claim.Struck] != r.Upheld || r.Objections != 2 || r.Upheld != 1 || r.Returned != 1 || r.Paid+r.Returned != r.Sent || steps[claim.Noticed] != 2 {
		t.Errorf("%+v, claims at %v", r, steps)
	}
	lines, err := a.Engine.Lines(t.Context(), d.Zone, 2021)
	if err != nil || len(lines) != 1 || lines[0] != r.Line || lines[0].Paid != sum || r.AsOf.String() != "2021-07-12" {
		t.Errorf("%+v, %v; paid by claims %v, the round says %+v as of %v", lines, err, sum, r.Line, r.AsOf)
	}
	centre, err := a.Engine.ClaimsWhere(t.Context(), d.Zone, engine.ClaimFilter{Clause: "first-44/building"})
	if err != nil || len(centre) != r.TakenOver || r.TakenOver == 0 {
		t.Errorf("%d claims on the other clause, %d taken over by the centre, %v", len(centre), r.TakenOver, err)
	}
	for i := range d.Today.Missed.Rows { // a leader in charge stands between a bureau and the mayor, on the page as on the ladder
		if l := &d.Today.Missed.Rows[i]; l.Owner == "市司法局局长" && l.Above != "分管民生副市长" {
			t.Errorf("what %s missed of %s is visible to %q", l.Owner, l.Number, l.Above)
		}
	}
	if d.Today.Missed.N == 0 || d.Verified.Events == 0 {
		t.Error("the ledger was not verified")
	}
}
