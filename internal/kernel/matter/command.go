package matter

import (
	"maps"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
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

	// Hold: another command on the matter follows at the same instant, and what follows from both is made once.
	Hold bool `json:"-"`
	// FromLedger: the office's own ledger says so. A due date in it may lie in the past, and completion is its owner's
	// claim, whoever enters it.
	FromLedger bool `json:"-"`
	// Row is the row of that ledger, as an import writes it: FILE#SHEET!ROW sha256=HASH cells=PRINT, " corrected=E2,F2" where cells of it
	// were read as somebody corrected them, and " ledger=NAME" where the ledger is not called after the file. The event keeps it.
	Row string `json:"-"`
	// Finished is the day on which the work was really done, where that was before it is entered.
	Finished clock.Date `json:"finished,omitzero"`
	// Expect is how many events the matter had when whoever gives the command saw it; 0 when they do not say. If it
	// has others now, the engine refuses (matter.changed).
	Expect int64 `json:"-"`
	// BySession: a session resolved it, and the engine carries it out for whoever keeps the session's business.
	BySession bool `json:"-"`
	// ByClaim: the step of a claim brings it; who may take that was asked of the claim.
	ByClaim bool `json:"-"`

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
	Which     []string       `json:"which,omitempty"`     // personal fields to read or to erase
	Received  time.Time      `json:"received,omitzero"`   // when it came in, if before it was registered
	ClockFrom time.Time      `json:"clock_from,omitzero"` // materials complete: where a clock starts that did not start on receipt
}

// checked gives the command as the ledger can keep it: instants in whole microseconds, nothing that
// JSON would read back as something else.
func (c *Command) checked() (*Command, error) {
	if c.Actor == "" {
		return nil, errs.Newf(errs.Invalid, "matter.no_actor", "未说明由谁办理（--as 岗位）", "it is not said who acts (--as POST)").At("actor")
	}
	if field := c.garbled(); field != "" {
		return nil, errs.Newf(errs.Invalid, "matter.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field).At(field)
	}
	for _, past := range []struct {
		field string
		at    time.Time
	}{{"received", c.Received}, {"clock_from", c.ClockFrom}} {
		if past.at.After(c.At) {
			return nil, errs.Newf(errs.Invalid, "matter.in_future", "%[1]s 晚于办理时间，不能预先登记", "%[1]s lies after the command itself", past.field).At(past.field)
		}
	}
	at, received, from := ledger.Instant(c.At), ledger.Instant(c.Received), ledger.Instant(c.ClockFrom)
	if at == c.At && received == c.Received && from == c.ClockFrom {
		return c, nil
	}
	kept := *c
	kept.At, kept.Received, kept.ClockFrom = at, received, from
	return &kept, nil
}

// textFields name the texts of a command in the order in which garbled reads them.
var textFields = [...]string{
	"id", "actor", "person", "number", "title", "brief", "urgency", "place", "origin", "parent", "first_contact", "applicant",
	"owner", "sponsor", "verifier", "reason", "text", "session", "basis", "verdict", "to", "duty", "row",
}

// garbled names a field that is not UTF-8 or holds a NUL, "" for none.
func (c *Command) garbled() string {
	for i, value := range [...]string{
		c.ID, c.Actor, c.Person, c.Number, c.Title, c.Brief, c.Urgency, c.Place, c.Origin, c.Parent, c.FirstContact, c.Applicant,
		c.Owner, c.Sponsor, c.Verifier, c.Reason, c.Text, c.Session, c.Basis, c.Verdict, c.To, c.Duty, c.Row,
	} {
		if value != "" && !ledger.Plain(value) && !text.Legible(value) {
			return textFields[i]
		}
	}
	for _, list := range [...]struct {
		name   string
		values []string
	}{{"category", c.Category}, {"evidence", c.Evidence}, {"checks", c.Checks}, {"which", c.Which}} {
		for _, v := range list.values {
			if !text.Legible(v) {
				return list.name
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		switch v := c.Fields[name].(type) {
		case string:
			if !text.Legible(v) {
				return name
			}
		case nil, bool, float64:
		default:
			if text.Illegible(map[string]any{name: v}) != "" {
				return name
			}
		}
	}
	return ""
}

// listed is the caller's list as an event keeps it: its own copy, nil when empty.
func listed(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}
