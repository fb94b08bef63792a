package redeem

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Desk is somebody who may have to do with a claim.
type Desk uint

// The desks. A unit's desk is any post in it or below; its head's is that post alone.
const (
	Window     Desk = 1 << iota // receives (一窗受理)
	Office                      // handles (专区办理)
	Centre                      // takes what nobody took (中心兜底)
	Unit                        // answers for the clause
	CentreHead                  //
	Handler                     // the matter's owner, or the head of the unit that leads it
	Payer                       // keeps the lines and pays
	PayerHead                   //
	Applicant                   // the enterprise whom it is for, by its own account
)

const reception = Window | Office | Centre | Unit

// Deed is something that is done with claims and lines.
type Deed string

// The deeds.
const (
	Match       Deed = "match"
	Apply       Deed = "apply"
	Confirm     Deed = "confirm"
	Strike      Deed = "strike"
	Notice      Deed = "notice"
	Object      Deed = "object"
	Answer      Deed = "answer"
	Account     Deed = "account"
	Take        Deed = "take"
	Appropriate Deed = "appropriate"
	Pay         Deed = "pay"
	Receive     Deed = "receive"
	ClawBack    Deed = "claw-back"
	Withdraw    Deed = "withdraw"
)

// Desks is who may do what: the one place where it is said.
var Desks = map[Deed]Desk{
	Match: reception, Apply: reception | Applicant,
	Confirm: Handler, Strike: Handler, Notice: Handler, Answer: Handler,
	Object: reception | Handler | Applicant, Account: reception | Handler | Applicant,
	Take: CentreHead, Appropriate: PayerHead, Pay: Payer, Receive: Payer, ClawBack: PayerHead, Withdraw: PayerHead,
}

// DeedWords are the deeds as people call them.
var DeedWords = map[Deed]text.Text{
	Match: {Zh: "生成名单", En: "make the list"}, Apply: {Zh: "申请", En: "apply"}, Confirm: {Zh: "确认", En: "confirm"}, Strike: {Zh: "剔除", En: "strike"}, Notice: {Zh: "公示", En: "put on show"},
	Object: {Zh: "登记异议", En: "enter an objection"}, Answer: {Zh: "答复异议", En: "answer an objection"}, Account: {Zh: "确认账户", En: "name the account"}, Take: {Zh: "兜底接办", En: "take over"},
	Appropriate: {Zh: "安排预算", En: "appropriate"}, Pay: {Zh: "拨付", En: "pay"}, Receive: {Zh: "登记回单", En: "enter receipts"}, ClawBack: {Zh: "追回", En: "take back"},
	Withdraw: {Zh: "撤回批次", En: "withdraw the batch"},
}

// place is what a deed is about, as far as desks go.
type place struct {
	view   *org.View
	policy *mechanism.Policy
	clause *mechanism.Clause // nil: of a line
	owner  string            // of the matter; "" where there is none yet
	lead   string            // unit that leads it
	record string
}

// may tells whether somebody may do a deed; the refusal names who may.
func (p *place) may(by *By, deed Deed) error {
	desks := Desks[deed]
	if by.Parties != nil {
		if desks&Applicant != 0 && slices.Contains(by.Parties, p.record) {
			return nil
		}
		return errs.Newf(errs.Forbidden, "claim.not_yours", "只能办理本企业的兑现", "one acts on one's own claims only")
	}
	var names []string
	for _, d := range []struct {
		desk Desk
		unit string
		head bool
	}{
		{Window, p.policy.Routing.Window, false},
		{Office, p.policy.Routing.Office, false},
		{Centre, p.policy.Routing.Centre, false},
		{Unit, p.unit(), false},
		{CentreHead, p.policy.Routing.Centre, true},
		{Handler, p.lead, true},
		{Payer, p.policy.Payer, false},
		{PayerHead, p.policy.Payer, true},
	} {
		if desks&d.desk == 0 || d.unit == "" {
			continue
		}
		name := d.unit
		if d.head {
			head, err := p.view.Head(d.unit)
			if err != nil {
				continue
			}
			if name = head; head == by.Actor {
				return nil
			}
		} else if p.sits(by.Actor, d.unit) {
			return nil
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if desks&Handler != 0 && p.owner != "" {
		if by.Actor == p.owner {
			return nil
		}
		if !slices.Contains(names, p.owner) {
			names = append(names, p.owner)
		}
	}
	w := DeedWords[deed]
	if len(names) == 0 {
		return errs.Newf(errs.Refused, "claim.no_desk", "“%[1]s”没有写明由哪个单位%[2]s（routing、unit、payer）", "%[3]s does not say which unit may %[4]s (routing, unit, payer)", p.policy.Title.In(text.Zh), w.Zh, p.policy.Title.In(text.En), w.En)
	}
	return errs.Newf(errs.Forbidden, "claim.desk", "“%[1]s”无权%[2]s；应由 %[3]s 办理", "%[1]s may not %[4]s; it is for %[3]s", by.Actor, w.Zh, strings.Join(names, "、"), w.En)
}

func (p *place) unit() string {
	if p.clause == nil {
		return p.policy.Unit
	}
	return p.policy.UnitOf(p.clause)
}

// sits tells whether a post is in a unit or in one below.
func (p *place) sits(post, unit string) bool {
	at, ok := p.view.Post(post)
	u, found := answering(p.view, unit)
	if !ok || !found {
		return false
	}
	code := at.Unit
	for range 32 { // deeper than any chart
		if code == u.Code {
			return true
		}
		above, ok := p.view.Unit(code)
		if !ok || above.Parent == "" {
			return false
		}
		code = above.Parent
	}
	return false
}

// answering is the unit of today behind a name that a file gives: after a reorganisation the one that took its work over.
func answering(view *org.View, name string) (org.Unit, bool) {
	if u, ok := view.Unit(name); ok {
		return u, true
	}
	head, err := view.Head(name)
	if err != nil {
		return org.Unit{}, false
	}
	p, _ := view.Post(head)
	return view.Unit(p.Unit)
}

// receiving is the post that stands at the window for those who come without a post of their own.
func receiving(view *org.View, p *mechanism.Policy, c *mechanism.Clause) (string, error) {
	unit := p.Routing.Window
	if unit == "" {
		unit = p.UnitOf(c)
	}
	return view.Head(unit)
}
