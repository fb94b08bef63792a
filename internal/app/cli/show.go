package cli

import (
	"fmt"
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

type showCmd struct {
	Number string `arg:"" help:"a_number"`
	All    bool   `help:"f_all_events"`
}

// Run draws everything about one matter.
func (c *showCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	d, err := a.Dossier(s.Ctx, zone, c.Number, s.Now())
	if err != nil {
		return err
	}
	return s.Print(d, func(screen *terminal.Screen) { s.drawDossier(screen, d, c.All) })
}

func (s *Shell) drawDossier(screen *terminal.Screen, d *app.Dossier, all bool) {
	m := &d.State
	stage := s.stage(m.Stage)
	screen.Titlef("%s  %s", m.Number, m.Title)
	screen.LightLinef(string(d.Light), "%s · %s", stage, s.T("as_of", app.Local(d.At)))
	if d.Rule != "" {
		rule := d.Rule
		if rule == "true" {
			rule = s.T("no_other_rule")
		}
		screen.Linef("    %s %s", s.T("because"), rule)
		for _, found := range d.Why {
			screen.Linef("    · %s", found.In(s.Lang))
		}
	}
	if len(d.Unswept) > 0 {
		screen.Hintf("    %s", s.T("unswept", len(d.Unswept)))
	}
	s.drawParticulars(screen, d)
	s.drawClock(screen, d)
	s.drawLadder(screen, d)
	s.drawDuties(screen, m)
	s.drawLettersOf(screen, d)
	if d.Tree.Children > 0 {
		screen.Headingf("%s", s.T("show_tree", d.Tree.Leaves, d.Tree.LeavesDone, d.Tree.Progress))
		var rows [][]terminal.Cell
		for _, l := range d.Children {
			rows = append(rows, []terminal.Cell{screen.L(l.Light), terminal.C(l.Number), terminal.C(l.Title), terminal.C(s.stage(matter.Stage(l.State))), terminal.C(l.What)})
		}
		screen.Table([]terminal.Column{{}, {Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}, {Title: s.T("col_stage")}, {Title: s.T("col_progress"), Right: true}}, rows)
	}
	s.drawEvents(screen, d, all)
}

func (s *Shell) stage(stage matter.Stage) string {
	zh, en := stage.Words()
	if s.Lang == "en" {
		return en
	}
	return zh
}

func (s *Shell) drawParticulars(screen *terminal.Screen, d *app.Dossier) {
	m := &d.State
	screen.Headingf("%s", s.T("show_particulars"))
	pairs := [][2]string{
		{s.T("col_kind"), d.KindTitle.In(s.Lang)},
		{s.T("p_brief"), m.Brief},
		{s.T("p_category"), strings.Join(m.Category, "/")},
		{s.T("p_urgency"), d.Urgency.In(s.Lang)},
		{s.T("p_place"), m.Place},
		{s.T("col_unit"), d.Unit},
		{s.T("p_support"), strings.Join(d.Support, "、")},
		{s.T("col_owner"), s.orNobody(m.Owner)},
		{s.T("p_acting"), d.Acting.In(s.Lang)},
		{s.T("p_sponsor"), m.Sponsor},
		{s.T("p_verifier"), m.Verifier},
		{s.T("p_first"), m.FirstContact},
		{s.T("p_parent"), m.Parent},
		{s.T("col_progress"), fmt.Sprintf("%g%%", m.Progress)},
		{s.T("p_level"), positive(m.Level)},
		{s.T("p_evidence"), strings.Join(m.Evidence, "、")},
		{s.T("p_objection"), m.Objection},
		{s.T("p_origin"), m.Origin},
	}
	for _, f := range d.Fields {
		pairs = append(pairs, [2]string{f.Title.In(s.Lang), f.Value})
	}
	screen.Pairs(pairs)
}

func (s *Shell) drawClock(screen *terminal.Screen, d *app.Dossier) {
	m, c := &d.State, &d.Clock
	screen.Headingf("%s", s.T("show_clock"))
	if c.Due.Date.IsZero() && !c.Suspended {
		key := "clock_none"
		if m.Ongoing {
			key = "clock_ongoing"
		}
		screen.Linef("  %s", s.T(key))
		return
	}
	mark := ""
	if c.Due.Provisional {
		mark += s.T("provisional")
	}
	if c.Due.MakeUp {
		mark += s.T("make_up")
	}
	left := s.T("days_left", c.DaysLeft)
	if c.Overdue {
		left = s.T("days_over", -c.DaysLeft)
	}
	if c.Suspended {
		left = s.T("clock_suspended")
	}
	pairs := [][2]string{{s.T("clock_due"), app.Local(c.Due.At) + mark}, {s.T("clock_left"), left}}
	if c.Started && c.Budget != "" && m.Due.IsZero() {
		pairs = append(pairs, [2]string{s.T("clock_budget"), s.T("clock_used", c.Budget, c.Consumed.String(), c.Remaining.String())})
	}
	for key, at := range map[string]string{"clock_statutory": app.Local(m.Deadlines.Statutory.At), "clock_advisory": app.Local(m.Deadlines.Advisory.At), "clock_accept": app.Local(m.Deadlines.Accept.At)} {
		pairs = append(pairs, [2]string{s.T(key), at})
	}
	if c.Extensions > 0 {
		pairs = append(pairs, [2]string{s.T("clock_extensions"), positive(c.Extensions)})
	}
	if !c.Baseline.IsZero() && c.Baseline != c.Due.Date {
		pairs = append(pairs, [2]string{s.T("clock_baseline"), c.Baseline.String()})
	}
	screen.Pairs(sortedPairs(pairs, 2))
}

func (s *Shell) drawLadder(screen *terminal.Screen, d *app.Dossier) {
	var fired []app.Entry
	for i := range d.Past {
		if d.Past[i].Type == "rung-fired" {
			fired = append(fired, d.Past[i])
		}
	}
	if len(fired)+len(d.Ahead) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_ladder"))
	for i := range fired {
		screen.Linef("  ✓ %s  %s", app.Local(fired[i].At), fired[i].Says.In(s.Lang))
	}
	if len(d.Ahead) > 0 {
		screen.Hintf("  %s", s.T("if_nobody_acts"))
	}
	for i := range d.Ahead {
		screen.Linef("  … %s  %s", app.Local(d.Ahead[i].At), d.Ahead[i].Says.In(s.Lang))
	}
}

func (s *Shell) drawDuties(screen *terminal.Screen, m *matter.State) {
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
		rows = append(rows, terminal.Row(d.ID, s.duty(d.What), s.orNobody(d.Owner), app.Local(d.Due), state))
	}
	screen.Table([]terminal.Column{{Title: s.T("col_id")}, {Title: s.T("col_what")}, {Title: s.T("col_owner"), Max: 24}, {Title: s.T("col_due")}, {Title: s.T("col_state")}}, rows)
}

