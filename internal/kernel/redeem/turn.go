package redeem

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// The desks of the way that a claim takes, as files and people call them.
const (
	AtWindow    = "window"
	AtOffice    = "office"
	AtCentre    = "centre"
	AtUnit      = "unit"
	AtPayer     = "payer"
	AtApplicant = "applicant"
)

// DeskWords are the desks as people call them.
var DeskWords = map[string]text.Text{
	AtWindow: {Zh: "一窗受理", En: "window"}, AtOffice: {Zh: "专区办理", En: "office"}, AtCentre: {Zh: "中心兜底", En: "centre"}, AtUnit: {Zh: "条款单位", En: "unit of the clause"},
	AtPayer: {Zh: "拨付单位", En: "payer"}, AtApplicant: {Zh: "申请人", En: "applicant"},
}

// Stop is one desk on the way of a clause's claims: who receives, handles, takes over, pays.
type Stop struct {
	Desk   string    `json:"desk"`
	Unit   string    `json:"unit"`
	Post   string    `json:"post,omitempty"`   // its head today; "" where nobody holds it
	Within text.Text `json:"within,omitzero"`  // centre: after how long it takes what nobody took
	By     time.Time `json:"by,omitzero"`      // centre: when that is for this claim
	Here   bool      `json:"here,omitempty"`   // has the matter now
	Passed bool      `json:"passed,omitempty"` // centre: took it over
}

// Turn is what is to be done with a claim now, and by whom. The zero Turn is a claim that nobody need do anything about.
type Turn struct {
	Do    Deed       `json:"do,omitempty"`
	Desk  string     `json:"desk,omitempty"`
	Unit  string     `json:"unit,omitempty"`  // its name
	Post  string     `json:"post,omitempty"`  // "": any of the unit, or the applicant
	After clock.Date `json:"after,omitzero"`  // the last day of a notice that must be over first
	Late  bool       `json:"late,omitempty"`  // nobody signed for it in time
	Route []Stop     `json:"route,omitempty"` // the whole way
}

// Turn tells whose turn a claim is. s is its matter. Of a clause that no file has any more nothing is told.
func (h *Hall) Turn(c *claim.Claim, s *matter.State) Turn {
	clause, ok := h.Clause(c)
	if !ok {
		return Turn{}
	}
	return turn(h.view, clause, c, s, h.now, h.today)
}

// route is the way of a clause's claims.
func route(view *org.View, p *mechanism.Policy, c *mechanism.Clause) []Stop {
	var out []Stop
	add := func(desk, unit string) {
		if unit == "" {
			return
		}
		head, err := view.Head(unit)
		if err != nil {
			head = ""
		}
		out = append(out, Stop{Desk: desk, Unit: unit, Post: head})
	}
	if c.Mode != mechanism.Automatic {
		add(AtWindow, p.Routing.Window)
	}
	office := p.OfficeOf(c)
	desk := AtUnit
	if office == p.Routing.Office {
		desk = AtOffice
	}
	add(desk, office)
	if add(AtCentre, p.Routing.Centre); p.Routing.Centre != "" {
		out[len(out)-1].Within = mechanism.LimitWords(p.Routing.Within)
	}
	add(AtPayer, p.Payer)
	return out
}

func turn(view *org.View, clause *benefit.Clause, c *claim.Claim, s *matter.State, at time.Time, today clock.Date) Turn {
	p := clause.Policy
	t := Turn{Route: route(view, p, clause.Clause)}
	limit := s.Deadlines.Accept.At
	handler := p.OfficeOf(clause.Clause)
	taken := false
	for i := range t.Route {
		stop := &t.Route[i]
		u, ok := answering(view, stop.Unit)
		if stop.Desk == AtCentre {
			stop.By = limit
			taken = ok && u.Code == s.LeadUnit && stop.Unit != handler
			stop.Passed = taken
		}
	}
	desk := AtUnit
	switch {
	case taken:
		desk, handler = AtCentre, p.Routing.Centre
	case handler == p.Routing.Office:
		desk = AtOffice
	}
	t.Late = !taken && unsigned(s, at)
	handled := func(d Deed) { t.Do, t.Desk, t.Unit, t.Post = d, desk, handler, s.Owner }
	switch ready := c.Ready(today); {
	case c.Step == "" || !c.Step.Live() || c.Step == claim.Paid:
		return t
	case c.Step == claim.Sent:
		t.Do, t.Desk, t.Unit = Receive, AtPayer, p.Payer
	case c.Open() > 0:
		handled(Answer)
	case c.Step == claim.Listed && t.Late && p.Routing.Centre != "":
		t.Do, t.Desk, t.Unit = Take, AtCentre, p.Routing.Centre
		t.Post, _ = view.Head(p.Routing.Centre)
	case c.Step == claim.Listed:
		handled(Confirm)
	case ready == nil:
		t.Do, t.Desk, t.Unit = Pay, AtPayer, p.Payer
	case errs.Is(ready, "claim.unnoticed"):
		handled(Notice)
	case c.Account.Number == "":
		t.Do, t.Desk = Account, AtApplicant
	default:
		t.Do, t.Desk, t.Unit, t.After = Pay, AtPayer, p.Payer, c.To
	}
	for i := range t.Route {
		t.Route[i].Here = t.Route[i].Desk == t.Desk
	}
	return t
}
