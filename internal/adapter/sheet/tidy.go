package sheet

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// unseen are characters that nobody sees and that make equal names differ: zero-width spaces, joiners of words, soft hyphens.
var unseen = strings.NewReplacer("\u200b", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "\u00a0", " ")

// tidy takes off the blanks around a text and what cannot be seen within it. Most texts hold none of the bytes that such
// characters begin with.
func tidy(s string) string {
	if strings.IndexByte(s, 0xC2) >= 0 || strings.IndexByte(s, 0xE2) >= 0 || strings.IndexByte(s, 0xEF) >= 0 {
		s = unseen.Replace(s)
	}
	return strings.TrimSpace(s)
}

// oneLine joins the lines of a name that was wrapped by hand; between Latin words a blank stays.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	var b strings.Builder
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\r' || r == '\n' }) {
		line = strings.TrimSpace(line)
		if last, _ := utf8.DecodeLastRuneInString(b.String()); b.Len() > 0 && line != "" && last < utf8.RuneSelf && line[0] < utf8.RuneSelf {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// union adds what is not there yet.
func union(to, more []string) []string {
	if len(to) == 0 {
		return more
	}
	for _, s := range more {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}
