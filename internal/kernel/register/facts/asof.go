package facts

import (
	"cmp"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// Held is a fact that counts, with the statement it is from.
type Held struct {
	Fact

	From clock.Date // since when a plain fact or a span holds
	By   *Said
}

// Known gives the record as it stood at an instant.
func (r Record) Known(at time.Time) Record {
	n := len(r.Said)
	for n > 0 && r.Said[n-1].At.After(at) {
		n--
	}
	r.Said = r.Said[:n:n]
	return r
}

// InUse tells whether there was such a record on a day: something was said from a day up to it on, and no retirement since.
func (r Record) InUse(day clock.Date) bool {
	var last *Said
	for i := range r.Said {
		s := &r.Said[i]
		if s.What != Corrected && s.From <= day && (last == nil || s.From >= last.From) {
			last = s
		}
	}
	return last != nil && last.What != Retired
}

// Facts lists every fact that counts, whatever the day, in order of field and of time within it.
func (r Record) Facts() []Held {
	last := map[place]Held{}
	for i := range r.Said {
		s := &r.Said[i]
		for j := range s.Facts {
			p := s.Facts[j].place(s.From)
			last[p] = Held{Fact: s.Facts[j], From: p.from, By: s}
		}
	}
	out := make([]Held, 0, len(last))
	for _, h := range last {
		if !h.Void {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b Held) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Period, b.Period), cmp.Compare(a.From, b.From), cmp.Compare(a.Item, b.Item))
	})
	return out
}

// AsOf gives what rules read of a record on a day, by register.Reading.Name, without what its classes give; false
// where there is none on the day. For a year or month that is not over, or of which nothing was said, there is nothing.
func (r Record) AsOf(def *register.Definition, day clock.Date) (map[string]rule.Value, bool) {
	if !r.InUse(day) {
		return nil, false
	}
	all := r.Facts()
	out := map[string]rule.Value{}
	for _, reading := range def.Readings() {
		var v rule.Value
		switch f := def.Fields[reading.Field]; {
		case f.Classes != "":
		case reading.Field == def.Key:
			v = rule.StringValue(r.Key)
		case f.Per == register.PerSpan:
			v = itemsOn(all, reading.Field, day)
		case reading.Of == register.Plain:
			for i := range all {
				if h := &all[i]; h.Field == reading.Field && h.Period == 0 && h.Item == "" && h.From <= day {
					v = h.Value // the latest comes last
				}
			}
		default:
			v = sum(reading.Type.Kind(), PeriodsOf(f.Per, reading.Of, day), func(p Period) (rule.Value, bool) {
				for i := range all {
					if h := &all[i]; h.Field == reading.Field && h.Period == p {
						return h.Value, true
					}
				}
				return rule.Value{}, false
			})
		}
		if v.Kind() == reading.Type.Kind() { // else the definition has changed since
			out[reading.Name] = v
		}
	}
	return out, true
}

// itemsOn lists the items of a span field held on a day, in order, each once; nothing where none ever was.
func itemsOn(all []Held, field string, day clock.Date) rule.Value {
	var items []string
	known := false
	for i := range all {
		h := &all[i]
		if h.Field != field || h.Item == "" {
			continue
		}
		known = true
		if h.From <= day && (h.To.IsZero() || day < h.To) {
			items = append(items, h.Item)
		}
	}
	if !known {
		return rule.Value{}
	}
	slices.Sort(items)
	return rule.StringsValue(slices.Compact(items))
}

// PeriodsOf lists the periods that a reading adds up on a day, in order.
func PeriodsOf(per string, of register.Of, day clock.Date) []Period {
	year, month := day.Year(), int(day.Month())
	if per == register.PerYear {
		switch of {
		case register.Latest:
			return []Period{Year(year - 1)}
		case register.Before:
			return []Period{Year(year - 2)}
		}
		return nil
	}
	back := func(n int) (int, int) { // the month n months before that of the day
		m := year*12 + month - 1 - n
		return m / 12, m%12 + 1
	}
	y, m := back(1)
	switch of {
	case register.Latest:
		return []Period{Month(y, m)}
	case register.Before:
		y, m = back(2)
		return []Period{Month(y, m)}
	case register.ToDateBefore:
		y--
	}
	out := make([]Period, m)
	for i := range out {
		out[i] = Month(y, i+1)
	}
	return out
}

// sum adds up periods, nothing where one is missing or the sum does not fit; a single one is taken as it is.
func sum(kind rule.Kind, periods []Period, at func(Period) (rule.Value, bool)) rule.Value {
	var total int64
	for _, p := range periods {
		v, ok := at(p)
		if !ok || v.Kind() != kind {
			return rule.Value{}
		}
		if len(periods) == 1 {
			return v
		}
		next := total + v.Number()
		if (next > total) != (v.Number() > 0) && v.Number() != 0 {
			return rule.Value{}
		}
		total = next
	}
	return number(kind, total)
}
