package matter

import (
	"strconv"
	"unicode/utf8"

	"qinlian/internal/base/clock"
)

// Most contents that people bring about are one flat object of plain texts. Those are read here, several times
// faster than by encoding/json; whatever is out of the ordinary (an escape, a member not listed, a null) is
// left to that.

// flat is a content that can be read so: member points to where a member goes, nil for one that it leaves to
// encoding/json.
type flat interface{ member(name string) any }

func (e *MovedEvent) member(name string) any {
	switch name {
	case "command":
		return &e.Command
	case "text":
		return &e.Text
	case "reason":
		return &e.Reason
	case "session":
		return &e.Session
	case "basis":
		return &e.Basis
	case "evidence":
		return &e.Evidence
	case "checks":
		return &e.Checks
	case "progress":
		return &e.Progress
	case "verdict":
		return &e.Verdict
	case "into":
		return &e.Into
	case "duty":
		return &e.Duty
	case "due":
		return &e.Due
	case "row":
		return &e.Row
	}
	return nil
}

func (e *LookedAtEvent) member(name string) any {
	switch name {
	case "session":
		return &e.Session
	case "text":
		return &e.Text
	case "duty":
		return &e.Duty
	}
	return nil
}

func (e *AssignedEvent) member(name string) any {
	switch name {
	case "brief":
		return &e.Brief
	case "reason":
		return &e.Reason
	case "row":
		return &e.Row
	}
	return e.Assignment.member(name)
}

func (e *RegisteredEvent) member(name string) any {
	switch name {
	case "number":
		return &e.Number
	case "kind":
		return &e.Kind
	case "session":
		return &e.Session
	case "standing":
		return &e.Standing
	case "title":
		return &e.Title
	case "brief":
		return &e.Brief
	case "category":
		return &e.Category
	case "urgency":
		return &e.Urgency
	case "place":
		return &e.Place
	case "origin":
		return &e.Origin
	case "parent":
		return &e.Parent
	case "first_contact":
		return &e.FirstContact
	case "applicant":
		return &e.Applicant
	}
	return e.Assignment.member(name)
}

func (a *Assignment) member(name string) any {
	switch name {
	case "lead_unit":
		return &a.LeadUnit
	case "support_units":
		return &a.Support
	case "owner":
		return &a.Owner
	case "sponsor":
		return &a.Sponsor
	case "verifier":
		return &a.Verifier
	case "due":
		return &a.Due
	}
	return nil
}

// readFlat reads a compact object into a content; false, with the content half filled, where it cannot.
func readFlat(data []byte, into flat) bool {
	f := flatReader{rest: data, ok: utf8.Valid(data)}
	f.skip('{')
	for more := !f.skipped('}'); more && f.ok; more = f.more('}') {
		name := f.text()
		f.skip(':')
		f.value(into.member(string(name)))
	}
	return f.ok && len(f.rest) == 0
}

// flatReader stands at rest; ok becomes false at what it does not read.
type flatReader struct {
	rest []byte
	ok   bool
}

func (f *flatReader) skipped(c byte) bool {
	if len(f.rest) == 0 || f.rest[0] != c {
		return false
	}
	f.rest = f.rest[1:]
	return true
}

func (f *flatReader) skip(c byte) { f.ok = f.skipped(c) && f.ok }

// more tells whether another element follows before the end.
func (f *flatReader) more(end byte) bool {
	if f.skipped(',') {
		return true
	}
	f.skip(end)
	return false
}

// text reads a string without escapes.
func (f *flatReader) text() []byte {
	f.skip('"')
	for i, c := range f.rest {
		switch {
		case c == '"' && f.ok:
			text := f.rest[:i]
			f.rest = f.rest[i+1:]
			return text
		case c == '\\' || c < 0x20:
			f.ok = false
			return nil
		}
	}
	f.ok = false
	return nil
}

func (f *flatReader) value(into any) {
	switch v := into.(type) {
	case *string:
		*v = string(f.text())
	case *[]string:
		f.skip('[')
		*v = []string{}
		for more := !f.skipped(']'); more && f.ok; more = f.more(']') {
			*v = append(*v, string(f.text()))
		}
	case *clock.Date:
		f.ok = v.UnmarshalText(f.text()) == nil && f.ok
	case **float64:
		n := 0
		for n < len(f.rest) && f.rest[n] >= '0' && f.rest[n] <= '9' {
			n++
		}
		whole, err := strconv.Atoi(string(f.rest[:n])) // a part or a sign is left to encoding/json
		f.ok = f.ok && err == nil && n < 10 && (n == 1 || f.rest[0] != '0')
		f.rest = f.rest[n:]
		number := float64(whole)
		*v = &number
	default:
		f.ok = false
	}
}
