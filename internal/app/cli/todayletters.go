package cli

import (
	"cmp"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/kernel/engine"
)

// letters lists letters, and says of drafts why they cannot be issued as they are.
func (p *page) letters(l *engine.Listing) {
	s := p.s
	p.rows(l, []terminal.Column{{}, {Title: s.T("col_matter"), Max: 30, Wrap: true}, {Title: s.T("col_letter")}, {Title: s.T("col_to"), Max: 22, Wrap: true}, {Title: s.T("col_by"), Max: 20, Wrap: true}, {Title: s.T("col_number")}},
		func(r *engine.Line) []terminal.Cell {
			return []terminal.Cell{p.screen.L(r.Light), terminal.C(p.title(r)), terminal.C(cmp.Or(p.words.letters(r).In(s.Lang), r.What)), terminal.C(r.To), terminal.C(s.orNobody(r.Owner)), terminal.C(r.Number)}
		})
	var withheld [][]terminal.Cell
	for i := range l.Rows[:min(len(l.Rows), maxRows)] {
		if r := &l.Rows[i]; !r.Withheld.IsZero() {
			withheld = append(withheld, terminal.Row(r.Number, r.Withheld.In(s.Lang)))
		}
	}
	if withheld != nil {
		p.screen.Table([]terminal.Column{{Title: s.T("col_number")}, {Title: s.T("col_withheld"), Max: 58, Wrap: true}}, withheld)
	}
}
