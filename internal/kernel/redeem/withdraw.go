package redeem

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
)

// Withdrawal says that a batch was withdrawn, as a whole: it had been sent in error, or the bank refused its file.
type Withdrawal struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"` // post
	At     time.Time `json:"at"`
}

const batchWithdrawn = "payments-withdrawn"

// Withdraw takes a batch back before the bank has said anything of it: its money is promised again, and its claims are ready
// for another batch under another number. Receipts of the batch are refused from then on. It fails with payment.withdrawn,
// payment.received and payment.no_reason.
func (o *Counter) Withdraw(ctx context.Context, by By, number, reason string) (Batch, error) {
	var out Batch
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		var err error
		if out, err = o.batch(ctx, number); err != nil {
			return err
		}
		reason = strings.TrimSpace(reason)
		for i := range out.Items {
			if err := o.recall(t, &by, &out, &out.Items[i], reason); err != nil {
				return err
			}
		}
		out.Withdrawn = &Withdrawal{Reason: reason, By: t.Act.Actor, At: t.Act.At}
		return t.Note(batchStream(number), batchWithdrawn, out.Withdrawn)
	})
	return out, err
}

// recall takes back one payment of a batch of which none was received.
func (o *Counter) recall(t *engine.Till, by *By, b *Batch, item *Item, reason string) error {
	c, err := t.Claim(item.Claim)
	if err != nil {
		return err
	}
	s, _, err := o.desk(t, by, &c, Withdraw)
	if err == nil {
		err = b.standing()
	}
	if err != nil {
		return err
	}
	at := slices.IndexFunc(c.Payments, func(p claim.Payment) bool { return p.Number == item.Number })
	if at < 0 || !c.Payments[at].On.IsZero() || c.Step != claim.Sent {
		return errs.Newf(errs.Refused, "payment.received", "批次 %[1]s 的拨付 %[2]s 已有银行回单，不能再撤回整批；未到账的请按退票登记", "the bank has said what became of the payment %[2]s of the batch %[1]s: the batch cannot be withdrawn; enter what came back as returned", b.Number, item.Number)
	}
	if _, err := t.Take(c.ID(), claim.Event{What: claim.Withdraw, Number: item.Number, Batch: b.Number, Reason: reason}); err != nil {
		return err
	}
	if _, err := t.Fund(c.Payments[at].Year, c.Line, fund.Command{What: fund.Withdraw, Claim: c.ID(), Number: item.Number, Reason: reason}); err != nil {
		return err
	}
	return again(t, &s, "撤回拨付批次 "+b.Number+"："+reason)
}

// again has a matter that was reported as paid be worked on.
func again(t *engine.Till, s *matter.State, why string) error {
	back := matter.Command{Name: "return", ID: s.ID, Reason: why}
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

// standing refuses a batch that was withdrawn.
func (b *Batch) standing() error {
	if b.Withdrawn == nil {
		return nil
	}
	return errs.Newf(errs.Refused, "payment.withdrawn", "批次 %[1]s 已由%[2]s撤回（%[3]s），不再办理；请用新的编号另成一批", "the batch %[1]s was withdrawn by %[2]s (%[3]s): nothing is done with it any more; make another under a new number", b.Number, b.Withdrawn.By, b.Withdrawn.Reason)
}
