// Package redeem brings what the clauses of benefits grant to those whom they grant it: the shell over packages benefit,
// claim, fund and matter. One call is one transaction, in which the claim, its budget line and its matter change together.
//
//	automatic  Match ─▶ Confirm ─▶ Notice ─▶ Object, Answer ─▶ Account ─▶ Pay ─▶ Receive      免申即享
//	instant    Apply, confirmed at once by its promise ─▶ Account ─▶ Pay ─▶ Receive          即申即享
//	reviewed   Apply ─▶ Confirm ─▶ Notice ─▶ … as above                                      申报审核
//
// Who may do what stands in Desks. Money is promised when a claim is confirmed, out of a line that somebody has
// appropriated; what earlier claims got, and what lines have left, is what the clauses are tried against (Earlier, Left).
package redeem

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// Counter redeems in one zone.
type Counter struct {
	Engine *engine.Engine
	Zone   string

	// Read, where it is set, gives the records that clauses are tried on in the place of the register's: all of them, or the one of
	// a key.
	Read func(ctx context.Context, b *mechanism.Bundle, s *benefit.Scheme, key string) (benefit.Records, error)
}

// By is who acts. Parties, when not nil, are the enterprises for which somebody without a post acts; the window's post is
// then the actor, and the enterprise the person behind it.
type By struct {
	engine.Act

	Parties []string
}

// standing are the steps at which a claim counts as had.
var standing = []claim.Step{claim.Listed, claim.Confirmed, claim.Noticed, claim.Sent, claim.Paid}

// Earlier lists what claims have got or are to get, for benefit.Case.
func Earlier(all []claim.Claim) []benefit.Payment {
	var out []benefit.Payment
	for i := range all {
		c := &all[i]
		amount := c.Amount
		if p := c.Last(); c.Step == claim.Paid && p != nil {
			amount = c.Got()
		}
		if c.Step.Live() && amount > 0 {
			out = append(out, benefit.Payment{Key: c.Record, Clause: c.Clause, Amount: amount, On: c.Day})
		}
	}
	return out
}

// Case gives what clauses are tried against besides the records: earlier claims and what lines have left in the day's year.
func (o *Counter) Case(ctx context.Context, day clock.Date) (paid []benefit.Payment, left map[string]money.Fen, err error) {
	all, err := o.Engine.ClaimsWhere(ctx, o.Zone, engine.ClaimFilter{Steps: standing})
	if err != nil {
		return nil, nil, err
	}
	lines, err := o.Engine.Lines(ctx, o.Zone, day.Year())
	if err != nil {
		return nil, nil, err
	}
	left = make(map[string]money.Fen, len(lines))
	for i := range lines {
		left[lines[i].Name] = lines[i].Left()
	}
	for i := range all { // what is listed is proposed: promised to nobody, and no longer free for other lists
		if c := &all[i]; c.Step == claim.Listed && c.Day.Year() == day.Year() {
			if had, ok := left[c.Line]; ok {
				left[c.Line] = had - c.Amount
			}
		}
	}
	return Earlier(all), left, nil
}

// caseOf is Case for one record and one clause: what others have got is not read, unless the document bounds what all get
// together; what is proposed on the line is added up by the store.
func (o *Counter) caseOf(ctx context.Context, day clock.Date, c *benefit.Clause, key string) (paid []benefit.Payment, left map[string]money.Fen, err error) {
	name := c.Policy.LineOf(c.Clause)
	lines, err := o.Engine.Lines(ctx, o.Zone, day.Year())
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(lines, func(l fund.Line) bool { return l.Name == name })
	if i < 0 || c.Policy.Caps.All.Set {
		return o.Case(ctx, day)
	}
	own, err := o.Engine.ClaimsWhere(ctx, o.Zone, engine.ClaimFilter{Records: []string{key}, Steps: standing})
	if err != nil {
		return nil, nil, err
	}
	proposed, err := o.Engine.Store().ClaimTotal(ctx, o.Zone, engine.ClaimFilter{Line: name, Year: day.Year(), Steps: []claim.Step{claim.Listed}})
	return Earlier(own), map[string]money.Fen{name: lines[i].Left() - proposed}, err
}

// clauseOf finds a clause by document/key among a bundle's, in force or not.
func clauseOf(b *mechanism.Bundle, id string) (*benefit.Clause, bool) {
	if b == nil {
		return nil, false
	}
	for _, p := range benefit.Policies(b) {
		for i := range p.Clauses {
			if p.Name+"/"+p.Clauses[i].Key == id {
				return &benefit.Clause{Clause: &p.Clauses[i], ID: id, Policy: p}, true
			}
		}
	}
	return nil, false
}

