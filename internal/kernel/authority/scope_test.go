package authority_test

import (
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/authority/authoritytest"
)

func TestWhatAListShowsIsWhatMayBeOpened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f, rules, c := authoritytest.Subject(t), authoritytest.Facts(t), authoritytest.Rules(t), authoritytest.Capability(t)
		if listed, opened := s.Scope(c, &rules).Holds(&f), s.May(c, &f, &rules); listed != opened {
			t.Fatalf("%s: listed %v, may be opened %v (stands as %s)", c, listed, opened, s.To(&f))
		}
	})
}

func TestSecrecyOnlyEverTakesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f, rules, c := authoritytest.Subject(t), authoritytest.Facts(t), authoritytest.Rules(t), authoritytest.Capability(t)
		if s.May(c, &f, &rules) && !s.May(c, &f, &authority.Rules{}) {
			t.Fatalf("%s is allowed because the kind is confidential", c)
		}
	})
}

func TestWhoeverReadsOrErasesPersonalDataSeesTheMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, f, rules := authoritytest.Subject(t), authoritytest.Facts(t), authoritytest.Rules(t)
		if s.Only != nil {
			s.Only = append(s.Only, authority.See)
		}
		for _, c := range []authority.Capability{authority.Unmask, authority.Erase} {
			if s.May(c, &f, &rules) && !s.May(authority.See, &f, &rules) {
				t.Fatalf("%s without seeing it (stands as %s)", c, s.To(&f))
			}
		}
	})
}
