// Package money holds amounts as integer fen. Approximate amounts from office ledgers
// (近400亿元, 50余项) keep their bound and never enter exact sums.
package money

import (
	"fmt"
	"strconv"
	"strings"
)

// Fen is an amount in 1/100 yuan. JSON carries the integer: 2^53 fen is 90 万亿 yuan.
type Fen int64

// Units of the Chinese ledger, in fen.
const (
	Yuan Fen = 100
	Wan  Fen = 10_000 * Yuan
	Yi   Fen = 10_000 * Wan
)

// String gives yuan with two decimals, without grouping: 1234.50.
func (f Fen) String() string {
	sign, v := "", uint64(f)
	if f < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
}

// Parse reads a decimal number of yuan, exactly: "1234.5". More than two decimals, overflow and
// anything but digits are errors; nothing is rounded.
func Parse(s string) (Fen, error) { return ParseIn(s, Yuan) }

// ParseIn reads a decimal number counted in unit (Yuan, Wan or Yi), exactly.
func ParseIn(s string, unit Fen) (Fen, error) {
	digits := strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(digits, ".")
	if whole == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, fmt.Errorf("amount %q is not a decimal number", s)
	}
	total, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || total > int64(1<<63-1)/int64(unit) {
		return 0, fmt.Errorf("amount %q is out of range", s)
	}
	fen, scale := total*int64(unit), int64(unit)
	for _, c := range frac {
		digit := int64(c - '0')
		if scale%10 != 0 {
			if digit != 0 {
				return 0, fmt.Errorf("amount %q is finer than one fen", s)
			}
			continue
		}
		scale /= 10
		if fen > (1<<63-1)-digit*scale {
			return 0, fmt.Errorf("amount %q is out of range", s)
		}
		fen += digit * scale
	}
	if digits != s {
		fen = -fen
	}
	return Fen(fen), nil
}

// Bound says how far a quoted figure may be trusted.
type Bound string

// Exact figures sum; the others (余/以上, 近, 约) are kept and shown but never summed.
const (
	Exact   Bound = ""
	AtLeast Bound = "at_least" // 余, 以上
	AtMost  Bound = "at_most"  // 近, 不足
	About   Bound = "about"    // 约, 左右
)

// Amount is a quoted sum with its bound.
type Amount struct {
	Fen   Fen   `json:"fen"`
	Bound Bound `json:"bound,omitempty"`
}
