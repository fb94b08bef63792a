package authority

import (
	"testing"

	"pgregory.net/rapid"
)

var (
	posts = []string{"owner-1", "owner-2", "sponsor", "verifier", "chief"}
	units = []string{"unit-1", "unit-2", "unit-3"}
	kinds = []string{"task", "inspection", "talk"}
	steps = []string{"registered", "assigned", "working", "closed"}
)

func anySubject(t *rapid.T) Subject {
	some := func(of []string, what string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, rapid.ID).Draw(t, what)
	}
	return Subject{
		Posts: some(posts, "posts"), Units: some(units, "units"), Headed: some(units, "headed"), Below: some(posts, "below"),
		Kept: some(kinds, "kept"), Parties: some([]string{"e-1", "e-2"}, "parties"),
		Standing: rapid.SampledFrom([]Relation{0, Staff, Staff | Office, Staff | Inspector, Staff | Leader, Machine, SystemAdmin, AuditAdmin}).Draw(t, "standing"),
	}
}

func anyFacts(t *rapid.T) Facts {
	or := func(of []string, what string) string {
		return rapid.SampledFrom(append([]string{""}, of...)).Draw(t, what)
	}
	return Facts{
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Stage: rapid.SampledFrom(steps).Draw(t, "stage"),
		LeadUnit: or(units, "lead"), Support: rapid.SliceOfNDistinct(rapid.SampledFrom(units), 0, 2, rapid.ID).Draw(t, "support"),
		Owner: or(posts, "owner"), Sponsor: or(posts, "sponsor"), Verifier: or(posts, "verifier"), Applicant: or([]string{"e-1", "e-2"}, "applicant"),
	}
}

func anyRules(t *rapid.T) Rules {
	r := Rules{Confidential: map[string]Confidential{}}
	if rapid.Bool().Draw(t, "inspections secret") {
		r.Confidential["inspection"] = Confidential{Cleared: Office | Inspector | Sponsor, While: []string{"registered", "assigned"}}
	}
	if rapid.Bool().Draw(t, "talks secret") {
		r.Confidential["talk"] = Confidential{Cleared: Inspector}
	}
	return r
}

func TestWhatAListShowsIsWhatMayBeOpened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f, rules := anySubject(t), anyFacts(t), anyRules(t)
		c := rapid.SampledFrom(Capabilities()).Draw(t, "capability")
		if listed, opened := s.Scope(c, &rules).Holds(&f), s.May(c, &f, &rules); listed != opened {
			t.Fatalf("%s: listed %v, may be opened %v (through %s)", c, listed, opened, s.To(&f))
		}
	})
}

func TestSecrecyOnlyEverTakesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f, rules := anySubject(t), anyFacts(t), anyRules(t)
		c := rapid.SampledFrom(Capabilities()).Draw(t, "capability")
		if s.May(c, &f, &rules) && !s.May(c, &f, &Rules{}) {
			t.Fatalf("%s is allowed because the kind is confidential", c)
		}
	})
}
