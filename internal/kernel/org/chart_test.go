package org

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// zoneYAML is a small zone: a management committee, a bureau with two sections, a leading group.
const zoneYAML = `
org: demo-zone
name: 示例经济技术开发区
prefixes: [示例经开区]
units:
  - { code: gwh, name: 管委会, level: 区领导, place: 全区, to: }
  - { code: zsj, name: 招商局, parent: gwh, sponsor: 管委会分管招商副主任, level: 部门, place: 全区 }
  - { code: zsyk, name: 招商一科, parent: zsj, level: 科室, place: 东片 }
  - { code: zsek, name: 招商二科, parent: zsj, level: 科室, place: 西片 }
  - { code: jfj, name: 经济发展局, parent: gwh, level: 部门, place: 全区, former_names: [ { name: 经贸局, to: 2022-07-01 } ] }
  - { code: swj, name: 商务局, parent: gwh, to: 2023-01-01 }
  - { code: swbgs, name: 政策研究室, parent: gwh, from: 2023-01-01, successor_of: [swj] }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: p-01, deputy: p-02 }
  - { name: 管委会分管招商副主任, unit: gwh, holder: p-02, deputy: p-01 }
  - { name: 招商局局长, unit: zsj, head: true, holder: p-03, deputy: { person: p-04, from: 2021-01-01 } }
  - { name: 招商局副局长, unit: zsj, primary: { person: p-04 }, deputy: p-03 }
  - { name: 招商一科科长, unit: zsyk, head: true, holder: p-05, deputy: p-06 }
  - { name: 招商一科干事, unit: zsyk, holder: p-06 }
  - { name: 招商二科科长, unit: zsek, head: true, holder: p-07 }
  - { name: 经济发展局局长, unit: jfj, head: true, holder: p-08 }
  - { name: 商务局局长, unit: swj, head: true, holder: p-09 }
  - { name: 政策研究室主任, unit: swbgs, head: true, holder: p-09 }
people: [ {code: p-01}, {code: p-02}, {code: p-03}, {code: p-04}, {code: p-05}, {code: p-06}, {code: p-07}, {code: p-08}, {code: p-09}, {code: p-10} ]
bodies:
  - { code: ldxz, name: “勤廉新区”建设行动领导小组, kind: leading-group, head: 管委会主任, members: [zsj, jfj], office: 政策研究室 }
aliases: { 经济发展局: [经发局, 区经发局] }
responsibility:
  levels: [区领导, 部门, 科室]
  places: [全区, 东片, 西片]
  require: [ { level: 科室, places: [东片, 西片] } ]
`

func zone(t interface {
	Helper()
	Fatal(...any)
}, edits ...string,
) *Chart {
	t.Helper()
	src := zoneYAML
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(src, edits[i]) {
			t.Fatal("the chart has no ", edits[i])
		}
		src = strings.Replace(src, edits[i], edits[i+1], 1)
	}
	dec := yaml.NewDecoder(strings.NewReader(src))
	dec.KnownFields(true)
	c := &Chart{}
	if err := dec.Decode(c); err != nil {
		t.Fatal(err)
	}
	return c
}

func day(s string) clock.Date { return clock.MustDate(s) }

var today = day("2026-03-02")

func TestTheSampleChartHangsTogether(t *testing.T) {
	t.Parallel()
	c := zone(t)
	if faults := c.Validate(); len(faults) > 0 {
		t.Fatal(faults)
	}
	p := c.Posts[2]
	if p.Holder != "p-03" || p.Deputy.Person != "p-04" || p.Deputy.From != day("2021-01-01") {
		t.Errorf("seats read as %+v %+v", p, p.Deputy)
	}
	if c.Posts[0].Deputy.Person != "p-02" {
		t.Error("a bare person code is not read as a seat")
	}
}

func TestAWrongChartIsRefusedWithThePlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits []string
		code  string
		where string
	}{
		"a parent that does not exist":                    {[]string{"name: 招商一科, parent: zsj", "name: 招商一科, parent: zsjj"}, "org.unit_unknown", "units[2].parent"},
		"a unit above itself through its section":         {[]string{"name: 管委会, level", "name: 管委会, parent: zsyk, level"}, "org.parent_cycle", "units[0].parent"},
		"a unit that is its own parent":                   {[]string{"name: 招商一科, parent: zsj", "name: 招商一科, parent: zsyk"}, "org.parent_cycle", "units[2].parent"},
		"a code used twice":                               {[]string{"code: zsek", "code: zsyk"}, "org.code_taken", "units[3].code"},
		"two units of one name":                           {[]string{"name: 招商二科, parent", "name: 招商一科, parent"}, "org.name_taken", "units[3].name"},
		"a name that another unit bore at the time":       {[]string{"name: 商务局, parent", "name: 经贸局, parent"}, "org.name_taken", "units[5].name"},
		"dates in the wrong order":                        {[]string{"from: 2023-01-01, successor_of", "from: 2023-01-01, to: 2022-01-01, successor_of"}, "org.dates_reversed", "units[6].to"},
		"a successor to a unit that never ends":           {[]string{"successor_of: [swj]", "successor_of: [swj, jfj]"}, "org.predecessor_open", "units[6].successor_of[1]"},
		"a successor that comes too late":                 {[]string{"from: 2023-01-01, successor_of", "from: 2024-01-01, successor_of"}, "org.successor_absent", "units[6].successor_of[0]"},
		"a sponsor that is no post":                       {[]string{"sponsor: 管委会分管招商副主任", "sponsor: 分管招商副主任"}, "org.post_unknown", "units[1].sponsor"},
		"a level nobody declared":                         {[]string{"level: 部门, place: 全区 }\n  - { code: zsyk", "level: 部, place: 全区 }\n  - { code: zsyk"}, "org.not_declared", "units[1].level"},
		"a post of an unknown unit":                       {[]string{"name: 招商二科科长, unit: zsek", "name: 招商二科科长, unit: xxx"}, "org.unit_unknown", "posts[6].unit"},
		"a post name used twice":                          {[]string{"name: 招商一科干事", "name: 招商一科科长"}, "org.name_taken", "posts[5].name"},
		"two heads of one unit":                           {[]string{"name: 招商一科干事, unit: zsyk", "name: 招商一科干事, unit: zsyk, head: true"}, "org.two_heads", "posts[5].head"},
		"one person in both seats":                        {[]string{"holder: p-05, deputy: p-06", "holder: p-05, deputy: p-05"}, "org.same_person", "posts[4].deputy"},
		"a person who is not listed":                      {[]string{"holder: p-07", "holder: p-77"}, "org.person_unknown", "posts[6].holder"},
		"holder and primary together":                     {[]string{"primary: { person: p-04 }", "holder: p-05, primary: { person: p-04 }"}, "org.holder_twice", "posts[3].primary"},
		"two people in one seat":                          {[]string{"holder: p-07", "holder: p-07, terms: [ { seat: primary, person: p-06 } ]"}, "org.seat_taken", "posts[6].terms[0]"},
		"a seat that is neither A nor B":                  {[]string{"holder: p-07", "terms: [ { seat: third, person: p-07 } ]"}, "org.seat_unknown", "posts[6].terms[0].seat"},
		"a body led by nobody known":                      {[]string{"head: 管委会主任, members", "head: 管委会书记, members"}, "org.post_unknown", "bodies[0].head"},
		"a body with an unknown member":                   {[]string{"members: [zsj, jfj]", "members: [zsj, jfjj]"}, "org.member_unknown", "bodies[0].members[1]"},
		"a body with an unknown post as a member":         {[]string{"members: [zsj, jfj]", "members: [zsj, 招商局副局]"}, "org.member_unknown", "bodies[0].members[1]"},
		"a body whose office is nowhere":                  {[]string{"office: 政策研究室", "office: 改革办"}, "org.unit_unknown", "bodies[0].office"},
		"an alias of nothing":                             {[]string{"aliases: { 经济发展局", "aliases: { 经济局"}, "org.unit_unknown", "aliases.经济局"},
		"an alias of two units":                           {[]string{"[经发局, 区经发局]", "[经发局], 招商局: [经发局]"}, "org.alias_ambiguous", "aliases.经济发展局[0]"},
		"a required cell at an unknown place":             {[]string{"places: [东片, 西片] }", "places: [东片, 南片] }"}, "org.place_unknown", "responsibility.require[0].places[1]"},
		"a former name after the unit's end":              {[]string{"name: 商务局, parent: gwh, to: 2023-01-01", "name: 商务局, parent: gwh, to: 2023-01-01, former_names: [ { name: 外经局, to: 2024-01-01 } ]"}, "org.former_name", "units[5].former_names[0]"},
		"a parent that comes later than the unit below":   {[]string{"code: zsj, name: 招商局,", "code: zsj, name: 招商局, from: 2020-01-01,"}, "org.parent_later", "units[2].parent"},
		"a post that lies outside the life of its unit":   {[]string{"name: 商务局局长, unit: swj", "name: 商务局局长, from: 2024-01-01, unit: swj"}, "org.post_outlives_unit", "posts[8].from"},
		"a chart without a zone":                          {[]string{"org: demo-zone", "org: ''"}, "org.field_missing", "org"},
		"a deputy who is also primary for a part of time": {[]string{"{ person: p-04, from: 2021-01-01 }", "{ person: p-03, from: 2021-01-01 }"}, "org.same_person", "posts[2].deputy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, zone(t, c.edits...).Validate(), c.code, c.where)
		})
	}
}

