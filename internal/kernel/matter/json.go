package matter

import (
	"strconv"
	"time"

	"qinlian/internal/kernel/ledger"
)

// The contents written most often append their own JSON: the members, names and omissions are those of
// their struct tags, and a test holds the two together.

// AppendJSON appends what json.Marshal would give.
func (e *MovedEvent) AppendJSON(b []byte) []byte {
	b = ledger.AppendString(append(b, `{"command":`...), e.Command)
	if !e.Finished.IsZero() {
		b = appendText(b, "finished", e.Finished.String())
	}
	b = appendText(b, "text", e.Text)
	b = appendText(b, "reason", e.Reason)
	b = appendText(b, "session", e.Session)
	b = appendText(b, "basis", e.Basis)
	b = appendTexts(b, "evidence", e.Evidence)
	b = appendTexts(b, "checks", e.Checks)
	if e.Progress != nil {
		b = strconv.AppendFloat(append(b, `,"progress":`...), *e.Progress, 'f', -1, 64)
	}
	b = appendText(b, "verdict", e.Verdict)
	b = appendText(b, "into", e.Into)
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
	b = appendInstant(append(b, `,"opens":`...), d.Opens)
	b = appendInstant(append(b, `,"due":`...), d.Due)
	if !d.MissedAt.IsZero() {
		b = appendInstant(append(b, `,"missed_at":`...), d.MissedAt)
	}
	return append(b, "}}"...)
}

// appendText appends a member unless it is empty.
func appendText(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return ledger.AppendString(append(append(append(b, `,"`...), name...), `":`...), value)
}

func appendTexts(b []byte, name string, values []string) []byte {
	for i, v := range values {
		if i == 0 {
			b = append(append(append(b, `,"`...), name...), `":[`...)
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
