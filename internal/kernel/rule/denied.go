package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Read is a field that a rule reads, and where.
type Read struct {
	Path string
	At   Position
}

// Denied lists the fields of which the rule says what they are not, by != or under !, in reading order. Where such a field is not
// set, it is not what it is said not to be, and yet the rule does not hold.
func (p *Program) Denied() []Read {
	if p == nil {
		return nil
	}
	var out []Read
	var visit func(x ast.Expr, denied bool)
	visit = func(x ast.Expr, denied bool) {
		if path, _, ok := p.Path(x); ok {
			if denied && !isTest(x) {
				out = append(out, Read{path, startOf(p.tree, p.at, x)})
			}
			return
		}
		if x.Kind() != ast.CallKind {
			return // in a list's elements nothing is unset
		}
		switch name := callName(x); {
		case name == operators.LogicalNot:
			denied = !denied
		case name == operators.NotEquals:
			denied = !denied
		case name == operators.Conditional:
			return
		}
		for _, c := range children(x) {
			visit(c, denied)
		}
	}
	visit(p.tree.Expr(), false)
	return out
}

// Tested lists the fields of which the rule asks with has() whether they are set, in reading order.
func (p *Program) Tested() []Read {
	if p == nil {
		return nil
	}
	var out []Read
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		if path, _, ok := p.Path(x); ok && isTest(x) {
			out = append(out, Read{path, startOf(p.tree, p.at, x)})
			return
		}
		for _, c := range children(x) {
			visit(c)
		}
	}
	visit(p.tree.Expr())
	return out
}

// ByZero lists where the rule divides by a zero that stands there as such: it can never be answered.
func (p *Program) ByZero() []Position {
	if p == nil {
		return nil
	}
	var out []Position
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		for _, c := range children(x) {
			visit(c)
		}
		if x.Kind() != ast.CallKind || callName(x) != operators.Divide && callName(x) != operators.Modulo {
			return
		}
		by := x.AsCall().Args()[1]
		if by.Kind() == ast.LiteralKind && (by.AsLiteral().Value() == int64(0) || by.AsLiteral().Value() == float64(0)) {
			out = append(out, startOf(p.tree, p.at, by))
		}
	}
	visit(p.tree.Expr())
	return out
}
