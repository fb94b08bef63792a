package org

import (
	"fmt"
	"maps"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Validate reports every fault of the chart, each at a field path such as "units[3].parent". Posts
// without a holder are no fault of the chart: View.Unheld reports them day by day.
func (c *Chart) Validate() errs.List {
	k := &checker{chart: c, state: NewState(c), units: map[string]*Unit{}, posts: map[string][]*Post{}, people: map[string]bool{}, bodies: map[string]bool{}}
	if c.Org == "" {
		k.fault("org", "org.field_missing", "缺少区域代码 org", "org, the zone's code, is missing")
	}
	k.collect()
	k.checkUnits()
	k.checkPosts()
	k.checkBodies()
	k.checkAliases()
	k.checkResponsibility()
	if len(k.faults) == 0 {
		k.checkTree()
	}
	return k.faults
}

type checker struct {
	chart  *Chart
	state  *State
	units  map[string]*Unit
	posts  map[string][]*Post
	people map[string]bool
	bodies map[string]bool
	faults errs.List
}

func (k *checker) fault(path, code, zh, en string, args ...any) {
	k.faults = append(k.faults, errs.Newf(errs.Invalid, code, zh, en, args...).At(path))
}

// collect indexes codes and reports missing and repeated ones.
func (k *checker) collect() {
	code := func(path, value string, taken bool) {
		switch {
		case value == "":
			k.fault(path, "org.field_missing", "缺少代码或名称", "a code or name is missing")
		case taken:
			k.fault(path, "org.code_taken", "代码“%s”重复，请另取", "code %q is used twice; choose another", value)
		}
	}
	for i := range k.chart.Units {
		u := &k.chart.Units[i]
		code(fmt.Sprintf("units[%d].code", i), u.Code, k.units[u.Code] != nil)
		if k.units[u.Code] == nil {
			k.units[u.Code] = u
		}
	}
	for i, p := range k.chart.People {
		path := fmt.Sprintf("people[%d]", i)
		code(path+".code", p.Code, k.people[p.Code])
		k.people[p.Code] = true
		k.order(path, p.span())
	}
	for i := range k.chart.Posts {
		p := &k.chart.Posts[i]
		path := fmt.Sprintf("posts[%d].name", i)
		if p.Name == "" {
			k.fault(path, "org.field_missing", "岗位缺少名称", "the post has no name")
		}
		for _, other := range k.posts[p.Name] {
			if k.life(p).overlaps(k.life(other)) {
				k.fault(path, "org.name_taken", "岗位名称“%s”在同一时期重复", "two posts are called %q at the same time", p.Name)
				break
			}
		}
		k.posts[p.Name] = append(k.posts[p.Name], p)
	}
	for i, b := range k.chart.Bodies {
		code(fmt.Sprintf("bodies[%d].code", i), b.Code, k.bodies[b.Code] || k.units[b.Code] != nil)
		k.bodies[b.Code] = true
	}
}

func (k *checker) life(p *Post) span {
	if u := k.units[p.Unit]; u != nil {
		return p.span().meet(u.span())
	}
	return p.span()
}

func (k *checker) order(path string, s span) {
	if s.from != 0 && s.to != 0 && s.to <= s.from {
		k.fault(path+".to", "org.dates_reversed", "截止日%[2]s应晚于起始日%[1]s（截止日当天不含）", "to %[2]s must be after from %[1]s (the last day is not included)", s.from, s.to)
	}
}

func (k *checker) checkUnits() {
	for i := range k.chart.Units {
		u := &k.chart.Units[i]
		path := fmt.Sprintf("units[%d]", i)
		if u.Name == "" {
			k.fault(path+".name", "org.field_missing", "单位%s缺少名称", "unit %s has no name", u.Code)
		}
		k.order(path, u.span())
		k.checkNames(path, i)
		if u.Parent != "" {
			p := k.units[u.Parent]
			switch {
			case p == nil:
				k.unknownUnit(path+".parent", u.Parent)
			case u.Parent == u.Code:
				k.fault(path+".parent", "org.parent_cycle", "单位“%s”以自己为上级", "unit %q is its own parent", u.Name)
			case p.span().lo() > u.span().lo():
				k.fault(path+".parent", "org.parent_later", "上级“%s”设立于%s，晚于本单位", "the parent %q exists only from %s, after this unit", p.Name, p.From)
			}
		}
		if u.Sponsor != "" {
			k.postDuring(path+".sponsor", u.Sponsor, u.span())
		}
		k.known(path+".level", u.Level, k.chart.Responsibility.Levels)
		k.known(path+".place", u.Place, k.chart.Responsibility.Places)
		for j, code := range u.SuccessorOf {
			at := fmt.Sprintf("%s.successor_of[%d]", path, j)
			old := k.units[code]
			switch {
			case old == nil:
				k.unknownUnit(at, code)
			case code == u.Code:
				k.fault(at, "org.merge_self", "单位“%s”不能承接自己", "unit %q cannot succeed itself", u.Name)
			case old.To == 0:
				k.fault(at, "org.predecessor_open", "被承接单位“%s”没有撤销日 to", "the predecessor %q has no to date", old.Name)
			case !u.span().holds(old.To):
				k.fault(at, "org.successor_absent", "“%[1]s”于%[2]s撤销时，“%[3]s”并不存在", "%[3]q does not exist on %[2]s, when %[1]q ends", old.Name, old.To, u.Name)
			}
		}
	}
}

// checkNames reports former names out of order and names that two units bear at once.
func (k *checker) checkNames(path string, i int) {
	u := &k.chart.Units[i]
	last := u.span().lo()
	for j, f := range u.Former {
		at := fmt.Sprintf("%s.former_names[%d]", path, j)
		if f.To == 0 || f.To <= last || f.To >= u.span().hi() || f.Name == "" {
			k.fault(at, "org.former_name", "曾用名须有名称和截止日，由早到晚排列并在单位存续期内", "a former name needs a name and a to date, oldest first and within the unit's life")
			return
		}
		last = f.To
	}
	for j := range i {
		for _, mine := range u.namings() {
			for _, other := range k.chart.Units[j].namings() {
				if mine.name != "" && mine.name == other.name && mine.overlaps(other.span) {
					k.fault(path+".name", "org.name_taken", "单位名称“%s”在同一时期重复", "two units are called %q at the same time", mine.name)
					return
				}
			}
		}
	}
}

func (k *checker) checkPosts() {
	heads := map[string][]*Post{}
	for i := range k.chart.Posts {
		p := &k.chart.Posts[i]
		path := fmt.Sprintf("posts[%d]", i)
		k.order(path, p.span())
		if k.units[p.Unit] == nil {
			k.unknownUnit(path+".unit", p.Unit)
		} else if k.life(p).empty() {
			k.fault(path+".from", "org.post_outlives_unit", "岗位“%s”的起止日都在单位存续期之外", "post %q lies wholly outside its unit's life", p.Name)
		}
		if p.Head {
			for _, other := range heads[p.Unit] {
				if k.life(p).overlaps(k.life(other)) {
					k.fault(path+".head", "org.two_heads", "单位%[1]s同时有两个负责人岗位：%[2]s、%[3]s", "unit %[1]s has two heads at once: %[2]s, %[3]s", p.Unit, other.Name, p.Name)
				}
			}
			heads[p.Unit] = append(heads[p.Unit], p)
		}
		k.known(path+".level", p.Level, k.chart.Responsibility.Levels)
		for j, place := range p.Places {
			k.known(fmt.Sprintf("%s.places[%d]", path, j), place, k.chart.Responsibility.Places)
		}
		if p.Holder != "" && p.Primary != nil {
			k.fault(path+".primary", "org.holder_twice", "holder 与 primary 只能写一个", "write holder or primary, not both")
		}
		k.checkTerms(path, p)
	}
}

func (k *checker) checkTerms(path string, p *Post) {
	terms := p.terms()
	for i := range terms {
		t := &terms[i]
		at := path + termPath(p, i)
		if !t.Seat.valid() {
			k.fault(at+".seat", "org.seat_unknown", "席位应为 primary（A岗）或 deputy（B岗）", "seat must be primary or deputy")
		}
		if !k.people[t.Person] {
			near := nearest(t.Person, slices.Sorted(maps.Keys(k.people)))
			k.fault(at, "org.person_unknown", "people 中没有人员“%[1]s”%[2]s", "people has no %[1]q%[3]s", t.Person, hintZh(near), hintEn(near))
		}
		k.order(at, t.span())
		for j := range i {
			o := &terms[j]
			if !t.span().overlaps(o.span()) {
				continue
			}
			if t.Seat == o.Seat {
				k.fault(at, "org.seat_taken", "“%[1]s”%[2]s同一时期有两人：%[3]s、%[4]s", "post %[1]q has two holders of the %[5]s seat at once: %[3]s, %[4]s", p.Name, t.Seat.Zh(), o.Person, t.Person, t.Seat)
			} else if t.Person == o.Person {
				k.fault(at, "org.same_person", "“%s”的A岗和B岗不能是同一人", "the primary and the deputy of %q must be two people", p.Name)
			}
		}
	}
}

// termPath tells where in the chart the i-th of p.terms() was written.
func termPath(p *Post, i int) string {
	var paths []string
	if p.Holder != "" {
		paths = append(paths, ".holder")
	}
	if p.Primary != nil {
		paths = append(paths, ".primary")
	}
	if p.Deputy != nil {
		paths = append(paths, ".deputy")
	}
	if i < len(paths) {
		return paths[i]
	}
	return fmt.Sprintf(".terms[%d]", i-len(paths))
}

func (k *checker) checkBodies() {
	for i := range k.chart.Bodies {
		b := &k.chart.Bodies[i]
		path := fmt.Sprintf("bodies[%d]", i)
		if b.Name == "" {
			k.fault(path+".name", "org.field_missing", "议事协调机构%s缺少名称", "body %s has no name", b.Code)
		}
		k.order(path, b.span())
		k.postDuring(path+".head", b.Head, b.span())
		for j, m := range b.Members {
			k.member(fmt.Sprintf("%s.members[%d]", path, j), m, b.span())
		}
		if b.Office != "" && !k.bodies[b.Office] && !k.named(b.Office) {
			k.unknownUnit(path+".office", b.Office)
		}
		for _, p := range k.posts[b.Name] {
			if k.life(p).overlaps(b.span()) {
				k.fault(path+".name", "org.name_taken", "“%s”已是岗位名称，议事协调机构请另取名称", "%q is the name of a post; give the body another", b.Name)
			}
		}
		for j := range i {
			if o := &k.chart.Bodies[j]; o.Name == b.Name && b.span().overlaps(o.span()) {
				k.fault(path+".name", "org.name_taken", "议事协调机构名称“%s”重复", "two bodies are called %q", b.Name)
			}
		}
	}
}

// member reports a member of a body that is neither a unit nor a post of its time.
func (k *checker) member(path, ref string, s span) {
	switch {
	case k.units[ref] != nil:
	case len(k.posts[ref]) > 0:
		k.postDuring(path, ref, s)
	default:
		near := nearest(ref, slices.Concat(slices.Sorted(maps.Keys(k.units)), slices.Sorted(maps.Keys(k.posts))))
		k.fault(path, "org.member_unknown", "没有单位或岗位“%[1]s”%[2]s（单位写代码，岗位写名称）", "there is no unit or post %[1]q%[3]s (units by code, posts by name)", ref, hintZh(near), hintEn(near))
	}
}

// named tells whether ref is the code or a name, at some time, of a unit or the name of a body.
func (k *checker) named(ref string) bool {
	if k.units[ref] != nil || k.bodies[ref] {
		return true
	}
	for i := range k.chart.Units {
		for _, n := range k.chart.Units[i].namings() {
			if n.name == ref {
				return true
			}
		}
	}
	return slices.ContainsFunc(k.chart.Bodies, func(b Body) bool { return b.Name == ref })
}

func (k *checker) checkAliases() {
	owner := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(k.chart.Aliases)) {
		if !k.named(name) {
			k.unknownUnit("aliases."+name, name)
		}
		for i, alias := range k.chart.Aliases[name] {
			at := fmt.Sprintf("aliases.%s[%d]", name, i)
			if first, taken := owner[key(alias)]; taken && first != name {
				k.fault(at, "org.alias_ambiguous", "别名“%[1]s”同时指向“%[2]s”和“%[3]s”", "alias %[1]q stands for both %[2]q and %[3]q", alias, first, name)
			}
			owner[key(alias)] = name
		}
	}
}

