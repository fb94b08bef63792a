package cli

import (
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
)

type todayCmd struct{}

// Run draws the 8:30 page.
func (c *todayCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	today, err := a.Engine.Today(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	around, err := s.around(a, zone)
	if err != nil {
		return err
	}
	titles, err := s.letterTitles(a, zone)
	if err != nil {
		return err
	}
	return s.Print(&today, func(screen *terminal.Screen) { s.drawToday(screen, &today, around, titles) })
}

var weekdays = [...]text.Text{
	{Zh: "星期日", En: "Sunday"},
	{Zh: "星期一", En: "Monday"},
	{Zh: "星期二", En: "Tuesday"},
	{Zh: "星期三", En: "Wednesday"},
	{Zh: "星期四", En: "Thursday"},
	{Zh: "星期五", En: "Friday"},
	{Zh: "星期六", En: "Saturday"},
}

// around says what must be set so that the commands which trace a figure speak of the same zone and time.
func (s *Shell) around(a *app.App, zone string) (string, error) {
	zones, err := a.Store.ListZones(s.Ctx)
	if err != nil {
		return "", err
	}
	var set []string
	if len(zones) > 1 && s.process.Env("QINLIAN_ZONE") != zone {
		set = append(set, "QINLIAN_ZONE="+zone)
	}
	if !s.flags.At.IsZero() && s.process.Env("QINLIAN_AT") == "" {
		set = append(set, "QINLIAN_AT=\""+app.Local(s.flags.At.Time)+"\"")
	}
	return strings.Join(set, " "), nil
}

// drawToday draws the page; around is what must be set for the commands that it names.
func (s *Shell) drawToday(screen *terminal.Screen, t *engine.Today, around string, titles map[string]text.Text) {
	date := t.Date.String()
	if s.Lang == text.Zh {
		date = letter.ChineseDate(t.Date)
	}
	clock := t.At.In(calendar.Location()).Format("15:04")
	screen.Titlef("%s", s.T("today_title", t.Title, date, weekdays[t.Date.Weekday()].In(s.Lang), clock))
	if around != "" {
		screen.Hintf("%s", s.T("today_around", around))
	}
	if t.Stale > 0 {
		screen.Hintf("%s", s.T("today_stale", t.Stale))
	}
	s.drawLights(screen, t)
	p := &page{s, screen, titles}
	if len(t.Reviews) > 0 {
		screen.Headingf("%s", s.T("today_reviews"))
		for _, r := range t.Reviews {
			screen.Strongf("%s", s.T("today_period", s.T("every_"+strings.ReplaceAll(r.Cadence, "-", "_")), r.N, r.Period.From.String(), r.Period.To.String()))
			p.duties(&r.Listing)
			p.trace("duty list --state open --cadence " + r.Cadence + " --period " + r.Period.Key)
		}
	}
	p.part("today_letters", &t.Letters, p.letters, "letter list --state drafted")
	p.part("today_unreplied", &t.Unreplied, p.letters, "letter list --state late")
	p.part("today_missed", &t.Missed, p.missed, "duty list --state missed")
	p.part("today_duties", &t.Duties, p.duties, "duty list --state open")
	p.part("today_verify", &t.Verify, p.matters, "matter list --stage completed --stage followed-up")
	p.part("today_unowned", &t.Unowned, p.matters, "matter list --unowned")
	s.drawLoads(screen, t)
	if len(t.Unheld) > 0 {
		screen.Headingf("%s", s.T("today_unheld", len(t.Unheld)))
		for i, u := range t.Unheld {
			if i == maxUnheld {
				screen.Linef("  …")
				break
			}
			screen.Linef("  %s", u.In(s.Lang))
		}
		p.trace("org show")
	}
	s.drawCounts(screen, t, p)
}

const maxUnheld = 8

func (s *Shell) drawLights(screen *terminal.Screen, t *engine.Today) {
	screen.Headingf("%s", s.T("today_lights", t.Totals.Total()))
	columns := []terminal.Column{
		{Title: s.T("col_unit"), Max: 30},
		{Title: terminal.Light("red", s.Lang), Right: true},
		{Title: terminal.Light("amber", s.Lang), Right: true},
		{Title: terminal.Light("green", s.Lang), Right: true},
		{Title: s.T("col_total"), Right: true},
		{Title: s.T("col_trace")},
	}
	var rows [][]terminal.Cell
	for _, u := range t.Lights {
		name, trace := u.Name, "qinlian matter list --unit "+u.Name
		if u.Unit == "" {
			name, trace = s.T("no_unit"), "qinlian matter list --unowned"
		}
		rows = append(rows, terminal.Row(name, strconv.Itoa(u.Red), strconv.Itoa(u.Amber), strconv.Itoa(u.Green), strconv.Itoa(u.Total()), trace))
	}
	all := &t.Totals
	rows = append(rows, terminal.Row(s.T("col_total"), strconv.Itoa(all.Red), strconv.Itoa(all.Amber), strconv.Itoa(all.Green), strconv.Itoa(all.Total()), "qinlian matter list --open"))
	screen.Table(columns, rows)
}

func (s *Shell) drawLoads(screen *terminal.Screen, t *engine.Today) {
	if len(t.Loads) == 0 {
		return
	}
	screen.Headingf("%s", s.T("today_loads", t.Heavy))
	var rows [][]terminal.Cell
	for i, l := range t.Loads {
		if i == 6 {
			break
		}
		mark := ""
		if float64(l.Matters) > t.Heavy {
			mark = s.T("overloaded")
		}
		rows = append(rows, terminal.Row(l.Owner, strconv.Itoa(l.Matters), strconv.Itoa(l.Duties), strconv.Itoa(l.Missed), mark, "qinlian matter list --owner "+l.Owner))
	}
	screen.Table([]terminal.Column{
		{Title: s.T("col_post"), Max: 24},
		{Title: s.T("col_matters"), Right: true},
		{Title: s.T("col_duties"), Right: true},
		{Title: s.T("col_missed"), Right: true},
		{},
		{Title: s.T("col_trace")},
	}, rows)
}

func (s *Shell) drawCounts(screen *terminal.Screen, t *engine.Today, p *page) {
	if len(t.Counts) > 0 {
		screen.Headingf("%s", s.T("today_counts"))
		var rows [][]terminal.Cell
		for _, c := range t.Counts {
			expect := ""
			if c.Expect != nil {
				expect = strconv.Itoa(*c.Expect)
			}
			rows = append(rows, terminal.Row(c.Title.In(s.Lang), strconv.Itoa(c.N), strconv.Itoa(c.Of), expect, "qinlian matter list --kind "+c.Kind))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_count"), Max: 36},
			{Title: s.T("col_n"), Right: true},
			{Title: s.T("col_of"), Right: true},
			{Title: s.T("col_expect"), Right: true},
			{Title: s.T("col_trace")},
		}, rows)
	}
	if len(t.Sessions) > 0 {
		screen.Headingf("%s", s.T("today_sessions", t.Date.Year()))
		for _, l := range t.Sessions {
			plan := ""
			if l.PerYear > 0 {
				plan = s.T("of_planned", l.PerYear)
			}
			screen.Linef("  %s  %d%s", l.Title.In(s.Lang), l.N, plan)
		}
		p.trace("session list")
	}
}

