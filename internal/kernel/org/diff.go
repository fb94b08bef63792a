package org

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
)

// Change is one difference in words, and where the newer chart writes it; the older one what is gone.
type Change struct {
	Path string // posts[3]
	Gone bool
	Text text.Text
}

// Diff puts into words how chart b differs from chart a: units, posts and bodies added, removed,
// renamed, moved, ended, the people behind posts changed, names that ledgers use, and who must answer for what. It is
// empty when they say the same.
func Diff(a, b *Chart) []Change {
	d := &difference{names: map[string]string{}}
	for _, chart := range []*Chart{a, b} {
		for i := range chart.Bodies {
			d.names[chart.Bodies[i].Code] = chart.Bodies[i].Name
		}
		for i := range chart.Units {
			d.names[chart.Units[i].Code] = chart.Units[i].Name
		}
	}
	compare(d, "units", a.Units, b.Units, func(u Unit) string { return u.Code },
		func(u Unit) { d.say("新增单位“%[1]s”(%[2]s)", "unit %[1]s (%[2]s) added", u.Name, u.Code) },
		func(u Unit) { d.say("删除单位“%[1]s”(%[2]s)", "unit %[1]s (%[2]s) removed", u.Name, u.Code) },
		func(x, y Unit) {
			if x.Name != y.Name {
				d.say("单位“%[1]s”更名为“%[2]s”", "unit %[1]s renamed to %[2]s", x.Name, y.Name)
			}
			who, whoEn := "单位“"+y.Name+"”", "unit "+y.Name
			d.changed(who, whoEn, "类型", "type", x.Type, y.Type)
			d.changed(who, whoEn, "上级", "parent", d.named(x.Parent), d.named(y.Parent))
			d.changed(who, whoEn, "分管领导", "sponsor", x.Sponsor, y.Sponsor)
			d.changed(who, whoEn, "层级", "level", x.Level, y.Level)
			d.changed(who, whoEn, "地域", "place", x.Place, y.Place)
			d.changed(who, whoEn, "设立日", "start", x.From.String(), y.From.String())
			d.changed(who, whoEn, "撤销日", "end", x.To.String(), y.To.String())
			d.changed(who, whoEn, "曾用名", "former names", formerly(x.Former), formerly(y.Former))
			d.changed(who, whoEn, "承接来源", "predecessors", d.named(x.SuccessorOf...), d.named(y.SuccessorOf...))
		})
	compare(d, "posts", a.Posts, b.Posts, func(p Post) string { return p.Name + "\x00" + p.From.String() },
		func(p Post) { d.say("新增岗位“%[1]s”", "post %[1]s added", p.Name) },
		func(p Post) { d.say("删除岗位“%[1]s”", "post %[1]s removed", p.Name) },
		func(x, y Post) {
			who, whoEn := "岗位“"+y.Name+"”", "post "+y.Name
			d.changed(who, whoEn, "单位", "unit", d.named(x.Unit), d.named(y.Unit))
			d.changed(who, whoEn, "负责人标记", "head", yes(x.Head), yes(y.Head))
			d.changed(who, whoEn, "A岗", "primary", x.people(Primary), y.people(Primary))
			d.changed(who, whoEn, "B岗", "deputy", x.people(Deputy), y.people(Deputy))
			d.changed(who, whoEn, "层级", "level", x.Level, y.Level)
			d.changed(who, whoEn, "地域", "places", list(x.Places), list(y.Places))
			d.changed(who, whoEn, "撤销日", "end", x.To.String(), y.To.String())
		})
	compare(d, "bodies", a.Bodies, b.Bodies, func(b Body) string { return b.Code },
		func(b Body) { d.say("新增机构“%[1]s”", "body %[1]s added", b.Name) },
		func(b Body) { d.say("删除机构“%[1]s”", "body %[1]s removed", b.Name) },
		func(x, y Body) {
			if x.Name != y.Name {
				d.say("机构“%[1]s”更名为“%[2]s”", "body %[1]s renamed to %[2]s", x.Name, y.Name)
			}
			who, whoEn := "机构“"+y.Name+"”", "body "+y.Name
			d.changed(who, whoEn, "类型", "kind", x.Kind, y.Kind)
			d.changed(who, whoEn, "组长", "head", x.Head, y.Head)
			d.changed(who, whoEn, "成员单位", "members", d.named(x.Members...), d.named(y.Members...))
			d.changed(who, whoEn, "办公室", "office", d.named(x.Office), d.named(y.Office))
			d.changed(who, whoEn, "设立日", "start", x.From.String(), y.From.String())
			d.changed(who, whoEn, "撤销日", "end", x.To.String(), y.To.String())
		})
	compare(d, "people", a.People, b.People, func(p Person) string { return p.Code },
		func(p Person) { d.say("新增人员%[1]s", "person %[1]s added", p.Code) },
		func(p Person) { d.say("删除人员%[1]s", "person %[1]s removed", p.Code) },
		func(x, y Person) {
			d.changed("人员"+y.Code, "person "+y.Code, "到任日", "start of service", x.From.String(), y.From.String())
			d.changed("人员"+y.Code, "person "+y.Code, "离任日", "end of service", x.To.String(), y.To.String())
		})
	d.whole(a, b)
	return d.lines
}

