package org

import (
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// What Known adds to the name of a unit that is no more begins with nowWith.
const (
	nowWith = "（现"
	nowGone = nowWith + "行机构中已无）"
)

// Known names a unit for a reader on day d: as it is or was last called, and where another answers for it
// now, which: 招商三科（现由招商二处承办）. A unit that the chart has no more since a new version of the mechanisms left it out is
// called as the last version called it: 招商三科（现行机构中已无）. A code that no version has stays.
func (s *State) Known(code string, d clock.Date) string {
	u := s.unit(code)
	switch {
	case u == nil && s.older == nil:
		return code
	case u == nil:
		if name := Bare(s.older.Known(code, d)); name != code {
			return name + nowGone
		}
		return code
	}
	name := u.Name
	if at, ok := s.NameAt(code, d); ok {
		name = at
	}
	if line, err := s.Lineage(code, d); err == nil && line.Answers.Code != code && line.Answers.Name != name {
		return name + nowWith + "由" + line.Answers.Name + "承办）"
	}
	return name
}

// KnownIn is a name as Known gives it in the words of a language.
func KnownIn(lang text.Lang, known string) string {
	name, now, told := strings.Cut(known, nowWith)
	switch {
	case !told || lang != text.En:
		return known
	case nowWith+now == nowGone:
		return name + " (no longer in the organization)"
	}
	return name + " (now " + strings.TrimSuffix(strings.TrimPrefix(now, "由"), "承办）") + ")"
}

// Bare is a unit's name without what Known adds to it.
func Bare(known string) string {
	name, _, _ := strings.Cut(known, nowWith)
	return name
}

// Answering is the code of the unit that answers on day d for the matters of another, which may be itself; the code given where
// nobody does.
func (s *State) Answering(code string, d clock.Date) string {
	if line, err := s.Lineage(code, d); err == nil {
		return line.Answers.Code
	}
	return code
}

// Answerer is the unit that answers on the day for the matters of one, by code and name; where nobody does, the unit itself.
func (v *View) Answerer(code string) (answers, name string) {
	answers = v.state.Answering(code, v.day)
	return answers, v.Named(answers)
}

// Answers is the post that answers on the day for what was given to one that has ended; any other name stays, and so does a body's.
func (v *View) Answers(post string) string {
	if v.IsBody(post) {
		return post
	}
	return v.heirOr(post)
}

// Covered lists the codes of the units for whose matters a unit answers on day d, its own first. ref is a
// code or a name, of today or of a unit that has ended, which then covers itself alone.
func (s *State) Covered(ref string, d clock.Date) []string {
	target := ""
	if u, ok := s.At(d).Unit(ref); ok {
		target = u.Code
	}
	for i := range s.units {
		if target == "" && (s.units[i].Code == ref || s.units[i].Name == ref) {
			return []string{s.units[i].Code}
		}
	}
	if target == "" && s.older != nil { // left out by a new version, it covers what that leaves to it
		return slices.DeleteFunc(s.older.Covered(ref, d), func(code string) bool { return s.unit(code) != nil })
	}
	if target == "" {
		return nil
	}
	out := []string{target}
	for i := range s.units {
		code := s.units[i].Code
		if line, err := s.Lineage(code, d); code != target && err == nil && line.Answers.Code == target && !s.units[i].span().holds(d) {
			out = append(out, code)
		}
	}
	return out
}
