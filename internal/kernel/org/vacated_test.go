package org

import (
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
