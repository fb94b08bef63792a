package matter

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// Recusal (回避): nobody deals with what they are a party to. Whoever is called to a talk does not note that it was
// held, the post a letter is addressed to does not issue it, and nobody grants what was asked for in their own
// matter. A report that the cadence asks for is the owner's own to do; a review (调度) is a look from above, which
// nobody takes at their own matter, though the duty to get it be theirs; nor does anybody review their own report or
// return it to themselves.

// parties are the posts that a duty is about, and that therefore do not meet it.
func (m *moment) parties(d *Duty) []string {
	switch d.What {
	case DutyTalk, DutyRaise, DutyBulletin:
		parties := []string{m.s.Owner, d.With}
		if d.What == DutyTalk && d.With == "" && m.s.LeadUnit != "" { // opened before ledgers said who is called to it
			if head, err := m.org().Head(m.s.LeadUnit); err == nil {
				parties = append(parties, head)
			}
		}
		return slices.DeleteFunc(parties, func(p string) bool { return p == "" || p == d.Owner && d.With == "" })
	case DutyReview:
		return m.heirs(m.s.Owner)
	case DutyIssue:
		if l, ok := m.s.letter(d.Letter); ok {
			return []string{l.To}
		}
	}
	return nil
}

// involved tells whether whoever gives the command is one of the parties, be it behind another post.
func (m *moment) involved(c *Command, parties []string) bool {
	if slices.Contains(parties, c.Actor) {
		return true
	}
	if len(parties) == 0 {
		return false
	}
	view := m.org()
	parties = m.heirs(parties...)
	if slices.Contains(parties, c.Actor) {
		return true
	}
	person := c.Person
	if acting, err := view.Holder(c.Actor); person == "" && err == nil {
		person = acting.Person
	}
	return slices.ContainsFunc(parties, func(party string) bool {
		acting, err := view.Holder(party)
		return err == nil && person != "" && acting.Person == person
	})
}

// free is whom a role stands for, less the parties; where only they are left, those above them.
func (m *moment) free(r mechanism.RoleRef, parties []string) ([]string, error) {
	parties = m.heirs(parties...)
	posts, err := m.role(r)
	free := slices.DeleteFunc(slices.Clone(posts), func(p string) bool { return m.involved(&Command{Actor: p}, parties) })
	if len(free) > 0 || len(posts) == 0 {
		return free, err
	}
	return m.role(r, parties...)
}

// recused refuses an act to whoever is a party, and says whose it is instead.
func recused(c *Command, whose []string) error {
	cz, ce := CommandWords(c.Name)
	whose = union(nil, whose)
	if len(whose) == 0 {
		return errs.Newf(errs.Forbidden, "matter.recused", "“%[1]s”是当事人，应当回避，不能%[2]s；请报上级指定他人办理", "%[1]s is a party and may not %[3]s; ask the level above to name somebody", c.Actor, cz, ce)
	}
	return errs.Newf(errs.Forbidden, "matter.recused", "“%[1]s”是当事人，应当回避，不能%[2]s；应由 %[3]s 办理", "%[1]s is a party and may not %[4]s; it is for %[3]s",
		c.Actor, cz, strings.Join(whose, "、"), ce)
}

// meetable tells whether the command may meet the duty: a look only a review, a deed of its own only what it is for;
// by whom it is owed, or by those who assign or keep the office, never by a party. To hold a talk and to decide at the
// higher level is for whoever owes it alone, while somebody acts for that post. A review is met by those who may review,
// whichever of the two commands it is.
func (m *moment) meetable(c *Command, d *Duty) error {
	zh, en := CommandWords(c.Name)
	if c.Name == "look-at" && d.What != DutyReview {
		return errs.Newf(errs.Refused, "matter.duty_by_other", "“%[2]s”只能履行调度义务，不能履行“%[1]s”；请用“履行义务”", "the command to %[3]s meets reviews alone and not the duty %[1]q; use meet", d.ID, zh, en).At("duty")
	}
	if m.s.settled(d) {
		return m.settles(c, d)
	}
	if by := metBy[d.What]; by != "" {
		zh, en := CommandWords(by)
		return errs.Newf(errs.Refused, "matter.duty_by_deed", "义务“%[1]s”以“%[2]s”履行，不能直接勾销", "the duty %[1]q is met by the command to %[3]s and by nothing else", d.ID, zh, en)
	}
	roles := []*mechanism.RoleRef{&m.kind.Roles.Assign, &m.kind.Roles.Office}
	if d.What == DutyReview {
		roles[0], roles[1] = &m.kind.Roles.Review, &m.kind.Roles.Assign
	}
	if err := m.owes(c, d, roles); err != nil {
		return err
	}
	switch blank := strings.TrimSpace(c.Text) == ""; {
	case blank && d.What == DutyTalk:
		return missing("matter.no_text", "约谈情况", "what was said at the talk")
	case blank && d.What == DutyReport: // no more than by an empty report
		return missing("matter.no_text", "反馈的内容", "what there is to report")
	}
	return nil
}

