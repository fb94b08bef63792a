package org

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// body is a declared or formed body with everybody who ever headed, kept or sat on it, and what takes over once it ends.
type body struct {
	Body

	former []makeup // oldest first
	heir   string   // post or body
}

// makeup is who made up a body up to, and not including, a day.
type makeup struct {
	head, office string
	members      []string
	to           clock.Date
}

// on is the body as it was made up on a day.
func (b *body) on(d clock.Date) *body {
	for _, f := range b.former {
		if d < f.to {
			then := *b
			then.Head, then.Office, then.Members = f.head, f.office, f.members
			return &then
		}
	}
	return b
}

// seatedBy is a body with those who answer on the day for a head, an office or members that are no more: a unit that was merged
// sits on it as what it became. An office that is a unit is written by its code.
func (v *View) seatedBy(b *body) *body {
	now := *b
	if head, ok := v.postHeir(b.Head); ok {
		now.Head = head
	}
	if b.Office != "" && v.state.body(b.Office) == nil {
		if u, _, fault := v.answers(b.Office); fault == nil && u.Code != "" {
			now.Office = u.Code
		}
	}
	now.Members = make([]string, 0, len(b.Members))
	for _, m := range b.Members {
		if v.state.unit(m) != nil {
			m = v.state.Answering(m, v.day)
		} else if heir, ok := v.postHeir(m); ok {
			m = heir
		}
		if !slices.Contains(now.Members, m) {
			now.Members = append(now.Members, m)
		}
	}
	return &now
}

// since is the day from which the body is made up as it last was.
func (b *body) since() clock.Date {
	if n := len(b.former); n > 0 {
		return b.former[n-1].to
	}
	return b.span().lo()
}

// headedFrom tells whether a post heads the body on a day or later.
func (b *body) headedFrom(d clock.Date, post string) bool {
	if b.span().hi() <= d {
		return false
	}
	return b.Head == post || slices.ContainsFunc(b.former, func(f makeup) bool { return f.to > d && f.head == post })
}

// FormBody adds a body. Owning tells of its name what it tells of a post's (OpenPost).
type FormBody struct {
	Body   Body
	Owning bool
}

// ChangeBody gives a body another head or office, and has units and posts join and leave it. What is empty stays.
type ChangeBody struct {
	Code         string // or name
	Head, Office string
	Join, Leave  []string // codes of units and names of posts
	On           clock.Date
}

// DissolveBody ends a body. What it had goes to the post or body To; without one, to the post that acted for it until then.
type DissolveBody struct {
	Code string // or name
	To   string
	On   clock.Date
}

// BodyFormed adds a body.
type BodyFormed struct{ Body }

// BodyChanged says how a body is made up from a day on.
type BodyChanged struct {
	Code    string     `json:"code"`
	Head    string     `json:"head"`
	Members []string   `json:"members,omitempty"`
	Office  string     `json:"office,omitempty"`
	On      clock.Date `json:"on"`
}

// BodyDissolved ends a body.
type BodyDissolved struct {
	Code string     `json:"code"`
	To   string     `json:"to,omitempty"` // the post or body that answers for what it had; none in ledgers of old
	On   clock.Date `json:"on"`
}

// A body that a later version of the mechanisms declares itself is formed once.
func (e BodyFormed) evolve(s *State) {
	if s.body(e.Code) == nil {
		s.bodies = append(slices.Clip(s.bodies), body{Body: e.Body})
	}
}

func (e BodyChanged) evolve(s *State) {
	s.bodies = slices.Clone(s.bodies)
	b := s.body(e.Code)
	if b == nil {
		return
	}
	if e.On > b.since() {
		b.former = append(slices.Clip(b.former), makeup{b.Head, b.Office, b.Members, e.On})
	}
	b.Head, b.Office, b.Members = e.Head, e.Office, e.Members
}

func (e BodyDissolved) evolve(s *State) {
	s.bodies = slices.Clone(s.bodies)
	if b := s.body(e.Code); b != nil {
		b.To, b.heir = e.On, e.To
	}
}

