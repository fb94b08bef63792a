package matter

import (
	"strconv"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
)

// The contents written most often append their own JSON: the members, names and omissions are those of
// their struct tags, and a test holds the two together.

// AppendJSON appends what json.Marshal would give.
func (e *RegisteredEvent) AppendJSON(b []byte) []byte {
	b = ledger.AppendString(append(b, `{"number":`...), e.Number)
	b = ledger.AppendString(append(b, `,"kind":`...), e.Kind)
	b = e.Particulars.appendMembers(b)
	b = e.Assignment.appendMembers(b)
	b = appendText(b, "session", e.Session)
	b = appendTime(b, "received", e.Received)
	b = appendText(b, "standing", e.Standing)
	return append(b, '}')
}

// AppendJSON appends what json.Marshal would give.
func (e *AssignedEvent) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	first := len(b)
	b = e.Assignment.appendMembers(b)
	b = appendText(b, "brief", e.Brief)
	b = appendText(b, "reason", e.Reason)
	b = appendTrue(b, "transfer", e.Transfer)
	b = appendTime(b, "clock_from", e.ClockFrom)
	b = appendTrue(b, "unsigned", e.Unsigned)
	b = appendTime(b, "waited", e.Waited)
	b = appendText(b, "row", e.Row)
	return closed(b, first)
}

func (p *Particulars) appendMembers(b []byte) []byte {
	b = appendText(b, "title", p.Title)
	b = appendText(b, "brief", p.Brief)
	b = appendTexts(b, "category", p.Category)
	b = appendText(b, "urgency", p.Urgency)
	b = appendText(b, "place", p.Place)
	b = appendText(b, "origin", p.Origin)
	b = appendText(b, "parent", p.Parent)
	if p.Weight != 0 {
		b = strconv.AppendInt(append(b, `,"weight":`...), int64(p.Weight), 10)
	}
	b = appendText(b, "first_contact", p.FirstContact)
	b = appendText(b, "applicant", p.Applicant)
	if len(p.Fields) > 0 {
		b = append(append(b, `,"fields":`...), ledger.Marshal(p.Fields)...)
	}
	if len(p.Personal) > 0 {
		b = append(append(b, `,"personal":`...), ledger.Marshal(p.Personal)...)
	}
	return b
}

func (a *Assignment) appendMembers(b []byte) []byte {
	b = appendText(b, "lead_unit", a.LeadUnit)
	b = appendTexts(b, "support_units", a.Support)
	b = appendText(b, "owner", a.Owner)
	b = appendText(b, "sponsor", a.Sponsor)
	b = appendText(b, "verifier", a.Verifier)
	b = appendDate(b, "due", a.Due)
	return appendTrue(b, "ongoing", a.Ongoing)
}

// AppendJSON appends what json.Marshal would give.
func (e *LookedAtEvent) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	first := len(b)
	b = appendText(b, "session", e.Session)
	b = appendText(b, "text", e.Text)
	b = appendText(b, "duty", e.Duty)
	return closed(b, first)
}

// AppendJSON appends what json.Marshal would give.
func (e *ClockSetEvent) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	first := len(b)
	if k := &e.Clock; !k.Limit.IsZero() || !k.Started.IsZero() || k.Stops != nil || k.Extensions != nil || !k.Replanned.IsZero() || !k.Anew.IsZero() {
		b = appendLimit(append(b, `,"clock":{"limit":`...), k.Limit)
		b = appendTime(b, "started", k.Started)
		if len(k.Stops) > 0 { // few clocks stand still or are lengthened
			b = append(append(b, `,"stops":`...), ledger.Marshal(k.Stops)...)
		}
		if len(k.Extensions) > 0 {
			b = append(append(b, `,"extensions":`...), ledger.Marshal(k.Extensions)...)
		}
		if !k.Replanned.IsZero() {
			b = append(append(b, `,"replanned":`...), ledger.Marshal(k.Replanned)...)
		}
		b = appendTime(b, "anew", k.Anew)
		b = append(b, '}')
	}
	if e.Terms != (calendar.Terms{}) {
		b = append(b, `,"terms":{`...)
		inner := len(b)
		for _, t := range [...]struct {
			name string
			l    calendar.Limit
		}{{"advisory", e.Terms.Advisory}, {"promised", e.Terms.Promised}, {"statutory", e.Terms.Statutory}} {
			if !t.l.IsZero() {
				b = appendLimit(appendName(b, t.name), t.l)
			}
		}
		b = closed(b, inner)
	}
	b = append(b, `,"deadlines":{`...)
	inner := len(b)
	b = appendDeadline(b, "advisory", &e.Deadlines.Advisory)
	b = appendDeadline(b, "promised", &e.Deadlines.Promised)
	b = appendDeadline(b, "statutory", &e.Deadlines.Statutory)
	b = closed(appendDeadline(b, "accept", &e.Deadlines.Accept), inner)
	b = appendText(b, "notice", e.Notice)
	if len(e.Duties) > 0 { // few notices move any
		b = append(appendName(b, "duties"), ledger.Marshal(e.Duties)...)
	}
	if len(e.Letters) > 0 {
		b = append(appendName(b, "letters"), ledger.Marshal(e.Letters)...)
	}
	return closed(b, first)
}

