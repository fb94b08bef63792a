// Package claims is the interface to the redemption of benefits: claims and what becomes of them, the list on show, what an
// enterprise does about its own, payments and receipts, and the budget lines that pay. Who may do what with a claim is
// package redeem's to say (Desks); an enterprise sees and acts on its own claims alone.
package claims

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/redeem"
)

type api struct {
	*door.Door

	desk *entitle.Desk
}

// Declare adds the operations on claims.
func Declare(d *door.Door, desk *entitle.Desk) {
	a := &api{d, desk}
	op := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: "/zones/{zone}" + path, Summary: summary, Tag: "claims"}
	}
	door.Zonal(d, op("list-claims", http.MethodGet, "/claims", "Claims, in order of clause, period and record, a page at a time"), authority.Benefits, a.list)
	door.Zonal(d, op("read-claim", http.MethodGet, "/claims/{number}", "One claim with its objections and payments"), authority.Benefits, a.read)
	door.Public(d, op("list-claim-notices", http.MethodGet, "/claim-notices", "Claims on show today: whoever has something against one says so before its last day"), a.onShow)
	door.Personal(d, op("list-own-claims", http.MethodGet, "/own-claims", "The claims of the parties for whom your account acts, no others"), a.own)
	door.Personal(d, op("act-on-own-claim", http.MethodPost, "/own-claims", "Apply, name the account, or object, for a party for whom your account acts"), a.actOwn)
	door.Zonal(d, op("act-on-claims", http.MethodPost, "/claims", "One deed on claims: make the list, apply for somebody, confirm, strike, take over, put on show, enter or answer an objection, name the account, take back"), authority.Redeem, a.act)
	a.payments(op)
	a.funds(op)
}

// operation names an operation.
type operation = func(id, method, path, summary string) door.Operation

// InZone names the zone of a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}

// ClaimView is one claim. Sums are in fen.
type ClaimView struct {
	ID         string               `json:"id" doc:"document/clause/period/record"`
	Number     string               `json:"number" doc:"Of its matter"`
	Clause     string               `json:"clause"`
	Title      string               `json:"title"`
	Record     string               `json:"record"`
	Name       string               `json:"name,omitempty"`
	Period     string               `json:"period"`
	Mode       string               `json:"mode" enum:"automatic,instant,reviewed"`
	Step       string               `json:"step" enum:"listed,confirmed,noticed,sent,paid,struck,clawed"`
	Words      string               `json:"words" doc:"The step as people call it"`
	Asked      int64                `json:"asked" doc:"Fen, by the clause's amount"`
	Amount     int64                `json:"amount" doc:"Fen"`
	Why        []string             `json:"why" nullable:"false" doc:"What took the rest"`
	Line       string               `json:"line" doc:"Budget line that pays"`
	Year       int                  `json:"year" doc:"Of the line"`
	From       *clock.Date          `json:"from,omitempty" doc:"First day on show"`
	To         *clock.Date          `json:"to,omitempty" doc:"Last day on show"`
	Ready      bool                 `json:"ready" doc:"Nothing keeps it from being paid"`
	Waits      string               `json:"waits,omitempty" doc:"What keeps it from being paid"`
	Account    string               `json:"account,omitempty" doc:"Payee, bank, and the last four figures"`
	Objections []ClaimObjectionView `json:"objections" nullable:"false"`
	Payments   []PaymentView        `json:"payments" nullable:"false"`
	Reason     string               `json:"reason,omitempty" doc:"Why it was struck, or taken back"`
}

// ClaimObjectionView is what somebody had against a claim.
type ClaimObjectionView struct {
	By     string `json:"by"`
	Text   string `json:"text"`
	Answer string `json:"answer,omitempty"`
	Upheld bool   `json:"upheld,omitempty"`
}

// PaymentView is one try to pay a claim.
type PaymentView struct {
	Number   string      `json:"number"`
	Batch    string      `json:"batch"`
	Amount   int64       `json:"amount" doc:"Fen"`
	On       *clock.Date `json:"on,omitempty" doc:"Of the bank's receipt"`
	Returned string      `json:"returned,omitempty" doc:"Why it came back"`
	Clawed   int64       `json:"clawed,omitempty" doc:"Fen that were taken back"`
}

