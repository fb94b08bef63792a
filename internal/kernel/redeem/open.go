package redeem

import (
	"context"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Matched is what a list came to.
type Matched struct {
	Day     clock.Date    `json:"day"`
	Opened  []claim.Claim `json:"opened"`
	There   int           `json:"there"`   // had a claim for the period already
	Refused int           `json:"refused"` // were cut to nothing
	Faulty  int           `json:"faulty"`  // lack a fact
}

// Match makes the list of the automatic clauses, or of one of them: a claim for whoever is entitled and has none for the
// period. A list made again finds those who have come since.
func (o *Counter) Match(ctx context.Context, by By, clause string) (Matched, error) {
	at := by.At
	if at.IsZero() {
		at = o.Engine.NowIn(o.Zone)
	}
	timeline, err := o.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return Matched{}, err
	}
	b := timeline.At(at)
	cal, err := o.Engine.Calendar(ctx, o.Zone, at)
	if err != nil {
		return Matched{}, err
	}
	day := cal.DateOf(at)
	type list struct {
		scheme  *benefit.Scheme
		records benefit.Records
	}
	var lists []list
	if b != nil {
		for _, name := range benefit.Registers(b) {
			scheme, err := benefit.Compile(b, name, day)
			if errs.Is(err, "benefit.no_clause") || err == nil && len(meant(scheme, clause)) == 0 {
				continue
			}
			if err != nil {
				return Matched{}, err
			}
			records, err := o.Records(ctx, b, scheme, "", "name")
			if err != nil {
				return Matched{}, err
			}
			lists = append(lists, list{scheme, records})
		}
	}
	if len(lists) == 0 {
		return Matched{}, errs.Newf(errs.NotFound, "claim.no_clause", "%[1]s 没有可生成名单的免申即享条款（须有 redeem）", "on %[1]s no automatic clause can be redeemed (it needs redeem)", day)
	}
	var out Matched
	err = o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		out = Matched{Day: day}
		paid, left, err := o.Case(ctx, day)
		if err != nil {
			return err
		}
		for _, l := range lists {
			listed := meant(l.scheme, clause)
			outcome, err := l.scheme.Entitle(benefit.Case{Records: l.records, Paid: paid, Left: left, Only: listed})
			if err != nil {
				return err
			}
			if err := o.list(t, &by, b, outcome, &l.records, listed, &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// meant are the numbers of the automatic clauses that can be redeemed, or of the one that is named.
func meant(s *benefit.Scheme, ref string) []int32 {
	var out []int32
	for i := range s.Clauses {
		c := &s.Clauses[i]
		if c.Mode == mechanism.Automatic && c.Policy.RedeemOf(c.Clause) != "" && (ref == "" || ref == c.ID || ref == c.Key || ref == c.Policy.Name) {
			out = append(out, int32(i))
		}
	}
	return out
}

func (o *Counter) list(t *engine.Till, by *By, b *mechanism.Bundle, outcome *benefit.Outcome, records *benefit.Records, clauses []int32, out *Matched) error {
	s := outcome.Scheme
	for _, number := range clauses {
		c := &s.Clauses[number]
		p := place{view: t.View(), policy: c.Policy, clause: c.Clause}
		if err := p.may(by, Match); err != nil {
			return err
		}
	}
	for i := range outcome.Grants {
		g := &outcome.Grants[i]
		if !slices.Contains(clauses, g.Clause) {
			continue
		}
		c := &s.Clauses[g.Clause]
		key := records.Keys[g.Row]
		before, err := t.Claim(claim.ID(c.ID, benefit.Period(c.Period, s.Day), key))
		switch {
		case err != nil:
			return err
		case before.Step != "":
			out.There++
		case g.Refused():
			out.Refused++
		default:
			one := applied{clause: c, key: key, name: named(b.Registers[s.Register], records, int(g.Row)), day: s.Day, unnoticed: c.Policy.ObjectionOf(c.Clause).IsZero()}
			opened, err := o.open(t, b, s, g, &one)
			if err != nil {
				return err
			}
			out.Opened = append(out.Opened, opened)
		}
	}
	for _, pair := range outcome.Faulty {
		if slices.Contains(clauses, pair.Clause) {
			out.Faulty++
		}
	}
	return nil
}

// applied is one claim about to be opened.
type applied struct {
	clause    *benefit.Clause
	key, name string
	day       clock.Date
	channel   string
	promise   string
	materials []string
	unnoticed bool
}

// open makes a claim and its matter, and gives the matter to the unit that handles it.
func (o *Counter) open(t *engine.Till, b *mechanism.Bundle, s *benefit.Scheme, g *benefit.Grant, a *applied) (claim.Claim, error) {
	c := a.clause
	kind := b.Kinds[c.Policy.RedeemOf(c.Clause)]
	period := benefit.Period(c.Period, a.day)
	if period == "" {
		period = claim.Forever
	}
	lead := c.Policy.OfficeOf(c.Clause)
	unit, _ := answering(t.View(), lead)
	owner, err := t.View().Head(lead)
	if err != nil {
		return claim.Claim{}, err
	}
	fields := map[string]any{}
	for name, value := range map[string]any{"clause": c.ID, "record": a.key, "period": period, "amount": g.Paid, "channel": a.channel} {
		if _, ok := kind.Fields[name]; ok && value != "" {
			fields[name] = value
		}
	}
	who := a.name
	if who == "" {
		who = a.key
	}
	m, err := t.Step(matter.Command{
		Name: "register", Kind: kind.Name, Hold: true, Particulars: matter.Particulars{Title: c.Title.In(text.Zh) + "：" + who, Applicant: a.key, Fields: fields},
		Assignment: matter.Assignment{LeadUnit: unit.Code},
	})
	if err != nil {
		return claim.Claim{}, err
	}
	if _, err := t.Step(matter.Command{Name: "assign", ID: m.ID, Assignment: matter.Assignment{LeadUnit: unit.Code, Owner: owner}, Particulars: matter.Particulars{Brief: c.Title.In(text.Zh)}}); err != nil {
		return claim.Claim{}, err
	}
	var why []string
	for _, cut := range g.Cuts {
		why = append(why, s.Words(cut).In(text.Zh))
	}
	return t.Take(claim.ID(c.ID, period, a.key), claim.Event{What: claim.Open, Clause: c.ID, Period: period, Record: a.key, Opened: &claim.Opened{
		Register: s.Register, Name: a.name, Title: c.Title.In(text.Zh), Mode: c.Mode, Day: a.day, Line: c.Policy.LineOf(c.Clause), Matter: m.ID, Asked: g.Asked, Amount: g.Paid,
		Why: why, Channel: a.channel, Promise: a.promise, Material: a.materials, Unnoticed: a.unnoticed,
	}})
}
