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

	Withdrawn *Withdrawal `json:"withdrawn,omitempty"` // by a later event
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
// asked for with another wish, or after it was withdrawn, it is refused.
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
			if err := o.payer(t, &by, &before); err != nil {
				return err
			}
			return before.standing()
		case errs.KindOf(err) != errs.NotFound:
			return err
		}
		out = Batch{Number: number, Wish: w, Day: t.Today(), At: t.Act.At, By: t.Act.Actor}
		if err := o.gather(ctx, t, &by, &out); err != nil {
			return err
		}
		return t.Note(batchStream(number), batchMade, &out)
	})
	return out, err
}

// Again gives a batch as it was made to those who pay, for its file.
func (o *Counter) Again(ctx context.Context, by By, number string) (Batch, error) {
	var out Batch
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		var err error
		if out, err = o.batch(ctx, number); err != nil {
			return err
		}
		if err := o.payer(t, &by, &out); err != nil {
			return err
		}
		return out.standing()
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
func (o *Counter) gather(ctx context.Context, t *engine.Till, by *By, out *Batch) error {
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
			if waiting, err = o.numbered(ctx, c, err); err != nil {
				return err
			}
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

// numbered says why a claim waits by the number that people know it by.
func (o *Counter) numbered(ctx context.Context, c *claim.Claim, why error) (*errs.Error, error) {
	row, err := o.Engine.Store().Matter(ctx, o.Zone, c.Matter)
	if err != nil {
		return nil, err
	}
	words := errs.Words(why)
	return errs.Newf(errs.KindOf(why), errs.CodeOf(why), "%[1]s", "%[2]s", strings.ReplaceAll(words.Zh, c.ID(), row.Number), strings.ReplaceAll(words.En, c.ID(), row.Number)), nil
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
	for _, r := range records[1:] {
		later, err := ledger.Decode(r.Body)
		if err != nil {
			return out, err
		}
		if later.Type != batchWithdrawn {
			continue
		}
		out.Withdrawn = &Withdrawal{}
		if err := json.Unmarshal(later.Data, out.Withdrawn); err != nil {
			return out, fmt.Errorf("batch %s: %w", number, err)
		}
	}
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