// ClaimsOutput is a list of claims.
type ClaimsOutput struct {
	Body struct {
		Date   clock.Date  `json:"date" doc:"As of which all sums hold"`
		Claims []ClaimView `json:"claims" nullable:"false"`
		Sum    int64       `json:"sum" doc:"Fen, of the claims listed here"`
		Next   string      `json:"next,omitempty" doc:"Give it as after for the next page"`
	}
}

func (a *api) counter(zone string) *redeem.Counter {
	return &redeem.Counter{Engine: a.Engine, Zone: zone}
}

func (a *api) today(ctx context.Context, zone string) (clock.Date, error) {
	if _, err := a.Engine.Store().Zone(ctx, zone); err != nil {
		return 0, errs.Newf(errs.NotFound, "zone.unknown", "没有地区“%[1]s”", "there is no zone %[1]q", zone)
	}
	now := a.Present(ctx)
	cal, err := a.Engine.Calendar(ctx, zone, now)
	if err != nil {
		return 0, err
	}
	return cal.DateOf(now), nil
}

// views gives claims as the interface shows them.
func (a *api) views(ctx context.Context, c *door.Caller, zone string, claims []claim.Claim) (*ClaimsOutput, error) {
	today, err := a.today(ctx, zone)
	if err != nil {
		return nil, err
	}
	numbers := map[string]string{}
	for some := range slices.Chunk(claims, 500) {
		ids := make([]string, len(some))
		for i := range some {
			ids[i] = some[i].Matter
		}
		rows, err := a.Engine.Store().Some(ctx, zone, ids)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			numbers[rows[i].ID] = rows[i].Number
		}
	}
	out := &ClaimsOutput{}
	out.Body.Date, out.Body.Claims = today, make([]ClaimView, len(claims))
	for i := range claims {
		out.Body.Claims[i] = view(c, &claims[i], numbers[claims[i].Matter], today)
		out.Body.Sum += int64(claims[i].Amount)
	}
	return out, nil
}

func view(c *door.Caller, one *claim.Claim, number string, today clock.Date) ClaimView {
	v := ClaimView{
		ID: one.ID(), Number: number, Clause: one.Clause, Title: one.Title, Record: one.Record, Name: one.Name, Period: one.Period, Mode: one.Mode, Step: string(one.Step),
		Words: claim.StepWords[one.Step].In(c.Lang), Asked: int64(one.Asked), Amount: int64(one.Amount), Why: append([]string{}, one.Why...), Line: one.Line, Year: one.Day.Year(),
		From: day(one.From), To: day(one.To), Objections: []ClaimObjectionView{}, Payments: []PaymentView{}, Reason: one.Reason,
	}
	if one.Account.Number != "" {
		v.Account = strings.Join([]string{one.Account.Payee, one.Account.Bank, one.Account.Masked()}, " · ")
	}
	if one.Step == claim.Confirmed || one.Step == claim.Noticed {
		err := one.Ready(today)
		v.Ready = err == nil
		if err != nil {
			v.Waits = errs.Words(err).In(c.Lang)
		}
	}
	for _, o := range one.Objections {
		v.Objections = append(v.Objections, ClaimObjectionView{o.By, o.Text, o.Answer, o.Upheld})
	}
	for i := range one.Payments {
		p := &one.Payments[i]
		v.Payments = append(v.Payments, PaymentView{p.Number, p.Batch, int64(p.Amount), day(p.On), p.Returned, int64(p.Clawed)})
	}
	return v
}

func day(d clock.Date) *clock.Date {
	if d == 0 {
		return nil
	}
	return &d
}

