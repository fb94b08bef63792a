package org

import (
	"errors"
	"slices"

	"qinlian/internal/base/errs"
)

// Context is what a role expression may refer to: posts by name, and units as the matter recorded
// them, by code or by the name of the time.
type Context struct {
	Owner        string
	Sponsor      string
	Verifier     string
	Actor        string
	LeadUnit     string
	SupportUnits []string
}

// Resolve gives the posts that a role stands for on the day of v, each with somebody acting for it.
// The error lists everything that could not be reached (org.unheld, org.context_empty,
// org.post_ended, org.no_head…); posts that could be reached are returned along with it.
func Resolve(r Role, ctx Context, v *View) ([]string, error) {
	posts, faults := r.posts(ctx, v)
	return held(posts, faults, v)
}

// Named is Resolve where it is asked who a post is, and not who acts for it: it gives posts that nobody holds, too.
func Named(r Role, ctx Context, v *View) ([]string, error) {
	posts, faults := r.posts(ctx, v)
	var out []string
	for _, name := range posts {
		if name = v.ActsFor(name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, faults.Err()
}

// ResolveSkipping is Resolve with recusal (回避): a post that is itself a party to the case gives
// way to the nearest superior that is not. A party may be named as a post, a person or a unit; whoever
// acts for a party post is a party in every post. org.no_uninvolved says that nobody is left above.
func ResolveSkipping(r Role, ctx Context, v *View, party []string) ([]string, error) {
	posts, faults := r.posts(ctx, v)
	involved := v.involved(party)
	var free []string
	for _, p := range posts {
		named, at := p, v.ActsFor(p)
		for range v.order {
			if !involved(at) {
				break
			}
			up, err := v.Superior(named)
			if err != nil {
				faults = append(faults, errs.Newf(errs.Refused, "org.no_uninvolved",
					"岗位“%s”应当回避，其上已无与本案无关的岗位，请报上级指定", "post %q must recuse itself and nobody uninvolved is above it; ask the level above the zone to name one", p))
				at = ""
				break
			}
			named, at = up, up
		}
		if at != "" {
			free = append(free, at)
		}
	}
	return held(free, faults, v)
}

// Stand is Resolve with the posts that nobody holds among them; the error names those, too.
func Stand(r Role, ctx Context, v *View) ([]string, error) {
	all, _ := Named(r, ctx, v)
	_, err := Resolve(r, ctx, v)
	return slices.DeleteFunc(all, func(p string) bool { return v.posts[p] == nil }), err
}

// Above is the nearest superior of a post for which somebody acts and that is no party (回避), "" where there is none.
func (v *View) Above(post string, party ...string) string {
	involved := v.involved(party)
	for _, up := range v.Ladder(post) {
		if _, vacant := v.Holder(up); vacant == nil && !involved(up) {
			return up
		}
	}
	return ""
}

// involved tells of a post whether it, its unit or the person acting for it is a party.
func (v *View) involved(party []string) func(string) bool {
	posts, people, units := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range party {
		people[name] = true
		if u, known, fault := v.answers(name); known && fault == nil {
			units[u.Code] = true
		}
		if p := v.posts[name]; p != nil {
			posts[name] = true
			if a, fault := v.acting(p); fault == nil {
				people[a.Person] = true
			}
			if t := v.sitting(p, Primary); t != nil {
				people[t.Person] = true
			}
		}
	}
	return func(name string) bool {
		p := v.posts[name]
		if posts[name] || p == nil {
			return posts[name]
		}
		if units[p.Unit] {
			return true
		}
		a, fault := v.acting(p)
		return fault == nil && people[a.Person]
	}
}

// held keeps the posts for which somebody acts, in place, and reports the others.
func held(posts []string, faults errs.List, v *View) ([]string, error) {
	out := posts[:0] // the caller's no more
	for _, name := range posts {
		name = v.ActsFor(name)
		if slices.Contains(out, name) {
			continue
		}
		if _, err := v.Holder(name); err != nil {
			faults = append(faults, asFault(err))
			continue
		}
		out = append(out, name)
	}
	if len(out) == 0 {
		return nil, faults.Err()
	}
	return out, faults.Err()
}

// posts gives what the role stands for, held or not; a body by its name, so that its superior is its own.
func (r Role) posts(ctx Context, v *View) ([]string, errs.List) {
	var out []string
	var faults errs.List
	add := func(post string, err error) {
		if err != nil {
			faults = append(faults, asFault(err))
		} else {
			out = append(out, post)
		}
	}
	given := func(value, zh string) bool {
		if value == "" {
			faults = append(faults, errs.Newf(errs.Refused, "org.context_empty",
				"无从确定由谁办理：本事项没有%[2]s，请先在交办、转办时补上", "role %[1]q cannot be resolved, for the matter has none: say who when it is assigned or handed on", r, zh))
		}
		return value != ""
	}
	switch r.word {
	case "owner":
		if given(ctx.Owner, "责任人") {
			out = append(out, ctx.Owner)
		}
	case "verifier":
		if given(ctx.Verifier, "核验人") {
			out = append(out, ctx.Verifier)
		}
	case "actor":
		if given(ctx.Actor, "经办人") {
			out = append(out, ctx.Actor)
		}
	case "sponsor":
		if ctx.Sponsor != "" {
			out = append(out, ctx.Sponsor)
		} else if given(ctx.LeadUnit, "牵头领导，也没有牵头单位") {
			add(v.Sponsor(ctx.LeadUnit))
		}
	case "lead_unit.head":
		if given(ctx.LeadUnit, "牵头单位") {
			add(v.Head(ctx.LeadUnit))
		}
	case "lead_unit.sponsor":
		if given(ctx.LeadUnit, "牵头单位") {
			add(v.Sponsor(ctx.LeadUnit))
		}
	case "support_units.head":
		if len(ctx.SupportUnits) == 0 {
			given("", "配合单位")
		}
		for _, u := range ctx.SupportUnits {
			add(v.Head(u))
		}
	case "post":
		out = append(out, v.heirOr(r.name))
	case "head":
		if b, ok := v.Body(r.name); ok && v.units[v.names[r.name]] == nil {
			out = append(out, b.Head)
		} else {
			add(v.Head(r.name))
		}
	case "office":
		post, fault := v.office(r.name)
		add(post, asError(fault))
	case "body":
		b, fault := v.body(r.name)
		add(b.Head, asError(fault))
		for _, m := range b.Members {
			if v.state.unit(m) != nil {
				add(v.Head(m))
			} else {
				out = append(out, m)
			}
		}
	case "superior":
		inner, more := r.inner.posts(ctx, v)
		faults = append(faults, more...)
		for _, p := range inner {
			add(v.Superior(p))
		}
	default:
		faults = append(faults, unknownRole(r.word))
	}
	if r.next != nil {
		others, more := r.next.posts(ctx, v)
		return append(out, others...), append(faults, more...)
	}
	return out, faults
}

// asFault brings an error of this package back to its type.
func asFault(err error) *errs.Error {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e
	}
	return nil
}

// asError keeps a nil fault nil as an error.
func asError(fault *errs.Error) error {
	if fault == nil {
		return nil
	}
	return fault
}
