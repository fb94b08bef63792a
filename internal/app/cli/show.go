package cli

import (
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/redeem"
)

type showCmd struct {
	Number string `arg:"" help:"a_traced"`
	All    bool   `help:"f_all_events"`
	Rule   bool   `help:"f_rule"`
}

// Run draws everything about one matter, or the page of a letter, a session or a claim.
func (c *showCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	n, err := s.traced(a, zone, c.Number)
	switch {
	case err != nil:
		return err
	case n.letter != "":
		return s.showLetter(a, zone, n.matter, n.letter, false)
	case n.session != "":
		return s.showSession(a, zone, n.session, false)
	case n.claim != nil:
		b, err := s.Bundle(a, zone)
		if err != nil {
			return err
		}
		return s.showClaim(&redeem.Counter{Engine: a.Engine, Zone: zone}, b, n.claim)
	}
	d, err := dossier.Of(s.Ctx, a.Engine, zone, n.matter, s.Now())
	if err != nil {
		return err
	}
	var merged [2]string
	into, taken, err := dossier.Merged(s.Ctx, a.Engine, zone, &d.State)
	if err != nil {
		return err
	}
	merged[0], merged[1] = into, s.list(taken)
	on, err := s.sessionsOn(a, zone, d.State.ID)
	if err != nil {
		return err
	}
	cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	return s.Print(shownMatter{d, on}, func(screen *terminal.Screen) { s.drawDossier(screen, d, cal, merged, on, c) })
}

// drawDossier draws a matter; merged is what it was merged into, and what was merged into it, on the sessions that had to do
// with it.
func (s *Shell) drawDossier(screen *terminal.Screen, d *dossier.Dossier, cal *calendar.Calendar, merged [2]string, on []sessionOn, c *showCmd) {
	m := &d.State
	stage := s.stage(m.Stage)
	screen.Titlef("%s  %s", m.Number, m.Title)
	screen.LightLinef(string(d.Light), "%s · %s", stage, s.T("as_of", calendar.Local(d.At)))
	s.drawWhy(screen, d)
	if len(d.Unswept) > 0 {
		screen.Hintf("    %s", s.T("unswept", len(d.Unswept)))
	}
	s.drawParticulars(screen, d, merged)
	s.drawClock(screen, d)
	s.drawLadder(screen, d, cal)
	s.drawDuties(screen, m, cal)
	s.drawLettersOf(screen, d, cal)
	s.drawSessions(screen, on)
	if d.Tree.Children > 0 {
		screen.Headingf("%s", s.T("show_tree", d.Tree.Leaves, d.Tree.LeavesDone, dossier.Percent(d.Tree.Progress)))
		var rows [][]terminal.Cell
		for _, l := range d.Children {
			rows = append(rows, []terminal.Cell{screen.L(l.Light), terminal.C(l.Number), terminal.C(l.Title), terminal.C(s.stage(matter.Stage(l.State))), terminal.C(l.What)})
		}
		screen.Table([]terminal.Column{{}, {Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}, {Title: s.T("col_stage")}, {Title: s.T("col_progress"), Right: true}}, rows)
	}
	s.drawEvents(screen, d, c)
	if c.Rule {
		s.drawAsWritten(screen, d)
	}
	screen.Hintf("  → qinlian receipt %s", d.State.Number)
}

// light names a light: 红灯.
func (s *Shell) light(l matter.Light) string {
	if s.Lang == text.En {
		return lightTitles[string(l)].En
	}
	return lightTitles[string(l)].Zh + "灯"
}

// drawAsWritten shows what people do not read: rules in CEL, ids of duties and the whole origin.
func (s *Shell) drawAsWritten(screen *terminal.Screen, d *dossier.Dossier) {
	screen.Headingf("%s", s.T("show_rules"))
	var pairs [][2]string
	for _, tried := range d.Why {
		pairs = append(pairs, [2]string{s.light(tried.Light), tried.Rule})
	}
	screen.Pairs(append(pairs, [2]string{s.T("p_origin"), d.State.Origin}, [2]string{s.T("p_row"), d.State.Row}))
	if len(d.State.Duties) > 0 {
		screen.Headingf("%s", s.T("show_duty_ids"))
		for i := range d.State.Duties {
			screen.Linef("  %s  %s", s.duty(d.State.Duties[i].What), d.State.Duties[i].ID)
		}
	}
}

func (s *Shell) stage(stage matter.Stage) string {
	zh, en := stage.Words()
	if s.Lang == text.En {
		return en
	}
	return zh
}

