package authority_test

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/org"
)

func heirsChart() *org.Chart {
	post := func(name, unit, person string, head bool) org.Post {
		return org.Post{Name: name, Unit: unit, Head: head, Primary: &org.Holding{Person: person}}
	}
	return &org.Chart{
		Org: "demo", Name: "示范区",
		Units: []org.Unit{{Code: "gw", Name: "管委会"}, {Code: "zs", Name: "招商局", Parent: "gw"}, {Code: "js", Name: "建设局", Parent: "gw"}},
		Posts: []org.Post{
			post("主任", "gw", "p-1", true), post("招商局局长", "zs", "p-2", true), post("招商专员", "zs", "p-3", false),
			post("建设局局长", "js", "p-4", true), post("建设专员", "js", "p-5", false),
		},
		People: []org.Person{{Code: "p-1"}, {Code: "p-2"}, {Code: "p-3"}, {Code: "p-4"}, {Code: "p-5"}},
	}
}

func TestAnHeirInAnotherUnitStandsAsWhoseHeirTheyAre(t *testing.T) {
	t.Parallel()
	state, ends := org.NewState(heirsChart()), clock.MustDate("2023-03-20")
	events, err := org.Decide(state, org.ClosePost{Name: "招商专员", To: "建设专员", On: ends}, clock.MustDate("2023-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	state = org.Fold(state, events...)
	facts := &authority.Facts{Kind: "task", LeadUnit: "zs", Owner: "招商专员"}
	for _, tt := range []struct {
		day, person string
		want        authority.Relation
	}{
		{"2023-03-19", "p-3", authority.Owner | authority.LeadUnit},
		{"2023-03-19", "p-5", 0},
		{"2023-03-19", "p-4", 0},
		{"2023-03-20", "p-5", authority.Owner},
		{"2023-03-20", "p-4", authority.Superior}, // of who answers for it now
		{"2023-03-20", "p-2", authority.LeadUnit | authority.UnitHead},
	} {
		s := authority.SubjectOf(state, state.At(clock.MustDate(tt.day)), tt.person, nil, &authority.Rules{})
		if got := s.To(facts) &^ authority.Staff; got != tt.want {
			t.Errorf("%s on %s stands as %s, want %s", tt.person, tt.day, got, tt.want)
		}
		if listed := s.Scope(authority.See, &authority.Rules{}).Holds(facts); listed != (tt.want != 0) {
			t.Errorf("%s on %s: listed %v", tt.person, tt.day, listed)
		}
	}
	heir := authority.SubjectOf(state, state.At(ends), "p-5", nil, &authority.Rules{})
	if !heir.NamedMay(authority.Reply, "招商专员") || len(heir.Posts) != 1 || len(heir.Addressed()) != 2 {
		t.Errorf("%+v", heir)
	}
}
