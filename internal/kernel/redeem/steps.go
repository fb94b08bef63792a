package redeem

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
)

// Selection picks claims: those named, by ID or by their matter's number, or all of a clause that are at a step the deed
// starts from.
type Selection struct {
	Refs   []string
	Clause string // document/key, or a document's name
}

// pick finds the claims that are meant.
func (o *Counter) pick(t *engine.Till, by *By, w Selection, steps ...claim.Step) ([]claim.Claim, error) {
	var out []claim.Claim
	for _, ref := range w.Refs {
		c, err := o.named(t, ref)
		if err != nil {
			return nil, err
		}
		if by.Parties != nil && !slices.Contains(by.Parties, c.Record) {
			return nil, NotThere(ref)
		}
		out = append(out, c)
	}
	if len(w.Refs) > 0 {
		return out, nil
	}
	if w.Clause == "" || len(steps) == 0 {
		return nil, errs.Newf(errs.Invalid, "claim.which", "请写明哪几件兑现（编号），或哪一条款", "say which claims are meant, by number, or which clause")
	}
	clause := w.Clause
	if !strings.Contains(clause, "/") {
		clause += "/"
	}
	all, err := t.Claims(engine.ClaimFilter{Clause: clause, Steps: steps})
	if err == nil && len(all) == 0 {
		var zh, en []string
		for _, s := range steps {
			zh, en = append(zh, claim.StepWords[s].Zh), append(en, claim.StepWords[s].En)
		}
		err = errs.Newf(errs.NotFound, "claim.none", "“%[1]s”没有%[2]s的兑现件", "no claim on %[1]s is %[3]s", w.Clause, strings.Join(zh, "、"), strings.Join(en, " or "))
	}
	return all, err
}

// NotThere refuses a claim that was never made, or that somebody may not know of.
func NotThere(ref string) error {
	return errs.Newf(errs.NotFound, "claim.not_found", "没有兑现件“%[1]s”，请核对编号", "there is no claim %[1]q: check the number", ref)
}

// named finds a claim by ID or by its matter's number or ID.
func (o *Counter) named(t *engine.Till, ref string) (claim.Claim, error) {
	c, err := t.Claim(ref)
	if err != nil || c.Step != "" {
		return c, err
	}
	s, err := t.Matter(ref)
	if err != nil {
		if errs.KindOf(err) == errs.NotFound {
			err = NotThere(ref)
		}
		return c, err
	}
	all, err := t.Claims(engine.ClaimFilter{Matter: s.ID})
	if err == nil && len(all) == 0 {
		err = NotThere(ref)
	}
	if err != nil {
		return c, err
	}
	return t.Claim(all[0].ID())
}

// desk refuses a deed on a claim that is not the actor's to do, and gives its matter.
func (o *Counter) desk(t *engine.Till, by *By, c *claim.Claim, deed Deed) (matter.State, *benefit.Clause, error) {
	s, err := t.Matter(c.Matter)
	if err != nil {
		return s, nil, err
	}
	clause, ok := clauseOf(t.Bundle(t.Act.At), c.Clause)
	if !ok {
		clause, ok = clauseOf(t.Bundle(c.OpenedAt), c.Clause)
	}
	if !ok {
		return s, nil, errs.Newf(errs.NotFound, "claim.no_clause", "机制文件中没有条款“%[1]s”", "the mechanisms have no clause %[1]q", c.Clause)
	}
	p := place{view: t.View(), policy: clause.Policy, clause: clause.Clause, owner: s.Owner, lead: s.LeadUnit, record: c.Record}
	return s, clause, p.may(by, deed)
}

// each does a deed on every claim that is picked, in one transaction.
func (o *Counter) each(ctx context.Context, by By, w Selection, deed Deed, steps []claim.Step, do func(t *engine.Till, c *claim.Claim, s *matter.State, clause *benefit.Clause) (claim.Claim, error)) ([]claim.Claim, error) {
	var out []claim.Claim
	if by.Parties != nil && by.Actor == "" {
		var err error
		if by, err = o.window(ctx, by, w); err != nil {
			return nil, err
		}
	}
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(_ context.Context, t *engine.Till) error {
		out = nil
		all, err := o.pick(t, &by, w, steps...)
		if err != nil {
			return err
		}
		for i := range all {
			s, clause, err := o.desk(t, &by, &all[i], deed)
			if err != nil {
				return err
			}
			c, err := do(t, &all[i], &s, clause)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// window lets those who have no post act through the window of the claim that they name.
func (o *Counter) window(ctx context.Context, by By, w Selection) (By, error) {
	if len(w.Refs) == 0 {
		return by, NotThere(w.Clause)
	}
	all, err := o.Engine.ClaimsWhere(ctx, o.Zone, engine.ClaimFilter{Records: by.Parties})
	if err != nil {
		return by, err
	}
	row, err := o.Engine.Store().Matter(ctx, o.Zone, w.Refs[0])
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return by, err
	}
	for i := range all {
		if c := &all[i]; c.ID() == w.Refs[0] || row.ID != "" && row.ID == c.Matter {
			return o.through(ctx, by, c.Clause)
		}
	}
	return by, NotThere(w.Refs[0])
}

// Strike takes claims off the list; what was promised to them is free again.
func (o *Counter) Strike(ctx context.Context, by By, w Selection, reason string) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Strike, []claim.Step{claim.Listed}, func(t *engine.Till, c *claim.Claim, _ *matter.State, _ *benefit.Clause) (claim.Claim, error) {
		return o.strike(t, c, reason)
	})
}

