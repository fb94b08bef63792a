package database_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
)

// payersOfChild is how many pay at once in the other process, each a claim of its own and then others'.
const payersOfChild = 100

// spend lets a hundred payers open claims and pay them, their own and each other's, until the process is killed. What it
// acknowledges on standard output has been committed.
func spend(t *testing.T, w *world) {
	t.Helper()
	w.now = at("2023-03-02 09:00")
	run := fmt.Sprint(rand.IntN(1 << 30))
	var out sync.Mutex
	say := func(words ...any) {
		out.Lock()
		defer out.Unlock()
		_, _ = fmt.Fprintln(os.Stdout, words...)
	}
	known := func(err error) bool {
		return err == nil || errs.Is(err, "claim.step") || errs.Is(err, "claim.twice") || errs.Is(err, "claim.not_found") || errs.Is(err, "fund.short")
	}
	var all sync.WaitGroup
	for p := range payersOfChild {
		all.Go(func() {
			for n := range 20 {
				record := fmt.Sprintf("企业%04d", (p*7+n*31)%payersOfChild)
				id := claim.ID("growth-2023/chain", "2023", record)
				err := w.Redeem(context.Background(), zone, engine.Act{Actor: "督查室主任"}, func(_ context.Context, t *engine.Till) error {
					s, err := t.Do(matter.Command{Name: "register", At: t.Act.At, Actor: t.Act.Actor, Kind: "task", Particulars: matter.Particulars{Title: "兑现", Urgency: "green"}})
					if err == nil {
						err = promised(t, id, record, s.ID)
					}
					return err
				})
				if !known(err) {
					say("fault", err)
				}
				number := fmt.Sprintf("%s-%d-%d", run, p, n)
				err = w.Redeem(context.Background(), zone, engine.Act{Actor: "经发局局长"}, func(_ context.Context, t *engine.Till) error { return pay(t, id, number) })
				switch {
				case err == nil:
					say("ack", id, number)
				case !known(err):
					say("fault", err)
				}
			}
		})
	}
	all.Wait()
}

// promised opens a claim of a yuan, promises it, and names its account.
func promised(t *engine.Till, id, record, matterID string) error {
	if _, err := t.Take(id, claim.Event{What: claim.Open, Clause: "growth-2023/chain", Period: "2023", Record: record, Opened: &claim.Opened{
		Title: "强链补助", Mode: "reviewed", Day: t.Today(), Line: "growth", Matter: matterID, Asked: money.Yuan, Amount: money.Yuan, Unnoticed: true,
	}}); err != nil {
		return err
	}
	if _, err := t.Fund(2023, "growth", fund.Command{What: fund.Commit, Claim: id, Amount: money.Yuan}); err != nil {
		return err
	}
	if _, err := t.Take(id, claim.Event{What: claim.Confirm}); err != nil {
		return err
	}
	_, err := t.Take(id, claim.Event{What: claim.Settle, Account: &claim.Account{Payee: record, Bank: "示例银行", Number: "6222000000001234"}})
	return err
}

func TestSoakNothingIsPaidTwiceOrLostWhenThePayingProcessIsKilled(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		address = durable(address)
		w := open(t, databasetest.Migrated(t, address))
		const budget = 60 * money.Yuan
		w.moneyed("2023-03-01 09:00", budget)
		acknowledged := map[string]string{} // payment by claim
		repeated(t, func() {
			for range 3 {
				killedPaying(t, address, 1+rand.IntN(15), acknowledged)
				settled(t, reopened(t, databasetest.Open(t, address)), budget, acknowledged)
			}
		})
	})
}

// killedPaying starts a paying process and kills it (SIGKILL) once it has acknowledged enough, or lets it end.
func killedPaying(t *testing.T, address string, enough int, acknowledged map[string]string) {
	t.Helper()
	n := untilKilled(t, "pay", address, enough, func(said []string) {
		if before := acknowledged[said[0]]; before != "" {
			t.Errorf("%s was paid by %s and again by %s", said[0], before, said[1])
		}
		acknowledged[said[0]] = said[1]
	})
	t.Logf("%d payments acknowledged, %d in all", n, len(acknowledged))
}

// settled checks that every acknowledged payment stands, that no claim was paid twice, and that the sums are exact.
func settled(t *testing.T, w *world, budget money.Fen, acknowledged map[string]string) {
	t.Helper()
	all, err := w.ClaimsWhere(t.Context(), zone, engine.ClaimFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var committed, paid money.Fen
	matters, there := map[string]bool{}, map[string]bool{}
	for i := range all {
		c := &all[i]
		matters[c.Matter], there[c.ID()] = true, true
		if len(c.Payments) > 1 {
			t.Errorf("%s was paid %d times", c.ID(), len(c.Payments))
		}
		if number := acknowledged[c.ID()]; number != "" && (len(c.Payments) == 0 || c.Payments[0].Number != number) {
			t.Errorf("the payment %s of %s was acknowledged and is gone: %+v", number, c.ID(), c.Payments)
		}
		if c.Step == claim.Sent {
			paid += c.Amount
		} else {
			committed += c.Amount
		}
	}
	if l := w.line(); l.Budget != budget || l.Paid != paid || l.Committed != committed || l.Left() < 0 || len(matters) != len(all) {
		t.Errorf("%d claims on %d matters with %d promised and %d paid, and the line is %+v", len(all), len(matters), committed, paid, l)
	}
	for id := range acknowledged {
		if !there[id] {
			t.Errorf("%s was acknowledged and is gone", id)
		}
	}
	n, err := w.Store().CountMatters(t.Context(), zone, engine.Filter{Kind: "task"})
	if err != nil || n != len(all) {
		t.Errorf("%d matters for %d claims, %v", n, len(all), err)
	}
	w.verified()
}
