package org

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// A post ends with its unit, or by itself. What was given to it does not: the post named as its successor answers for
// it from that day on, else the head of the unit that answers for its unit.

// succession says who answers for what was given to a post that has ended.
type succession struct {
	post, to string
	on       clock.Date
}

// Heir gives the post of the day that answers for one given at any time, the post itself while it exists, or for a body. It
// is false where there never was such a post or body, where it is still to come, and where nobody answers for it.
func (v *View) Heir(name string) (string, bool) {
	if v.posts[name] == nil && v.state.lastOf(name, v.day) == nil {
		if b := v.lastBody(name); b != nil {
			if b.heir != "" && v.bodyOf(name) == nil {
				return v.Heir(b.heir) // which existed when this one ended, so that each is later than the one before
			}
			return v.keeper(b)
		}
	}
	return v.postHeir(name)
}

func (v *View) postHeir(name string) (string, bool) {
	for range len(v.state.posts) + 1 {
		if v.posts[name] != nil {
			return name, true
		}
		gone := v.state.lastOf(name, v.day)
		if gone == nil {
			return "", false
		}
		if to := v.state.successor(name, v.day); to != "" {
			name = to
			continue
		}
		l, err := v.state.Lineage(gone.Unit, v.day)
		if err != nil {
			return "", false
		}
		head := v.heads[l.Answers.Code]
		return head, head != ""
	}
	return "", false
}

