package benefit

import (
	"cmp"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule/batch"
)

// Case is what a scheme is tried on.
type Case struct {
	Records

	Paid  []Payment            // earlier, in any order
	Left  map[string]money.Fen // what is left of budget lines; those that are not named have their yearly amount less what was paid
	Order []int32              // rows in order of arrival, for first come first served; nil: as they stand
	Only  []int32              // clauses that are asked for; others take nothing from caps and lines. nil: all
}

// asked tells whether a clause is asked for.
func (c *Case) asked(clause int32) bool { return c.Only == nil || slices.Contains(c.Only, clause) }

// Grant is what one record is entitled to by one clause.
type Grant struct {
	Row    int32
	Clause int32     // of Scheme.Clauses
	Asked  money.Fen // by the clause's amount
	Paid   money.Fen // what remains after every step; 0: refused
	Cuts   []Cut     // what took the rest, in order
}

// Refused tells whether nothing is left of it.
func (g *Grant) Refused() bool { return g.Paid == 0 }

// Pair is a clause that could not be decided for a row: a fact is missing.
type Pair struct{ Row, Clause int32 }

// Outcome is what a scheme comes to.
type Outcome struct {
	Scheme *Scheme
	Grants []Grant // in order of row and clause, the refused among them
	Faulty []Pair  // likewise
	Pools  []Pool
}

// Pool is a sum of money from which grants are paid: a budget line, or what a document may come to in a year.
type Pool struct {
	Line     string `json:"line,omitempty"`     // budget line
	Document string `json:"document,omitempty"` // or document
	Short    string `json:"short"`              // what happens where it does not suffice

	Bounded bool      `json:"bounded"` // false: no amount is known, nothing is cut
	Left    money.Fen `json:"left"`
	Asked   money.Fen `json:"asked"`
	Paid    money.Fen `json:"paid"`
}

// Entitle tries every clause on every row and settles what is paid. It fails with benefit.keys where keys and rows do not
// fit, and with benefit.overflow where sums do not.
func (s *Scheme) Entitle(c Case) (*Outcome, error) {
	if len(c.Keys) > c.Table.Rows() || c.Order != nil && len(c.Order) != len(c.Keys) {
		return nil, errs.Newf(errs.Internal, "benefit.keys", "%[1]d 行有 %[2]d 个标识", "%[1]d rows have %[2]d keys", c.Table.Rows(), len(c.Keys))
	}
	out := &Outcome{Scheme: s}
	s.candidates(&c.Records, out)
	h := s.history(c.Paid)
	for from := 0; from < len(out.Grants); {
		to := from + 1
		for to < len(out.Grants) && out.Grants[to].Row == out.Grants[from].Row {
			to++
		}
		s.settle(out.Grants[from:to], h.of[c.Keys[out.Grants[from].Row]], &c)
		from = to
	}
	if err := s.pools(out, &c, h); err != nil {
		return nil, err
	}
	return out, nil
}

// Count tells what each clause comes to over all records, before it is held against anything else. Conditions on columns that
// were not prepared for them are read as they are, which suits a draft; it fails with batch.overflow.
func (s *Scheme) Count(r Records) ([]batch.Total, error) { return s.set.Try(r.Table).Totals() }

// candidates lists who satisfies which clause, in order of row and clause. What the run gives is in order of clause within
// a block of rows, so that placing it row by row, as it comes, is enough.
func (s *Scheme) candidates(r *Records, out *Outcome) {
	var found []Grant
	var faulty []Pair
	ends := make([]int, len(r.Keys)+1) // of each row's grants, counted from the row before
	s.set.On(r.Table).Each(func(g batch.Grants) {
		for i, row := range g.Rows {
			if r.In(row) {
				asked := money.Fen(g.Amounts[i])
				found = append(found, Grant{Row: row, Clause: int32(g.Clause), Asked: asked, Paid: max(0, asked)})
				ends[row+1]++
			}
		}
		for _, row := range g.Faulty {
			if r.In(row) {
				faulty = append(faulty, Pair{row, int32(g.Clause)})
			}
		}
	})
	for row := range r.Keys {
		ends[row+1] += ends[row]
	}
	out.Grants, out.Faulty = make([]Grant, len(found)), faulty
	for i := range found {
		at := &ends[found[i].Row]
		out.Grants[*at] = found[i]
		*at++
	}
	slices.SortFunc(out.Faulty, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Clause, b.Clause)) })
}

// history is what was paid before, by record and by clause of the scheme.
type history struct {
	of     map[string][]earlier
	byLine map[string]money.Fen // in the scheme's year
	byDoc  map[string]money.Fen
}

type earlier struct {
	Payment

	clause *Clause // nil: no longer in the files
}

func (s *Scheme) history(paid []Payment) *history {
	h := &history{map[string][]earlier{}, map[string]money.Fen{}, map[string]money.Fen{}}
	for _, p := range paid {
		c := s.known[p.Clause]
		h.of[p.Key] = append(h.of[p.Key], earlier{p, c})
		if c != nil && p.On.Year() == s.Day.Year() {
			h.byLine[c.Budget] += p.Amount
			h.byDoc[c.Policy.Name] += p.Amount
		}
	}
	return h
}

