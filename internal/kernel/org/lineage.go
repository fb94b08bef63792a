package org

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// StepKind says what a reorganisation did to a unit.
type StepKind string

// The kinds of step. StepLapsed is an end without successor: the parent answers.
const (
	StepMerged  StepKind = "merged"
	StepSplit   StepKind = "split"
	StepRenamed StepKind = "renamed"
	StepLapsed  StepKind = "lapsed"
)

// Says puts the kind into words.
func (k StepKind) Says() text.Text {
	switch k {
	case StepMerged:
		return text.Text{Zh: "合并", En: "merged"}
	case StepSplit:
		return text.Text{Zh: "拆分", En: "split"}
	case StepRenamed:
		return text.Text{Zh: "更名", En: "renamed"}
	}
	return text.Text{Zh: "撤销，由上级单位承接", En: "ended, its parent takes over"}
}

// Step is one reorganisation on the way from the recorded unit to the one that answers.
type Step struct {
	On       clock.Date `json:"on"`
	Kind     StepKind   `json:"kind"`
	From     string     `json:"from"`      // code
	FromName string     `json:"from_name"` // as it was called the day before
	Into     []string   `json:"into"`      // codes, principal heir first
	IntoName string     `json:"into_name"` // the principal heir's name on the day
}

// Lineage tells which unit answers on a day for a matter recorded with another.
type Lineage struct {
	Recorded string `json:"recorded"`       // code as recorded; never rewritten
	Answers  Unit   `json:"answers"`        // the principal heir, as on the day
	Also     []Unit `json:"also,omitempty"` // other parts of a split unit that exist on the day
	Steps    []Step `json:"steps,omitempty"`
}

// Lineage follows mergers, splits and renames from a unit to the one that answers for its matters
// on d (M11-02). It fails for an unknown code, and for a day before the unit existed.
func (s *State) Lineage(code string, d clock.Date) (Lineage, error) {
	u := s.unit(code)
	if u == nil {
		return Lineage{}, unknownUnit(code)
	}
	if d < u.span().lo() {
		return Lineage{}, errs.Newf(errs.Invalid, "org.unit_not_yet",
			"单位“%s”自%s起设立，%s尚不存在", "unit %q exists from %s; it did not on %s", u.Name, u.From, d)
	}
	out := Lineage{Recorded: code}
	seen := map[string]bool{}
	for {
		if seen[u.Code] {
			return Lineage{}, errs.Newf(errs.Invalid, "org.lineage_cycle",
				"单位%s的承接关系成环，请检查 successor_of 与 parent", "the successors of unit %s form a circle; check successor_of and parent", code)
		}
		seen[u.Code] = true
		out.Steps = append(out.Steps, renames(u, d)...)
		if u.span().holds(d) {
			out.Answers = s.asOn(u, d)
			return out, nil
		}
		next, step := s.heir(u)
		if next == nil {
			return Lineage{}, errs.Newf(errs.NotFound, "org.unit_orphaned",
				"单位“%s”于%s撤销，既无承接单位也无上级，请在 successor_of 中指定", "unit %q ended on %s with neither successor nor parent; name it in a successor_of", u.Name, u.To)
		}
		for _, other := range step.Into[1:] {
			if o := s.unit(other); o != nil && o.span().holds(d) {
				out.Also = append(out.Also, s.asOn(o, d))
			}
		}
		out.Steps = append(out.Steps, step)
		u = next
	}
}

// heir gives the unit that took over when u ended: its first successor, else its parent.
func (s *State) heir(u *Unit) (*Unit, Step) {
	step := Step{On: u.To, From: u.Code, FromName: u.nameAt(u.To - 1)}
	for _, l := range s.links {
		if l.from == u.Code && l.on == u.To {
			step.Into, step.Kind = append(step.Into, l.into), l.kind
		}
	}
	if len(step.Into) == 0 && u.Parent != "" {
		step.Into, step.Kind = []string{u.Parent}, StepLapsed
	}
	if len(step.Into) == 0 {
		return nil, step
	}
	next := s.unit(step.Into[0])
	if next != nil {
		step.IntoName = next.nameAt(u.To)
	}
	return next, step
}

func renames(u *Unit, d clock.Date) []Step {
	var out []Step
	for _, f := range u.Former {
		if f.To <= d && f.To < u.span().hi() {
			out = append(out, Step{f.To, StepRenamed, u.Code, f.Name, []string{u.Code}, u.nameAt(f.To)})
		}
	}
	return out
}

// asOn gives a copy of u with the name and the parent that it has on d.
func (s *State) asOn(u *Unit, d clock.Date) Unit {
	c := *u
	c.Name = u.nameAt(d)
	c.Parent = s.parentOn(u, d)
	return c
}

// parentOn gives the unit above u on d: the declared parent or whoever answers for it by then.
func (s *State) parentOn(u *Unit, d clock.Date) string {
	code := u.Parent
	for range len(s.units) {
		p := s.unit(code)
		if p == nil || p.span().holds(d) || d < p.span().lo() {
			return code
		}
		next, _ := s.heir(p)
		if next == nil {
			return ""
		}
		code = next.Code
	}
	return code
}

// edges lists every day from which the set of units or their parents may differ.
func (s *State) edges() []clock.Date {
	days := []clock.Date{dawn}
	for i := range s.units {
		if s.units[i].From != 0 {
			days = append(days, s.units[i].From)
		}
		if s.units[i].To != 0 {
			days = append(days, s.units[i].To)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// loop finds a unit that on some day is above itself.
func (s *State) loop() (code string, on clock.Date, found bool) {
	units := make(map[string]*Unit, len(s.units))
	for i := range s.units {
		units[s.units[i].Code] = &s.units[i]
	}
	for _, d := range s.edges() {
		sound := map[string]bool{"": true}
		for i := range s.units {
			u := &s.units[i]
			path := map[string]bool{}
			for u != nil && u.span().holds(d) && !sound[u.Code] {
				if path[u.Code] {
					return u.Code, d, true
				}
				path[u.Code] = true
				u = units[s.parentOn(u, d)]
			}
			for c := range path {
				sound[c] = true
			}
		}
	}
	return "", 0, false
}

func unknownUnit(ref string, nearest ...string) *errs.Error {
	return errs.Newf(errs.NotFound, "org.unit_unknown",
		"没有单位“%[1]s”%[2]s", "there is no unit %[1]q%[3]s", ref, hintZh(nearest), hintEn(nearest))
}
