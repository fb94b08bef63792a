package org

import (
	"slices"

	"qinlian/internal/base/clock"
)

// State is the organisation over all time: the chart and everything that happened since. It is
// immutable and safe for concurrent use; Evolve returns the next one.
type State struct {
	chart    *Chart
	units    []Unit
	index    map[string]int // code → place in units, which only ever grows
	posts    []post
	people   map[string]Person
	bodies   []body
	absences []Absence
	links    []link
	due      []Due
	heirs    []succession
	eras     eras
	older    *State // of the mechanisms that governed before, whose units this one may no longer have
}

// post is a declared post with everybody who ever sat behind it.
type post struct {
	Post

	terms []Term
}

// link says that into answers for the matters of from once from has ended.
type link struct {
	from, into string
	on         clock.Date
	kind       StepKind
}

// Due is a hand-over that a relieved holder still owes.
type Due struct {
	Post    string     `json:"post"`
	Seat    Seat       `json:"seat"`
	Person  string     `json:"person"` // who was relieved
	On      clock.Date `json:"on"`
	Matters []string   `json:"matters"` // ids of the matters open at the time
}

// After is the state, knowing that of the mechanisms that governed before: matters of a unit that a new version left out go on
// to be called by its name.
func (s *State) After(older *State) *State {
	after := s.copied()
	after.older = older
	return after
}

// copied is a fresh state of the same, but for what it works out once it is asked.
func (s *State) copied() *State {
	return &State{
		chart: s.chart, units: s.units, index: s.index, posts: s.posts, people: s.people, bodies: s.bodies, absences: s.absences,
		links: s.links, due: s.due, heirs: s.heirs, older: s.older,
	}
}

// NewState starts from a chart that Validate has accepted. The chart must not be changed afterwards.
func NewState(c *Chart) *State {
	s := &State{
		chart: c, units: slices.Clone(c.Units), index: make(map[string]int, len(c.Units)),
		people: make(map[string]Person, len(c.People)),
	}
	for _, b := range c.Bodies {
		s.bodies = append(s.bodies, body{Body: b})
	}
	for i, v := range slices.Backward(c.Units) {
		s.index[v.Code] = i
	}
	for _, p := range c.People {
		s.people[p.Code] = p
	}
	for _, p := range c.Posts {
		s.posts = append(s.posts, post{p, p.terms()})
	}
	for i := range c.Units {
		u := &c.Units[i]
		for _, code := range u.SuccessorOf {
			if old := s.unit(code); old != nil {
				kind := StepMerged
				if heirs(c, code) > 1 {
					kind = StepSplit
				}
				s.links = append(s.links, link{code, u.Code, old.To, kind})
			}
		}
	}
	return s
}

func heirs(c *Chart, code string) (n int) {
	for i := range c.Units {
		if slices.Contains(c.Units[i].SuccessorOf, code) {
			n++
		}
	}
	return n
}

// Evolve gives the state after e. It trusts e, which Decide has judged, and leaves s as it was.
func Evolve(s *State, e Event) *State {
	next := s.copied()
	e.evolve(next)
	return next
}

// Fold evolves s by all events in order.
func Fold(s *State, events ...Event) *State {
	for _, e := range events {
		s = Evolve(s, e)
	}
	return s
}

// HandOverDue lists the hand-overs that former holders of a post still owe, oldest first.
func HandOverDue(s *State, post string) []Due {
	var out []Due
	for _, d := range s.due {
		if d.Post == post {
			out = append(out, d)
		}
	}
	return out
}

// HandOversDue lists every hand-over still owed in the zone.
func (s *State) HandOversDue() []Due { return slices.Clone(s.due) }

// Absences lists the recorded absences that touch d or lie after it.
func (s *State) Absences(d clock.Date) []Absence {
	var out []Absence
	for i := range s.absences {
		if s.absences[i].span().hi() > d {
			out = append(out, s.absences[i])
		}
	}
	return out
}

// NameAt gives what a unit was called on a day; false for a code that no unit ever had.
func (s *State) NameAt(code string, d clock.Date) (string, bool) {
	u := s.unit(code)
	if u == nil {
		return "", false
	}
	return u.nameAt(d), true
}

func (s *State) unit(code string) *Unit {
	if i, ok := s.index[code]; ok {
		return &s.units[i]
	}
	return nil
}

func (s *State) body(code string) *body {
	for i := range s.bodies {
		if s.bodies[i].Code == code {
			return &s.bodies[i]
		}
	}
	return nil
}

// life is the span on which both a post and its unit exist.
func (s *State) life(p *post) span {
	if u := s.unit(p.Unit); u != nil {
		return p.span().meet(u.span())
	}
	return p.span()
}

// postOn finds the post that bears name on d, or nil.
func (s *State) postOn(name string, d clock.Date) *post {
	for i := range s.posts {
		if p := &s.posts[i]; p.Name == name && s.life(p).holds(d) {
			return p
		}
	}
	return nil
}

// holder finds who sits in a seat on d, in service or not absent or otherwise, or nil.
func (p *post) holder(seat Seat, d clock.Date) *Term {
	for i := range p.terms {
		if t := &p.terms[i]; t.Seat == seat && t.span().holds(d) {
			return t
		}
	}
	return nil
}
