package rule

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Comparison is a text that a rule compares a field with, or each item of a list, by ==, != or in.
type Comparison struct {
	Path string // of the field: matter.urgency
	Text string
	At   Position // of the text
}

// Compared lists the texts that fields are compared with, in reading order. Who knows what a field may hold can tell a slip
// of the pen from them, which the types do not show.
func (p *Program) Compared() []Comparison {
	if p == nil {
		return nil
	}
	var out []Comparison
	comparedPairs(p.tree.Expr(), func(field, value ast.Expr) {
		if path, _, known := p.Path(field); known {
			if s, ok := literalString(value); ok {
				out = append(out, Comparison{path, s, p.place(value.ID())})
			}
		}
	})
	ast.PreOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.ComprehensionKind { // support_units.exists(u, u == "js")
			return
		}
		each := x.AsComprehension()
		path, _, known := p.Path(each.IterRange())
		if !known {
			return
		}
		comparedPairs(each.LoopStep(), func(item, value ast.Expr) {
			if s, ok := literalString(value); ok && item.Kind() == ast.IdentKind && item.AsIdent() == each.IterVar() {
				out = append(out, Comparison{path, s, p.place(value.ID())})
			}
		})
	}))
	return out
}

// comparedPairs tells each two sides that are compared, each before the other.
func comparedPairs(of ast.Expr, note func(one, other ast.Expr)) {
	ast.PreOrderVisit(of, ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		switch call := x.AsCall(); call.FunctionName() {
		case operators.Equals, operators.NotEquals:
			note(call.Args()[0], call.Args()[1])
			note(call.Args()[1], call.Args()[0])
		case operators.In:
			if list := call.Args()[1]; list.Kind() == ast.ListKind {
				for _, value := range list.AsList().Elements() {
					note(call.Args()[0], value)
				}
			}
			note(call.Args()[1], call.Args()[0]) // a text among those of a field
		}
	}))
}
