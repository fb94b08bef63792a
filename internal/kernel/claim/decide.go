package claim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// What a command or event does.
type What string

// The deeds.
const (
	Open     What = "open"
	Confirm  What = "confirm"
	Strike   What = "strike"
	Notice   What = "notice"
	Object   What = "object"
	Answer   What = "answer"
	Settle   What = "account"
	Send     What = "send"
	Receive  What = "paid"
	Return   What = "returned"
	ClawBack What = "claw-back"
	Withdraw What = "withdraw" // the batch was, before the bank had said anything
)

var types = map[What]string{
	Open: "claim-opened", Confirm: "claim-confirmed", Strike: "claim-struck", Notice: "claim-noticed", Object: "claim-objected", Answer: "claim-answered",
	Settle: "claim-account-named", Send: "claim-sent", Receive: "claim-paid", Return: "claim-returned", ClawBack: "claim-clawed-back",
	Withdraw: "claim-payment-withdrawn",
}

// Event is what somebody wants of a claim, and what happened to it. It names the claim, so that a stream can be held
// against its name.
type Event struct {
	What   What      `json:"-"`
	At     time.Time `json:"-"`
	By     string    `json:"-"` // the person who acts, else the post
	Clause string    `json:"clause"`
	Record string    `json:"record"`
	Period string    `json:"period"`

	Opened  *Opened    `json:"opened,omitempty"`
	Year    int        `json:"year,omitempty"`   // Send: of the line
	Amount  money.Fen  `json:"amount,omitempty"` // Confirm: where it is another than listed; Send, ClawBack
	From    clock.Date `json:"from,omitzero"`    // Notice
	To      clock.Date `json:"to,omitzero"`
	Who     string     `json:"who,omitempty"` // Object
	Text    string     `json:"text,omitempty"`
	N       int        `json:"n,omitempty"` // Answer: which objection, from 1
	Upheld  bool       `json:"upheld,omitempty"`
	Account *Account   `json:"account,omitempty"`
	Batch   string     `json:"batch,omitempty"`
	Number  string     `json:"number,omitempty"` // of the payment
	On      clock.Date `json:"on,omitzero"`      // Receive, Return: the bank's day
	Receipt string     `json:"receipt,omitempty"`
	Reason  string     `json:"reason,omitempty"`
}

// Opened is what a claim begins with.
type Opened struct {
	Register  string     `json:"register"`
	Name      string     `json:"name,omitempty"`
	Title     string     `json:"title"`
	Mode      string     `json:"mode"`
	Day       clock.Date `json:"day"`
	Line      string     `json:"line"`
	Matter    string     `json:"matter"`
	Asked     money.Fen  `json:"asked"`
	Amount    money.Fen  `json:"amount"`
	Why       []string   `json:"why,omitempty"`
	Channel   string     `json:"channel,omitempty"`
	Promise   string     `json:"promise,omitempty"`
	Material  []string   `json:"materials,omitempty"`
	Unnoticed bool       `json:"unnoticed,omitempty"`
}

// Type is the type of the event on the ledger.
func (e *Event) Type() string { return types[e.What] }

