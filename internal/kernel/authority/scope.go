package authority

import (
	"slices"
	"strings"
)

// Scope is which matters a subject has a capability on, as a condition that a store renders into SQL. It
// holds for the same rows as May: a property of both stores is tested against it.
type Scope struct {
	Subject *Subject
	Through Relation // a row is let through by any of these
	Secret  []Secret // kinds with a condition of their own, in order of kind
}

// Secret is a confidential kind: while a row of it is at one of the stages (nil: at any), only Through counts.
type Secret struct {
	Kind    string
	While   []string
	Through Relation
}

// Everything lets every row through: the engine's own reading, and tests.
var Everything = &Scope{Subject: &Subject{Standing: Office}, Through: Office}

// Scope compiles the table for one subject and capability. Relations in which the subject cannot stand to
// any matter are left out.
func (s *Subject) Scope(c Capability, rules *Rules) *Scope {
	able := s.able()
	scope := &Scope{Subject: s, Through: s.allowed(c) & able}
	for kind, secret := range rules.Confidential {
		scope.Secret = append(scope.Secret, Secret{Kind: kind, While: secret.While, Through: scope.Through & secret.Cleared})
	}
	slices.SortFunc(scope.Secret, func(a, b Secret) int { return strings.Compare(a.Kind, b.Kind) })
	scope.Secret = slices.DeleteFunc(scope.Secret, func(x Secret) bool { return x.Through == scope.Through })
	return scope
}

// able is every relation in which the subject could stand to some matter.
func (s *Subject) able() Relation {
	r := s.Standing
	for relation, list := range map[Relation][]string{
		Owner | Sponsor | Verifier | FirstContact: s.Answers(), LeadUnit | SupportUnit: s.Units, UnitHead: s.Headed,
		Superior: s.Below, Sponsor: s.Led, Keeper: s.Kept, Applicant: s.Parties,
	} {
		if len(list) > 0 {
			r |= relation
		}
	}
	return r
}

// Everywhere tells whether a set of relations lets the subject's every row through.
func (s *Scope) Everywhere(through Relation) bool { return through&s.Subject.Standing != 0 }

// All tells whether the scope lets every row of the zone through.
func (s *Scope) All() bool { return s == nil || s.Everywhere(s.Through) && len(s.Secret) == 0 }

// Nothing tells whether the scope lets no row through.
func (s *Scope) Nothing() bool { return s != nil && s.Through == 0 }

// Holds tells whether a matter lies in the scope: what a store's SQL decides for each row.
func (s *Scope) Holds(f *Facts) bool {
	through := s.Through
	for i := range s.Secret {
		if x := &s.Secret[i]; x.Kind == f.Kind && (x.While == nil || slices.Contains(x.While, f.Stage)) {
			through = x.Through
		}
	}
	return through&s.Subject.To(f) != 0
}
