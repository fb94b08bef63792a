package matter

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// The steps of a letter about a matter.

func (m *moment) letterCommand(c *Command) (Content, error) {
	if c.Name == "draft-letter" && c.Letter != "" {
		return m.redraft(c)
	}
	if c.Name == "draft-letter" {
		var found input
		t := m.bundle.Letters[c.Template]
		switch {
		case c.Template == "":
			found.add(missing("letter.no_template", "函件模板", "the letter's template"))
		case t == nil:
			found.add(errs.Newf(errs.NotFound, "letter.unknown_template", "没有函件模板“%[1]s”", "there is no letter template %[1]q", c.Template).At("template"))
		}
		if c.To == "" {
			found.add(missing("letter.no_recipient", "主送对象", "a recipient"))
		}
		found.bearer("to", &c.To, m.org())
		if err := found.err(); err != nil {
			return nil, err
		}
		l := letter.Letter{ID: m.nextLetter(0), Template: c.Template, To: c.To, By: c.Actor, Reason: c.Reason, State: letter.Drafted, DraftedAt: c.At}
		l.Due, _ = m.spokenOf(&l, t)
		if _, err := m.letterWords(&l, t, numberToCome, ""); err != nil {
			return nil, err
		}
		return &LetterEvent{Command: c.Name, Letter: l, Vacant: m.org().IsVacant(m.heir(l.To))}, nil
	}
	l, ok := m.s.letter(c.Letter)
	if !ok {
		return nil, errs.Newf(errs.NotFound, "letter.not_found", "%[1]s 没有函件“%[2]s”", "%[1]s has no letter %[2]q", m.s.Number, c.Letter)
	}
	if (c.Name == "sign-letter" || c.Name == "reply-letter") && c.Actor != m.heir(l.To) {
		return nil, forbidden(c, m.heirs(l.To))
	}
	t := m.w.Timeline.Letter(m.s.Kind, l.Template, m.now)
	var err error
	switch c.Name {
	case "issue-letter":
		if err = m.publishes(l.Template, c.Duty); err == nil {
			l, err = m.issue(l, t, c.Number, c.At)
		}
	case "deliver-letter":
		replyBy := answerBy(m.cal, t, c.At)
		if l, err = letter.Deliver(l, c.At, replyBy); err == nil && !replyBy.IsZero() {
			l.ReplyDate = m.cal.DateOf(replyBy)
		}
	case "sign-letter":
		l, err = letter.Sign(l, c.Actor, c.At)
	case "reply-letter":
		l, err = letter.Answer(l, c.Text, c.At)
	case "withdraw-letter":
		l, err = letter.Withdraw(l, c.Reason)
	}
	e := &LetterEvent{Command: c.Name, Letter: l, Vacant: c.Name == "deliver-letter" && m.org().IsVacant(m.heir(l.To))}
	switch c.Name {
	case "issue-letter":
		e.Duty = c.Duty
	case "withdraw-letter":
		e.Unmet = true
	}
	return e, err
}

// ReplyBy is by when a letter about a matter of a kind, delivered at t, is to be answered; zero where no answer is asked.
func (w *World) ReplyBy(kind, template string, t time.Time) time.Time {
	return answerBy(w.CalendarAt(t), w.Timeline.Letter(kind, template, t), t)
}

// answerBy counts the time to answer from a delivery; zero where none is asked.
func answerBy(cal *calendar.Calendar, t *letter.Template, delivered time.Time) time.Time {
	if t == nil || t.Reply.IsZero() {
		return time.Time{}
	}
	return cal.Due(cal.DeliveredAt(delivered), t.Reply).At
}

// issue gives the letter its number and the words that it has now. A ground that the command gives is the letter's from
// now on, said as of today; the draft's own is held against what has happened since.
func (m *moment) issue(l letter.Letter, t *letter.Template, number string, at time.Time) (letter.Letter, error) {
	if l.By == l.To || m.org().IsVacant(m.heir(l.By)) { // drafted before the addressee was passed over, or the post left vacant
		l.By = m.cmd.Actor
	}
	if err := m.receivable(&l); err != nil {
		return l, err
	}
	written := l.DraftedAt
	if reason := strings.TrimSpace(m.cmd.Reason); reason != "" && reason != l.Reason {
		l.Reason, written = reason, at
	} else if err := m.stale(&l, t); err != nil {
		return l, err
	}
	said := l
	said.DraftedAt = written
	words, err := m.letterWords(&said, t, number, m.cmd.Text)
	if err != nil {
		return l, err
	}
	return letter.Issue(l, number, words, at)
}

