package engine

import (
	"slices"
	"strings"
)

// lights counts lights by unit: matters of units that are no more by the unit that answers for them, as lists by unit do.
func (p *page) lights() error {
	counts, err := p.engine.store.LightCounts(p.ctx, p.zone)
	if err != nil {
		return err
	}
	p.hidden.fromLights(counts)
	chart, units := p.w.chart(p.today.Date), map[string]*UnitLights{}
	add := func(unit, light string, n int) {
		u := units[unit]
		if u == nil {
			u = &UnitLights{Unit: unit, Name: p.unitName(unit)}
			units[unit] = u
		}
		u.add(light, n)
		p.today.Totals.add(light, n)
	}
	for _, c := range counts {
		add(chart.Answering(c.LeadUnit, p.today.Date), c.Light, c.N)
	}
	for _, u := range units {
		if u.Total() > 0 {
			p.today.Lights = append(p.today.Lights, *u)
		}
	}
	slices.SortFunc(p.today.Lights, func(a, b UnitLights) int {
		if a.Red != b.Red {
			return b.Red - a.Red
		}
		if a.Amber != b.Amber {
			return b.Amber - a.Amber
		}
		if a.Green != b.Green {
			return b.Green - a.Green
		}
		return strings.Compare(a.Unit, b.Unit)
	})
	return nil
}

// categories counts lights by kind and category.
func (p *page) categories() error {
	counts, err := p.engine.store.CategoryCounts(p.ctx, p.zone)
	if err != nil {
		return err
	}
	p.hidden.fromCategories(counts)
	for _, c := range counts {
		if c.N == 0 {
			continue
		}
		all := p.today.Categories
		if n := len(all); n == 0 || all[n-1].Kind != c.Kind || all[n-1].Category != c.Category {
			all = append(all, CategoryLights{Kind: c.Kind, Category: c.Category})
		}
		last, lit := &all[len(all)-1], UnitLights{}
		lit.add(c.Light, c.N)
		last.Red, last.Amber, last.Green = last.Red+lit.Red, last.Amber+lit.Amber, last.Green+lit.Green
		p.today.Categories = all
	}
	return nil
}
