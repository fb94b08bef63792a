package org

import (
	"slices"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// A post that was opened by mistake is closed on the day on which it begins: it never was, and its unit's head answers for what it got.
func TestAPostIsClosedOnTheDayItBegins(t *testing.T) {
	t.Parallel()
	april := day("2026-04-01")
	split := SplitUnit{From: "zsyk", Into: []Part{{Code: "zsyk"}, {"zssk", "招商三科"}}, Heads: []string{"", "招商三科科长"}, On: today + 1}
	for name, tt := range map[string]struct {
		opened []Command
		closed ClosePost
		heir   string
	}{
		"today":                        {[]Command{OpenPost{Name: "招商一科副科长", Unit: "zsyk"}}, ClosePost{Name: "招商一科副科长", On: today}, "招商一科科长"},
		"on a day to come":             {[]Command{OpenPost{Name: "招商一科副科长", Unit: "zsyk", From: april}}, ClosePost{Name: "招商一科副科长", On: april}, "招商一科科长"},
		"with somebody in it":          {[]Command{OpenPost{Name: "招商一科副科长", Unit: "zsyk"}, Appoint{Post: "招商一科副科长", Seat: Primary, Person: "p-10"}}, ClosePost{Name: "招商一科副科长", Owning: true}, "招商一科科长"},
		"another answers":              {[]Command{OpenPost{Name: "招商一科副科长", Unit: "zsyk"}}, ClosePost{Name: "招商一科副科长", To: "招商一科干事"}, "招商一科干事"},
		"the head of a new part":       {[]Command{split}, ClosePost{Name: "招商三科科长", To: "招商一科科长", On: today + 1}, "招商一科科长"},
		"once more under its old name": {[]Command{ClosePost{Name: "招商一科干事", On: today}, OpenPost{Name: "招商一科干事", Unit: "zsyk"}}, ClosePost{Name: "招商一科干事", On: today}, "招商一科科长"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := after(t, after(t, NewState(zone(t)), tt.opened...), tt.closed)
			on := max(tt.closed.On, today)
			for _, d := range []clock.Date{0, 1} {
				v := s.At(on + d)
				if _, ok := v.Post(tt.closed.Name); ok || slices.Contains(v.Posts(), tt.closed.Name) {
					t.Error("the post is there", v.Day())
				}
				if heir, _ := v.Heir(tt.closed.Name); heir != tt.heir {
					t.Errorf("%q answers, want %q", heir, tt.heir)
				}
			}
			if _, err := Decide(s, tt.closed, today); err == nil {
				t.Error("closed twice")
			}
		})
	}
}

// A merger that opens a head post under the name of one that it closes keeps it, and closes the one that began on the day.
func TestAMergerClosesWhatBeganOnItsDay(t *testing.T) {
	t.Parallel()
	on := today + 1
	s := after(t, NewState(zone(t)), OpenPost{Name: "招商处处长", Unit: "zsek", From: on},
		MergeUnits{From: []string{"zsek"}, Into: Part{"zsc", "招商处"}, Head: "招商处处长", Posts: map[string]string{"招商处处长": "招商局副局长", "招商二科科长": "招商处处长"}, On: on})
	if p, ok := s.At(on).Post("招商处处长"); !ok || p.Unit != "zsc" {
		t.Errorf("%+v", p)
	}
	if heir, _ := s.At(on).Heir("招商二科科长"); heir != "招商处处长" {
		t.Errorf("%q answers", heir)
	}
}

// A post that a merger or a split ends with its unit cannot take over from another in it; nothing has been abolished yet.
func TestAPostThatEndsWithItsUnitTakesNothingOver(t *testing.T) {
	t.Parallel()
	on := today + 1
	s := after(t, NewState(zone(t)), OpenPost{Name: "招商处处长", Unit: "zsek", From: on})
	c := SplitUnit{From: "zsek", Into: []Part{{"a", "甲处"}, {"b", "乙处"}}, Posts: map[string]string{"招商二科科长": "招商处处长"}, On: on}
	if _, err := Decide(s, c, today); !errs.Is(err, "org.heir_ends") {
		t.Error(err)
	}
	c.Heads = []string{"招商处处长"}
	s = after(t, s, c)
	if p, ok := s.At(on).Post("招商处处长"); !ok || p.Unit != "a" {
		t.Errorf("%+v", p)
	}
}
