// Package claim follows one redemption (兑现件): what one record gets by one clause in one period, from the list to the
// bank's receipt. It says what may come next; whose turn it is, is the matter's that carries the claim, and whether there
// is money is package fund's.
//
//	Decide(claim, command) → event | refusal     pure
//	Evolve(claim, event)   → claim               pure
//
//	         open            confirm              notice            send           paid
//	(none) ───────▶ listed ───────▶ confirmed ───────▶ noticed ───────▶ sent ───────▶ paid ──claw-back──▶ clawed
//	                  │                 │  ▲  without a notice: ─────────▲ │
//	                  └───── strike ────┴──┼────────────── strike          │
//	                           ▼           └─────────── returned ──────────┘
//	                         struck ──open──▶ listed (another round)
//
// Clause, period and record make the claim's ID, and its ID names its stream: there cannot be two. What is sent must be
// confirmed, have been on show to the end of its notice with every objection answered, and name an account; after a return
// it must name one anew.
package claim

import (
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
)

// Step is how far a claim has come.
type Step string

// The steps.
const (
	Listed    Step = "listed"    // matched or applied for; the unit has not said yet
	Confirmed Step = "confirmed" // the unit has, and the line has promised the money
	Noticed   Step = "noticed"   // on show, or has been
	Sent      Step = "sent"      // the payment is with the bank
	Paid      Step = "paid"      // the bank says so
	Struck    Step = "struck"    // off the list
	Clawed    Step = "clawed"    // all of it was taken back
)

// Steps lists the steps in order.
var Steps = []Step{Listed, Confirmed, Noticed, Sent, Paid, Struck, Clawed}

// Live tells whether the claim stands: it counts as had when somebody asks what its record may get besides.
func (s Step) Live() bool { return s != "" && s != Struck && s != Clawed }

// Forever is the period of what is granted once.
const Forever = "once"

// ID is what a claim is called: document/clause/period/record.
func ID(clause, period, record string) string {
	if period == "" {
		period = Forever
	}
	return clause + "/" + period + "/" + record
}

// Claim is one redemption. The zero Claim is none.
type Claim struct {
	Clause   string     `json:"clause"` // document/key
	Record   string     `json:"record"` // key of whom it is for
	Period   string     `json:"period"`
	Register string     `json:"register"`
	Name     string     `json:"name,omitempty"`
	Title    string     `json:"title"` // the clause's
	Mode     string     `json:"mode"`
	Day      clock.Date `json:"day"`  // as of which it was worked out
	Line     string     `json:"line"` // of the budget
	Matter   string     `json:"matter"`
	Round    int        `json:"round"` // how often it was opened
	Asked    money.Fen  `json:"asked"` // by the clause, before anything was cut
	Amount   money.Fen  `json:"amount"`
	Why      []string   `json:"why,omitempty"` // of the cuts
	Channel  string     `json:"channel,omitempty"`
	Promise  string     `json:"promise,omitempty"`
	Material []string   `json:"materials,omitempty"`

	Step       Step        `json:"step"`
	OpenedBy   string      `json:"opened_by,omitempty"` // person, else post
	By         string      `json:"by,omitempty"`        // person, else post, who confirmed it
	Unnoticed  bool        `json:"unnoticed,omitempty"` // needs no notice
	From       clock.Date  `json:"from,omitzero"`       // first day of the notice
	To         clock.Date  `json:"to,omitzero"`         // last day of the notice
	Objections []Objection `json:"objections,omitempty"`
	Account    Account     `json:"account,omitzero"`
	Payments   []Payment   `json:"payments,omitempty"`
	Reason     string      `json:"reason,omitempty"` // why it was struck, or taken back
	OpenedAt   time.Time   `json:"opened_at"`
	LastAt     time.Time   `json:"last_at"`
}

// ID is what the claim is called.
func (c *Claim) ID() string { return ID(c.Clause, c.Period, c.Record) }

// Objection is what somebody had against it.
type Objection struct {
	By     string    `json:"by"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Answer string    `json:"answer,omitempty"` // "": none yet
	Upheld bool      `json:"upheld,omitempty"`
}

// Open counts the objections that nobody has answered.
func (c *Claim) Open() int {
	n := 0
	for i := range c.Objections {
		if c.Objections[i].Answer == "" {
			n++
		}
	}
	return n
}

// Account is where the money goes.
type Account struct {
	Payee  string `json:"payee"`
	Bank   string `json:"bank"`
	Number string `json:"number"`
}

// Masked shows the last four figures of the number.
func (a *Account) Masked() string {
	if len(a.Number) <= 4 {
		return a.Number
	}
	return strings.Repeat("*", 4) + a.Number[len(a.Number)-4:]
}

// Payment is one try to pay it.
type Payment struct {
	Number   string     `json:"number"`
	Batch    string     `json:"batch"`
	Year     int        `json:"year"` // of the line that bears it
	Amount   money.Fen  `json:"amount"`
	Account  Account    `json:"account"`
	At       time.Time  `json:"at"`
	On       clock.Date `json:"on,omitzero"` // of the bank's receipt
	Receipt  string     `json:"receipt,omitempty"`
	Returned string     `json:"returned,omitempty"` // why it came back, or was withdrawn

	Withdrawn bool      `json:"withdrawn,omitempty"` // before the bank had said anything
	Clawed    money.Fen `json:"clawed,omitempty"`
}

// Last is the payment made last; nil for none.
func (c *Claim) Last() *Payment {
	if len(c.Payments) == 0 {
		return nil
	}
	return &c.Payments[len(c.Payments)-1]
}

// Got is what stayed with whom it is for, or is on its way.
func (c *Claim) Got() money.Fen {
	var sum money.Fen
	for i := range c.Payments {
		if p := &c.Payments[i]; p.Returned == "" {
			sum += p.Amount - p.Clawed
		}
	}
	return sum
}
