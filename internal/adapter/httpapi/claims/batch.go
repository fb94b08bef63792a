package claims

import (
	"context"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
)

// BatchPageOutput is a batch with its payments.
type BatchPageOutput struct {
	Body struct {
		BatchView

		Items []BatchItemView `json:"items" nullable:"false"`
		Acts  []ClaimActView  `json:"acts" nullable:"false" doc:"pay (download its file), receive, withdraw; none once it was withdrawn"`
	}
}

// BatchItemView is one payment of a batch, as it now stands.
type BatchItemView struct {
	Number   string      `json:"number"`
	Claim    string      `json:"claim" doc:"Number of its matter"`
	Use      string      `json:"use"`
	Account  string      `json:"account" doc:"Payee, bank, and the last four figures"`
	Amount   int64       `json:"amount" doc:"Fen"`
	State    string      `json:"state" enum:"out,paid,returned,clawed,withdrawn"`
	On       *clock.Date `json:"on,omitempty" doc:"Of the bank's receipt"`
	Receipt  string      `json:"receipt,omitempty" doc:"The bank's own number"`
	Returned string      `json:"returned,omitempty" doc:"Why it came back, or was withdrawn"`
	Clawed   int64       `json:"clawed,omitempty" doc:"Fen that were taken back"`
}

// BatchInput names a batch.
type BatchInput struct {
	InZone

	Batch string `path:"batch" maxLength:"200" doc:"Number, percent-encoded"`
}

func (a *api) batch(ctx context.Context, c *door.Caller, in *BatchInput) (*BatchPageOutput, error) {
	b, err := a.counter(in.Zone).Batch(ctx, in.Batch)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(b.Items))
	for i := range b.Items {
		ids[i] = b.Items[i].Claim
	}
	claims, err := a.Engine.ClaimsWhere(ctx, in.Zone, engine.ClaimFilter{IDs: ids})
	if err != nil {
		return nil, err
	}
	payments := map[string]*claim.Payment{}
	for i := range claims {
		for j := range claims[i].Payments {
			payments[claims[i].Payments[j].Number] = &claims[i].Payments[j]
		}
	}
	out := &BatchPageOutput{}
	out.Body.BatchView, out.Body.Items, out.Body.Acts = batchView(&b), make([]BatchItemView, len(b.Items)), []ClaimActView{}
	for i := range b.Items {
		item := &b.Items[i]
		v := BatchItemView{Number: item.Number, Claim: item.Matter, Use: item.Use, Account: words(&item.Account), Amount: int64(item.Amount), State: "out"}
		if p := payments[item.Number]; p != nil {
			v.On, v.Receipt, v.Returned, v.Clawed = day(p.On), p.Receipt, p.Returned, int64(p.Clawed)
			switch {
			case p.Withdrawn:
				v.State = "withdrawn"
			case p.Returned != "":
				v.State = "returned"
			case p.Clawed == p.Amount:
				v.State = "clawed"
			case p.On != 0:
				v.State = "paid"
			}
		}
		out.Body.Items[i] = v
	}
	hall, err := a.counter(in.Zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.seat(ctx, c, in.Zone)
	if err != nil || len(claims) == 0 {
		return out, err
	}
	for _, act := range acts(hall.Line(seat, claims[0].Line), c.Lang) {
		received := slices.ContainsFunc(out.Body.Items, func(i BatchItemView) bool { return i.State != "out" })
		if b.Withdrawn == nil && act.Do != "appropriate" && (act.Do != "withdraw" || !received) {
			out.Body.Acts = append(out.Body.Acts, act)
		}
	}
	return out, nil
}

// WithdrawInput withdraws a batch.
type WithdrawInput struct {
	BatchInput

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		As     string `json:"as,omitempty" maxLength:"100" doc:"Post in which you act"`
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why: sent in error, or the bank refused its file"`
	}
}

func (a *api) withdraw(ctx context.Context, c *door.Caller, in *WithdrawInput) (*BatchOutput, error) {
	by, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	b, err := a.counter(in.Zone).Withdraw(ctx, by, in.Batch, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &BatchOutput{batchView(&b)}, nil
}
