package matter

import (
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// A draft says why it is written as of the day on which it was drafted. Where the deadline of which it speaks has gone
// by since, or was moved, that is no longer true, and the draft does not go out before somebody has said it anew.

// redraft writes a draft anew: the same letter to the same post, with the ground that the command gives. It keeps its
// id, so that the duty to issue it stays.
func (m *moment) redraft(c *Command) (Content, error) {
	l, found := m.s.letter(c.Letter)
	switch {
	case !found:
		return nil, errs.Newf(errs.NotFound, "letter.not_found", "%[1]s 没有函件“%[2]s”", "%[1]s has no letter %[2]q", m.s.Number, c.Letter)
	case l.State != letter.Drafted:
		return nil, errs.Newf(errs.Refused, "letter.no_draft", "函件 %[1]s 现为“%[2]s”，只有草稿可以重拟", "letter %[1]s is %[3]s; only a draft can be written anew", l.ID, l.State.Words().Zh, l.State.Words().En)
	case c.Template != "" && c.Template != l.Template || c.To != "" && c.To != l.To:
		return nil, errs.Newf(errs.Refused, "letter.other_letter", "重拟 %[1]s 不能换函种或主送（%[2]s、%[3]s）；请撤回后另拟", "%[1]s written anew is the same letter to the same post (%[2]s to %[3]s); withdraw it and draft another", l.ID, l.Template, l.To)
	case strings.TrimSpace(c.Reason) == "":
		return nil, missing("letter.no_reason", "重拟的事由", "the ground for which it is drafted anew")
	}
	l.Reason, l.DraftedAt = c.Reason, c.At
	if l.By == "" || l.By == l.To {
		l.By = c.Actor
	}
	t := m.w.Timeline.Letter(m.s.Kind, l.Template, m.now)
	l.Due, _ = m.spokenOf(&l, t)
	if _, err := m.letterWords(&l, t, numberToCome, ""); err != nil {
		return nil, err
	}
	return &LetterEvent{Command: c.Name, Letter: l}, nil
}

// duePassed is the deadline, where it went by since the letter was drafted.
func (m *moment) duePassed(l *letter.Letter) clock.Date {
	if due := m.s.Deadlines.Working(); !due.At.IsZero() && l.DraftedAt.Before(due.At) && m.past(due) {
		return due.Date
	}
	return 0
}

// spokenOf is the deadline of which a draft speaks: a rung's that it counts to or from, or the one that is written into a
// letter by hand; zero while it stands still.
func (m *moment) spokenOf(l *letter.Letter, t *letter.Template) (due clock.Date, speaks bool) {
	switch {
	case l.Anchor == mechanism.AnchorStatutory:
		return m.s.Deadlines.Statutory.Date, true
	case dated(l), l.Anchor == "" && t != nil && strings.Contains(t.Subject+t.Body, "{matter.due}"):
		return m.s.Deadlines.Working().Date, true
	}
	return 0, false
}

// stale refuses a draft whose ground is no longer true: the deadline of which it speaks went by since or is another by now,
// the matter was signed for, the light is another, or another post has what the ladder wrote to its addressee about.
func (m *moment) stale(l *letter.Letter, t *letter.Template) error {
	if l.State != letter.Drafted {
		return nil
	}
	zh, en := m.since(l, t)
	if zh == "" {
		return nil
	}
	return errs.Newf(errs.Refused, "letter.stale", "草稿 %[1]s 拟于 %[2]s，%[3]s，所写事由“%[4]s”已不属实，不能照发；请写明新的事由重拟这份草稿，或撤回函件",
		"draft %[1]s was written on %[2]s and %[5]s: its ground (%[4]s) is no longer true. Draft it anew with its present ground (draft-letter, letter %[1]s) or withdraw it (withdraw-letter)",
		l.ID, m.cal.DateOf(l.DraftedAt), zh, l.Reason, en)
}

// receivable refuses a draft to a post or body that has ended since it was drafted.
func (m *moment) receivable(l *letter.Letter) error {
	_, err := m.org().Bearer(l.To)
	if l.State != letter.Drafted || err == nil {
		return nil
	}
	return errs.Newf(errs.Refused, "letter.to_nobody", "函件 %[1]s 不能照发：%[2]s；请撤回函件，另拟给现在的岗位",
		"letter %[1]s cannot go out: %[3]s. Withdraw it (withdraw-letter) and draft another to who is there now", l.ID, errs.Message(err, text.Zh), errs.Message(err, text.En))
}

// since is what has happened that makes a draft untrue, "" for nothing. A review that was missed is missed, and an answer that
// is late is late, whatever happened.
func (m *moment) since(l *letter.Letter, t *letter.Template) (zh, en string) {
	if now, speaks := m.spokenOf(l, t); speaks {
		if due := m.duePassed(l); !due.IsZero() {
			return "办结时限 " + due.String() + " 其后已过", "the deadline of " + due.String() + " has passed since"
		}
		if !now.IsZero() && (!l.Due.IsZero() && l.Due != now || l.Due.IsZero() && m.moved(l)) {
			return "办结时限其后改为 " + now.String(), "the deadline was moved to " + now.String() + " since"
		}
	}
	r := m.rungOf(l)
	if r == nil {
		return "", ""
	}
	lit := map[string]Light{mechanism.AnchorRed: Red, mechanism.AnchorAmber: Amber}[r.Anchor]
	light, _ := m.light()
	switch {
	case r.Anchor == mechanism.AnchorAccept && m.s.Stage != Assigned:
		return "其后已签收", "the matter was signed for since"
	case r.Anchor == mechanism.AnchorReported && m.s.Stage != Reported:
		return "其后已审核或退回", "what was reported was reviewed or returned since"
	case lit != None && light != lit:
		return "其后不再亮" + lightZh[lit], "its light is not " + string(lit) + " any more"
	case r.Anchor == mechanism.AnchorMissed, r.Anchor == mechanism.AnchorUnreplied, r.Anchor == mechanism.AnchorUndecided, r.Raise:
		return "", ""
	}
	if meant, _ := m.stand(r.To); len(meant) > 0 && !slices.Contains(m.heirs(meant...), m.heir(l.To)) {
		who := strings.Join(meant, "、")
		return "其后该发的是" + who, "is meant for " + strings.Join(meant, ", ") + " since"
	}
	return "", ""
}

// rungOf is the rung in whose words a draft still gives its ground, nil for none.
func (m *moment) rungOf(l *letter.Letter) *mechanism.Rung {
	for i := range m.kind.Ladder {
		if r := &m.kind.Ladder[i]; l.Anchor != "" && r.Anchor == l.Anchor && r.Send == l.Template && r.Words().In(text.Zh) == l.Reason {
			return r
		}
	}
	return nil
}

// moved tells of a draft of which the ledger does not say the deadline whether the rung that counts back from it would now fire
// on another day.
func (m *moment) moved(l *letter.Letter) bool {
	r := m.rungOf(l)
	if r == nil || !r.Before {
		return false
	}
	on, known := m.dated(r)
	return known && m.cal.DateOf(m.instant(r, on.at)) != m.cal.DateOf(l.DraftedAt)
}
