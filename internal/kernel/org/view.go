package org

import (
	"slices"
	"strings"
	"sync"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// View is the organisation on one day. It is immutable; any number of goroutines may use it.
type View struct {
	state  *State
	day    clock.Date
	units  map[string]*Unit  // live, by code, name and parent as on the day
	codes  []string          // of units, in declared order
	names  map[string]string // exact name → code
	posts  map[string]*post
	order  []string              // names of posts, in declared order
	heads  map[string]string     // unit code → post
	bodies map[string]*body      // live, by code, made up as on the day
	away   map[string][]*Absence // of the day, by person
	lookup func() matcher        // made when first asked
}

// build makes the view of day d: one pass over units and posts.
func (s *State) build(d clock.Date) *View {
	v := &View{
		state: s, day: d, units: map[string]*Unit{}, names: map[string]string{}, posts: map[string]*post{},
		heads: map[string]string{}, bodies: map[string]*body{}, away: map[string][]*Absence{},
	}
	for i := range s.absences {
		if a := &s.absences[i]; a.span().holds(d) {
			v.away[a.Person] = append(v.away[a.Person], a)
		}
	}
	for i := range s.units {
		if u := &s.units[i]; u.span().holds(d) {
			c := s.asOn(u, d)
			v.units[c.Code], v.names[c.Name] = &c, c.Code
			v.codes = append(v.codes, c.Code)
		}
	}
	for i := range s.posts {
		p := &s.posts[i]
		if v.units[p.Unit] == nil || !p.span().holds(d) {
			continue
		}
		v.posts[p.Name] = p
		v.order = append(v.order, p.Name)
		if p.Head {
			v.heads[p.Unit] = p.Name
		}
	}
	v.lookup = sync.OnceValue(func() matcher { return newMatcher(v) })
	for i := range s.bodies {
		if b := &s.bodies[i]; b.span().holds(d) {
			v.bodies[b.Code] = v.seatedBy(b.on(d))
		}
	}
	return v
}

// Day is the day that the view shows.
func (v *View) Day() clock.Date { return v.day }

// Units lists the units of the day in declared order.
func (v *View) Units() []Unit {
	out := make([]Unit, len(v.codes))
	for i, c := range v.codes {
		out[i] = *v.units[c]
	}
	return out
}

// Bodies lists the bodies that exist on the day, in order of declaration.
func (v *View) Bodies() []Body {
	out := make([]Body, 0, len(v.bodies))
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil {
			out = append(out, b.Body)
		}
	}
	return out
}

// Posts lists the names of the posts of the day in declared order.
func (v *View) Posts() []string { return slices.Clone(v.order) }

// Unit finds a unit of the day by code, name or declared alias, exactly; Match is the lenient way.
func (v *View) Unit(ref string) (Unit, bool) {
	if u := v.units[ref]; u != nil {
		return *u, true
	}
	if code, ok := v.names[ref]; ok {
		return *v.units[code], true
	}
	if codes := v.lookup().aliases[key(ref)]; len(codes) == 1 {
		return *v.units[codes[0]], true
	}
	return Unit{}, false
}

// Named is what a unit is called on the day, or was last called.
func (v *View) Named(code string) string { return Bare(v.state.Known(code, v.day)) }

// Post finds a post of the day by name.
func (v *View) Post(name string) (Post, bool) {
	if p := v.posts[name]; p != nil {
		return p.Post, true
	}
	return Post{}, false
}

// Body finds a body of the day by code, name, alias or sole kind, or by a part of a name that only one body
// has: "领导小组" where there is one. A unit or post is called by its own name: 招商局 is not 招商局党支部支委会.
func (v *View) Body(ref string) (Body, bool) {
	if b := v.bodyCalled(ref); b != nil {
		return b.Body, true
	}
	if ref == "" || v.bears(ref) {
		return Body{}, false
	}
	var part []*body
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil && strings.Contains(b.Name, ref) {
			part = append(part, b)
		}
	}
	if len(part) == 1 {
		return part[0].Body, true
	}
	return Body{}, false
}

