package database_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
)

// till moves money as a post, and fails the test where it cannot.
func (w *world) till(when, actor string, fn func(till *engine.Till) error) {
	w.t.Helper()
	if when != "" {
		w.now = at(when)
	}
	if err := w.Redeem(w.t.Context(), zone, engine.Act{Actor: actor}, func(_ context.Context, t *engine.Till) error { return fn(t) }); err != nil {
		w.t.Fatal(errs.Message(err, "zh"))
	}
}

// moneyed is a world with a line of the budget that has an amount.
func (w *world) moneyed(when string, amount money.Fen) {
	w.t.Helper()
	w.till(when, "管委会主任", func(t *engine.Till) error {
		_, err := t.Fund(2023, "growth", fund.Command{What: fund.Appropriate, Amount: amount, Basis: "党工委会议"})
		return err
	})
}

// claimed opens claims, each with a matter, and confirms them.
func (w *world) claimed(when string, amount money.Fen, records ...string) (ids []string) {
	w.t.Helper()
	w.till(when, "督查室主任", func(t *engine.Till) error {
		ids = nil
		for _, record := range records {
			s, err := t.Do(matter.Command{Name: "register", At: t.Act.At, Actor: t.Act.Actor, Kind: "task", Particulars: matter.Particulars{Title: "兑现 " + record, Urgency: "green"}})
			if err != nil {
				return err
			}
			id := claim.ID("growth-2023/chain", "2023", record)
			if _, err := t.Take(id, claim.Event{What: claim.Open, Clause: "growth-2023/chain", Period: "2023", Record: record, Opened: &claim.Opened{
				Register: "enterprise", Title: "强链补助", Mode: "reviewed", Day: t.Today(), Line: "growth", Matter: s.ID, Asked: amount, Amount: amount, Unnoticed: true,
			}}); err != nil {
				return err
			}
			if _, err := t.Fund(2023, "growth", fund.Command{What: fund.Commit, Claim: id, Amount: amount}); err != nil {
				return err
			}
			if _, err := t.Take(id, claim.Event{What: claim.Confirm}); err != nil {
				return err
			}
			if _, err := t.Take(id, claim.Event{What: claim.Settle, Account: &claim.Account{Payee: record, Bank: "示例银行", Number: "6222000000001234"}}); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	return ids
}

// pay sends one claim's money out, the line and the claim together.
func pay(t *engine.Till, id, number string) error {
	c, err := t.Take(id, claim.Event{What: claim.Send, Year: 2023, Batch: "拨〔2023〕1号", Number: number})
	if err != nil {
		return err
	}
	_, err = t.Fund(2023, "growth", fund.Command{What: fund.Pay, Claim: id, Amount: c.Amount, Number: number})
	return err
}

func (w *world) line() fund.Line {
	w.t.Helper()
	lines, err := w.Lines(w.t.Context(), zone, 2023)
	if err != nil || len(lines) != 1 {
		w.t.Fatal(lines, err)
	}
	return lines[0]
}

func TestMoneyGoesOutOnceAndComesBackAndIsVerified(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.moneyed("2023-03-01 09:00", 10*money.Wan)
		ids := w.claimed("2023-03-01 10:00", 4*money.Wan, "甲", "乙")
		w.verified()
		err := w.Redeem(t.Context(), zone, engine.Act{Actor: "督查室主任"}, func(_ context.Context, t *engine.Till) error { return pay(t, ids[0], "1") })
		if !errs.Is(err, "claim.four_eyes") {
			t.Fatalf("who confirmed it paid it: %v", err)
		}
		w.till("2023-03-02 09:00", "经发局局长", func(t *engine.Till) error { return pay(t, ids[0], "1") })
		if l := w.line(); l.Committed != 4*money.Wan || l.Paid != 4*money.Wan || l.Left() != 2*money.Wan {
			t.Fatalf("%+v", l)
		}
		w.till("2023-03-03 09:00", "经发局局长", func(t *engine.Till) error {
			if _, err := t.Take(ids[0], claim.Event{What: claim.Return, Number: "1", On: t.Today(), Reason: "户名不符"}); err != nil {
				return err
			}
			_, err := t.Fund(2023, "growth", fund.Command{What: fund.Return, Claim: ids[0], Number: "1", Reason: "户名不符"})
			return err
		})
		if l := w.line(); l.Committed != 8*money.Wan || l.Paid != 0 {
			t.Fatalf("%+v", l)
		}
		w.verified()
		all, err := w.ClaimsWhere(t.Context(), zone, engine.ClaimFilter{Clause: "growth-2023/", Steps: []claim.Step{claim.Confirmed}, Records: []string{"甲", "乙"}})
		if err != nil || len(all) != 2 || all[1].Account.Number != "" && all[0].Account.Number != "" {
			t.Fatalf("%+v %v", all, err)
		}
		history, err := w.LineHistory(t.Context(), zone, 2023, "growth")
		if err != nil || len(history) != 5 || history[0].Actor != "管委会主任" || history[4].What != fund.Return {
			t.Fatalf("%+v %v", history, err)
		}
	})
}

func TestVerifyFindsMoneyThatNoEventMoved(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"a line has more":            {"UPDATE funds SET budget_fen = budget_fen + 1", "表 funds 的列 budget_fen"},
		"a line was deleted":         {"DELETE FROM funds", "表 funds 中的行被删除"},
		"a claim has more":           {"UPDATE fund_holdings SET committed_fen = 1", "表 fund_holdings 的列 committed_fen"},
		"a claim's share is gone":    {"DELETE FROM fund_holdings", "表 fund_holdings"},
		"a share was made up":        {"UPDATE fund_holdings SET claim = claim || '9'", "表 fund_holdings"},
		"a claim is another's":       {"UPDATE claims SET record = 'x'", "表 claims 的列 record"},
		"a claim was deleted":        {"DELETE FROM claims", "表 claims 中的行被删除"},
		"a claim was made up":        {"UPDATE claims SET stream = stream || '9'", "claim/growth-2023"},
		"its account was changed":    {"UPDATE claims SET state = 'x'", "表 claims 的列 state"},
		"an event of its was edited": {"UPDATE events SET actor = 'x' WHERE stream LIKE 'claim/%' AND seq = 2", "actor"},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w := open(t, db)
				w.moneyed("2023-03-01 09:00", 10*money.Wan)
				w.claimed("2023-03-01 10:00", 4*money.Wan, "甲")
				if strings.HasPrefix(c.sql, "UPDATE claims SET state") && db.Dialect() == database.PostgreSQL {
					c.sql = `UPDATE claims SET state = '\x01'::bytea`
				}
				execute(t, db, c.sql)
				_, err := w.Verify(t.Context(), zone, nil)
				if errs.KindOf(err) != errs.Corrupt || !strings.Contains(errs.Message(err, "zh"), c.says) {
					t.Errorf("%v, want %s", err, c.says)
				}
			})
		})
	}
}

