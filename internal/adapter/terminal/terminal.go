// Package terminal draws what people read on a screen: headings, tables with Chinese characters in
// straight columns, lights that a colour-blind reader and a black-and-white printer tell apart, and
// progress bars on a terminal only.
//
// Everything that comes from ledgers and files is cleaned before it is drawn: no cell may move the
// cursor or colour what follows. Colours are left out by themselves where the output is no terminal.
package terminal

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"qinlian/internal/base/text"
)

// Screen writes to one output in one language. The first error sticks; see Err.
type Screen struct {
	out   io.Writer
	lang  text.Lang
	width int // columns in a line; 0: any number
	err   error
}

// New gives a Screen that writes to out, as wide as out is.
func New(out io.Writer, lang text.Lang) *Screen {
	return &Screen{out: out, lang: lang, width: WidthOf(out)}
}

// Narrow sets how many columns a line may take; 0 for any number.
func (s *Screen) Narrow(width int) { s.width = width }

// Lang is the language that the screen speaks.
func (s *Screen) Lang() text.Lang { return s.lang }

// Err is the first error of writing.
func (s *Screen) Err() error { return s.err }

var (
	titleStyle   = lipgloss.NewStyle().Bold(true)
	headingStyle = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Color("6"))
	faintStyle   = lipgloss.NewStyle().Faint(true)
	strongStyle  = lipgloss.NewStyle().Bold(true)
)

func (s *Screen) write(line string) {
	if s.err != nil {
		return
	}
	if _, err := lipgloss.Fprint(s.out, line+"\n"); err != nil {
		s.err = fmt.Errorf("write to the terminal: %w", err)
	}
}

// Titlef writes the first line of a page.
func (s *Screen) Titlef(format string, args ...any) {
	s.styled(titleStyle, sprintf(format, args))
}

// Headingf writes the first line of a part, after an empty one.
func (s *Screen) Headingf(format string, args ...any) {
	s.write("")
	s.styled(headingStyle, sprintf(format, args))
}

// Linef writes one line; arguments that are strings are cleaned. On a narrow screen it goes on below, indented
// as it began, as every line of words does.
func (s *Screen) Linef(format string, args ...any) {
	s.styled(lipgloss.NewStyle(), sprintf(format, args))
}

func (s *Screen) styled(style lipgloss.Style, line string) {
	for _, part := range s.wrapped(line, gap) {
		s.write(style.Render(part))
	}
}

// command begins a line that holds a command, which is never broken: it is there to be copied.
const command = "→ "

// wrapped breaks a line that is too wide; what goes on below is indented by hang, or to the words of a list's line.
func (s *Screen) wrapped(line string, hang int) []string {
	words := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(words)]
	if s.width == 0 || Width(line) <= s.width {
		return []string{line}
	}
	if strings.HasPrefix(words, command) {
		if at := strings.LastIndex(line, "   # "); at > 0 { // what the command is for
			return []string{line[:at], indent + "  " + line[at+3:]}
		}
		return []string{line}
	}
	if item := listed.FindString(words); Width(item) <= shortCell {
		hang = max(hang, Width(item))
	}
	lines := Wrap(words, max(narrowest, s.width-len(indent)))
	if len(lines) > 1 {
		lines = append(lines[:1], Wrap(strings.TrimLeft(words[len(lines[0]):], " "), max(narrowest, s.width-len(indent)-hang))...)
	}
	for i := range lines {
		if i > 0 {
			lines[i] = strings.Repeat(" ", hang) + lines[i]
		}
		lines[i] = indent + lines[i]
	}
	return lines
}

// listed finds the mark or the name that a line of a list begins with, to its words.
var listed = regexp.MustCompile(`^(?:· |\S+(?: \S+)*? {2,})`)

// Hintf writes a line of lesser weight: how to find out more.
func (s *Screen) Hintf(format string, args ...any) {
	s.styled(faintStyle, sprintf(format, args))
}

// Strongf writes a line that must not be missed.
func (s *Screen) Strongf(format string, args ...any) {
	s.styled(strongStyle, sprintf(format, args))
}

// Whole writes a line that nothing may break: a key, which is there to be copied.
func (s *Screen) Whole(line string) { s.write(Clean(line)) }

// Text writes a text of several lines, cleaned line by line. Where it must be broken anew, the lines of a list's item
// that were broken before are one again.
func (s *Screen) Text(body string) {
	body = strings.TrimRight(body, "\n")
	if s.width > 0 {
		body = rejoin(body)
	}
	for line := range strings.SplitSeq(body, "\n") {
		for _, part := range s.wrapped(Clean(line), 0) {
			s.write(part)
		}
	}
}

// rejoin takes the lines that go on under the words of a list's item into its first.
func rejoin(body string) string {
	const item, under = "  · ", "    "
	var out []string
	inside := false
	for line := range strings.SplitSeq(body, "\n") {
		rest, goesOn := strings.CutPrefix(line, under)
		if n := len(out); goesOn && inside && !strings.HasPrefix(rest, " ") {
			last, _ := utf8.DecodeLastRuneInString(out[n-1])
			if first, _ := utf8.DecodeRuneInString(rest); last <= unicode.MaxLatin1 || first <= unicode.MaxLatin1 {
				rest = " " + rest
			}
			out[n-1] += rest
			continue
		}
		out, inside = append(out, line), strings.HasPrefix(line, item)
	}
	return strings.Join(out, "\n")
}

func sprintf(format string, args []any) string {
	for i, a := range args {
		if v, ok := a.(string); ok {
			args[i] = Clean(v)
		}
	}
	return fmt.Sprintf(format, args...)
}

// Clean makes a string harmless and one line: no control characters, no characters that turn the
// direction of writing, no line ends.
func Clean(s string) string {
	if !strings.ContainsFunc(s, unsafe) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unsafe(r):
			return -1
		}
		return r
	}, s)
}

func unsafe(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}
