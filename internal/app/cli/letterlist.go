package cli

import (
	"cmp"
	"slices"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
)

type letterListCmd struct {
	State  string `help:"f_letter_state"`
	To     string `placeholder:"POST" help:"f_letter_to"`
	Matter string `placeholder:"NUMBER" help:"f_of_matter"`
	Limit  *int   `help:"f_limit"`
	All    bool   `help:"f_all_letters"`
}

// Run lists letters; drafts that newer ones superseded only where they are asked for: nothing is to be done about them.
func (c *letterListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	if c.State, err = letterStates.find(c.State, errs.Invalid, "letter.unknown_state", zhEn("函件状态", "state of a letter")); err != nil {
		return err
	}
	return s.asSwept(a, zone, func() (func(late string) error, error) { return c.read(s, a, zone) })
}

// read reads the list and gives what draws it.
func (c *letterListCmd) read(s *Shell, a *app.App, zone string) (func(late string) error, error) {
	var err error
	f := engine.Filter{State: c.State, Limit: s.rowLimit(c.Limit)}
	if err := a.Engine.CarriedBy(s.Ctx, zone, s.Now(), &f, c.To); err != nil {
		return nil, err
	}
	if f.Matter, err = s.matterID(a, zone, c.Matter); err != nil {
		return nil, err
	}
	hidden := 0
	switch {
	case c.State == lateLetters:
		f.State, f.States, f.DueTo = "", []string{string(letter.Delivered), string(letter.Signed)}, s.Now().UnixMicro()
	case c.State == "" && !c.All:
		past := f
		past.State, past.Limit = string(letter.Superseded), 0
		if hidden, err = a.Store.CountLetters(s.Ctx, zone, past); err != nil {
			return nil, err
		}
		f.States = standing
	}
	type line struct {
		Ref         string    `json:"ref"`
		Number      string    `json:"number,omitempty"`
		Template    string    `json:"template"`
		To          string    `json:"to"`
		By          string    `json:"by,omitempty"`
		State       string    `json:"state"`
		Drafted     time.Time `json:"drafted"`
		ReplyBy     time.Time `json:"reply_by,omitzero"`
		Provisional bool      `json:"provisional,omitempty"` // to be answered in a year without notice
		Matter      string    `json:"matter"`
		Age         int       `json:"age,omitempty"`    // of a draft, in working days
		Later       []string  `json:"later,omitempty"`  // of a draft: by other templates, drafted since for the same matter
		Untrue      bool      `json:"untrue,omitempty"` // of a draft: its ground, or whom it is to, is no more, and it does not go out as it is
	}
	cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	lines, rows, untrue := []line{}, [][]terminal.Cell{}, 0
	var drafts map[[2]string]dossier.DraftNow
	err = withMatters(s, a, zone, a.Store.Letters(s.Ctx, zone, f), func(l *engine.LetterRow) string { return l.MatterID }, func(some []engine.LetterRow) error {
		drafts, err = dossier.Drafts(s.Ctx, a.Engine, zone, some, s.Now())
		return err
	}, func(l *engine.LetterRow, row *engine.MatterRow) error {
		n := line{row.Number + "/" + l.ID, l.Number, l.Template, l.ToPost, l.ByPost, l.State, micros(l.DraftedAt), micros(l.ReplyBy), cal.Provisional(micros(l.ReplyBy)), row.Title, 0, nil, false}
		title := n.Template
		if t := timeline.LetterTitle(row.Kind, n.Template, letter.WordsAt(letter.State(n.State), n.Drafted, micros(l.IssuedAt), s.Now())); !t.IsZero() {
			title = t.In(s.Lang)
		}
		state := letter.State(n.State).Words().In(s.Lang)
		if n.State == string(letter.Drafted) {
			d := drafts[[2]string{l.MatterID, l.ID}]
			for _, later := range d.Later {
				n.Later = append(n.Later, cmp.Or(later.Number, row.Number+"/"+later.ID))
			}
			n.Age, n.Untrue = d.Age, d.Untrue
			if state = s.draftState(state, n.Age, n.Later); n.Untrue {
				state, untrue = s.T("draft_untrue", state), untrue+1
			}
		}
		lines = append(lines, n)
		ref := terminal.Lines(n.Ref)
		if n.Number != "" {
			ref = terminal.Lines(n.Number, n.Ref)
		}
		rows = append(rows, []terminal.Cell{
			ref, terminal.C(title), terminal.C(n.Matter), terminal.C(n.To), terminal.C(s.orNobody(n.By)), terminal.Lines(state, s.letterDay(cal, l)),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		if err := s.isPost(a, zone, c.To); err != nil {
			return nil, err
		}
	}
	total, err := s.whole(len(lines), f, zone, a.Store.CountLetters)
	if err != nil {
		return nil, err
	}
	return func(late string) error {
		return s.Print(lines, func(screen *terminal.Screen) {
			screen.Table([]terminal.Column{
				{Title: s.T("col_number")},
				{Title: s.T("col_letter"), Max: 20, Wrap: true},
				{Title: s.T("col_matter"), Max: 30, Wrap: true},
				{Title: s.T("col_to"), Max: 22, Wrap: true},
				{Title: s.T("col_by"), Max: 22, Wrap: true},
				{Title: s.T("col_state"), Max: 24, Wrap: true},
			}, rows)
			screen.Hintf("%s", s.listed(len(rows), total))
			if hidden > 0 {
				screen.Hintf("%s", s.T("superseded_hidden", hidden))
			}
			if untrue > 0 {
				screen.Hintf("%s", s.T("drafts_untrue", untrue, lines[slices.IndexFunc(lines, func(n line) bool { return n.Untrue })].Ref))
				screen.Hintf("%s", s.T("drafts_anew"))
			}
			if late != "" {
				screen.Hintf("%s", late)
			}
		})
	}, nil
}

// standing are the states of letters but for drafts that gave way to newer ones.
var standing = []string{string(letter.Drafted), string(letter.Issued), string(letter.Delivered), string(letter.Signed), string(letter.Replied), string(letter.Withdrawn)}

// letterDay says by when a letter is to be answered, or was, or when it was drafted.
func (s *Shell) letterDay(cal *calendar.Calendar, l *engine.LetterRow) string {
	replyBy, key := micros(l.ReplyBy), "letter_due_on"
	switch {
	case replyBy.IsZero():
		return s.T("letter_drafted_on", cal.DateOf(micros(l.DraftedAt)).String())
	case l.State == string(letter.Replied) && l.Late:
		key = "letter_too_late"
	case l.State == string(letter.Replied):
		key = "letter_in_time"
	}
	return s.T(key, s.marked(cal.DateOf(replyBy).String(), cal.Provisional(replyBy)))
}

// draftState writes the state of a draft with what speaks against issuing it unread.
func (s *Shell) draftState(state string, age int, later []string) string {
	if age > 0 {
		state = s.T("draft_age", state, age)
	}
	if len(later) > 0 {
		state = s.T("draft_later", state, s.join(later))
	}
	return state
}
