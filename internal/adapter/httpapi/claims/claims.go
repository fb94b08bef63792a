// Package claims is the interface to the redemption of benefits: claims and what becomes of them, the list on show, what an
// enterprise does about its own, payments and receipts, and the budget lines that pay. Who may do what with a claim is
// package redeem's to say (Desks); an enterprise sees and acts on its own claims alone.
package claims

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

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
	door.Personal(d, op("read-own-claim", http.MethodGet, "/own-claims/{number}", "One of those claims with what happened to it"), a.readOwn)
	door.Personal(d, op("act-on-own-claim", http.MethodPost, "/own-claims", "Apply, name the account, or object, for a party for whom your account acts"), a.actOwn)
	door.Zonal(d, op("act-on-claims", http.MethodPost, "/claims", "One deed on claims: make the list, apply for somebody, confirm, strike, take over, put on show, enter or answer an objection, name the account, take back"), authority.Redeem, a.act)
	a.desks(op)
	a.payments(op)
	a.funds(op)
}

// operation names an operation.
type operation = func(id, method, path, summary string) door.Operation

// InZone names the zone of a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
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

// ClaimListInput picks claims.
type ClaimListInput struct {
	InZone

	Clause string   `query:"clause" maxLength:"200" doc:"document/clause, or a document"`
	Step   []string `query:"step,explode" maxItems:"7" enum:"listed,confirmed,noticed,sent,paid,struck,clawed" doc:"Any of these"`
	Record string   `query:"record" maxLength:"200"`
	Line   string   `query:"line" maxLength:"100" doc:"Paid from this budget line"`
	Year   int      `query:"year" minimum:"0" maximum:"9999" doc:"Of the line"`
	Unit   string   `query:"unit" maxLength:"100" doc:"Code of the unit that handles it"`
	Late   bool     `query:"late" doc:"Whose matter was due before today and is not over"`
	Batch  string   `query:"batch" maxLength:"100" doc:"Last paid in this batch"`
	After  string   `query:"after" maxLength:"800" doc:"Next of the page before"`
	Limit  int      `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (a *api) list(ctx context.Context, c *door.Caller, in *ClaimListInput) (*ClaimsOutput, error) {
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	f := engine.ClaimFilter{Clause: in.Clause, Line: in.Line, Year: in.Year, Unit: in.Unit, Batch: in.Batch, Past: in.After, Limit: in.Limit + 1}
	if f.Clause != "" && !strings.Contains(f.Clause, "/") {
		f.Clause += "/"
	}
	for _, step := range in.Step {
		f.Steps = append(f.Steps, claim.Step(step))
	}
	if in.Record != "" {
		f.Records = []string{in.Record}
	}
	if in.Late {
		f.Late = today
	}
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

// ClaimPageOutput is one claim with what happened to it.
type ClaimPageOutput struct {
	Body struct {
		ClaimView

		Date      clock.Date       `json:"date"`
		Policy    string           `json:"policy,omitempty" doc:"Title of the document"`
		Channel   string           `json:"channel,omitempty"`
		Promise   string           `json:"promise,omitempty"`
		Materials []string         `json:"materials,omitempty" nullable:"false"`
		History   []ClaimEventView `json:"history" nullable:"false"`
	}
}

// ClaimEventView is one thing that happened to a claim.
type ClaimEventView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"Post"`
	What   string    `json:"what" enum:"open,confirm,strike,notice,object,answer,account,send,paid,returned,claw-back,withdraw"`
	Words  string    `json:"words"`
	Amount int64     `json:"amount,omitempty" doc:"Fen"`
	Text   string    `json:"text,omitempty" doc:"What was said, or why"`
	Number string    `json:"number,omitempty" doc:"Of the payment"`
}