// letterWords are subject and body of a letter as of now, as Compose joins them; what is added stands
// where the template has {text}, else at the end.
func (m *moment) letterWords(l *letter.Letter, t *letter.Template, number, added string) (string, error) {
	if t == nil {
		return "", errs.Newf(errs.NotFound, "letter.unknown_template", "没有函件模板“%[1]s”", "there is no letter template %[1]q", l.Template)
	}
	subject, body, err := m.fill(t, m.values(l, t, number, added))
	if err != nil {
		return "", err
	}
	if added = strings.TrimSpace(added); added != "" && !slices.Contains(letter.Placeholders(*t), "text") {
		body = strings.TrimRight(body, "\n") + "\n\n" + added
	}
	return letter.Compose(subject, body), nil
}

// values are what the placeholders of a letter stand for as of now, its lists aside.
func (m *moment) values(l *letter.Letter, t *letter.Template, number, added string) map[string]string {
	return map[string]string{
		"to": l.To, "by": l.By, "number": number, "reason": m.ground(l),
		"matter.number": m.s.Number, "matter.title": m.s.Title, "matter.brief": m.s.Brief, "matter.owner": m.org().Answers(m.s.Owner),
		"matter.lead_unit": m.unitName(), "matter.due": m.dueZh(), "matter.progress": percentZh(m.progress()),
		"matter.light": lightZh[m.s.Light], "today": letter.ChineseDate(m.today), "reply": limitZh(t.Reply),
		"text": added,
	}
}

// ground is why a letter is written. What the ladder counted to a date on an earlier day (距办结时限还有3个工作日) says of
// which day that was true.
func (m *moment) ground(l *letter.Letter) string {
	drafted := m.cal.DateOf(l.DraftedAt)
	if !dated(l) || drafted >= m.today {
		return l.Reason
	}
	return l.Reason + "（截至" + letter.ChineseDate(drafted) + "）"
}

// dated tells whether a rung drafted a letter that counts to or from a deadline.
func dated(l *letter.Letter) bool {
	return l.Anchor == mechanism.AnchorDue || l.Anchor == mechanism.AnchorStatutory
}

// Draft is a letter that was drafted and not issued, as it looks at an instant.
type Draft struct {
	Text      string          // subject and body as they would be issued; see letter.Compose
	Age       int             // working days since it was drafted
	DuePassed clock.Date      // the deadline, where it went by since the letter was drafted
	Later     []letter.Letter // of the same matter by another template, drafted since and not withdrawn
}

// DraftAt looks at a draft of s, which is as of that instant. An id of no draft is errs.NotFound. Where issuing would
// be refused for what the draft says, so is it here; the rest of the answer stands all the same.
func DraftAt(s *State, w *World, id string, at time.Time) (Draft, error) {
	m, err := w.moment(s, at)
	if err != nil {
		return Draft{}, err
	}
	defer m.release()
	l, ok := s.letter(id)
	if !ok || l.State != letter.Drafted {
		return Draft{}, errs.Newf(errs.NotFound, "letter.no_draft", "%[1]s 没有草稿“%[2]s”", "%[1]s has no draft %[2]q", s.Number, id)
	}
	d := Draft{Age: m.cal.WorkdaysBetween(m.cal.DateOf(l.DraftedAt), m.today)}
	d.DuePassed = m.duePassed(&l)
	for i := range s.Letters {
		other := &s.Letters[i]
		if other.DraftedAt.After(l.DraftedAt) && other.Template != l.Template && other.State != letter.Withdrawn && other.State != letter.Superseded {
			d.Later = append(d.Later, *other)
		}
	}
	t := m.w.Timeline.Letter(m.s.Kind, l.Template, m.now)
	if d.Text, err = m.letterWords(&l, t, numberToCome, ""); err == nil {
		err = cmp.Or(m.receivable(&l), m.stale(&l, t))
	}
	return d, err
}

