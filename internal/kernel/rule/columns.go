package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"qinlian/internal/base/errs"
)

// What an evaluator on columns asks of a checked rule; see package batch.

// Schema is what the rule may read.
func (p *Program) Schema() *Schema {
	if p == nil {
		return nil
	}
	return p.schema
}

// Path resolves a node of AST that is a declared variable or a field reached from one: its path
// ("enterprise.revenue") and its declaration.
func (p *Program) Path(x ast.Expr) (string, Field, bool) {
	path, ok := p.schema.pathOf(x)
	return path.text, path.field, ok
}

// Shape gives the declared shape of that name.
func (s *Schema) Shape(name string) (Shape, bool) {
	sh := s.shapes[name]
	if sh == nil {
		return Shape{}, false
	}
	return sh.Shape, true
}

// TypeOf is the kind of a node of AST.
func (p *Program) TypeOf(x ast.Expr) Kind { return kindOf(p.tree.GetType(x.ID())) }

// Operands lists what the && or || at x joins, whichever way CEL has nested it.
func Operands(x ast.Expr) []ast.Expr { return operands(x) }

// Children lists the expressions directly below x in reading order.
func Children(x ast.Expr) []ast.Expr { return children(x) }

// Text writes a node of AST as a rule would.
func (p *Program) Text(x ast.Expr) string { return p.text(x) }

// Part makes a node of AST that stands by itself (no iteration variable is free in it) a rule of its own, placed where
// it stands in this one.
func (p *Program) Part(x ast.Expr) (*Program, error) {
	want, ok := typeOf(p.tree.GetType(x.ID()))
	if !ok {
		return nil, errs.Newf(errs.Internal, "rule.part", "规则的这一部分没有自己的类型", "this part of the rule has no type of its own").At(p.place(x.ID()).String())
	}
	return p.environ.Compile(p.text(x), want, startOf(p.tree, p.at, x))
}

func typeOf(t *types.Type) (Type, bool) {
	kind := kindOf(t)
	switch kind {
	case KindNone, KindDays:
		return Type{}, false
	case KindList:
		elem, ok := typeOf(t.Parameters()[0])
		return ListOf(elem), ok
	case KindObject:
		return Object(t.TypeName()), true
	default:
		return Type{kind: kind}, true
	}
}
