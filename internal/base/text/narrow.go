package text

import "strings"

// Narrow gives the figures and marks that a Chinese keyboard types at full width in the width that numbers and dates are read in:
// ３．５ is 3.5.
func Narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
