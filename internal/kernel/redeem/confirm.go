package redeem

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Confirmed is what confirming came to.
type Confirmed struct {
	Claims []claim.Claim `json:"claims"`
	Short  []claim.Claim `json:"short,omitempty"` // for which nothing was left; they stay listed
}

// Confirm says for the unit that claims are right, and promises the money. Where a line does not suffice for all that are
// listed on it, it divides what is left as the line says; of a line that pays pro rata or by rank all are then confirmed
// at once. amount, of a single claim, is less than listed, with the reason.
func (o *Counter) Confirm(ctx context.Context, by By, w Selection, amount money.Fen, reason string) (Confirmed, error) {
	var out Confirmed
	err := o.Engine.Redeem(ctx, o.Zone, by.Act, func(ctx context.Context, t *engine.Till) error {
		out = Confirmed{}
		all, err := o.pick(t, &by, w, claim.Listed)
		if err != nil {
			return err
		}
		if amount != 0 && len(all) != 1 {
			return errs.Newf(errs.Invalid, "claim.one_amount", "只有确认一件时可以改金额", "an amount is given when one claim is confirmed")
		}
		for i := range all {
			if _, _, err := o.desk(t, &by, &all[i], Confirm); err != nil {
				return err
			}
		}
		shares, err := o.shares(ctx, t, all, len(w.Refs) > 0)
		if err != nil {
			return err
		}
		for i := range all {
			c := &all[i]
			share, cut := shares[c.ID()]
			switch {
			case amount != 0:
				share = amount
			case !cut:
				share = c.Amount
			case share == 0:
				out.Short = append(out.Short, *c)
				continue
			}
			why := reason
			if why == "" && share < c.Amount {
				why = fmt.Sprintf("预算不足，核减 %s元", c.Amount-share)
			}
			done, err := o.commit(t, c, share, why)
			if err != nil {
				return err
			}
			out.Claims = append(out.Claims, done)
		}
		return nil
	})
	return out, err
}

// shares divides what lines have left among claims that ask for more than that. Claims of lines that suffice are not in it.
func (o *Counter) shares(ctx context.Context, t *engine.Till, picked []claim.Claim, single bool) (map[string]money.Fen, error) {
	type line struct {
		year int
		name string
	}
	of := map[line][]claim.Claim{}
	for i := range picked {
		l := line{picked[i].Day.Year(), picked[i].Line}
		of[l] = append(of[l], picked[i])
	}
	out := map[string]money.Fen{}
	for l, claims := range of {
		had, err := t.Line(l.year, l.name)
		if err != nil {
			return nil, err
		}
		if had.Events == 0 {
			continue // committing says so
		}
		declared, _, err := lineOf(t.Bundle(t.Act.At), l.name)
		short := cmp.Or(declared.Short, mechanism.FirstCome)
		if err != nil {
			short = mechanism.FirstCome
		}
		if short == mechanism.FirstCome {
			if single && len(claims) == 1 {
				continue // refused with what is left
			}
			slices.SortStableFunc(claims, func(a, b claim.Claim) int { return a.OpenedAt.Compare(b.OpenedAt) })
		} else {
			all, err := t.Claims(engine.ClaimFilter{Line: l.name, Steps: []claim.Step{claim.Listed}})
			if err != nil {
				return nil, err
			}
			all = slices.DeleteFunc(all, func(c claim.Claim) bool { return c.Day.Year() != l.year })
			if total(all) > had.Left() && len(all) != len(claims) {
				w := mechanism.BenefitWords[short]
				return nil, errs.Newf(errs.Refused, "claim.whole_line", "预算科目“%[1]s”余 %[2]s元，不够 %[3]d 件共 %[4]s元，按规定%[5]s：须一次确认该科目的全部待确认件", "line %[1]q has %[2]s left for %[3]d claims of %[4]s and pays %[6]s: confirm all that are listed on it at once",
					l.name, had.Left(), len(all), total(all), w.Zh, w.En)
			}
		}
		if total(claims) <= had.Left() {
			continue
		}
		asks, err := o.asks(ctx, t, claims, short)
		if err != nil {
			return nil, err
		}
		for i, share := range benefit.Divide(short, had.Left(), asks) {
			out[claims[i].ID()] = share
		}
	}
	return out, nil
}

func total(claims []claim.Claim) (sum money.Fen) {
	for i := range claims {
		sum += claims[i].Amount
	}
	return sum
}

// asks are what claims ask of their line, with what ranks them.
func (o *Counter) asks(ctx context.Context, t *engine.Till, claims []claim.Claim, short string) ([]benefit.Ask, error) {
	out := make([]benefit.Ask, len(claims))
	for i := range claims {
		c := &claims[i]
		out[i] = benefit.Ask{Key: c.ID(), Amount: c.Amount}
		if short != mechanism.Rank {
			continue
		}
		b := t.Bundle(t.Act.At)
		s, err := benefit.Compile(b, c.Register, c.Day)
		if err != nil {
			return nil, err
		}
		records, err := o.Records(ctx, b, s, c.Record)
		if err != nil {
			return nil, err
		}
		if records.In(0) {
			out[i].Rank, out[i].Ranked = s.RankOf(c.Line, &records, 0)
		}
	}
	return out, nil
}

// commit confirms one claim: the line promises the money, and the unit takes the matter on.
func (o *Counter) commit(t *engine.Till, c *claim.Claim, amount money.Fen, reason string) (claim.Claim, error) {
	if amount == 0 {
		amount = c.Amount
	}
	if _, err := t.Fund(c.Day.Year(), c.Line, fund.Command{What: fund.Commit, Claim: c.ID(), Amount: amount}); err != nil {
		return *c, err
	}
	done, err := t.Take(c.ID(), claim.Event{What: claim.Confirm, Amount: amount, Reason: reason})
	if err != nil {
		return done, err
	}
	s, err := t.Matter(c.Matter)
	if err == nil && s.Stage == matter.Assigned {
		_, err = t.Step(matter.Command{Name: "accept", ID: c.Matter})
	}
	return done, err
}
