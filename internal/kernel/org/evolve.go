package org

import (
	"maps"
	"slices"

	"qinlian/internal/base/clock"
)

// Each evolve works on a fresh State whose slices are still those of the one before: it clones
// what it is about to change. Slices are clipped so that append copies.

func (e AbsenceRecorded) evolve(s *State) {
	s.absences = append(slices.Clip(s.absences), e.Absence)
}

func (e AbsenceEnded) evolve(s *State) {
	kept := make([]Absence, 0, len(s.absences))
	for _, a := range s.absences {
		if a.Person == e.Person && a.Post == e.Post && a.From == e.From && e.On < a.span().hi() {
			if e.On <= a.From {
				continue
			}
			a.To = e.On
		}
		kept = append(kept, a)
	}
	s.absences = kept
}

func (e HolderAppointed) evolve(s *State) {
	s.changePost(e.Post, e.From, func(p *post) {
		p.terms = append(slices.Clip(p.terms), Term{e.Seat, e.Person, e.From, e.To})
	})
}

func (e HolderRelieved) evolve(s *State) {
	s.changePost(e.Post, e.On, func(p *post) {
		kept := make([]Term, 0, len(p.terms))
		for _, t := range p.terms {
			if t.Seat == e.Seat && t.Person == e.Person && t.span().holds(e.On) {
				t.To = e.On
				if t.span().empty() {
					continue
				}
			}
			kept = append(kept, t)
		}
		p.terms = kept
	})
	if len(e.Matters) > 0 {
		s.due = append(slices.Clip(s.due), Due(e))
	}
}

func (e HandedOver) evolve(s *State) {
	s.due = slices.DeleteFunc(slices.Clone(s.due), func(d Due) bool { return d.Post == e.Post && d.Person == e.From })
}

func (e UnitMerged) evolve(s *State) {
	s.units = slices.Clone(s.units)
	s.found(e.Into, e.Parent, e.On, s.unit(first(e.From)))
	for _, code := range e.From {
		s.end(code, e.On)
		s.join(link{code, e.Into.Code, e.On, StepMerged})
	}
}

func (e UnitSplit) evolve(s *State) {
	s.units = slices.Clone(s.units)
	stays := false
	for _, part := range e.Into {
		if part.Code == e.From {
			stays = true
			continue
		}
		s.found(part, e.Parent, e.On, s.unit(e.From))
		s.join(link{e.From, part.Code, e.On, StepSplit})
	}
	if !stays {
		s.end(e.From, e.On)
	}
}

func (e UnitRenamed) evolve(s *State) {
	s.units = slices.Clone(s.units)
	if u := s.unit(e.Code); u != nil && u.Name != e.Name {
		u.Former = append(slices.Clip(u.Former), FormerName{u.Name, e.On})
		u.Name = e.Name
	}
}

func (e PostOpened) evolve(s *State) {
	p := Post{Name: e.Name, Unit: e.Unit, Head: e.Head, Level: e.Level, Places: e.Places, From: e.From}
	s.posts = append(slices.Clip(s.posts), post{Post: p})
}

func (s *State) changePost(name string, d clock.Date, change func(*post)) {
	s.posts = slices.Clone(s.posts)
	if p := s.postOn(name, d); p != nil {
		change(p)
	}
}

// found creates a unit in the likeness of the one it comes from, unless its code exists.
func (s *State) found(part Part, parent string, on clock.Date, like *Unit) {
	if s.unit(part.Code) != nil {
		return
	}
	u := Unit{Code: part.Code, Name: part.Name, Parent: parent, From: on}
	if like != nil {
		u.Type, u.Level, u.Place, u.Sponsor = like.Type, like.Level, like.Place, like.Sponsor
	}
	s.index = maps.Clone(s.index)
	s.index[u.Code] = len(s.units)
	s.units = append(s.units, u)
}

func (s *State) end(code string, on clock.Date) {
	if u := s.unit(code); u != nil && u.span().hi() > on {
		u.To = on
	}
}

// join adds a link once, so that a merger declared by both chart and event counts once.
func (s *State) join(l link) {
	for _, have := range s.links {
		if have.from == l.from && have.into == l.into && have.on == l.on {
			return
		}
	}
	s.links = append(slices.Clip(s.links), l)
}

func first(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}
