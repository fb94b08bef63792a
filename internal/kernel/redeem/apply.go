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
	"qinlian/internal/kernel/mechanism"
)

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
		if w.Channel, err = channel(c.Policy, w.Channel, by.Parties != nil); err != nil {
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

// channel is by which of a policy's channels somebody comes: where none is said the first for those who come by themselves
// (线上一网), the last for those who came to a desk (线下一窗).
func channel(p *mechanism.Policy, said string, own bool) (string, error) {
	all := p.Routing.Channel
	switch {
	case len(all) == 0 || slices.Contains(all, said):
		return said, nil
	case said != "":
		return "", errs.Newf(errs.Invalid, "claim.channel", "没有渠道“%[1]s”；受理渠道有：%[2]s", "there is no channel %[1]q; there are: %[2]s", said, strings.Join(all, "、")).At("channel")
	case own:
		return all[0], nil
	}
	return all[len(all)-1], nil
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
	paid, left, err := o.caseOf(ctx, s.Day, c, key)
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