// ClaimListInput picks claims.
type ClaimListInput struct {
	InZone

	Clause string `query:"clause" maxLength:"200" doc:"document/clause, or a document"`
	Step   string `query:"step" enum:"listed,confirmed,noticed,sent,paid,struck,clawed"`
	Record string `query:"record" maxLength:"200"`
	After  string `query:"after" maxLength:"800" doc:"Next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (a *api) list(ctx context.Context, c *door.Caller, in *ClaimListInput) (*ClaimsOutput, error) {
	f := engine.ClaimFilter{Clause: in.Clause}
	if f.Clause != "" && !strings.Contains(f.Clause, "/") {
		f.Clause += "/"
	}
	if in.Step != "" {
		f.Steps = []claim.Step{claim.Step(in.Step)}
	}
	if in.Record != "" {
		f.Records = []string{in.Record}
	}
	if in.After != "" {
		f.Past = in.After
	}
	f.Limit = in.Limit + 1
	all, err := a.Engine.ClaimsWhere(ctx, in.Zone, f)
	if err != nil {
		return nil, err
	}
	more := len(all) > in.Limit
	all = all[:min(len(all), in.Limit)]
	out, err := a.views(ctx, c, in.Zone, all)
	if err == nil && more {
		out.Body.Next = all[len(all)-1].ID()
	}
	return out, err
}

// OfClaim names a claim in a path.
type OfClaim struct {
	InZone

	Number string `path:"number" maxLength:"200" doc:"Number or id of its matter"`
}

// ClaimOutput is one claim.
type ClaimOutput struct{ Body ClaimView }

func (a *api) read(ctx context.Context, c *door.Caller, in *OfClaim) (*ClaimOutput, error) {
	one, err := a.counter(in.Zone).Find(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	out, err := a.views(ctx, c, in.Zone, []claim.Claim{one})
	if err != nil {
		return nil, err
	}
	return &ClaimOutput{out.Body.Claims[0]}, nil
}

// ShownClaimsOutput is what is on show.
type ShownClaimsOutput struct {
	Body struct {
		Date   clock.Date       `json:"date"`
		Claims []ShownClaimView `json:"claims" nullable:"false"`
	}
}

// ShownClaimView is one claim on show.
type ShownClaimView struct {
	Number string     `json:"number"`
	Title  string     `json:"title"`
	Name   string     `json:"name" doc:"Of whom it is for"`
	Amount int64      `json:"amount" doc:"Fen"`
	From   clock.Date `json:"from"`
	To     clock.Date `json:"to" doc:"Last day"`
}

func (a *api) onShow(ctx context.Context, c *door.Caller, in *InZone) (*ShownClaimsOutput, error) {
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.ClaimsWhere(ctx, in.Zone, engine.ClaimFilter{Steps: []claim.Step{claim.Noticed}})
	if err != nil {
		return nil, err
	}
	shown, err := a.views(ctx, c, in.Zone, slices.DeleteFunc(all, func(one claim.Claim) bool { return today < one.From || today > one.To }))
	if err != nil {
		return nil, err
	}
	out := &ShownClaimsOutput{}
	out.Body.Date, out.Body.Claims = today, []ShownClaimView{}
	for i := range shown.Body.Claims {
		v := &shown.Body.Claims[i]
		name := v.Name
		if name == "" {
			name = v.Record
		}
		out.Body.Claims = append(out.Body.Claims, ShownClaimView{v.Number, v.Title, name, v.Amount, *v.From, *v.To})
	}
	return out, nil
}

// parties are the keys of the records that are the caller's own: by key, or by a name that no other record has.
func (a *api) parties(ctx context.Context, c *door.Caller, zone string) ([]string, error) {
	keys := []string{}
	today, err := a.today(ctx, zone)
	if err != nil || len(c.Subject.Parties) == 0 {
		return keys, err
	}
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	b := timeline.At(a.Present(ctx))
	if b == nil {
		return keys, nil
	}
	for _, name := range benefit.Registers(b) {
		if err := a.desk.On(ctx, zone, b, name, today, func(p *entitle.Panel) error {
			for _, row := range p.Own(c.Subject.Parties) {
				keys = append(keys, p.Key(row))
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (a *api) own(ctx context.Context, c *door.Caller, in *InZone) (*ClaimsOutput, error) {
	keys, err := a.parties(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.ClaimsWhere(ctx, in.Zone, engine.ClaimFilter{Records: keys})
	if err != nil {
		return nil, err
	}
	return a.views(ctx, c, in.Zone, all)
}

// acting is the caller with the post in which they act.
func (a *api) acting(ctx context.Context, c *door.Caller, zone, as string) (redeem.By, error) {
	var who matter.Command
	err := a.Act(ctx, c, zone, as, &who)
	return redeem.By{Act: engine.Act{Actor: who.Actor, Person: who.Person, At: a.Present(ctx)}}, err
}
