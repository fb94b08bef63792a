package org

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Vacancy is a post for which nobody acts from a day on.
type Vacancy struct {
	Post string     `json:"post"`
	From clock.Date `json:"from"`
	Says text.Text  `json:"says"`
}

// Vacated lists the posts for which an absence or a relief, which the state has seen, leaves nobody to act, each with the first such
// day of it.
func (s *State) Vacated(e Event) []Vacancy {
	var out []Vacancy
	switch e := e.(type) {
	case AbsenceRecorded:
		for i := range s.posts {
			if p := &s.posts[i]; holds(p, e.Person) && e.concerns(p.Name) {
				out = append(out, s.vacant(p, e.span())...)
			}
		}
	case HolderRelieved:
		if p := s.postOn(e.Post, e.On); p != nil {
			out = s.vacant(p, span{from: e.On})
		}
	}
	return out
}

// vacant finds the first day of a span on which nobody acts for a post: its own, or one on which a seat or who sits in it changes.
func (s *State) vacant(p *post, during span) []Vacancy {
	during = during.meet(s.life(p))
	days := []clock.Date{during.lo()}
	for i := range p.terms {
		t := &p.terms[i]
		person := s.people[t.Person]
		days = append(days, t.To, person.To)
		for _, a := range s.absencesOf(t.Person, p.Name) {
			days = append(days, a.From)
		}
	}
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		if !during.holds(d) {
			continue
		}
		if _, err := s.At(d).Holder(p.Name); errs.Is(err, "org.unheld") {
			return []Vacancy{{p.Name, d, text.Text{Zh: errs.Message(err, text.Zh), En: errs.Message(err, text.En)}}}
		}
	}
	return nil
}
