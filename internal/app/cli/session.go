package cli

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/mechanism"
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
	byNumber := map[string]string{}
	for i := range all {
		if all[i].ID == ref {
			return ref, nil
		}
		byNumber[all[i].Number] = all[i].ID
	}
	number, err := listing.Meant(ref, func(yield func(string, error) bool) {
		for n := range byNumber {
			if !yield(n, nil) {
				return
			}
		}
	})
	if err == nil && number == "" {
		zh, en := text.Suggest(ref, sortedKeys(byNumber))
		err = errs.Newf(errs.NotFound, "session.not_found", "查无会议“%[1]s”；%[2]s", "there is no session %[1]q; %[3]s", ref, zh, en)
	}
	return byNumber[number], err
}

// templateNamed is the id of one of some session templates given by id or title; "" for none.
func templateNamed(templates map[string]*session.Template, word string) (string, error) {
	known := titlesOf(templates, func(t *session.Template) text.Text { return t.Title })
	return known.find(word, errs.NotFound, "session.unknown_template", zhEn("会议模板", "session template"))
}

// templateOnce is templateNamed of those that there were up to an instant, by the last title of each or an earlier one.
func templateOnce(timeline mechanism.Timeline, at time.Time, word string) (string, error) {
	name, err := templateNamed(timeline.Sessions(at), word)
	for _, v := range slices.Backward(timeline) {
		if err == nil {
			break
		}
		if once, unknown := templateNamed(v.Bundle.Sessions, word); unknown == nil && !v.From.After(at) {
			return once, nil
		}
	}
	return name, err
}

// sessionTitles gives the title of a session in the shell's language: its template's, where it has none of its own, which is what
// somebody wrote.
func (s *Shell) sessionTitles(a *app.App, zone string) (func(*session.State) string, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	return func(x *session.State) string {
		if t := timeline.Session(x.Template, x.ConvenedAt); t != nil {
			return t.Called(x.Title, s.Lang)
		}
		return x.Title
	}, nil
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
	before, err := a.Engine.Session(s.Ctx, zone, id)
	if err != nil {
		return err
	}
	from, err := s.recoloredFrom(a, zone, c)
	if err != nil {
		return err
	}
	state, err := a.Engine.Sit(s.Ctx, zone, id, s.Act(), c)
	if err != nil {
		return err
	}
	return s.tellSession(a, zone, &state, c, from, before.Minutes, reflect.DeepEqual(before, state))
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
	b, err := s.Bundle(a, zone)
	if err != nil {
		return err
	}
	if c.Template, err = templateNamed(b.Sessions, c.Template); err != nil {
		return err
	}
	convene := session.Convene{Date: c.Date, Title: c.Title, Place: c.Place, Chair: c.Chair, Row: c.Row, Expected: c.Expect}
	for _, words := range c.Item {
		item, err := s.item(a, zone, b.Sessions[c.Template], words)
		if err != nil {
			return err
		}
		convene.Agenda = append(convene.Agenda, item)
	}
	state, err := a.Engine.Convene(s.Ctx, zone, s.Act(), c.Template, convene)
	if err != nil {
		return err
	}
	return s.tellSession(a, zone, &state, convene, nil, "", false)
}

type sessionAttendCmd struct {
	sessionRef

	Present []string `placeholder:"POST" help:"f_present"`
	All     bool     `help:"f_all_present"`
	Absent  []string `sep:"none" placeholder:"POST=REASON" help:"f_absent"`
	Guest   []string `placeholder:"POST" help:"f_guest"`
	Left    []string `sep:"none" placeholder:"POST=REASON" help:"f_left"`
	Remove  []string `placeholder:"POST" help:"f_remove_attendance"`
	Chair   string   `placeholder:"POST" help:"f_presides"`
}

// Run records who came; of whom it says nothing, what is recorded stays.
func (c *sessionAttendCmd) Run(s *Shell) error {
	excused := func(list []string) (out []session.Apology) {
		for _, words := range list {
			post, reason, _ := strings.Cut(words, "=")
			out = append(out, session.Apology{Post: post, Reason: reason})
		}
		return out
	}
	return c.sit(s, session.Attend{
		All: c.All, Present: c.Present, Apologies: excused(c.Absent), Guests: c.Guest, Left: excused(c.Left), Removed: c.Remove, Chair: c.Chair,
	})
}

type sessionOpenCmd struct{ sessionRef }

// Run opens the session.
func (c *sessionOpenCmd) Run(s *Shell) error { return c.sit(s, session.Open{}) }

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

type sessionShowCmd struct {
	sessionRef

	Markdown bool `help:"f_markdown"`
}

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
	return s.showSession(a, zone, id, c.Markdown)
}

// showSession prints the minutes of a session, by id.
func (s *Shell) showSession(a *app.App, zone, id string, markdown bool) error {
	state, err := a.Engine.Session(s.Ctx, zone, id)
	if err != nil {
		return err
	}
	t, err := a.Engine.TemplateOf(s.Ctx, zone, &state)
	if err != nil {
		return err
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	names := session.Names{
		Of: func(id string) string {
			row, err := a.Store.Matter(s.Ctx, zone, id)
			if err != nil {
				return view.Named(id)
			}
			if strings.Contains(row.Title, row.Number) {
				return row.Title
			}
			return row.Title + "（" + row.Number + "）"
		},
		Urgency: func(matterID, urgency string) text.Text {
			if row, err := a.Store.Matter(s.Ctx, zone, matterID); err == nil {
				return timeline.UrgencyTitle(row.Kind, urgency, state.WordedAt(s.Now()))
			}
			return text.Text{}
		},
	}
	minutes := session.Minutes(state, t, names, s.Lang)
	if terminal.WidthOf(s.Out) > 0 && !markdown {
		minutes = plain(minutes)
	}
	return s.Print(&state, func(screen *terminal.Screen) { screen.Text(minutes) })
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
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	if c.Template, err = templateOnce(timeline, s.Now(), c.Template); err != nil {
		return err
	}
	all, err := a.Engine.Sessions(s.Ctx, zone, c.Template)
	if err != nil {
		return err
	}
	lines, err := s.sessionRows(a, zone, all)
	if err != nil {
		return err
	}
	called, err := s.sessionTitles(a, zone)
	if err != nil {
		return err
	}
	return s.Print(all, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(all))
		for i := range all {
			x := &all[i]
			rows[i] = terminal.Row(x.Number, called(x), x.Date.String(), session.Presiding(x, session.Names{}, s.Lang), x.Stage.Words().In(s.Lang), strconv.Itoa(len(x.Agenda)), strconv.Itoa(len(x.Resolutions)))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_number")},
			{Title: s.T("col_session"), Max: 36},
			{Title: s.T("col_date")},
			{Title: s.T("col_chair"), Max: 24, Wrap: true},
			{Title: s.T("col_state")},
			{Title: s.T("col_items"), Right: true},
			{Title: s.T("col_resolutions"), Right: true},
		}, rows)
		for i := range lines {
			screen.Linef("%s", lines[i].Title.In(s.Lang))
			s.drawRows(screen, lines[i].Rows)
		}
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}
