package claim

import (
	"time"

	"qinlian/internal/base/clock"
)

// May tells whether a deed would be done on the claim if everything that it asks for were said; the refusal says why not.
func (c *Claim) May(what What, at time.Time, today clock.Date) error {
	if at.Before(c.LastAt) {
		at = c.LastAt
	}
	e := Event{What: what, At: at, From: today, To: today, Who: "-", Text: "-", Reason: "-", Account: &Account{Payee: "-", Bank: "-", Number: "000000"}}
	for i := range c.Objections {
		if c.Objections[i].Answer == "" {
			e.N = i + 1
			break
		}
	}
	_, err := Decide(c, e, today)
	return err
}