// settle decides among the claims of one record, which are in order of clause.
func (s *Scheme) settle(grants []Grant, paid []earlier, in *Case) {
	for i := range grants {
		s.alone(&grants[i], paid)
	}
	s.exclude(grants)
	year := s.Day.Year()
	for i := range grants {
		g := &grants[i]
		c := s.Clauses[g.Clause]
		now := grants[:i]
		if in.Only != nil && (c.Policy.Caps.Each.Set || c.Policy.Caps.Together.Set) {
			now = slices.DeleteFunc(slices.Clone(now), func(g Grant) bool { return !in.asked(g.Clause) })
		}
		if c.Policy.Caps.Each.Set {
			s.cap(g, CapDocument, c.Policy.Caps.Each.Fen, s.had(now, paid, func(other *Clause) bool { return other.Policy == c.Policy }, year))
		}
		if c.Policy.Caps.Together.Set {
			s.cap(g, CapTogether, c.Policy.Caps.Together.Fen, s.had(now, paid, nil, year))
		}
	}
}

// alone decides what can be told of a claim without the others: paid before, and the clause's own cap.
func (s *Scheme) alone(g *Grant, paid []earlier) {
	c := s.Clauses[g.Clause]
	if g.Paid == 0 {
		g.Cuts = append(g.Cuts, Cut{Why: NoAmount})
		return
	}
	for _, p := range paid {
		if p.Clause == c.ID && Period(c.Period, p.On) == Period(c.Period, s.Day) {
			g.cut(Cut{Why: PaidBefore, By: g.Paid, On: p.On})
			return
		}
	}
	if c.Cap.Set {
		s.cap(g, CapClause, c.Cap.Fen, s.had(nil, paid, func(other *Clause) bool { return other.ID == c.ID }, s.Day.Year()))
	}
	s.setsBefore(g, &c, paid)
}

// setsBefore takes off what was paid of the clause's exclusion sets in its period: all of the claim, or where every set
// concerned pays the difference, each such payment once.
func (s *Scheme) setsBefore(g *Grant, c *Clause, paid []earlier) {
	var sum money.Fen
	off := Cut{Why: PaidInSet}
	for _, p := range paid {
		if p.clause == nil || Period(c.Period, p.On) != Period(c.Period, s.Day) {
			continue
		}
		counted := false
		for _, name := range c.Exclusive {
			switch {
			case !slices.Contains(p.clause.Exclusive, name):
			case s.sets[name].Before == mechanism.Difference:
				counted = true
				off.Other, off.On, off.Set = p.clause, p.On, name
			case g.Paid > 0:
				g.cut(Cut{Why: PaidInSet, By: g.Paid, Other: p.clause, On: p.On, Set: name})
				return
			}
		}
		if counted {
			sum += p.Amount
		}
	}
	if off.By = min(g.Paid, sum); off.By > 0 {
		g.cut(off)
	}
}

// exclude keeps, of each exclusion set, the highest; of equal ones the first.
func (s *Scheme) exclude(grants []Grant) {
	byAmount := make([]int, 0, len(grants))
	for i := range grants {
		if grants[i].Paid > 0 && len(s.Clauses[grants[i].Clause].Exclusive) > 0 {
			byAmount = append(byAmount, i)
		}
	}
	slices.SortStableFunc(byAmount, func(a, b int) int {
		switch x, y := grants[a].Paid, grants[b].Paid; {
		case x > y:
			return -1
		case x < y:
			return 1
		default:
			return 0
		}
	})
	taken := map[string]*Clause{}
	for _, i := range byAmount {
		g := &grants[i]
		sets := s.Clauses[g.Clause].Exclusive
		for _, name := range sets {
			if by, ok := taken[name]; ok {
				g.cut(Cut{Why: Excluded, By: g.Paid, Other: by, Set: name})
				break
			}
		}
		if g.Paid > 0 {
			for _, name := range sets {
				taken[name] = &s.Clauses[g.Clause]
			}
		}
	}
}

// had is what a record got in a year and gets now, of the clauses that are meant; nil means all, those that are no longer
// in the scheme too.
func (s *Scheme) had(now []Grant, paid []earlier, meant func(*Clause) bool, year int) money.Fen {
	var sum money.Fen
	for _, p := range paid {
		if p.On.Year() == year && (meant == nil || p.clause != nil && meant(p.clause)) {
			sum += p.Amount
		}
	}
	for i := range now {
		if meant == nil || meant(&s.Clauses[now[i].Clause]) {
			sum += now[i].Paid
		}
	}
	return sum
}

func (s *Scheme) cap(g *Grant, why Reason, most, had money.Fen) {
	if over := g.Paid - max(0, most-had); over > 0 {
		g.cut(Cut{Why: why, By: over, Cap: most})
	}
}

// Sum is what is paid in all.
func (o *Outcome) Sum() money.Fen {
	var sum money.Fen
	for i := range o.Grants {
		sum += o.Grants[i].Paid
	}
	return sum
}

// Count tells how many grants are paid, to how many records.
func (o *Outcome) Count() (grants, records int) {
	last := int32(-1)
	for i := range o.Grants {
		if g := &o.Grants[i]; g.Paid > 0 {
			grants++
			if g.Row != last {
				records, last = records+1, g.Row
			}
		}
	}
	return grants, records
}
