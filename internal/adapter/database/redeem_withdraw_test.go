package database_test

import (
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/redeem"
)

func TestABatchIsWithdrawnAsAWholeItsMoneyPromisedAgainAndPaidOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		r, ctx := atCounter(t, db, "first-come"), t.Context()
		big := redeem.Selection{Clause: "growth/big"}
		must[redeem.Matched](t)(r.Match(ctx, by("招商局干部"), "big"))
		must[fund.Line](t)(r.Appropriate(ctx, by("经发局局长"), 2023, "special", 0, "年度预算"))
		must[redeem.Confirmed](t)(r.Confirm(ctx, by("招商局局长"), big, 0, ""))
		shown := must[[]claim.Claim](t)(r.Notice(ctx, by("招商局局长"), big))
		must[[]claim.Claim](t)(r.Account(ctx, by("督查室主任"), redeem.Selection{Refs: []string{shown[0].ID(), shown[1].ID()}}, account))
		r.now = at("2023-03-09 09:00")
		sent := must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{}))
		if l := r.line(); len(sent.Items) != 2 || l.Paid != 8*money.Wan || l.Committed != 0 {
			t.Fatalf("%+v %+v", sent, l)
		}
		_, err := r.Withdraw(ctx, by("招商局局长"), "拨1", "误发")
		denied(t, "claim.desk", err)
		_, err = r.Withdraw(ctx, by("经发局局长"), "拨1", " ")
		denied(t, "claim.no_reason", err)
		_, err = r.Withdraw(ctx, by("经发局局长"), "拨9", "误发")
		denied(t, "payment.no_batch", err)
		r.verified()

		r.now = at("2023-03-09 10:00")
		back := must[redeem.Batch](t)(r.Withdraw(ctx, by("经发局局长"), "拨1", "银行整批退回：文件格式不符"))
		if back.Withdrawn == nil || back.Withdrawn.By != "经发局局长" || !back.Withdrawn.At.Equal(r.now) {
			t.Fatalf("%+v", back)
		}
		if l := r.line(); l.Paid != 0 || l.Committed != 8*money.Wan {
			t.Fatalf("%+v", l)
		}
		c := must[claim.Claim](t)(r.Find(ctx, sent.Items[0].Claim))
		s := must[matter.State](t)(r.world.Find(ctx, zone, c.Matter, r.now))
		if c.Step != claim.Noticed || c.Account != account || c.Ready(clock.MustDate("2023-03-09")) != nil || s.Stage == matter.Reported {
			t.Fatalf("%+v %s", c, s.Stage)
		}
		r.verified()
		receipt := []redeem.Receipt{{Number: "拨1-1", Paid: true, Amount: 4 * money.Wan}}
		_, err = r.Receive(ctx, by("经发局局长"), "拨1", receipt)
		denied(t, "payment.withdrawn", err)
		_, err = r.Withdraw(ctx, by("经发局局长"), "拨1", "误发")
		denied(t, "payment.withdrawn", err)
		_, err = r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{})
		denied(t, "payment.withdrawn", err)
		_, err = r.Again(ctx, by("经发局局长"), "拨1")
		denied(t, "payment.withdrawn", err)
		if all := must[[]redeem.Batch](t)(r.Batches(ctx)); len(all) != 1 || all[0].Withdrawn == nil || all[0].Withdrawn.Reason != "银行整批退回：文件格式不符" {
			t.Fatalf("%+v", all)
		}

		anew := must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨2", redeem.Wish{}))
		if len(anew.Items) != 2 || anew.Total != sent.Total || anew.Items[0].Number != "拨2-1" {
			t.Fatalf("%+v", anew)
		}
		_, err = r.Receive(ctx, by("经发局局长"), "拨1", receipt) // the other batch is out meanwhile
		denied(t, "payment.withdrawn", err)
		must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨2", []redeem.Receipt{{Number: "拨2-1", Paid: true}}))
		_, err = r.Withdraw(ctx, by("经发局局长"), "拨2", "误发")
		denied(t, "payment.received", err)
		must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨2", []redeem.Receipt{{Number: "拨2-2", Paid: true}}))
		if l := r.line(); l.Paid != 8*money.Wan || l.Committed != 0 {
			t.Fatalf("%+v", l)
		}
		if sums := must[map[string]engine.CameBack](t)(r.world.CameBack(ctx, zone, 2023)); sums["special"].Returned != 0 {
			t.Errorf("the bank returned nothing: %+v", sums)
		}
		r.verified()
	})
}
