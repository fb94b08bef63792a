package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Given tells what a condition comes to where some of the flags that it reads are known, by path, and nothing else is; false
// for decided where the rest matters.
func (p *Program) Given(known map[string]bool) (value, decided bool) {
	if p.Type().Kind() != KindBool {
		return false, false
	}
	return p.given(p.tree.Expr(), known)
}

func (p *Program) given(x ast.Expr, known map[string]bool) (value, decided bool) {
	if path, _, ok := p.Path(x); ok {
		value, decided = known[path]
		return value, decided
	}
	switch x.Kind() {
	case ast.LiteralKind:
		b, ok := x.AsLiteral().(types.Bool)
		return bool(b), ok
	case ast.CallKind:
		call := x.AsCall()
		switch name := call.FunctionName(); name {
		case operators.LogicalNot:
			value, decided = p.given(call.Args()[0], known)
			return !value, decided
		case operators.LogicalAnd, operators.LogicalOr:
			all := true
			for _, of := range operands(x) {
				value, one := p.given(of, known)
				if one && value == (name == operators.LogicalOr) {
					return value, true
				}
				all = all && one
			}
			return name == operators.LogicalAnd, all
		}
	}
	return false, false
}
