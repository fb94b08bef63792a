package app_test

import (
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/kernel/engine"
)

func TestTheDemonstrationOfTheProjectsAndTheSession(t *testing.T) {
	t.Parallel()
	a := opened(t, "demo.db")
	if err := a.Demo(t.Context(), func(d *app.DemoDay) error {
		if d.Zone == "ganjiang" {
			shownGanjiang(t, a, d)
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
	if projects != 6 || issued != 1 || d.Today.Unowned.N != 2 {
		t.Errorf("%d projects, %d registered by the session, %d matters that nobody owns", projects, issued, d.Today.Unowned.N)
	}
}