// Withheld says why a draft of s, which is as of that instant, cannot be issued as it is: it has blanks, nobody to go to, or a
// ground that is no more. It is nil for one that can be, and for no draft. Lists are not put together for it.
func Withheld(s *State, w *World, id string, at time.Time) error {
	m, err := w.moment(s, at)
	if err != nil {
		return err
	}
	defer m.release()
	l, _ := s.letter(id)
	t := m.w.Timeline.Letter(m.s.Kind, l.Template, m.now)
	if l.State != letter.Drafted || t == nil {
		return nil
	}
	return cmp.Or(m.holes(t, m.values(&l, t, numberToCome, "")), m.receivable(&l), m.stale(&l, t))
}

// numberToCome stands in a draft for the number that it gets when it is issued.
const numberToCome = "（编号于签发时给定）"

// unitName is what the unit is called that answers for the matter now, whichever it was given to.
func (m *moment) unitName() string {
	_, name := m.org().Answerer(m.s.LeadUnit)
	return name
}

// nextLetter is the id of the letter that follows those of the matter and `more` others.
func (m *moment) nextLetter(more int) string { return letterID(m.s, more) }

func letterID(s *State, more int) string { return "L" + strconv.Itoa(len(s.Letters)+more+1) }

// HasNamed tells whether the letter and the duty that a command names are there; one that names none has what it names.
func (s *State) HasNamed(c *Command) bool {
	_, there := s.letter(c.Letter)
	return (c.Letter == "" || there) && (c.Duty == "" || slices.ContainsFunc(s.Duties, func(d Duty) bool { return d.ID == c.Duty }))
}

// NextLetter is the id of the letter that comes next to those of a matter.
func NextLetter(s *State) string { return letterID(s, 0) }

// unreplied are the templates of the letters that nobody answered in time, one for each.
func (s *State) unreplied() []string {
	var late []string
	for i := range s.Letters {
		if l := &s.Letters[i]; l.Late && l.State != letter.Replied {
			late = append(late, l.Template)
		}
	}
	return late
}

// lettersOf are the templates of the letters that keep wants, one for each; a draft that made way for another is none.
func (s *State) lettersOf(keep func(*letter.Letter) bool) []string {
	var found []string
	for i := range s.Letters {
		if l := &s.Letters[i]; l.State != letter.Superseded && keep(l) {
			found = append(found, l.Template)
		}
	}
	return found
}

// superseding is the id of the draft that takes the place of letter i, "" for none. Where the ladder drafted it and
// nobody has issued it, that is the next that the ladder drafted of the same letter to the same post, or that the same
// anchor brought about at a later firing: the higher rung, or the next period missed.
func (s *State) superseding(i int) string {
	l := &s.Letters[i]
	if l.State != letter.Drafted || l.Anchor == "" {
		return ""
	}
	for j := i + 1; j < len(s.Letters); j++ {
		by := &s.Letters[j]
		again := by.Anchor != "" && by.Template == l.Template && by.To == l.To
		if again || by.Anchor == l.Anchor && by.DraftedAt.After(l.DraftedAt) {
			return by.ID
		}
	}
	return ""
}

// superseded tells whether the letter of that id has made way for a later draft, or is void.
func (s *State) superseded(id string) bool {
	for i := range s.Letters {
		if l := &s.Letters[i]; l.ID == id {
			return l.State == letter.Superseded || l.State == letter.Withdrawn
		}
	}
	return false
}

// inPlaceOf tells whether a letter that goes out makes good that the draft of an id did not: that draft was taken back
// or made way, and this is the same letter, to the same post or as what took its place.
func (s *State) inPlaceOf(out *letter.Letter, id string) bool {
	l, found := s.letter(id)
	if !found || l.Template != out.Template || l.State != letter.Superseded && l.State != letter.Withdrawn {
		return false
	}
	same := l.To == out.To
	for found && !same && l.SupersededBy != "" { // always by a later one
		l, found = s.letter(l.SupersededBy)
		same = l.ID == out.ID
	}
	return same
}

// limitZh says a limit as a letter does: 3个工作日.
func limitZh(l calendar.Limit) string {
	unit := map[calendar.Unit]string{calendar.Workday: "个工作日", calendar.Day: "日", calendar.Month: "个月", calendar.Hour: "个工作小时", calendar.ClockHour: "小时"}[l.Unit]
	if unit == "" {
		return l.String()
	}
	if l.Halves%2 == 1 {
		return fmt.Sprintf("%d.5%s", l.Halves/2, unit)
	}
	return fmt.Sprintf("%d%s", l.Halves/2, unit)
}
