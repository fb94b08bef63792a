package cli

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

type letterCmds struct {
	List     letterListCmd   `cmd:"" help:"h_letter_list"`
	Issue    letterIssueCmd  `cmd:"" help:"h_letter_issue"`
	Deliver  letterStepCmd   `cmd:"" help:"h_letter_deliver"`
	Sign     letterSignCmd   `cmd:"" help:"h_letter_sign"`
	Reply    letterReplyCmd  `cmd:"" help:"h_letter_reply"`
	Withdraw letterRecallCmd `cmd:"" help:"h_letter_withdraw"`
	Show     letterShowCmd   `cmd:"" help:"h_letter_show"`
}

// letterRef names a letter: its number, or MATTER/L1.
type letterRef struct {
	Letter string `arg:"" help:"a_letter"`
}

// find gives the matter's id and the letter's id.
func (r *letterRef) find(s *Shell, a *app.App, zone string) (matterID, id string, err error) {
	if number, l, ok := cutLast(r.Letter, "/"); ok {
		matterID, err = s.matterID(a, zone, number)
		return matterID, strings.ToUpper(l), err
	}
	row, err := s.letterRow(a, zone, r.Letter)
	return row.MatterID, row.ID, err
}

// ownLetter turns what a list calls a letter (任〔2026〕1号/L1, or its number) into its id; it is one of the matter's own.
func (s *Shell) ownLetter(a *app.App, zone string, c *matter.Command) error {
	if c.Letter == "" || letterID.MatchString(c.Letter) {
		c.Letter = strings.ToUpper(c.Letter)
		return nil
	}
	ref := letterRef{Letter: c.Letter}
	of, id, err := ref.find(s, a, zone)
	if err != nil {
		return err
	}
	if of != c.ID {
		return errs.Newf(errs.Invalid, "letter.of_another", "函件 %[1]s 不是这件事项的；请写这件事项的函件，如 L1", "letter %[1]s is of another matter; name one of this matter, such as L1", c.Letter).At("letter")
	}
	c.Letter = id
	return nil
}

// letterID is what a letter is called within its matter.
var letterID = regexp.MustCompile(`^[Ll][0-9]+$`)

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// step gives a command on the letter.
func (r *letterRef) step(s *Shell, c matter.Command) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	id, l, err := r.find(s, a, zone)
	if err != nil {
		return err
	}
	c.ID, c.Letter, c.At, c.Actor = id, l, s.flags.At.Time, s.flags.As
	return s.do(c, nil)
}

type letterIssueCmd struct {
	letterRef

	Text   string `help:"f_text"`
	Reason string `help:"f_issue_reason"`
	Duty   string `help:"f_duty"`
}

// Run issues a drafted letter; it gets its number. What came after it is told; a ground that is no longer true is refused.
func (c *letterIssueCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	id, l, err := c.find(s, a, zone)
	if err != nil {
		return err
	}
	draft, warning, err := dossier.Draft(s.Ctx, a.Engine, zone, id, l, s.Now())
	if err != nil && draft == nil {
		return err
	}
	if err := c.step(s, matter.Command{Name: "issue-letter", Text: c.Text, Reason: c.Reason, Duty: c.Duty}); err != nil || s.JSON() || warning.IsZero() {
		return err
	}
	return writeAll(s.Out, "    "+s.T("draft_stale", warning.In(s.Lang))+"\n")
}

type letterStepCmd struct{ letterRef }

// Run notes that a letter was delivered.
func (c *letterStepCmd) Run(s *Shell) error { return c.step(s, matter.Command{Name: "deliver-letter"}) }

type letterSignCmd struct{ letterRef }

// Run signs for a letter.
func (c *letterSignCmd) Run(s *Shell) error { return c.step(s, matter.Command{Name: "sign-letter"}) }

type letterReplyCmd struct {
	letterRef

	Text string `required:"" help:"f_text"`
}

// Run answers a letter.
func (c *letterReplyCmd) Run(s *Shell) error {
	return c.step(s, matter.Command{Name: "reply-letter", Text: c.Text})
}

type letterRecallCmd struct {
	letterRef

	Reason string `required:"" help:"f_reason"`
}

// Run withdraws a draft.
func (c *letterRecallCmd) Run(s *Shell) error {
	return c.step(s, matter.Command{Name: "withdraw-letter", Reason: c.Reason})
}

type letterShowCmd struct {
	letterRef

	Markdown bool `help:"f_letter_markdown"`
}

// Run prints a letter as it was issued; a draft as it would be issued now.
func (c *letterShowCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	id, lid, err := c.find(s, a, zone)
	if err != nil {
		return err
	}
	return s.showLetter(a, zone, id, lid, c.Markdown)
}

// showLetter prints a letter of a matter, by the ids of both.
func (s *Shell) showLetter(a *app.App, zone, id, lid string, markdown bool) error {
	m, err := listing.Then(s.Ctx, a.Engine, zone, id, s.Now())
	if err != nil {
		return err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	for _, l := range m.Letters {
		if l.ID != lid && l.Number != lid {
			continue
		}
		var t letter.Template
		if had := timeline.Letter(m.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, s.Now())); had != nil {
			t = *had
		}
		office, err := a.Engine.TitleAt(s.Ctx, zone, cmp.Or(l.IssuedAt, s.Now()))
		if err != nil {
			return err
		}
		head := letter.Head{Office: office}
		if !l.IssuedAt.IsZero() {
			head.Date = cal.DateOf(l.IssuedAt)
		}
		draft, warning, fault := dossier.Draft(s.Ctx, a.Engine, zone, id, l.ID, s.Now())
		if fault != nil && draft == nil {
			return fault
		}
		if draft != nil {
			l.Text, head.Date = draft.Text, cal.DateOf(s.Now())
			if l.State != letter.Drafted { // it will not be issued on any day
				head.Date = cal.DateOf(l.DraftedAt)
			}
		}
		return s.Print(l, func(screen *terminal.Screen) {
			if markdown { // and nothing else, to be kept as a file
				screen.Text(letter.Markdown(l, t, head))
				return
			}
			screen.Text(letter.Plain(l, t, head))
			screen.Hintf("")
			if fault != nil {
				screen.Linef("%s", s.T("draft_stale", errs.Message(fault, s.Lang)))
			}
			if !warning.IsZero() {
				screen.Linef("%s", s.T("draft_stale", warning.In(s.Lang)))
			}
			words := l.State.Words().In(s.Lang)
			if l.SupersededBy != "" {
				words = s.T("letter_superseded", words, l.SupersededBy)
			}
			state := s.T("letter_state", words, m.Number)
			if !l.ReplyBy.IsZero() {
				state += s.T("letter_reply_by", s.marked(calendar.Local(l.ReplyBy), cal.Provisional(l.ReplyBy)))
			}
			screen.Hintf("%s", state)
			if l.Reply != "" {
				screen.Linef("%s", s.T("letter_answer", calendar.Local(l.RepliedAt), terminal.Clean(l.Reply)))
			}
		})
	}
	return errs.Newf(errs.NotFound, "letter.not_found", "%[1]s 没有函件“%[2]s”", "%[1]s has no letter %[2]q", m.Number, lid)
}

// titled is the title under a name; the name itself where there is none.
func titled(titles map[string]text.Text, name string, lang text.Lang) string {
	if t, ok := titles[name]; ok && !t.IsZero() {
		return t.In(lang)
	}
	return name
}

// micros reads an instant as rows hold it.
func micros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
