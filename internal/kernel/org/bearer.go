package org

import (
	"slices"

	"qinlian/internal/base/errs"
)

// A body (领导小组, 专班, 办公室) owns and verifies as a post does. What is recorded is its name; who acts for it follows
// from the chart of the day: the head of the unit or body that keeps its office, else its own head (组长), who stands
// above it otherwise. A name that is or was a post's means the post.

// Bearer is the name under which somebody is recorded who is to own or verify: of a post of the day, or of a body, which may
// be given by its code, by an alias, or by its kind where it is the only one of it. org.post_unknown and org.post_ended
// say that there is none.
func (v *View) Bearer(ref string) (string, error) {
	if v.posts[ref] != nil {
		return ref, nil
	}
	if b := v.bodyMeant(ref); b != nil && v.state.lastOf(b.Name, v.day) == nil && v.posts[b.Name] == nil {
		return b.Name, nil
	}
	if v.state.lastOf(ref, v.day) != nil || v.lastBody(ref) != nil {
		return "", v.noPost(ref)
	}
	names := slices.Clone(v.order)
	for _, b := range v.Bodies() {
		names = append(names, b.Name)
	}
	near := nearest(ref, names)
	return "", errs.Newf(errs.NotFound, "org.post_unknown", "没有岗位或议事协调机构“%[1]s”%[2]s", "there is no post or body %[1]q%[3]s", ref, hintZh(near), hintEn(near))
}

// ActsFor is the post that answers for a body that exists on the day; any other name is given back.
func (v *View) ActsFor(name string) string {
	if v.IsBody(name) {
		return v.heirOr(name)
	}
	return name
}

// IsBody tells whether a recorded name is that of a body of the day, and of no post.
func (v *View) IsBody(name string) bool {
	return v.posts[name] == nil && v.bodyOf(name) != nil && v.state.lastOf(name, v.day) == nil
}

// bodyMeant finds a body of the day by what somebody says: not by a part of its name, as Body does, for a unit may be meant.
func (v *View) bodyMeant(ref string) *body {
	if b := v.bodyOf(ref); b != nil {
		return b
	}
	if _, isUnit := v.Unit(ref); isUnit {
		return nil
	}
	return v.bodyCalled(ref)
}

// bodyCalled finds a body of the day by its code, its name, an alias, or its kind where it is the only one of it.
func (v *View) bodyCalled(ref string) *body {
	if b := v.bodies[ref]; b != nil {
		return b
	}
	var kin []*body
	for i := range v.state.bodies {
		b := v.bodies[v.state.bodies[i].Code]
		switch {
		case b == nil:
		case b.Name == ref, slices.Contains(v.state.chart.Aliases[b.Name], ref), slices.Contains(v.state.chart.Aliases[b.Code], ref):
			return b
		case b.Kind == ref && ref != "":
			kin = append(kin, b)
		}
	}
	if len(kin) == 1 {
		return kin[0]
	}
	return nil
}

// bodyOf is the body that bears exactly that name on the day.
func (v *View) bodyOf(name string) *body {
	for _, b := range v.bodies {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// lastBody is the body that bears a name on the day, else the one that last bore it, in this chart or in one that governed before.
func (v *View) lastBody(name string) *body {
	if b := v.bodyOf(name); b != nil {
		return b
	}
	var last *body
	for s := v.state; s != nil && last == nil; s = s.older {
		for i := range s.bodies {
			if b := &s.bodies[i]; b.Name == name && b.span().lo() <= v.day && (last == nil || b.span().hi() > last.span().hi()) {
				last = b
			}
		}
	}
	return last
}

// keeper is the post that acts for a body: that of its office, else its head's, or whoever answers for these by now.
func (v *View) keeper(b *body) (string, bool) {
	if b.Office != "" {
		if post, fault := v.officeOf(&b.Body); fault == nil {
			if to, ok := v.postHeir(post); ok {
				return to, true
			}
		}
	}
	return v.postHeir(b.Head)
}

// aboveBody is who stands above a body: its head where another acts for it, else the head of the body whose office it is, else
// whoever is above the post that acts for it. A head below that post is passed over.
func (v *View) aboveBody(b *body) (string, error) {
	acts, ok := v.keeper(b)
	if !ok {
		return "", v.noPost(b.Head)
	}
	for at, left := b, len(v.bodies); at != nil && left > 0; at, left = v.officeHolder(at), left-1 {
		if head, ok := v.postHeir(at.Head); ok && head != acts && !slices.Contains(v.Ladder(head), acts) {
			return head, nil
		}
	}
	return v.Superior(acts)
}

// officeHolder is the body of the day whose office is that body, nil for none.
func (v *View) officeHolder(office *body) *body {
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil && b.Office != "" && (b.Office == office.Code || b.Office == office.Name) {
			return b
		}
	}
	return nil
}

// goneBodies lists the names of bodies that are no more, and that none bears today.
func (v *View) goneBodies() []string {
	var out []string
	for s := v.state; s != nil; s = s.older {
		for i := range s.bodies {
			b := &s.bodies[i]
			over := b.span().hi() <= v.day || s != v.state && b.span().lo() <= v.day
			if over && v.bodyOf(b.Name) == nil && v.posts[b.Name] == nil && !slices.Contains(out, b.Name) {
				out = append(out, b.Name)
			}
		}
	}
	return out
}
