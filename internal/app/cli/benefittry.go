package cli

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

// trial is the clauses on one register with the records that they are tried on.
type trial struct {
	scheme  *benefit.Scheme
	records benefit.Records
	def     *register.Definition
}

// trials makes one for each register that clauses are on, or for that of a clause.
func (c *benefitFlags) trials(s *Shell, b *mechanism.Bundle, clause string) ([]trial, error) {
	a, zone, err := s.InZone()
	if err != nil {
		return nil, err
	}
	registers := benefit.Registers(b)
	if clause != "" {
		all, err := clausesOn(b, c.day(s))
		if err != nil {
			return nil, err
		}
		one, err := benefit.Find(all, clause)
		if err != nil {
			return nil, err
		}
		if err := one.Listed(); err != nil {
			return nil, err
		}
		registers = []string{one.Policy.Register()}
	}
	var out []trial
	for _, name := range registers {
		scheme, err := benefit.Compile(b, name, c.day(s))
		if errs.Is(err, "benefit.no_clause") {
			continue
		}
		if err != nil {
			return nil, err
		}
		records, err := a.BenefitRecords(s.Ctx, zone, b, scheme, "name")
		if err != nil {
			return nil, err
		}
		out = append(out, trial{scheme, records, b.Registers[name]})
	}
	if len(out) == 0 {
		return nil, errs.Newf(errs.NotFound, "benefit.none", "%[1]s 没有生效的惠企条款", "no clause of a benefit governs on %[1]s", c.day(s))
	}
	return out, nil
}

// name is what people call a record: its name where the register has one.
func (t *trial) name(row int) string {
	if v, ok := t.records.Table.At(row, t.def.Root()+".name"); ok && v.Text() != "" {
		return v.Text()
	}
	return ""
}

// row finds a record by key or name.
func (t *trial) row(ref string) (int, error) {
	for row, key := range t.records.Keys {
		if t.records.In(int32(row)) && (key == ref || t.name(row) == ref) {
			return row, nil
		}
	}
	zh, en := text.Suggest(ref, t.records.Keys[:min(len(t.records.Keys), 2000)])
	return 0, errs.Newf(errs.NotFound, "benefit.no_record", "“%[4]s”里没有“%[1]s”；%[2]s", "%[5]s has no %[1]q; %[3]s", ref, zh, en, t.def.Title.In(text.Zh), t.def.Title.In(text.En))
}

type benefitTryCmd struct {
	Clause string `placeholder:"CLAUSE" help:"f_benefit_clause"`
	Paid   string `placeholder:"FILE" help:"f_benefit_paid"`
	Rows   int    `default:"15" help:"f_benefit_rows"`
	benefitFlags
}

// triedClauses is the answer of try as JSON.
type triedClauses struct {
	Day      clock.Date     `json:"day"`
	Register string         `json:"register"`
	Total    benefit.Total  `json:"total"`
	Clauses  []triedClause  `json:"clauses"`
	Pools    []benefit.Pool `json:"pools,omitempty"`
	Grants   []triedGrant   `json:"grants,omitempty"`
	Records  int            `json:"records"`
}

type triedClause struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Records int       `json:"records"`
	Amount  money.Fen `json:"amount"`
	Refused int       `json:"refused"`
	Faulty  int       `json:"faulty"`
}

type triedGrant struct {
	Key    string    `json:"key"`
	Name   string    `json:"name,omitempty"`
	Clause string    `json:"clause"`
	Asked  money.Fen `json:"asked"`
	Paid   money.Fen `json:"paid"`
	Why    []string  `json:"why,omitempty"`
}

// Run tries the clauses on all records and shows what they come to.
func (c *benefitTryCmd) Run(s *Shell) error {
	b, err := c.benefits(s)
	if err != nil {
		return err
	}
	paid, err := app.ReadPayments(c.Paid)
	if err != nil {
		return err
	}
	trials, err := c.trials(s, b, c.Clause)
	if err != nil {
		return err
	}
	claimed, left, err := c.redeemed(s)
	if err != nil {
		return err
	}
	paid = append(paid, claimed...)
	var out []triedClauses
	for i := range trials {
		t := &trials[i]
		o, err := t.scheme.Entitle(benefit.Case{Records: t.records, Paid: paid, Left: left})
		if err != nil {
			return err
		}
		out = append(out, s.triedOn(t, o, c.Clause))
	}
	return s.Print(out, func(screen *terminal.Screen) {
		for i := range out {
			s.drawTried(screen, &out[i], c.Clause != "", c.Rows)
		}
	})
}