// settled tells whether a duty was missed whose own deed nobody can do any more, for its matter is over: nothing is left to
// sign for, to send or to decide.
func (s *State) settled(d *Duty) bool {
	return s.Over() && d.Missed() && (d.What == DutyAccept || d.What == DutyIssue || d.isRequest())
}

// settles lets those who assign or keep the office say what was done about such a miss, never whoever missed it.
func (m *moment) settles(c *Command, d *Duty) error {
	var missed []string
	if d.Owner != "" {
		missed = []string{d.Owner}
	}
	may, err := m.free(m.kind.Roles.Assign, missed)
	office, _ := m.free(m.kind.Roles.Office, missed)
	may = union(may, office)
	switch {
	case m.involved(c, missed):
		return recused(c, may)
	case c.BySession || slices.Contains(may, c.Actor) || m.kind.Roles.Assign.Role.IsZero():
	case len(may) == 0 && err != nil:
		return err
	default:
		return forbidden(c, may)
	}
	if strings.TrimSpace(c.Text) == "" {
		return missing("matter.no_text", "未办的原因和处理情况", "why it was not done and what came of it")
	}
	return nil
}

// reviews lets those review, return and look who may, save the matter's owner: where only that post is left, the level
// above it.
func (m *moment) reviews(c *Command) error {
	owner := m.heirs(m.s.Owner)
	may, unreached := m.free(m.kind.Roles.Review, owner)
	assign, err := m.free(m.kind.Roles.Assign, owner)
	if may = union(may, assign); unreached == nil {
		unreached = err
	}
	switch {
	case m.involved(c, owner):
		return recused(c, may)
	case slices.Contains(may, c.Actor) || m.kind.Roles.Review.Role.IsZero():
		return nil
	case len(may) == 0 && unreached != nil:
		return unreached
	}
	return forbidden(c, may)
}

// owes lets the duty's owner act and the posts of the roles, save the parties.
func (m *moment) owes(c *Command, d *Duty, roles []*mechanism.RoleRef) error {
	parties := m.parties(d)
	recuses := !c.BySession && m.involved(c, parties)
	may := m.heirs(d.Owner)
	if !recuses && (c.BySession || slices.Contains(may, c.Actor) || roles[0].Role.IsZero()) {
		return nil
	}
	parties = m.heirs(parties...)
	may = slices.DeleteFunc(may, func(p string) bool { return slices.Contains(parties, p) })
	if view := m.org(); !d.inPerson() || !slices.ContainsFunc(may, func(p string) bool { return !view.IsVacant(p) }) {
		for _, r := range roles {
			posts, _ := m.free(*r, parties)
			may = union(may, posts)
		}
	}
	switch {
	case recuses:
		return recused(c, may)
	case slices.Contains(may, c.Actor):
		return nil
	}
	return forbidden(c, may)
}

// handles lets the office deal with a letter, and the post that was to issue it, save the one it is addressed to. Where
// nobody acts for any of them the nearest above that is held does.
func (m *moment) handles(c *Command) error {
	l, found := m.s.letter(c.Letter)
	if !found {
		l = letter.Letter{To: c.To}
	}
	var parties []string
	if l.To != "" {
		parties = []string{l.To}
	}
	may, err := m.free(m.kind.Roles.Office, parties)
	if l.By != "" && l.By != l.To {
		may = union(m.heirs(l.By), may)
	}
	if view := m.org(); !slices.ContainsFunc(may, func(p string) bool { return !view.IsVacant(p) }) {
		office, _ := m.stand(m.kind.Roles.Office)
		for _, p := range union(may, office) {
			if up := view.Above(p, m.heirs(parties...)...); up != "" {
				may = union(may, []string{up})
			}
		}
	}
	switch {
	case m.involved(c, parties):
		return recused(c, may)
	case slices.Contains(may, c.Actor) || m.kind.Roles.Office.Role.IsZero():
		return nil
	case len(may) == 0 && err != nil:
		return err
	}
	return forbidden(c, may)
}
