package claims

import (
	"context"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/redeem"
)

// PayeeBody is where the money of a claim goes.
type PayeeBody struct {
	Payee  string `json:"payee" maxLength:"200"`
	Bank   string `json:"bank" maxLength:"200"`
	Number string `json:"number" maxLength:"64"`
}

func (b *PayeeBody) account() *claim.Account {
	if b == nil {
		return nil
	}
	return &claim.Account{Payee: b.Payee, Bank: b.Bank, Number: b.Number}
}

// ClaimsActInput is one deed on claims.
type ClaimsActInput struct {
	InZone

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		Do        string     `json:"do" enum:"match,apply,confirm,strike,take,notice,object,answer,account,claw-back" doc:"The deed"`
		As        string     `json:"as,omitempty" maxLength:"100" doc:"Post in which you act"`
		Claims    []string   `json:"claims,omitempty" maxItems:"500" doc:"Numbers or ids; without them all of the clause that wait for the deed"`
		Clause    string     `json:"clause,omitempty" maxLength:"200" doc:"document/clause, or a document"`
		Record    string     `json:"record,omitempty" maxLength:"200" doc:"apply: for whom"`
		Channel   string     `json:"channel,omitempty" maxLength:"100" doc:"apply"`
		Promise   string     `json:"promise,omitempty" maxLength:"4000" doc:"apply for what is instant"`
		Materials []string   `json:"materials,omitempty" maxItems:"50" doc:"apply: those handed in"`
		Account   *PayeeBody `json:"account,omitempty" doc:"account; apply"`
		Amount    int64      `json:"amount,omitempty" minimum:"0" doc:"Fen; confirm one for less, take part of it back"`
		Who       string     `json:"who,omitempty" maxLength:"200" doc:"object: who does"`
		Text      string     `json:"text,omitempty" maxLength:"4000" doc:"object, answer"`
		Objection int        `json:"objection,omitempty" minimum:"0" doc:"answer: which, from 1"`
		Uphold    bool       `json:"uphold,omitempty" doc:"answer: it is right, and the claim is struck"`
		Reason    string     `json:"reason,omitempty" maxLength:"4000"`
	}
}

// ClaimsActOutput is what a deed brought about.
type ClaimsActOutput struct {
	Body struct {
		ClaimsBody

		Short   []ClaimView `json:"short" nullable:"false" doc:"confirm: for which the line had nothing left; they stay listed"`
		There   int         `json:"there,omitempty" doc:"match: had one for the period already"`
		Refused int         `json:"refused,omitempty" doc:"match: cut to nothing"`
		Faulty  int         `json:"faulty,omitempty" doc:"match: lack a fact"`
	}
}

// ClaimsBody is the claims that a deed was done on, as they now are.
type ClaimsBody struct {
	Claims []ClaimView `json:"claims" nullable:"false"`
	Sum    int64       `json:"sum" doc:"Fen"`
}

