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

// Replacement is a seat of a post in which another chart has somebody else from a day on, or nobody; without a seat, a post that it
// ends.
type Replacement struct {
	Post string     `json:"post"`
	Seat Seat       `json:"seat,omitempty"`
	From string     `json:"from,omitempty"`
	To   string     `json:"to,omitempty"` // "" for nobody
	On   clock.Date `json:"on"`
}

// Replaced lists what becomes of those who have a seat, where another chart is in force from a day on: each once, on the first day on
// which it has it otherwise.
func (s *State) Replaced(next *State, from clock.Date) []Replacement {
	var out []Replacement
	seen := map[[2]string]bool{}
	note := func(r Replacement) {
		if is := [2]string{r.Post, string(r.Seat)}; !seen[is] && !seen[[2]string{r.Post, ""}] {
			seen[is] = true
			out = append(out, r)
		}
	}
	days := slices.DeleteFunc(next.turns(), func(d clock.Date) bool { return d <= from || d >= dusk })
	for _, d := range append([]clock.Date{from}, days...) {
		before, after := s.At(d), next.At(d)
		for _, name := range before.order {
			p, q := before.posts[name], after.posts[name]
			if q == nil {
				note(Replacement{Post: name, On: d})
				continue
			}
			for _, seat := range []Seat{Primary, Deputy} {
				was, is := before.sitting(p, seat), after.sitting(q, seat)
				switch {
				case was == nil:
				case is == nil:
					note(Replacement{name, seat, was.Person, "", d})
				case is.Person != was.Person:
					note(Replacement{name, seat, was.Person, is.Person, d})
				}
			}
		}
	}
	return out
}
