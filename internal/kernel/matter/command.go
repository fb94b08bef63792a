package matter

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// Command is what somebody wants to do with a matter. Which members count depends on Name; gates see
// all of them as command.… . The zero value of a member means "not said".
type Command struct {
	Name   string    `json:"name"`
	ID     string    `json:"id,omitempty"` // of the matter; for register the id to give it
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`            // the post that acts
	Person string    `json:"person,omitempty"` // who holds it, as the shell resolved
	Deputy bool      `json:"deputy,omitempty"` // the deputy acts for the post

	Kind   string `json:"kind,omitempty"`
	Number string `json:"number,omitempty"` // allocated by the shell for register and issue-letter
	Particulars
	Assignment

	Reason    string         `json:"reason,omitempty"`
	Text      string         `json:"text,omitempty"`
	Session   string         `json:"session,omitempty"` // the session whose resolution is cited
	Basis     string         `json:"basis,omitempty"`   // the item of a list that is cited
	Verdict   string         `json:"verdict,omitempty"` // recheck: pass or fail
	Evidence  []string       `json:"evidence,omitempty"`
	Checks    []string       `json:"checks,omitempty"`
	Progress  *float64       `json:"progress,omitempty"` // per cent
	By        calendar.Limit `json:"by,omitzero"`        // extension
	To        string         `json:"to,omitempty"`       // post of a letter, id of the matter merged into
	Letter    string         `json:"letter,omitempty"`
	Template  string         `json:"template,omitempty"`
	Duty      string         `json:"duty,omitempty"`
	Received  time.Time      `json:"received,omitzero"`   // when it came in, if before it was registered
	ClockFrom time.Time      `json:"clock_from,omitzero"` // materials complete: where a clock starts that did not start on receipt
}

// on is the day of the command in the calendar's zone.
func (c *Command) on(cal *calendar.Calendar) clock.Date { return cal.DateOf(c.At) }
