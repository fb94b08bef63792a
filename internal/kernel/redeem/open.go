package redeem

import (
	"context"
	"math"
	"slices"
	"strings"

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
	lead := leads(c.Policy, c.Clause)
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

// Application is what somebody applies for.
type Application struct {
	Clause    string // document/key, or its key
	Record    string // key
	Channel   string
	Promise   string // 承诺, of what is decided on the spot
	Materials []string
	Account   *claim.Account
}

// Apply opens a claim that somebody applies for, where the rules pass. What is instant is confirmed at once.
func (o *Counter) Apply(ctx context.Context, by By, w Application) (claim.Claim, error) {
	var out claim.Claim
	by, err := o.through(ctx, by, w.Clause)
	if err != nil {
		return out, err
	}
	err = o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		b := t.Bundle(t.Act.At)
		c, err := o.find(b, w.Clause, t.Today())
		if err != nil {
			return err
		}
		p := place{view: t.View(), policy: c.Policy, clause: c.Clause, record: w.Record}
		if err := p.may(&by, Apply); err != nil {
			return err
		}
		if err := asked(c, &w); err != nil {
			return err
		}
		scheme, err := benefit.Compile(b, c.Policy.Register(), t.Today())
		if err != nil {
			return err
		}
		g, records, err := o.granted(ctx, b, scheme, c, w.Record)
		if err != nil {
			return err
		}
		one := applied{
			clause: c, key: records.Keys[g.Row], name: named(b.Registers[scheme.Register], records, int(g.Row)), day: t.Today(), channel: w.Channel, promise: w.Promise, materials: w.Materials,
			unnoticed: c.Policy.ObjectionOf(c.Clause).IsZero() || c.Mode == mechanism.Instant && c.Objection.IsZero(),
		}
		if out, err = o.open(t, b, scheme, g, &one); err != nil {
			return err
		}
		if c.Mode == mechanism.Instant {
			if out, err = o.commit(t, &out, 0, ""); err != nil {
				return err
			}
		}
		if w.Account != nil {
			out, err = o.account(t, out.ID(), w.Account)
		}
		return err
	})
	return out, err
}

// through lets those who have no post act through the window.
func (o *Counter) through(ctx context.Context, by By, clause string) (By, error) {
	if by.Parties == nil || by.Actor != "" {
		return by, nil
	}
	timeline, err := o.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return by, err
	}
	at := by.At
	if at.IsZero() {
		at = o.Engine.NowIn(o.Zone)
	}
	_, view, err := o.Engine.Org(ctx, o.Zone, at)
	if err != nil {
		return by, err
	}
	cal, err := o.Engine.Calendar(ctx, o.Zone, at)
	if err != nil {
		return by, err
	}
	c, err := o.find(timeline.At(at), clause, cal.DateOf(at))
	if err != nil {
		return by, err
	}
	if by.Actor, err = receiving(view, c.Policy, c.Clause); err != nil {
		return by, err
	}
	if len(by.Parties) > 0 {
		by.Person = by.Parties[0]
	}
	return by, nil
}

// find finds a clause that can be redeemed on a day, by document/key or key.
func (o *Counter) find(b *mechanism.Bundle, ref string, day clock.Date) (*benefit.Clause, error) {
	var found []benefit.Clause
	var known []string
	if b != nil {
		for _, p := range benefit.Policies(b) {
			for i := range p.Clauses {
				c := &p.Clauses[i]
				if !p.InForce(c, day) || p.RedeemOf(c) == "" || !c.Computed() {
					continue
				}
				known = append(known, p.Name+"/"+c.Key)
				if ref == p.Name+"/"+c.Key || ref == c.Key {
					found = append(found, benefit.Clause{Clause: c, ID: p.Name + "/" + c.Key, Policy: p})
				}
			}
		}
	}
	switch len(found) {
	case 1:
		return &found[0], nil
	case 0:
		zh, en := text.Suggest(ref, known)
		return nil, errs.Newf(errs.NotFound, "claim.unknown_clause", "没有可兑现的条款“%[1]s”；%[2]s", "no clause %[1]q can be redeemed; %[3]s", ref, zh, en)
	}
	return nil, errs.Newf(errs.Invalid, "benefit.which", "条款代号“%[1]s”不止一个；请写全：%[2]s 或 %[3]s", "there are several clauses %[1]q; write %[2]s or %[3]s", ref, found[0].ID, found[1].ID)
}