func (c FormBody) decide(s *State, today clock.Date) ([]Event, error) {
	b := c.Body
	if fault := effective(&b.From, today); fault != nil {
		return nil, fault
	}
	if fault := until(b.From, b.To); fault != nil {
		return nil, fault
	}
	if b.Code == "" || b.Name == "" {
		return nil, errs.Newf(errs.Invalid, "org.field_missing", "议事协调机构须有代码和名称", "a body needs a code and a name")
	}
	if fault := nameable(b.Code, b.Name, b.Kind); fault != nil {
		return nil, fault
	}
	if s.body(b.Code) != nil || s.unit(b.Code) != nil {
		return nil, errs.Newf(errs.Conflict, "org.code_taken", "代码“%s”已被使用，请另取", "code %q is in use; choose another", b.Code)
	}
	if by := s.bornBy(b.Name, b.span()); by != "" {
		return nil, errs.Newf(errs.Conflict, "org.name_taken", "名称“%s”已由%s使用", "the name %q is borne by %s", b.Name, by)
	}
	if fault := s.comesBack(b.Name, b.From, c.Owning); fault != nil {
		return nil, fault
	}
	if err := s.madeUp(&b, b.Members, b.From); err != nil {
		return nil, err
	}
	return []Event{BodyFormed{b}}, nil
}

// bornBy is the body, unit or post that has a name on a day of a span, or the post that had it before, whose it stays.
func (s *State) bornBy(name string, during span) string {
	if code := s.borneByBody(name, during); code != "" {
		return code
	}
	for i := range s.units {
		for _, n := range s.units[i].namings() {
			if n.name == name && n.overlaps(during) {
				return s.units[i].Code
			}
		}
	}
	for i := range s.posts {
		if s.posts[i].Name == name {
			return name
		}
	}
	return ""
}

// borneByBody is the code of the body that has a name on a day of a span, "" for none.
func (s *State) borneByBody(name string, during span) string {
	for i := range s.bodies {
		if o := &s.bodies[i]; o.Name == name && o.span().overlaps(during) {
			return o.Code
		}
	}
	return ""
}

// madeUp refuses a head, an office, or any of some members that does not exist on the day, and writes the office by its code.
func (s *State) madeUp(b *Body, members []string, on clock.Date) error {
	v := s.At(on)
	if v.posts[b.Head] == nil {
		return v.noPost(b.Head)
	}
	for i, m := range members {
		if slices.Contains(members[:i], m) {
			return errs.Newf(errs.Invalid, "org.member_twice", "成员“%s”重复", "member %q is named twice", m)
		}
		if s.unit(m) == nil && v.posts[m] != nil {
			continue
		}
		if _, fault := s.live(m, on); fault != nil {
			return fault
		}
	}
	switch office, isBody := v.Body(b.Office); {
	case b.Office == "":
	case isBody && office.Code == b.Code:
		return errs.Newf(errs.Invalid, "org.own_office", "“%s”不能是自己的办公室", "%q cannot be its own office", b.Name)
	case isBody:
		b.Office = office.Code
	default:
		u, fault := v.answering(b.Office)
		if fault != nil {
			return fault
		}
		b.Office = u.Code
	}
	return nil
}

// bodyOn is the body of a day that has a code, or exactly that name or alias.
func (s *State) bodyOn(ref string, on clock.Date) (*body, error) {
	v := s.At(on)
	if b := v.bodies[ref]; b != nil {
		return b, nil
	}
	if b := v.bodyMeant(ref); b != nil {
		return b, nil
	}
	var names []string
	for _, b := range v.Bodies() {
		names = append(names, b.Name)
	}
	near := nearest(ref, names)
	return nil, errs.Newf(errs.NotFound, "org.body_unknown", "议事协调机构“%[1]s”于%[2]s不存在%[3]s", "there is no body %[1]q on %[2]s%[4]s", ref, on, hintZh(near), hintEn(near))
}

