package redeem

import (
	"context"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
)

// Receipt is what a bank says of one payment.
type Receipt struct {
	Number string
	Amount money.Fen  // 0: it does not say
	Paid   bool       // else it came back
	On     clock.Date // zero: the day of the act
	Ref    string     // the bank's own number
	Reason string     // why it came back
	Where  string     // in the file
}

// Received is what entering receipts came to.
type Received struct {
	Batch    string    `json:"batch"`
	Paid     int       `json:"paid"`
	Returned int       `json:"returned"`
	Known    int       `json:"known"`   // were entered before
	Waiting  int       `json:"waiting"` // payments of the batch of which nothing is known yet
	Sum      money.Fen `json:"sum"`     // of what was paid
	Back     money.Fen `json:"back"`    // of what came back
}

// Receive enters what the bank says of a batch: all receipts, or none where one is wrong. What was entered before counts once.
func (o *Counter) Receive(ctx context.Context, by By, number string, receipts []Receipt) (Received, error) {
	var out Received
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		out = Received{Batch: number}
		b, err := o.batch(ctx, number)
		if err == nil {
			err = b.standing()
		}
		if err != nil {
			return err
		}
		var faults errs.List
		for i := range receipts {
			if err := o.receive(t, &by, &b, receipts[i], &out); err != nil {
				if found := errs.Faults(err); len(found) > 0 {
					faults = append(faults, found[0].At(receipts[i].Where))
					continue
				}
				return err
			}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		for i := range b.Items {
			c, err := t.Claim(b.Items[i].Claim)
			if err != nil {
				return err
			}
			if p := c.Last(); c.Step == claim.Sent && p.Number == b.Items[i].Number {
				out.Waiting++
			}
		}
		if out.Paid+out.Returned == 0 {
			return nil
		}
		return t.Note(batchStream(number), receiptsRead, &out)
	})
	return out, err
}

func (o *Counter) receive(t *engine.Till, by *By, b *Batch, r Receipt, out *Received) error {
	i := slices.IndexFunc(b.Items, func(item Item) bool { return item.Number == r.Number })
	if i < 0 {
		return errs.Newf(errs.NotFound, "payment.not_in_batch", "批次 %[1]s 没有拨付 %[2]s", "the batch %[1]s has no payment %[2]s", b.Number, r.Number)
	}
	item := &b.Items[i]
	c, err := t.Claim(item.Claim)
	if err != nil {
		return err
	}
	s, _, err := o.desk(t, by, &c, Receive)
	if err != nil {
		return err
	}
	if r.On.IsZero() {
		r.On = t.Today()
	}
	if r.On > t.Today() || r.On < b.Day {
		return errs.Newf(errs.Invalid, "payment.day", "回单日期 %[1]s 不在批次之后、今天之前", "the receipt's day %[1]s is not between the batch and today", r.On)
	}
	for j := range c.Payments {
		p := &c.Payments[j]
		if p.Number != r.Number || p.On.IsZero() {
			continue
		}
		if r.Amount != 0 && r.Amount != p.Amount {
			return errs.Newf(errs.Refused, "claim.other_amount", "拨付 %[1]s 是 %[2]s元，回单写的是 %[3]s元", "the payment %[1]s is of %[2]s; the receipt says %[3]s", p.Number, p.Amount, r.Amount)
		}
		switch returned := p.Returned != ""; {
		case returned == !r.Paid:
			out.Known++
			return nil
		case returned:
			return errs.Newf(errs.Refused, "payment.returned", "拨付 %[1]s 已于 %[2]s 退回，回单却写已到账", "the payment %[1]s came back on %[2]s, and the receipt says that it arrived", r.Number, p.On)
		}
	}
	if r.Paid {
		return o.arrived(t, &c, &s, item, r, out)
	}
	return o.cameBack(t, &c, &s, item, r, out)
}

func (o *Counter) arrived(t *engine.Till, c *claim.Claim, s *matter.State, item *Item, r Receipt, out *Received) error {
	if _, err := t.Take(c.ID(), claim.Event{What: claim.Receive, Number: r.Number, Amount: r.Amount, On: r.On, Receipt: r.Ref}); err != nil {
		return err
	}
	out.Paid, out.Sum = out.Paid+1, out.Sum+item.Amount
	if stopped(s) {
		if _, err := t.Step(matter.Command{Name: "resume", ID: s.ID}); err != nil {
			return err
		}
	}
	ref := strings.TrimSpace("到账回单 " + r.Number + " " + r.Ref)
	if _, err := t.Step(matter.Command{Name: "complete", ID: s.ID, FromLedger: true, Evidence: []string{ref}, Text: "已到账 " + item.Amount.String() + "元", Hold: true}); err != nil {
		return err
	}
	_, err := t.Step(matter.Command{Name: "close", ID: s.ID, Text: ref})
	return err
}

func (o *Counter) cameBack(t *engine.Till, c *claim.Claim, s *matter.State, item *Item, r Receipt, out *Received) error {
	if _, err := t.Take(c.ID(), claim.Event{What: claim.Return, Number: r.Number, Amount: r.Amount, On: r.On, Receipt: r.Ref, Reason: r.Reason}); err != nil {
		return err
	}
	if _, err := t.Fund(c.Day.Year(), c.Line, fund.Command{What: fund.Return, Claim: c.ID(), Number: r.Number, Reason: r.Reason}); err != nil {
		return err
	}
	out.Returned, out.Back = out.Returned+1, out.Back+item.Amount
	return again(t, s, "银行退票："+r.Reason)
}

// ClawBack takes back what was paid, or part of it, with the reason. Where all of it is taken back the matter is withdrawn.
func (o *Counter) ClawBack(ctx context.Context, by By, w Selection, amount money.Fen, reason string) ([]claim.Claim, error) {
	return o.each(ctx, by, w, ClawBack, nil, func(t *engine.Till, c *claim.Claim, s *matter.State, _ *benefit.Clause) (claim.Claim, error) {
		done, err := t.Take(c.ID(), claim.Event{What: claim.ClawBack, Amount: amount, Reason: reason})
		if err != nil {
			return done, err
		}
		p, before := done.Last(), c.Last()
		if _, err := t.Fund(c.Day.Year(), c.Line, fund.Command{What: fund.ClawBack, Claim: c.ID(), Number: p.Number, Amount: p.Clawed - before.Clawed, Reason: reason}); err != nil {
			return done, err
		}
		if done.Step != claim.Clawed {
			return done, nil
		}
		if s.Stage == matter.Closed || s.Stage == matter.Archived {
			if _, err := t.Step(matter.Command{Name: "reopen", ID: s.ID, Reason: "追回：" + reason, Hold: true}); err != nil {
				return done, err
			}
		}
		_, err = t.Step(matter.Command{Name: "withdraw", ID: s.ID, Reason: "追回：" + reason})
		return done, err
	})
}