func appendLimit(b []byte, l calendar.Limit) []byte { return ledger.AppendString(b, l.String()) }

func appendDeadline(b []byte, name string, d *calendar.Deadline) []byte {
	if *d == (calendar.Deadline{}) {
		return b
	}
	b = append(appendName(b, name), '{')
	first := len(b)
	b = appendTime(b, "at", d.At)
	b = appendDate(b, "date", d.Date)
	b = appendText(b, "calendar", d.Calendar)
	b = appendTrue(b, "provisional", d.Provisional)
	b = appendTrue(b, "make_up", d.MakeUp)
	b = appendTrue(b, "suspended", d.Suspended)
	b = appendTrue(b, "capped", d.Capped)
	return closed(b, first)
}

// AppendJSON appends what json.Marshal would give.
func (e *MovedEvent) AppendJSON(b []byte) []byte {
	b = ledger.AppendString(append(b, `{"command":`...), e.Command)
	b = appendDate(b, "finished", e.Finished)
	b = appendText(b, "claimed", e.Claimed)
	b = appendText(b, "text", e.Text)
	b = appendText(b, "reason", e.Reason)
	b = appendText(b, "session", e.Session)
	b = appendText(b, "basis", e.Basis)
	b = appendTexts(b, "evidence", e.Evidence)
	b = appendTexts(b, "checks", e.Checks)
	if e.Progress != nil {
		b = strconv.AppendFloat(append(b, `,"progress":`...), *e.Progress, 'f', -1, 64)
	}
	if e.Was != nil {
		b = strconv.AppendFloat(append(b, `,"was":`...), *e.Was, 'f', -1, 64)
	}
	b = appendText(b, "verdict", e.Verdict)
	b = appendText(b, "into", e.Into)
	b = appendText(b, "duty", e.Duty)
	b = appendDate(b, "due", e.Due)
	b = appendTrue(b, "unsigned", e.Unsigned)
	b = appendTime(b, "waited", e.Waited)
	b = appendTrue(b, "resumed", e.Resumed)
	b = appendText(b, "row", e.Row)
	return append(b, '}')
}

// AppendJSON appends what json.Marshal would give.
func (e *LightChangedEvent) AppendJSON(b []byte) []byte {
	b = ledger.AppendString(append(b, `{"from":`...), string(e.From))
	b = ledger.AppendString(append(b, `,"to":`...), string(e.To))
	b = ledger.AppendString(append(b, `,"reason":`...), e.Reason)
	return append(b, '}')
}

// AppendJSON appends what json.Marshal would give.
func (e *DutyEvent) AppendJSON(b []byte) []byte {
	d := &e.Duty
	b = ledger.AppendString(append(b, `{"what":`...), e.What)
	b = ledger.AppendString(append(b, `,"duty":{"id":`...), d.ID)
	b = ledger.AppendString(append(b, `,"what":`...), d.What)
	b = ledger.AppendString(append(b, `,"owner":`...), d.Owner)
	b = appendText(b, "cadence", d.Cadence)
	b = appendText(b, "period", d.Period)
	b = appendText(b, "letter", d.Letter)
	b = appendText(b, "with", d.With)
	b = appendText(b, "template", d.Template)
	b = appendInstant(append(b, `,"opens":`...), d.Opens)
	b = appendInstant(append(b, `,"due":`...), d.Due)
	b = appendTime(b, "missed_at", d.MissedAt)
	return append(b, "}}"...)
}

// appendName appends a member's name behind another member.
func appendName(b []byte, name string) []byte {
	return append(append(append(b, `,"`...), name...), `":`...)
}

// closed ends an object whose members begin at first: the comma before the first of them goes.
func closed(b []byte, first int) []byte {
	if len(b) > first {
		b = append(b[:first], b[first+1:]...)
	}
	return append(b, '}')
}

// appendText appends a member unless it is empty.
func appendText(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return ledger.AppendString(appendName(b, name), value)
}

// appendTrue appends a member that is left out where it is false.
func appendTrue(b []byte, name string, value bool) []byte {
	if !value {
		return b
	}
	return append(appendName(b, name), "true"...)
}

// appendDate appends a day, or nothing where there is none.
func appendDate(b []byte, name string, d clock.Date) []byte {
	if d.IsZero() {
		return b
	}
	b = append(appendName(b, name), '"')
	b = d.Time().AppendFormat(b, time.DateOnly)
	return append(b, '"')
}

// appendTime appends an instant, or nothing where there is none.
func appendTime(b []byte, name string, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	return appendInstant(appendName(b, name), t)
}

func appendTexts(b []byte, name string, values []string) []byte {
	for i, v := range values {
		if i == 0 {
			b = append(appendName(b, name), '[')
		} else {
			b = append(b, ',')
		}
		b = ledger.AppendString(b, v)
	}
	if len(values) > 0 {
		b = append(b, ']')
	}
	return b
}

func appendInstant(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}
