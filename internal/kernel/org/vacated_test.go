package org

import (
	"slices"
	"strings"
	"testing"
)

func TestWhoeverLeavesAPostToNobodyIsTold(t *testing.T) {
	t.Parallel()
	leave := func(person string) Command { return RecordAbsence{Person: person, From: today, To: today + 20} }
	standIn := Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-10", From: today, To: today + 9}
	for name, x := range map[string]struct {
		before []Command
		then   Command
		want   string
	}{
		"no deputy":                       {nil, leave("p-07"), "招商二科科长 2026-03-02"},
		"a deputy for a part of it":       {[]Command{standIn}, leave("p-07"), "招商二科科长 2026-03-11"},
		"a deputy":                        {nil, leave("p-05"), ""},
		"the last seat":                   {nil, Relieve{Post: "招商二科科长", Seat: Primary}, "招商二科科长 2026-03-02"},
		"the last seat but for nine days": {[]Command{standIn}, Relieve{Post: "招商二科科长", Seat: Primary}, "招商二科科长 2026-03-11"},
		"one of two seats":                {nil, Relieve{Post: "招商一科科长", Seat: Primary}, ""},
		"one who is followed":             {nil, Appoint{Post: "招商二科科长", Seat: Primary, Person: "p-10", Replace: true}, ""},
	} {
		s := after(t, NewState(zone(t)), x.before...)
		events, err := Decide(s, x.then, today)
		if err != nil {
			t.Fatal(name, err)
		}
		s = Fold(s, events...)
		var got []string
		for _, e := range events {
			for _, v := range s.Vacated(e) {
				if !strings.Contains(v.Says.Zh, v.Post) || v.Says.En == "" {
					t.Errorf("%s: says %+v", name, v.Says)
				}
				got = append(got, v.Post+" "+v.From.String())
			}
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// Another chart that has somebody else in a seat, now or later, or ends a post, hands over what the one before had; each once.
func TestAnotherChartSaysWhoIsReplacedByWhomAndFromWhen(t *testing.T) {
	t.Parallel()
	chart := zone(t)
	next := *chart
	next.Posts = slices.Clone(chart.Posts)
	var want []Replacement
	for i := range next.Posts {
		p := &next.Posts[i]
		who := NewState(chart).At(today).sitting(&post{*p, p.terms()}, Primary)
		switch p.Name {
		case "招商局局长": // from the first day on
			p.Holder, p.Primary, p.Terms = "", nil, []Term{{Primary, "新人", 0, 0}}
			want = append(want, Replacement{p.Name, Primary, who.Person, "新人", today})
		case "经济发展局局长": // later, and nobody after that
			p.Holder, p.Primary, p.Terms = "", nil, []Term{{Primary, who.Person, 0, today + 3}, {Primary, "新人", today + 3, today + 9}}
			want = append(want, Replacement{p.Name, Primary, who.Person, "新人", today + 3})
		case "招商一科干事":
			p.To = today + 5
			want = append(want, Replacement{Post: p.Name, On: today + 5})
		}
	}
	next.People = append(slices.Clone(chart.People), Person{Code: "新人"})
	if got := NewState(chart).Replaced(NewState(&next), today); len(want) != 3 || len(got) != 3 || !slices.ContainsFunc(got, func(r Replacement) bool { return r == want[0] }) ||
		!slices.ContainsFunc(got, func(r Replacement) bool { return r == want[1] }) || !slices.ContainsFunc(got, func(r Replacement) bool { return r == want[2] }) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if got := NewState(chart).Replaced(NewState(chart), today); got != nil {
		t.Errorf("the same chart: %+v", got)
	}
}
