package org

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func (c MergeUnits) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	if len(c.From) == 0 {
		return nil, errs.Newf(errs.Invalid, "org.field_missing", "请列出被合并的单位", "list the units to merge")
	}
	for i, code := range c.From {
		if code == c.Into.Code || slices.Contains(c.From[:i], code) {
			return nil, errs.Newf(errs.Invalid, "org.merge_self", "单位%s不能并入自己，也不能重复列出", "unit %s cannot be merged into itself nor be listed twice", code)
		}
		if fault := s.mayEnd(code, c.On); fault != nil {
			return nil, fault
		}
	}
	if fault := s.mayReceive(c.Into, c.On, c.From); fault != nil {
		return nil, fault
	}
	reform := UnitMerged{c.From, c.Into, s.outside(c.From, c.On), c.On}
	return s.handed(reform, &handing{c.From, []Part{c.Into}, []string{c.Head}, c.Posts, c.On}, c.Owners)
}

// handed are a reform's events with those of the posts that go with it.
func (s *State) handed(reform Event, posts *handing, owners []string) ([]Event, error) {
	events, err := s.reformed(reform)
	if err != nil {
		return nil, err
	}
	more, heirs, err := posts.events(s, Evolve(s, reform), owners)
	if err != nil {
		return nil, err
	}
	events = append(events, more...)
	if err := s.succeeded(events, posts.on, heirs, owners); err != nil {
		return nil, err
	}
	return events, nil
}

func (c SplitUnit) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	if len(c.Into) < 2 {
		return nil, errs.Newf(errs.Invalid, "org.split_single", "拆分至少要有两个去向；只改名请用更名", "a split needs two parts at least; to change the name only, rename")
	}
	stays := slices.ContainsFunc(c.Into, func(p Part) bool { return p.Code == c.From })
	if !stays {
		if fault := s.mayEnd(c.From, c.On); fault != nil {
			return nil, fault
		}
	} else if _, fault := s.live(c.From, c.On); fault != nil {
		return nil, fault
	}
	ending := []string{c.From}
	if stays {
		ending = nil
	}
	names := map[string]bool{}
	for i, part := range c.Into {
		if slices.ContainsFunc(c.Into[:i], func(p Part) bool { return p.Code == part.Code }) || part.Name != "" && names[part.Name] {
			return nil, errs.Newf(errs.Invalid, "org.code_taken", "代码“%s”重复，请另取", "code %q is used twice; choose another", part.Code)
		}
		names[part.Name] = true
		if part.Code == c.From {
			continue
		}
		if fault := s.mayReceive(part, c.On, ending); fault != nil {
			return nil, fault
		}
	}
	reform := UnitSplit{c.From, c.Into, s.outside([]string{c.From}, c.On), c.On}
	return s.handed(reform, &handing{[]string{c.From}, c.Into, c.Heads, c.Posts, c.On}, c.Owners)
}

// reformed lets the event through unless it would put a unit above itself.
func (s *State) reformed(e Event) ([]Event, error) {
	next := Evolve(s, e)
	if code, _, found := next.loop(); found {
		return nil, errs.Newf(errs.Refused, "org.parent_cycle", "调整后单位%s将成为自己的上级：不能并入或拆入本单位的下级，请另设新单位承接",
			"unit %s would be above itself: a unit cannot go into one below it; let a new unit take over", code)
	}
	return []Event{e}, nil
}

func (s *State) live(code string, on clock.Date) (*Unit, *errs.Error) {
	u := s.unit(code)
	if u == nil {
		if named, ok := s.At(on).Unit(code); ok {
			return nil, errs.Newf(errs.NotFound, "org.unit_by_name", "“%[1]s”是单位的名称，这里须写代码：%[2]s", "%[1]q is the name of a unit; write its code here: %[2]s", code, named.Code)
		}
		if now, _, ok := s.At(on).Meant(code); ok { // not taken for it: who says so may not know of the change
			return nil, errs.Newf(errs.NotFound, "org.unit_former", "“%[1]s”是以前的名称，现为%[2]s；要调整的是%[2]s的，请写这个名称或代码 %[3]s", "%[1]q is a name of former days, now %[2]s; if %[2]s is meant, write that or its code %[3]s", code, now.Name, now.Code)
		}
		return nil, unknownUnit(code, s.At(on).lookup().near(code)...)
	}
	if !u.span().holds(on) {
		return nil, errs.Newf(errs.Refused, "org.unit_not_live", "单位“%[1]s”于%[2]s不存续（%[3]s至%[4]s）", "unit %[1]q does not exist on %[2]s (from %[3]s to %[4]s)", u.Name, on, u.From, u.To)
	}
	return u, nil
}

