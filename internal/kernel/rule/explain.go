package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Verdict is how a part of a rule came out.
type Verdict string

// The verdicts. Failed: the part could not be computed, mostly because a field is not set. Computed: the
// part is not a condition but a value.
const (
	True     Verdict = "true"
	False    Verdict = "false"
	Failed   Verdict = "failed"
	Computed Verdict = "value"
)

// Explanation says why a rule came out as it did on one input.
type Explanation struct {
	Source   string
	Verdict  Verdict
	Value    Value // what the rule gave; KindNone where it failed
	Err      error // why it failed
	Root     Node
	Deciding []Leaf // those that settle the verdict whatever the others say; where it failed, all that lack
	lang     text.Lang
	of       *Program
}

// Node is a part of the rule's logic: &&, ||, ! or ?: over Children (condition, then, else), or a Leaf.
type Node struct {
	Op       string
	Verdict  Verdict
	Children []Node
	Leaf     *Leaf
}

// Leaf is one condition, or one value of a ?: that chooses values.
type Leaf struct {
	Source  string
	At      Position
	Reads   []Reading
	Verdict Verdict
	Value   Value
	Fact    string // what was found, in words: 剩余 3 个工作日 ≤ 5

	expr ast.Expr
}

// Reading is a field that a leaf read. Value has KindNone where the field is not set.
type Reading struct {
	Path  string
	Title string
	Value Value

	counted bool // nobody fills it in
}

// String gives one line for each deciding leaf: its source and what was found.
func (e Explanation) String() string {
	if len(e.Deciding) == 0 && e.Err != nil {
		return errs.Message(e.Err, e.lang)
	}
	lines := make([]string, len(e.Deciding))
	for i, l := range e.Deciding {
		lines[i] = l.Source + pick(e.lang != text.En, ":", ": ") + l.Fact
	}
	return strings.Join(lines, "\n")
}

// Explain evaluates every part of the rule, without stopping early, and says what decided. It is for
// people to read, not for the hot path.
func (p *Program) Explain(in *Input, lang text.Lang) (e Explanation) {
	e = Explanation{Source: p.Source(), Verdict: Failed, lang: lang, of: p}
	if e.Err = p.accepts(in); e.Err != nil {
		return e
	}
	defer p.recovered(&e.Err)
	value, err := p.Value(in)
	if err != nil {
		e.Err = err
	} else {
		e.Value, e.Verdict = value, verdictOf(value)
	}
	program, planErr := p.tracked()
	if planErr != nil {
		return e
	}
	_, details, _ := program.Eval(in)
	x := explainer{p: p, in: in, lang: lang, state: details.State()}
	root, deciding := x.node(p.tree.Expr())
	e.Root = root
	for _, l := range deciding {
		e.Deciding = append(e.Deciding, *l)
	}
	return e
}

func verdictOf(v Value) Verdict {
	switch {
	case v.kind == KindNone:
		return Failed
	case v.kind != KindBool:
		return Computed
	case v.num != 0:
		return True
	default:
		return False
	}
}

type explainer struct {
	p     *Program
	in    *Input
	lang  text.Lang
	state interpreter.EvalState
}

// node explains x and gives the leaves that settle it.
func (x *explainer) node(e ast.Expr) (Node, []*Leaf) {
	op := ""
	if e.Kind() == ast.CallKind {
		switch e.AsCall().FunctionName() {
		case operators.LogicalAnd:
			op = "&&"
		case operators.LogicalOr:
			op = "||"
		case operators.LogicalNot:
			op = "!"
		case operators.Conditional:
			op = "?:"
		}
	}
	if op == "" {
		leaf := x.leaf(e)
		return Node{Verdict: leaf.Verdict, Leaf: leaf}, []*Leaf{leaf}
	}
	n := Node{Op: op}
	var settling [][]*Leaf
	args := e.AsCall().Args()
	if op == "&&" || op == "||" {
		args = operands(e)
	}
	for _, arg := range args {
		child, leaves := x.node(arg)
		n.Children, settling = append(n.Children, child), append(settling, leaves)
	}
	var deciding []*Leaf
	n.Verdict, deciding = settle(op, n.Children, settling)
	return n, deciding
}

// settle applies CEL's logic: one operand that decides is enough, and beats an error.
func settle(op string, children []Node, leaves [][]*Leaf) (Verdict, []*Leaf) {
	switch op {
	case "!":
		return map[Verdict]Verdict{True: False, False: True, Failed: Failed}[children[0].Verdict], leaves[0]
	case "?:":
		chosen := 1
		switch children[0].Verdict {
		case Failed:
			return Failed, leaves[0]
		case False:
			chosen = 2
		}
		return children[chosen].Verdict, append(append([]*Leaf{}, leaves[0]...), leaves[chosen]...)
	}
	decides, otherwise := False, True
	if op == "||" {
		decides, otherwise = True, False
	}
	var all, failed, deciding []*Leaf
	for i, c := range children {
		switch c.Verdict {
		case decides:
			deciding = append(deciding, leaves[i]...)
		case Failed:
			failed = append(failed, leaves[i]...)
		}
		all = append(all, leaves[i]...)
	}
	switch {
	case deciding != nil:
		return decides, deciding
	case failed == nil:
		return otherwise, all
	case op == "||": // whichever of them were so would do
		return Failed, all
	default:
		return Failed, failed
	}
}

func (x *explainer) leaf(e ast.Expr) *Leaf {
	l := &Leaf{Source: x.p.text(e), At: startOf(x.p.tree, x.p.at, e), expr: e}
	l.Value, _ = x.value(e)
	l.Verdict = verdictOf(l.Value)
	l.Reads = x.reads(e)
	l.Fact = x.fact(e, l)
	return l
}

// value is what e came to: a constant, what evaluation saw, or KindNone and the error.
func (x *explainer) value(e ast.Expr) (Value, error) {
	if c, ok := x.p.constants[e.ID()]; ok {
		return c, nil
	}
	if path, ok := x.p.schema.pathOf(e); ok && !isTest(e) {
		return x.read(path)
	}
	out, seen := x.state.Value(e.ID())
	if !seen || types.IsUnknown(out) {
		return Value{}, nil
	}
	return release(out)
}

// read looks a path up in the input itself.
func (x *explainer) read(path fieldPath) (Value, error) {
	v := x.in.vars[path.slot]
	for _, s := range path.steps {
		rec := v.Record()
		if rec == nil {
			return Value{}, &unset{s.shape, s.index}
		}
		next, set := rec.Field(s.index)
		if !set || next.kind != s.shape.Fields[s.index].Type.kind {
			return Value{}, &unset{s.shape, s.index}
		}
		v = next
	}
	return v, nil
}

// reads lists what e reads, each path once, in reading order.
func (x *explainer) reads(e ast.Expr) []Reading {
	var out []Reading
	var visit func(ast.Expr)
	visit = func(e ast.Expr) {
		path, ok := x.p.schema.pathOf(e)
		if !ok {
			for _, c := range children(e) {
				visit(c)
			}
			return
		}
		for _, r := range out {
			if r.Path == path.text {
				return
			}
		}
		v, _ := x.read(path)
		out = append(out, Reading{path.text, x.title(path), v, path.field.Type.kind == KindWorkdays})
	}
	visit(e)
	return out
}

func (x *explainer) title(path fieldPath) string {
	if t := path.field.Title; !t.IsZero() {
		return t.In(x.lang)
	}
	return path.field.Name
}
