package cli

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
)

type benefitCmds struct {
	List    benefitListCmd    `cmd:"" help:"h_benefit_list"`
	Guide   benefitGuideCmd   `cmd:"" help:"h_benefit_guide"`
	Try     benefitTryCmd     `cmd:"" help:"h_benefit_try"`
	Explain benefitExplainCmd `cmd:"" help:"h_benefit_explain"`
	Misses  benefitMissesCmd  `cmd:"" help:"h_benefit_misses"`
	Plan    benefitPlanCmd    `cmd:"" help:"h_benefit_plan"`
}

// benefitFlags say which clauses are meant: those in force, or those of files, on a day.
type benefitFlags struct {
	Mechanisms string     `placeholder:"FOLDER" help:"f_benefit_folder"`
	Day        clock.Date `placeholder:"DATE" help:"f_benefit_day"`
}

func (c *benefitFlags) day(s *Shell) clock.Date {
	if c.Day.IsZero() {
		return s.today()
	}
	return c.Day
}

// benefits are the mechanisms whose clauses are meant.
func (c *benefitFlags) benefits(s *Shell) (*mechanism.Bundle, error) {
	if c.Mechanisms == "" {
		a, zone, err := s.InZone()
		if err != nil {
			return nil, err
		}
		return s.Bundle(a, zone)
	}
	f, err := app.OpenFolder(c.Mechanisms)
	if err != nil {
		return nil, err
	}
	b, err := f.Zone(s.flags.Zone)
	return b, inFile(err)
}

// governing are the mechanisms that are meant and the clauses of theirs that govern on the day.
func (c *benefitFlags) governing(s *Shell) (*mechanism.Bundle, []benefit.Clause, error) {
	b, err := c.benefits(s)
	if err != nil {
		return nil, nil, err
	}
	all, err := clausesOn(b, c.day(s))
	return b, all, err
}

// clausesOn lists the clauses that govern on a day.
func clausesOn(b *mechanism.Bundle, day clock.Date) ([]benefit.Clause, error) {
	out := benefit.Governing(b, day)
	if len(out) == 0 {
		return nil, errs.Newf(errs.NotFound, "benefit.none", "%[1]s 没有生效的惠企条款", "no clause of a benefit governs on %[1]s", day)
	}
	return out, nil
}

type benefitListCmd struct {
	benefitFlags
}

// Run lists the clauses that govern on a day.
func (c *benefitListCmd) Run(s *Shell) error {
	b, all, err := c.governing(s)
	if err != nil {
		return err
	}
	pages := make([]benefit.Page, len(all))
	for i := range all {
		pages[i] = benefit.Guide(b, &all[i], s.Lang)
	}
	return s.Print(pages, func(screen *terminal.Screen) {
		var rows [][]terminal.Cell
		for i := range pages {
			p := &pages[i]
			rows = append(rows, terminal.Row(p.ID, p.Title, p.Level, s.word(p.Mode), s.word(p.Period), cmp.Or(p.Amount, s.T("benefit_lost"))))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_clause")}, {Title: s.T("col_name"), Max: 30}, {Title: s.T("col_level")}, {Title: s.T("col_mode")}, {Title: s.T("col_period")}, {Title: s.T("col_amount"), Max: 40, Wrap: true},
		}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
		for _, p := range benefit.Policies(b) { // papers of which the source gives no more than the number of articles
			if p.Articles > len(p.Clauses) && p.Effective.Contains(c.day(s)) {
				screen.Hintf("%s", s.T("benefit_articles", p.Title.In(s.Lang), p.Articles, len(p.Clauses)))
			}
		}
	})
}

func (s *Shell) word(code string) string { return mechanism.BenefitWords[code].In(s.Lang) }

type benefitGuideCmd struct {
	Clause string `arg:"" help:"a_clause"`
	benefitFlags
}

// Run prints the guide page of a clause.
func (c *benefitGuideCmd) Run(s *Shell) error {
	b, all, err := c.governing(s)
	if err != nil {
		return err
	}
	clause, err := benefit.Find(all, c.Clause)
	if err != nil {
		return err
	}
	p := benefit.Guide(b, clause, s.Lang)
	return s.Print(p, func(screen *terminal.Screen) {
		screen.Titlef("%s", p.Title)
		most := ""
		if p.Cap > 0 {
			most = s.T("yuan", p.Cap.String())
		}
		steps, centre := strings.Join(p.Process, " → "), p.Centre
		if centre != "" {
			centre = s.T("b_within", p.Centre, p.Within)
		}
		pairs := [][2]string{
			{s.T("b_policy"), strings.Join(filled(p.Policy, p.Number, p.Issuer), " · ")},
			{s.T("b_for"), p.For},
			{s.T("b_conditions"), p.Conditions},
			{s.T("b_amount"), p.Amount},
			{s.T("b_cap"), most},
			{s.T("b_mode"), strings.Join(filled(s.word(p.Mode), s.word(p.Period)), " · ")},
			{s.T("b_exclusive"), joinWords(p.Exclusive)},
			{s.T("b_materials"), joinWords(p.Materials)},
			{s.T("b_process"), steps},
			{s.T("b_limit"), p.Limit},
			{s.T("b_objection"), p.Objection},
			{s.T("b_unit"), p.Unit},
			{s.T("b_window"), strings.Join(filled(p.Window, joinWords(p.Channels)), " · ")},
			{s.T("b_office"), p.Office},
			{s.T("b_centre"), centre},
			{s.T("b_payer"), p.Payer},
			{s.T("b_contact"), p.Contact},
			{s.T("col_note"), p.Note},
		}
		screen.Pairs(slices.DeleteFunc(pairs, func(pair [2]string) bool { return pair[1] == "" }))
	})
}

func filled(words ...string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}
