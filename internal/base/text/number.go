package text

import "strings"

// NumberKey turns a number into a text whose bytes sort as CompareNumbers does: 招调〔2023〕2号 before 招调〔2023〕10号. Before each
// stretch of figures it says how many there are, without leading zeros. Every number has a key of its own: one written with
// leading zeros stands right behind the same number without.
func NumberKey(number string) string {
	var b strings.Builder
	b.Grow(len(number) + 4)
	padded := false
	for rest := number; rest != ""; {
		end := strings.IndexFunc(rest, isFigure)
		if end != 0 {
			if end < 0 {
				end = len(rest)
			}
			b.WriteString(rest[:end])
			rest = rest[end:]
			continue
		}
		end = strings.IndexFunc(rest, func(r rune) bool { return !isFigure(r) })
		if end < 0 {
			end = len(rest)
		}
		figures := strings.TrimLeft(rest[:end], "0")
		padded = padded || len(figures) < end && end > 1
		n := len(figures)
		for ; n >= 9; n -= 9 {
			b.WriteByte('9')
		}
		b.WriteByte('0' + byte(n))
		b.WriteString(figures)
		rest = rest[end:]
	}
	if padded {
		b.WriteString("\x01" + number)
	}
	return b.String()
}

func isFigure(r rune) bool { return r >= '0' && r <= '9' }
