// Package fund keeps the lines of a budget: what was appropriated for a year, what of it is promised to whom, and what
// was paid. It is the one place that says whether there is money.
//
//	Decide(line, holding, command) → event | refusal     pure
//	Evolve(line, holding, event)   → line, holding       pure
//
// A line of a year is one stream on the ledger. It only ever grows: what was paid and came back is told by another event.
//
//	appropriate  the line has more, or less, by a paper
//	commit       a claim is promised an amount, out of what nobody was promised
//	release      what was promised and not paid is free again
//	pay          an amount goes out under a payment's number; it is promised no more
//	return       the bank sent a payment back (退票): it is promised again, and may be paid again under another number
//	withdraw     a payment was taken back before the bank had said anything of it: likewise
//	claw-back    what was paid is taken back (追回) and is free again
//
// Always: nothing is below zero, what is promised and paid together is no more than what was appropriated, a claim is paid
// no more than it was promised, and no payment's number goes out twice. Every refusal says what is left.
package fund

import (
	"fmt"

	"qinlian/internal/base/money"
)

// Line is a budget line of a year.
type Line struct {
	Name      string // as mechanisms name it
	Year      int
	Budget    money.Fen // appropriated in all
	Committed money.Fen // promised and not paid
	Paid      money.Fen // paid and not come back
	Events    int64     // so far; 0: nobody appropriated anything yet
}

// Left is what nobody was promised.
func (l *Line) Left() money.Fen { return l.Budget - l.Committed - l.Paid }

// ID is how the line and its year are written: 2023/growth.
func (l *Line) ID() string { return LineID(l.Year, l.Name) }

// LineID writes a line and its year.
func LineID(year int, name string) string { return fmt.Sprintf("%04d/%s", year, name) }

// Holding is what one claim has of a line.
type Holding struct {
	Committed money.Fen `json:"committed,omitempty"`
	Payments  []Payment `json:"payments,omitempty"` // in order
}

// Payment is one amount that went out.
type Payment struct {
	Number   string    `json:"number"` // in its batch; each once
	Amount   money.Fen `json:"amount"`
	Returned bool      `json:"returned,omitempty"` // the bank sent it back, or it was withdrawn

	Withdrawn bool      `json:"withdrawn,omitempty"`
	Clawed    money.Fen `json:"clawed,omitempty"` // of it was taken back
}

// Kept is what of a payment stayed with whom it was paid to.
func (p *Payment) Kept() money.Fen {
	if p.Returned {
		return 0
	}
	return p.Amount - p.Clawed
}

// Paid is what was paid and has not come back.
func (h *Holding) Paid() money.Fen {
	var sum money.Fen
	for i := range h.Payments {
		sum += h.Payments[i].Kept()
	}
	return sum
}

// payment finds a payment by number.
func (h *Holding) payment(number string) *Payment {
	for i := range h.Payments {
		if h.Payments[i].Number == number {
			return &h.Payments[i]
		}
	}
	return nil
}

// What a command or event does.
type What string

// The deeds.
const (
	Appropriate What = "appropriate"
	Commit      What = "commit"
	Release     What = "release"
	Pay         What = "pay"
	Return      What = "return"
	ClawBack    What = "claw-back"
	Withdraw    What = "withdraw"
)

// Command is what somebody wants of a line.
type Command struct {
	What   What
	Claim  string    // all but Appropriate
	Amount money.Fen // Appropriate: below zero takes away. Release, Return and Withdraw are of all there is
	Number string    // of the payment: Pay, Return, Withdraw, ClawBack
	Basis  string    // Appropriate: the paper
	Reason string    // Release, Return, Withdraw, ClawBack
}

// Event is what happened to a line. It names the line, so that a stream can be held against its name.
type Event struct {
	What   What      `json:"-"`
	Line   string    `json:"line"`
	Year   int       `json:"year"`
	Claim  string    `json:"claim,omitempty"`
	Amount money.Fen `json:"amount"`
	Number string    `json:"number,omitempty"`
	Basis  string    `json:"basis,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

var types = map[What]string{
	Appropriate: "fund-appropriated", Commit: "fund-committed", Release: "fund-released",
	Pay: "fund-paid", Return: "fund-returned", ClawBack: "fund-clawed-back",
	Withdraw: "fund-payment-withdrawn",
}

// Type is the type of the event on the ledger.
func (e *Event) Type() string { return types[e.What] }
