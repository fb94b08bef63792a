package org

import (
	"encoding/json"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
)

func TestRolesResolveToPosts(t *testing.T) {
	t.Parallel()
	ctx := Context{Owner: "招商一科科长", Verifier: "招商局副局长", Actor: "招商一科干事", LeadUnit: "zsj", SupportUnits: []string{"经发局", "zsek", "jfj"}}
	v := NewState(zone(t)).At(today)
	for role, want := range map[string][]string{
		"owner":                       {"招商一科科长"},
		"verifier":                    {"招商局副局长"},
		"actor":                       {"招商一科干事"},
		"sponsor":                     {"管委会分管招商副主任"},
		"lead_unit.head":              {"招商局局长"},
		"lead_unit.sponsor":           {"管委会分管招商副主任"},
		"support_units.head":          {"经济发展局局长", "招商二科科长"},
		"owner.superior":              {"招商局局长"},
		"superior(owner)":             {"招商局局长"},
		"superior( superior(actor) )": {"招商局局长"},
		"superior(lead_unit.head)":    {"管委会主任"},
		"owner.superior.superior":     {"管委会主任"},
		"head(招商局)":                   {"招商局局长"},
		"head（区招商局）":                  nil,
		"head(经发局)":                   {"经济发展局局长"},
		"head(领导小组)":                  {"管委会主任"},
		"office(领导小组)":                {"政策研究室主任"},
		"office(ldxz)":                {"政策研究室主任"},
		"body(“勤廉新区”建设行动领导小组)":            {"管委会主任", "招商局局长", "经济发展局局长"},
		"post(招商局副局长)":                    {"招商局副局长"},
		"superior（support_units.head）":    {"管委会主任", "招商局局长"},
		"post(招商局副局长).superior":           {"招商局局长"},
		"superior(head(商务局))":             {"管委会主任"},
		"superior(post(招商一科科长)).superior": {"管委会主任"},
	} {
		r, err := ParseRole(role)
		if err != nil {
			t.Errorf("%s: %v", role, err)
			continue
		}
		got, err := Resolve(r, ctx, v)
		if want == nil {
			if !errs.Is(err, "org.unit_unknown") {
				t.Errorf("%s: %v", role, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", role, got, err)
		}
	}
}

func TestARoleThatReachesNobodySaysWhy(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Person: "p-07"})
	v := s.At(today)
	for role, c := range map[string]struct {
		ctx  Context
		code string
	}{
		"owner":              {Context{}, "org.context_empty"},
		"sponsor":            {Context{}, "org.context_empty"},
		"support_units.head": {Context{}, "org.context_empty"},
		"verifier":           {Context{Verifier: "招商三科科长"}, "org.post_unknown"},
		"owner.superior":     {Context{Owner: "管委会主任"}, "org.top"},
		"lead_unit.head":     {Context{LeadUnit: "zsek"}, "org.unheld"},
		"actor":              {Context{Actor: "商务局局长"}, "org.post_ended"},
		"office(专班)":         {Context{}, "org.body_unknown"},
	} {
		r, err := ParseRole(role)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Resolve(r, c.ctx, v); !errs.Is(err, c.code) || len(got) != 0 {
			t.Errorf("%s: %v, %v", role, got, err)
		}
	}
	r, _ := ParseRole("support_units.head")
	got, err := Resolve(r, Context{SupportUnits: []string{"jfj", "zsek"}}, v)
	if !slices.Equal(got, []string{"经济发展局局长"}) || !errs.Is(err, "org.unheld") {
		t.Errorf("one unheld post of two: %v, %v", got, err)
	}
}

func TestRolesAreCheckedAtLoad(t *testing.T) {
	t.Parallel()
	v := after(t, NewState(zone(t)), RecordAbsence{Person: "p-07"}).At(today)
	for role, code := range map[string]string{
		"post(招商局局长)": "", "owner": "", "superior(lead_unit.head)": "", "office(ldxz)": "", "office(leading-group)": "", "office(领导小组)": "org.body_part", "superior(head(行动领导小组))": "org.body_part",
		"post(招商局长)": "org.post_unknown", "head(招商三科)": "org.unit_unknown", "post(招商二科科长)": "org.unheld",
		"superior(post(招商二科科长))": "", "body(联席会议)": "org.body_unknown",
	} {
		r, err := ParseRole(role)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(v); code == "" && err != nil || code != "" && !errs.Is(err, code) {
			t.Errorf("%s: %v", role, err)
		}
	}
	for _, bad := range []string{
		"", "boss", "lead_unit", "head()", "head(招商局", "head(招商局)x", "lead_unit(招商局)", "superior()", "superior(boss)", ".superior", "(owner)",
		"owner.superior.superior.superior.superior.superior.superior.superior.superior.superior",
	} {
		if r, err := ParseRole(bad); err == nil {
			t.Errorf("%q was read as %v", bad, r)
		}
	}
}

