package fund

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// Decide answers a command with the event that it makes. l names the line, whether anything stands on it yet or not; h is
// what the claim has of it, the zero Holding where that is nothing. It changes neither.
func Decide(l *Line, h *Holding, c Command) (Event, error) {
	e := Event{What: c.What, Line: l.Name, Year: l.Year, Claim: c.Claim, Amount: c.Amount, Number: strings.TrimSpace(c.Number), Basis: strings.TrimSpace(c.Basis), Reason: strings.TrimSpace(c.Reason)}
	decide, known := decisions[c.What]
	switch {
	case !known:
		return e, errs.Newf(errs.Invalid, "fund.unknown", "没有“%[1]s”这个操作", "there is no deed %[1]q", c.What)
	case !text.Legible(e.Claim + e.Number + e.Basis + e.Reason):
		return e, errs.Newf(errs.Invalid, "fund.not_utf8", "文字不是有效的 UTF-8，或含有不可见的空字符（NUL），请重新录入", "the text is not valid UTF-8 or holds an invisible NUL; enter it again")
	case c.What != Appropriate && e.Claim == "":
		return e, errs.Newf(errs.Invalid, "fund.no_claim", "未说明是哪一件兑现", "it is not said which claim it is for")
	case c.What == Appropriate && e.Claim != "":
		return e, errs.Newf(errs.Invalid, "fund.claim", "安排预算不针对某一件兑现", "an appropriation is for no one claim")
	}
	return decide(l, h, e)
}

var decisions = map[What]func(l *Line, h *Holding, e Event) (Event, error){
	Appropriate: appropriate, Commit: commit, Release: release, Pay: pay, Return: giveBack, ClawBack: clawBack, Withdraw: giveBack,
}

func appropriate(l *Line, _ *Holding, e Event) (Event, error) {
	e.Number = ""
	switch {
	case e.Basis == "":
		return e, errs.Newf(errs.Invalid, "fund.no_basis", "安排预算须写明依据（文件、会议）", "say by which paper or session it is appropriated").At("basis")
	case e.Amount == 0:
		return e, errs.Newf(errs.Invalid, "fund.amount", "金额不能为零", "the amount cannot be zero").At("amount")
	case e.Amount > 0 && l.Budget > math.MaxInt64-e.Amount:
		return e, errs.Newf(errs.Invalid, "fund.amount", "金额过大", "the amount is too large").At("amount")
	case e.Amount < 0 && (e.Amount == math.MinInt64 || -e.Amount > l.Left()):
		return e, short(l, "fund.in_use", "调减 %[4]s元过多：已承诺和已拨付的不能调减", "%[4]s cannot be taken away: what is promised or paid stays", -max(e.Amount, -math.MaxInt64))
	}
	return e, nil
}

func commit(l *Line, h *Holding, e Event) (Event, error) {
	e.Number, e.Basis, e.Reason = "", "", ""
	switch {
	case e.Amount <= 0:
		return e, amount()
	case l.Events == 0:
		return e, errs.Newf(errs.Refused, "fund.nothing", "预算科目 %[2]d 年“%[1]s”还没有安排资金，请先安排（fund appropriate）", "nothing has been appropriated to line %[1]q of %[2]d yet: appropriate first (fund appropriate)", l.Name, l.Year)
	case h.Committed > 0:
		return e, errs.Newf(errs.Refused, "fund.committed", "已为这件兑现承诺 %[1]s元，不重复承诺", "%[1]s is promised to this claim already", h.Committed)
	case h.Paid() > 0:
		return e, errs.Newf(errs.Refused, "fund.paid", "这件兑现已拨付 %[1]s元，不重复兑付", "%[1]s was paid to this claim already", h.Paid())
	case e.Amount > l.Left():
		return e, short(l, "fund.short", "不够承诺 %[4]s元", "%[4]s cannot be promised", e.Amount)
	}
	return e, nil
}

func release(_ *Line, h *Holding, e Event) (Event, error) {
	e.Number, e.Basis = "", ""
	if h.Committed == 0 {
		return e, notCommitted(0)
	}
	e.Amount = h.Committed
	return e, reasoned(e.Reason)
}

func pay(_ *Line, h *Holding, e Event) (Event, error) {
	e.Basis, e.Reason = "", ""
	switch {
	case e.Number == "":
		return e, noNumber()
	case e.Amount <= 0:
		return e, amount()
	case h.payment(e.Number) != nil:
		return e, errs.Newf(errs.Refused, "fund.paid_before", "拨付 %[1]s 已经办过，不重复拨付", "the payment %[1]s was made already and is not made twice", e.Number)
	case h.Committed == 0 && h.Paid() > 0:
		return e, errs.Newf(errs.Refused, "fund.paid", "这件兑现已拨付 %[1]s元，不重复兑付", "%[1]s was paid to this claim already", h.Paid())
	case e.Amount > h.Committed:
		return e, notCommitted(h.Committed)
	}
	return e, nil
}

