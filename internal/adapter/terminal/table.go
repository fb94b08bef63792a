package terminal

import (
	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
)

// Column is one column of a table.
type Column struct {
	Title string
	Max   int  // longest cell in columns of the screen; 0: as long as it is
	Right bool // figures stand at the right
}

// Table writes rows under their columns. Cells may hold lights as Light renders them; every other cell
// is cleaned.
func (s *Screen) Table(columns []Column, rows [][]Cell) {
	if len(rows) == 0 {
		return
	}
	headers := make([]string, len(columns))
	for i, c := range columns {
		headers[i] = c.Title
	}
	body := make([][]string, len(rows))
	for i, row := range rows {
		body[i] = make([]string, len(columns))
		for j := range columns {
			if j < len(row) {
				body[i][j] = row[j].render(columns[j].Max)
			}
		}
	}
	t := table.New().Headers(headers...).Rows(body...).
		Border(lipgloss.NormalBorder()).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).
		BorderStyle(faintStyle).Wrap(false).
		StyleFunc(func(row, column int) lipgloss.Style {
			style := lipgloss.NewStyle().PaddingRight(2)
			if columns[column].Right {
				style = style.Align(lipgloss.Right)
			}
			if row == table.HeaderRow {
				style = style.Bold(true)
			}
			return style
		})
	s.write(t.Render())
}

// Cell is one cell: words, or a light.
type Cell struct {
	words string
	drawn string // already drawn and harmless
}

// C makes a cell of words.
func C(words string) Cell { return Cell{words: words} }

// Row makes a row of words.
func Row(words ...string) []Cell {
	cells := make([]Cell, len(words))
	for i, w := range words {
		cells[i] = C(w)
	}
	return cells
}

func (c Cell) render(most int) string {
	if c.drawn != "" {
		return c.drawn
	}
	return Fit(Clean(c.words), most)
}

// Pairs writes names and values, the values below each other.
func (s *Screen) Pairs(pairs [][2]string) {
	widest := 0
	for _, p := range pairs {
		widest = max(widest, Width(p[0]))
	}
	for _, p := range pairs {
		if p[1] == "" {
			continue
		}
		name := lipgloss.NewStyle().Width(widest + 2).Render(p[0])
		s.write(faintStyle.Render(name) + Clean(p[1]))
	}
}
