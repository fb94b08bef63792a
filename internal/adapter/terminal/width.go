package terminal

import (
	"io"
	"os"
	"strings"
	"unicode"

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

// mayNotBegin are marks that no line begins with.
const mayNotBegin = "，。、；：？！）》”〕…,.;:?!)"

// Wrap breaks a string into lines of at most width columns: at a space or beside a Chinese
// character, never before a closing mark; a word or figure is broken only where it takes more than a line. A width of 0 breaks nothing.
func Wrap(s string, width int) []string {
	if width <= 0 || Width(s) <= width {
		return []string{s}
	}
	var lines []string
	runes := []rune(s)
	for len(runes) > 0 {
		n, used := 0, 0
		for n < len(runes) && (n == 0 || used+Width(string(runes[n])) <= width) {
			used += Width(string(runes[n]))
			n++
		}
		if n < len(runes) {
			n = breakAt(runes, n)
		}
		lines = append(lines, strings.TrimRight(string(runes[:n]), " "))
		runes = []rune(strings.TrimLeft(string(runes[n:]), " "))
	}
	return lines
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
func breakAt(runes []rune, n int) int {
	for i := n; i > 0; i-- {
		before, after := runes[i-1], runes[i]
		apart := after == ' ' || before == ' ' || before > unicode.MaxLatin1 || after > unicode.MaxLatin1
		if apart && !strings.ContainsRune(mayNotBegin, after) {
			return i
		}
	}
	return n
}
