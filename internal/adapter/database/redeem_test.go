package database_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
	"qinlian/internal/kernel/register"
)

// benefits are clauses of each mode on a small register, on a line that pays SHORT.
const benefits = `
---
register: firm
title: 企业
key: code
fields:
  code: { type: string, title: 编号, required: true }
  name: { type: string, title: 名称 }
  output: { type: money, title: 产值 }
  listed: { type: bool, title: 上市 }
---
kind: policy-claim
title: 兑现件
number: "兑〔{year}〕{seq}号"
fields:
  clause: { type: string, title: 条款 }
  amount: { type: money, title: 金额 }
limit: { accept: 2wd, promised: 20wd }
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
light: { red: matter.overdue, green: "true" }
---
benefit: growth
title: 发展措施
level: zone
of: firm
unit: 招商局
payer: 经发局
redeem: policy-claim
objection: 5wd
routing: { window: 督查室, office: 招商局, centre: 督查室, within: 2wd }
guide: { process: [比对, 公示, 拨付], limit: 20wd, contact: 招商局 }
budget: { special: { title: 专项, amount: 10万元, short: SHORT } }
clauses:
  - { key: big, title: 产值奖励, for: 企业, when: firm.output >= wan(1000), amount: wan(4), mode: automatic, period: year, budget: special }
  - { key: quick, title: 上市奖励, for: 企业, when: firm.listed, amount: wan(1), mode: instant, period: once, budget: special, materials: [上市公告] }
  - { key: slow, title: 审核奖励, for: 企业, when: firm.output > wan(0), amount: 'share(firm.output, "1%")', mode: reviewed, period: year, budget: special, materials: [申请表] }
`

type redeeming struct {
	*world
	redeem.Counter
}

// atCounter is a world in which benefits are redeemed, with three firms.
func atCounter(t *testing.T, db *database.DB, short string) *redeeming {
	t.Helper()
	w := open(t, db)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "LIMIT", "10wd", 1) + strings.Replace(benefits, "SHORT", short, 1))}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := w.Apply(t.Context(), b, engine.Act{Actor: "管委会主任"}, w.now); err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	w.now = at("2023-03-01 09:00")
	r := &redeeming{w, redeem.Counter{Engine: w.Engine, Zone: zone}}
	for code, output := range map[string]string{"甲": "2000万元", "乙": "1500万元", "丙": "900万元"} {
		values := map[string]any{"code": code, "name": code + "公司", "output": output, "listed": code == "甲"}
		if _, err := w.Keep(t.Context(), zone, "firm", code, engine.Act{Actor: "经发局局长"}, register.Put{Values: values, ValidFrom: clock.MustDate("2023-01-01")}); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
	}
	return r
}

func by(post string) redeem.By { return redeem.By{Act: engine.Act{Actor: post}} }

// must fails the test where a deed is refused.
func must[T any](t *testing.T) func(got T, err error) T {
	return func(got T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		return got
	}
}

func denied(t *testing.T, code string, err error) {
	t.Helper()
	if !errs.Is(err, code) {
		t.Errorf("%v, want %s", err, code)
	}
}

var account = claim.Account{Payee: "示例公司", Bank: "示例银行", Number: "6222000000001234"}