// bears tells whether a unit or post has the name, or a unit the alias.
func (v *View) bears(name string) bool {
	if v.units[v.names[name]] != nil || v.posts[name] != nil {
		return true
	}
	for of, others := range v.state.chart.Aliases {
		if slices.Contains(others, name) && (v.units[of] != nil || v.units[v.names[of]] != nil) {
			return true
		}
	}
	return false
}

// Acting is who answers for a post on the day of a view.
type Acting struct {
	Person    string     `json:"person"`
	Seat      Seat       `json:"seat"`
	ForPost   string     `json:"for_post"`
	InsteadOf string     `json:"instead_of,omitempty"` // the absent primary; empty when the deputy fills a vacancy
	Until     clock.Date `json:"until,omitzero"`       // when the absent primary is back; zero for unknown
}

// Says puts a deputy's acting into words; it is empty when the primary acts.
func (a Acting) Says() text.Text {
	if a.Seat != Deputy {
		return text.Text{}
	}
	if a.InsteadOf == "" {
		return text.Text{Zh: a.ForPost + "A岗空缺，由B岗代行", En: a.ForPost + ": the primary seat is vacant, the deputy acts"}
	}
	zh, en := "", ""
	if a.Until != 0 {
		zh, en = "至"+a.Until.String(), " until "+a.Until.String()
	}
	return text.Text{Zh: a.ForPost + "A岗请假" + zh + "，由B岗代行", En: a.ForPost + ": the primary is absent" + en + ", the deputy acts"}
}

// Holder tells who acts for a post: the primary, or the deputy while the primary is absent or the
// seat vacant. The errors are org.post_unknown, org.post_ended and org.unheld.
func (v *View) Holder(name string) (Acting, error) {
	p := v.posts[name]
	if p == nil {
		return Acting{}, v.noPost(name)
	}
	a, fault := v.acting(p)
	if fault != nil {
		return Acting{}, fault
	}
	return a, nil
}

func (v *View) acting(p *post) (Acting, *errs.Error) {
	a, b := v.sitting(p, Primary), v.sitting(p, Deputy)
	var away *Absence
	if a != nil {
		if away = v.absence(a.Person, p.Name); away == nil {
			return Acting{Person: a.Person, Seat: Primary, ForPost: p.Name}, nil
		}
	}
	if b != nil {
		if bAway := v.absence(b.Person, p.Name); bAway == nil {
			out := Acting{Person: b.Person, Seat: Deputy, ForPost: p.Name}
			if away != nil {
				out.InsteadOf, out.Until = a.Person, away.To
			}
			return out, nil
		} else if away == nil {
			away = bAway
		}
	}
	if away != nil {
		return Acting{}, errs.Newf(errs.Refused, "org.unheld",
			"岗位“%[1]s”%[2]s无人履职：%[3]s请假%[4]s，请指定B岗或另行任命", "nobody acts for post %[1]q on %[2]s: %[3]s is absent%[5]s; appoint a deputy or a holder",
			p.Name, v.day, away.Person, untilZh(away.To), untilEn(away.To))
	}
	return Acting{}, errs.Newf(errs.Refused, "org.unheld",
		"岗位“%s”%s无人担任，请任命A岗或B岗", "nobody holds post %q on %s; appoint a primary or a deputy", p.Name, v.day)
}

// sitting finds the holder of a seat who is in service on the day.
func (v *View) sitting(p *post, seat Seat) *Term {
	t := p.holder(seat, v.day)
	if t == nil {
		return nil
	}
	if person, ok := v.state.people[t.Person]; ok && !person.span().holds(v.day) {
		return nil
	}
	return t
}

// absence finds what keeps a person from a post on the day, or nil.
func (v *View) absence(person, post string) *Absence {
	for _, a := range v.away[person] {
		if a.concerns(post) {
			return a
		}
	}
	return nil
}

// Sits tells whether a person has a seat in a post on the day.
func (v *View) Sits(person, name string) bool {
	p := v.posts[name]
	if p == nil {
		return false
	}
	for _, seat := range []Seat{Primary, Deputy} {
		if t := v.sitting(p, seat); t != nil && t.Person == person {
			return true
		}
	}
	return false
}

