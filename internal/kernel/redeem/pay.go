package redeem

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Appropriate gives a line of a year more money, or takes some away, by a paper. With no amount the line gets what its
// file says, once.
func (o *Counter) Appropriate(ctx context.Context, by By, year int, name string, amount money.Fen, basis string) (fund.Line, error) {
	var out fund.Line
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(_ context.Context, t *engine.Till) error {
		declared, policy, err := lineOf(t.Bundle(t.Act.At), name)
		if err != nil {
			return err
		}
		p := place{view: t.View(), policy: policy}
		if err := p.may(&by, Appropriate); err != nil {
			return err
		}
		had, err := t.Line(year, name)
		if err != nil {
			return err
		}
		sum := amount
		if sum == 0 && had.Events == 0 {
			sum = declared.Amount.Fen
		}
		if _, err := t.Fund(year, name, fund.Command{What: fund.Appropriate, Amount: sum, Basis: basis}); err != nil {
			return err
		}
		out, err = t.Line(year, name)
		return err
	})
	return out, err
}

// Batch is one file of payments for a bank or treasury. It follows from its number alone.
type Batch struct {
	Number string     `json:"number"`
	Wish   Wish       `json:"wish"`
	Day    clock.Date `json:"day"`
	Items  []Item     `json:"items"`
	Total  money.Fen  `json:"total"`
	At     time.Time  `json:"-"`
	By     string     `json:"-"`
}

// Wish says which claims are paid: those that are ready and of a clause, a document or a line; zero members do not restrict.
type Wish struct {
	Clause string `json:"clause,omitempty"`
	Line   string `json:"line,omitempty"`
}

// Item is one payment.
type Item struct {
	Number  string        `json:"number"`
	Claim   string        `json:"claim"`
	Matter  string        `json:"matter"` // its number
	Account claim.Account `json:"account"`
	Amount  money.Fen     `json:"amount"`
	Use     string        `json:"use"`
}

const batchMade, receiptsRead = "payments-made", "receipts-entered"

func batchStream(number string) string { return ledger.PaymentPrefix + number }

// Pay makes a batch of what is ready to be paid and sends it on its way. A batch that is there already is given as it is;
// asked for with another wish it is refused.
func (o *Counter) Pay(ctx context.Context, by By, number string, w Wish) (Batch, error) {
	if number = strings.TrimSpace(number); number == "" || !text.Legible(number) || len(number) > 100 {
		return Batch{}, errs.Newf(errs.Invalid, "payment.no_number", "请给批次编号，如 拨〔2023〕1号；同一编号再次请求得到同一批", "give the batch a number; asked for again under it you get the same batch").At("number")
	}
	var out Batch
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		before, err := o.batch(ctx, number)
		switch {
		case err == nil && before.Wish != w:
			return errs.Newf(errs.Conflict, "payment.other_wish", "批次 %[1]s 已按另外的范围生成，请换一个编号", "the batch %[1]s was made of other claims: use another number", number)
		case err == nil:
			out = before
			return o.payer(t, &by, &before)
		case errs.KindOf(err) != errs.NotFound:
			return err
		}
		out = Batch{Number: number, Wish: w, Day: t.Today(), At: t.Act.At, By: t.Act.Actor}
		if err := o.gather(t, &by, &out); err != nil {
			return err
		}
		return t.Note(batchStream(number), batchMade, &out)
	})
	return out, err
}

// payer refuses those who may not see a batch again.
func (o *Counter) payer(t *engine.Till, by *By, b *Batch) error {
	c, err := t.Claim(b.Items[0].Claim)
	if err == nil {
		_, _, err = o.desk(t, by, &c, Pay)
	}
	return err
}

