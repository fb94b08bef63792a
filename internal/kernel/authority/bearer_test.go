package authority_test

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/org"
)

func TestWhoStandsHowToWhatABodyOwns(t *testing.T) {
	t.Parallel()
	chart := heirsChart()
	chart.Bodies = []org.Body{
		{Code: "zb", Name: "产业专班", Kind: "专班", Head: "建设专员", Office: "zs", Members: []string{"zs", "js"}},
		{Code: "hy", Name: "核验组", Kind: "核验组", Head: "建设局局长"},
	}
	state, day := org.NewState(chart), clock.MustDate("2023-03-01")
	facts := &authority.Facts{Kind: "task", LeadUnit: "zs", Owner: "产业专班", Verifier: "核验组"}
	for person, want := range map[string]authority.Relation{
		"p-2": authority.Owner | authority.LeadUnit | authority.UnitHead, // keeps its office
		"p-3": authority.LeadUnit,
		"p-5": authority.Superior,                      // heads it
		"p-4": authority.Verifier | authority.Superior, // keeps the other one, and is above the head of the first
		"p-1": authority.Superior | authority.UnitHead,
	} {
		s := authority.SubjectOf(state, state.At(day), person, nil, &authority.Rules{})
		if got := s.To(facts) &^ authority.Staff; got != want {
			t.Errorf("%s stands as %s, want %s", person, got, want)
		}
		if listed := s.Scope(authority.See, &authority.Rules{}).Holds(facts); !listed {
			t.Errorf("%s does not find it", person)
		}
	}
	keeper := authority.SubjectOf(state, state.At(day), "p-2", nil, &authority.Rules{})
	other := authority.SubjectOf(state, state.At(day), "p-5", nil, &authority.Rules{})
	if !keeper.NamedMay(authority.Reply, "产业专班") || other.NamedMay(authority.Reply, "产业专班") {
		t.Error("a letter to a body is answered by whoever keeps its office, and by nobody else")
	}
}