// A hundred payers at once on one line, each at every claim: each claim is paid once, the line never goes below nothing,
// and the sums are exact.
func TestAHundredPayersPayEachClaimOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		const claims, payers, promised = 12, 100, 8
		w := open(t, db)
		w.moneyed("2023-03-01 09:00", promised*money.Wan)
		var records []string
		for i := range claims {
			records = append(records, fmt.Sprintf("企业%02d", i))
		}
		w.now = at("2023-03-02 09:00")
		var mu sync.Mutex
		opened, paid, refused := 0, 0, map[string]int{}
		note := func(err error, counter *int) {
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				*counter++
			} else {
				refused[errs.CodeOf(err)]++
			}
		}
		var all sync.WaitGroup
		for p := range payers {
			all.Go(func() {
				record := records[p%claims]
				id := claim.ID("growth-2023/chain", "2023", record)
				err := w.Redeem(t.Context(), zone, engine.Act{Actor: "督查室主任"}, func(_ context.Context, t *engine.Till) error {
					s, err := t.Do(matter.Command{Name: "register", At: t.Act.At, Actor: t.Act.Actor, Kind: "task", Particulars: matter.Particulars{Title: "兑现", Urgency: "green"}})
					if err != nil {
						return err
					}
					if _, err := t.Take(id, claim.Event{What: claim.Open, Clause: "growth-2023/chain", Period: "2023", Record: record, Opened: &claim.Opened{
						Title: "强链补助", Mode: "reviewed", Day: clock.MustDate("2023-03-02"), Line: "growth", Matter: s.ID, Asked: money.Wan, Amount: money.Wan, Unnoticed: true,
					}}); err != nil {
						return err
					}
					if _, err := t.Fund(2023, "growth", fund.Command{What: fund.Commit, Claim: id, Amount: money.Wan}); err != nil {
						return err
					}
					if _, err := t.Take(id, claim.Event{What: claim.Confirm}); err != nil {
						return err
					}
					_, err = t.Take(id, claim.Event{What: claim.Settle, Account: &claim.Account{Payee: record, Bank: "示例银行", Number: "6222000000001234"}})
					return err
				})
				note(err, &opened)
				err = w.Redeem(t.Context(), zone, engine.Act{Actor: "经发局局长"}, func(_ context.Context, t *engine.Till) error { return pay(t, id, fmt.Sprint("n", p)) })
				note(err, &paid)
			})
		}
		all.Wait()
		if l := w.line(); opened != promised || paid > promised || l.Budget != promised*money.Wan || l.Paid != money.Fen(paid)*money.Wan || l.Committed != money.Fen(promised-paid)*money.Wan || l.Left() != 0 {
			t.Errorf("%d opened and %d paid, the line is %+v; refused: %v", opened, paid, l, refused)
		}
		for code := range refused {
			if code != "claim.twice" && code != "claim.step" && code != "claim.not_found" && code != "fund.short" {
				t.Errorf("refused with %s, %d times", code, refused[code])
			}
		}
		n, err := w.Store().CountMatters(t.Context(), zone, engine.Filter{Kind: "task"})
		if err != nil || n != promised {
			t.Errorf("%d matters for %d claims, %v", n, promised, err)
		}
		w.verified()
	})
}
