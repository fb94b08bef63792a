package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/redeem"
)

// redemption is the round of redemption that a story plays: a clause from the list to the bank's receipts, another that its
// unit leaves lying until the centre takes it, and what one enterprise applies for by itself.
type redemption struct {
	clause, left, instant string // document/key
	promise, applicant    string
	materials             []string
	line, basis           string
	budget                money.Fen
	batch                 string
	window, unit, payer   string // posts
}

// rounds are the rounds of the stories, by zone.
var rounds = map[string]*redemption{
	benefitsZone: {
		clause: "first-44/transport", left: "first-44/building", instant: "first-44/research", promise: "所报情况属实，如有不实愿退回资金", applicant: demoFirm, materials: []string{"承诺书", "收款账户"},
		line: "first-44", basis: "2021年市级惠企资金预算（示例）", budget: 4 * money.Yi, batch: "拨〔2021〕1号",
		window: "市行政审批局局长", unit: "市交通运输局局长", payer: "市财政局局长",
	},
}

// Round is what a round of redemption came to.
type Round struct {
	Clause     text.Text  `json:"clause"`
	Unit       string     `json:"unit"` // post that confirmed
	Listed     int        `json:"listed"`
	Sum        money.Fen  `json:"sum"` // of what was listed
	From       clock.Date `json:"from"`
	To         clock.Date `json:"to"` // last day of the notice
	Objections int        `json:"objections"`
	Upheld     int        `json:"upheld"`
	Settled    int        `json:"settled"` // enterprises that named an account
	Batch      string     `json:"batch"`
	Sent       int        `json:"sent"`
	SentSum    money.Fen  `json:"sent_sum"`
	Paid       int        `json:"paid"`
	Returned   int        `json:"returned"`
	TakenOver  int        `json:"taken_over"` // by the centre, of the other clause
	Line       fund.Line  `json:"line"`
	AsOf       clock.Date `json:"as_of"`

	claims []claim.Claim
}

// redeeming plays a round of redemption day by day.
type redeeming struct {
	*player
	redeem.Counter

	plan *redemption
	out  Round
}

func (r *redeeming) by(post string, at time.Time) redeem.By {
	return redeem.By{Act: engine.Act{Actor: post, At: at}}
}

func (r *redeeming) own(record string, at time.Time) redeem.By {
	return redeem.By{Act: engine.Act{At: at}, Parties: []string{record}}
}

func one(c *claim.Claim) redeem.Selection { return redeem.Selection{Refs: []string{c.ID()}} }

// open gives the line its money, makes both lists, and confirms and shows the first; the other is left lying.
func (r *redeeming) open(ctx context.Context, at time.Time) error {
	p := r.plan
	if _, err := r.Appropriate(ctx, r.by(p.payer, at), at.Year(), p.line, p.budget, p.basis); err != nil {
		return err
	}
	listed, err := r.Match(ctx, r.by(p.window, at.Add(time.Minute)), p.clause)
	if err != nil {
		return err
	}
	if _, err := r.Match(ctx, r.by(p.window, at.Add(2*time.Minute)), p.left); err != nil {
		return err
	}
	if len(listed.Opened) < 4 {
		return errs.Newf(errs.NotFound, "demo.no_round", "“%[1]s”的名单不足四户，演不成一轮兑现", "the list of %[1]s is too short for a round", p.clause)
	}
	all := redeem.Selection{Clause: p.clause}
	if _, err := r.Confirm(ctx, r.by(p.unit, at.Add(time.Hour)), all, 0, ""); err != nil {
		return err
	}
	shown, err := r.Notice(ctx, r.by(p.unit, at.Add(2*time.Hour)), all)
	if err != nil {
		return err
	}
	o := &r.out
	o.claims, o.Clause, o.Unit, o.Listed, o.From, o.To = shown, text.Text{Zh: shown[0].Title}, p.unit, len(shown), shown[0].From, shown[0].To
	for i := range shown {
		o.Sum += shown[i].Amount
	}
	return nil
}

