package org

import "qinlian/internal/base/clock"

// Meant is the unit of the day that a file means by a name, and since when the name means that one: the unit that goes by it
// (code, name or alias), else the one that did, and after a merger or a split the one that succeeded it. A unit that ended
// with no successor is meant no more: its parent answers for what it left, and does not go on in its place.
func (v *View) Meant(ref string) (u Unit, since clock.Date, ok bool) {
	if u, ok := v.Unit(ref); ok {
		return u, 0, true
	}
	code := ref
	if v.state.unit(code) == nil {
		code = v.state.formerly(ref, v)
	}
	line, err := v.state.Lineage(code, v.day)
	if err != nil {
		return Unit{}, 0, false
	}
	for _, step := range line.Steps {
		switch step.Kind {
		case StepLapsed:
			return Unit{}, 0, false
		case StepMerged, StepSplit:
			since = step.On
		}
	}
	return line.Answers, since, true
}

// Gone lists what was and is no more on the day, as standing matters name what they are about: units and bodies by code, posts by
// name. What a former version of the mechanisms had and this one has not is no more.
func (v *View) Gone() map[string][]string {
	out := map[string][]string{}
	for i := range v.state.units {
		if u := &v.state.units[i]; u.span().hi() <= v.day {
			out["unit"] = append(out["unit"], u.Code)
		}
	}
	for i := range v.state.posts {
		if p := &v.state.posts[i]; v.posts[p.Name] == nil && v.state.life(p).hi() <= v.day {
			out["post"] = append(out["post"], p.Name)
		}
	}
	for i := range v.state.bodies {
		if b := &v.state.bodies[i]; b.span().hi() <= v.day {
			out["body"] = append(out["body"], b.Code)
		}
	}
	for old := v.state.older; old != nil; old = old.older {
		for i := range old.units {
			if code := old.units[i].Code; v.state.unit(code) == nil {
				out["unit"] = append(out["unit"], code)
			}
		}
		for i := range old.posts {
			if name := old.posts[i].Name; v.posts[name] == nil {
				out["post"] = append(out["post"], name)
			}
		}
		for i := range old.bodies {
			if code := old.bodies[i].Code; v.state.body(code) == nil {
				out["body"] = append(out["body"], code)
			}
		}
	}
	return out
}
