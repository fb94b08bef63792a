package matter

import "qinlian/internal/base/errs"

// What was done is verified by somebody else: asked about (回访), closed out (销号), and looked at again some time later (回头看).

func (m *moment) followUp(c *Command) (Content, error) {
	if err := m.fourEyes(c); err != nil {
		return nil, err
	}
	e := moves(c)
	e.Verdict = c.Verdict
	return e, m.leavesDone(c)
}

func (m *moment) closeOut(c *Command) (Content, error) {
	if err := m.fourEyes(c); err != nil {
		return nil, err
	}
	if err := m.leavesDone(c); err != nil {
		return nil, err
	}
	return moves(c), nil
}

func (m *moment) recheck(c *Command) (Content, error) {
	if err := m.fourEyes(c); err != nil {
		return nil, err
	}
	if c.Verdict != "pass" && c.Verdict != "fail" {
		return nil, missing("matter.no_verdict", "回头看结论（通过或未通过）", "the verdict (pass or fail)")
	}
	e := moves(c)
	if e.Verdict = c.Verdict; c.Verdict == "pass" {
		if !c.Due.IsZero() {
			return nil, errs.Newf(errs.Invalid, "matter.recheck_due", "回头看通过的，事项不再办理，不写时限 %[1]s；只有未通过的才另定时限", "what passes its re-check is not worked on again and has no date %[1]s: a date goes with a failure alone", c.Due).At("due")
		}
		return e, nil
	}
	var found input
	found.add(m.standsAbove(c))
	e.Waited = m.s.CompletedAt
	found.add(m.anotherRound(c, e))
	return e, found.err()
}

// fourEyes: nobody verifies what they did themselves, be it behind another post or as the other seat
// of the owner's.
func (m *moment) fourEyes(c *Command) error {
	if c.ByClaim { // the bank's receipt closes it, and a claim has four eyes of its own
		return nil
	}
	s, view := m.s, m.org()
	person := c.Person
	if acting, err := view.Holder(c.Actor); person == "" && err == nil {
		person = acting.Person
	}
	owner := m.heir(s.Owner)
	same := c.Actor == owner || c.Actor == m.heir(s.CompletedBy)
	if person != "" && !same {
		same = person == s.CompletedByPerson || owner != "" && view.Sits(person, owner)
	}
	if same {
		zh, en := CommandWords(c.Name)
		return errs.Newf(errs.Refused, "matter.four_eyes", "%[1]s：办结人不得核验自己的事项，请由他人%[2]s", "%[1]s: nobody verifies what they completed themselves; to %[3]s is for somebody else", s.Number, zh, en)
	}
	return nil
}