// day plays the n-th working day after the list.
func (r *redeeming) day(ctx context.Context, n int, at time.Time) error {
	p, o := r.plan, &r.out
	first, second := &o.claims[0], &o.claims[1]
	switch n {
	case 0:
		o.Objections++
		_, err := r.Object(ctx, r.by(p.window, at), one(first), "匿名", "从业人员数与实际不符")
		return err
	case 1:
		o.Objections++
		if _, err := r.Object(ctx, r.by(p.window, at), one(second), "匿名", "车辆已全部转让，不再从事道路运输"); err != nil {
			return err
		}
		_, err := r.Answer(ctx, r.by(p.unit, at.Add(time.Hour)), one(first), 1, "经核对社保缴费记录，人数属实", false)
		return err
	case 2:
		o.Upheld++
		if _, err := r.Answer(ctx, r.by(p.unit, at), one(second), 1, "经核实已转产", true); err != nil {
			return err
		}
		key, err := r.applicant(ctx)
		if err != nil {
			return err
		}
		_, err = r.Apply(ctx, r.own(key, at.Add(time.Hour)), redeem.Application{Clause: p.instant, Record: key, Promise: p.promise, Materials: p.materials})
		return err
	case 3:
		return r.settle(ctx, at)
	case 5:
		return r.pay(ctx, at)
	}
	return nil
}

// applicant is the key of the record that bears the applicant's name.
func (r *redeeming) applicant(ctx context.Context) (string, error) {
	lines, _, err := r.Engine.FactList(ctx, r.Zone, engine.FactQuery{Register: "enterprise", On: r.out.From, Name: r.plan.applicant, Limit: 1})
	if err != nil || len(lines) == 0 {
		return "", errors.Join(err, errs.Newf(errs.NotFound, "demo.no_round", "没有企业“%[1]s”", "there is no enterprise %[1]q", r.plan.applicant))
	}
	return lines[0].Key, nil
}

// total tells what the line has come to as of a day.
func (r *redeeming) total(ctx context.Context, today clock.Date) error {
	lines, err := r.Engine.Lines(ctx, r.Zone, today.Year())
	if err != nil {
		return err
	}
	r.out.AsOf = today
	if i := slices.IndexFunc(lines, func(l fund.Line) bool { return l.Name == r.plan.line }); i >= 0 {
		r.out.Line = lines[i]
	}
	return nil
}

// settle lets the enterprises name their accounts, all but the last; the centre takes over what nobody signed for.
func (r *redeeming) settle(ctx context.Context, at time.Time) error {
	o := &r.out
	standing := slices.Delete(slices.Clone(o.claims), 1, 2)
	for i := range standing[:len(standing)-1] {
		c := &standing[i]
		account := claim.Account{Payee: c.Name, Bank: "示例银行赣州分行", Number: fmt.Sprintf("6222000000%06d", i+1)}
		if _, err := r.Account(ctx, r.own(c.Record, at.Add(time.Duration(i)*time.Minute)), one(c), account); err != nil {
			return err
		}
		o.Settled++
	}
	at = at.Add(2 * time.Hour)
	taken, err := r.TakeOver(ctx, r.by(r.plan.window, at), redeem.Selection{Clause: r.plan.left})
	if err != nil {
		return err
	}
	o.TakenOver = len(taken)
	_, err = r.Confirm(ctx, r.by(r.plan.window, at.Add(time.Minute)), redeem.Selection{Clause: r.plan.left}, 0, "")
	return err
}

// pay sends out what is ready and enters what the bank says: one payment comes back.
func (r *redeeming) pay(ctx context.Context, at time.Time) error {
	o, by := &r.out, r.by(r.plan.payer, at)
	b, err := r.Pay(ctx, by, r.plan.batch, redeem.Wish{Clause: r.plan.clause})
	if err != nil {
		return err
	}
	o.Batch, o.Sent, o.SentSum = b.Number, len(b.Items), b.Total
	said := make([]redeem.Receipt, len(b.Items))
	for i := range b.Items {
		said[i] = redeem.Receipt{Number: b.Items[i].Number, Amount: b.Items[i].Amount, Paid: i > 0, Ref: "回单" + b.Items[i].Number}
	}
	said[0].Reason = "账号与户名不符"
	by.At = at.Add(2 * time.Hour)
	got, err := r.Receive(ctx, by, b.Number, said)
	o.Paid, o.Returned = got.Paid, got.Returned
	return err
}
