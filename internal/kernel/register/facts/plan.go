package facts

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// begin makes the plan hold nothing, at the first fact of a row.
func (p *plan) begin(row int64) {
	if p.row == row {
		return
	}
	p.row, p.from, p.value, p.spans = row, 0, rule.Value{}, p.spans[:0]
	switch p.per {
	case register.PerYear:
		clear(p.series[:2])
	case register.PerMonth:
		clear(p.series[:])
	}
}

// hold adds a span; one of the same item and first day takes the place of what was said before.
func (p *plan) hold(s span) {
	for i := range p.spans {
		if p.spans[i].item == s.item && p.spans[i].from == s.from {
			p.spans[i] = s
			return
		}
	}
	p.spans = append(p.spans, s)
}

// read gives the value of a reading in the row at hand.
func (p *plan) read(x *reading, r *Reader) rule.Value {
	if p.row != r.row {
		return rule.Value{}
	}
	var v rule.Value
	switch {
	case p.per == register.PerSpan:
		return p.held(r)
	case x.of == register.Plain:
		v = p.value
	default:
		v = p.total(x.at)
	}
	if v.Kind() != p.kind {
		return rule.Value{}
	}
	return v
}

func (p *plan) total(places []int) rule.Value {
	if len(places) == 1 {
		return p.series[places[0]]
	}
	next := 0
	return sum(p.kind, make([]Period, len(places)), func(Period) (rule.Value, bool) {
		v := p.series[places[next]]
		next++
		return v, v.Kind() != rule.KindNone
	})
}

func (p *plan) held(r *Reader) rule.Value {
	if len(p.spans) == 0 {
		return rule.Value{}
	}
	r.items = r.items[:0]
	for i := range p.spans {
		if s := &p.spans[i]; s.from <= r.day && (s.to.IsZero() || r.day < s.to) && !slices.Contains(r.items, s.item) {
			r.items = append(r.items, s.item)
		}
	}
	slices.Sort(r.items)
	return rule.StringsValue(r.items) // a table keeps a list of its own
}

// class gives what the classes say of the row at hand. A field by year counts with its last complete year.
func (d *derived) class(r *Reader) rule.Value {
	for i, p := range d.reads {
		v := rule.Value{}
		if p.row == r.row {
			v = p.value
			switch p.per {
			case register.PerYear:
				v = p.series[0]
			case register.PerMonth:
				v = p.series[p.latest%100-1]
			}
		}
		d.values[i], d.known[i] = v.Number(), v.Kind() == p.kind
	}
	code := ""
	if d.by.row == r.row {
		code = d.by.value.Text()
	}
	name := d.scale.Class(code, d.values, d.known)
	if name == "" {
		return rule.Value{}
	}
	return rule.StringValue(name)
}

// placesOf are the places in series of the periods that a reading adds up.
func placesOf(per string, of register.Of, day clock.Date) []int {
	var out []int
	for _, p := range PeriodsOf(per, of, day) {
		if at := placeIn(per, p, latestOf(per, day)); at >= 0 {
			out = append(out, at)
		}
	}
	return out
}

// latestOf is the last complete period of a series, zero where the field is none.
func latestOf(per string, day clock.Date) Period {
	if per != register.PerYear && per != register.PerMonth {
		return 0
	}
	return PeriodsOf(per, register.Latest, day)[0]
}

func placeIn(per string, p, latest Period) int {
	at := -1
	if per == register.PerYear {
		at = int(latest - p)
		if at > 1 {
			at = -1
		}
		return at
	}
	switch p / 100 {
	case latest / 100:
		at = int(p%100) - 1
	case latest/100 - 1:
		at = int(p%100) + 11
	}
	return at
}
