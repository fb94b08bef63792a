package claims

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/payfile"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/redeem"
)

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (a *api) payments(op operation) {
	door.Zonal(a.Door, op("list-payments", http.MethodGet, "/payments", "Batches of payments, the newest last"), authority.Benefits, a.batches)
	door.Zonal(a.Door, op("read-payments", http.MethodGet, "/payments/{batch}", "A batch with its payments and what the bank said of each"), authority.Benefits, a.batch)
	door.Zonal(a.Door, op("make-payments", http.MethodPost, "/payments", "Send out what is ready to be paid as one batch; asked for again under its number it is the same batch"), authority.Redeem, a.pay)
	file := op("download-payments", http.MethodGet, "/payment-files/{batch}", "The file of a batch for the bank or treasury, account numbers in full, for the unit that pays")
	file.Sends = "text/csv," + mediaXLSX
	door.Zonal(a.Door, file, authority.Redeem, a.file)
	door.Zonal(a.Door, op("enter-receipts", http.MethodPost, "/payment-receipts", "What the bank says of a batch: paid, or returned with the reason; entered again it counts once"), authority.Redeem, a.receipts)
	a.receiptFile(op)
	door.Zonal(a.Door, op("withdraw-payments", http.MethodPost, "/payments/{batch}/withdrawal", "Withdraw a batch of which the bank has said nothing yet, as a whole, with the reason; its claims are ready for another batch"), authority.Redeem, a.withdraw)
}

// BatchView is a batch of payments.
type BatchView struct {
	Number string     `json:"number"`
	Date   clock.Date `json:"date"`
	Count  int        `json:"count"`
	Total  int64      `json:"total" doc:"Fen"`
	At     time.Time  `json:"at"`
	By     string     `json:"by" doc:"Post"`

	Withdrawn *WithdrawalView `json:"withdrawn,omitempty" doc:"Nothing is done with it any more"`
}

// WithdrawalView says that a batch was withdrawn.
type WithdrawalView struct {
	Reason string    `json:"reason"`
	By     string    `json:"by" doc:"Post"`
	At     time.Time `json:"at"`
}

func batchView(b *redeem.Batch) BatchView {
	v := BatchView{Number: b.Number, Date: b.Day, Count: len(b.Items), Total: int64(b.Total), At: b.At, By: b.By}
	if w := b.Withdrawn; w != nil {
		v.Withdrawn = &WithdrawalView{w.Reason, w.By, *door.Instant(w.At)}
	}
	return v
}

// BatchesOutput is all batches.
type BatchesOutput struct {
	Body struct {
		Batches []BatchView `json:"batches" nullable:"false"`
	}
}

func (a *api) batches(ctx context.Context, _ *door.Caller, in *InZone) (*BatchesOutput, error) {
	all, err := a.counter(in.Zone).Batches(ctx)
	if err != nil {
		return nil, err
	}
	out := &BatchesOutput{}
	out.Body.Batches = []BatchView{}
	for i := range all {
		out.Body.Batches = append(out.Body.Batches, batchView(&all[i]))
	}
	return out, nil
}

// PayInput asks for a batch.
type PayInput struct {
	InZone

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		As     string `json:"as,omitempty" maxLength:"100"`
		Number string `json:"number" minLength:"1" maxLength:"100" doc:"Of the batch, such as 拨〔2023〕1号"`
		Clause string `json:"clause,omitempty" maxLength:"200" doc:"Of this clause or document alone"`
		Line   string `json:"line,omitempty" maxLength:"100" doc:"Of this budget line alone"`
	}
}

// BatchOutput is one batch.
type BatchOutput struct{ Body BatchView }

func (a *api) pay(ctx context.Context, c *door.Caller, in *PayInput) (*BatchOutput, error) {
	by, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	b, err := a.counter(in.Zone).Pay(ctx, by, in.Body.Number, redeem.Wish{Clause: in.Body.Clause, Line: in.Body.Line})
	if err != nil {
		return nil, err
	}
	return &BatchOutput{batchView(&b)}, nil
}

// PaymentFileInput names a batch's file.
type PaymentFileInput struct {
	InZone

	Batch  string `path:"batch" maxLength:"200" doc:"Number, percent-encoded"`
	As     string `query:"as" maxLength:"100"`
	Format string `query:"format" enum:"csv,xlsx" default:"csv"`
}

func (a *api) file(ctx context.Context, c *door.Caller, in *PaymentFileInput) (*huma.StreamResponse, error) {
	by, err := a.acting(ctx, c, in.Zone, in.As)
	if err != nil {
		return nil, err
	}
	b, err := a.counter(in.Zone).Again(ctx, by, in.Batch)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := payfile.Write(&out, sheet.Format(in.Format), &b); err != nil {
		return nil, err
	}
	media := "text/csv; charset=utf-8"
	if in.Format == string(sheet.XLSX) {
		media = mediaXLSX
	}
	return door.Download{Name: b.Number + "." + in.Format, Type: media, Content: bytes.NewReader(out.Bytes())}.Stream(), nil
}

// ReceiptBody is what the bank says of one payment.
type ReceiptBody struct {
	Number string `json:"number" minLength:"1" maxLength:"200" doc:"Of the payment"`
	Paid   bool   `json:"paid" doc:"false: it came back"`
	Amount int64  `json:"amount,omitempty" minimum:"0" doc:"Fen, where the bank says it"`
	On     string `json:"on,omitempty" maxLength:"10" doc:"The bank's day; today unless given"`
	Ref    string `json:"ref,omitempty" maxLength:"200" doc:"The bank's own number"`
	Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Why it came back"`
}

// ReceiptsInput is what the bank says of a batch.
type ReceiptsInput struct {
	InZone

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		As       string        `json:"as,omitempty" maxLength:"100"`
		Batch    string        `json:"batch" minLength:"1" maxLength:"100"`
		Receipts []ReceiptBody `json:"receipts" minItems:"1" maxItems:"5000"`
	}
}

// ReceivedOutput is what entering receipts came to.
type ReceivedOutput struct{ Body redeem.Received }

func (a *api) receipts(ctx context.Context, c *door.Caller, in *ReceiptsInput) (*ReceivedOutput, error) {
	by, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	all := make([]redeem.Receipt, len(in.Body.Receipts))
	for i, r := range in.Body.Receipts {
		where := "body.receipts[" + strconv.Itoa(i) + "]"
		on, err := door.Date(r.On, where+".on")
		if err != nil {
			return nil, err
		}
		all[i] = redeem.Receipt{Number: r.Number, Amount: money.Fen(r.Amount), Paid: r.Paid, On: on, Ref: r.Ref, Reason: r.Reason, Where: where}
	}
	got, err := a.counter(in.Zone).Receive(ctx, by, in.Body.Batch, all)
	if err != nil {
		return nil, err
	}
	return &ReceivedOutput{got}, nil
}
