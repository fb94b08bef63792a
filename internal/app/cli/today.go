package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

type todayCmd struct{}

// Run draws the 8:30 page.
func (c *todayCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	today, err := a.Engine.Today(s.Ctx, zone, nil, s.Now())
	if err != nil {
		return err
	}
	around, err := s.around(a, zone)
	if err != nil {
		return err
	}
	words, err := s.pageWords(a, zone, today.At)
	if err != nil {
		return err
	}
	return s.Print(&today, func(screen *terminal.Screen) { s.drawToday(screen, &today, around, words) })
}

// period says of which period reviews are, and how many.
func (s *Shell) period(r *engine.Reviews) string {
	every := s.T("every_" + strings.ReplaceAll(r.Cadence, "-", "_"))
	if r.Period.To == 0 {
		return s.T("today_window", every, r.N, dossier.PeriodWords(r.Period.Key).In(s.Lang))
	}
	key := "today_period"
	if r.Over {
		key = "today_period_over"
	}
	return s.T(key, every, r.N, r.Period.From.String(), r.Period.To.String())
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
		set = append(set, "QINLIAN_AT=\""+calendar.Local(s.flags.At.Time)+"\"")
	}
	return strings.Join(set, " "), nil
}

// drawToday draws the page; around is what must be set for the commands that it names.
func (s *Shell) drawToday(screen *terminal.Screen, t *engine.Today, around string, words *pageWords) {
	date := t.Date.String()
	if s.Lang == text.Zh {
		date = letter.ChineseDate(t.Date)
	}
	clock := t.At.In(calendar.Location()).Format("15:04")
	screen.Titlef("%s", s.T("today_title", cmp.Or(words.zone.In(s.Lang), t.Title), date, weekdays[t.Date.Weekday()].In(s.Lang), clock))
	if around != "" {
		screen.Hintf("%s", s.T("today_around", around))
	}
	if t.Stale > 0 {
		screen.Hintf("%s", s.T("today_stale", t.Stale))
	}
	p := &page{s, screen, words}
	p.lights(t)
	p.categories(t)
	if len(t.Reviews) > 0 {
		screen.Headingf("%s", s.T("today_reviews"))
		for _, r := range t.Reviews {
			screen.Strongf("%s", s.period(&r))
			p.duties(&r.Listing)
			p.trace("duty list --state " + p.word(dutyStates, engine.DutyOpen) + " --cadence " + p.word(cadenceTitles, r.Cadence) + " --period " + r.Period.Key)
		}
	}
	p.part("today_turned_red", &t.TurnedRed, p.matters, "matter list --light "+p.word(lightTitles, string(matter.Red))+" --light-from "+(t.Date-1).String())
	p.part("today_letters", &t.Letters, p.letters, "letter list --state "+p.word(letterStates, string(letter.Drafted)))
	p.part("today_undelivered", &t.Undelivered, p.letters, "letter list --state "+p.word(letterStates, string(letter.Issued)))
	p.part("today_unreplied", &t.Unreplied, p.letters, "letter list --state "+p.word(letterStates, lateLetters))
	p.part("today_missed", &t.Missed, p.missed, "duty list --state "+p.word(dutyStates, engine.DutyMissed))
	p.others(&t.Duties)
	p.part("today_verify", &t.Verify, p.matters, "matter list --stage "+p.word(stageTitles, string(matter.Completed))+" --stage "+p.word(stageTitles, string(matter.FollowedUp)))
	p.part("today_unassigned", &t.Unassigned, p.matters, "matter list --open --owned --stage "+p.word(stageTitles, string(matter.Registered))+" --stage "+p.word(stageTitles, string(matter.Established)))
	p.part("today_unowned", &t.Unowned, p.matters, "matter list --unowned")
	p.part("today_outlived", &t.Outlived, p.matters, "matter withdraw "+s.T("outlived_withdraw"))
	p.loads(t)
	if len(t.Unheld) > 0 {
		screen.Headingf("%s", s.T("today_unheld", len(t.Unheld)))
		for i, u := range t.Unheld {
			if i == maxUnheld {
				screen.Linef("  %s", s.T("and_more", len(t.Unheld)-i))
				break
			}
			screen.Linef("  %s", u.In(s.Lang))
		}
		p.trace("org show")
	}
	p.counts(t)
	p.sessions(t)
	screen.Linef("")
	screen.Hintf("%s", s.T("today_show"))
}

