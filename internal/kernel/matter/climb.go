package matter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

// A matter that is raised by hand climbs (逐级): each time to the next post of its line that does not have it yet,
// whoever raised it before, a rung of the ladder or a hand. What one post has been told in a round it is not told again.

// line lists the posts above a matter from the nearest to the zone's leader (四级梯次): those above its owner, without
// one above the head of its lead unit; and its sponsor, below the first of them that stands above the sponsor too.
func (m *moment) line() (base string, line []string, err error) {
	view, s := m.org(), m.s
	base = m.bearer(s.Owner)
	if base == "" && s.LeadUnit != "" {
		head, err := view.Head(s.LeadUnit)
		if err != nil {
			return "", nil, err
		}
		base = head
	}
	if base == "" {
		base = m.heir(s.FirstContact)
	}
	if base == "" {
		return "", nil, unowned(s)
	}
	if _, err := view.Superior(base); err != nil && errs.CodeOf(err) != "org.top" {
		return "", nil, err
	}
	line = view.Ladder(base)
	sponsor := m.sponsor()
	if sponsor == "" || sponsor == view.ActsFor(base) || slices.Contains(line, sponsor) {
		return base, line, nil
	}
	above := view.Ladder(sponsor)
	if slices.Contains(above, view.ActsFor(base)) { // who is to answer for it already stands above
		return base, line, nil
	}
	at := slices.IndexFunc(line, func(post string) bool { return slices.Contains(above, post) })
	if at < 0 {
		at = len(line)
	}
	return base, slices.Insert(line, at, sponsor), nil
}

// Above is the level above a post that owes something of a matter, to which it is visible that it was missed: the next post of
// the line along which the matter is raised, its sponsor among them; of a post that is not in this line its superior. "" where
// nobody stands above, or the matter's kind was not in force.
func Above(s *State, w *World, post string, at time.Time) string {
	m, err := w.moment(s, at)
	if err != nil {
		return ""
	}
	defer m.release()
	acts := m.bearer(post)
	if base, line, err := m.line(); err == nil {
		if i := slices.Index(line, acts); i >= 0 || acts == m.org().ActsFor(base) {
			if line = line[i+1:]; len(line) > 0 {
				return line[0]
			}
			return ""
		}
	}
	above, err := m.org().Superior(acts)
	if err != nil {
		return ""
	}
	return above
}

// sponsor is the matter's, else the kind's, else the leader in charge of its lead unit; "" for none.
func (m *moment) sponsor() string {
	if m.s.Sponsor != "" {
		return m.heir(m.s.Sponsor)
	}
	if posts, _ := m.role(m.kind.Roles.Sponsor); len(posts) > 0 {
		return posts[0]
	}
	if m.s.LeadUnit == "" {
		return ""
	}
	post, err := m.org().Sponsor(m.s.LeadUnit)
	if err != nil {
		return ""
	}
	return post
}

// reached are the posts to which the matter was raised in this round. Ledgers that did not say so yet tell by what
// still lies on somebody's desk.
func (m *moment) reached() []string {
	posts := union(m.s.Reached, m.s.Passed)
	for i := range m.s.Duties {
		if d := &m.s.Duties[i]; d.What == DutyRaise && d.Owner != "" && !d.Opens.Before(m.s.RoundAt) {
			posts = union(posts, []string{d.Owner})
		}
	}
	return m.heirs(posts...)
}

// climb is what is left of the line.
type climb struct {
	base string   // who answers for the matter, below the line
	has  string   // the highest post that has the matter already, or gives the command; "" for none
	left []string // above it, nearest first
	open []string // of these those to which it may be raised
	over []string // and those that are a party (回避)
}

// passed are the parties below a post.
func (up *climb) passed(to string) []string {
	below := up.left[:slices.Index(up.left, to)]
	return listed(slices.DeleteFunc(slices.Clone(below), func(post string) bool { return !slices.Contains(up.over, post) }))
}

func (m *moment) climb(c *Command) (climb, error) {
	base, line, err := m.line()
	if err != nil {
		return climb{}, err
	}
	reached, has := m.reached(), -1
	for i, post := range line {
		if post == c.Actor || slices.Contains(reached, post) {
			has = i
		}
	}
	out := climb{base: base, left: line[has+1:]}
	if has >= 0 {
		out.has = line[has]
	}
	for _, post := range out.left {
		if m.involved(&Command{Actor: post}, []string{m.s.Owner}) {
			out.over = append(out.over, post)
		} else {
			out.open = append(out.open, post)
		}
	}
	return out, nil
}