// gather takes what is ready into a batch, in order of claim.
func (o *Counter) gather(t *engine.Till, by *By, out *Batch) error {
	clause := out.Wish.Clause
	if clause != "" && !strings.Contains(clause, "/") {
		clause += "/"
	}
	all, err := t.Claims(engine.ClaimFilter{Clause: clause, Line: out.Wish.Line, Steps: []claim.Step{claim.Confirmed, claim.Noticed}})
	if err != nil {
		return err
	}
	var waiting, refused error
	for i := range all {
		c := &all[i]
		if err := c.Ready(t.Today()); err != nil {
			waiting = err
			continue
		}
		s, _, err := o.desk(t, by, c, Pay)
		if errs.KindOf(err) == errs.Forbidden {
			refused = err
			continue
		}
		if err != nil {
			return err
		}
		item, err := o.send(t, c, &s, out.Number, len(out.Items)+1)
		if err != nil {
			return err
		}
		if out.Total += item.Amount; out.Total < 0 {
			return errs.Newf(errs.Invalid, "benefit.overflow", "金额合计超出可计范围", "the amounts together are too large to count")
		}
		out.Items = append(out.Items, item)
	}
	switch {
	case len(out.Items) > 0:
		return nil
	case refused != nil:
		return refused
	case waiting != nil:
		return errs.Newf(errs.Refused, "payment.nothing", "没有可拨付的兑现件：%[1]s", "nothing is ready to be paid: %[2]s", errs.Words(waiting).Zh, errs.Words(waiting).En)
	}
	return errs.Newf(errs.NotFound, "payment.nothing", "没有已确认、待拨付的兑现件", "no confirmed claim waits to be paid")
}

func (o *Counter) send(t *engine.Till, c *claim.Claim, s *matter.State, batch string, n int) (Item, error) {
	number := fmt.Sprintf("%s-%d", batch, n)
	year := c.Day.Year()
	done, err := t.Take(c.ID(), claim.Event{What: claim.Send, Year: year, Batch: batch, Number: number})
	if err != nil {
		return Item{}, err
	}
	p := done.Last()
	if _, err := t.Fund(year, c.Line, fund.Command{What: fund.Pay, Claim: c.ID(), Amount: p.Amount, Number: number}); err != nil {
		return Item{}, err
	}
	if slices.Contains([]matter.Stage{matter.Assigned, matter.Accepted, matter.Working, matter.Reported}, s.Stage) {
		if _, err := t.Step(matter.Command{Name: "report", ID: c.Matter, Text: "已发拨付指令 " + number}); err != nil {
			return Item{}, err
		}
	}
	return Item{Number: number, Claim: c.ID(), Matter: s.Number, Account: p.Account, Amount: p.Amount, Use: c.Title}, nil
}

// Batch gives a batch as it was made; NotFound.
func (o *Counter) Batch(ctx context.Context, number string) (Batch, error) {
	return o.batch(ctx, number)
}

func (o *Counter) batch(ctx context.Context, number string) (Batch, error) {
	var out Batch
	records, err := o.Engine.Store().Stream(ctx, o.Zone, batchStream(number))
	if err != nil {
		return out, err
	}
	if len(records) == 0 {
		return out, errs.Newf(errs.NotFound, "payment.no_batch", "没有拨付批次“%[1]s”", "there is no batch %[1]q", number)
	}
	ev, err := ledger.Decode(records[0].Body)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(ev.Data, &out); err != nil {
		return out, fmt.Errorf("batch %s: %w", number, err)
	}
	out.At, out.By = ev.At, ev.Actor
	return out, nil
}

// Batches lists the batches in order of number, the newest last by their making.
func (o *Counter) Batches(ctx context.Context) ([]Batch, error) {
	streams, err := o.Engine.Store().Streams(ctx, o.Zone, ledger.PaymentPrefix)
	if err != nil {
		return nil, err
	}
	var out []Batch
	for _, s := range streams {
		b, err := o.batch(ctx, strings.TrimPrefix(s, ledger.PaymentPrefix))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Batch) int { return a.At.Compare(b.At) })
	return out, nil
}

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
	back := matter.Command{Name: "return", ID: s.ID, Reason: "银行退票：" + r.Reason}
	switch s.Stage {
	case matter.Closed, matter.Archived:
		back.Name = "reopen"
	case matter.Reported, matter.Reviewed, matter.Completed, matter.FollowedUp:
	default:
		return nil
	}
	_, err := t.Step(back)
	return err
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