func (c ChangeBody) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	b, err := s.bodyOn(c.Code, c.On)
	if err != nil {
		return nil, err
	}
	if last := s.body(b.Code).since(); last > c.On {
		return nil, errs.Newf(errs.Conflict, "org.body_change_ahead", "“%[1]s”已定于%[2]s调整，请填%[2]s或以后", "%[1]q already changes on %[2]s; choose that day or a later one", b.Name, last)
	}
	next := b.Body
	next.Members = slices.Clone(next.Members)
	for _, ref := range c.Leave {
		i := slices.IndexFunc(next.Members, func(m string) bool { return m == ref || s.unit(m) != nil && Bare(s.Known(m, c.On)) == ref })
		if i < 0 {
			return nil, errs.Newf(errs.NotFound, "org.no_member", "“%[1]s”没有成员“%[2]s”", "%[1]q has no member %[2]q", b.Name, ref)
		}
		next.Members = slices.Delete(next.Members, i, i+1)
	}
	for _, ref := range c.Join {
		if slices.Contains(next.Members, ref) {
			return nil, errs.Newf(errs.Conflict, "org.member_already", "“%[2]s”已是“%[1]s”的成员", "%[2]q is a member of %[1]q already", b.Name, ref)
		}
	}
	next.Members = append(next.Members, c.Join...)
	if c.Head != "" {
		next.Head = c.Head
	}
	if c.Office != "" {
		next.Office = c.Office
	}
	if err := s.madeUp(&next, c.Join, c.On); err != nil { // members who sat before may have ended since
		return nil, err
	}
	if next.Head == b.Head && next.Office == b.Office && slices.Equal(next.Members, b.Members) {
		return nil, errs.Newf(errs.Invalid, "org.body_same", "“%s”没有任何变动：请写明新的负责人、办公室，或加入、退出的成员", "nothing of %q changes: say who heads it, which office keeps it, or who joins or leaves", b.Name)
	}
	return []Event{BodyChanged{b.Code, next.Head, next.Members, next.Office, c.On}}, nil
}

func (c DissolveBody) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	b, err := s.bodyOn(c.Code, c.On)
	if err != nil {
		return nil, err
	}
	for i := range s.bodies {
		o := &s.bodies[i]
		if then := o.on(c.On); o.Code != b.Code && o.span().hi() > c.On && (then.Office == b.Code || then.Office == b.Name) {
			return nil, errs.Newf(errs.Refused, "org.office_of_body", "“%[1]s”是“%[2]s”的办公室，请先为它另定办公室或撤销它：qinlian org change-body %[3]s --office 单位", "%[1]q keeps the office of %[2]q; give that body another office first, or dissolve it: qinlian org change-body %[3]s --office UNIT", b.Name, o.Name, o.Code)
		}
	}
	event := BodyDissolved{Code: b.Code, On: c.On}
	after := Evolve(s, event).At(c.On)
	if to := s.At(c.On).bodyMeant(c.To); to != nil && to.Code == b.Code {
		return nil, errs.Newf(errs.Invalid, "org.heir_self", "“%s”不能由自己承接", "%q cannot succeed itself", b.Name)
	}
	if c.To != "" {
		if event.To, err = after.Bearer(c.To); err != nil {
			return nil, err
		}
	} else if heir, ok := after.keeper(b); ok {
		event.To = heir
	} else {
		return nil, errs.Newf(errs.Refused, "org.owner_stranded",
			"“%[1]s”撤销后，其名下事项无人承接。请写明由哪个岗位或机构承接：qinlian org dissolve-body %[2]s --to 岗位",
			"nobody would answer for what %[1]q has. Say which post or body takes over: qinlian org dissolve-body %[2]s --to POST", b.Name, b.Code)
	}
	return []Event{event}, nil
}

// longestName is how many characters a code or a name may have: it stands in lists and letters, on one line.
const longestName = 200

// nameable refuses codes and names that no list can show as they are.
func nameable(names ...string) *errs.Error {
	for _, name := range names {
		if n := utf8.RuneCountInString(name); n > longestName {
			return errs.Newf(errs.Invalid, "org.bad_name", "名称或代码有 %[1]d 字，最多 %[2]d 字", "the name or code has %[1]d characters, and %[2]d is the most", n, longestName)
		}
		if !text.OneLine(name) || strings.TrimSpace(name) != name {
			return errs.Newf(errs.Invalid, "org.bad_name", "名称或代码首尾有空格，或含有换行、控制字符或改变书写方向的字符，请删去后重新填写",
				"the name or code begins or ends with a space, or holds a line break, a control character or one that turns the direction of writing: take it out and write it again")
		}
	}
	return nil
}
