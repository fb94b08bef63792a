package claim_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/claim"
)

func TestWhoConfirmedAClaimDoesNotWithdrawItsPayment(t *testing.T) {
	c := after(t, opened, claim.Event{What: claim.Confirm}, claim.Event{What: claim.Notice, From: today, To: today}, claim.Event{What: claim.Settle, Account: good})
	e, err := claim.Decide(&c, claim.Event{What: claim.Send, At: noon, By: "z", Number: "拨1-1", Batch: "拨1"}, today+1)
	if err != nil {
		t.Fatal(err)
	}
	c = claim.Evolve(c, &e)
	for _, x := range []struct {
		by, number, reason, code string
	}{{"b", "拨1-1", "误发", "claim.four_eyes"}, {"z", "拨2-1", "误发", "claim.other_payment"}, {"z", "拨1-1", " ", "claim.no_reason"}} {
		if _, err := claim.Decide(&c, claim.Event{What: claim.Withdraw, At: noon, By: x.by, Number: x.number, Reason: x.reason}, today+1); !errs.Is(err, x.code) {
			t.Errorf("%v: %v", x, err)
		}
	}
	e, err = claim.Decide(&c, claim.Event{What: claim.Withdraw, At: noon, By: "z", Number: "拨1-1", Reason: "误发"}, today+1)
	if err != nil {
		t.Fatal(err)
	}
	if c = claim.Evolve(c, &e); c.Step != claim.Noticed || c.Account.Number == "" || c.Got() != 0 || c.Ready(today+1) != nil {
		t.Errorf("%+v", c)
	}
	e = claim.Event{What: claim.Settle, At: noon, Account: good}
	if _, err := claim.Decide(&c, e, today+1); err != nil {
		t.Errorf("the account was not at fault: %v", err)
	}
}

var (
	today  = clock.MustDate("2023-06-12")
	noon   = time.Date(2023, 6, 12, 4, 0, 0, 0, time.UTC)
	good   = &claim.Account{Payee: "示例电子", Bank: "示例银行", Number: "6222 0000 0000 1234"}
	other  = &claim.Account{Payee: "示例电子", Bank: "示例银行", Number: "622200000009999"}
	opened = claim.Event{What: claim.Open, Clause: "p/c", Record: "甲", Period: "2023", Opened: &claim.Opened{Title: "奖励", Mode: "automatic", Day: today, Line: "growth", Matter: "m1", Asked: 500, Amount: 500}}
)

// after makes a claim that has been through events, each by another person.
func after(t *testing.T, events ...claim.Event) claim.Claim {
	t.Helper()
	var c claim.Claim
	for i, e := range events {
		e.At, e.By = noon, string(rune('a'+i))
		e, err := claim.Decide(&c, e, today)
		if err != nil {
			t.Fatal(err)
		}
		c = claim.Evolve(c, &e)
	}
	return c
}

var (
	confirmed = claim.Event{What: claim.Confirm}
	noticed   = claim.Event{What: claim.Notice, From: today, To: today + 7}
	settled   = claim.Event{What: claim.Settle, Account: good}
	unshown   = func() claim.Event { e := opened; o := *e.Opened; o.Unnoticed = true; e.Opened = &o; return e }()
	sent      = claim.Event{What: claim.Send, Year: 2023, Batch: "b", Number: "b-1"}
	received  = claim.Event{What: claim.Receive, Number: "b-1", On: today}
	returned  = claim.Event{What: claim.Return, Number: "b-1", On: today, Reason: "户名不符"}
)

func TestAClaimRefusesWhatMayNotComeNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after []claim.Event
		do    claim.Event
		day   clock.Date
		code  string
	}{
		"opened twice":                        {[]claim.Event{opened}, opened, today, "claim.twice"},
		"opened again after it was paid":      {[]claim.Event{unshown, confirmed, settled, sent, received}, opened, today, "claim.twice"},
		"nothing to pay":                      {nil, func() claim.Event { e := opened; o := *e.Opened; o.Amount = 0; e.Opened = &o; return e }(), today, "claim.nothing"},
		"confirmed for more than asked":       {[]claim.Event{opened}, claim.Event{What: claim.Confirm, Amount: 501, Reason: "x"}, today, "claim.amount"},
		"confirmed for less without a reason": {[]claim.Event{opened}, claim.Event{What: claim.Confirm, Amount: 400}, today, "claim.no_reason"},
		"on show before it is confirmed":      {[]claim.Event{opened}, noticed, today, "claim.step"},
		"paid while it is on show":            {[]claim.Event{opened, confirmed, noticed, settled}, sent, today + 7, "claim.on_show"},
		"paid without having been on show":    {[]claim.Event{opened, confirmed, settled}, sent, today, "claim.unnoticed"},
		"paid without an account":             {[]claim.Event{unshown, confirmed}, sent, today, "claim.no_account"},
		"paid with an objection open":         {[]claim.Event{unshown, confirmed, settled, {What: claim.Object, Who: "匿名", Text: "不符合"}}, sent, today, "claim.objected"},
		"objected to after the notice":        {[]claim.Event{opened, confirmed, noticed}, claim.Event{What: claim.Object, Who: "匿名", Text: "不符合"}, today + 8, "claim.notice_over"},
		"answered twice":                      {[]claim.Event{opened, {What: claim.Object, Who: "匿名", Text: "不符合"}, {What: claim.Answer, N: 1, Text: "符合"}}, claim.Event{What: claim.Answer, N: 1, Text: "符合"}, today, "claim.answered"},
		"sent twice":                          {[]claim.Event{unshown, confirmed, settled, sent}, sent, today, "claim.step"},
		"a receipt of another payment":        {[]claim.Event{unshown, confirmed, settled, sent}, claim.Event{What: claim.Receive, Number: "b-2", On: today}, today, "claim.other_payment"},
		"a receipt of another amount":         {[]claim.Event{unshown, confirmed, settled, sent}, claim.Event{What: claim.Receive, Number: "b-1", On: today, Amount: 499}, today, "claim.other_amount"},
		"returned, then paid without account": {[]claim.Event{unshown, confirmed, settled, sent, returned}, sent, today, "claim.no_account"},
		"returned, then the same account":     {[]claim.Event{unshown, confirmed, settled, sent, returned}, settled, today, "claim.same_account"},
		"more taken back than paid":           {[]claim.Event{unshown, confirmed, settled, sent, received}, claim.Event{What: claim.ClawBack, Amount: 501, Reason: "x"}, today, "claim.claw_more"},
		"struck after it was sent":            {[]claim.Event{unshown, confirmed, settled, sent}, claim.Event{What: claim.Strike, Reason: "x"}, today, "claim.step"},
		"an account of three figures":         {[]claim.Event{opened}, claim.Event{What: claim.Settle, Account: &claim.Account{Payee: "a", Bank: "b", Number: "123"}}, today, "claim.account"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := after(t, c.after...)
			c.do.At, c.do.By = noon, "z"
			if _, err := claim.Decide(&one, c.do, c.day); !errs.Is(err, c.code) {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestAClaimIsPaidAnewAfterAReturnAndTakenBack(t *testing.T) {
	t.Parallel()
	again := sent
	again.Number = "b-2"
	receipt := received
	receipt.Number = "b-2"
	c := after(t, unshown, confirmed, settled, sent, returned, claim.Event{What: claim.Settle, Account: other}, again, receipt, claim.Event{What: claim.ClawBack, Amount: 200, Reason: "数据有误"})
	if c.Step != claim.Paid || c.Got() != 300 || len(c.Payments) != 2 || c.Account.Masked() != "****9999" {
		t.Fatalf("%+v", c)
	}
	c = after(t, unshown, confirmed, settled, sent, received, claim.Event{What: claim.ClawBack, Reason: "骗补"})
	if c.Step != claim.Clawed || c.Got() != 0 || c.Step.Live() {
		t.Fatalf("%+v", c)
	}
}

// Whatever is asked of a claim in whatever order, folding what was read back gives the same claim, and never more than one
// payment is out.
func TestAClaimIsWhatItsEventsSay(t *testing.T) {
	t.Parallel()
	deeds := []claim.Event{
		opened, unshown, confirmed, noticed, settled, sent, received, returned,
		{What: claim.Strike, Reason: "x"},
		{What: claim.Object, Who: "匿名", Text: "x"},
		{What: claim.Answer, N: 1, Text: "y"},
		{What: claim.Settle, Account: other},
		{What: claim.ClawBack, Reason: "x", Amount: 100},
	}
	rapid.Check(t, func(t *rapid.T) {
		var c, again claim.Claim
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			e := rapid.SampledFrom(deeds).Draw(t, "deed")
			e.At, e.By = noon, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "by")
			if e.What == claim.Send {
				e.Number = string(rune('A' + i))
			}
			if e.What == claim.Receive || e.What == claim.Return {
				if p := c.Last(); p != nil {
					e.Number = p.Number
				}
			}
			e, err := claim.Decide(&c, e, today+clock.Date(rapid.IntRange(0, 9).Draw(t, "day")))
			if err != nil {
				continue
			}
			data, err := json.Marshal(&e)
			if err != nil {
				t.Fatal(err)
			}
			read, err := claim.Decode(e.Type(), data)
			if err != nil {
				t.Fatal(err)
			}
			read.At, read.By = e.At, e.By
			c, again = claim.Evolve(c, &e), claim.Evolve(again, &read)
			if !reflect.DeepEqual(c, again) {
				t.Fatalf("%+v is read back as %+v", c, again)
			}
			if out := c.Got(); out > c.Amount {
				t.Fatalf("%d is out of a claim of %d: %+v", out, c.Amount, c)
			}
		}
	})
}
