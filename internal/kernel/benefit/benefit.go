// Package benefit finds who is entitled to how much under a zone's policies, and says why or why not.
//
// Policies are mechanism files (type benefit). Here the clauses that govern on a day are tried on all records of a register
// at once, and what comes out is held against what was paid before, against each other and against the budget:
//
//	scheme, err := benefit.Compile(bundle, "enterprise", day)
//	out, err := scheme.Entitle(benefit.Case{Records: records, Paid: earlier})
//	for _, g := range out.Grants { g.Paid, g.Cuts … }        // every entitlement, with the reason for whatever it lacks
//	scheme.Explain(records, row, clause, lang, source)        // why, and which fact is missing
//	scheme.Misses(records, clause, lang)                     // “317 lack only research spending of 3 %”
//	benefit.Compare(before, after, case, …)                  // what a draft would change
//
// A claim passes, in this order: the clause's own condition and amount; whether it was paid in this period; the clause's cap;
// the exclusion sets, of each of which the highest is kept; the caps of its document and of the enterprise; the document's
// sum; the budget line. Each step only takes away, so what holds after one holds after all. Everything is in fen and adds
// up exactly. See docs/adr/0013.
package benefit

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Clause is a clause of a scheme with the document that it stands in.
type Clause struct {
	*mechanism.Clause

	ID     string // document/key
	Policy *mechanism.Policy
}

// Scheme is the clauses on one register that govern on a day, compiled together. It is immutable.
type Scheme struct {
	Register string
	Day      clock.Date
	Clauses  []Clause // that say who gets how much, in order of document and place
	Listed   []Clause // of which the source gives no condition or no amount

	schema *rule.Schema
	set    *batch.Set
	known  map[string]*Clause // all that the files hold, in force or not
	lines  map[string]mechanism.Line
	sets   map[string]mechanism.Exclusion
}

// Registers lists the registers that a bundle's policies are of, in order of name.
func Registers(b *mechanism.Bundle) []string {
	seen := map[string]bool{}
	for _, p := range b.Benefits {
		if len(p.Clauses) > 0 {
			seen[p.Register()] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Policies lists a bundle's benefit documents in order of file and place.
func Policies(b *mechanism.Bundle) []*mechanism.Policy {
	return slices.SortedFunc(maps.Values(b.Benefits), func(x, y *mechanism.Policy) int {
		return cmp.Or(strings.Compare(x.At.File, y.At.File), cmp.Compare(x.At.Line, y.At.Line), strings.Compare(x.Name, y.Name))
	})
}

// Compile makes the scheme of a register on a day. It fails with benefit.no_clause where nothing governs, and with what
// batch.Compile finds.
func Compile(b *mechanism.Bundle, register string, day clock.Date) (*Scheme, error) {
	s := &Scheme{Register: register, Day: day, known: map[string]*Clause{}, lines: map[string]mechanism.Line{}, sets: map[string]mechanism.Exclusion{}}
	for _, p := range Policies(b) {
		if p.Register() != register {
			continue
		}
		maps.Copy(s.lines, p.Budget)
		maps.Copy(s.sets, p.Exclusions)
		for i := range p.Clauses {
			c := Clause{&p.Clauses[i], p.Name + "/" + p.Clauses[i].Key, p}
			s.known[c.ID] = &c
			switch {
			case !p.InForce(c.Clause, day):
			case c.Computed():
				s.schema = p.Schema()
				s.Clauses = append(s.Clauses, c)
			default:
				s.Listed = append(s.Listed, c)
			}
		}
	}
	if len(s.Clauses) == 0 {
		return nil, errs.Newf(errs.NotFound, "benefit.no_clause", "%[2]s 没有对“%[1]s”生效的条款", "no clause on %[1]s governs on %[2]s", register, day)
	}
	clauses := make([]batch.Clause, len(s.Clauses))
	for i, c := range s.Clauses {
		clauses[i] = batch.Clause{When: c.When.Rule, Amount: c.Amount.Rule}
	}
	var err error
	if s.set, err = batch.Compile(s.schema, clauses); err != nil {
		return nil, err
	}
	return s, nil
}

// Schema is what the scheme's clauses read.
func (s *Scheme) Schema() *rule.Schema { return s.schema }

// Set is the scheme's clauses as the batch engine tries them, in the same order.
func (s *Scheme) Set() *batch.Set { return s.set }

// Reads lists the paths that the scheme's clauses and budget lines read, in order.
func (s *Scheme) Reads() []string {
	out := []string{"today"}
	for _, c := range s.Clauses {
		out = append(append(out, c.When.Rule.References()...), c.Amount.Rule.References()...)
	}
	for _, line := range s.lines {
		if line.Rank.Rule != nil {
			out = append(out, line.Rank.Rule.References()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Find gives the number of a clause by document/key, or by its key alone where no other has it.
func (s *Scheme) Find(ref string) (int, error) {
	found := -1
	var known []string
	for i, c := range s.Clauses {
		known = append(known, c.ID)
		switch {
		case c.ID == ref:
			return i, nil
		case c.Key == ref && found >= 0:
			return 0, errs.Newf(errs.Invalid, "benefit.which", "条款代号“%[1]s”不止一个；请写全：%[2]s 或 %[3]s", "there are several clauses %[1]q; write %[2]s or %[3]s", ref, s.Clauses[found].ID, c.ID)
		case c.Key == ref:
			found = i
		}
	}
	if found >= 0 {
		return found, nil
	}
	zh, en := text.Suggest(ref, known)
	return 0, errs.Newf(errs.NotFound, "benefit.unknown", "没有条款“%[1]s”；%[2]s", "there is no clause %[1]q; %[3]s", ref, zh, en)
}

// Period names the span of time in which one is paid by a clause once: 2023, 2023-H1, 2023-Q2, 2023-06; "" is for ever.
func Period(word string, day clock.Date) string {
	written, month := day.String(), int(day.Month())
	switch word {
	case mechanism.Yearly:
		return written[:4]
	case mechanism.HalfYear:
		return written[:4] + "-H" + string(rune('1'+(month-1)/6))
	case mechanism.Quarter:
		return written[:4] + "-Q" + string(rune('1'+(month-1)/3))
	case mechanism.Monthly:
		return written[:7]
	default:
		return ""
	}
}

// Payment is what was paid before.
type Payment struct {
	Key    string // of the record
	Clause string // document/key
	Amount money.Fen
	On     clock.Date
}