// Apart tells whether somebody in a seat of one post on the day has none of the other.
func (v *View) Apart(post, other string) bool {
	p := v.posts[post]
	if p == nil {
		return false
	}
	for _, seat := range []Seat{Primary, Deputy} {
		if t := v.sitting(p, seat); t != nil && !v.Sits(t.Person, other) {
			return true
		}
	}
	return false
}

// PostsOf lists the posts in which a person has a seat on the day.
func (v *View) PostsOf(person string) []string {
	var out []string
	for _, name := range v.order {
		if v.Sits(person, name) {
			out = append(out, name)
		}
	}
	return out
}

// noPost tells a post that has gone from one that never was, and what to do.
func (v *View) noPost(name string) *errs.Error {
	var gone *post
	for i := range v.state.posts {
		if p := &v.state.posts[i]; p.Name == name && v.state.life(p).hi() <= v.day {
			gone = p
		}
	}
	if b := v.bodyMeant(name); gone == nil && b != nil && v.IsBody(b.Name) {
		acts := v.ActsFor(b.Name)
		return errs.Newf(errs.Refused, "org.post_is_body", "%[1]s 是议事协调机构，不是岗位，由“%[2]s”代其办理：请写这个岗位", "%[1]s is a body and no post; %[2]s acts for it: name that post", b.Name, acts)
	}
	if b := v.lastBody(name); gone == nil && b != nil {
		zh, en := "，其名下事项现无人承接，请转办", "; nobody answers for what it had: transfer it"
		if to, ok := v.Heir(name); ok {
			zh, en = "，其名下事项现由"+to+"办理", "; "+to+" answers for what it had"
		}
		return errs.Newf(errs.NotFound, "org.post_ended", "议事协调机构 %[1]s 已撤销%[2]s", "the body %[1]s is no more%[3]s", name, zh, en)
	}
	if gone == nil {
		near := nearest(name, v.order)
		return errs.Newf(errs.NotFound, "org.post_unknown", "没有岗位“%[1]s”%[2]s", "there is no post %[1]q%[3]s", name, hintZh(near), hintEn(near))
	}
	heirZh, heirEn := "", ""
	if l, err := v.state.Lineage(gone.Unit, v.day); err == nil {
		heirZh, heirEn = "，其单位职责现由“"+l.Answers.Name+"”承接", "; its unit's work is now with "+l.Answers.Name
		if h, ok := v.Heir(name); ok {
			heirZh, heirEn = heirZh+"，请转交"+h, heirEn+", transfer to "+h
		}
	}
	return errs.Newf(errs.NotFound, "org.post_ended", "岗位“%[1]s”已于%[2]s撤销%[3]s", "post %[1]q ended on %[2]s%[4]s",
		name, v.state.life(gone).hi(), heirZh, heirEn)
}

// Unheld reports everything that should have somebody and has nobody: posts without an acting
// holder, units without a head, bodies whose head is not a post of the day.
func (v *View) Unheld() errs.List {
	var out errs.List
	for _, name := range v.order {
		if _, fault := v.acting(v.posts[name]); fault != nil {
			out = append(out, fault.At(name))
		}
	}
	for _, code := range v.codes {
		if v.heads[code] == "" {
			out = append(out, v.noHead(v.units[code]).At(v.units[code].Name))
		}
	}
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil && v.posts[b.Head] == nil {
			out = append(out, v.noPost(b.Head).At(b.Name))
		}
	}
	return out
}

func (v *View) noHead(u *Unit) *errs.Error {
	return errs.Newf(errs.Refused, "org.no_head", "单位“%[1]s”%[2]s没有设负责人岗位，请设一个：qinlian org open-post 岗位 --unit %[3]s --head",
		"unit %[1]q has no head post on %[2]s; open one: qinlian org open-post POST --unit %[3]s --head", u.Name, v.day, u.Code)
}

func untilZh(d clock.Date) string {
	if d == 0 {
		return "（未定返岗日）"
	}
	return "至" + d.String()
}

func untilEn(d clock.Date) string {
	if d == 0 {
		return " with no date of return"
	}
	return " until " + d.String()
}

func hintZh(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "，是否为：" + strings.Join(near, "、")
}

func hintEn(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; did you mean: " + strings.Join(near, ", ")
}