// lineOf finds what keeps a budget line: the line as declared, and the policy whose payer keeps it.
func lineOf(b *mechanism.Bundle, name string) (mechanism.Line, *mechanism.Policy, error) {
	var known []string
	if b != nil {
		for _, p := range benefit.Policies(b) {
			if line, ok := p.Budget[name]; ok {
				return line, p, nil
			}
			if p.Name == name {
				return mechanism.Line{Title: p.Title}, p, nil
			}
			for declared := range p.Budget {
				known = append(known, declared)
			}
			known = append(known, p.Name)
		}
	}
	zh, en := text.Suggest(name, known)
	return mechanism.Line{}, nil, errs.Newf(errs.NotFound, "fund.unknown_line", "没有预算科目“%[1]s”；%[2]s", "there is no budget line %[1]q; %[3]s", name, zh, en)
}

// Line tells how a line is called, and what its file says it has in a year.
func Line(b *mechanism.Bundle, name string) (title text.Text, planned mechanism.Sum) {
	line, _, err := lineOf(b, name)
	if err != nil {
		return text.Text{Zh: name}, mechanism.Sum{}
	}
	return line.Title, line.Amount
}

// Records reads what a scheme's clauses are tried on as of its day: all records, or the one of a key.
func (o *Counter) Records(ctx context.Context, b *mechanism.Bundle, s *benefit.Scheme, key string, also ...string) (benefit.Records, error) {
	if o.Read != nil {
		return o.Read(ctx, b, s, key)
	}
	def := b.Registers[s.Register]
	if !def.Facts {
		return o.whole(ctx, def, s, key)
	}
	paths := s.Reads()
	for _, field := range also {
		paths = append(paths, def.Root()+"."+field)
	}
	read := func() (*facts.Columns, error) {
		return o.Engine.Columns(ctx, o.Zone, s.Register, s.Day, time.Time{}, nil, paths...)
	}
	if key != "" {
		read = func() (*facts.Columns, error) {
			return o.Engine.ColumnsOf(ctx, o.Zone, s.Register, key, s.Day, paths...)
		}
	}
	c, err := read()
	if err != nil {
		return benefit.Records{}, err
	}
	return benefit.Records{Table: c.Table, Keys: c.Keys}.As(s), nil
}

func (o *Counter) whole(ctx context.Context, def *register.Definition, s *benefit.Scheme, key string) (benefit.Records, error) {
	if key == "" {
		records, err := o.Engine.Records(ctx, o.Zone, s.Register)
		if err != nil {
			return benefit.Records{}, err
		}
		return benefit.FromRegister(def, s.Schema(), records, s.Day)
	}
	record, err := o.Engine.Record(ctx, o.Zone, s.Register, key)
	if err != nil {
		return benefit.Records{}, err
	}
	var records []register.Record
	if record.Key != "" {
		records = append(records, record)
	}
	return benefit.FromRegister(def, s.Schema(), records, s.Day)
}

// named is what a row's record is called.
func named(def *register.Definition, r *benefit.Records, row int) string {
	if v, ok := r.Table.At(row, def.Root()+".name"); ok {
		return v.Text()
	}
	return ""
}

// Find finds a claim by ID, or by its matter's number or ID.
func (o *Counter) Find(ctx context.Context, ref string) (claim.Claim, error) {
	for _, f := range []engine.ClaimFilter{{ID: ref}, {Matter: ref}} {
		if all, err := o.Engine.ClaimsWhere(ctx, o.Zone, f); err != nil || len(all) > 0 && ref != "" {
			return first(all), err
		}
	}
	row, err := o.Engine.Store().Matter(ctx, o.Zone, ref)
	if errs.KindOf(err) == errs.NotFound {
		return claim.Claim{}, NotThere(ref)
	}
	if err != nil {
		return claim.Claim{}, err
	}
	all, err := o.Engine.ClaimsWhere(ctx, o.Zone, engine.ClaimFilter{Matter: row.ID})
	if err == nil && len(all) == 0 {
		err = NotThere(ref)
	}
	return first(all), err
}

func first(all []claim.Claim) claim.Claim {
	if len(all) == 0 {
		return claim.Claim{}
	}
	return all[0]
}
