package org

import (
	"slices"

	"qinlian/internal/base/errs"
)

// answering finds the unit of the day behind a reference stored at any time: a code, name or alias
// of the day, else a code or former name whose lineage leads to a unit of the day.
func (v *View) answering(ref string) (Unit, *errs.Error) {
	u, known, fault := v.answers(ref)
	if !known {
		return Unit{}, unknownUnit(ref, v.lookup().near(ref)...)
	}
	return u, fault
}

// answers is answering without looking for names that are spelt alike: known is false where there never
// was such a unit.
func (v *View) answers(ref string) (u Unit, known bool, fault *errs.Error) {
	if u, ok := v.Unit(ref); ok {
		return u, true, nil
	}
	code := ref
	if v.state.unit(code) == nil {
		code = v.state.formerly(ref, v)
	}
	if code == "" {
		return Unit{}, false, nil
	}
	l, err := v.state.Lineage(code, v.day)
	if err != nil {
		return Unit{}, true, asFault(err)
	}
	return l.Answers, true, nil
}

// formerly finds the code of the unit that last bore a name, or was last written by an alias, before the day of v.
func (s *State) formerly(name string, v *View) string {
	code, last, k := "", dawn, key(name)
	for i := range s.units {
		u := &s.units[i]
		for _, n := range u.namings() {
			if n.hi() <= v.day && n.hi() > last && key(n.name) == k {
				code, last = u.Code, n.hi()
			}
		}
		if hi := u.span().hi(); hi <= v.day && hi > last && slices.ContainsFunc(s.aliasesOf(u.Code), func(alias string) bool { return key(alias) == k }) {
			code, last = u.Code, hi
		}
	}
	return code
}

// Head gives the head post of a unit, which may have been recorded before a reorganisation. The
// errors are org.unit_unknown and org.no_head; whether somebody holds the post is Holder's to say.
func (v *View) Head(unit string) (string, error) {
	u, fault := v.answering(unit)
	if fault != nil {
		return "", fault
	}
	if h := v.heads[u.Code]; h != "" {
		return h, nil
	}
	return "", v.noHead(&u)
}

// Sponsor gives the post of the zone leader in charge of a unit (分管/牵头领导), its own or the
// nearest ancestor's.
func (v *View) Sponsor(unit string) (string, error) {
	u, fault := v.answering(unit)
	if fault != nil {
		return "", fault
	}
	for at, left := &u, len(v.codes); at != nil && left > 0; at, left = v.units[at.Parent], left-1 {
		if at.Sponsor != "" {
			return at.Sponsor, nil
		}
	}
	return "", errs.Newf(errs.Refused, "org.no_sponsor", "单位“%s”及其上级都没有指定分管领导，请在 sponsor 中指定",
		"neither unit %q nor a unit above it names a sponsor; add one", u.Name)
}

// Superior gives the post one level up (层级负责制, M01-17): the head of the post's unit, or of the
// nearest unit above with a head when the post is itself the head. The head of the topmost unit has
// none: org.top. Above a body stands its own head (组长).
func (v *View) Superior(post string) (string, error) {
	p := v.posts[post]
	if b := v.bodyOf(post); p == nil && b != nil && v.IsBody(post) {
		return v.aboveBody(b)
	}
	if p == nil {
		return "", v.noPost(post)
	}
	u := v.units[p.Unit]
	if p.Head {
		u = v.units[u.Parent]
	}
	for left := len(v.codes); u != nil && left > 0; u, left = v.units[u.Parent], left-1 {
		if h := v.heads[u.Code]; h != "" && h != post {
			return h, nil
		}
	}
	return "", errs.Newf(errs.NotFound, "org.top", "岗位“%s”之上没有更高岗位", "no post is above %q", post)
}

// Ladder lists the superiors of a post from the nearest up to the zone leader.
func (v *View) Ladder(post string) []string {
	var out []string
	for range v.codes {
		up, err := v.Superior(post)
		if err != nil || slices.Contains(out, up) {
			break
		}
		out, post = append(out, up), up
	}
	return out
}

// Belongs tells whether a post is one of a unit or body, by code, or by name at any time: of the unit that answers for it
// now; for a body its head, its members, and the unit that keeps its business.
func (v *View) Belongs(post, ref string) bool {
	p := v.posts[post]
	if p == nil {
		return false
	}
	if b, ok := v.Body(ref); ok {
		return post == b.Head || slices.Contains(b.Members, post) || slices.Contains(b.Members, p.Unit) || b.Office == p.Unit
	}
	u, known, fault := v.answers(ref)
	return known && fault == nil && u.Code == p.Unit
}

// office gives the head post of the unit or body that keeps a body's business.
func (v *View) office(ref string) (string, *errs.Error) {
	b, fault := v.body(ref)
	if fault != nil {
		return "", fault
	}
	return v.officeOf(&b)
}

func (v *View) officeOf(b *Body) (string, *errs.Error) {
	if b.Office == "" {
		return "", errs.Newf(errs.Refused, "org.no_office", "“%s”没有指定办公室，请在 office 中写明设在哪个部门",
			"%q names no office; say in office which unit keeps it", b.Name)
	}
	if o, ok := v.Body(b.Office); ok {
		return o.Head, nil
	}
	h, err := v.Head(b.Office)
	return h, asFault(err)
}

func (v *View) body(ref string) (Body, *errs.Error) {
	if b, ok := v.Body(ref); ok {
		return b, nil
	}
	names := make([]string, 0, len(v.bodies))
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil {
			names = append(names, b.Name)
		}
	}
	near := nearest(ref, names)
	return Body{}, errs.Newf(errs.NotFound, "org.body_unknown", "没有唯一名为“%[1]s”的议事协调机构%[2]s",
		"no single body is called %[1]q%[3]s", ref, hintZh(near), hintEn(near))
}
