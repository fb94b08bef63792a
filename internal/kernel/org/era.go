package org

import (
	"slices"
	"sync"

	"qinlian/internal/base/clock"
)

// Nothing changes in the organisation on most days. An era is a run of days on which every question but
// "what day is it" has the same answer; one view is built for each and shared by its days, so that
// replaying years of work costs as many views as there were changes.

// eras are the first days of a state's eras, and the views built so far.
type eras struct {
	once  sync.Once
	days  []clock.Date
	views sync.Map // index of the era → *View
}

// At gives the view of day d.
func (s *State) At(d clock.Date) *View {
	s.eras.once.Do(func() { s.eras.days = s.turns() })
	i, exact := slices.BinarySearch(s.eras.days, d)
	if !exact {
		i--
	}
	shared, ok := s.eras.views.Load(i)
	if !ok {
		shared, _ = s.eras.views.LoadOrStore(i, s.build(d))
	}
	v := shared.(*View)
	if v.day == d {
		return v
	}
	onDay := *v
	onDay.day = d
	return &onDay
}

// Reforms lists the days on which a unit, a post or a body begins, ends or is called otherwise, in order.
func (s *State) Reforms() []clock.Date {
	var days []clock.Date
	add := func(sp span) { days = append(days, sp.lo(), sp.hi()) }
	for i := range s.units {
		for _, n := range s.units[i].namings() {
			add(n.span)
		}
	}
	for i := range s.posts {
		add(s.posts[i].span())
	}
	for i := range s.bodies {
		add(s.bodies[i].span())
	}
	slices.Sort(days)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d clock.Date) bool { return d == dawn || d == (span{}).hi() })
}

// turns lists every day on which something may change, beginning with dawn.
func (s *State) turns() []clock.Date {
	days := s.edges()
	add := func(sp span) { days = append(days, sp.lo(), sp.hi()) }
	for i := range s.units {
		for _, n := range s.units[i].namings() {
			add(n.span)
		}
	}
	for i := range s.posts {
		add(s.posts[i].span())
		for j := range s.posts[i].terms {
			add(s.posts[i].terms[j].span())
		}
	}
	for _, p := range s.people {
		add(p.span())
	}
	for i := range s.bodies {
		add(s.bodies[i].span())
		for _, f := range s.bodies[i].former {
			days = append(days, f.to)
		}
	}
	for i := range s.absences {
		add(s.absences[i].span())
	}
	for i := range s.heirs {
		days = append(days, s.heirs[i].on)
	}
	for _, l := range s.links {
		if l.on != 0 {
			days = append(days, l.on)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
