package terminal

import (
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
)

// Column is one column of a table.
type Column struct {
	Title string
	Max   int  // longest cell in columns of the screen: what is longer is cut; 0: as long as it is
	Right bool // figures stand at the right
	Wrap  bool // what is longer than Max goes on in the next line instead of being cut
}

// shortCell is the widest that a column of names and titles is drawn on a narrow screen; what is wider holds prose.
const shortCell = 24

// unseen is how wide a table is drawn where the width of the screen is not known.
const unseen = 80

// narrowest is the fewest columns of the screen that a column with a Max keeps; longestWord what it keeps for a word
// that would have to be broken; barest and longestBare are the same where that is still too much; gap parts two columns.
const (
	narrowest    = 8
	barest       = 6
	longestWord  = 16
	longestBare  = 12
	longestCited = 18 // of a number among other words
	gap          = 2
)

// Table writes rows under their columns, as wide as the screen; 80 columns where it goes to a file or a pipe.
// Columns with a Max give way, the widest first, until the table fits; their cells go on in the next line, so that
// nothing is lost, and no word, date or figure of theirs is broken. Where that is not enough all columns give way, and
// titles with them, but only where there is a space.
func (s *Screen) Table(columns []Column, rows [][]Cell) {
	if len(rows) == 0 {
		return
	}
	widths := s.widths(columns, rows)
	header := make([]Cell, len(columns))
	total := 0
	for i, c := range columns {
		header[i] = Cell{drawn: c.Title} // words of the product, or a light
		if Width(c.Title) > widths[i] {
			header[i] = Lines(Spaced(c.Title, widths[i])...)
		}
		total += widths[i]
	}
	s.row(columns, widths, header, strongStyle)
	s.write(faintStyle.Render(strings.Repeat("─", total+gap*(len(columns)-1))))
	for _, row := range rows {
		s.row(columns, widths, row, lipgloss.NewStyle())
	}
}

// widths finds how wide each column is drawn.
func (s *Screen) widths(columns []Column, rows [][]Cell) []int {
	widths, least, bare, broken := make([]int, len(columns)), make([]int, len(columns)), make([]int, len(columns)), make([]int, len(columns))
	total := gap * (len(columns) - 1)
	for i, c := range columns {
		number := 0 // the widest that stands in the column
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], row[i].width())
				least[i] = max(least[i], row[i].longest())
				bare[i] = max(bare[i], row[i].spaced())
				if c.Wrap {
					own, cited := row[i].numbered()
					number = max(number, own, min(cited, longestCited))
				}
			}
		}
		if c.Max > 0 {
			widths[i] = min(widths[i], max(c.Max, number))
			bare[i] = max(min(least[i], longestBare), barest)
		}
		widths[i] = max(widths[i], Width(c.Title))
		least[i] = max(min(least[i], longestWord), narrowest, Width(c.Title), number)
		if c.Max == 0 {
			least[i] = widths[i]
		}
		broken[i] = max(bare[i], Cell{words: c.Title}.spaced())
		bare[i] = max(broken[i], number)
		total += widths[i]
	}
	room := s.width
	if room == 0 {
		room = unseen
	}
	for _, floor := range [][]int{least, bare, broken} { // a number is broken only where nothing else makes room
		for ; total > room; total-- {
			widest := -1
			for i := range columns {
				if widths[i] > floor[i] && (widest < 0 || widths[i] > widths[widest]) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			widths[widest]--
		}
	}
	return widths
}

// row writes one row, on as many lines as its longest wrapped cell takes.
func (s *Screen) row(columns []Column, widths []int, row []Cell, style lipgloss.Style) {
	cells, height := make([][]string, len(columns)), 1
	for i, c := range columns {
		if i >= len(row) {
			continue
		}
		cells[i] = row[i].lines(c, widths[i])
		height = max(height, len(cells[i]))
	}
	for n := range height {
		var line strings.Builder
		for i, c := range columns {
			words := ""
			if n < len(cells[i]) {
				words = cells[i][n]
			}
			space := strings.Repeat(" ", max(0, widths[i]-Width(words)))
			if c.Right {
				words, space = space+words, ""
			}
			line.WriteString(words + space + strings.Repeat(" ", gap))
		}
		s.write(style.Render(strings.TrimRight(line.String(), " ")))
	}
}

// Cell is one cell: words, words on lines of their own, or a light.
type Cell struct {
	words string
	below []string // further lines
	drawn string   // already drawn and harmless
}

// C makes a cell of words.
func C(words string) Cell { return Cell{words: words} }

// Lines makes a cell of words that stand below each other.
func Lines(words ...string) Cell { return Cell{words: words[0], below: words[1:]} }

// Row makes a row of words.
func Row(words ...string) []Cell {
	cells := make([]Cell, len(words))
	for i, w := range words {
		cells[i] = C(w)
	}
	return cells
}

func (c Cell) width() int {
	if c.drawn != "" {
		return Width(c.drawn)
	}
	most := Width(Clean(c.words))
	for _, line := range c.below {
		most = max(most, Width(Clean(line)))
	}
	return most
}

// longest is the width of the longest run of letters or figures that Wrap would have to break.
func (c Cell) longest() int {
	most, run := 0, 0
	for _, r := range strings.Join(append([]string{c.words}, c.below...), " ") {
		if r == ' ' || r > unicode.MaxLatin1 {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}

// numbered is how wide the widest numbers are: those that stand alone on a line of the cell, and those among other words.
func (c Cell) numbered() (own, cited int) {
	for _, words := range append([]string{c.words}, c.below...) {
		for _, number := range numbers.FindAllString(words, -1) {
			if number == words {
				own = max(own, Width(number))
			} else {
				cited = max(cited, Width(number))
			}
		}
	}
	return own, cited
}

// spaced is the width of the widest run without a space.
func (c Cell) spaced() int {
	if c.drawn != "" || strings.Contains(c.words, "\x1b") { // a light
		return Width(c.drawn + c.words)
	}
	most := 0
	for _, words := range append([]string{c.words}, c.below...) {
		for word := range strings.FieldsSeq(Clean(words)) {
			most = max(most, Width(word))
		}
	}
	return most
}

func (c Cell) lines(column Column, width int) []string {
	if c.drawn != "" {
		return []string{c.drawn}
	}
	var out []string
	for _, words := range append([]string{c.words}, c.below...) {
		words = Clean(words)
		if column.Max == 0 {
			out = append(out, Spaced(words, width)...)
			continue
		}
		if !column.Wrap {
			words = Fit(words, column.Max)
		}
		if width > shortCell {
			out = append(out, Wrap(words, width)...)
			continue
		}
		own, cited := c.numbered()
		out = append(out, balanced(words, width, max(c.longest(), own, cited))...)
	}
	return out
}

// balanced wraps words to lines of about the same length: no single character is left over in the last one.
func balanced(words string, width, least int) []string {
	lines := Wrap(words, width)
	for width--; len(lines) > 1 && width >= max(least, narrowest/2); width-- {
		narrower := Wrap(words, width)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// Pairs writes names and values, the values below each other.
func (s *Screen) Pairs(pairs [][2]string) {
	widest := 0
	for _, p := range pairs {
		if p[1] != "" {
			widest = max(widest, Width(p[0]))
		}
	}
	room := 0
	if s.width > 0 {
		room = max(narrowest, s.width-widest-gap)
	}
	for _, p := range pairs {
		if p[1] == "" {
			continue
		}
		name := p[0]
		for _, line := range Wrap(Clean(p[1]), room) {
			s.write(faintStyle.Render(name+strings.Repeat(" ", widest+gap-Width(name))) + line)
			name = ""
		}
	}
}
