package text

import (
	"cmp"
	"strings"
)

// CompareNumbers orders document numbers as a clerk files them: 督〔2023〕2号 before 督〔2023〕10号. Runs of digits compare
// by their value, whatever zeros lead them, all else by its bytes; texts that are alike so far compare by their bytes.
func CompareNumbers(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if !digit(x[0]) || !digit(y[0]) {
			if x[0] != y[0] {
				return cmp.Compare(x[0], y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		var m, n string
		m, x = leading(x)
		n, y = leading(y)
		if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// leading cuts off the digits that a text begins with, without leading zeros.
func leading(s string) (digits, rest string) {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return strings.TrimLeft(s[:n], "0"), s[n:]
}

func digit(b byte) bool { return b >= '0' && b <= '9' }