// raise puts a matter on the desk of a post above, by a person's hand: of the next of its line, or for a reason of a
// higher one that is named.
func (m *moment) raise(c *Command) (Content, error) {
	up, err := m.climb(c)
	if err != nil {
		return nil, err
	}
	if len(up.open) == 0 {
		return nil, m.atTop(&up)
	}
	to := up.open[0]
	if c.To != "" {
		if to = c.To; !slices.Contains(up.open, to) {
			return nil, notAbove(c, &up)
		}
	}
	var found input
	if _, err := m.org().Holder(to); err != nil {
		found.add(unheldRung(err, &up, to).At("to"))
	}
	if to != up.open[0] && strings.TrimSpace(c.Reason) == "" {
		found.add(errs.Newf(errs.Refused, "matter.no_reason", "越过“%[1]s”直接报“%[2]s”，须写明理由", "to raise it over %[1]s straight to %[2]s, say why (reason)", up.open[0], to).At("reason"))
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	id := DutyRaise + "/" + strconv.Itoa(m.s.Level+1)
	return &RaisedEvent{
		To: to, Reason: c.Reason, Basis: c.Basis, Reached: []string{to}, Skipped: up.passed(to),
		Duty: Duty{ID: m.s.inRound(id), What: DutyRaise, Owner: to, Opens: c.At, Due: m.cal.Due(c.At, oneDay).At},
	}, nil
}

// neverDown takes out of whom a rung raises the matter to those below a post that has it already: a matter goes up. Where
// nobody is left it is had.
func (m *moment) neverDown(e *RungFiredEvent, had []string) {
	var higher []string
	_, line, _ := m.line() // one that cannot be told stands in nobody's way
	up := slices.DeleteFunc(slices.Clone(e.To), func(to string) bool {
		stands := m.org().Ladder(to)
		if i := slices.Index(line, to); i >= 0 {
			stands = line[i+1:]
		}
		above := slices.DeleteFunc(slices.Clone(stands), func(post string) bool { return !slices.Contains(had, post) })
		if slices.Contains(had, to) || len(above) == 0 {
			return false
		}
		higher, e.Below = union(higher, above), append(e.Below, to)
		return true
	})
	if e.To = up; len(up) == 0 && len(e.Had) == 0 {
		e.Had = higher
	}
}

// requested tells whether a rung hangs on a request that nobody decided: that goes over the head of whoever did not, wherever
// the matter is.
func (m *moment) requested(id string) bool {
	return slices.ContainsFunc(m.s.Duties, func(d Duty) bool { return d.ID == id && d.isRequest() })
}

// climbs raises a matter by a rung that names nobody: to the next post of its line that is no party. Where nobody is
// left, it is had. Whoever left a request undecided has it: it goes over their head.
func (m *moment) climbs(e *RungFiredEvent, on subject) error {
	var by Command
	for i := range m.s.Duties {
		if d := &m.s.Duties[i]; d.ID == on.id && d.isRequest() {
			by.Actor = m.heir(d.Owner)
		}
	}
	up, err := m.climb(&by)
	switch {
	case err != nil:
		return err
	case len(up.open) > 0:
		next := up.open[0]
		if _, err := m.org().Holder(next); err != nil {
			return unheldRung(err, &up, next)
		}
		e.To, e.Skipped = []string{next}, up.passed(next)
		return nil
	case up.has != "":
		e.Had, e.Skipped = []string{up.has}, listed(up.over)
		return nil
	}
	return m.atTop(&up)
}

// atTop refuses to raise a matter further, and says who has it.
func (m *moment) atTop(up *climb) error {
	switch {
	case len(up.over) > 0:
		return errs.Newf(errs.Refused, "matter.at_top", "%[1]s：其上的 %[2]s 是当事人，应当回避，再上已无岗位，请报上级指定", "%[1]s: %[3]s above it is a party, and nobody else is above; ask the level above the zone to name somebody",
			m.s.Number, strings.Join(up.over, "、"), strings.Join(up.over, ", "))
	case up.has == "":
		return errs.Newf(errs.Refused, "matter.at_top", "%[1]s 现由“%[2]s”负责，其上没有更高岗位，无从升级", "%[1]s: no post is above %[2]s, which answers for it; it cannot be raised", m.s.Number, up.base)
	}
	return errs.Newf(errs.Refused, "matter.at_top", "%[1]s 已在“%[2]s”手上，其上再无更高岗位，不再重复升级", "%[1]s is with %[2]s already and no post is above; it is not raised again", m.s.Number, up.has)
}

// notAbove refuses a post that is named and is none of those to which the matter may go from here.
func notAbove(c *Command, up *climb) error {
	zh, en := "", ""
	if up.has != "" {
		zh, en = "，现已到“"+up.has+"”", ", and it is with "+up.has+" now"
	}
	return errs.Newf(errs.Refused, "matter.not_above", "不能升级到“%[1]s”：升级只能沿本事项的上级逐级向上%[2]s；可升级到：%[4]s（越级须写明理由）",
		"it cannot be raised to %[1]s: a matter goes up its own line, level by level%[3]s; it may be raised to %[5]s (for a reason where that skips a level)",
		c.To, zh, en, strings.Join(up.open, "、"), strings.Join(up.open, ", ")).At("to")
}

// unheldRung says of a post that nobody holds which higher ones are left.
func unheldRung(why error, up *climb, to string) *errs.Error {
	fault := fault(why)
	higher := up.open[slices.Index(up.open, to)+1:]
	if len(higher) == 0 {
		return fault
	}
	return errs.Newf(errs.Refused, "matter.rung_unheld", "%[1]s；也可写明理由，直接报：%[3]s", "%[2]s; or name one above it and say why: %[4]s",
		fault.Text.Zh, fault.Text.En, strings.Join(higher, "、"), strings.Join(higher, ", "))
}

func unowned(s *State) error {
	return errs.Newf(errs.Refused, "matter.unowned", "%[1]s 尚无责任人，请先交办", "%[1]s has no owner; assign it first", s.Number)
}