func (o *Counter) strike(t *engine.Till, c *claim.Claim, reason string) (claim.Claim, error) {
	done, err := t.Take(c.ID(), claim.Event{What: claim.Strike, Reason: reason})
	if err != nil {
		return done, err
	}
	if c.Step != claim.Listed {
		if _, err := t.Fund(c.Day.Year(), c.Line, fund.Command{What: fund.Release, Claim: c.ID(), Reason: reason}); err != nil {
			return done, err
		}
	}
	_, err = t.Step(matter.Command{Name: "withdraw", ID: c.Matter, Reason: reason})
	return done, err
}

// Notice puts what is confirmed on show, from the day of the act for as long as the clause says.
func (o *Counter) Notice(ctx context.Context, by By, w Selection) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Notice, []claim.Step{claim.Confirmed}, func(t *engine.Till, c *claim.Claim, s *matter.State, clause *benefit.Clause) (claim.Claim, error) {
		if c.Unnoticed && len(w.Refs) == 0 {
			return *c, nil
		}
		e := claim.Event{What: claim.Notice, From: t.Today(), To: t.Today()}
		if d := t.Calendar().Due(t.Act.At, clause.Policy.ObjectionOf(clause.Clause)); d.Date > e.To {
			e.To = d.Date
		}
		done, err := t.Take(c.ID(), e)
		if err == nil && s.Stage == matter.Accepted {
			_, err = t.Step(matter.Command{Name: "work", ID: c.Matter})
		}
		return done, err
	})
}

// Object enters what somebody has against a claim; its clock stands until that is answered.
func (o *Counter) Object(ctx context.Context, by By, w Selection, who, words string) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Object, nil, func(t *engine.Till, c *claim.Claim, s *matter.State, _ *benefit.Clause) (claim.Claim, error) {
		done, err := t.Take(c.ID(), claim.Event{What: claim.Object, Who: who, Text: words})
		if err == nil && !s.Clock.Started.IsZero() && !stopped(s) {
			_, err = t.Step(matter.Command{Name: "suspend", ID: c.Matter, Reason: "公示期异议：" + words})
		}
		return done, err
	})
}

// stopped tells whether a matter's clock stands.
func stopped(s *matter.State) bool {
	n := len(s.Clock.Stops)
	return n > 0 && s.Clock.Stops[n-1].To.IsZero()
}

// Answer answers an objection; one that is upheld strikes the claim.
func (o *Counter) Answer(ctx context.Context, by By, w Selection, n int, words string, upheld bool) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Answer, nil, func(t *engine.Till, c *claim.Claim, s *matter.State, _ *benefit.Clause) (claim.Claim, error) {
		done, err := t.Take(c.ID(), claim.Event{What: claim.Answer, N: n, Text: words, Upheld: upheld})
		if err != nil {
			return done, err
		}
		if stopped(s) && (upheld || done.Open() == 0) {
			if _, err := t.Step(matter.Command{Name: "resume", ID: c.Matter}); err != nil {
				return done, err
			}
		}
		if upheld {
			return o.strike(t, &done, "异议成立："+words)
		}
		return done, nil
	})
}

// Account names where the money of claims goes: the enterprise's word that it wants it, and its account.
func (o *Counter) Account(ctx context.Context, by By, w Selection, a claim.Account) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Account, nil, func(t *engine.Till, c *claim.Claim, _ *matter.State, _ *benefit.Clause) (claim.Claim, error) {
		return o.account(t, c.ID(), &a)
	})
}

func (o *Counter) account(t *engine.Till, id string, a *claim.Account) (claim.Claim, error) {
	done, err := t.Take(id, claim.Event{What: claim.Settle, Account: a})
	if err == nil {
		_, err = t.Step(matter.Command{Name: "attach", ID: done.Matter, Evidence: []string{"已确认收款账户 " + done.Account.Masked()}})
	}
	return done, err
}

// TakeOver gives claims that nobody signed for within the limit to the centre.
func (o *Counter) TakeOver(ctx context.Context, by By, w Selection) ([]claim.Claim, error) {
	return o.each(ctx, by, w, Take, []claim.Step{claim.Listed}, func(t *engine.Till, c *claim.Claim, s *matter.State, clause *benefit.Clause) (claim.Claim, error) {
		if !unsigned(s, t.Act.At) {
			if len(w.Refs) == 0 {
				return *c, nil
			}
			return *c, errs.Newf(errs.Refused, "claim.not_late", "%[1]s 已有人签收，或还在签收时限之内，中心不得接办", "%[1]s was signed for, or may still be in time: the centre does not take it over", s.Number)
		}
		centre := clause.Policy.Routing.Centre
		unit, _ := answering(t.View(), centre)
		head, err := t.View().Head(centre)
		if err != nil {
			return *c, err
		}
		zh := "无人签收，中心兜底"
		_, err = t.Step(matter.Command{Name: "transfer", ID: c.Matter, Reason: zh, Assignment: matter.Assignment{LeadUnit: unit.Code, Owner: head}})
		return *c, err
	})
}

// unsigned tells whether nobody signed for a matter within the limit.
func unsigned(s *matter.State, now time.Time) bool {
	limit := s.Deadlines.Accept
	return s.Stage == matter.Assigned && !limit.At.IsZero() && now.After(limit.At)
}

// Words says a deed, for titles.
func (d Deed) Words() text.Text { return DeedWords[d] }
