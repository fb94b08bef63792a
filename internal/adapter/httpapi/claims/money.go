package claims

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/payfile"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/mechanism"
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

func (a *api) funds(op operation) {
	door.Zonal(a.Door, op("list-funds", http.MethodGet, "/funds", "Budget lines of a year: appropriated, committed, paid, left"), authority.Benefits, a.lines)
	door.Zonal(a.Door, op("read-fund", http.MethodGet, "/funds/{line}", "A budget line with all that happened to it"), authority.Benefits, a.line)
	door.Zonal(a.Door, op("appropriate", http.MethodPost, "/funds/{line}", "Give a budget line more, or take some away, by a paper"), authority.Redeem, a.appropriate)
}

// FundView is a budget line of a year. Sums are in fen.
type FundView struct {
	Line      string `json:"line"`
	Title     string `json:"title"`
	Year      int    `json:"year"`
	Planned   int64  `json:"planned,omitempty" doc:"What its file says that it gets in a year"`
	Budget    int64  `json:"budget"`
	Committed int64  `json:"committed" doc:"Promised and not paid"`
	Paid      int64  `json:"paid"`
	Left      int64  `json:"left"`
	Returned  int64  `json:"returned" doc:"Sent back by the bank in all; it counts as promised, or was paid again"`
	Clawed    int64  `json:"clawed" doc:"Taken back in all; it counts as left"`

	Opened bool           `json:"opened" doc:"Money was appropriated to it"`
	Acts   []ClaimActView `json:"acts" nullable:"false" doc:"What the caller may do with it: appropriate, pay, receive, withdraw"`
}

func fundView(c *door.Caller, b *mechanism.Bundle, l *fund.Line, back engine.CameBack) FundView {
	title, planned := redeem.Line(b, l.Name)
	return FundView{
		Line: l.Name, Title: title.In(c.Lang), Year: l.Year, Planned: int64(planned.Fen), Budget: int64(l.Budget), Committed: int64(l.Committed), Paid: int64(l.Paid), Left: int64(l.Left()),
		Returned: int64(back.Returned), Clawed: int64(back.Clawed), Opened: l.Events > 0,
	}
}

// FundsInput asks for the lines of a year.
type FundsInput struct {
	InZone

	Year int `query:"year" minimum:"0" maximum:"9999" doc:"This year unless given"`
}

// FundsOutput is the lines of a year.
type FundsOutput struct {
	Body struct {
		Date  clock.Date `json:"date" doc:"As of which all sums hold"`
		Year  int        `json:"year"`
		Lines []FundView `json:"lines" nullable:"false"`
	}
}

func (a *api) lines(ctx context.Context, c *door.Caller, in *FundsInput) (*FundsOutput, error) {
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	year := in.Year
	if year == 0 {
		year = today.Year()
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.Lines(ctx, in.Zone, year)
	if err != nil {
		return nil, err
	}
	back, err := a.Engine.CameBack(ctx, in.Zone, year)
	if err != nil {
		return nil, err
	}
	hall, err := a.counter(in.Zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.seat(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	for _, name := range hall.Lines() { // nobody appropriated anything to some
		if year == today.Year() && !slices.ContainsFunc(all, func(l fund.Line) bool { return l.Name == name }) {
			all = append(all, fund.Line{Name: name, Year: year})
		}
	}
	out := &FundsOutput{}
	out.Body.Date, out.Body.Year, out.Body.Lines = today, year, []FundView{}
	for i := range all {
		v := fundView(c, timeline.At(a.Present(ctx)), &all[i], back[all[i].Name])
		v.Acts = acts(hall.Line(seat, all[i].Name), c.Lang)
		out.Body.Lines = append(out.Body.Lines, v)
	}
	return out, nil
}

// FundInput names a line of a year.
type FundInput struct {
	FundsInput

	Line string `path:"line" maxLength:"100"`
}

// FundOutput is a line with what happened to it.
type FundOutput struct {
	Body struct {
		FundView

		Date    clock.Date      `json:"date" doc:"As of which all sums hold"`
		History []FundEventView `json:"history" nullable:"false"`
	}
}

// FundEventView is one thing that happened to a line.
type FundEventView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"Post"`
	What   string    `json:"what" enum:"appropriate,commit,release,pay,return,claw-back,withdraw"`
	Amount int64     `json:"amount" doc:"Fen"`
	Claim  string    `json:"claim,omitempty"`
	Number string    `json:"number,omitempty" doc:"Of the payment"`
	Note   string    `json:"note,omitempty" doc:"The paper, or the reason"`
}

func (a *api) line(ctx context.Context, c *door.Caller, in *FundInput) (*FundOutput, error) {
	lines, err := a.lines(ctx, c, &in.FundsInput)
	if err != nil {
		return nil, err
	}
	for _, l := range lines.Body.Lines {
		if l.Line != in.Line {
			continue
		}
		history, err := a.Engine.LineHistory(ctx, in.Zone, l.Year, l.Line)
		if err != nil {
			return nil, err
		}
		out := &FundOutput{}
		out.Body.FundView, out.Body.Date, out.Body.History = l, lines.Body.Date, []FundEventView{}
		for i := range history {
			h := &history[i]
			note := h.Basis
			if note == "" {
				note = h.Reason
			}
			out.Body.History = append(out.Body.History, FundEventView{h.At, h.Actor, string(h.What), int64(h.Amount), h.Claim, h.Number, note})
		}
		return out, nil
	}
	return nil, errs.Newf(errs.NotFound, "fund.unknown_line", "没有预算科目“%[1]s”，或还没有安排预算", "there is no budget line %[1]q, or nothing is appropriated to it yet", in.Line)
}

// AppropriateInput gives a line money.
type AppropriateInput struct {
	InZone

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Line string `path:"line" maxLength:"100"`
	Body struct {
		As     string `json:"as,omitempty" maxLength:"100"`
		Year   int    `json:"year,omitempty" minimum:"0" maximum:"9999" doc:"This year unless given"`
		Amount int64  `json:"amount,omitempty" doc:"Fen; below zero takes away; at first, left out, what the file says"`
		Basis  string `json:"basis,omitempty" maxLength:"1000" doc:"The paper or session"`
	}
}

// FundLineOutput is one line.
type FundLineOutput struct{ Body FundView }

func (a *api) appropriate(ctx context.Context, c *door.Caller, in *AppropriateInput) (*FundLineOutput, error) {
	by, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	year := in.Body.Year
	if year == 0 {
		year = today.Year()
	}
	l, err := a.counter(in.Zone).Appropriate(ctx, by, year, in.Line, money.Fen(in.Body.Amount), in.Body.Basis)
	if err != nil {
		return nil, err
	}
	lines, err := a.lines(ctx, c, &FundsInput{in.InZone, year})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(lines.Body.Lines, func(v FundView) bool { return v.Line == l.Name })
	return &FundLineOutput{lines.Body.Lines[i]}, nil
}
