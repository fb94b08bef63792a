package letter

import (
	"fmt"
	"strings"

	"qinlian/internal/base/clock"
)

// Head is what a rendering needs and a letter does not hold: names in words, and the day of issue.
type Head struct {
	Office string     // the issuing office in full
	To     string     // 主送 in words: the post's or unit's name; empty: the letter's To as it is
	Date   clock.Date // the day of issue in the calendar's zone; zero leaves the date out
}

// Compose joins subject and body into the text that a letter keeps when issued: the subject as a heading
// on the first line, an empty line, the body. Without a subject the text is the body.
func Compose(subject, body string) string {
	if subject = strings.Join(strings.Fields(subject), " "); subject == "" {
		return body
	}
	return heading + subject + "\n\n" + body
}

// Split undoes Compose. A text without a heading is all body.
func Split(words string) (subject, body string) {
	if line, ok := strings.CutPrefix(words, heading); ok {
		subject, body, _ = strings.Cut(line, "\n\n")
		return subject, body
	}
	return "", words
}

const heading = "# "

// ChineseDate writes a date as official documents do: 2023年6月12日, Arabic figures without padding
// (GB/T 9704-2012, 7.3.5.4). No date gives "".
func ChineseDate(d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day())
}

// Markdown renders the whole letter. Characters that Markdown or HTML would read as markup are escaped.
func Markdown(l Letter, t Template, head Head) string {
	title, body := words(l, t)
	blocks := []string{escape.Replace(number(l)), "# " + escape.Replace(title), escape.Replace(addressee(l, head)) + "\uff1a"}
	for _, p := range paragraphs(body) {
		blocks = append(blocks, escape.Replace(p))
	}
	if signature := signature(head); len(signature) > 0 {
		for i, line := range signature {
			signature[i] = escape.Replace(line)
		}
		blocks = append(blocks, strings.Join(signature, "  \n"))
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

var escape = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", `\#`, "|", `\|`, "~", `\~`)

// A line of an official document holds 28 characters (GB/T 9704-2012, 5.2.3), that is 56 cells of a
// terminal.
const lineCells = 56

const indent = "\u3000\u3000" // two characters in front of a paragraph

// Plain renders the whole letter as text for a terminal or a message, laid out as an official document:
// number and title centred, paragraphs indented by two characters, office and date at the right
// (GB/T 9704-2012, 7.3.5.2: without a seal).
func Plain(l Letter, t Template, head Head) string {
	title, body := words(l, t)
	lines := []string{centred(number(l)), "", centred(title), "", addressee(l, head) + "\uff1a"}
	for _, p := range paragraphs(body) {
		lines = append(lines, indent+p)
	}
	if signature := signature(head); len(signature) > 0 {
		lines = append(lines, "", "")
		left := lineCells - 4 - cells(signature[0]) // the office ends two characters from the edge
		if len(signature) == 2 {
			left = min(left, lineCells-4-cells(signature[1])-4) // so does the date, which starts two characters further in
		}
		for i, line := range signature {
			lines = append(lines, strings.Repeat(" ", max(0, left+4*i))+line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func words(l Letter, t Template) (title, body string) {
	title, body = Split(l.Text)
	if title == "" {
		title = t.Title.Zh
	}
	return title, body
}

func number(l Letter) string {
	switch {
	case l.Number != "":
		return l.Number
	case l.State == Drafted:
		return "（草稿，编号于签发时给定）"
	}
	return "（未编号）"
}

func addressee(l Letter, head Head) string {
	if head.To != "" {
		return head.To
	}
	return l.To
}

func signature(head Head) []string {
	var lines []string
	for _, line := range []string{head.Office, ChineseDate(head.Date)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// paragraphs are the lines of the body that are not blank.
func paragraphs(body string) []string {
	var out []string
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func centred(s string) string { return strings.Repeat(" ", max(0, lineCells-cells(s))/2) + s }

// cells counts the columns that s takes on a terminal: two for everything that is not ASCII.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x80 {
			n++
		}
	}
	return n
}
