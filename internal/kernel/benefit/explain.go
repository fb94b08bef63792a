package benefit

import (
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// Source tells where a fact of the record at hand comes from (上年度财务报表, 2023-04-30); "" where nobody noted it.
type Source func(path string) string

// Explanation says why one record is entitled to one clause or not.
type Explanation struct {
	Clause   string       `json:"clause"`
	Title    string       `json:"title"`
	Verdict  rule.Verdict `json:"verdict"` // true, false, or failed: a fact is missing
	Amount   money.Fen    `json:"amount,omitempty"`
	How      string       `json:"how,omitempty"` // the amount in words
	Tree     Node         `json:"tree"`
	Deciding []string     `json:"deciding,omitempty"` // what was found that settles it
	Misses   [][]string   `json:"misses,omitempty"`   // of a refusal: each a smallest set of conditions that would have to hold
	Fault    string       `json:"fault,omitempty"`
}

// Node is a part of the clause's condition.
type Node struct {
	Op       string       `json:"op,omitempty"` // &&, ||, !, ?: over Parts
	Verdict  rule.Verdict `json:"verdict"`
	Says     string       `json:"says,omitempty"` // the condition in words
	Found    string       `json:"found,omitempty"`
	Reads    []Read       `json:"reads,omitempty"`
	Children []Node       `json:"parts,omitempty"`
}

// Read is a fact that was looked at.
type Read struct {
	Path   string `json:"path"`
	Title  string `json:"title"`
	Value  string `json:"value"`
	Source string `json:"source,omitempty"`
	Unset  bool   `json:"unset,omitempty"` // there is no such fact
}

// Explain tells, for a row and a clause of the scheme, the conditions with what was found, what decided, and what is
// missing. source may be nil.
func (s *Scheme) Explain(r *Records, row, clause int, lang text.Lang, source Source) Explanation {
	c := s.Clauses[clause]
	in := r.Table.Row(row)
	e := c.When.Rule.Explain(in, lang)
	out := Explanation{Clause: c.ID, Title: c.Title.In(lang), Verdict: e.Verdict, Tree: node(c.When.Rule, e.Root, lang, source)}
	if e.Err != nil {
		out.Fault = errs.Message(e.Err, lang)
	}
	for _, l := range e.Deciding {
		out.Deciding = append(out.Deciding, l.Fact)
	}
	if e.Verdict == rule.True {
		v, err := c.Amount.Rule.Value(in)
		if out.Amount = v.Fen(); err != nil {
			out.Fault = errs.Message(err, lang)
		}
		out.How, _ = c.Amount.Rule.ValueWords(lang)
		return out
	}
	for _, m := range s.Misses(r, clause, lang) {
		if slices.Contains(m.Rows, int32(row)) && (len(out.Misses) == 0 || len(out.Misses[0]) == len(m.Wants)) {
			out.Misses = append(out.Misses, m.Wants)
		}
	}
	return out
}

func node(p *rule.Program, n rule.Node, lang text.Lang, source Source) Node {
	out := Node{Op: n.Op, Verdict: n.Verdict}
	for _, child := range n.Children {
		out.Children = append(out.Children, node(p, child, lang, source))
	}
	if l := n.Leaf; l != nil {
		out.Says, out.Found = said(p, l.Source, true, lang), l.Fact
		for _, r := range l.Reads {
			read := Read{Path: r.Path, Title: r.Title, Value: r.Value.In(lang), Unset: r.Value.Kind() == rule.KindNone}
			if source != nil {
				read.Source = source(r.Path)
			}
			out.Reads = append(out.Reads, read)
		}
	}
	return out
}

// said puts a condition into words, or gives it as it is written where it has a form that there are none for.
func said(p *rule.Program, condition string, holds bool, lang text.Lang) string {
	if words, ok := p.Phrase(condition, holds, lang); ok {
		return words
	}
	if holds {
		return condition
	}
	return "!(" + condition + ")"
}

// Near is a smallest change by which records would come to be entitled: one condition, or two neither of which suffices
// alone.
type Near struct {
	Wants []string `json:"wants"`
	Rows  []int32  `json:"rows"`
}

// Misses tells for all records at once which one or two conditions of a clause they lack; what most lack comes first.
func (s *Scheme) Misses(r *Records, clause int, lang text.Lang) []Near {
	p := s.Clauses[clause].When.Rule
	var out []Near
	for _, m := range s.set.On(r.Table).Misses(clause) {
		near := Near{Rows: slices.DeleteFunc(m.Rows, func(row int32) bool { return !r.In(row) })}
		if len(near.Rows) == 0 {
			continue
		}
		for _, w := range m.Wants {
			near.Wants = append(near.Wants, said(p, w.Condition, w.Holds, lang))
		}
		out = append(out, near)
	}
	return out
}

// Condition is who is entitled, in words.
func (c *Clause) Condition(lang text.Lang) string {
	if own := c.Guide.Conditions; !own.IsZero() {
		return own.In(lang)
	}
	if c.When.Rule == nil {
		return ""
	}
	if words, ok := c.When.Rule.Words(lang, nil); ok {
		return words
	}
	return c.When.Rule.Source()
}

// HowMuch is the amount in words.
func (c *Clause) HowMuch(lang text.Lang) string {
	if c.Amount.Rule == nil {
		return ""
	}
	if words, ok := c.Amount.Rule.ValueWords(lang); ok {
		return words
	}
	return c.Amount.Rule.Source()
}