// mayEnd tells whether a unit can end on a day: it exists, nothing else ends it, and no reform already
// decided for that day or later counts on it.
func (s *State) mayEnd(code string, on clock.Date) *errs.Error {
	u, fault := s.live(code, on)
	if fault != nil {
		return fault
	}
	if u.To != 0 {
		return errs.Newf(errs.Conflict, "org.unit_ending", "单位“%s”已定于%s撤销", "unit %q already ends on %s", u.Name, u.To)
	}
	if u.From == on {
		return errs.Newf(errs.Conflict, "org.unit_begins", "单位“%s”于%s当天设立，请改日调整", "unit %q begins on %s itself; choose a later day", u.Name, on)
	}
	for _, l := range s.links {
		if l.into == code && l.on >= on {
			return errs.Newf(errs.Conflict, "org.unit_awaited", "单位“%[1]s”将于%[2]s承接%[3]s，在此之前不能撤销", "unit %[1]q takes over from %[3]s on %[2]s and cannot end before", u.Name, l.on, l.from)
		}
	}
	for i := range s.units {
		if o := &s.units[i]; o.Parent == code && o.span().lo() >= on {
			return errs.Newf(errs.Conflict, "org.unit_awaited", "单位“%[1]s”将于%[2]s新设下级%[3]s，在此之前不能撤销", "unit %[1]q gets a new unit %[3]s below it on %[2]s and cannot end before", u.Name, o.From, o.Code)
		}
	}
	if u.Former != nil && u.Former[len(u.Former)-1].To >= on {
		return errs.Newf(errs.Conflict, "org.rename_ahead", "单位“%s”已定于%s更名，请先于更名之后再调整", "unit %q is to be renamed on %s; choose a day after that", u.Name, u.Former[len(u.Former)-1].To)
	}
	return nil
}

// mayReceive tells whether a part exists on the day or can be created then. The units in ending no
// longer claim their names.
func (s *State) mayReceive(part Part, on clock.Date, ending []string) *errs.Error {
	if s.unit(part.Code) != nil {
		_, fault := s.live(part.Code, on)
		return fault
	}
	if part.Code == "" || part.Name == "" {
		return errs.Newf(errs.Invalid, "org.field_missing", "新设单位须有代码和名称：%s%s", "a new unit needs a code and a name: %s%s", part.Code, part.Name)
	}
	if fault := nameable(part.Code, part.Name); fault != nil {
		return fault
	}
	if s.body(part.Code) != nil {
		return errs.Newf(errs.Conflict, "org.code_taken", "代码“%s”已被使用，请另取", "code %q is in use; choose another", part.Code)
	}
	return s.nameFree(part.Name, span{on, 0}, ending)
}

func (s *State) nameFree(name string, during span, except []string) *errs.Error {
	for i := range s.units {
		u := &s.units[i]
		if slices.Contains(except, u.Code) {
			continue
		}
		for _, n := range u.namings() {
			if n.name == name && n.overlaps(during) {
				return errs.Newf(errs.Conflict, "org.name_taken", "名称“%s”已由单位%s使用", "the name %q is borne by unit %s", name, u.Code)
			}
		}
	}
	return nil
}

// outside gives the nearest unit above the first of codes that is not itself among them.
func (s *State) outside(codes []string, on clock.Date) string {
	code := codes[0]
	for range len(s.units) + 1 {
		if !slices.Contains(codes, code) {
			break
		}
		u := s.unit(code)
		if u == nil {
			return ""
		}
		code = s.parentOn(u, on)
	}
	return code
}