func TestAListIsMatchedConfirmedShownPaidReturnedAndPaidAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		r, ctx := atCounter(t, db, "first-come"), t.Context()
		_, err := r.Match(ctx, by("经发局局长"), "")
		denied(t, "claim.desk", err)
		list := must[redeem.Matched](t)(r.Match(ctx, by("招商局干部"), "big"))
		if len(list.Opened) != 2 || list.Opened[0].Matter == "" || list.Opened[0].Step != claim.Listed {
			t.Fatalf("%+v", list)
		}
		if again := must[redeem.Matched](t)(r.Match(ctx, by("招商局干部"), "")); len(again.Opened) != 0 || again.There != 2 {
			t.Fatalf("%+v", again)
		}
		big := redeem.Selection{Clause: "growth/big"}
		_, err = r.Confirm(ctx, by("招商局局长"), big, 0, "")
		denied(t, "fund.nothing", err)
		_, err = r.Appropriate(ctx, by("招商局局长"), 2023, "special", 0, "年度预算")
		denied(t, "claim.desk", err)
		line := must[fund.Line](t)(r.Appropriate(ctx, by("经发局局长"), 2023, "special", 0, "年度预算"))
		if line.Budget != 10*money.Wan {
			t.Fatalf("%+v", line)
		}
		_, err = r.Confirm(ctx, by("招商局干部"), big, 0, "")
		denied(t, "claim.desk", err)
		must[redeem.Confirmed](t)(r.Confirm(ctx, by("招商局局长"), big, 0, ""))
		r.verified()
		shown := must[[]claim.Claim](t)(r.Notice(ctx, by("招商局局长"), big))
		if len(shown) != 2 || shown[0].To != clock.MustDate("2023-03-08") {
			t.Fatalf("%+v", shown)
		}
		first, second := redeem.Selection{Refs: []string{"兑〔2023〕1号"}}, redeem.Selection{Refs: []string{shown[1].ID()}}
		must[[]claim.Claim](t)(r.Object(ctx, by("督查室主任"), first, "匿名", "数据不实"))
		must[[]claim.Claim](t)(r.Account(ctx, by("督查室主任"), first, account))
		must[[]claim.Claim](t)(r.Account(ctx, by("督查室主任"), second, account))
		r.now = at("2023-03-08 17:00")
		_, err = r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{})
		denied(t, "payment.nothing", err)
		r.now = at("2023-03-09 09:00")
		batch := must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{}))
		if len(batch.Items) != 1 || batch.Total != 4*money.Wan {
			t.Fatalf("%+v", batch)
		}
		if again := must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{})); len(again.Items) != 1 || again.Items[0] != batch.Items[0] {
			t.Fatalf("%+v", again)
		}
		_, err = r.Pay(ctx, by("经发局局长"), "拨1", redeem.Wish{Line: "special"})
		denied(t, "payment.other_wish", err)
		must[[]claim.Claim](t)(r.Answer(ctx, by("招商局局长"), first, 1, "核实无误", false))
		must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨2", redeem.Wish{Clause: "growth"}))
		r.verified()
		r.now = at("2023-03-10 09:00")
		paid := []redeem.Receipt{{Number: "拨1-1", Paid: true, Amount: 4 * money.Wan, Ref: "B1"}}
		if got := must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨1", paid)); got.Paid != 1 || got.Waiting != 0 {
			t.Fatalf("%+v", got)
		}
		if got := must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨1", paid)); got.Paid != 0 || got.Known != 1 {
			t.Fatalf("%+v", got)
		}
		must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨2", []redeem.Receipt{{Number: "拨2-1", Reason: "户名不符"}}))
		r.verified()
		fixed := account
		fixed.Number = "6222000000009999"
		must[[]claim.Claim](t)(r.Account(ctx, by("督查室主任"), first, fixed))
		must[redeem.Batch](t)(r.Pay(ctx, by("经发局局长"), "拨3", redeem.Wish{}))
		must[redeem.Received](t)(r.Receive(ctx, by("经发局局长"), "拨3", []redeem.Receipt{{Number: "拨3-1", Paid: true}}))
		if l := r.line(); l.Paid != 8*money.Wan || l.Committed != 0 {
			t.Fatalf("%+v", l)
		}
		clawed := must[[]claim.Claim](t)(r.ClawBack(ctx, by("经发局局长"), first, 0, "数据不实"))
		s := must[matter.State](t)(r.world.Find(ctx, zone, clawed[0].Matter, r.now))
		if clawed[0].Step != claim.Clawed || s.Stage != "withdrawn" {
			t.Fatalf("%+v %s", clawed[0], s.Stage)
		}
		if l := r.line(); l.Paid != 4*money.Wan || l.Left() != 6*money.Wan {
			t.Fatalf("%+v", l)
		}
		r.verified()
	})
}

