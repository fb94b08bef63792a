package app_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
	"qinlian/mechanisms"
)

// A plan against mechanisms without a single kind lists all that governed had brought about as removed.
func TestThePlanKnowsOfExactlyTheLettersDutiesAndRedLightsThatTheLedgerHas(t *testing.T) {
	t.Parallel()
	a := opened(t, "plan.db")
	letters, missed, madeGood, zones := 0, 0, 0, 0
	if err := a.Demo(t.Context(), func(d *app.DemoDay) error {
		zones++
		candidate, err := mechanism.Load(mechanisms.Files, d.Zone)
		if err != nil {
			return err
		}
		candidate.Kinds, candidate.Hash = nil, "without a kind"
		r, err := a.Engine.Plan(t.Context(), d.Zone, candidate, plan.Options{To: d.Today.At})
		if err != nil {
			return err
		}
		told := tablesOf(t, a, d.Zone, d.Today.At)
		letters, missed = letters+r.Letters.Before, missed+r.Missed.Before
		agree(t, d.Zone+": letters", removed(&r.Letters), told.letters)
		agree(t, d.Zone+": duties", removed(&r.Duties), told.duties)
		agree(t, d.Zone+": missed duties", removed(&r.Missed), told.missed)
		if page := d.Today.Missed.N; r.Owing.Before != page || r.Owing.After != 0 {
			t.Errorf("%s: %d duties still missed on the page, %d in the plan and %d without kinds", d.Zone, page, r.Owing.Before, r.Owing.After)
		}
		madeGood += r.Missed.Before - r.Owing.Before
		red := 0
		for _, u := range r.Units {
			red += u.RedBefore
		}
		if red != told.red || r.Events != told.caused || r.Matters != told.matters {
			t.Errorf("%s: %d of %d matters ever red in a replay of %d events; the ledger has %d of %d, and %d", d.Zone, red, r.Matters, r.Events, told.red, told.matters, told.caused)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if zones != 5 || letters == 0 || missed == 0 || madeGood == 0 {
		t.Errorf("%d letters, %d missed duties and %d made good in %d zones: the test tries nothing", letters, missed, madeGood, zones)
	}
}

// kept is what a zone's own tables and chains say.
type kept struct {
	letters, duties, missed []string
	red                     int   // matters that ever were
	caused, matters         int64 // events that did not follow from others
}

func tablesOf(t *testing.T, a *app.App, zone string, at time.Time) kept {
	t.Helper()
	cal, err := a.Engine.Calendar(t.Context(), zone, at)
	if err != nil {
		t.Fatal(err)
	}
	day := func(us int64) clock.Date { return cal.DateOf(time.UnixMicro(us)) }
	var out kept
	numbers := map[string]string{}
	for row, err := range a.Store.List(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		numbers[row.ID] = row.Number
		out.matters++
	}
	for l, err := range a.Store.Letters(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		out.letters = append(out.letters, fmt.Sprint(numbers[l.MatterID], l.Template, l.ToPost, day(l.DraftedAt)))
	}
	for d, err := range a.Store.Duties(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		what := d.What
		if d.Period != "" {
			what = d.ID
		}
		out.duties = append(out.duties, fmt.Sprint(numbers[d.MatterID], what, d.Owner, day(d.OpensAt)))
		if d.MissedAt != 0 {
			out.missed = append(out.missed, fmt.Sprint(numbers[d.MatterID], what, d.Owner, day(d.MissedAt)))
		}
	}
	reddened := map[string]bool{}
	for r, err := range a.Store.Records(t.Context(), zone) {
		if err != nil {
			t.Fatal(err)
		}
		if !ledger.IsMatter(r.Stream) {
			continue
		}
		if !r.Derived || r.Type == "registered" {
			out.caused++
		}
		if r.Type == "light-changed" {
			ev, err := ledger.Decode(r.Body)
			var c matter.LightChangedEvent
			if err = cmp.Or(err, json.Unmarshal(ev.Data, &c)); err != nil {
				t.Fatal(err)
			}
			reddened[r.Stream] = reddened[r.Stream] || c.To == matter.Red
		}
	}
	for _, was := range reddened {
		if was {
			out.red++
		}
	}
	return out
}

// removed writes what a delta lists as tablesOf writes what is kept.
func removed(d *plan.Delta) []string {
	out := make([]string, 0, len(d.Removed))
	for _, e := range d.Removed {
		out = append(out, fmt.Sprint(e.Number, e.What, e.Who, e.On))
	}
	return out
}

// agree wants two lists to hold the same, in any order.
func agree(t *testing.T, what string, plan, ledger []string) {
	t.Helper()
	slices.Sort(plan)
	slices.Sort(ledger)
	if slices.Equal(plan, ledger) {
		return
	}
	t.Errorf("%s: the plan has %d, the ledger %d; the plan:\n%s\nthe ledger:\n%s", what, len(plan), len(ledger), strings.Join(plan, "\n"), strings.Join(ledger, "\n"))
}
