package benefit

import (
	"cmp"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Comparison is what one scheme gives and another would, on the same records.
type Comparison struct {
	Before  Total        `json:"before"`
	After   Total        `json:"after"`
	Winners []Change     `json:"winners,omitempty"` // who gets more, the largest difference first
	Losers  []Change     `json:"losers,omitempty"`
	Clauses []Side       `json:"clauses,omitempty"` // by clause, in order of those of after, then what is gone
	Groups  []Breakdown  `json:"groups,omitempty"`
	Overlap []Overlap    `json:"overlap,omitempty"` // of after: clauses that the same records get
	Months  []MonthSpent `json:"months,omitempty"`
}

// Total is how much goes to how many.
type Total struct {
	Grants  int       `json:"grants"`
	Records int       `json:"records"`
	Amount  money.Fen `json:"amount"`
	Refused int       `json:"refused"` // entitled, and nothing is paid
	Faulty  int       `json:"faulty"`  // a fact is missing that decides
}

// Change is what becomes of one record.
type Change struct {
	Key    string    `json:"key"`
	Before money.Fen `json:"before"`
	After  money.Fen `json:"after"`
}

// Side is one name with what it comes to before and after.
type Side struct {
	Name          string    `json:"name"`
	Title         text.Text `json:"title,omitzero"`
	Before        money.Fen `json:"before"`
	After         money.Fen `json:"after"`
	RecordsBefore int       `json:"records_before"`
	RecordsAfter  int       `json:"records_after"`
}

// Breakdown is the cost by one fact of the records: size, industry, district.
type Breakdown struct {
	By    string    `json:"by"`
	Title text.Text `json:"title"`
	Sides []Side    `json:"rows"`
}

// Overlap is two clauses that the same records are paid by.
type Overlap struct {
	A       string    `json:"a"`
	B       string    `json:"b"`
	Records int       `json:"records"`
	Amount  money.Fen `json:"amount"` // by both
}

// MonthSpent is what is spent by the end of a month.
type MonthSpent struct {
	Month  string    `json:"month"` // 2023-06
	Before money.Fen `json:"before"`
	After  money.Fen `json:"after"`
}

// Totals counts an outcome; nil counts as nothing.
func (o *Outcome) Totals() Total {
	if o == nil {
		return Total{}
	}
	t := Total{Amount: o.Sum(), Faulty: len(o.Faulty)}
	t.Grants, t.Records = o.Count()
	t.Refused = len(o.Grants) - t.Grants
	return t
}

// By is a fact by which cost is broken down, or its first letters: the first of an industry code is its section.
type By struct {
	Path  string
	First int // 0: all
}

// Compare tells what after gives otherwise than before, which may be nil: nothing was given. Both are of the same keys; t
// is the table of after, and by are the facts by which the cost is broken down.
func Compare(before, after *Outcome, keys []string, t *batch.Table, by []By) *Comparison {
	c := &Comparison{Before: before.Totals(), After: after.Totals()}
	a, b := before.byRow(len(keys)), after.byRow(len(keys))
	for row, key := range keys {
		switch ch := (Change{key, a[row], b[row]}); {
		case ch.After > ch.Before:
			c.Winners = append(c.Winners, ch)
		case ch.After < ch.Before:
			c.Losers = append(c.Losers, ch)
		}
	}
	largest := func(x, y Change) int {
		return cmp.Or(cmp.Compare(abs(y.After-y.Before), abs(x.After-x.Before)), cmp.Compare(x.Key, y.Key))
	}
	slices.SortFunc(c.Winners, largest)
	slices.SortFunc(c.Losers, largest)
	c.Clauses = clauses(before, after)
	for _, one := range by {
		group := breakdown(one, a, b, t)
		if f, ok := after.Scheme.schema.Field(one.Path); ok {
			group.Title = f.Title
		}
		c.Groups = append(c.Groups, group)
	}
	c.Overlap = after.overlap()
	return c
}

func abs(f money.Fen) money.Fen { return max(f, -f) }

func (o *Outcome) byRow(rows int) []money.Fen {
	out := make([]money.Fen, rows)
	if o != nil {
		for i := range o.Grants {
			out[o.Grants[i].Row] += o.Grants[i].Paid
		}
	}
	return out
}

func clauses(before, after *Outcome) []Side {
	var out []Side
	at := map[string]int{}
	add := func(o *Outcome, isAfter bool) {
		if o == nil {
			return
		}
		for _, c := range o.Scheme.Clauses {
			if _, ok := at[c.ID]; !ok {
				at[c.ID] = len(out)
				out = append(out, Side{Name: c.ID, Title: c.Title})
			}
		}
		for i := range o.Grants {
			g := &o.Grants[i]
			side := &out[at[o.Scheme.Clauses[g.Clause].ID]]
			switch {
			case g.Paid == 0:
			case isAfter:
				side.After, side.RecordsAfter = side.After+g.Paid, side.RecordsAfter+1
			default:
				side.Before, side.RecordsBefore = side.Before+g.Paid, side.RecordsBefore+1
			}
		}
	}
	add(after, true)
	add(before, false)
	return out
}

// breakdown groups records by a fact: by what it says, or “” where it is not known.
func breakdown(by By, a, b []money.Fen, t *batch.Table) Breakdown {
	out := Breakdown{By: by.Path}
	at := map[string]int{}
	for row := range b {
		if a[row] == 0 && b[row] == 0 {
			continue
		}
		name := ""
		if v, ok := t.At(row, by.Path); ok {
			if name = v.In(text.Zh); v.Kind() == rule.KindString {
				name = v.Text()
			}
			if by.First > 0 && len(name) > by.First {
				name = name[:by.First]
			}
		}
		i, ok := at[name]
		if !ok {
			i, at[name] = len(out.Sides), len(out.Sides)
			out.Sides = append(out.Sides, Side{Name: name})
		}
		side := &out.Sides[i]
		if a[row] != 0 {
			side.Before, side.RecordsBefore = side.Before+a[row], side.RecordsBefore+1
		}
		if b[row] != 0 {
			side.After, side.RecordsAfter = side.After+b[row], side.RecordsAfter+1
		}
	}
	slices.SortFunc(out.Sides, func(x, y Side) int { return cmp.Or(cmp.Compare(y.After, x.After), cmp.Compare(x.Name, y.Name)) })
	return out
}

// overlap counts, for each pair of clauses, the records that are paid by both.
func (o *Outcome) overlap() []Overlap {
	type pair struct{ a, b int32 }
	found := map[pair]*Overlap{}
	for from := 0; from < len(o.Grants); {
		to := from
		for to < len(o.Grants) && o.Grants[to].Row == o.Grants[from].Row {
			to++
		}
		for i := from; i < to; i++ {
			for j := i + 1; j < to; j++ {
				x, y := &o.Grants[i], &o.Grants[j]
				if x.Paid == 0 || y.Paid == 0 {
					continue
				}
				p := found[pair{x.Clause, y.Clause}]
				if p == nil {
					p = &Overlap{A: o.Scheme.Clauses[x.Clause].ID, B: o.Scheme.Clauses[y.Clause].ID}
					found[pair{x.Clause, y.Clause}] = p
				}
				p.Records, p.Amount = p.Records+1, p.Amount+x.Paid+y.Paid
			}
		}
		from = to
	}
	out := make([]Overlap, 0, len(found))
	for _, p := range found {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(x, y Overlap) int {
		return cmp.Or(cmp.Compare(y.Records, x.Records), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out
}

// Try finds what a scheme gives on a day, after what was paid before it.
type Try func(day clock.Date, paid []Payment) (*Outcome, []string, error)

// Curve tells what is spent by the end of each month of a year, if on the last day of each all that is due is paid. Either
// may be nil.
func Curve(year int, before, after Try) ([]MonthSpent, error) {
	out := make([]MonthSpent, 12)
	for side, try := range []Try{before, after} {
		if try == nil {
			continue
		}
		var paid []Payment
		var sum money.Fen
		for month := range out {
			last := clock.NewDate(year, 1, 1).AddMonths(month+1) - 1
			o, keys, err := try(last, paid)
			if err != nil {
				return nil, err
			}
			paid = append(paid, o.Payments(keys, last)...)
			sum += o.Sum()
			out[month].Month = last.String()[:7]
			if side == 0 {
				out[month].Before = sum
			} else {
				out[month].After = sum
			}
		}
	}
	return out, nil
}

// Payments are the grants of an outcome as payments made on a day.
func (o *Outcome) Payments(keys []string, on clock.Date) []Payment {
	var out []Payment
	for i := range o.Grants {
		if g := &o.Grants[i]; g.Paid > 0 {
			out = append(out, Payment{Key: keys[g.Row], Clause: o.Scheme.Clauses[g.Clause].ID, Amount: g.Paid, On: on})
		}
	}
	return out
}
