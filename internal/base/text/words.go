package text

import (
	"strings"
	"unicode"
)

// Words cuts text into what a search index keeps. Chinese has no spaces, so of a run of Chinese characters
// every two that stand side by side are a word (招商局 → 招商 商局), and a character alone is one by itself; of
// other writing, every run of letters or digits. Everything is in lower case and half-width.
//
// A phrase of such words finds what it was cut from, whatever stands around it.
func Words(s string) []string {
	var out []string
	var han, other []rune
	flush := func() {
		switch {
		case len(han) == 1:
			out = append(out, string(han))
		case len(han) > 1:
			for i := range len(han) - 1 {
				out = append(out, string(han[i:i+2]))
			}
		}
		if len(other) > 0 {
			out = append(out, string(other))
		}
		han, other = han[:0], other[:0]
	}
	for _, r := range s {
		r = unicode.ToLower(half(r))
		switch {
		case unicode.Is(unicode.Han, r):
			if len(other) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(han) > 0 {
				flush()
			}
			other = append(other, r)
		default:
			flush()
		}
	}
	flush()
	return out
}

// half gives the half-width form of a full-width letter, digit or sign.
func half(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// Sought is what somebody looks for, as phrases that must all be found: one for each run of the query between
// spaces and signs. Prefix tells of a phrase that its last word may go on: a single character, or the last
// letters typed; a number is meant whole.
type Sought struct {
	Words  []string
	Prefix bool
}

// mostSought bounds the phrases of a query.
const mostSought = 8

// Seek reads a query.
func Seek(query string) []Sought {
	var out []Sought
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words := Words(part)
		if len(words) == 0 {
			continue
		}
		last := []rune(words[len(words)-1])
		lone := len(last) == 1 && unicode.Is(unicode.Han, last[0])
		out = append(out, Sought{Words: words, Prefix: lone || unicode.IsLetter(last[len(last)-1]) && !unicode.Is(unicode.Han, last[0])})
		if len(out) == mostSought {
			break
		}
	}
	return out
}