func TestAPartyToTheCaseGivesWay(t *testing.T) {
	t.Parallel()
	s := NewState(zone(t))
	ctx := Context{Owner: "招商一科干事", LeadUnit: "zsj"}
	for name, c := range map[string]struct {
		role  string
		party []string
		want  string
		code  string
	}{
		"nobody involved":                              {"owner.superior", nil, "招商一科科长", ""},
		"the post itself is a party":                   {"owner.superior", []string{"招商一科科长"}, "招商局局长", ""},
		"post and superior are parties":                {"owner.superior", []string{"招商一科科长", "招商局局长"}, "管委会主任", ""},
		"the unit is a party":                          {"owner.superior", []string{"招商一科"}, "招商局局长", ""},
		"the person is a party":                        {"lead_unit.head", []string{"p-03"}, "管委会主任", ""},
		"the person is a party through another post":   {"lead_unit.sponsor", []string{"管委会分管招商副主任"}, "管委会主任", ""},
		"everybody up to the zone leader is a party":   {"lead_unit.head", []string{"招商局局长", "管委会主任"}, "", "org.no_uninvolved"},
		"a party elsewhere does not matter":            {"lead_unit.head", []string{"经济发展局局长"}, "招商局局长", ""},
		"an unknown party does not matter":             {"lead_unit.head", []string{"某企业"}, "招商局局长", ""},
		"whoever holds a party post gives way, always": {"lead_unit.head", []string{"招商局局长"}, "管委会主任", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := ParseRole(c.role)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ResolveSkipping(r, ctx, s.At(today), c.party)
			if c.code != "" {
				if !errs.Is(err, c.code) {
					t.Error(got, err)
				}
			} else if err != nil || !slices.Equal(got, []string{c.want}) {
				t.Error(got, err)
			}
		})
	}
}

func TestARoleTravelsAsText(t *testing.T) {
	t.Parallel()
	var got struct {
		To Role `json:"to" yaml:"to"`
	}
	if err := json.Unmarshal([]byte(`{"to":"owner.superior"}`), &got); err != nil || got.To.IsZero() {
		t.Fatal(got, err)
	}
	if data, err := json.Marshal(got); err != nil || string(data) != `{"to":"superior(owner)"}` {
		t.Error(string(data), err)
	}
	if err := yaml.Unmarshal([]byte("to: boss"), &got); err == nil {
		t.Error("an unknown role was read")
	}
}

func FuzzParseRole(f *testing.F) {
	for _, s := range []string{"owner", "lead_unit.head", "superior(owner)", "owner.superior", "head（招商局）", "office(a(b)c)", "body(“勤廉新区”领导小组)", "superior((owner))", "post(.superior"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRole(s)
		if err != nil {
			return
		}
		if back, err := ParseRole(r.String()); err != nil || back.String() != r.String() {
			t.Errorf("%q reads as %q, which reads as %q (%v)", s, r, back, err)
		}
	})
}

func TestPostsSitOnABodyBesideTheHeadsOfItsUnits(t *testing.T) {
	t.Parallel()
	r, err := ParseRole("body(领导小组)")
	if err != nil {
		t.Fatal(err)
	}
	for members, want := range map[string][]string{
		"[管委会分管招商副主任, zsj, 招商局局长]": {"管委会主任", "管委会分管招商副主任", "招商局局长"},
		"[招商二科干事, zsj]":            {"管委会主任", "招商局局长"}, // nobody holds the post: reported
	} {
		chart := zone(t, "members: [zsj, jfj]", "members: "+members, "posts:\n", "posts:\n  - { name: 招商二科干事, unit: zsek }\n")
		if faults := chart.Validate(); len(faults) > 0 {
			t.Fatal(faults)
		}
		posts, err := Resolve(r, Context{}, NewState(chart).At(today))
		if !slices.Equal(posts, want) || (len(want) == 2) != errs.Is(err, "org.unheld") {
			t.Errorf("%s: %q %v", members, posts, err)
		}
	}
}
