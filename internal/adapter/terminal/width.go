package terminal

import (
	"io"
	"os"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"golang.org/x/term"
)

// WidthOf is how many columns w shows in a line; 0 where it is no terminal, and lines may be of any length.
func WidthOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !IsTerminal(w) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// Width is the number of columns that a string takes: a Chinese character takes two.
func Width(s string) int { return lipgloss.Width(s) }

// Fit shortens a string to at most width columns, with … at the end of what was cut.
func Fit(s string, width int) string {
	if width <= 0 || Width(s) <= width {
		return s
	}
	used := 0
	for i, r := range s {
		w := Width(string(r))
		if used+w > width-1 {
			return s[:i] + "…"
		}
		used += w
	}
	return s
}

// mayNotBegin are marks that no line begins with, mayNotEnd those that none ends with (GB/T 15834-2011, 5.1).
const (
	mayNotBegin = "，。、；：？！）》”’〕】」…·,.;:?!)]"
	mayNotEnd   = "（《“‘〔【「(["
)

// numbers finds numbers of matters and letters, with the words before the year as far as they can be the number's own.
var numbers = regexp.MustCompile(`[\p{Han}A-Za-z]{0,6}〔\d{4}〕\d+[号期次]?(/L\d+)?`)

// Wrap breaks a string into lines of at most width columns: at a space or beside a Chinese
// character, never before a closing mark or behind an opening one; a word, figure or number (督〔2023〕1号) is broken only where it takes more than
// a line. A width of 0 breaks nothing.
func Wrap(s string, width int) []string {
	if width <= 0 || Width(s) <= width {
		return []string{s}
	}
	var lines []string
	runes, within := []rune(s), withinNumbers(s, width)
	for len(runes) > 0 {
		n, used := 0, 0
		for n < len(runes) && (n == 0 || used+Width(string(runes[n])) <= width) {
			used += Width(string(runes[n]))
			n++
		}
		if n < len(runes) {
			n = breakAt(runes, within, n)
		}
		lines = append(lines, strings.TrimRight(string(runes[:n]), " "))
		for n < len(runes) && runes[n] == ' ' {
			n++
		}
		runes, within = runes[n:], within[n:]
	}
	return lines
}

// withinNumbers tells of each character whether a break before it would part a number. What of the words before the year
// would make the number longer than a line is taken for words beside it.
func withinNumbers(s string, width int) []bool {
	within := make([]bool, utf8.RuneCountInString(s))
	for _, at := range numbers.FindAllStringIndex(s, -1) {
		from, to := at[0], at[1]
		for year := from + strings.Index(s[from:to], "〔"); from < year && Width(s[from:to]) > width; {
			_, size := utf8.DecodeRuneInString(s[from:])
			from += size
		}
		if Width(s[from:to]) > width {
			continue
		}
		first := utf8.RuneCountInString(s[:from])
		for i := first + 1; i < first+utf8.RuneCountInString(s[from:to]); i++ {
			within[i] = true
		}
	}
	return within
}

// Spaced breaks a string into lines of at most width columns at its spaces alone.
func Spaced(s string, width int) []string {
	if Width(s) <= width {
		return []string{s}
	}
	lines := []string{}
	for word := range strings.FieldsSeq(s) {
		if n := len(lines); n > 0 && Width(lines[n-1]+" "+word) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// breakAt finds where to break before the rune n that no longer fits.
func breakAt(runes []rune, within []bool, n int) int {
	for i := n; i > 0; i-- {
		before, after := runes[i-1], runes[i]
		apart := after == ' ' || before == ' ' || before > unicode.MaxLatin1 || after > unicode.MaxLatin1
		opened := strings.ContainsAny(string(runes[max(i-2, 0):i]), mayNotEnd) // and at most one letter behind it
		if apart && !within[i] && !opened && !strings.ContainsRune(mayNotBegin, after) {
			return i
		}
	}
	return n
}