func (c RenameUnit) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	u, fault := s.live(c.Code, c.On)
	if fault != nil {
		return nil, fault
	}
	if c.Name == "" || c.Name == u.Name {
		return nil, errs.Newf(errs.Invalid, "org.name_same", "新名称不能为空或与原名称相同", "the new name may be neither empty nor the old one")
	}
	if fault := nameable(c.Name); fault != nil {
		return nil, fault
	}
	if n := len(u.Former); u.From == c.On || n > 0 && u.Former[n-1].To >= c.On {
		return nil, errs.Newf(errs.Conflict, "org.rename_ahead", "单位“%s”在%s当天或之后已有设立、更名安排，请改日", "unit %q already begins or changes its name on or after %s; choose a later day", u.Name, c.On)
	}
	if fault := s.nameFree(c.Name, span{c.On, u.To}, []string{c.Code}); fault != nil {
		return nil, fault
	}
	return []Event{UnitRenamed(c)}, nil
}

func (c OpenPost) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.From, today); fault != nil {
		return nil, fault
	}
	if c.Name == "" {
		return nil, errs.Newf(errs.Invalid, "org.field_missing", "岗位缺少名称", "the post has no name")
	}
	if fault := nameable(c.Name); fault != nil {
		return nil, fault
	}
	u, fault := s.live(c.Unit, c.From)
	if fault != nil {
		return nil, fault
	}
	if fault := s.onMap(c.Level, c.Places); fault != nil {
		return nil, fault
	}
	life := span{c.From, u.To}
	if code := s.borneByBody(c.Name, life); code != "" { // whose matters would be the post's
		return nil, errs.Newf(errs.Conflict, "org.name_taken", "名称“%s”已由%s使用", "the name %q is borne by %s", c.Name, code)
	}
	for i := range s.posts {
		p := &s.posts[i]
		if !s.life(p).overlaps(life) {
			continue
		}
		if p.Name == c.Name {
			return nil, errs.Newf(errs.Conflict, "org.name_taken", "岗位“%s”已存在", "a post %q exists", c.Name)
		}
		if c.Head && p.Head && p.Unit == c.Unit {
			return nil, errs.Newf(errs.Conflict, "org.two_heads", "单位“%s”已有负责人岗位%s", "unit %q already has a head, %s", u.Name, p.Name)
		}
	}
	if fault := s.comesBack(c.Name, c.From, c.Owning); fault != nil {
		return nil, fault
	}
	return []Event{PostOpened{c.Name, c.Unit, c.Head, c.Level, c.Places, c.From}}, nil
}

// Again lists the names of posts and bodies that another chart, in force from a day on, gives again: here they have ended, and
// somebody answers for what they had.
func (s *State) Again(next *State, from clock.Date) []Again {
	var out []Again
	note := func(name string, life span) {
		on := max(from, life.lo())
		if life.hi() <= on {
			return
		}
		v := s.At(on)
		if heir, ok := v.Heir(name); ok && v.posts[name] == nil && v.bodyOf(name) == nil {
			out = append(out, Again{name, heir})
		}
	}
	for i := range next.posts {
		note(next.posts[i].Name, next.life(&next.posts[i]))
	}
	for i := range next.bodies {
		note(next.bodies[i].Name, next.bodies[i].span())
	}
	return out
}

// comesBack refuses a name that a post or body had before, while open matters that are recorded under it have an heir: who bears it
// next would take them from there.
func (s *State) comesBack(name string, on clock.Date, owning bool) *errs.Error {
	heir, ok := s.At(on).Heir(name)
	if !owning || !ok {
		return nil
	}
	return Again{name, heir}.Refused()
}

// Again is a name that somebody bears who is not the one who bore it: what that one had has gone to an heir.
type Again struct{ Name, Heir string }

// Refused says what is to be done before the name can be given again, while open matters are recorded under it.
func (a Again) Refused() *errs.Error {
	name, heir := a.Name, a.Heir
	return errs.Newf(errs.Refused, "org.name_owning", "“%[1]s”撤销前名下的在办事项现由%[2]s承接，再用这个名称会使它们改由新设的岗位或机构负责：请先把这些事项转办给%[2]s，或另取名称",
		"open matters of the former %[1]q have gone to %[2]s, and whoever bears the name again would take them back: transfer them to %[2]s first, or choose another name", name, heir)
}