// Decide answers what somebody wants of a claim with the event that it makes. today is the day of e.At.
func Decide(c *Claim, e Event, today clock.Date) (Event, error) {
	e.Text, e.Reason, e.Who, e.Receipt = strings.TrimSpace(e.Text), strings.TrimSpace(e.Reason), strings.TrimSpace(e.Who), strings.TrimSpace(e.Receipt)
	if field := text.Illegible(e); field != "" {
		return e, errs.Newf(errs.Invalid, "claim.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field)
	}
	if e.What == Open {
		return e, c.open(&e)
	}
	if c.Step == "" {
		return e, errs.Newf(errs.NotFound, "claim.not_found", "没有这件兑现", "there is no such claim")
	}
	if e.At.Before(c.LastAt) {
		return e, errs.Newf(errs.Refused, "claim.time_back", "%[1]s 已有更晚的记录，不能补记更早的", "%[1]s has a later entry already", c.ID())
	}
	e.Clause, e.Record, e.Period = c.Clause, c.Record, c.Period
	from := allowed[e.What]
	if from == nil {
		return e, errs.Newf(errs.Invalid, "claim.unknown", "没有“%[1]s”这个操作", "there is no deed %[1]q", e.What)
	}
	if !slices.Contains(from, c.Step) {
		zh, en := stepsIn(from)
		now := StepWords[c.Step]
		return e, errs.Newf(errs.Refused, "claim.step", "%[1]s 现为“%[2]s”，须为%[3]s", "%[1]s is %[4]s; it must be %[5]s", c.ID(), now.Zh, zh, now.En, en)
	}
	return e, decisions[e.What](c, &e, today)
}

// allowed lists the steps that a deed starts from.
var allowed = map[What][]Step{
	Confirm: {Listed}, Strike: {Listed, Confirmed, Noticed}, Notice: {Confirmed}, Object: {Listed, Confirmed, Noticed}, Answer: {Listed, Confirmed, Noticed},
	Settle: {Listed, Confirmed, Noticed}, Send: {Confirmed, Noticed}, Receive: {Sent}, Return: {Sent, Paid}, ClawBack: {Paid}, Withdraw: {Sent},
}

var decisions = map[What]func(c *Claim, e *Event, today clock.Date) error{
	Confirm: (*Claim).confirm, Strike: (*Claim).strike, Notice: (*Claim).notice, Object: (*Claim).object, Answer: (*Claim).answer,
	Settle: (*Claim).settle, Send: (*Claim).send, Receive: (*Claim).receive, Return: (*Claim).giveBack, ClawBack: (*Claim).clawBack, Withdraw: (*Claim).withdraw,
}

func (c *Claim) open(e *Event) error {
	switch {
	case e.Clause == "" || e.Record == "" || e.Period == "" || e.Opened == nil || e.Opened.Matter == "" || e.Opened.Line == "":
		return errs.Newf(errs.Invalid, "claim.open", "须写明条款、对象、期间、预算科目和承办事项", "a claim needs its clause, record, period, budget line and matter")
	case e.Opened.Amount <= 0:
		return errs.Newf(errs.Refused, "claim.nothing", "%[1]s：没有可兑现的金额", "%[1]s: there is nothing to pay", ID(e.Clause, e.Period, e.Record))
	case c.Step.Live() || c.Step == Clawed:
		now := StepWords[c.Step]
		return errs.Newf(errs.Conflict, "claim.twice", "%[1]s 已有一件（%[2]s）：同一对象、同一条款、同一期间只办一件", "%[1]s is there already (%[3]s): one claim for a record, a clause and a period", c.ID(), now.Zh, now.En)
	}
	return nil
}

func (c *Claim) confirm(e *Event, _ clock.Date) error {
	if e.Amount == 0 {
		e.Amount = c.Amount
	}
	if e.Amount < 0 || e.Amount > c.Asked {
		return errs.Newf(errs.Invalid, "claim.amount", "确认金额须大于零，且不超过按条款计算的 %[1]s元", "the amount confirmed must be above zero and no more than the %[1]s that the clause gives", c.Asked).At("amount")
	}
	if e.Amount != c.Amount && e.Reason == "" {
		return reasonless()
	}
	return nil
}

func (c *Claim) strike(e *Event, _ clock.Date) error {
	if e.Reason == "" {
		return reasonless()
	}
	return nil
}

func reasonless() error {
	return errs.Newf(errs.Invalid, "claim.no_reason", "请写明原因", "say why").At("reason")
}

func (c *Claim) notice(e *Event, today clock.Date) error {
	switch {
	case c.Unnoticed:
		return errs.Newf(errs.Refused, "claim.no_notice", "%[1]s 按条款无须公示", "%[1]s needs no notice", c.ID())
	case e.From < today || e.To < e.From:
		return errs.Newf(errs.Invalid, "claim.notice_days", "公示须自今天或以后起，至少一天", "a notice begins today or later and lasts a day at least")
	}
	return nil
}

func (c *Claim) object(e *Event, today clock.Date) error {
	switch {
	case e.Text == "" || e.Who == "":
		return errs.Newf(errs.Invalid, "claim.objection", "请写明异议内容和提出人（匿名写“匿名”）", "say what is objected to and who objects (an anonymous one says so)").At("text")
	case c.Step == Noticed && today > c.To:
		return errs.Newf(errs.Refused, "claim.notice_over", "%[1]s 的公示期已于 %[2]s 届满，请按投诉举报反映", "the notice of %[1]s ended on %[2]s: file a complaint instead", c.ID(), c.To)
	}
	return nil
}

func (c *Claim) answer(e *Event, _ clock.Date) error {
	switch {
	case e.Text == "":
		return errs.Newf(errs.Invalid, "claim.no_text", "请写明答复", "say what the answer is").At("text")
	case e.N < 1 || e.N > len(c.Objections):
		return errs.Newf(errs.NotFound, "claim.no_objection", "%[1]s 没有第 %[2]d 条异议", "%[1]s has no objection %[2]d", c.ID(), e.N)
	case c.Objections[e.N-1].Answer != "":
		return errs.Newf(errs.Refused, "claim.answered", "第 %[1]d 条异议已答复", "objection %[1]d has been answered", e.N)
	}
	return nil
}

func (c *Claim) settle(e *Event, _ clock.Date) error {
	if e.Account == nil {
		e.Account = &Account{}
	}
	a := Account{Payee: strings.TrimSpace(e.Account.Payee), Bank: strings.TrimSpace(e.Account.Bank), Number: strings.NewReplacer(" ", "", "-", "").Replace(e.Account.Number)}
	e.Account = &a
	if a.Payee == "" || a.Bank == "" || len(a.Number) < 6 || len(a.Number) > 34 || strings.Trim(a.Number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return errs.Newf(errs.Invalid, "claim.account", "账户须写明户名、开户行和账号（6 至 34 位数字）", "an account needs its name, its bank and its number (6 to 34 figures)").At("account")
	}
	if last := c.Last(); last != nil && last.Returned != "" && !last.Withdrawn && last.Account == a {
		return errs.Newf(errs.Refused, "claim.same_account", "这个账户刚被银行退回（%[1]s），请核对后更正", "the bank has just returned a payment to this account (%[1]s): correct it", last.Returned)
	}
	return nil
}

// Ready says what still keeps a claim from being paid; nil for nothing.
func (c *Claim) Ready(today clock.Date) error {
	switch {
	case c.Step != Confirmed && c.Step != Noticed:
		now := StepWords[c.Step]
		return errs.Newf(errs.Refused, "claim.step", "%[1]s 现为“%[2]s”，不能拨付", "%[1]s is %[3]s and cannot be paid", c.ID(), now.Zh, now.En)
	case !c.Unnoticed && c.To.IsZero():
		return errs.Newf(errs.Refused, "claim.unnoticed", "%[1]s 尚未公示，不能拨付", "%[1]s has not been on show and cannot be paid", c.ID())
	case !c.Unnoticed && today <= c.To:
		return errs.Newf(errs.Refused, "claim.on_show", "%[1]s 公示到 %[2]s，期满后方可拨付", "%[1]s is on show until %[2]s and is paid after that", c.ID(), c.To)
	case c.Open() > 0:
		return errs.Newf(errs.Refused, "claim.objected", "%[1]s 有 %[2]d 条异议未答复，不能拨付", "%[2]d objections to %[1]s are not answered: it cannot be paid", c.ID(), c.Open())
	case c.Account.Number == "":
		return errs.Newf(errs.Refused, "claim.no_account", "%[1]s 尚未确认收款账户", "%[1]s has no account yet", c.ID())
	}
	return nil
}

func (c *Claim) send(e *Event, today clock.Date) error {
	if err := c.Ready(today); err != nil {
		return err
	}
	if e.By != "" && e.By == c.By {
		return errs.Newf(errs.Refused, "claim.four_eyes", "%[1]s：确认的人不得自己拨付，请由他人办理", "%[1]s: who confirmed it does not pay it; another must", c.ID())
	}
	e.Amount = c.Amount
	return nil
}

func (c *Claim) receive(e *Event, _ clock.Date) error { return c.bank(e) }

func (c *Claim) giveBack(e *Event, _ clock.Date) error {
	if e.Reason == "" {
		return reasonless()
	}
	if c.Last().Clawed > 0 {
		return errs.Newf(errs.Refused, "claim.clawed", "%[1]s 的拨付已部分追回，不能再作退票", "part of the payment of %[1]s was taken back: it cannot be returned", c.ID())
	}
	return c.bank(e)
}

// bank holds a receipt against the payment that is out.
func (c *Claim) bank(e *Event) error {
	last := c.Last()
	if e.Number != last.Number {
		return errs.Newf(errs.Refused, "claim.other_payment", "%[1]s 在途的拨付是 %[2]s，回单写的是 %[3]s", "the payment of %[1]s that is out is %[2]s; the receipt speaks of %[3]s", c.ID(), last.Number, e.Number)
	}
	if e.Amount != 0 && e.Amount != last.Amount {
		return errs.Newf(errs.Refused, "claim.other_amount", "拨付 %[1]s 是 %[2]s元，回单写的是 %[3]s元", "the payment %[1]s is of %[2]s; the receipt says %[3]s", last.Number, last.Amount, e.Amount)
	}
	if e.On.IsZero() {
		return errs.Newf(errs.Invalid, "claim.no_day", "回单须写明日期", "a receipt needs its day").At("on")
	}
	e.Amount = last.Amount
	return nil
}

func (c *Claim) withdraw(e *Event, _ clock.Date) error {
	last := c.Last()
	switch {
	case e.Reason == "":
		return reasonless()
	case e.By != "" && e.By == c.By:
		return errs.Newf(errs.Refused, "claim.four_eyes", "%[1]s：确认的人不得自己撤回拨付，请由他人办理", "%[1]s: who confirmed it does not withdraw its payment; another must", c.ID())
	case e.Number != last.Number:
		return errs.Newf(errs.Refused, "claim.other_payment", "%[1]s 在途的拨付是 %[2]s，不是 %[3]s", "the payment of %[1]s that is out is %[2]s, not %[3]s", c.ID(), last.Number, e.Number)
	}
	e.Amount = last.Amount
	return nil
}

func (c *Claim) clawBack(e *Event, _ clock.Date) error {
	last := c.Last()
	e.Number = last.Number
	if e.Amount == 0 {
		e.Amount = last.Amount - last.Clawed
	}
	if e.Amount < 0 || e.Amount > last.Amount-last.Clawed {
		return errs.Newf(errs.Invalid, "claim.claw_more", "%[1]s 只有 %[2]s元可追回", "only %[2]s of %[1]s can be taken back", c.ID(), last.Amount-last.Clawed).At("amount")
	}
	if e.Reason == "" {
		return reasonless()
	}
	return nil
}

// Evolve folds an event. The claim it was given does not change.
func Evolve(c Claim, e *Event) Claim {
	c.LastAt = e.At
	switch e.What {
	case Open:
		o := e.Opened
		c = Claim{
			Clause: e.Clause, Record: e.Record, Period: e.Period, Register: o.Register, Name: o.Name, Title: o.Title, Mode: o.Mode, Day: o.Day, Line: o.Line,
			Matter: o.Matter, Round: c.Round + 1, Asked: o.Asked, Amount: o.Amount, Why: o.Why, Channel: o.Channel, Promise: o.Promise, Material: o.Material,
			Unnoticed: o.Unnoticed, Step: Listed, OpenedBy: e.By, OpenedAt: e.At, LastAt: e.At, Payments: c.Payments,
		}
	case Confirm:
		c.Step, c.Amount, c.By = Confirmed, e.Amount, e.By
	case Strike:
		c.Step, c.Reason = Struck, e.Reason
	case Notice:
		c.Step, c.From, c.To = Noticed, e.From, e.To
	case Object:
		c.Objections = append(slices.Clip(c.Objections), Objection{By: e.Who, Text: e.Text, At: e.At})
	case Answer:
		c.Objections = slices.Clone(c.Objections)
		if e.N > 0 && e.N <= len(c.Objections) {
			c.Objections[e.N-1].Answer, c.Objections[e.N-1].Upheld = e.Text, e.Upheld
		}
	case Settle:
		c.Account = *e.Account
	case Send:
		c.Step = Sent
		c.Payments = append(slices.Clip(c.Payments), Payment{Number: e.Number, Batch: e.Batch, Year: e.Year, Amount: e.Amount, Account: c.Account, At: e.At})
	case Receive:
		c.Step = Paid
		c.change(func(p *Payment) { p.On, p.Receipt = e.On, e.Receipt })
	case Withdraw:
		c.Step = c.before()
		c.change(func(p *Payment) { p.Returned, p.Withdrawn = e.Reason, true })
	case Return:
		c.Step = c.before()
		c.Account = Account{}
		c.change(func(p *Payment) { p.On, p.Receipt, p.Returned = e.On, e.Receipt, e.Reason })
	case ClawBack:
		c.change(func(p *Payment) { p.Clawed += e.Amount })
		c.Reason = e.Reason
		if p := c.Last(); p != nil && p.Clawed == p.Amount {
			c.Step = Clawed
		}
	}
	return c
}

// before is the step from which it was sent.
func (c *Claim) before() Step {
	if c.To.IsZero() {
		return Confirmed
	}
	return Noticed
}

func (c *Claim) change(with func(*Payment)) {
	c.Payments = slices.Clone(c.Payments)
	if p := c.Last(); p != nil {
		with(p)
	}
}

// Decode reads the content of an event of a claim.
func Decode(kind string, data []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("content of %q: %w", kind, err)
	}
	for what, name := range types {
		if name == kind {
			e.What = what
			return e, e.whole()
		}
	}
	return e, fmt.Errorf("no event type %q for a claim", kind)
}

// whole refuses an event that lacks what folding reads.
func (e *Event) whole() error {
	if e.What == Open && e.Opened == nil || e.What == Settle && e.Account == nil {
		return fmt.Errorf("the event %q says nothing", e.Type())
	}
	return nil
}