func TestWhatIsInstantIsDecidedAtOnceAndWhatIsReviewedIsDividedAsTheLineSays(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		r, ctx := atCounter(t, db, "pro-rata"), t.Context()
		must[fund.Line](t)(r.Appropriate(ctx, by("经发局局长"), 2023, "special", 11*money.Wan, "年度预算"))
		quick := redeem.Application{Clause: "quick", Record: "甲", Materials: []string{"上市公告"}, Promise: "所报属实", Account: &account}
		without := quick
		without.Promise = ""
		_, err := r.Counter.Apply(ctx, by("督查室主任"), without)
		denied(t, "claim.no_promise", err)
		without = quick
		without.Materials = nil
		_, err = r.Counter.Apply(ctx, by("督查室主任"), without)
		denied(t, "claim.materials", err)
		without = quick
		without.Record = "乙"
		_, err = r.Counter.Apply(ctx, by("督查室主任"), without)
		denied(t, "benefit.not_entitled", err)
		_, err = r.Counter.Apply(ctx, redeem.By{Parties: []string{"乙"}}, quick)
		denied(t, "claim.not_yours", err)
		done := must[claim.Claim](t)(r.Counter.Apply(ctx, redeem.By{Parties: []string{"甲"}}, quick))
		if done.Step != claim.Confirmed || done.Ready(clock.MustDate("2023-03-01")) != nil || done.By != "甲" {
			t.Fatalf("%+v", done)
		}
		_, err = r.Counter.Apply(ctx, by("督查室主任"), quick)
		denied(t, "benefit.refused", err)
		for _, record := range []string{"甲", "乙", "丙"} {
			must[claim.Claim](t)(r.Counter.Apply(ctx, by("督查室主任"), redeem.Application{Clause: "slow", Record: record, Materials: []string{"申请表"}}))
		}
		all := must[[]claim.Claim](t)(r.ClaimsWhere(ctx, zone, engine.ClaimFilter{Clause: "growth/slow"}))
		if len(all) != 3 {
			t.Fatalf("%+v", all)
		}
		r.verified()
		if l := r.line(); l.Committed != money.Wan {
			t.Fatalf("%+v", l)
		}
		_, err = r.Confirm(ctx, by("招商局局长"), redeem.Selection{Refs: []string{all[0].ID()}}, 0, "")
		denied(t, "claim.whole_line", err)
		confirmed := must[redeem.Confirmed](t)(r.Confirm(ctx, by("招商局局长"), redeem.Selection{Clause: "growth/slow"}, 0, ""))
		if l := r.line(); l.Left() != 0 || l.Committed != 11*money.Wan || len(confirmed.Claims) != 3 || confirmed.Claims[0].Amount >= confirmed.Claims[0].Asked {
			t.Fatalf("%+v %+v", l, confirmed)
		}
		_, err = r.Strike(ctx, by("督查室主任"), redeem.Selection{Refs: []string{all[0].ID()}}, "重复")
		denied(t, "claim.desk", err)
		must[[]claim.Claim](t)(r.Strike(ctx, by("招商局局长"), redeem.Selection{Refs: []string{all[0].ID()}}, "主动放弃"))
		again := must[claim.Claim](t)(r.Counter.Apply(ctx, by("督查室主任"), redeem.Application{Clause: "slow", Record: all[0].Record, Materials: []string{"申请表"}}))
		if again.Round != 2 || again.Matter == all[0].Matter {
			t.Fatalf("%+v", again)
		}
		_, err = r.TakeOver(ctx, by("督查室主任"), redeem.Selection{Refs: []string{again.ID()}})
		denied(t, "claim.not_late", err)
		r.now = at("2023-03-06 09:00")
		must[[]claim.Claim](t)(r.TakeOver(ctx, by("督查室主任"), redeem.Selection{Clause: "growth/slow"}))
		s := must[matter.State](t)(r.world.Find(ctx, zone, again.Matter, r.now))
		if s.Owner != "督查室主任" {
			t.Fatalf("%+v", s.Assignment)
		}
		r.verified()
	})
}

func TestWhatOneGetsCountsWhatIsProposedToOthers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		r, ctx := atCounter(t, db, "first-come"), t.Context()
		must[fund.Line](t)(r.Appropriate(ctx, by("经发局局长"), 2023, "special", 0, "年度预算"))
		must[redeem.Matched](t)(r.Match(ctx, by("招商局干部"), "big")) // 4 万 each to 甲 and 乙, listed and not yet promised
		quick := must[claim.Claim](t)(r.Apply(ctx, by("督查室主任"), redeem.Application{Clause: "quick", Record: "甲", Promise: "属实", Materials: []string{"上市公告"}}))
		if quick.Amount != money.Wan || quick.Step != claim.Confirmed {
			t.Fatalf("%+v", quick)
		}
		slow := must[claim.Claim](t)(r.Apply(ctx, by("督查室主任"), redeem.Application{Clause: "slow", Record: "乙", Materials: []string{"申请表"}}))
		if slow.Asked != 15*money.Wan || slow.Amount != money.Wan {
			t.Errorf("of 10 万, 8 are listed and 1 is promised: %+v", slow)
		}
		_, err := r.Apply(ctx, by("督查室主任"), redeem.Application{Clause: "slow", Record: "丙", Materials: []string{"申请表"}})
		denied(t, "benefit.refused", err)
		total, err := r.Counter.Engine.Store().ClaimTotal(ctx, zone, engine.ClaimFilter{Line: "special", Year: 2023, Steps: []claim.Step{claim.Listed}})
		if err != nil || total != 9*money.Wan {
			t.Errorf("%v listed, %v", total, err)
		}
		if none, err := r.Counter.Engine.Store().ClaimTotal(ctx, zone, engine.ClaimFilter{Line: "special", Year: 2022}); err != nil || none != 0 {
			t.Errorf("%v in a year without claims, %v", none, err)
		}
		r.verified()
	})
}
