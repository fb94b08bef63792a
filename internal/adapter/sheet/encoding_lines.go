package sheet

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// lineGuess looks for lines of one text that are written in different encodings, as when offices paste their exports together:
// read as one of them, the others become other characters without a word.
type lineGuess struct {
	line  []byte // unfinished
	n     int    // lines so far
	utf8  int    // the first that is UTF-8 beyond doubt, 0 for none
	other int    // the first that is not
}

// lineMost is how much of a line is held; the rest of a longer one is not looked at.
const lineMost = 64 << 10

func (g *lineGuess) mixed() bool { return g.utf8 > 0 && g.other > 0 }

func (g *lineGuess) feed(b []byte) {
	for !g.mixed() && len(b) > 0 {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			g.line = append(g.line, b[:min(len(b), max(0, lineMost-len(g.line)))]...)
			return
		}
		if len(g.line) == 0 {
			g.take(b[:end])
		} else {
			g.take(append(g.line, b[:min(end, max(0, lineMost-len(g.line)))]...))
			g.line = g.line[:0]
		}
		b = b[end+1:]
	}
}

func (g *lineGuess) end() {
	if len(g.line) > 0 {
		g.take(g.line)
	}
}

// take books a line. Four Chinese characters in UTF-8 are no accident of GB18030, fewer may be: 联通 is the well-known one.
func (g *lineGuess) take(line []byte) {
	g.n++
	switch {
	case len(line) >= lineMost: // may be cut within a character
	case !utf8.Valid(line):
		if g.other == 0 {
			g.other = g.n
		}
	case g.utf8 == 0:
		han := 0
		for _, r := range string(line) {
			if r >= utf8.RuneSelf && unicode.Is(unicode.Han, r) {
				han++
			}
		}
		if han >= 4 {
			g.utf8 = g.n
		}
	}
}
