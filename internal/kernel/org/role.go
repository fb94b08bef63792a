package org

import (
	"errors"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
)

// Role is an expression for posts, as mechanism files write it after "to:". The grammar:
//
//	owner  sponsor  verifier  actor          the post in the context; sponsor falls back to lead_unit.sponsor
//	lead_unit.head  lead_unit.sponsor        of the matter's lead unit
//	support_units.head                       of every supporting unit
//	head(招商局)                              head of a unit or of a body
//	office(领导小组)                          head of the unit or body that keeps a body's business
//	body(领导小组)                            a body's head, then its member posts and the heads of its member units
//	post(招商局局长)                          that post
//	superior(ROLE)  ROLE.superior            one level above each post of ROLE
//	ROLE, ROLE                               the posts of each, in this order
//
// Names may be codes or aliases; brackets may be full-width. The zero Role is not a role.
type Role struct {
	word  string // canonical word: "owner", "lead_unit.head", "head", "superior"…
	name  string // argument of head, office, body, post
	inner *Role  // argument of superior
	next  *Role  // what follows a comma
}

const (
	maxRoleDepth = 8  // levels of superior; a zone has about five
	maxRoles     = 16 // roles in a list
)

var contextRoles = []string{"owner", "sponsor", "verifier", "actor", "lead_unit.head", "lead_unit.sponsor", "support_units.head"}

var namedRoles = []string{"head", "office", "body", "post"}

// ParseRole reads a role expression. The errors, org.role_unknown and org.role_malformed, list what may be written.
func ParseRole(s string) (Role, error) {
	parts := Listed(s)
	if len(parts) > maxRoles {
		return Role{}, errs.Newf(errs.Invalid, "org.role_malformed", "一处最多写 %d 个角色", "at most %d roles in one place", maxRoles)
	}
	var list *Role
	for _, part := range slices.Backward(parts) {
		r, fault := parseRole(strings.TrimSpace(part), 0)
		if fault != nil {
			return Role{}, fault
		}
		r.next = list
		list = &r
	}
	return *list, nil
}

// Listed takes a list of roles apart at the commas outside brackets; it has at least one part.
func Listed(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i, r := range s {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
		case ',', '，':
			if depth == 0 {
				parts = append(parts, s[from:i])
				from = i + len(string(r))
			}
		}
	}
	return append(parts, s[from:])
}

// Each gives the roles of a list one by one; a role that is no list gives itself.
func (r Role) Each() []Role {
	var out []Role
	for at := &r; at != nil; at = at.next {
		one := *at
		one.next = nil
		out = append(out, one)
	}
	return out
}

// List tells whether several roles stand here.
func (r Role) List() bool { return r.next != nil }

func parseRole(s string, depth int) (Role, *errs.Error) {
	if depth > maxRoleDepth {
		return Role{}, errs.Newf(errs.Invalid, "org.role_malformed", "角色表达式逐级上溯超过%d级", "the role climbs more than %d levels", maxRoleDepth)
	}
	for _, word := range contextRoles {
		if s == word {
			return Role{word: word}, nil
		}
	}
	if inner, ok := strings.CutSuffix(s, ".superior"); ok {
		return above(inner, depth)
	}
	open := strings.IndexAny(s, "(（")
	if open < 0 {
		return Role{}, unknownRole(s)
	}
	word := strings.TrimSpace(s[:open])
	arg, closed := argument(s[open:])
	if !closed || arg == "" {
		return Role{}, errs.Newf(errs.Invalid, "org.role_malformed", "角色“%s”的括号不成对或括号内为空", "role %q has unbalanced or empty brackets", s)
	}
	if word == "superior" {
		return above(arg, depth)
	}
	if slices.Contains(namedRoles, word) {
		return Role{word: word, name: arg}, nil
	}
	return Role{}, unknownRole(s)
}

func above(s string, depth int) (Role, *errs.Error) {
	inner, fault := parseRole(strings.TrimSpace(s), depth+1)
	if fault != nil {
		return Role{}, fault
	}
	return Role{word: "superior", inner: &inner}, nil
}

