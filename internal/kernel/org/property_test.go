package org

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
)

// anyCommand draws a command over the sample zone and the units and posts that earlier ones made.
func anyCommand(t *rapid.T, s *State, today clock.Date, n int) Command {
	person := rapid.SampledFrom([]string{"p-01", "p-02", "p-03", "p-04", "p-05", "p-06", "p-07", "p-08", "p-09", "p-10"})
	post := rapid.Custom(func(t *rapid.T) string { return s.posts[rapid.IntRange(0, len(s.posts)-1).Draw(t, "post")].Name })
	unit := rapid.Custom(func(t *rapid.T) string { return s.units[rapid.IntRange(0, len(s.units)-1).Draw(t, "unit")].Code })
	part := rapid.Custom(func(t *rapid.T) Part {
		if rapid.Bool().Draw(t, "new") {
			code := fmt.Sprintf("u%d-%d", n, rapid.IntRange(0, 2).Draw(t, "code"))
			return Part{code, "新设单位" + code}
		}
		return Part{Code: unit.Draw(t, "into")}
	})
	seat := rapid.SampledFrom([]Seat{Primary, Deputy})
	soon := today + clock.Date(rapid.IntRange(0, 12).Draw(t, "in days"))
	later := clock.Date(0)
	if days := rapid.IntRange(0, 12).Draw(t, "for days"); days > 0 {
		later = soon + clock.Date(days)
	}
	switch rapid.IntRange(0, 9).Draw(t, "command") {
	case 0, 1, 2:
		c := RecordAbsence{Person: person.Draw(t, "who"), From: soon, To: later}
		if rapid.Bool().Draw(t, "for one post") {
			c.Post = post.Draw(t, "post")
		}
		return c
	case 3:
		return EndAbsence{Person: person.Draw(t, "who"), On: soon}
	case 4, 5:
		return Appoint{Post: post.Draw(t, "post"), Seat: seat.Draw(t, "seat"), Person: person.Draw(t, "who"), From: soon, To: later, Replace: rapid.Bool().Draw(t, "replace")}
	case 6:
		return Relieve{Post: post.Draw(t, "post"), Seat: seat.Draw(t, "seat"), On: soon, Matters: []string{"m"}}
	case 7:
		return MergeUnits{From: rapid.SliceOfN(unit, 1, 2).Draw(t, "from"), Into: part.Draw(t, "into"), On: soon}
	case 8:
		return SplitUnit{From: unit.Draw(t, "from"), Into: rapid.SliceOfN(part, 2, 3).Draw(t, "into"), On: soon}
	default:
		if rapid.Bool().Draw(t, "post") {
			return OpenPost{Name: fmt.Sprintf("新设岗位%d", n), Unit: unit.Draw(t, "unit"), Head: true, From: soon}
		}
		return RenameUnit{Code: unit.Draw(t, "unit"), Name: fmt.Sprintf("更名%d", n), On: soon}
	}
}

func TestWhateverIsAcceptedKeepsThePromises(t *testing.T) {
	t.Parallel()
	start := NewState(zone(t))
	rapid.Check(t, func(t *rapid.T) {
		s, now, accepted := start, today, 0
		for n := range rapid.IntRange(1, 25).Draw(t, "commands") {
			now += clock.Date(rapid.IntRange(0, 4).Draw(t, "days pass"))
			events, err := Decide(s, anyCommand(t, s, now, n), now)
			if err != nil {
				continue
			}
			accepted++
			before := s
			s = Fold(s, events...)
			past := now - 1
			if a, b := snapshot(before, past), snapshot(s, past); !reflect.DeepEqual(a, b) {
				t.Fatalf("%+v changed yesterday:\n%v\n%v", events, a, b)
			}
		}
		for d := today; d < now+26; d++ {
			v := s.At(d)
			for _, name := range v.order {
				p := v.posts[name]
				if p.holder(Primary, d) != nil && p.holder(Deputy, d) != nil {
					if _, err := v.Holder(name); err != nil {
						t.Fatalf("%s: an A/B post without an acting holder: %v", d, err)
					}
				}
				if ladder := v.Ladder(name); len(ladder) >= len(v.codes)+1 {
					t.Fatalf("%s: the ladder of %s does not end: %v", d, name, ladder)
				}
			}
			for i := range s.units {
				u := &s.units[i]
				if u.span().lo() > d {
					continue
				}
				if l, err := s.Lineage(u.Code, d); err != nil || v.units[l.Answers.Code] == nil {
					t.Fatalf("%s: nobody answers for %s: %+v %v", d, u.Code, l, err)
				}
			}
			if code, on, found := s.loop(); found {
				t.Fatalf("%s is above itself from %s", code, on)
			}
			for _, c := range v.codes {
				if parent := v.units[c].Parent; parent != "" && v.units[parent] == nil {
					t.Fatalf("%s: %s hangs below %s, which does not exist", d, c, parent)
				}
			}
		}
	})
}

// snapshot is what a day looks like: who acts for each post and what is above each unit.
func snapshot(s *State, d clock.Date) map[string]string {
	out := map[string]string{}
	v := s.At(d)
	for _, name := range v.order {
		a, err := v.Holder(name)
		out[name] = fmt.Sprint(a.Person, a.Seat, err != nil)
	}
	for _, c := range v.codes {
		out[c] = v.units[c].Name + "<" + v.units[c].Parent
	}
	return out
}

func TestAnyUnitAboveAnyOtherIsRefusedOrTerminates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := &Chart{Org: "z"}
		n := rapid.IntRange(1, 6).Draw(t, "units")
		for i := range n {
			u := Unit{Code: fmt.Sprint("u", i), Name: fmt.Sprint("单位", i)}
			if p := rapid.IntRange(-1, n-1).Draw(t, "parent"); p >= 0 {
				u.Parent = fmt.Sprint("u", p)
			}
			c.Units = append(c.Units, u)
			c.Posts = append(c.Posts, Post{Name: "负责人" + u.Code, Unit: u.Code, Head: true})
		}
		if len(c.Validate()) > 0 {
			return
		}
		v := NewState(c).At(today)
		for _, name := range v.order {
			if ladder := v.Ladder(name); len(ladder) > 0 {
				if _, err := v.Superior(ladder[len(ladder)-1]); err == nil {
					t.Fatalf("the ladder of %s stops short: %v", name, ladder)
				}
			}
		}
	})
}

func BenchmarkViewOfANewDay(b *testing.B) {
	c := &Chart{Org: "z", Units: []Unit{{Code: "root", Name: "管委会"}}}
	for i := range 300 {
		u := Unit{Code: fmt.Sprint("u", i), Name: fmt.Sprint("单位", i), Parent: "root"}
		c.Units = append(c.Units, u)
		for j := range 5 {
			c.Posts = append(c.Posts, Post{Name: fmt.Sprint(u.Name, "岗", j), Unit: u.Code, Head: j == 0, Holder: fmt.Sprint("p", i, j)})
		}
	}
	s := NewState(c)
	for i := range b.N {
		s.At(today + clock.Date(i%2))
	}
}
