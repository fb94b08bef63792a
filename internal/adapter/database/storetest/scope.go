package storetest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/authority/authoritytest"
	"qinlian/internal/kernel/engine"
)

var scopeTests = map[string]func(*bench){
	"lists and counts show a subject the rows that authority lets them open, and no others": func(b *bench) {
		rapid.Check(b, func(t *rapid.T) {
			zone := b.newZone()
			subject, rules, c := authoritytest.Subject(t), authoritytest.Rules(t), authoritytest.Capability(t)
			var rows engine.Rows
			var want []string
			for i := range 12 {
				f := authoritytest.Facts(t)
				id := fmt.Sprintf("m-%02d", i)
				rows.Matters = append(rows.Matters, engine.MatterRow{
					ZoneID: zone, ID: id, Number: id, NumberKey: id, Kind: f.Kind, Stage: f.Stage, LeadUnit: f.LeadUnit, Owner: f.Owner, Sponsor: f.Sponsor,
					Verifier: f.Verifier, Support: engine.Supporting(f.Support), Applicant: f.Applicant, FirstContact: f.First, Open: true,
				})
				rows.Duties = append(rows.Duties, engine.DutyRow{ZoneID: zone, MatterID: id, ID: "d", State: engine.DutyOpen})
				rows.Letters = append(rows.Letters, engine.LetterRow{ZoneID: zone, MatterID: id, ID: "l"})
				if subject.May(c, &f, &rules) {
					want = append(want, id)
				}
			}
			b.put(rows)
			filter := engine.Filter{Scope: subject.Scope(c, &rules)}
			same(b, "matters", names(all(b, b.store.List(b.Context(), zone, filter)), matterID), strings.Join(want, " "))
			same(b, "counted", got(b.store.CountMatters(b.Context(), zone, filter))(b), len(want))
			same(b, "their duties", got(b.store.CountDuties(b.Context(), zone, filter))(b), len(want))
			same(b, "their letters", got(b.store.CountLetters(b.Context(), zone, filter))(b), len(want))
			filter.Open = new(true) // beside other members
			same(b, "open ones", got(b.store.CountMatters(b.Context(), zone, filter))(b), len(want))
		})
	},

	"a unit that supports no longer sees the matter no longer": func(b *bench) {
		m := b.matter("m", "1")
		m.Support = engine.Supporting([]string{"a", "b"})
		b.put(engine.Rows{Matters: []engine.MatterRow{m}})
		sees := func(unit string) int {
			s := authority.Subject{Units: []string{unit}}
			return got(b.store.CountMatters(b.Context(), b.zone, engine.Filter{Scope: s.Scope(authority.See, &authority.Rules{})}))(b)
		}
		same(b, "a", sees("a"), 1)
		m.Support = engine.Supporting([]string{"b"})
		b.put(engine.Rows{Matters: []engine.MatterRow{m}})
		same(b, "a, left out", sees("a"), 0)
		same(b, "b", sees("b"), 1)
	},
}