// argument takes the brackets off "(…)", which must close at the very end.
func argument(s string) (string, bool) {
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '(', '（':
			if depth == 0 {
				start = i + len(string(r))
			}
			depth++
		case ')', '）':
			depth--
			if depth == 0 {
				return strings.TrimSpace(s[start:i]), i+len(string(r)) == len(s)
			}
		}
	}
	return "", false
}

func unknownRole(s string) *errs.Error {
	const may = "owner sponsor verifier actor lead_unit.head lead_unit.sponsor support_units.head " +
		"head(…) office(…) body(…) post(…) superior(…) ….superior"
	return errs.Newf(errs.Invalid, "org.role_unknown", "没有角色“%s”；可写：%s", "there is no role %q; write one of: %s", s, may)
}

// String writes the role in its canonical form, which ParseRole reads back.
func (r Role) String() string {
	if r.next != nil {
		words := make([]string, 0, maxRoles)
		for _, one := range r.Each() {
			words = append(words, one.String())
		}
		return strings.Join(words, ", ")
	}
	switch {
	case r.inner != nil:
		return "superior(" + r.inner.String() + ")"
	case r.name != "":
		return r.word + "(" + r.name + ")"
	}
	return r.word
}

// IsZero tells whether no role was given.
func (r Role) IsZero() bool { return r == Role{} }

// faultsOf lists what an error of Resolve holds.
func faultsOf(err error) errs.List {
	if list := errs.List(nil); errors.As(err, &list) {
		return list
	}
	return errs.List{asFault(err)}
}

// MarshalText writes the canonical form.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a role expression.
func (r *Role) UnmarshalText(b []byte) (err error) {
	*r, err = ParseRole(string(b))
	return err
}

// Bears tells whether the role, or one of a list, is the owner or the verifier in the context, and which.
func (r Role) Bears() (owner, verifier bool) {
	for _, one := range r.Each() {
		owner, verifier = owner || one.word == "owner", verifier || one.word == "verifier"
	}
	return owner, verifier
}

// OfActor tells whether the role, or one of a list, asks for who acts.
func (r Role) OfActor() bool {
	return r.word == "actor" || r.inner != nil && r.inner.OfActor() || r.next != nil && r.next.OfActor()
}

// OfSponsor tells whether the role, or one of a list, asks for the sponsor in the context.
func (r Role) OfSponsor() bool {
	if r.next != nil && r.next.OfSponsor() {
		return true
	}
	if r.inner != nil {
		return r.inner.OfSponsor()
	}
	return r.word == "sponsor"
}

// Fixed tells whether the role, and each of a list, can be resolved without a context.
func (r Role) Fixed() bool {
	if r.next != nil && !r.next.Fixed() {
		return false
	}
	if r.inner != nil {
		return r.inner.Fixed()
	}
	return r.name != ""
}

// partIn reports a body of which a role names but a part of the name.
func (r Role) partIn(v *View) *errs.Error {
	for at := &r; at != nil; at = at.inner {
		if at.word == "post" {
			continue
		}
		if fault := v.PartOfBody(at.name); fault != nil {
			return fault
		}
	}
	return nil
}

// PartOfBody reports a body of which somebody names but a part of the name: files that were applied so are read all the same.
func (v *View) PartOfBody(name string) *errs.Error {
	b, ok := v.Body(name)
	if !ok || v.units[v.names[name]] != nil || v.bodyCalled(name) != nil {
		return nil
	}
	return errs.Newf(errs.Invalid, "org.body_part", "“%[1]s”只是“%[2]s”名称中的几个字；请写它的名称、代码（%[3]s）、别名，或它独有的类别", "%[1]q is but a part of the name %[2]q: write its name, its code (%[3]s), an alias, or its kind where it is the only one of it", name, b.Name, b.Code)
}

// Check tells at load time what can be told without a matter: that the named post, unit or body
// exists on the day of v and that somebody acts for it.
func (r Role) Check(v *View) error {
	var faults errs.List
	for _, one := range r.Each() {
		if !one.Fixed() {
			continue
		}
		if fault := one.goneIn(v); fault != nil {
			faults = append(faults, fault)
		} else if fault := one.partIn(v); fault != nil {
			faults = append(faults, fault)
		} else if _, err := Resolve(one, Context{}, v); err != nil {
			faults = append(faults, faultsOf(err)...)
		}
	}
	return faults.Err()
}
