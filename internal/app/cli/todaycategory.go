package cli

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// maxCategories bounds the categories of one kind on the page.
const maxCategories = 12

// categories draws the lights by 专班, 板块 or 工程, a table for each kind whose matters belong to one.
func (p *page) categories(t *engine.Today) {
	s := p.s
	for rest := t.Categories; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(c engine.CategoryLights) bool { return c.Kind != rest[0].Kind })
		if n < 0 {
			n = len(rest)
		}
		all := slices.SortedFunc(slices.Values(rest[:n]), byChineseOrder)
		rest = rest[n:]
		title := all[0].Kind
		if k, ok := p.words.kinds[all[0].Kind]; ok {
			title = k.In(s.Lang)
		}
		p.screen.Headingf("%s", s.T("today_categories", title, len(all)))
		columns := []terminal.Column{
			{Title: s.T("p_category"), Max: 40, Wrap: true},
			{Title: terminal.Light("red", s.Lang), Right: true},
			{Title: terminal.Light("amber", s.Lang), Right: true},
			{Title: terminal.Light("green", s.Lang), Right: true},
			{Title: s.T("col_total"), Right: true},
		}
		var rows [][]terminal.Cell
		for _, c := range all[:min(len(all), maxCategories)] {
			rows = append(rows, terminal.Row(c.Category, number(c.Red), number(c.Amber), number(c.Green), number(c.Red+c.Amber+c.Green)))
		}
		p.screen.Table(columns, rows)
		if len(all) > maxCategories {
			p.screen.Hintf("  %s", s.T("and_more", len(all)-maxCategories))
		}
		p.trace("matter list --open --kind " + p.word(p.words.kinds, all[0].Kind) + " --category " + argument(all[0].Category))
	}
}

// byChineseOrder puts 第二 before 第十: categories that count themselves stand in order of their numerals, others
// as the database has them.
func byChineseOrder(a, b engine.CategoryLights) int {
	return text.CompareNumbers(figured(a.Category), figured(b.Category))
}

// figured writes the Chinese numerals of a name's first twelve as digits.
func figured(name string) string {
	return numerals.Replace(name)
}

var numerals = strings.NewReplacer("十二", "12", "十一", "11", "十", "10", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")