// maxUnheld bounds the posts named on the page, maxRows the rows of a listing, maxLoads those of the loads, all overloaded ones aside.
const (
	maxUnheld = 8
	maxRows   = 6
	maxLoads  = 6
	// longOptions is how many columns of the screen two options may take in one line.
	longOptions = 36
)

// page draws the parts of the 8:30 page.
type page struct {
	s      *Shell
	screen *terminal.Screen
	words  *pageWords
}

// pageWords are the titles that the page needs of a zone's mechanisms.
type pageWords struct {
	letters func(l *engine.Line) text.Text // what a letter is called
	kinds   titles
	zone    text.Text
	org     *org.View
}

// pageWords reads the titles in force at the page's instant; none are where nothing is in force yet.
func (s *Shell) pageWords(a *app.App, zone string, at time.Time) (*pageWords, error) {
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return nil, err
	}
	w := &pageWords{kinds: titles{}, letters: func(l *engine.Line) text.Text { return timeline.LetterTitle(l.Kind, l.What, at) }}
	if _, w.org, err = a.Engine.Org(s.Ctx, zone, at); err != nil {
		return nil, err
	}
	if b := timeline.At(at); b != nil {
		w.kinds, w.zone = kindTitles(timeline.KindsTold(at)), b.Title
	}
	return w, nil
}

func (p *page) lights(t *engine.Today) {
	s := p.s
	p.screen.Headingf("%s", s.T("today_lights", t.Totals.Total()))
	columns := []terminal.Column{
		{Title: s.T("col_unit"), Max: 40, Wrap: true},
		{Title: terminal.Light("red", s.Lang), Right: true},
		{Title: terminal.Light("amber", s.Lang), Right: true},
		{Title: terminal.Light("green", s.Lang), Right: true},
		{Title: s.T("col_total"), Right: true},
	}
	row := func(name string, u *engine.UnitLights) []terminal.Cell {
		return terminal.Row(name, number(u.Red), number(u.Amber), number(u.Green), number(u.Total()))
	}
	var rows [][]terminal.Cell
	unit, none := "", false
	for i := range t.Lights {
		u := &t.Lights[i]
		name := org.KnownIn(s.Lang, u.Name)
		if u.Unit == "" {
			name, none = s.T("no_unit"), true
		} else if unit == "" {
			unit = p.unit(u)
		}
		rows = append(rows, row(name, u))
	}
	p.screen.Table(columns, append(rows, row(s.T("col_total"), &t.Totals)))
	p.trace("matter list --open" + s.T("trace_total"))
	if unit != "" {
		p.trace("matter list --unit " + unit + " --light " + p.word(lightTitles, "red") + s.T("trace_unit"))
	}
	if none {
		p.trace("matter list --no-unit" + s.T("trace_no_unit"))
	}
}

func (p *page) loads(t *engine.Today) {
	if len(t.Loads) == 0 {
		return
	}
	s := p.s
	p.screen.Headingf("%s", s.T("today_loads", t.Heavy))
	var rows [][]terminal.Cell
	for i, l := range t.Loads {
		mark := ""
		if l.Overloaded {
			mark = s.T("overloaded")
		} else if i >= maxLoads {
			continue
		}
		rows = append(rows, terminal.Row(l.Owner, number(l.Matters), number(l.Duties), number(l.Missed), mark))
	}
	p.screen.Table([]terminal.Column{
		{Title: s.T("col_post"), Max: 30},
		{Title: s.T("col_matters"), Right: true},
		{Title: s.T("col_duties"), Right: true},
		{Title: s.T("col_missed"), Right: true},
		{},
	}, rows)
	if more := t.Carrying - len(rows); more > 0 {
		p.screen.Hintf("%s", s.T("more_posts", more))
	}
	p.trace("matter list --owner " + argument(t.Loads[0].Owner) + s.T("trace_owner"))
	p.trace("duty list --owner " + argument(t.Loads[0].Owner) + " --state " + p.word(dutyStates, engine.DutyOpen) + s.T("trace_owed"))
}