func (s *Shell) drawLettersOf(screen *terminal.Screen, d *app.Dossier) {
	if len(d.State.Letters) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_letters"))
	var rows [][]terminal.Cell
	for i := range d.State.Letters {
		l := &d.State.Letters[i]
		title := l.Template
		if t, ok := d.Titles[l.Template]; ok {
			title = t.In(s.Lang)
		}
		rows = append(rows, terminal.Row(l.ID, l.Number, title, l.To, l.State.Words().In(s.Lang), app.Local(l.ReplyBy), d.State.Number+"/"+l.ID))
	}
	screen.Table([]terminal.Column{
		{Title: s.T("col_id")},
		{Title: s.T("col_number")},
		{Title: s.T("col_letter")},
		{Title: s.T("col_to"), Max: 24},
		{Title: s.T("col_state")},
		{Title: s.T("col_reply_by")},
		{Title: s.T("col_ref")},
	}, rows)
}

// shownEvents is how many of the last events are drawn unless all are asked for.
const shownEvents = 20

func (s *Shell) drawEvents(screen *terminal.Screen, d *app.Dossier, all bool) {
	screen.Headingf("%s", s.T("show_events", len(d.Past)))
	past := d.Past
	if !all && len(past) > shownEvents {
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
		rows = append(rows, terminal.Row(strconv.FormatInt(e.Seq, 10), app.Local(e.At), actor, e.Says.In(s.Lang), e.Hash[:8]))
	}
	screen.Table([]terminal.Column{{Title: "#", Right: true}, {Title: s.T("col_at")}, {Title: s.T("col_actor"), Max: 22}, {Title: s.T("col_event"), Max: 78}, {Title: s.T("col_hash")}}, rows)
	screen.Hintf("  → qinlian receipt %s", d.State.Number)
}
