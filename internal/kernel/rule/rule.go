// Package rule lets an institution's files say when something holds.
//
// A rule is a CEL expression over declared, typed fields:
//
//	matter.urgency == "amber" || has(matter.due) && matter.remaining <= wd(5)
//
// A Schema declares what rules of one sort may read; NewEnvironment prepares it once; Compile checks one
// expression, naming file, line, column and the repair of every mistake, and refuses what could run too
// long. The Program then evaluates on the hot path against an Input filled from Records, tells what it
// reads (References), at which constants a verdict can flip as time passes (Thresholds), and why it came
// out as it did (Explain).
//
// A field that is not set has no value: reading it is an error unless has() guards it, and as in CEL
// an error is of no consequence where the other side of && or || decides.
package rule

import (
	"errors"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"qinlian/internal/base/errs"
)

// Program is one checked rule. It is immutable and safe for concurrent use. No rule, nil, reads nothing and holds never: to
// evaluate it is the error "rule.none".
type Program struct {
	source    string
	at        Position
	want      Type
	schema    *Schema
	environ   *Environment
	checked   *cel.Ast
	tree      *ast.AST
	program   cel.Program
	truth     truth  // fast path of a bool rule, nil where cel-go must do it
	reader    reader // fast path of any other rule, nil likewise
	constants map[int64]Value
	unset     map[int64]*errs.Error // by select node: the error of reading it unset

	tracked func() (cel.Program, error) // for Explain
}

// Source gives the expression as it was written.
func (p *Program) Source() string {
	if p == nil {
		return ""
	}
	return p.source
}

// Position tells where the expression begins.
func (p *Program) Position() Position {
	if p == nil {
		return Position{}
	}
	return p.at
}

// Type is the type of the rule's result.
func (p *Program) Type() Type {
	if p == nil {
		return Type{}
	}
	return p.want
}

// AST gives the checked tree, for evaluators that work on columns.
func (p *Program) AST() *cel.Ast {
	if p == nil {
		return nil
	}
	return p.checked
}

// Constant gives the value of a node of AST that reads nothing, such as wd(5) or a literal.
func (p *Program) Constant(node int64) (Value, bool) {
	if p == nil {
		return Value{}, false
	}
	v, ok := p.constants[node]
	return v, ok
}

// Bool evaluates a rule compiled for Bool. The error, an *errs.Error with the place in the rule, says
// which field is not set ("rule.unset"), which variable is missing ("rule.unbound") or what could not be
// computed ("rule.evaluation"). Mistakes of the calling code are of kind Internal.
func (p *Program) Bool(in *Input) (verdict bool, err error) {
	if err := p.accepts(in); err != nil {
		return false, err
	}
	if p.truth == nil {
		v, err := p.Value(in)
		return v.Bool(), err
	}
	defer p.recovered(&err)
	return p.truth(in)
}

// Value evaluates a rule of any type. Errors are those of Bool.
func (p *Program) Value(in *Input) (v Value, err error) {
	if err := p.accepts(in); err != nil {
		return Value{}, err
	}
	defer p.recovered(&err)
	switch {
	case p.truth != nil:
		b, err := p.truth(in)
		return BoolValue(b), err
	case p.reader != nil:
		return p.reader(in)
	default:
		return p.interpret(in)
	}
}

// interpret evaluates with cel-go.
func (p *Program) interpret(in *Input) (Value, error) {
	out, _, err := p.program.Eval(in)
	if err != nil {
		return Value{}, p.fault(err, in)
	}
	v, err := release(out)
	if err != nil {
		return Value{}, p.fault(err, in)
	}
	return v, nil
}

func (p *Program) accepts(in *Input) error {
	switch {
	case p == nil:
		return errs.Newf(errs.Internal, "rule.none", "没有规则可以计算", "there is no rule to compute")
	case in == nil || in.schema != p.schema:
		return errs.Newf(errs.Internal, "rule.input", "规则的输入不属于同一模式", "the input belongs to another schema").At(p.at.String())
	case in.fault != nil:
		return in.fault
	default:
		return nil
	}
}

// recovered turns a panic, which only a Record can cause, into an error.
func (p *Program) recovered(err *error) {
	if r := recover(); r != nil {
		*err = errs.Newf(errs.Internal, "rule.record", "读取记录时出错：%v", "reading a record failed: %v", r).At(p.at.String())
	}
}

// fault gives an evaluation error its place and its words.
func (p *Program) fault(err error, in *Input) error {
	var (
		at     = p.at
		celErr *types.Err
		field  *unset
		bad    *badRecord
		ours   *errs.Error
	)
	if errors.As(err, &celErr) && celErr.NodeID() != 0 {
		if errors.As(err, &field) {
			if e := p.unsetAt(celErr.NodeID(), field, in); e != nil {
				return e
			}
		}
		at = p.place(celErr.NodeID())
	}
	switch {
	case errors.As(err, &ours):
		return ours.At(at.String())
	case errors.As(err, &bad):
		return errs.Newf(errs.Internal, "rule.record", "记录与声明不符：%v", "%v", bad).At(at.String())
	default:
		var x ast.Expr
		if celErr != nil {
			x = p.node(celErr.NodeID())
		}
		why := noResult(x, err)
		return errs.Newf(errs.Invalid, "rule.evaluation", "规则 %[3]s 无法计算：%[1]s", "rule %[3]s cannot be computed: %[2]s", why.Zh, why.En, p.source).At(at.String())
	}
}

// node is the part of the rule that a number stands for, nil where there is none.
func (p *Program) node(id int64) (found ast.Expr) {
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == id {
			found = e
		}
	}))
	return found
}

// unsetAt finds the select below node that failed. CEL blames a whole ?: for what one branch of it read.
func (p *Program) unsetAt(node int64, field *unset, in *Input) *errs.Error {
	var found *errs.Error
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == node {
			found = p.unsetIn(e, field, in)
		}
	}))
	return found
}

func (p *Program) unsetIn(e ast.Expr, field *unset, in *Input) *errs.Error {
	below := children(e)
	switch e.Kind() {
	case ast.SelectKind:
		sel := e.AsSelect()
		if sel.FieldName() == field.shape.Fields[field.field].Name && p.tree.GetType(sel.Operand().ID()).TypeName() == field.shape.Name {
			return p.unset[e.ID()]
		}
	case ast.CallKind:
		if e.AsCall().FunctionName() != operators.Conditional {
			break
		}
		if condition := p.truthOf(below[0]); condition != nil {
			switch yes, err := condition(in); {
			case err != nil:
				below = below[:1]
			case yes:
				below = below[1:2]
			default:
				below = below[2:]
			}
		}
	}
	for _, c := range below {
		if found := p.unsetIn(c, field, in); found != nil {
			return found
		}
	}
	return nil
}

// place is where the operator, call or name of node stands.
func (p *Program) place(node int64) Position { return placeOf(p.tree, p.at, node) }

func placeOf(tree *ast.AST, at Position, node int64) Position {
	loc := tree.SourceInfo().GetStartLocation(node)
	if loc.Line() < 1 {
		return at
	}
	return at.Move(loc.Line(), loc.Column())
}

func (p *Program) prepareTracking() {
	p.tracked = sync.OnceValues(func() (cel.Program, error) {
		return p.environ.env.Program(p.checked, cel.CustomDecoratorV2(foldConstants), cel.EvalOptions(cel.OptExhaustiveEval, cel.OptTrackState))
	})
}
