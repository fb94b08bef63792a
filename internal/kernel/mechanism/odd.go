package mechanism

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// odd tells of a letter that nobody sees and that changes what everybody sees or what a database takes: a NUL, an escape, a
// mark that turns the direction of writing.
func odd(r rune) bool {
	return r != '\n' && r != '\t' && (r < ' ' || r > '~') && (unicode.IsControl(r) || !text.OneLine(string(r)))
}

func oddFault(p Position, r rune) *errs.Error {
	return faultAt(p, "odd_letter", "此处有看不见的控制字符或改变书写方向的字符（U+%04[1]X）；请删去", "here is a control character or one that turns the direction of writing (U+%04[1]X), which nobody sees; take it out", r)
}

// oddLetters finds them in a file, also in comments.
func oddLetters(file string, lines []string) errs.List {
	var faults errs.List
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		if !strings.ContainsFunc(line, odd) {
			continue
		}
		for column, r := range []rune(line) {
			if odd(r) {
				faults = append(faults, oddFault(Position{File: file, Line: i + 1, Column: column + 1}, r))
			}
		}
	}
	return faults
}

// escapedOdd finds those that keys and values below a node spell out: "\u202e".
func (d *decoder) escapedOdd(n *yaml.Node) errs.List {
	var faults errs.List
	for _, c := range n.Content {
		faults = append(faults, d.escapedOdd(c)...)
	}
	if n.Kind != yaml.ScalarNode || n.Style&yaml.DoubleQuotedStyle == 0 || !strings.ContainsFunc(n.Value, odd) {
		return faults
	}
	at, line, column := d.textPos(n), 1, 0
	for _, r := range n.Value {
		if odd(r) {
			faults = append(faults, oddFault(at.Move(line, column), r))
		}
		if column++; r == '\n' {
			line, column = line+1, 0
		}
	}
	return faults
}