func (a *api) act(ctx context.Context, c *door.Caller, in *ClaimsActInput) (*ClaimsActOutput, error) {
	b := &in.Body
	by, err := a.acting(ctx, c, in.Zone, b.As)
	if err != nil {
		return nil, err
	}
	out := &ClaimsActOutput{}
	out.Body.Short = []ClaimView{}
	o, which := a.counter(in.Zone), redeem.Selection{Refs: b.Claims, Clause: b.Clause}
	var done []claim.Claim
	switch b.Do {
	case "match":
		var m redeem.Matched
		m, err = o.Match(ctx, by, b.Clause)
		done, out.Body.There, out.Body.Refused, out.Body.Faulty = m.Opened, m.There, m.Refused, m.Faulty
	case "apply":
		done, err = a.apply(ctx, o, by, in)
	case "confirm":
		var confirmed redeem.Confirmed
		if confirmed, err = o.Confirm(ctx, by, which, money.Fen(b.Amount), b.Reason); err == nil {
			done = confirmed.Claims
			short, err := a.views(ctx, c, in.Zone, confirmed.Short)
			if err != nil {
				return nil, err
			}
			out.Body.Short = short.Body.Claims
		}
	case "strike":
		done, err = o.Strike(ctx, by, which, b.Reason)
	case "take":
		done, err = o.TakeOver(ctx, by, which)
	case "notice":
		done, err = o.Notice(ctx, by, which)
	case "object":
		done, err = o.Object(ctx, by, which, b.Who, b.Text)
	case "answer":
		done, err = o.Answer(ctx, by, which, b.Objection, b.Text, b.Uphold)
	case "account":
		if b.Account == nil {
			return nil, errs.Newf(errs.Invalid, "claim.account", "请写明账户", "name the account").At("body.account")
		}
		done, err = o.Account(ctx, by, which, *b.Account.account())
	case "claw-back":
		done, err = o.ClawBack(ctx, by, which, money.Fen(b.Amount), b.Reason)
	}
	if err != nil {
		return nil, err
	}
	shown, err := a.views(ctx, c, in.Zone, done)
	if err != nil {
		return nil, err
	}
	out.Body.ClaimsBody = ClaimsBody{shown.Body.Claims, shown.Body.Sum}
	return out, nil
}

func (a *api) apply(ctx context.Context, o *redeem.Counter, by redeem.By, in *ClaimsActInput) ([]claim.Claim, error) {
	b := &in.Body
	one, err := o.Apply(ctx, by, redeem.Application{
		Clause: b.Clause, Record: b.Record, Channel: b.Channel, Promise: b.Promise, Materials: b.Materials, Account: b.Account.account(),
	})
	return []claim.Claim{one}, err
}

// OwnClaimActInput is what an enterprise does about its own claims.
type OwnClaimActInput struct {
	InZone

	Once string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		Do        string     `json:"do" enum:"apply,account,object"`
		Claim     string     `json:"claim,omitempty" maxLength:"400" doc:"Number or id; of account and object"`
		Clause    string     `json:"clause,omitempty" maxLength:"200" doc:"apply: document/clause"`
		Record    string     `json:"record,omitempty" maxLength:"200" doc:"apply: for which of your parties, where there are several"`
		Channel   string     `json:"channel,omitempty" maxLength:"100"`
		Promise   string     `json:"promise,omitempty" maxLength:"4000"`
		Materials []string   `json:"materials,omitempty" maxItems:"50"`
		Account   *PayeeBody `json:"account,omitempty"`
		Text      string     `json:"text,omitempty" maxLength:"4000" doc:"object"`
	}
}

func (a *api) actOwn(ctx context.Context, c *door.Caller, in *OwnClaimActInput) (*ClaimOutput, error) {
	keys, err := a.someParties(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	o, by := a.counter(in.Zone), redeem.By{Act: engine.Act{At: a.Present(ctx)}, Parties: keys}
	which := redeem.Selection{Refs: []string{b.Claim}}
	var done []claim.Claim
	switch b.Do {
	case "apply":
		record := b.Record
		if record == "" && len(keys) == 1 {
			record = keys[0]
		}
		var one claim.Claim
		one, err = o.Apply(ctx, by, redeem.Application{Clause: b.Clause, Record: record, Channel: b.Channel, Promise: b.Promise, Materials: b.Materials, Account: b.Account.account()})
		done = []claim.Claim{one}
	case "account":
		if b.Account == nil {
			return nil, errs.Newf(errs.Invalid, "claim.account", "请写明账户", "name the account").At("body.account")
		}
		done, err = o.Account(ctx, by, which, *b.Account.account())
	default:
		done, err = o.Object(ctx, by, which, keys[0], b.Text)
	}
	if err != nil {
		return nil, err
	}
	out, err := a.views(ctx, c, in.Zone, done)
	if err != nil {
		return nil, err
	}
	return &ClaimOutput{out.Body.Claims[0]}, nil
}
