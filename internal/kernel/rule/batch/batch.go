// Package batch tries many rules on many rows at once: every clause of a policy on every enterprise.
//
// A rule is asked of one record at a time by package rule. Here a record is a row of a Table, whose columns are
// kept apart, and all rules together become one Graph:
//
//	set, err := batch.Compile(clauses)     // checked rules → one graph, every condition in it once
//	run := set.On(table)                   // codes each column by the constants that it is compared with
//	totals := run.Totals()                 // how many rows each clause takes, and how much it comes to
//	run.Change(row, "enterprise.staff", …) // tries again what reads that fact, for that row
//
// A column is coded by rank: of 30 and 300 employees only “below 30, below 300, more” matter to any clause, so a row
// keeps two bits, and those lie in planes of bits, sixty-four rows to a word. A comparison is then one operation on words a
// bit of the code, and what joins comparisons one operation more. A clause has two answers, who satisfies it and whom it
// denies; who is in neither lacks a fact that was read, and rule.Program says which. Every amount is an integer.
//
// What does not go on columns (regular expressions over several fields, loops over lists of lists) is asked of package
// rule row by row, and Set.RowByRow says so. Package rule's cel-go is the oracle: the tests hold this package to its
// verdicts, amounts and errors on random clauses and rows.
package batch

import (
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
)

// Clause is a condition with what it grants.
type Clause struct {
	When   *rule.Program // a bool
	Amount *rule.Program // money or an int; nil grants nothing but the verdict
}

// Set is what Compile made of clauses. It is immutable and fits any Table of its schema.
type Set struct {
	schema  *rule.Schema
	graph   *graph
	clauses []clause
	readers map[string][]int // clauses by the path that they read
}

// clause has its nodes in the graph: who satisfies it, whom it denies, and the parts of its amount.
type clause struct {
	Clause
	holds, fails int32
	parts        []part
}

// part is an amount for those in a node: a constant, a formula over columns, or a rule asked row by row.
type part struct {
	node    int32
	fixed   int64
	formula *formula
	asked   *rule.Program
}

// Compile builds the graph of clauses over one schema. Its errors name what a Table cannot hold, at its place in the rule.
func Compile(schema *rule.Schema, clauses []Clause) (*Set, error) {
	s := &Set{schema: schema, graph: newGraph(schema), readers: map[string][]int{}}
	var faults errs.List
	for i, c := range clauses {
		paths := c.When.References()
		if c.Amount != nil {
			paths = append(paths, c.Amount.References()...)
		}
		slices.Sort(paths)
		for _, path := range slices.Compact(paths) {
			if err := holdable(schema, path, c.When.Position()); err != nil {
				faults = append(faults, err)
				continue
			}
			for _, column := range columnsOf(schema, path) {
				if of := s.readers[column]; len(of) == 0 || of[len(of)-1] != i {
					s.readers[column] = append(of, i)
				}
			}
		}
		if c.When.Type().Kind() != rule.KindBool || c.Amount != nil && c.Amount.Type().Kind() != rule.KindMoney && c.Amount.Type().Kind() != rule.KindInt {
			faults = append(faults, errs.Newf(errs.Internal, "batch.type", "条款的条件须为真假，金额须为钱数或整数", "a clause wants a bool for its condition and money or an int for its amount").At(c.When.Position().String()))
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for _, c := range clauses {
		b := &builder{graph: s.graph, rule: c.When}
		holds, fails := b.verdict(c.When.AST().NativeRep().Expr())
		out := clause{Clause: c, holds: holds, fails: fails}
		if c.Amount != nil {
			b = &builder{graph: s.graph, rule: c.Amount}
			out.parts = b.amount(c.Amount.AST().NativeRep().Expr(), holds)
		}
		s.clauses = append(s.clauses, out)
	}
	return s, nil
}

// Len is how many clauses there are.
func (s *Set) Len() int { return len(s.clauses) }

// Size tells how many different conditions and junctions the clauses came to.
func (s *Set) Size() (conditions, junctions int) {
	for _, n := range s.graph.nodes {
		if n.op == and || n.op == or {
			junctions++
		}
	}
	return len(s.graph.leaves), junctions
}

// RowByRow lists the parts of clauses that are asked of package rule for each row: as they are written, once each.
func (s *Set) RowByRow() []string {
	var out []string
	for _, l := range s.graph.leaves {
		if l.how == byRow {
			out = append(out, l.text)
		}
	}
	for _, c := range s.clauses {
		for _, p := range c.parts {
			if p.asked != nil && !slices.Contains(out, p.asked.Source()) {
				out = append(out, p.asked.Source())
			}
		}
	}
	return out
}

// Readers lists the clauses, by number, that read the fact at path.
func (s *Set) Readers(path string) []int { return slices.Clone(s.readers[path]) }
