package money

import (
	"fmt"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
)

// Words writes an amount as ledgers do, and never rounds it: 12.3456 万元, 17.5 亿元, 880 元.
func (f Fen) Words() text.Text {
	zh := decimal(f, Yuan) + " 元"
	switch {
	case f != 0 && (f >= Yi || f <= -Yi) && f%Wan == 0:
		zh = decimal(f, Yi) + " 亿元"
	case f >= Wan || f <= -Wan:
		zh = decimal(f, Wan) + " 万元"
	}
	return text.Text{Zh: zh, En: "CNY " + grouped(decimal(f, Yuan))}
}

// decimal counts f in unit, exactly, without trailing zeros.
func decimal(f, unit Fen) string {
	sign, v, u := "", uint64(f), uint64(unit)
	if f < 0 {
		sign, v = "-", -v
	}
	digits := len(strconv.FormatUint(u, 10)) - 1
	frac := strings.TrimRight(fmt.Sprintf("%0*d", digits, v%u), "0")
	if frac != "" {
		frac = "." + frac
	}
	return sign + strconv.FormatUint(v/u, 10) + frac
}

// grouped puts a comma after every third digit of the whole part.
func grouped(s string) string {
	whole, frac, _ := strings.Cut(s, ".")
	first := strings.IndexAny(whole, "0123456789")
	for i := len(whole) - 3; i > first; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		frac = "." + frac
	}
	return whole + frac
}