func giveBack(_ *Line, h *Holding, e Event) (Event, error) {
	e.Basis = ""
	p := h.payment(e.Number)
	switch {
	case p == nil:
		return e, noPayment(e.Number)
	case p.Returned:
		return e, errs.Newf(errs.Refused, "fund.returned", "拨付 %[1]s 已退回，不重复退回", "the payment %[1]s was returned already", e.Number)
	case p.Clawed > 0:
		return e, errs.Newf(errs.Refused, "fund.clawed", "拨付 %[1]s 已追回 %[2]s元，不能再作退票", "%[2]s of the payment %[1]s was taken back: it cannot be returned", e.Number, p.Clawed)
	}
	e.Amount = p.Amount
	return e, reasoned(e.Reason)
}

func clawBack(_ *Line, h *Holding, e Event) (Event, error) {
	e.Basis = ""
	p := h.payment(e.Number)
	switch {
	case p == nil:
		return e, noPayment(e.Number)
	case e.Amount <= 0:
		return e, amount()
	case e.Amount > p.Kept():
		return e, errs.Newf(errs.Refused, "fund.claw_more", "拨付 %[1]s 只有 %[2]s元可追回", "only %[2]s of the payment %[1]s can be taken back", e.Number, p.Kept())
	}
	return e, reasoned(e.Reason)
}

func amount() error {
	return errs.Newf(errs.Invalid, "fund.amount", "金额应大于零", "the amount must be above zero").At("amount")
}

func noNumber() error {
	return errs.Newf(errs.Invalid, "fund.no_number", "未写拨付编号", "the payment has no number").At("number")
}

func noPayment(number string) error {
	if number == "" {
		return noNumber()
	}
	return errs.Newf(errs.NotFound, "fund.no_payment", "这件兑现没有编号为 %[1]s 的拨付", "this claim has no payment %[1]s", number)
}

func reasoned(reason string) error {
	if reason == "" {
		return errs.Newf(errs.Invalid, "fund.no_reason", "请写明原因", "say why").At("reason")
	}
	return nil
}

func notCommitted(left money.Fen) error {
	return errs.Newf(errs.Refused, "fund.not_committed", "为这件兑现承诺的余额是 %[1]s元", "what is promised to this claim and not paid is %[1]s", left)
}

// short says what a line has.
func short(l *Line, code, zh, en string, wanted money.Fen) error {
	return errs.Newf(errs.Refused, code, "预算科目 %[2]d 年“%[1]s”"+zh+"：预算 %[5]s元，已承诺 %[6]s元，已拨付 %[7]s元，余 %[3]s元",
		"line %[1]q of %[2]d: "+en+"; of a budget of %[5]s, %[6]s is promised and %[7]s paid, %[3]s is left", l.Name, l.Year, l.Left(), wanted, l.Budget, l.Committed, l.Paid)
}

// Evolve folds an event. What it was given does not change.
func Evolve(l Line, h Holding, e *Event) (Line, Holding) {
	l.Name, l.Year = e.Line, e.Year
	l.Events++
	switch e.What {
	case Appropriate:
		l.Budget += e.Amount
	case Commit:
		l.Committed += e.Amount
		h.Committed += e.Amount
	case Release:
		l.Committed -= e.Amount
		h.Committed -= e.Amount
	case Pay:
		l.Committed, l.Paid = l.Committed-e.Amount, l.Paid+e.Amount
		h.Committed -= e.Amount
		h.Payments = append(slices.Clip(h.Payments), Payment{Number: e.Number, Amount: e.Amount})
	case Return, Withdraw:
		l.Committed, l.Paid = l.Committed+e.Amount, l.Paid-e.Amount
		h.Committed += e.Amount
		h.change(e.Number, func(p *Payment) { p.Returned, p.Withdrawn = true, e.What == Withdraw })
	case ClawBack:
		l.Paid -= e.Amount
		h.change(e.Number, func(p *Payment) { p.Clawed += e.Amount })
	}
	return l, h
}

func (h *Holding) change(number string, with func(*Payment)) {
	h.Payments = slices.Clone(h.Payments)
	if p := h.payment(number); p != nil {
		with(p)
	}
}

// Decode reads the content of an event of a line.
func Decode(kind string, data []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("content of %q: %w", kind, err)
	}
	for what, name := range types {
		if name == kind {
			e.What = what
			return e, nil
		}
	}
	return e, fmt.Errorf("no event type %q for a budget line", kind)
}

// IsEvent tells whether a type is of an event of a line.
func IsEvent(kind string) bool { return strings.HasPrefix(kind, "fund-") }
