package benefit

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
)

// pools holds the grants against what each document may come to and then against the budget lines.
func (s *Scheme) pools(out *Outcome, c *Case, h *history) error {
	var documents []string
	for _, clause := range s.Clauses {
		if p := clause.Policy; p.Caps.All.Set && !slices.Contains(documents, p.Name) {
			documents = append(documents, p.Name)
			pool := Pool{Document: p.Name, Short: mechanism.ProRata, Bounded: true, Left: max(0, p.Caps.All.Fen-h.byDoc[p.Name])}
			if err := s.pay(out, c, &pool, func(one Clause) bool { return one.Policy == p }, nil); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.lines)) {
		line := s.lines[name]
		pool := Pool{Line: name, Short: cmp.Or(line.Short, mechanism.FirstCome), Bounded: line.Amount.Set, Left: max(0, line.Amount.Fen-h.byLine[name])}
		if left, ok := c.Left[name]; ok {
			pool.Bounded, pool.Left = true, max(0, left)
		}
		if err := s.pay(out, c, &pool, func(one Clause) bool { return one.Budget == name }, line.Rank.Rule); err != nil {
			return err
		}
	}
	return nil
}

// pay takes from the grants of a pool what it cannot bear.
func (s *Scheme) pay(out *Outcome, c *Case, pool *Pool, meant func(Clause) bool, rank *rule.Program) error {
	members := make([]bool, len(s.Clauses))
	for i, clause := range s.Clauses {
		members[i] = meant(clause) && c.asked(int32(i))
	}
	var claims []*Grant
	for i := range out.Grants {
		g := &out.Grants[i]
		if members[g.Clause] && g.Paid > 0 {
			claims = append(claims, g)
			before := pool.Asked
			if pool.Asked += g.Paid; pool.Asked < before {
				return errs.Newf(errs.Invalid, "benefit.overflow", "金额合计超出可计范围", "the amounts together are too large to count")
			}
		}
	}
	why := Cut{Why: BudgetShort, Line: pool.Line, Short: pool.Short}
	if pool.Document != "" {
		why.Why, why.Cap = DocumentShort, pool.Left
	}
	switch {
	case !pool.Bounded || pool.Asked <= pool.Left:
	case pool.Short == mechanism.ProRata:
		proRata(claims, c.Keys, pool, why)
	case pool.Short == mechanism.Rank:
		byRank(claims, c, rank)
		inTurn(claims, pool.Left, why)
	default:
		byArrival(claims, c)
		inTurn(claims, pool.Left, why)
	}
	for _, g := range claims {
		pool.Paid += g.Paid
	}
	out.Pools = append(out.Pools, *pool)
	return nil
}

// proRata gives each claim the same share, cut to the fen; the fen that are over go to those who lost the largest part of
// one, of equals to the lower key and then the earlier clause.
func proRata(claims []*Grant, keys []string, pool *Pool, why Cut) {
	type part struct {
		g    *Grant
		pays money.Fen
		lost uint64 // of a fen, in parts of the sum asked
	}
	parts := make([]part, len(claims))
	rest := pool.Left
	for i, g := range claims {
		high, low := bits.Mul64(uint64(g.Paid), uint64(pool.Left))
		whole, lost := bits.Div64(high, low, uint64(pool.Asked)) // left < asked, so that it fits
		parts[i] = part{g, money.Fen(whole), lost}
		rest -= money.Fen(whole)
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(b.lost, a.lost), strings.Compare(keys[a.g.Row], keys[b.g.Row]), cmp.Compare(a.g.Clause, b.g.Clause))
	})
	for i := range parts {
		p := &parts[i]
		if rest > 0 {
			p.pays, rest = p.pays+1, rest-1
		}
		if over := p.g.Paid - p.pays; over > 0 {
			why.By = over
			p.g.cut(why)
		}
	}
}

// inTurn pays claims in order until nothing is left; the last one gets what remains.
func inTurn(claims []*Grant, left money.Fen, why Cut) {
	for i, g := range claims {
		if over := g.Paid - left; over > 0 {
			why.By, why.Place = over, i+1
			g.cut(why)
		}
		left -= min(left, g.Paid)
	}
}

func byArrival(claims []*Grant, c *Case) {
	if c.Order == nil {
		return // rows are in order already
	}
	place := make([]int32, len(c.Order))
	for i, row := range c.Order {
		place[row] = int32(i)
	}
	slices.SortStableFunc(claims, func(a, b *Grant) int { return cmp.Compare(place[a.Row], place[b.Row]) })
}

// byRank puts the highest first; those of whom what ranks them is not known come last, and equals in order of key.
func byRank(claims []*Grant, c *Case, rank *rule.Program) {
	type value struct {
		n     int64
		known bool
	}
	of := map[int32]value{}
	for _, g := range claims {
		if _, asked := of[g.Row]; !asked && rank != nil {
			v, err := rank.Value(c.Table.Row(int(g.Row)))
			of[g.Row] = value{v.Number(), err == nil}
		}
	}
	slices.SortFunc(claims, func(a, b *Grant) int {
		x, y := of[a.Row], of[b.Row]
		if x.known != y.known {
			if x.known {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(y.n, x.n), strings.Compare(c.Keys[a.Row], c.Keys[b.Row]), cmp.Compare(a.Clause, b.Clause))
	})
}

// PoolTitle is what people call a pool.
func (s *Scheme) PoolTitle(p *Pool) text.Text {
	if p.Line != "" {
		return s.lines[p.Line].Title
	}
	for _, c := range s.Clauses {
		if c.Policy.Name == p.Document {
			return c.Policy.Title
		}
	}
	return text.Text{Zh: p.Document}
}