func TestATopUnitMayNotEndWithNobodyToAnswer(t *testing.T) {
	t.Parallel()
	c := &Chart{Org: "z", Units: []Unit{{Code: "a", Name: "甲", To: today}}}
	expect(t, c.Validate(), "org.unit_orphaned", "units[0].to")
}

func expect(t *testing.T, faults errs.List, code, where string) {
	t.Helper()
	for _, f := range faults {
		if f.Code == code && f.Where == where {
			if strings.Contains(f.Text.Zh+f.Text.En, "%!") {
				t.Errorf("badly formatted: %s / %s", f.Text.Zh, f.Text.En)
			}
			return
		}
	}
	t.Errorf("want %s at %s, got %v", code, where, faults)
}

func TestADiffSaysInWordsWhatChanged(t *testing.T) {
	t.Parallel()
	a := zone(t)
	if d := Diff(a, zone(t)); len(d) != 0 {
		t.Errorf("a chart differs from itself: %v", d)
	}
	b := zone(t, "name: 招商二科, parent", "name: 招商服务科, parent", "holder: p-07", "holder: p-10",
		"  - { name: 招商一科干事, unit: zsyk, holder: p-06 }\n", "", "members: [zsj, jfj]", "members: [jfj, zsj, zsyk]")
	var zh []string
	for _, line := range Diff(a, b) {
		zh = append(zh, line.Text.Zh)
	}
	want := "单位“招商二科”更名为“招商服务科”\n岗位“招商二科科长”的A岗由p-07改为p-10\n删除岗位“招商一科干事”\n" +
		"机构““勤廉新区”建设行动领导小组”的成员单位由经济发展局、招商局改为经济发展局、招商局、招商一科"
	if got := strings.Join(zh, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for i, line := range Diff(a, b) {
		if !strings.HasPrefix(line.Path, []string{"units[", "posts[", "posts[", "bodies["}[i]) || line.Gone != (i == 2) {
			t.Errorf("%s stands at %s, gone: %v", line.Text.Zh, line.Path, line.Gone)
		}
	}
}
