// Package letter holds the letters and bulletins by which an office chases: 提示函, 督办函, 通报.
//
// A letter lives in the stream of the matter it is about. A ladder drafts it, a person issues it
// (that is when it gets its number, gap-free per register and year), it is delivered, signed for,
// and answered before its reply-by. The package decides what may happen to one letter and renders
// its text; it neither stores nor numbers.
package letter

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// Template is a letter as a mechanism file describes it.
type Template struct {
	Name    string         `yaml:"-"`
	Title   text.Text      `yaml:"title"`
	Number  string         `yaml:"number"` // "督〔{year}〕{seq}号"; the register is the letter's name
	Reply   calendar.Limit `yaml:"reply"`  // the time to answer, from delivery; zero: no answer asked
	Subject string         `yaml:"subject"`
	Body    string         `yaml:"body"` // with {placeholders}
}

// State is where a letter stands.
type State string

// The states in their order. Withdrawn and Superseded are reached from Drafted alone.
const (
	Drafted   State = "drafted"
	Issued    State = "issued"
	Delivered State = "delivered"
	Signed    State = "signed"
	Replied   State = "replied"
	Withdrawn State = "withdrawn"

	Superseded State = "superseded" // a ladder drafted again before this one went out
)

// WordsAt is the instant as of which a letter has its words and its title: its issue, now while it may yet be issued, its
// drafting where it never will.
func WordsAt(state State, drafted, issued, now time.Time) time.Time {
	switch {
	case !issued.IsZero():
		return issued
	case state == Drafted:
		return now
	}
	return drafted
}

// Letter is one letter about one matter.
type Letter struct {
	ID          string     `json:"id"` // unique within its matter
	Template    string     `json:"template"`
	To          string     `json:"to"`               // the post addressed
	By          string     `json:"by,omitempty"`     // the post that must issue it
	Reason      string     `json:"reason,omitempty"` // rung or words
	State       State      `json:"state"`
	Number      string     `json:"number,omitempty"`
	Text        string     `json:"text,omitempty"` // as issued: what Compose made of subject and body
	DraftedAt   time.Time  `json:"drafted_at"`
	IssuedAt    time.Time  `json:"issued_at,omitzero"`
	DeliveredAt time.Time  `json:"delivered_at,omitzero"`
	SignedAt    time.Time  `json:"signed_at,omitzero"`
	SignedBy    string     `json:"signed_by,omitempty"`
	ReplyBy     time.Time  `json:"reply_by,omitzero"`
	ReplyDate   clock.Date `json:"reply_date,omitzero"` // the day of ReplyBy in the calendar's zone; the caller sets it
	RepliedAt   time.Time  `json:"replied_at,omitzero"`
	Reply       string     `json:"reply,omitempty"`
	Withdrawal  string     `json:"withdrawal,omitempty"` // why the draft was withdrawn
	Late        bool       `json:"late,omitempty"`       // the reply is overdue and the ladder knows it, or it came late

	Anchor       string `json:"anchor,omitempty"`        // what the rung hung on that drafted it: due, missed …; "" where a person drafted it
	SupersededBy string `json:"superseded_by,omitempty"` // id of the draft that took its place

	Due clock.Date `json:"due,omitzero"` // the deadline of which it speaks, as it was when it was drafted; ledgers of old do not say
}
