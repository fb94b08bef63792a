package cli

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/terminal"
)

// drawDoubts lists what an import found doubtful: a cell at a time, what it says and what that was taken for in one line, and
// below it why. It counts the notes that it leaves out.
func (s *Shell) drawDoubts(screen *terminal.Screen, doubts []sheet.Doubt, notes bool) (hidden int) {
	var rows [][]terminal.Cell
	var lines []string
	last := &sheet.Doubt{}
	end := func() {
		if len(lines) > 0 {
			rows = append(rows, []terminal.Cell{terminal.C(s.T("level_" + string(last.Level))), terminal.C(last.Cell), terminal.Lines(lines...)})
		}
		lines = nil
	}
	for i := range doubts {
		d := &doubts[i]
		if d.Level == sheet.Note && !notes {
			hidden++
			continue
		}
		if d.Cell != last.Cell || d.Level != last.Level {
			end()
		}
		last = d
		for _, line := range []string{reading(d.Read, d.AssumedIn(s.Lang)), d.Text.In(s.Lang)} {
			if line != "" && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	end()
	screen.Table([]terminal.Column{{Title: s.T("col_level")}, {Title: s.T("col_cell"), Max: 24, Wrap: true}, {Title: s.T("col_doubt"), Max: 100, Wrap: true}}, rows)
	return hidden
}

// reading says what a cell holds and what it was taken for; "" where neither is known.
func reading(read, assumed string) string {
	read, assumed = terminal.Fit(read, 40), terminal.Fit(assumed, 40)
	switch {
	case assumed == "":
		return read
	case read == "":
		return "→ " + assumed
	}
	return read + " → " + assumed
}
