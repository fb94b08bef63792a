package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// planLists draws what a plan found, one table a sort of difference, the first most rows of each; 0 for all.
type planLists struct {
	*Shell

	screen    *terminal.Screen
	report    *plan.Report
	candidate *mechanism.Bundle
	most      int
}

func (p *planLists) draw() {
	r := p.report
	slices.SortStableFunc(r.Lights, func(a, b plan.LightChange) int { return text.CompareNumbers(a.Number, b.Number) })
	slices.SortStableFunc(r.Rungs, func(a, b plan.Move) int { return text.CompareNumbers(a.Number, b.Number) })
	slices.SortStableFunc(r.Deadlines, func(a, b plan.DeadlineMove) int { return text.CompareNumbers(a.Number, b.Number) })
	ref := terminal.Column{Title: p.T("col_number")} // whole: a number that is broken cannot be copied
	drawListed(p, p.T("plan_lights", r.Relit()), r.Lights, []terminal.Column{
		ref,
		{Title: p.T("col_matter"), Max: 24, Wrap: true},
		{Title: p.T("col_since")},
		{Title: p.T("col_before")},
		{Title: p.T("col_after")},
		{Title: p.T("col_days"), Right: true},
		{Title: p.T("col_rule"), Max: 44, Wrap: true},
	}, func(l *plan.LightChange) []terminal.Cell {
		return []terminal.Cell{
			terminal.C(l.Number), terminal.Lines(l.Title, cmp.Or(l.Name, p.T("no_unit"))), terminal.C(l.First.String()), p.screen.L(string(l.Before)), p.screen.L(string(l.After)),
			terminal.C(number(l.Days)), terminal.C(p.reason(l)),
		}
	})
	if len(r.Lights) > r.Relit() {
		p.screen.Hintf("  %s", p.T("plan_pairs"))
	}
	for _, d := range []struct {
		key   string
		delta *plan.Delta
	}{{"letters", &r.Letters}, {"duties", &r.Duties}, {"missed", &r.Missed}} {
		p.entries("plan_"+d.key+"_added", d.delta.Added)
		p.entries("plan_"+d.key+"_removed", d.delta.Removed)
	}
	drawListed(p, p.T("plan_rungs", len(r.Rungs)), r.Rungs, []terminal.Column{
		ref, {Title: p.T("col_rung"), Max: 44, Wrap: true}, {Title: p.T("col_whom"), Max: 24, Wrap: true}, {Title: p.T("col_before")}, {Title: p.T("col_after")},
	}, func(m *plan.Move) []terminal.Cell {
		return terminal.Row(m.Number, dossier.RungWords(m.Rung).In(p.Lang), strings.Join(m.To, "、"), dash(m.Before), dash(m.After))
	})
	drawListed(p, p.T("plan_deadlines", len(r.Deadlines)), r.Deadlines, []terminal.Column{
		ref, {Title: p.T("col_due")}, {Title: p.T("col_before")}, {Title: p.T("col_after")},
	}, func(m *plan.DeadlineMove) []terminal.Cell {
		when := func(at time.Time, provisional bool) terminal.Cell {
			return p.dueCell(cmp.Or(byWhen(at), "－"), provisional)
		}
		return []terminal.Cell{terminal.C(m.Number), terminal.C(p.T("clock_" + m.Track)), when(m.BeforeAt, m.BeforeProvisional), when(m.AfterAt, m.AfterProvisional)}
	})
	if len(r.Months) > 0 {
		p.screen.Headingf("%s", p.T("plan_months"))
		var rows [][]terminal.Cell
		for _, m := range r.Months {
			rows = append(rows, terminal.Row(m.Month, number(m.Before), number(m.After)))
		}
		p.screen.Table([]terminal.Column{{Title: p.T("col_month")}, {Title: p.T("col_before"), Right: true}, {Title: p.T("col_after"), Right: true}}, rows)
	}
}

// reason is the rule in words by which the candidate shows another light, else why it has none.
func (p *planLists) reason(l *plan.LightChange) string {
	return cmp.Or(l.Reason.In(p.Lang), dossier.RuleWords(p.candidate, l.Why).In(p.Lang), p.T("why_wordless"))
}

// entries draws letters or duties that stand on one side only.
func (p *planLists) entries(key string, all []plan.Entry) {
	slices.SortStableFunc(all, func(a, b plan.Entry) int {
		return cmp.Or(text.CompareNumbers(a.Number, b.Number), cmp.Compare(a.On, b.On))
	})
	columns := []terminal.Column{
		{Title: p.T("col_number")},
		{Title: p.T("col_plan_what"), Max: 34, Wrap: true},
		{Title: p.T("col_whom"), Max: 24, Wrap: true},
		{Title: p.T("col_day")},
		{Title: p.T("col_due")},
	}
	if strings.HasPrefix(key, "plan_letters") { // which are not due
		columns = columns[:4]
	}
	drawListed(p, p.T(key, len(all)), all, columns, func(e *plan.Entry) []terminal.Cell {
		row := terminal.Row(e.Number, p.entryWords(e), p.orNobody(e.Who), e.On.String(), dash(e.Due))
		return row[:len(columns)]
	})
}

// entryWords says what a letter is or a duty asks for: 提示函; 每周调度，2023年第23周.
func (p *planLists) entryWords(e *plan.Entry) string {
	if !e.Title.IsZero() {
		return e.Title.In(p.Lang)
	}
	what := p.duty(e.Kind)
	if rhythm, ok := cadenceTitles[e.Cadence]; ok {
		what = p.T("plan_every", rhythm.In(p.Lang), what)
	}
	if e.Period == "" {
		return what
	}
	return p.T("plan_in_period", what, dossier.PeriodWords(e.Period).In(p.Lang))
}

// drawListed draws one list under its heading, and says how many rows were left out.
func drawListed[T any](p *planLists, heading string, all []T, columns []terminal.Column, row func(*T) []terminal.Cell) {
	n := len(all)
	if n == 0 {
		return
	}
	p.screen.Headingf("%s", heading)
	shown := n
	if p.most > 0 {
		shown = min(n, p.most)
	}
	rows := make([][]terminal.Cell, shown)
	for i := range rows {
		rows[i] = row(&all[i])
	}
	p.screen.Table(columns, rows)
	if shown < n {
		p.screen.Hintf("  %s", p.T("and_more_rows", n-shown))
	}
}

// dash writes a day, or that there is none.
func dash(d clock.Date) string {
	if d.IsZero() {
		return "－"
	}
	return d.String()
}