// list joins names.
func (s *Shell) list(names []string) string {
	if s.Lang == text.En {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

func (s *Shell) drawParticulars(screen *terminal.Screen, d *dossier.Dossier, merged [2]string) {
	m := &d.State
	screen.Headingf("%s", s.T("show_particulars"))
	pairs := [][2]string{
		{s.T("col_kind"), d.KindTitle.In(s.Lang)},
		{s.T("p_brief"), m.Brief},
		{s.T("p_category"), strings.Join(m.Category, "/")},
		{s.T("p_urgency"), d.Urgency.In(s.Lang)},
		{s.T("p_place"), m.Place},
		{s.T("col_unit"), org.KnownIn(s.Lang, d.Unit)},
		{s.T("p_support"), s.list(known(s.Lang, d.Support))},
		{s.T("col_owner"), s.orNobody(m.Owner)},
		{s.T("p_acting"), d.Acting.In(s.Lang)},
		{s.T("p_sponsor"), m.Sponsor},
		{s.T("p_verifier"), m.Verifier},
		{s.T("p_first"), m.FirstContact},
		{s.T("p_parent"), d.Parent},
		{s.T("p_into"), merged[0]},
		{s.T("p_taken"), merged[1]},
		{s.T("col_progress"), dossier.Percent(m.Progress)},
		{s.T("p_level"), positive(m.Level)},
		{s.T("p_evidence"), s.list(m.Evidence)},
		{s.T("p_objection"), m.Objection},
		{s.T("p_origin"), d.Origin.In(s.Lang)},
	}
	for _, f := range d.Fields {
		pairs = append(pairs, [2]string{f.Title.In(s.Lang), f.Value.In(s.Lang)})
	}
	screen.Pairs(pairs)
}

func (s *Shell) drawClock(screen *terminal.Screen, d *dossier.Dossier) {
	m, c := &d.State, &d.Clock
	screen.Headingf("%s", s.T("show_clock"))
	if c.Due.Date.IsZero() && !c.Suspended {
		key := "clock_none"
		if m.Ongoing {
			key = "clock_ongoing"
		}
		if len(c.Notes) > 0 {
			key = "clock_unstarted"
		}
		screen.Linef("  %s", s.T(key))
		for _, note := range c.Notes {
			screen.Linef("  %s", note.In(s.Lang))
		}
		return
	}
	left := s.T("days_left", c.DaysLeft)
	if c.Overdue {
		left = s.T("days_over", -c.DaysLeft)
	}
	if c.Overdue && c.DaysLeft == 0 {
		left = s.T("over_today")
	}
	ended := m.Done() || m.Over()
	title := "clock_left"
	switch {
	case ended && c.Overdue && c.DaysLeft == 0:
		title = "clock_ended"
	case ended && c.Overdue:
		title, left = "clock_ended", s.T("ended_over", -c.DaysLeft)
	case ended:
		title, left = "clock_ended", s.T("ended_left", c.DaysLeft)
	case c.Suspended:
		left = s.T("clock_suspended")
	}
	pairs := [][2]string{{s.T("clock_due"), s.deadline(&c.Due)}, {s.T(title), left}}
	if c.Stopped != nil {
		pairs = append(pairs, [2]string{s.T("clock_stopped"), s.stopped(c.Stopped)})
	}
	if c.Started && c.Budget != "" && m.Due.IsZero() {
		budget := s.limit(c.Budget)
		for _, by := range c.Extended {
			budget = s.T("clock_extended", budget, s.limit(by.String()))
		}
		used := s.T("clock_used", budget, s.limit(c.Used.String()), s.limit(c.Left.String()))
		if ended {
			used = s.T("clock_used_up", budget, s.limit(c.Used.String()))
		}
		title := "clock_budget"
		if m.Clock.Limit.Unit == calendar.OnDate {
			title = "clock_date"
		}
		pairs = append(pairs, [2]string{s.T(title), used})
	}
	for key, d := range map[string]*calendar.Deadline{"clock_statutory": &m.Deadlines.Statutory, "clock_advisory": &m.Deadlines.Advisory, "clock_accept": &m.Deadlines.Accept} {
		pairs = append(pairs, [2]string{s.T(key), s.deadline(d)})
	}
	if c.Extensions > 0 {
		pairs = append(pairs, [2]string{s.T("clock_extensions"), positive(c.Extensions)})
	}
	if !c.Baseline.IsZero() && c.Baseline != c.Due.Date {
		pairs = append(pairs, [2]string{s.T("clock_baseline"), c.Baseline.String()})
	}
	screen.Pairs(sortedPairs(pairs, 2))
}

// stopped tells since when and why a clock stands still.
func (s *Shell) stopped(stop *dossier.Stop) string {
	if stop.Basis.IsZero() {
		return s.T("clock_stopped_because", calendar.Local(stop.From), stop.Reason)
	}
	return s.T("clock_stopped_by", calendar.Local(stop.From), stop.Reason, stop.Basis.In(s.Lang))
}

// deadline is a deadline with what is to be known about it; "" for none.
func (s *Shell) deadline(d *calendar.Deadline) string {
	out := calendar.Local(d.At)
	if d.Provisional {
		out += s.T("provisional")
	}
	if d.MakeUp {
		out += s.T("make_up")
	}
	return out
}

func (s *Shell) limit(words string) string { return dossier.LimitWords(words).In(s.Lang) }

// aheadShown is how many steps of the future in which nobody acts are drawn.
const aheadShown = 10

func (s *Shell) drawLadder(screen *terminal.Screen, d *dossier.Dossier, cal *calendar.Calendar) {
	var fired []dossier.Entry
	for i := range d.Past {
		if d.Past[i].Type == "rung-fired" {
			fired = append(fired, d.Past[i])
		}
	}
	var due []dossier.Entry
	for i := range d.Unswept {
		if d.Unswept[i].Type == "rung-fired" {
			due = append(due, d.Unswept[i])
		}
	}
	if len(fired)+len(due)+len(d.Ahead) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_ladder"))
	for i := range fired {
		screen.Linef("  ✓ %s  %s", calendar.Local(fired[i].At), fired[i].Says.In(s.Lang))
	}
	for i := range due {
		screen.Linef("  ✓ %s  %s%s", calendar.Local(due[i].At), due[i].Says.In(s.Lang), s.T("ladder_unswept"))
	}
	if len(d.Ahead) > 0 {
		screen.Hintf("  %s", s.T("if_nobody_acts"))
	}
	for i := range d.Ahead {
		if i == aheadShown && len(d.Ahead) > aheadShown+1 {
			screen.Hintf("  %s", s.T("ahead_more", len(d.Ahead)-aheadShown, calendar.Local(d.Ahead[len(d.Ahead)-1].At)))
			break
		}
		screen.Linef("  … %s  %s", s.marked(calendar.Local(d.Ahead[i].At), cal.Provisional(d.Ahead[i].At)), d.Ahead[i].Says.In(s.Lang))
	}
}

func (s *Shell) drawDuties(screen *terminal.Screen, m *matter.State, cal *calendar.Calendar) {
	if len(m.Duties) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_duties"))
	var rows [][]terminal.Cell
	for i := range m.Duties {
		d := &m.Duties[i]
		state := s.T("duty_open")
		if d.Missed() {
			state = s.T("duty_missed")
		}
		rows = append(rows, []terminal.Cell{
			terminal.C(s.duty(d.What)), terminal.C(dossier.PeriodWords(d.Period).In(s.Lang)), terminal.C(s.orNobody(d.Owner)), s.dueCell(calendar.Local(d.Due), cal.Provisional(d.Due)), terminal.C(state),
		})
	}
	screen.Table([]terminal.Column{{Title: s.T("col_what"), Max: 30, Wrap: true}, {Title: s.T("col_period"), Max: 24, Wrap: true}, {Title: s.T("col_owner"), Max: 24, Wrap: true}, {Title: s.T("col_due")}, {Title: s.T("col_state")}}, rows)
}

func (s *Shell) drawLettersOf(screen *terminal.Screen, d *dossier.Dossier, cal *calendar.Calendar) {
	if len(d.State.Letters) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_letters"))
	var rows [][]terminal.Cell
	for i := range d.State.Letters {
		l := &d.State.Letters[i]
		title := l.Template
		if t := d.Letters[l.ID]; !t.IsZero() {
			title = t.In(s.Lang)
		}
		rows = append(rows, []terminal.Cell{
			terminal.C(l.Number), terminal.C(title), terminal.C(l.To), terminal.C(l.State.Words().In(s.Lang)), s.dueCell(calendar.Local(l.ReplyBy), cal.Provisional(l.ReplyBy)), terminal.C(d.State.Number + "/" + l.ID),
		})
	}
	screen.Table([]terminal.Column{
		{Title: s.T("col_number")},
		{Title: s.T("col_letter"), Max: 24, Wrap: true},
		{Title: s.T("col_to"), Max: 24, Wrap: true},
		{Title: s.T("col_state"), Max: 20, Wrap: true},
		{Title: s.T("col_reply_by")},
		{Title: s.T("col_ref")},
	}, rows)
}

// shownEvents is how many of the last events are drawn unless all are asked for.
const shownEvents = 20

func (s *Shell) drawEvents(screen *terminal.Screen, d *dossier.Dossier, c *showCmd) {
	screen.Headingf("%s", s.T("show_events", len(d.Past)))
	past := d.Past
	if !c.All && len(past) > shownEvents {
		screen.Hintf("  %s", s.T("earlier_events", len(past)-shownEvents))
		past = past[len(past)-shownEvents:]
	}
	var rows [][]terminal.Cell
	for i := range past {
		e := &past[i]
		actor := e.Actor
		if e.Derived {
			actor = s.T("by_itself")
		} else if e.Deputy {
			actor += s.T("as_deputy")
		}
		row := terminal.Row(strconv.FormatInt(e.Seq, 10), calendar.Local(e.At), actor, e.Says.In(s.Lang))
		if c.Rule {
			row = append(row, terminal.C(e.Hash[:8]))
		}
		rows = append(rows, row)
	}
	columns := []terminal.Column{{Title: "#", Right: true}, {Title: s.T("col_at")}, {Title: s.T("col_actor"), Max: 22}, {Title: s.T("col_event"), Max: 78, Wrap: true}}
	if c.Rule {
		columns = append(columns, terminal.Column{Title: s.T("col_hash")})
	}
	screen.Table(columns, rows)
}
