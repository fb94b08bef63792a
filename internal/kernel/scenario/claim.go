package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
)

// Claiming is a deed of redemption: one of package redeem's, on claims of given records.
type Claiming struct {
	Claim     string         `yaml:"claim"`  // match, apply, confirm, …
	Clause    string         `yaml:"clause"` // document/key, or a document; To is the record
	Line      string         `yaml:"line"`
	Amount    *mechanism.Sum `yaml:"amount"`
	Promise   string         `yaml:"promise"`
	Channel   string         `yaml:"channel"`
	Materials Words          `yaml:"materials"`
	Objection int            `yaml:"objection"` // which is answered; default: the first
	Upheld    bool           `yaml:"upheld"`
	Batch     string         `yaml:"batch"`
	Returned  string         `yaml:"returned"` // receive: why the bank sent it back
}

// ClaimOutcome describes claims that must be there.
type ClaimOutcome struct {
	Tally `yaml:",inline"`

	Clause  string         `yaml:"clause"`
	To      string         `yaml:"to"`
	Step    string         `yaml:"step"`
	Amount  *mechanism.Sum `yaml:"amount"`
	Channel string         `yaml:"channel"`
	Owner   string         `yaml:"owner"` // of its matter
	Next    string         `yaml:"next"`  // what is to be done with it now: a deed
	Desk    string         `yaml:"desk"`  // whose turn that is: window, office, centre, unit, payer, applicant
	Turn    string         `yaml:"turn"`  // the unit or post whose turn it is
}

// FundOutcome describes what a budget line must hold.
type FundOutcome struct {
	Line      string         `yaml:"line"`
	Year      int            `yaml:"year"` // default: this one
	Budget    *mechanism.Sum `yaml:"budget"`
	Committed *mechanism.Sum `yaml:"committed"`
	Paid      *mechanism.Sum `yaml:"paid"`
	Left      *mechanism.Sum `yaml:"left"`

	At mechanism.Position `yaml:"-"`
}

// ownDeeds are those that the enterprise does for itself where no post is named.
var ownDeeds = []redeem.Deed{redeem.Apply, redeem.Account, redeem.Object}

// deeds are those that a step may name.
func deeds() []string {
	var out []string
	for d := range redeem.Desks {
		out = append(out, string(d))
	}
	slices.Sort(out)
	return out
}

func claimSteps() []string {
	var out []string
	for _, s := range claim.Steps {
		out = append(out, string(s))
	}
	return out
}

func (r *run) counter() *redeem.Counter {
	return &redeem.Counter{Engine: r.engine, Zone: r.zone, Read: r.read}
}

// read gives a counter the records that the scenario gives.
func (r *run) read(_ context.Context, _ *mechanism.Bundle, s *benefit.Scheme, key string) (benefit.Records, error) {
	t, keys, err := r.subjects(s.Register, s.Schema(), s.Day, key)
	return benefit.Records{Table: t, Keys: keys}, err
}

// claiming carries out a deed of redemption.
func (r *run) claiming(ctx context.Context, s *Step) error {
	o, by, deed := r.counter(), redeem.By{Act: engine.Act{Actor: s.As, At: r.now}}, redeem.Deed(s.Claim)
	if s.As == "" && slices.Contains(ownDeeds, deed) {
		by.Parties = []string{s.To}
	}
	amount := money.Fen(0)
	if s.Amount != nil {
		amount = s.Amount.Fen
	}
	which, err := r.which(ctx, s)
	if err != nil {
		return err
	}
	account := claim.Account{Payee: s.To, Bank: "示例银行", Number: "6222000000001234"}
	var done []claim.Claim
	switch deed {
	case redeem.Match:
		var m redeem.Matched
		m, err = o.Match(ctx, by, s.Clause)
		done = m.Opened
	case redeem.Apply:
		var one claim.Claim
		one, err = o.Apply(ctx, by, redeem.Application{Clause: s.Clause, Record: s.To, Channel: s.Channel, Promise: s.Promise, Materials: s.Materials})
		done = []claim.Claim{one}
	case redeem.Confirm:
		_, err = o.Confirm(ctx, by, which, amount, s.Reason)
	case redeem.Strike:
		_, err = o.Strike(ctx, by, which, s.Reason)
	case redeem.Notice:
		_, err = o.Notice(ctx, by, which)
	case redeem.Object:
		_, err = o.Object(ctx, by, which, s.To, s.Text)
	case redeem.Answer:
		_, err = o.Answer(ctx, by, which, max(1, s.Objection), s.Text, s.Upheld)
	case redeem.Account:
		_, err = o.Account(ctx, by, which, account)
	case redeem.Take:
		_, err = o.TakeOver(ctx, by, which)
	case redeem.Appropriate:
		_, err = o.Appropriate(ctx, by, r.today().Year(), s.Line, amount, s.Basis)
	case redeem.Pay:
		_, err = o.Pay(ctx, by, s.Batch, redeem.Wish{Clause: s.Clause, Line: s.Line})
	case redeem.Receive:
		err = r.receive(ctx, o, by, s)
	case redeem.ClawBack:
		_, err = o.ClawBack(ctx, by, which, amount, s.Reason)
	}
	if err != nil {
		return err
	}
	for i := range done {
		r.enter(s.Alias, done[i].Matter)
	}
	return nil
}