// Ended lists the posts and bodies that existed before the day and do not exist on it, in order of name.
func (v *View) Ended() []string {
	var out []string
	for i := range v.state.posts {
		if p := &v.state.posts[i]; v.posts[p.Name] == nil && v.state.life(p).hi() <= v.day && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	for _, name := range v.goneBodies() {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// IsVacant tells of a post or body of the day whether nobody acts for it.
func (v *View) IsVacant(post string) bool {
	p := v.posts[v.ActsFor(post)]
	if p == nil {
		return false
	}
	_, fault := v.acting(p)
	return fault != nil
}

// IsNobody tells of a recorded name whether nobody acts under it on the day: it is vacant, has ended, or is of no post and no body
// that the mechanisms of the day know.
func (v *View) IsNobody(name string) bool {
	p := v.posts[v.ActsFor(name)]
	if p == nil {
		return true
	}
	_, fault := v.acting(p)
	return fault != nil
}

// IsLeft tells of a recorded name whether nobody answers for what was given under it: nobody acts for it, and it has no heir.
func (v *View) IsLeft(name string) bool {
	_, answered := v.Heir(name)
	return v.IsVacant(name) || name != "" && !answered
}

// Carried lists some posts, and the ended posts and the bodies for which one of them answers: whose matters and duties they
// carry. Names that are no posts stay.
func (v *View) Carried(posts ...string) []string {
	out := append([]string{}, posts...)
	others := v.Ended()
	for i := range v.state.bodies {
		if b := v.bodies[v.state.bodies[i].Code]; b != nil {
			others = append(others, b.Name)
		}
	}
	for _, name := range others {
		if heir, ok := v.Heir(name); ok && slices.Contains(posts, heir) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// lastOf is the post that last bore a name before the day, nil where none did.
func (s *State) lastOf(name string, d clock.Date) *post {
	var last *post
	for i := range s.posts {
		p := &s.posts[i]
		if hi := s.life(p).hi(); p.Name == name && hi <= d && (last == nil || hi > s.life(last).hi()) {
			last = p
		}
	}
	return last
}

// successor is the post named last as the successor of one, up to the day; "" for none.
func (s *State) successor(name string, d clock.Date) string {
	to := ""
	for i := range s.heirs {
		if h := &s.heirs[i]; h.post == name && h.on <= d {
			to = h.to
		}
	}
	return to
}

// ClosePost ends a post. What was given to it goes to the post To, which must exist on that day; without one, to the
// head of its unit. Owning tells whether open matters are owned by it: then somebody must answer for them.
type ClosePost struct {
	Name, To string
	On       clock.Date
	Owning   bool
}

// PostClosed ends a post, or names who answers for one that ends with its unit. A post that begins on the day is not ended by it, as a
// merger may open one under the name of another that it closes; unless the unit is written whose post it is: then there was none.
type PostClosed struct {
	Name string     `json:"name"`
	To   string     `json:"to,omitempty"` // the post that answers for what was given to it
	On   clock.Date `json:"on"`
	Unit string     `json:"unit,omitempty"` // of a post that begins on the day On
}

func (e PostClosed) evolve(s *State) {
	s.posts = slices.Clone(s.posts)
	for i := range s.posts {
		if p := &s.posts[i]; p.Name == e.Name && p.span().hi() > e.On && (p.span().lo() < e.On || p.From == e.On && p.Unit == e.Unit) {
			p.To = e.On
		}
	}
	if e.To != "" {
		s.heirs = append(slices.Clip(s.heirs), succession{e.Name, e.To, e.On})
	}
}

func (c ClosePost) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	p := s.endingOn(c.Name, c.On)
	if p == nil {
		return nil, s.At(c.On).noPost(c.Name)
	}
	if p.To != 0 || s.life(p).hi() <= c.On {
		return nil, errs.Newf(errs.Conflict, "org.post_ending", "岗位“%s”已定于%s撤销", "post %q already ends on %s", c.Name, s.life(p).hi())
	}
	for i := range s.bodies {
		if b := &s.bodies[i]; b.headedFrom(c.On, c.Name) {
			return nil, errs.Newf(errs.Refused, "org.post_heads_body", "岗位“%[1]s”是“%[2]s”的负责人，请先为它另定负责人或撤销它：qinlian org change-body %[3]s --head 岗位", "post %[1]q heads %[2]q; give that body another head first, or dissolve it: qinlian org change-body %[3]s --head POST", c.Name, b.Name, b.Code)
		}
	}
	if c.To == c.Name {
		return nil, errs.Newf(errs.Invalid, "org.heir_self", "岗位“%s”不能由自己承接", "post %q cannot succeed itself", c.Name)
	}
	events := []Event{p.closed(c.To, c.On)}
	return events, s.succeeded(events, c.On, []string{c.To}, owned(c.Owning, c.Name))
}

// endingOn is the post that bears a name on a day on which it is to end, or bore it up to then, or nil.
func (s *State) endingOn(name string, on clock.Date) *post {
	if p := s.postOn(name, on); p != nil {
		return p
	}
	return s.postOn(name, on-1)
}

func (p *post) closed(to string, on clock.Date) PostClosed {
	e := PostClosed{Name: p.Name, To: to, On: on}
	if p.From == on {
		e.Unit = p.Unit
	}
	return e
}

func owned(owning bool, name string) []string {
	if owning {
		return []string{name}
	}
	return nil
}

// succeeded refuses events after which a post named as a successor does not exist on the day, or after which nobody
// answers for a post that owns open matters.
func (s *State) succeeded(events []Event, on clock.Date, heirs, owners []string) error {
	v := Fold(s, events...).At(on)
	for _, to := range heirs {
		if p := s.postOn(to, on); p != nil && v.posts[to] == nil {
			return errs.Newf(errs.Refused, "org.heir_ends", "岗位“%[1]s”随单位“%[2]s”一并撤销，不能承接：请用 --head 为新单位另设负责人岗位（名称可仍用“%[1]s”），或写明其他单位的岗位", "post %[1]q ends with its unit %[2]q and cannot take over: open the new unit's head post with --head (it may be called %[1]q again), or name a post of another unit", to, s.At(on).Named(p.Unit))
		}
		if to != "" && v.posts[to] == nil {
			return v.noPost(to)
		}
	}
	var stranded []string
	for _, name := range owners {
		if _, ok := v.Heir(name); !ok {
			stranded = append(stranded, name)
		}
	}
	if len(stranded) == 0 {
		return nil
	}
	slices.Sort(stranded)
	return errs.Newf(errs.Refused, "org.owner_stranded",
		"%[1]s名下还有在办事项，撤销后无人承接。请写明新单位的负责人岗位，或逐一写明由哪个岗位承接（旧岗位=新岗位），或先把事项转办",
		"open matters are owned by %[2]s, and nobody would answer for them. Name the new unit's head post (head), or for each post the one that takes over (posts: OLD=NEW), or transfer the matters first",
		zhQuoted(stranded), strings.Join(stranded, ", "))
}

func zhQuoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fmt.Sprintf("“%s”", n)
	}
	return strings.Join(out, "、")
}

// handing are the posts that go with a merger or a split, as those who order it say.
type handing struct {
	from  []string // units that lose posts
	into  []Part
	heads []string          // of into, in its order; "" for none
	posts map[string]string // by post of from: who takes over from it
	on    clock.Date
}

// events open the head posts in what became of the chart, each as OpenPost would, and close the posts from which another takes over;
// heirs are those others. owners are the names under which open matters are owned. A post that goes on under its name keeps its own.
func (c *handing) events(s, became *State, owners []string) ([]Event, []string, error) {
	var closed []Event
	var heirs []string
	if len(c.heads) > len(c.into) {
		return nil, nil, errs.Newf(errs.Invalid, "org.heads_over", "负责人岗位有%[1]d个，单位只有%[2]d个", "%[1]d head posts are named for %[2]d units", len(c.heads), len(c.into))
	}
	for _, old := range slices.Sorted(maps.Keys(c.posts)) {
		p := s.endingOn(old, c.on)
		if p == nil || !slices.Contains(c.from, p.Unit) {
			return nil, nil, errs.Newf(errs.Invalid, "org.post_elsewhere", "“%s”不是被合并、拆分单位的岗位", "%q is no post of a unit that is merged or split", old)
		}
		closed, heirs = append(closed, p.closed(c.posts[old], c.on)), append(heirs, c.posts[old])
	}
	became = Fold(became, closed...)
	var events []Event
	for i, head := range c.heads {
		if head == "" {
			continue
		}
		opened := OpenPost{Name: head, Unit: c.into[i].Code, Head: true, From: c.on}
		p := s.endingOn(head, c.on)
		opened.Owning = slices.Contains(owners, head) && (p == nil || !slices.Contains(c.from, p.Unit) || c.posts[head] != "")
		after, err := opened.decide(became, c.on)
		if err != nil {
			return nil, nil, err
		}
		events, became = append(events, after...), Fold(became, after...)
	}
	return append(closed, events...), heirs, nil
}

// heirOr is the heir of a post, or the post where nobody answers for it, for whoever then says so.
func (v *View) heirOr(name string) string {
	if heir, ok := v.Heir(name); ok {
		return heir
	}
	return name
}

// goneIn reports a post that a role names and that is none of the day: a file that is read anew should name its heir.
func (r Role) goneIn(v *View) *errs.Error {
	for at := &r; at != nil; at = at.inner {
		if at.word == "post" && v.posts[at.name] == nil {
			return v.noPost(at.name)
		}
	}
	return nil
}
