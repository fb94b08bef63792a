package cli

import (
	"fmt"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
)

type planCmd struct {
	Candidate string     `required:"" placeholder:"FOLDER" help:"f_candidate"`
	From      clock.Date `placeholder:"DATE" help:"f_plan_from"`
	To        clock.Date `placeholder:"DATE" help:"f_plan_to"`
	Rows      int        `default:"15" help:"f_plan_rows"`
}

// Run replays the ledger under another version of the mechanisms and shows what would have been different.
func (c *planCmd) Run(s *Shell) error {
	f, err := app.OpenFolder(c.Candidate)
	if err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return nothingYet(err, s.flags.DB, c.Candidate)
	}
	candidate, err := f.Zone(zone)
	if err != nil {
		return inFile(err)
	}
	cal := calendar.Builtin()
	o := plan.Options{To: s.Now()}
	if !c.To.IsZero() {
		o.To = cal.EndOfDay(c.To).Add(-time.Microsecond) // the last instant of the day itself
	}
	if !c.From.IsZero() {
		o.From = cal.StartOfDay(c.From)
	} else if o.From, err = a.Engine.Since(s.Ctx, zone, candidate, o.To); err != nil {
		return err
	}
	if o.To.Before(o.From) {
		return errs.Newf(errs.Invalid, "plan.reversed", "--to 早于 --from", "--to is before --from")
	}
	if faults := mechanism.Check(candidate, cal, cal.DateOf(o.To)); len(faults) > 0 {
		return faulty{faults}
	}
	bar := s.Progress("doing_plan", -1)
	o.Progress = bar.Set
	report, err := a.Engine.Plan(s.Ctx, zone, candidate, o)
	bar.Done()
	if err != nil {
		return err
	}
	return s.Print(report, func(screen *terminal.Screen) { s.drawPlan(screen, report, candidate, c.Rows, c.From) })
}

func (s *Shell) drawPlan(screen *terminal.Screen, r *plan.Report, candidate *mechanism.Bundle, most int, asked clock.Date) {
	screen.Titlef("%s", s.T("plan_title", candidate.Title.In(s.Lang), s.join(r.Governed), r.Candidate, r.From.String(), r.To.String()))
	if asked < r.From && !asked.IsZero() {
		screen.Linef("%s", s.T("plan_begins", r.From.String(), asked.String()))
	}
	screen.Linef("%s", s.T("plan_read", r.Events, r.Matters))
	if r.Same() {
		screen.Linef("%s", s.T("plan_same"))
		return
	}
	for _, l := range r.Left {
		screen.Strongf("%s", s.T("plan_left", l.Name, l.Matters, l.Words(s.Lang)))
	}
	for _, f := range r.Barred {
		screen.Strongf("%s", s.T("plan_barred", f.Where, f.Text.In(s.Lang)))
	}
	screen.Headingf("%s", s.T("plan_sums"))
	var sums [][]terminal.Cell
	for _, d := range []struct {
		key           string
		before, after int
	}{
		{"plan_letters", r.Letters.Before, r.Letters.After},
		{"plan_duties", r.Duties.Before, r.Duties.After},
		{"plan_missed", r.Missed.Before, r.Missed.After},
		{"plan_owing", r.Owing.Before, r.Owing.After},
	} {
		sums = append(sums, terminal.Row(s.T(d.key), number(d.before), number(d.after), signed(d.after-d.before)))
	}
	columns := []terminal.Column{{}, {Title: s.T("col_before"), Right: true}, {Title: s.T("col_after"), Right: true}, {Title: s.T("col_change"), Right: true}}
	screen.Table(columns, sums)
	screen.Hintf("  %s", s.T("plan_by_ladder"))
	if len(r.Units) > 0 {
		screen.Headingf("%s", s.T("plan_units"))
		var rows [][]terminal.Cell
		for _, u := range r.Units {
			name := org.KnownIn(s.Lang, u.Name)
			if name == "" {
				name = s.T("no_unit")
			}
			rows = append(rows, terminal.Row(name, number(u.Matters), change(u.RedBefore, u.RedAfter), change(u.AmberBefore, u.AmberAfter)))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_unit"), Max: 40},
			{Title: s.T("col_matters"), Right: true},
			{Title: terminal.Light("red", s.Lang), Right: true},
			{Title: terminal.Light("amber", s.Lang), Right: true},
		}, rows)
		screen.Hintf("  %s", s.T("plan_arrow"))
	}
	p := planLists{s, screen, r, candidate, most}
	p.draw()
}

// signed writes what was added or taken away.
func signed(n int) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%+d", n)
}

// change writes a figure before and after: 1 → 3, or once where it is the same.
func change(before, after int) string {
	if before == after {
		return number(before)
	}
	return number(before) + " → " + number(after)
}
