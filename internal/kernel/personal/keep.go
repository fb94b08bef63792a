package personal

import (
	"fmt"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Begin is the day from which a value's retention counts.
type Begin string

// The days on which a retention may begin.
const (
	AfterClose    Begin = "close"    // the day on which the matter was closed out, withdrawn or merged
	AfterRegister Begin = "register" // the day on which it was registered
)

// Keep is how long a personal value may be kept. The zero Keep says nothing.
type Keep struct {
	N     int
	Unit  string // y years, mo months, d days
	After Begin
}

// longest bounds each unit: about a century.
var longest = map[string]int{"y": 100, "mo": 1_200, "d": 36_500}

// ParseKeep reads "3y after close", "6mo after close" or "90d after register"; it refuses with personal.keep.
func ParseKeep(s string) (Keep, error) {
	words := strings.Fields(s)
	if len(words) == 3 && words[1] == "after" {
		number := strings.TrimRight(words[0], "abcdefghijklmnopqrstuvwxyz")
		k := Keep{Unit: words[0][len(number):], After: Begin(words[2])}
		n, err := strconv.Atoi(number)
		if k.N = n; err == nil && n > 0 && n <= longest[k.Unit] && (k.After == AfterClose || k.After == AfterRegister) {
			return k, nil
		}
	}
	return Keep{}, errs.Newf(errs.Invalid, "personal.keep", "保存期限“%[1]s”读不出；写作 3y after close（了结后三年）、6mo after close 或 90d after register（登记后九十天）",
		"the retention %[1]q cannot be read: write 3y after close, 6mo after close or 90d after register", s)
}

// UnmarshalText is ParseKeep.
func (k *Keep) UnmarshalText(b []byte) (err error) {
	*k, err = ParseKeep(string(b))
	return err
}

// MarshalText gives what ParseKeep reads.
func (k Keep) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// String gives what ParseKeep reads, "" for the zero Keep.
func (k Keep) String() string {
	if k.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d%s after %s", k.N, k.Unit, k.After)
}

// IsZero tells whether no retention was given.
func (k Keep) IsZero() bool { return k == Keep{} }

// Words say the retention to a person: 了结后 3 年.
func (k Keep) Words() text.Text {
	units := map[string][2]string{"y": {"年", "years"}, "mo": {"个月", "months"}, "d": {"天", "days"}}
	begins := map[Begin][2]string{AfterClose: {"了结", "closing"}, AfterRegister: {"登记", "registration"}}
	u, b := units[k.Unit], begins[k.After]
	return text.Text{Zh: fmt.Sprintf("%s后 %d %s", b[0], k.N, u[0]), En: fmt.Sprintf("%d %s after %s", k.N, u[1], b[1])}
}

// Ends is the first day on which a value whose retention began on a day may no longer be kept; zero where it has
// not begun.
func (k Keep) Ends(began clock.Date) clock.Date {
	if began.IsZero() || k.IsZero() {
		return 0
	}
	switch k.Unit {
	case "y":
		return began.AddMonths(12*k.N) + 1
	case "mo":
		return began.AddMonths(k.N) + 1
	}
	return began + clock.Date(k.N) + 1
}

// Latest is a day no earlier than the last on which a retention may have begun that is over on a day: what began
// later is not over yet, what began earlier Ends decides.
func (k Keep) Latest(today clock.Date) clock.Date {
	switch k.Unit {
	case "y":
		return today.AddMonths(-12*k.N) + 3
	case "mo":
		return today.AddMonths(-k.N) + 3 // months end on different days
	}
	return today - clock.Date(k.N)
}