func (k *checker) checkResponsibility() {
	r := k.chart.Responsibility
	for i, q := range r.Require {
		at := fmt.Sprintf("responsibility.require[%d]", i)
		if !slices.Contains(r.Levels, q.Level) {
			k.fault(at+".level", "org.level_unknown", "层级“%s”不在 responsibility.levels 中", "level %q is not in responsibility.levels", q.Level)
		}
		for j, p := range q.Places {
			if !slices.Contains(r.Places, p) {
				k.fault(fmt.Sprintf("%s.places[%d]", at, j), "org.place_unknown", "地域“%s”不在 responsibility.places 中", "place %q is not in responsibility.places", p)
			}
		}
	}
}

// checkTree makes sure that every ladder ends and that every unit that ends is answered for.
func (k *checker) checkTree() {
	if code, on, found := k.state.loop(); found {
		for i, u := range k.chart.Units {
			if u.Code == code {
				since := ""
				if on != dawn {
					since = on.String()
				}
				k.fault(fmt.Sprintf("units[%d].parent", i), "org.parent_cycle", "单位“%[1]s”的上级关系成环%[2]s", "the parents of unit %[1]q form a circle %[2]s", u.Name, since)
			}
		}
		return
	}
	last := k.lastDay()
	for i, u := range k.chart.Units {
		if _, err := k.state.Lineage(u.Code, max(last, u.span().lo())); err != nil {
			k.faults = append(k.faults, asFault(err).At(fmt.Sprintf("units[%d].to", i)))
		}
	}
}

func (k *checker) lastDay() clock.Date {
	days := k.state.edges()
	return days[len(days)-1]
}

func (k *checker) unknownUnit(path, ref string) {
	k.faults = append(k.faults, unknownUnit(ref, nearest(ref, slices.Sorted(maps.Keys(k.units)))...).At(path))
}

func (k *checker) known(path, value string, among []string) {
	if value != "" && len(among) > 0 && !slices.Contains(among, value) {
		near := nearest(value, among)
		k.fault(path, "org.not_declared", "“%[1]s”没有在 responsibility 中声明%[2]s", "%[1]q is not declared under responsibility%[3]s", value, hintZh(near), hintEn(near))
	}
}

// postDuring reports a post that at no time of s exists.
func (k *checker) postDuring(path, name string, s span) {
	for _, p := range k.posts[name] {
		if k.life(p).overlaps(s) {
			return
		}
	}
	near := nearest(name, slices.Sorted(maps.Keys(k.posts)))
	k.fault(path, "org.post_unknown", "没有岗位“%[1]s”%[2]s", "there is no post %[1]q%[3]s", name, hintZh(near), hintEn(near))
}
