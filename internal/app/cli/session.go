package cli

import (
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/session"
)

type sessionCmds struct {
	List    sessionListCmd    `cmd:"" help:"h_session_list"`
	Show    sessionShowCmd    `cmd:"" help:"h_session_show"`
	Convene sessionConveneCmd `cmd:"" help:"h_session_convene"`
	Attend  sessionAttendCmd  `cmd:"" help:"h_session_attend"`
	Add     sessionAddCmd     `cmd:"" help:"h_session_add"`
	Open    sessionOpenCmd    `cmd:"" help:"h_session_open"`
	Review  sessionReviewCmd  `cmd:"" help:"h_session_review"`
	Pass    sessionPassCmd    `cmd:"" help:"h_session_pass"`
	Resolve sessionResolveCmd `cmd:"" help:"h_session_resolve"`
	Minute  sessionMinuteCmd  `cmd:"" help:"h_session_minute"`
	Close   sessionCloseCmd   `cmd:"" help:"h_session_close"`
	Cancel  sessionCancelCmd  `cmd:"" help:"h_session_cancel"`
}

// sessionRef names a session by its number or id.
type sessionRef struct {
	Session string `arg:"" help:"a_session"`
}

// sessionID finds the id of a session given by number or id.
func (s *Shell) sessionID(a *app.App, zone, ref string) (string, error) {
	all, err := a.Engine.Sessions(s.Ctx, zone, "")
	if err != nil {
		return "", err
	}
	for i := range all {
		if all[i].ID == ref || all[i].Number == ref {
			return all[i].ID, nil
		}
	}
	return "", errs.Newf(errs.NotFound, "session.not_found", "查无会议“%[1]s”", "there is no session %[1]q", ref)
}

// sit gives a command on the session.
func (r *sessionRef) sit(s *Shell, c session.Command) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	id, err := s.sessionID(a, zone, r.Session)
	if err != nil {
		return err
	}
	state, err := a.Engine.Sit(s.Ctx, zone, id, s.Act(), c)
	if err != nil {
		return err
	}
	return s.tellSession(&state)
}

func (s *Shell) tellSession(state *session.State) error {
	return s.Print(state, func(screen *terminal.Screen) {
		screen.Linef("%s  %s · %s · %s", state.Number, state.Title, state.Date.String(), state.Stage.Words().In(s.Lang))
		for i, item := range state.Agenda {
			screen.Linef("  %d. [%s] %s", i+1, item.Block, item.Title)
		}
		screen.Hintf("  → qinlian session show %s", state.Number)
	})
}

type sessionConveneCmd struct {
	Template string     `arg:"" help:"a_session_template"`
	Date     clock.Date `placeholder:"DATE" help:"f_session_date"`
	Title    string     `help:"f_title"`
	Place    string     `help:"f_place"`
	Chair    string     `placeholder:"POST" help:"f_chair"`
	Row      string     `help:"f_row"`
	Expect   []string   `placeholder:"POST" help:"f_expect"`
	Item     []string   `sep:"none" placeholder:"BLOCK=TITLE[@MATTER]" help:"f_item"`
}

// Run convenes a session; what the template fills in comes by itself.
func (c *sessionConveneCmd) Run(s *Shell) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	convene := session.Convene{Date: c.Date, Title: c.Title, Place: c.Place, Chair: c.Chair, Row: c.Row, Expected: c.Expect}
	for _, words := range c.Item {
		item, err := s.item(a, zone, words)
		if err != nil {
			return err
		}
		convene.Agenda = append(convene.Agenda, item)
	}
	state, err := a.Engine.Convene(s.Ctx, zone, s.Act(), c.Template, convene)
	if err != nil {
		return err
	}
	return s.tellSession(&state)
}

// item reads BLOCK=TITLE@MATTER; the matter may be left out.
func (s *Shell) item(a *app.App, zone, words string) (session.Item, error) {
	block, title, ok := strings.Cut(words, "=")
	if !ok {
		return session.Item{}, errs.Newf(errs.Invalid, "usage.item", "议题“%[1]s”应写作 板块=题目 或 板块=题目@事项编号", "write the item %[1]q as BLOCK=TITLE or BLOCK=TITLE@MATTER", words)
	}
	item := session.Item{Block: block, Title: title}
	if t, number, ok := cutLast(title, "@"); ok {
		row, err := a.Store.Matter(s.Ctx, zone, number)
		if err != nil {
			return item, err
		}
		item.Title, item.MatterID = t, row.ID
		if item.Title == "" {
			item.Title = row.Title
		}
	}
	return item, nil
}

type sessionAttendCmd struct {
	sessionRef

	Present []string `placeholder:"POST" help:"f_present"`
	All     bool     `help:"f_all_present"`
	Absent  []string `sep:"none" placeholder:"POST=REASON" help:"f_absent"`
	Guest   []string `placeholder:"POST" help:"f_guest"`
}

// Run records who came.
func (c *sessionAttendCmd) Run(s *Shell) error {
	attend := session.Attend{Present: c.Present, Guests: c.Guest}
	away := map[string]bool{}
	for _, words := range c.Absent {
		post, reason, _ := strings.Cut(words, "=")
		away[post] = true
		attend.Apologies = append(attend.Apologies, session.Apology{Post: post, Reason: reason})
	}
	if c.All {
		a, zone, err := s.InZone()
		if err != nil {
			return err
		}
		id, err := s.sessionID(a, zone, c.Session)
		if err != nil {
			return err
		}
		state, err := a.Engine.Session(s.Ctx, zone, id)
		if err != nil {
			return err
		}
		for _, post := range state.Attendance.Expected {
			if !away[post] {
				attend.Present = append(attend.Present, post)
			}
		}
	}
	return c.sit(s, attend)
}

