package cli

import (
	"strings"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

type benefitPlanCmd struct {
	Draft   string     `arg:"" help:"a_benefit_draft"`
	Against string     `placeholder:"FOLDER" help:"f_benefit_against"`
	Day     clock.Date `placeholder:"DATE" help:"f_benefit_day"`
	Paid    string     `placeholder:"FILE" help:"f_benefit_paid"`
	Year    bool       `help:"f_benefit_year"`
	Rows    int        `default:"10" help:"f_benefit_rows"`
}

// planned is the answer of plan for one register as JSON.
type planned struct {
	Register string     `json:"register"`
	Title    string     `json:"title"`
	Day      clock.Date `json:"day"`
	*benefit.Comparison
}

// Run tries a draft on the records of a day and shows what it would change.
func (c *benefitPlanCmd) Run(s *Shell) error {
	day := c.Day
	if day.IsZero() {
		day = s.today()
	}
	paid, err := app.ReadPayments(c.Paid)
	if err != nil {
		return err
	}
	draft, err := c.bundle(s, c.Draft)
	if err != nil {
		return err
	}
	if faults := mechanism.Check(draft, calendar.Builtin(), day); len(faults) > 0 {
		return faulty{faults}
	}
	before, err := c.before(s)
	if err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	p := entitle.Planning{Zone: zone, Read: a.BenefitRecords, Paid: paid}
	var out []planned
	for _, name := range benefit.Registers(draft) {
		one, _, err := p.Compare(s.Ctx, before, draft, name, day, c.Year)
		if err != nil {
			return err
		}
		if one != nil {
			out = append(out, planned{name, draft.Registers[name].Title.In(s.Lang), day, one})
		}
	}
	if len(out) == 0 {
		return errs.Newf(errs.NotFound, "benefit.none", "%[1]s 没有生效的惠企条款", "no clause of a benefit governs on %[1]s", day)
	}
	return s.Print(out, func(screen *terminal.Screen) {
		for i := range out {
			s.drawPlanned(screen, &out[i], c.Rows)
		}
	})
}

// before is what the draft is compared with: another draft, or what governs.
func (c *benefitPlanCmd) before(s *Shell) (*mechanism.Bundle, error) {
	if c.Against != "" {
		return c.bundle(s, c.Against)
	}
	a, zone, err := s.InZone()
	if err != nil {
		return nil, err
	}
	return s.Bundle(a, zone)
}

func (c *benefitPlanCmd) bundle(s *Shell, folder string) (*mechanism.Bundle, error) {
	_, zone, err := s.InZone()
	if err != nil {
		return nil, err
	}
	f, err := app.OpenFolder(folder)
	if err != nil {
		return nil, err
	}
	b, err := f.Zone(zone)
	return b, inFile(err)
}

func (s *Shell) drawPlanned(screen *terminal.Screen, p *planned, most int) {
	screen.Titlef("%s", s.T("benefit_plan", p.Title, p.Day.String()))
	if len(p.Winners)+len(p.Losers) == 0 {
		screen.Linef("%s", s.T("benefit_same", p.After.Records, p.After.Amount.String()))
		return
	}
	sides := []terminal.Column{{Title: s.T("col_name"), Max: 34}, {Title: s.T("col_before"), Right: true}, {Title: s.T("col_after"), Right: true}, {Title: s.T("col_change"), Right: true}, {Title: s.T("col_records_before"), Right: true}, {Title: s.T("col_records_after"), Right: true}}
	line := func(x benefit.Side, name string) []terminal.Cell {
		return terminal.Row(name, x.Before.String(), x.After.String(), (x.After - x.Before).String(), number(x.RecordsBefore), number(x.RecordsAfter))
	}
	rows := [][]terminal.Cell{line(benefit.Side{Before: p.Before.Amount, After: p.After.Amount, RecordsBefore: p.Before.Records, RecordsAfter: p.After.Records}, s.T("col_total"))}
	for _, c := range p.Clauses {
		if c.Before != c.After || c.RecordsBefore != c.RecordsAfter {
			rows = append(rows, line(c, c.Title.In(s.Lang)))
		}
	}
	screen.Table(sides, rows)
	screen.Linef("%s", s.T("benefit_changed", len(p.Winners), len(p.Losers)))
	for _, group := range []struct {
		key  string
		list []benefit.Change
	}{{"benefit_winners", p.Winners}, {"benefit_losers", p.Losers}} {
		if len(group.list) == 0 {
			continue
		}
		screen.Headingf("%s", s.T(group.key))
		var rows [][]terminal.Cell
		for _, ch := range group.list[:min(most, len(group.list))] {
			rows = append(rows, terminal.Row(ch.Key, ch.Before.String(), ch.After.String(), (ch.After-ch.Before).String()))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_record")}, {Title: s.T("col_before"), Right: true}, {Title: s.T("col_after"), Right: true}, {Title: s.T("col_change"), Right: true}}, rows)
	}
	for _, g := range p.Groups {
		screen.Headingf("%s", g.Title.In(s.Lang))
		rows = nil
		for _, x := range g.Sides[:min(most, len(g.Sides))] {
			name := x.Name
			if name == "" {
				name = s.T("benefit_unknown")
			}
			rows = append(rows, line(x, name))
		}
		screen.Table(sides, rows)
	}
	if len(p.Overlap) > 0 {
		screen.Headingf("%s", s.T("benefit_overlap"))
		for _, o := range p.Overlap[:min(most, len(p.Overlap))] {
			screen.Linef("  %s", s.T("benefit_both", o.Records, o.A, o.B, o.Amount.String()))
		}
	}
	if len(p.Months) > 0 {
		screen.Headingf("%s", s.T("benefit_months"))
		for _, m := range p.Months {
			screen.Linef("  %s  %s → %s  %s", m.Month, m.Before.String(), m.After.String(), strings.Repeat("▇", int(20*m.After/max(1, p.Months[11].After))))
		}
	}
}