func (p *page) counts(t *engine.Today) {
	if len(t.Counts) == 0 {
		return
	}
	s := p.s
	p.screen.Headingf("%s", s.T("today_counts"))
	var rows [][]terminal.Cell
	first := ""
	for _, c := range t.Counts {
		expect, name := "", c.Title.In(s.Lang)
		if c.Expect != nil {
			expect = number(*c.Expect)
		}
		if s.Lang == text.En || strings.Contains(name, " ") {
			name = c.Name
		}
		kind, count := "--kind "+p.word(p.words.kinds, c.Kind), "--count "+name
		options := terminal.C(kind + " " + count)
		if terminal.Width(kind+count) > longOptions { // an option is never broken
			options = terminal.Lines(kind, count)
		}
		first = cmp.Or(first, kind+" "+count)
		rows = append(rows, append(terminal.Row(c.Title.In(s.Lang), number(c.N), number(c.Of), expect), options))
	}
	p.screen.Table([]terminal.Column{
		{Title: s.T("col_count"), Max: 36, Wrap: true},
		{Title: s.T("col_n"), Right: true},
		{Title: s.T("col_of"), Right: true},
		{Title: s.T("col_expect"), Right: true},
		{Title: s.T("col_options")},
	}, rows)
	p.trace("matter list " + first + s.T("trace_count"))
}

func (p *page) part(key string, l *engine.Listing, draw func(*engine.Listing), command string) {
	if l.N == 0 {
		return
	}
	p.screen.Headingf("%s", p.s.T(key, l.N))
	draw(l)
	p.trace(command)
}

// others are open duties of several sorts: each sort is listed by itself.
func (p *page) others(l *engine.Listing) {
	if l.N == 0 {
		return
	}
	p.screen.Headingf("%s", p.s.T("today_duties", l.N))
	var sorts []string
	for i := range l.Rows {
		if !slices.Contains(sorts, l.Rows[i].What) {
			sorts = append(sorts, l.Rows[i].What)
		}
	}
	p.duties(l)
	for _, what := range sorts {
		p.trace("duty list --state " + p.word(dutyStates, engine.DutyOpen) + " --what " + p.word(dutyWordTitles, what))
	}
}

// rows draws the first rows of a listing.
func (p *page) rows(l *engine.Listing, columns []terminal.Column, cells func(*engine.Line) []terminal.Cell) {
	lines := l.Rows[:min(len(l.Rows), maxRows)]
	rows := make([][]terminal.Cell, len(lines))
	for i := range lines {
		rows[i] = cells(&lines[i])
	}
	p.screen.Table(columns, rows)
	if l.N > len(rows) {
		p.screen.Hintf("  %s", p.s.T("and_more", l.N-len(rows)))
	}
}

func (p *page) duties(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 34, Wrap: true}, {Title: s.T("col_what"), Max: 30, Wrap: true}, {Title: s.T("col_owner"), Max: 20, Wrap: true}, {Title: s.T("col_due")}, {Title: s.T("col_number")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(p.title(r)), terminal.C(s.duty(r.What)), terminal.C(s.bearer(r)), s.dueCell(byWhen(r.Due), r.Provisional), terminal.C(r.Number)}
		})
}

// title is what the matter is called and, where it is over, how it ended.
func (p *page) title(r *engine.Line) string {
	if r.Ended == "" {
		return r.Title
	}
	return p.s.T("title_ended", r.Title, p.s.stage(matter.Stage(r.Ended)))
}

func (p *page) missed(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{
		{},
		{Title: s.T("col_matter"), Max: 30, Wrap: true},
		{Title: s.T("col_what"), Max: 30, Wrap: true},
		{Title: s.T("col_was_due")},
		{Title: s.T("col_owner"), Max: 20, Wrap: true},
		{Title: s.T("col_above"), Max: 20, Wrap: true},
		{Title: s.T("col_number")},
	}, func(r *engine.Line) []terminal.Cell {
		what := s.duty(r.What)
		if r.Period != "" {
			what = s.T("duty_of_period", what, dossier.PeriodWords(r.Period).In(s.Lang))
		}
		return []terminal.Cell{p.screen.L(r.Light), terminal.C(p.title(r)), terminal.C(what), s.dueCell(byWhen(r.Due), r.Provisional), terminal.C(s.bearer(r)), terminal.C(r.Above), terminal.C(r.Number)}
	})
}

func (p *page) matters(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 34, Wrap: true}, {Title: s.T("col_unit"), Max: 24, Wrap: true}, {Title: s.T("col_owner"), Max: 20, Wrap: true}, {Title: s.T("col_number")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(p.title(r)), terminal.C(org.KnownIn(s.Lang, r.Unit)), terminal.C(s.ownerNow(r)), terminal.C(r.Number)}
		})
}

func (s *Shell) duty(what string) string {
	if t, ok := dossier.DutyWords[what]; ok {
		return t.In(s.Lang)
	}
	return what
}