// which are the claims that a step means: the standing one of its record, or all of its clause that wait for the deed.
func (r *run) which(ctx context.Context, s *Step) (redeem.Selection, error) {
	w := redeem.Selection{Clause: s.Clause}
	if s.To == "" || s.Claim == string(redeem.Apply) {
		return w, nil
	}
	f := engine.ClaimFilter{Clause: s.Clause, Records: []string{s.To}}
	if f.Clause != "" && !strings.Contains(f.Clause, "/") {
		f.Clause += "/"
	}
	all, err := r.engine.ClaimsWhere(ctx, r.zone, f)
	if err != nil {
		return w, err
	}
	for i := range all {
		w.Refs = append(w.Refs, all[i].ID())
	}
	if len(w.Refs) == 0 {
		return w, errs.Newf(errs.NotFound, "scenario.no_claim", "“%[1]s”没有 %[2]s 的兑现件", "there is no claim of %[2]s on %[1]s", s.Clause, s.To)
	}
	return w, nil
}

// receive enters what the bank says of a batch, or of one record's payment in it.
func (r *run) receive(ctx context.Context, o *redeem.Counter, by redeem.By, s *Step) error {
	b, err := o.Batch(ctx, s.Batch)
	if err != nil {
		return err
	}
	var said []redeem.Receipt
	for i := range b.Items {
		if item := &b.Items[i]; s.To == "" || strings.HasSuffix(item.Claim, "/"+s.To) {
			said = append(said, redeem.Receipt{Number: item.Number, Amount: item.Amount, Paid: s.Returned == "", Reason: s.Returned, Where: item.Number})
		}
	}
	_, err = o.Receive(ctx, by, s.Batch, said)
	return err
}

// redeemed are what claims have got or are to get, beside what the scenario pays outright.
func (r *run) redeemed() ([]benefit.Payment, error) {
	all, err := r.engine.ClaimsWhere(r.ctx, r.zone, engine.ClaimFilter{})
	return redeem.Earlier(all), err
}

func (r *run) claimOutcomes(outcomes []ClaimOutcome) {
	for i := range outcomes {
		w := &outcomes[i]
		all, err := r.engine.ClaimsWhere(r.ctx, r.zone, engine.ClaimFilter{})
		if err != nil {
			r.failed(w.At, err)
			return
		}
		hall, err := r.counter().Hall(r.ctx)
		if err != nil {
			r.failed(w.At, err)
			return
		}
		var found findings
		for j := range all {
			c := &all[j]
			if !clauseIs(w.Clause, c.Clause) || !is(w.To, c.Record) {
				continue
			}
			s, err := r.engine.Look(r.ctx, r.zone, c.Matter, r.now)
			if err != nil {
				r.failed(w.At, err)
				return
			}
			turn := hall.Turn(c, &s.State)
			found.see(spaced(c.Record, c.Clause, string(c.Step), c.Amount.String(), s.State.Owner, string(turn.Do), turn.Desk, turn.Unit, turn.Post),
				is(w.Step, string(c.Step)), amountIs(w.Amount, c.Amount), is(w.Channel, c.Channel), is(w.Owner, s.State.Owner), is(w.Next, string(turn.Do)), is(w.Desk, turn.Desk),
				w.Turn == "" || w.Turn == turn.Unit || w.Turn == turn.Post)
		}
		if found.n == 0 && w.Clause != "" {
			r.known(w.At, "clause", w.Clause, r.clauses())
		}
		r.tally(&w.Tally, describe("兑现件", "claim", w.To, w.Clause, w.Step, w.Next, w.Desk, w.Turn), found)
	}
}

// clauses are those of the bundle, by document/key and by key.
func (r *run) clauses() []string {
	var out []string
	for _, p := range benefit.Policies(r.bundle) {
		for i := range p.Clauses {
			out = append(out, p.Name+"/"+p.Clauses[i].Key, p.Clauses[i].Key)
		}
	}
	return out
}

func (r *run) fundOutcomes(outcomes []FundOutcome) {
	for i := range outcomes {
		w := &outcomes[i]
		year := w.Year
		if year == 0 {
			year = r.today().Year()
		}
		lines, err := r.engine.Lines(r.ctx, r.zone, year)
		if err != nil {
			r.failed(w.At, err)
			return
		}
		at := slices.IndexFunc(lines, func(l fund.Line) bool { return l.Name == w.Line })
		if at < 0 {
			r.fail(w.At, "%[1]d 年没有预算科目“%[2]s”", "there is no budget line %[2]q in %[1]d", year, w.Line)
			continue
		}
		l := &lines[at]
		for _, part := range []struct {
			what text.Text
			want *mechanism.Sum
			got  money.Fen
		}{
			{text.Text{Zh: "预算", En: "budget"}, w.Budget, l.Budget},
			{text.Text{Zh: "已承诺", En: "committed"}, w.Committed, l.Committed},
			{text.Text{Zh: "已拨付", En: "paid"}, w.Paid, l.Paid},
			{text.Text{Zh: "余额", En: "left"}, w.Left, l.Left()},
		} {
			if !amountIs(part.want, part.got) {
				r.fail(w.At, "预算科目 %[1]s 的%[2]s应为 %[4]s，实为 %[5]s元", "%[3]s of line %[1]s should be %[4]s and is %[5]s元", w.Line, part.what.Zh, part.what.En, part.want.String(), fmt.Sprint(part.got))
			}
		}
	}
}