// asked refuses an application that lacks what its mode asks for.
func asked(c *benefit.Clause, w *Application) error {
	switch c.Mode {
	case mechanism.Automatic:
		return errs.Newf(errs.Refused, "claim.automatic", "“%[1]s”免申即享，无须申请；未列入名单的，请再次生成名单（claim match）", "%[2]s needs no application; who is not on the list yet is found by making it again (claim match)", c.Title.In(text.Zh), c.Title.In(text.En))
	case mechanism.Instant:
		if strings.TrimSpace(w.Promise) == "" {
			return errs.Newf(errs.Refused, "claim.no_promise", "即申即享须有承诺（对所报情况真实性的承诺）", "what is decided at once needs a promise that what is stated is true").At("promise")
		}
	}
	var lacking []string
	for _, m := range c.Materials {
		if !slices.Contains(w.Materials, m) {
			lacking = append(lacking, m)
		}
	}
	if len(lacking) > 0 {
		return errs.Newf(errs.Refused, "claim.materials", "材料不齐，缺：%[1]s", "materials are missing: %[1]s", strings.Join(lacking, "、")).At("materials")
	}
	return nil
}

// granted works out what one record gets by a clause now; the refusal says why it gets nothing.
func (o *Counter) granted(ctx context.Context, b *mechanism.Bundle, s *benefit.Scheme, c *benefit.Clause, key string) (*benefit.Grant, *benefit.Records, error) {
	records, err := o.Records(ctx, b, s, key, "name")
	if err != nil {
		return nil, nil, err
	}
	if !records.In(0) {
		def := b.Registers[s.Register]
		return nil, nil, errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”中没有 %[3]s", "there is no %[3]s in “%[2]s”", def.Title.Zh, def.Title.En, key)
	}
	paid, left, err := o.Case(ctx, s.Day)
	if err != nil {
		return nil, nil, err
	}
	if line := c.Policy.LineOf(c.Clause); c.Mode == mechanism.Reviewed {
		if declared, _, err := lineOf(b, line); err == nil && declared.Short != "" && declared.Short != mechanism.FirstCome {
			left[line] = math.MaxInt64 // what it pays is divided when all are confirmed
		}
	}
	number, err := s.Find(c.ID)
	if err != nil {
		return nil, nil, err
	}
	outcome, err := s.Entitle(benefit.Case{Records: records, Paid: paid, Left: left, Only: []int32{int32(number)}})
	if err != nil {
		return nil, nil, err
	}
	for i := range outcome.Grants {
		g := &outcome.Grants[i]
		if int(g.Clause) != number {
			continue
		}
		if !g.Refused() {
			return g, &records, nil
		}
		var zh, en []string
		for _, cut := range g.Cuts {
			words := s.Words(cut)
			zh, en = append(zh, words.Zh), append(en, words.En)
		}
		return nil, nil, errs.Newf(errs.Refused, "benefit.refused", "不予兑付：%[1]s", "not paid: %[2]s", strings.Join(zh, "；"), strings.Join(en, "; "))
	}
	zh, en := s.Explain(&records, 0, number, text.Zh, nil), s.Explain(&records, 0, number, text.En, nil)
	return nil, nil, errs.Newf(errs.Refused, "benefit.not_entitled", "不符合条件：%[1]s", "not entitled: %[2]s", strings.Join(zh.Deciding, "，"), strings.Join(en.Deciding, ", "))
}
