// Package authoritytest draws subjects, rules and matters for property tests of whatever reads authority's
// table: the table itself, and the SQL of each store.
package authoritytest

import (
	"pgregory.net/rapid"

	"qinlian/internal/kernel/authority"
)

var (
	posts   = []string{"owner-1", "owner-2", "sponsor", "verifier", "chief"}
	units   = []string{"unit_1", "unit-1", "unit%", `unit\2`}
	parties = []string{"e-1", "e-2"}
	kinds   = []string{"task", "inspection", "talk"}
	stages  = []string{"registered", "assigned", "working", "closed"}
)

func some(t *rapid.T, of []string, what string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, rapid.ID).Draw(t, what)
}

// Subject draws somebody who stands somehow to something.
func Subject(t *rapid.T) authority.Subject {
	standing := []authority.Relation{
		0, authority.Staff, authority.Staff | authority.Office, authority.Staff | authority.Inspector,
		authority.Staff | authority.Leader, authority.Machine, authority.SystemAdmin, authority.AuditAdmin,
	}
	return authority.Subject{
		Posts: some(t, posts, "posts"), Ended: some(t, posts, "ended"), Units: some(t, units, "units"), Headed: some(t, units, "headed"), Led: some(t, units, "led"), Below: some(t, posts, "below"),
		Kept: some(t, kinds, "kept"), Parties: some(t, parties, "parties"), Standing: rapid.SampledFrom(standing).Draw(t, "standing"),
	}
}

// Facts draws a matter. Much of it may be empty, as in a matter that nobody has been given yet.
func Facts(t *rapid.T) authority.Facts {
	or := func(of []string, what string) string {
		return rapid.SampledFrom(append([]string{""}, of...)).Draw(t, what)
	}
	return authority.Facts{
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Stage: rapid.SampledFrom(stages).Draw(t, "stage"),
		LeadUnit: or(units, "lead"), Support: some(t, units, "support"), Owner: or(posts, "owner"),
		Sponsor: or(posts, "sponsor"), Verifier: or(posts, "verifier"), Applicant: or(parties, "applicant"),
		First: or(posts, "first contact"),
	}
}

// Rules draws which kinds are confidential, and to whom.
func Rules(t *rapid.T) authority.Rules {
	r := authority.Rules{Confidential: map[string]authority.Confidential{}}
	if rapid.Bool().Draw(t, "inspections are secret") {
		r.Confidential["inspection"] = authority.Confidential{
			Cleared: authority.Office | authority.Inspector | authority.Sponsor, While: []string{"registered", "assigned"},
		}
	}
	if rapid.Bool().Draw(t, "talks are secret") {
		r.Confidential["talk"] = authority.Confidential{Cleared: authority.Inspector}
	}
	return r
}

// Capability draws one of the table.
func Capability(t *rapid.T) authority.Capability {
	return rapid.SampledFrom(authority.Capabilities()).Draw(t, "capability")
}