// whole compares what is said of the organization as a whole.
func (d *difference) whole(a, b *Chart) {
	d.gone = false
	told := func(path, zh, en, from, to string) {
		d.path = path
		d.changed("组织机构", "the organization", zh, en, from, to)
	}
	told("name", "名称", "name", a.Name, b.Name)
	told("prefixes", "台账用语前缀", "prefixes in ledgers", list(a.Prefixes), list(b.Prefixes))
	for _, of := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(a.Aliases)), slices.Collect(maps.Keys(b.Aliases)))))) {
		d.path = "aliases"
		d.changed("“"+of+"”", of, "别称", "aliases", list(a.Aliases[of]), list(b.Aliases[of]))
	}
	told("responsibility.levels", "责任层级", "levels that must answer", strings.Join(a.Responsibility.Levels, "、"), strings.Join(b.Responsibility.Levels, "、"))
	told("responsibility.places", "责任地域", "places that must be answered for", strings.Join(a.Responsibility.Places, "、"), strings.Join(b.Responsibility.Places, "、"))
	told("responsibility.require", "必须有人负责的层级与地域", "levels that must answer for places", required(a.Responsibility.Require), required(b.Responsibility.Require))
}

func formerly(names []FormerName) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.Name + "(–" + n.To.String() + ")"
	}
	return strings.Join(out, "、")
}

func required(pairs []Required) string {
	out := make([]string, len(pairs))
	for i, r := range pairs {
		out[i] = r.Level + "(" + strings.Join(r.Places, "、") + ")"
	}
	return strings.Join(out, "；")
}

// compare reports items by key: those only in b, only in a, and in both, in the order of b then a.
func compare[T any](d *difference, of string, a, b []T, key func(T) string, added, removed func(T), both func(T, T)) {
	old := make(map[string]T, len(a))
	for _, x := range a {
		old[key(x)] = x
	}
	kept := make(map[string]bool, len(b))
	at := func(i int, gone bool) { d.path, d.gone = of+"["+strconv.Itoa(i)+"]", gone }
	for i, y := range b {
		kept[key(y)] = true
		at(i, false)
		if x, ok := old[key(y)]; ok {
			both(x, y)
		} else {
			added(y)
		}
	}
	for i, x := range a {
		if !kept[key(x)] {
			at(i, true)
			removed(x)
		}
	}
}

type difference struct {
	names map[string]string // of units and bodies, by code
	lines []Change
	path  string // of what is compared
	gone  bool
}

func (d *difference) say(zh, en string, args ...any) {
	d.lines = append(d.lines, Change{d.path, d.gone, text.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}})
}

func (d *difference) changed(whoZh, whoEn, whatZh, whatEn, from, to string) {
	if from == to {
		return
	}
	d.lines = append(d.lines, Change{d.path, d.gone, text.Text{
		Zh: whoZh + "的" + whatZh + "由" + cmp.Or(from, "无") + "改为" + cmp.Or(to, "无"),
		En: whoEn + ": " + whatEn + " changed from " + cmp.Or(from, "none") + " to " + cmp.Or(to, "none"),
	}})
}

// named are units and bodies by name, in order of code.
func (d *difference) named(codes ...string) string {
	names := slices.Sorted(slices.Values(codes))
	for i, code := range names {
		names[i] = cmp.Or(d.names[code], code)
	}
	return strings.Join(names, "、")
}

func list(s []string) string { return strings.Join(slices.Sorted(slices.Values(s)), "、") }

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

// people lists who sits in a seat over time: "p-001(2024-01-01 – )".
func (p *Post) people(seat Seat) string {
	var out []string
	for _, t := range p.terms() {
		if t.Seat != seat {
			continue
		}
		s := t.Person
		if t.From != 0 || t.To != 0 {
			s += "(" + t.From.String() + "–" + t.To.String() + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, "、")
}
