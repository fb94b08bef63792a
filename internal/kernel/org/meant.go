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