// page draws the listings of the 8:30 page.
type page struct {
	s      *Shell
	screen *terminal.Screen
	titles map[string]text.Text // of letters, by template
}

// trace names the command that lists everything behind a figure.
func (p *page) trace(command string) { p.screen.Hintf("  → qinlian %s", command) }

func (p *page) part(key string, l *engine.Listing, draw func(*engine.Listing), command string) {
	if l.N == 0 {
		return
	}
	p.screen.Headingf("%s", p.s.T(key, l.N))
	draw(l)
	p.trace(command)
}

func (p *page) more(l *engine.Listing, shown int) {
	if l.N > shown {
		p.screen.Hintf("  %s", p.s.T("and_more", l.N-shown))
	}
}

func (p *page) rows(l *engine.Listing, columns []terminal.Column, cells func(*engine.Line) []terminal.Cell) {
	const most = 6
	var rows [][]terminal.Cell
	for i := range l.Rows {
		if i == most {
			break
		}
		rows = append(rows, cells(&l.Rows[i]))
	}
	p.screen.Table(columns, rows)
	p.more(l, len(rows))
}

func (p *page) duties(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 34}, {Title: s.T("col_what")}, {Title: s.T("col_owner"), Max: 20}, {Title: s.T("col_due")}, {Title: s.T("col_trace")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(r.Title), terminal.C(s.duty(r.What)), terminal.C(s.orNobody(r.Owner)), terminal.C(app.Local(r.Due)), terminal.C(showing(r.Number))}
		})
}

func (p *page) missed(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 30}, {Title: s.T("col_what")}, {Title: s.T("col_period")}, {Title: s.T("col_owner"), Max: 20}, {Title: s.T("col_above"), Max: 20}, {Title: s.T("col_trace")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(r.Title), terminal.C(s.duty(r.What)), terminal.C(r.Period), terminal.C(s.orNobody(r.Owner)), terminal.C(r.Above), terminal.C(showing(r.Number))}
		})
}

func (p *page) letters(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 30}, {Title: s.T("col_letter")}, {Title: s.T("col_to"), Max: 20}, {Title: s.T("col_by"), Max: 20}, {Title: s.T("col_trace")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(r.Title), terminal.C(titled(p.titles, r.What, s.Lang)), terminal.C(r.To), terminal.C(s.orNobody(r.Owner)), terminal.C(showing(r.Number))}
		})
}

func (p *page) matters(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 34}, {Title: s.T("col_unit"), Max: 24}, {Title: s.T("col_owner"), Max: 20}, {Title: s.T("col_trace")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(r.Title), terminal.C(r.Unit), terminal.C(s.orNobody(r.Owner)), terminal.C(showing(r.Number))}
		})
}

func showing(number string) string { return "qinlian show " + number }

func (s *Shell) duty(what string) string {
	if t, ok := app.DutyWords[what]; ok {
		return t.In(s.Lang)
	}
	return what
}

func (s *Shell) orNobody(post string) string {
	if post == "" {
		return s.T("nobody")
	}
	return post
}