type sessionAddCmd struct {
	sessionRef

	Item string `arg:"" placeholder:"BLOCK=TITLE[@MATTER]" help:"f_item"`
}

// Run puts one more item on the agenda.
func (c *sessionAddCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	item, err := s.item(a, zone, c.Item)
	if err != nil {
		return err
	}
	return c.sit(s, session.AddItem{Item: item})
}

type sessionOpenCmd struct{ sessionRef }

// Run opens the session.
func (c *sessionOpenCmd) Run(s *Shell) error { return c.sit(s, session.Open{}) }

type sessionReviewCmd struct {
	sessionRef

	Item   int    `help:"f_item_number"`
	Matter string `placeholder:"NUMBER" help:"f_matter"`
	Text   string `required:"" help:"f_text"`
}

// Run records what was said of an item.
func (c *sessionReviewCmd) Run(s *Shell) error {
	review := session.ReviewItem{Item: c.Item, Words: c.Text}
	if c.Matter != "" {
		a, zone, err := s.InZone()
		if err != nil {
			return err
		}
		row, err := a.Store.Matter(s.Ctx, zone, c.Matter)
		if err != nil {
			return err
		}
		review.MatterID = row.ID
	}
	return c.sit(s, review)
}

type sessionPassCmd struct {
	sessionRef

	Block  string `arg:"" help:"a_block"`
	Reason string `required:"" help:"f_reason"`
}

// Run leaves a block out, for a reason.
func (c *sessionPassCmd) Run(s *Shell) error {
	return c.sit(s, session.PassBlock{Block: c.Block, Reason: c.Reason})
}

type sessionResolveCmd struct {
	sessionRef

	Text     string     `required:"" help:"f_text"`
	Item     int        `help:"f_item_number"`
	Matter   string     `xor:"about" placeholder:"NUMBER" help:"f_matter"`
	Recolor  string     `xor:"about" placeholder:"NUMBER=URGENCY" help:"f_recolor"`
	Register string     `xor:"about" placeholder:"KIND=TITLE" help:"f_resolve_register"`
	Brief    string     `help:"f_brief"`
	LeadUnit string     `placeholder:"UNIT" help:"f_lead"`
	Owner    string     `placeholder:"POST" help:"f_owner"`
	Due      clock.Date `placeholder:"DATE" help:"f_due"`
}

// Run adds a resolution: words, a change of urgency, or a matter to register.
func (c *sessionResolveCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	r := session.Resolution{Text: c.Text, Item: c.Item}
	number, urgency, _ := cutLast(c.Recolor, "=")
	for _, ref := range []string{c.Matter, number} {
		if ref == "" {
			continue
		}
		row, err := a.Store.Matter(s.Ctx, zone, ref)
		if err != nil {
			return err
		}
		if r.MatterID = row.ID; c.Recolor != "" {
			r.MatterID, r.Recolor = "", &session.Recolor{MatterID: row.ID, Urgency: urgency}
		}
	}
	if kind, title, ok := strings.Cut(c.Register, "="); ok {
		r.Register = &session.Register{Kind: kind, Title: title, Brief: c.Brief, LeadUnit: c.LeadUnit, Owner: c.Owner, Due: c.Due}
	}
	return c.sit(s, session.Resolve{Resolution: r})
}

type sessionMinuteCmd struct {
	sessionRef

	Text string `required:"" help:"f_text"`
}

// Run sets the minutes.
func (c *sessionMinuteCmd) Run(s *Shell) error { return c.sit(s, session.Minute{Text: c.Text}) }

type sessionCloseCmd struct{ sessionRef }

// Run ends the session.
func (c *sessionCloseCmd) Run(s *Shell) error { return c.sit(s, session.Close{}) }

type sessionCancelCmd struct {
	sessionRef

	Reason string `required:"" help:"f_reason"`
}

// Run calls a session off that has not begun.
func (c *sessionCancelCmd) Run(s *Shell) error { return c.sit(s, session.Cancel{Reason: c.Reason}) }

type sessionShowCmd struct{ sessionRef }

// Run prints the minutes of a session as they stand.
func (c *sessionShowCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	id, err := s.sessionID(a, zone, c.Session)
	if err != nil {
		return err
	}
	state, err := a.Engine.Session(s.Ctx, zone, id)
	if err != nil {
		return err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	t := &session.Template{}
	if b := timeline.At(s.Now()); b != nil && b.Sessions[state.Template] != nil {
		t = b.Sessions[state.Template]
	}
	names := func(id string) string {
		if row, err := a.Store.Matter(s.Ctx, zone, id); err == nil {
			return row.Title + "(" + row.Number + ")"
		}
		return ""
	}
	return s.Print(&state, func(screen *terminal.Screen) { screen.Text(session.Minutes(state, t, names)) })
}

type sessionListCmd struct {
	Template string `arg:"" optional:"" help:"a_session_template"`
}

// Run lists the sessions of the zone.
func (c *sessionListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	all, err := a.Engine.Sessions(s.Ctx, zone, c.Template)
	if err != nil {
		return err
	}
	return s.Print(all, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(all))
		for i := range all {
			x := &all[i]
			rows[i] = terminal.Row(x.Number, x.Title, x.Date.String(), x.Chair, x.Stage.Words().In(s.Lang), strconv.Itoa(len(x.Agenda)), strconv.Itoa(len(x.Resolutions)))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_number")},
			{Title: s.T("col_session"), Max: 36},
			{Title: s.T("col_date")},
			{Title: s.T("col_chair")},
			{Title: s.T("col_state")},
			{Title: s.T("col_items"), Right: true},
			{Title: s.T("col_resolutions"), Right: true},
		}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}