// redeemed is what claims have got or are to get by the day, and what lines have left of its year.
func (c *benefitTryCmd) redeemed(s *Shell) ([]benefit.Payment, map[string]money.Fen, error) {
	o, _, err := s.counter()
	if err != nil {
		return nil, nil, err
	}
	day := c.day(s)
	paid, left, err := o.Case(s.Ctx, day)
	return slices.DeleteFunc(paid, func(p benefit.Payment) bool { return p.On > day }), left, err
}

func (s *Shell) triedOn(t *trial, o *benefit.Outcome, clause string) triedClauses {
	out := triedClauses{Day: t.scheme.Day, Register: t.def.Title.In(s.Lang), Total: o.Totals(), Pools: o.Pools, Records: len(t.records.Keys)}
	for _, c := range t.scheme.Clauses {
		out.Clauses = append(out.Clauses, triedClause{ID: c.ID, Title: c.Title.In(s.Lang)})
	}
	for i := range o.Grants {
		g := &o.Grants[i]
		line := &out.Clauses[g.Clause]
		if g.Refused() {
			line.Refused++
		} else {
			line.Records, line.Amount = line.Records+1, line.Amount+g.Paid
		}
		if c := &t.scheme.Clauses[g.Clause]; clause != "" && (clause == c.ID || clause == c.Key) {
			one := triedGrant{Key: t.records.Keys[g.Row], Name: t.name(int(g.Row)), Clause: c.ID, Asked: g.Asked, Paid: g.Paid}
			for _, cut := range g.Cuts {
				one.Why = append(one.Why, t.scheme.Words(cut).In(s.Lang))
			}
			out.Grants = append(out.Grants, one)
		}
	}
	for _, p := range o.Faulty {
		out.Clauses[p.Clause].Faulty++
	}
	if clause != "" {
		out.Clauses = slices.DeleteFunc(out.Clauses, func(c triedClause) bool { return c.ID != clause && !strings.HasSuffix(c.ID, "/"+clause) })
	}
	return out
}

func (s *Shell) drawTried(screen *terminal.Screen, t *triedClauses, one bool, most int) {
	screen.Titlef("%s", s.T("benefit_tried", t.Register, t.Records, t.Day.String()))
	var rows [][]terminal.Cell
	for _, c := range t.Clauses {
		rows = append(rows, terminal.Row(c.ID, c.Title, positive(c.Records), c.Amount.String(), positive(c.Refused), positive(c.Faulty)))
	}
	screen.Table([]terminal.Column{
		{Title: s.T("col_clause")},
		{Title: s.T("col_name"), Max: 30},
		{Title: s.T("col_paid_to"), Right: true},
		{Title: s.T("col_yuan"), Right: true},
		{Title: s.T("col_refused"), Right: true},
		{Title: s.T("col_undecided"), Right: true},
	}, rows)
	if one {
		s.drawGrants(screen, t.Grants, most)
		return
	}
	for _, p := range t.Pools {
		if p.Bounded {
			screen.Linef("%s", s.T("benefit_pool", cmp.Or(p.Line, p.Document), p.Left.String(), p.Asked.String(), p.Paid.String()))
		}
	}
	screen.Strongf("%s", s.T("benefit_total", t.Total.Records, t.Total.Grants, t.Total.Amount.String(), t.Total.Refused))
}

func (s *Shell) drawGrants(screen *terminal.Screen, grants []triedGrant, most int) {
	var rows [][]terminal.Cell
	for _, g := range grants[:min(most, len(grants))] {
		rows = append(rows, terminal.Row(g.Key, g.Name, g.Asked.String(), g.Paid.String(), strings.Join(g.Why, s.T("semicolon"))))
	}
	screen.Table([]terminal.Column{{Title: s.T("col_record")}, {Title: s.T("col_name"), Max: 24}, {Title: s.T("col_asked"), Right: true}, {Title: s.T("col_yuan"), Right: true}, {Title: s.T("col_note"), Max: 60}}, rows)
	if len(grants) > most {
		screen.Hintf("%s", s.T("benefit_more", len(grants)-most))
	}
}