func (a *api) read(ctx context.Context, c *door.Caller, in *OfClaim) (*ClaimPageOutput, error) {
	one, err := a.counter(in.Zone).Find(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	return a.page(ctx, c, in.Zone, &one)
}

func (a *api) page(ctx context.Context, c *door.Caller, zone string, one *claim.Claim) (*ClaimPageOutput, error) {
	views, err := a.views(ctx, c, zone, []claim.Claim{*one})
	if err != nil {
		return nil, err
	}
	hall, err := a.counter(zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	past, err := a.Engine.ClaimHistory(ctx, zone, one.ID())
	if err != nil {
		return nil, err
	}
	out := &ClaimPageOutput{}
	out.Body.ClaimView, out.Body.Date, out.Body.Channel, out.Body.Promise, out.Body.Materials = views.Body.Claims[0], views.Body.Date, one.Channel, one.Promise, one.Material
	if clause, ok := hall.Clause(one); ok {
		out.Body.Policy = clause.Policy.Title.In(c.Lang)
	}
	out.Body.History = []ClaimEventView{}
	for i := range past {
		p := &past[i]
		v := ClaimEventView{*door.Instant(p.At), p.Actor, string(p.What), claim.WhatWords[p.What].In(c.Lang), int64(p.Amount), cmp.Or(p.Text, p.Reason), p.Number}
		if p.Opened != nil {
			v.Amount = int64(p.Opened.Amount)
		}
		if p.Account != nil {
			v.Text = words(p.Account)
		}
		out.Body.History = append(out.Body.History, v)
	}
	return out, nil
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
	Number  string     `json:"number"`
	Title   string     `json:"title"`
	Policy  string     `json:"policy,omitempty" doc:"Title of the document"`
	Name    string     `json:"name" doc:"Of whom it is for"`
	Amount  int64      `json:"amount" doc:"Fen"`
	From    clock.Date `json:"from"`
	To      clock.Date `json:"to" doc:"Last day"`
	Unit    string     `json:"unit" doc:"That takes objections"`
	Contact string     `json:"contact,omitempty" doc:"As the guide page names it"`
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
	all = slices.DeleteFunc(all, func(one claim.Claim) bool { return today < one.From || today > one.To })
	rows, err := a.matters(ctx, in.Zone, all)
	if err != nil {
		return nil, err
	}
	hall, err := a.counter(in.Zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	out := &ShownClaimsOutput{}
	out.Body.Date, out.Body.Claims = today, make([]ShownClaimView, len(all))
	for i := range all {
		one := &all[i]
		v := ShownClaimView{Title: one.Title, Name: cmp.Or(one.Name, one.Record), Amount: int64(one.Amount), From: one.From, To: one.To}
		if row := rows[one.Matter]; row != nil {
			v.Number, v.Unit = row.Number, hall.Unit(row.LeadUnit)
		}
		if clause, ok := hall.Clause(one); ok {
			v.Title, v.Policy, v.Contact = clause.Title.In(c.Lang), clause.Policy.Title.In(c.Lang), clause.Policy.GuideOf(clause.Clause).Contact
		}
		out.Body.Claims[i] = v
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

// someParties refuses whoever acts for nobody.
func (a *api) someParties(ctx context.Context, c *door.Caller, zone string) ([]string, error) {
	keys, err := a.parties(ctx, c, zone)
	if err == nil && len(keys) == 0 {
		err = errs.Newf(errs.Forbidden, "claim.no_party", "您的账号没有代表任何在册对象", "your account acts for nobody on record")
	}
	return keys, err
}

func (a *api) readOwn(ctx context.Context, c *door.Caller, in *OfClaim) (*ClaimPageOutput, error) {
	keys, err := a.someParties(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	one, err := a.counter(in.Zone).Find(ctx, in.Number)
	if err == nil && !slices.Contains(keys, one.Record) {
		err = redeem.NotThere(in.Number)
	}
	if err != nil {
		return nil, err
	}
	return a.page(ctx, c, in.Zone, &one)
}

// acting is the caller with the post in which they act.
func (a *api) acting(ctx context.Context, c *door.Caller, zone, as string) (redeem.By, error) {
	var who matter.Command
	err := a.Act(ctx, c, zone, as, &who)
	return redeem.By{Act: engine.Act{Actor: who.Actor, Person: who.Person, At: a.Present(ctx)}}, err
}
