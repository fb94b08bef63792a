package matter

import (
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

// Duty is one thing that somebody owes at a time: a review in cadence, a letter to issue, a talk to
// hold, a matter to sign for. It is met by an event or missed; a missed one is visible to the level
// above until it is made good.
type Duty struct {
	ID       string    `json:"id"`                // unique within the matter: "review/2023-W23", "issue/L1"
	What     string    `json:"what"`              // one of the Duty… words
	Owner    string    `json:"owner"`             // post; "" when nobody could be found, which the 8:30 page reports
	Cadence  string    `json:"cadence,omitempty"` // weekly, half-monthly …
	Period   string    `json:"period,omitempty"`  // 2023-W23
	Letter   string    `json:"letter,omitempty"`
	With     string    `json:"with,omitempty"`     // talk, bulletin: the post called to it or named in it, which does not meet it
	Template string    `json:"template,omitempty"` // publish: the letter that meets it; "" none, where the mechanism names none
	Opens    time.Time `json:"opens"`
	Due      time.Time `json:"due"`
	MissedAt time.Time `json:"missed_at,omitzero"`
}

// What a duty asks for.
const (
	DutyReview   = "review"   // 调度
	DutyReport   = "report"   // 反馈
	DutyPublish  = "publish"  // 编发通报、专刊
	DutyAccept   = "accept"   // 签收
	DutyIssue    = "issue"    // 签发函件
	DutyReply    = "reply"    // 回复函件
	DutyTalk     = "talk"     // 约谈
	DutyBulletin = "bulletin" // 列入通报
	DutyRaise    = "raise"    // 升级后研究处理
	DutyRecheck  = "recheck"  // 回头看

	DutyExtension = "extension" // 批复延期申请
	DutyReplan    = "replan"    // 批复计划调整
	DutyObjection = "objection" // 答复申诉
)

// WhatOf is what the duty of that id asks for: talk of talk/due + 5wd…; "" for no id.
func WhatOf(id string) string {
	what, _, _ := strings.Cut(id, "/")
	return what
}

// Missed tells whether the duty was missed and not made good.
func (d *Duty) Missed() bool { return !d.MissedAt.IsZero() }

// ofOwner tells whether missing the duty speaks against the matter's owner: a review or report in cadence,
// or signing for the matter. What an office owes about it does not.
func (d *Duty) ofOwner() bool { return d.inCadence() || d.What == DutyAccept }

// before tells whether a deed that names neither is done for d rather than for e: an open duty before one that
// was missed, then the one due first.
func (d *Duty) before(e *Duty) bool {
	if d.Missed() != e.Missed() {
		return e.Missed()
	}
	return d.Due.Before(e.Due)
}

// inPerson tells whether the deed is that of whoever owes it: nobody else speaks at the talk or decides in their place.
func (d *Duty) inPerson() bool { return d.What == DutyTalk || d.What == DutyRaise }

// inCadence tells whether the duty comes from the matter's rhythm.
func (d *Duty) inCadence() bool { return d.Cadence != "" }

// turn names the rhythm and period of a duty in cadence: "weekly/2023-W23".
func (d *Duty) turn() string { return d.Cadence + "/" + d.Period }

// sameRhythm tells whether a turn is one of the duty's rhythm.
func (d *Duty) sameRhythm(turn string) bool {
	return len(turn) > len(d.Cadence) && turn[:len(d.Cadence)] == d.Cadence && turn[len(d.Cadence)] == '/'
}

// metBy are the duties that a deed of their own meets.
var metBy = map[string]string{
	DutyAccept: "accept", DutyIssue: "issue-letter", DutyReply: "reply-letter", DutyRecheck: "recheck",
	DutyExtension: "extend", DutyReplan: "replan", DutyObjection: "answer-objection",
}

// duty finds a duty that is open, or missed and not made good.
func (m *moment) duty(id string) (*Duty, error) {
	for i := range m.s.Duties {
		if d := &m.s.Duties[i]; d.ID == id {
			return d, nil
		}
	}
	return nil, errs.Newf(errs.NotFound, "matter.no_duty", "%[1]s 没有待履行的义务“%[2]s”", "%[1]s has no open duty %[2]q", m.s.Number, id).At("duty")
}

// named refuses a command that names a duty of another sort than it meets.
func (m *moment) named(c *Command, name, what string) error {
	if c.Name != name || c.Duty == "" {
		return nil
	}
	d, err := m.duty(c.Duty)
	if err != nil || d.What == what {
		return err
	}
	zh, en := CommandWords(name)
	return errs.Newf(errs.Refused, "matter.duty_by_other", "“%[2]s”不能履行义务“%[1]s”，请另选义务或不写", "the command to %[3]s does not meet the duty %[1]q; name another, or none", d.ID, zh, en).At("duty")
}

func (m *moment) lookAt(c *Command) (Content, error) {
	if c.Name == "meet" || c.Duty != "" {
		d, err := m.duty(c.Duty)
		if err != nil {
			return nil, err
		}
		if err := m.meetable(c, d); err != nil {
			return nil, err
		}
	}
	return &LookedAtEvent{Session: c.Session, Text: c.Text, Duty: c.Duty}, nil
}
