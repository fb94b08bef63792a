package mechanism

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/kernel/rule"
)

// textPos is where the text of a scalar stands: its first letter behind a quote or below a block indicator, and each further
// one where YAML folds lines, takes indents away or escapes characters.
func (d *decoder) textPos(n *yaml.Node) Position {
	w := writing{lines: d.lines, line: n.Line - 1, column: n.Column - 1, style: n.Style}
	switch {
	case w.is(yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle):
		w.column++
	case w.is(yaml.LiteralStyle | yaml.FoldedStyle):
		w.line, w.column = w.line+1, 0 // below the indicator
	}
	p := d.pos(n)
	pieces := w.align(n.Value)
	if len(pieces) == 0 {
		return p
	}
	p.Line, p.Column = pieces[0].AtLine, pieces[0].AtColumn
	if len(pieces) > 1 {
		p.Layout = &rule.Layout{Pieces: pieces}
	}
	return p
}

// writing walks through a scalar as the file writes it, letter by letter.
type writing struct {
	lines        []string
	line, column int // of the next letter, from 0, the column in letters
	style        yaml.Style
	letters      []rune // of the line of that number
	of           int
}

func (w *writing) is(style yaml.Style) bool { return w.style&style != 0 }

// align finds each letter of the value. White space, which is what YAML folds, needs only to stand where there is some; nothing
// else may differ, and if it does, nothing is said.
func (w *writing) align(value string) []rule.Piece {
	var pieces []rule.Piece
	line, column := 1, 1 // in the value
	at := func(fileLine, fileColumn int) {
		next := rule.Piece{Line: line, Column: column, AtLine: fileLine + 1, AtColumn: fileColumn + 1}
		if n := len(pieces) - 1; n >= 0 && pieces[n].Line == line && pieces[n].AtLine == next.AtLine && pieces[n].AtColumn-pieces[n].Column == next.AtColumn-column {
			return
		}
		pieces = append(pieces, next)
	}
	endLine, endColumn := w.line, w.column
	for _, want := range value {
		from := w.column
		var is rune
		var width int
		if blank(want) {
			if is, width = w.peek(); is == want {
				at(w.line, from)
				w.column += width
			} else {
				at(endLine, endColumn) // between two lines
			}
		} else {
			for is, width = w.peek(); width == 0 || blank(is); is, width = w.peek() {
				if width > 0 {
					w.column += width
				} else if w.line++; w.line >= len(w.lines) {
					return nil
				} else {
					w.column = 0
				}
			}
			if is != want {
				return nil
			}
			at(w.line, w.column)
			w.column += width
			endLine, endColumn = w.line, w.column
		}
		if column++; want == '\n' {
			line, column = line+1, 1
		}
	}
	at(endLine, endColumn) // what is missing is missing behind the last letter
	return pieces
}

func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// peek gives the next letter and how many the file spends on it; none at the end of a line.
func (w *writing) peek() (letter rune, width int) {
	if w.line >= len(w.lines) {
		return 0, 0
	}
	if w.letters == nil || w.of != w.line {
		w.letters, w.of = []rune(w.lines[w.line]), w.line
	}
	rest := w.letters[min(w.column, len(w.letters)):]
	switch {
	case len(rest) == 0:
		return 0, 0
	case len(rest) > 1 && w.is(yaml.SingleQuotedStyle) && rest[0] == '\'' && rest[1] == '\'':
		return '\'', 2
	case w.is(yaml.DoubleQuotedStyle) && rest[0] == '\\':
		if len(rest) == 1 || rest[1] == '\r' {
			return '\r', 1 // the line goes on below
		}
		return escaped(rest[1:])
	}
	return rest[0], 1
}

// escapes are the letters behind a backslash that stand for another one.
var escapes = map[rune]rune{
	'0': 0, 'a': '\a', 'b': '\b', 't': '\t', '\t': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r', 'e': 0x1b,
	'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029,
}

// escaped reads what follows a backslash; the width counts the backslash.
func escaped(rest []rune) (letter rune, width int) {
	if i := slices.Index([]rune{'x', 'u', 'U'}, rest[0]); i >= 0 {
		digits := 2 << i
		if code, err := strconv.ParseUint(string(rest[1:min(1+digits, len(rest))]), 16, 32); err == nil {
			return rune(code), 2 + digits
		}
	}
	if letter, ok := escapes[rest[0]]; ok {
		return letter, 2
	}
	return rest[0], 2
}
