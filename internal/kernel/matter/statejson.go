package matter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

// AppendJSON appends to the byte what json.Marshal gives: what was stored so is compared so. The lists, which
// are most of a state that has lived for a year, are written here; the rest is left to encoding/json.
func (s *State) AppendJSON(b []byte) []byte {
	short := *s
	short.Duties, short.Opened, short.Letters, short.Fired = nil, nil, nil, nil
	rest, err := json.Marshal(&short)
	if err != nil { // a state is plain data
		panic(fmt.Sprintf("state of %s: %v", s.Number, err))
	}
	// Without its lists a state ends in the number of missed duties.
	missed := bytes.LastIndex(rest, []byte(`,"missed":`))
	b = append(b, rest[:missed]...)
	for i := range s.Duties {
		b = appendDuty(opened(b, "duties", i), &s.Duties[i])
	}
	b = append(ended(b, len(s.Duties)), rest[missed:len(rest)-1]...)
	b = appendWords(b, "opened", s.Opened)
	for i := range s.Letters {
		b = appendLetter(opened(b, "letters", i), &s.Letters[i])
	}
	b = ended(b, len(s.Letters))
	return append(appendWords(b, "fired", s.Fired), '}')
}

// opened begins element i of a list.
func opened(b []byte, name string, i int) []byte {
	if i == 0 {
		return append(appendName(b, name), '[')
	}
	return append(b, ',')
}

// ended ends a list of n elements; one of none was not begun.
func ended(b []byte, n int) []byte {
	if n == 0 {
		return b
	}
	return append(b, ']')
}

func appendWords(b []byte, name string, words []string) []byte {
	for i, w := range words {
		b = appendEscaped(opened(b, name, i), w)
	}
	return ended(b, len(words))
}

func appendDuty(b []byte, d *Duty) []byte {
	b = appendEscaped(append(b, `{"id":`...), d.ID)
	b = appendEscaped(append(b, `,"what":`...), d.What)
	b = appendEscaped(append(b, `,"owner":`...), d.Owner)
	b = appendWord(b, "cadence", d.Cadence)
	b = appendWord(b, "period", d.Period)
	b = appendWord(b, "letter", d.Letter)
	b = appendWord(b, "with", d.With)
	b = appendWord(b, "template", d.Template)
	b = appendInstant(append(b, `,"opens":`...), d.Opens)
	b = appendInstant(append(b, `,"due":`...), d.Due)
	return append(appendTime(b, "missed_at", d.MissedAt), '}')
}

func appendLetter(b []byte, l *letter.Letter) []byte {
	b = appendEscaped(append(b, `{"id":`...), l.ID)
	b = appendEscaped(append(b, `,"template":`...), l.Template)
	b = appendEscaped(append(b, `,"to":`...), l.To)
	b = appendWord(b, "by", l.By)
	b = appendWord(b, "reason", l.Reason)
	b = appendEscaped(append(b, `,"state":`...), string(l.State))
	b = appendWord(b, "number", l.Number)
	b = appendWord(b, "text", l.Text)
	b = appendInstant(append(b, `,"drafted_at":`...), l.DraftedAt)
	b = appendTime(b, "issued_at", l.IssuedAt)
	b = appendTime(b, "delivered_at", l.DeliveredAt)
	b = appendTime(b, "signed_at", l.SignedAt)
	b = appendWord(b, "signed_by", l.SignedBy)
	b = appendTime(b, "reply_by", l.ReplyBy)
	b = appendDate(b, "reply_date", l.ReplyDate)
	b = appendTime(b, "replied_at", l.RepliedAt)
	b = appendWord(b, "reply", l.Reply)
	b = appendWord(b, "withdrawal", l.Withdrawal)
	b = appendTrue(b, "late", l.Late)
	b = appendWord(b, "anchor", l.Anchor)
	b = appendWord(b, "superseded_by", l.SupersededBy)
	return append(appendDate(b, "due", l.Due), '}')
}

// appendWord appends a member unless it is empty.
func appendWord(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendEscaped(appendName(b, name), value)
}

// appendEscaped appends a string as encoding/json does, which also escapes what could end a script in a page.
func appendEscaped(b []byte, s string) []byte {
	if strings.IndexByte(s, '<') >= 0 || strings.IndexByte(s, '>') >= 0 || strings.IndexByte(s, '&') >= 0 || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029") {
		quoted, err := json.Marshal(s)
		if err != nil { // a string always marshals
			panic(err)
		}
		return append(b, quoted...)
	}
	return ledger.AppendString(b, s)
}
