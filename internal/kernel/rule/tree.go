package rule

import (
	"maps"
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// children lists the expressions directly below x in reading order.
func children(x ast.Expr) []ast.Expr {
	switch x.Kind() {
	case ast.CallKind:
		call := x.AsCall()
		if call.IsMemberFunction() {
			return append([]ast.Expr{call.Target()}, call.Args()...)
		}
		return call.Args()
	case ast.SelectKind:
		return []ast.Expr{x.AsSelect().Operand()}
	case ast.ListKind:
		return x.AsList().Elements()
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		return []ast.Expr{c.IterRange(), c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()}
	default:
		return nil
	}
}

// readsNothing tells whether x has the same value for every input.
func readsNothing(x ast.Expr) bool {
	switch x.Kind() {
	case ast.IdentKind, ast.ComprehensionKind:
		return false
	case ast.ListKind:
		if x.AsList().Size() == 0 { // has no type of its own
			return false
		}
	}
	for _, c := range children(x) {
		if !readsNothing(c) {
			return false
		}
	}
	return true
}

// startOf is where the text of x begins. CEL places a call at its parenthesis and a field at its dot.
func startOf(tree *ast.AST, at Position, x ast.Expr) Position {
	info, first := tree.SourceInfo(), int32(math.MaxInt32)
	ast.PostOrderVisit(x, ast.NewExprVisitor(func(e ast.Expr) {
		r, ok := info.GetOffsetRange(e.ID())
		if !ok {
			return
		}
		if e.Kind() == ast.CallKind && !e.AsCall().IsMemberFunction() && isWord(e.AsCall().FunctionName()) {
			r.Start -= int32(len(e.AsCall().FunctionName()))
		}
		if isTest(e) {
			r.Start -= int32(len("has"))
		}
		first = min(first, r.Start)
	}))
	if first == math.MaxInt32 {
		return at
	}
	loc := info.GetLocationByOffset(max(first, 0))
	return at.Move(loc.Line(), loc.Column())
}

func isWord(function string) bool { return nameForm.MatchString(strings.ToLower(function)) }

// operands lists what && or || joins, whichever way CEL has nested it.
func operands(x ast.Expr) []ast.Expr {
	name := x.AsCall().FunctionName()
	var out []ast.Expr
	for _, arg := range x.AsCall().Args() {
		if arg.Kind() == ast.CallKind && arg.AsCall().FunctionName() == name {
			out = append(out, operands(arg)...)
			continue
		}
		out = append(out, arg)
	}
	return out
}

// text writes x as a rule would, with the usual spacing.
func (p *Program) text(x ast.Expr) string {
	s, err := parser.Unparse(x, p.tree.SourceInfo(), parser.WrapOnColumn(MaxLength))
	if err != nil {
		return p.source
	}
	return s
}

// fieldPath is a chain of selects from a declared variable.
type fieldPath struct {
	slot     int
	steps    []step
	field    Field // the last one
	volatile bool  // any of them
	text     string
}

type step struct {
	shape *shape
	index int
}

func splitPath(path string) []string { return strings.Split(path, ".") }

// path resolves names: variable, field, field….
func (s *Schema) path(names []string) (fieldPath, bool) {
	slot, ok := s.slots[names[0]]
	if !ok {
		return fieldPath{}, false
	}
	p := fieldPath{slot: slot, field: s.variables[slot], text: strings.Join(names, ".")}
	p.volatile = p.field.Volatile
	for _, name := range names[1:] {
		sh := s.shapes[p.field.Type.name]
		if p.field.Type.kind != KindObject || sh == nil {
			return fieldPath{}, false
		}
		i, ok := sh.index[name]
		if !ok {
			return fieldPath{}, false
		}
		p.steps = append(p.steps, step{sh, i})
		p.field = sh.Fields[i]
		p.volatile = p.volatile || p.field.Volatile
	}
	return p, true
}

// chain gives the names of a select chain that starts at an identifier.
func chain(x ast.Expr) ([]string, bool) {
	var names []string
	for x.Kind() == ast.SelectKind {
		names = append(names, x.AsSelect().FieldName())
		x = x.AsSelect().Operand()
	}
	if x.Kind() != ast.IdentKind {
		return nil, false
	}
	names = append(names, strings.TrimPrefix(x.AsIdent(), "."))
	slices.Reverse(names)
	return names, true
}

// pathOf resolves x where it is a variable or a field reached from one. Iteration variables never
// shadow declared ones (Compile refuses it), so a name means the same everywhere.
func (s *Schema) pathOf(x ast.Expr) (fieldPath, bool) {
	names, ok := chain(x)
	if !ok {
		return fieldPath{}, false
	}
	return s.path(names)
}

// References lists the paths of the fields and variables that the rule reads, in order of name:
// "actor", "matter.remaining". A field of a list's elements is "matter.items[].name".
func (p *Program) References() []string { return p.paths(false) }

// Reads is References without what the rule only tests for presence: has(matter.due) reads nothing.
func (p *Program) Reads() []string { return p.paths(true) }

func (p *Program) paths(untested bool) []string {
	if p == nil {
		return nil
	}
	seen := map[string]bool{}
	var visit func(x ast.Expr, local map[string]string)
	visit = func(x ast.Expr, local map[string]string) {
		if names, ok := chain(x); ok {
			if untested && isTest(x) {
				return
			}
			if over, isLocal := local[names[0]]; isLocal {
				if over != "" && len(names) > 1 {
					seen[strings.Join(append([]string{over}, names[1:]...), ".")] = true
				}
				return
			}
			if _, declared := p.schema.slots[names[0]]; declared {
				seen[strings.Join(names, ".")] = true
			}
			return
		}
		if x.Kind() != ast.ComprehensionKind {
			for _, c := range children(x) {
				visit(c, local)
			}
			return
		}
		c := x.AsComprehension()
		visit(c.IterRange(), local)
		inner := map[string]string{c.AccuVar(): ""}
		maps.Copy(inner, local)
		inner[c.IterVar()] = elementPath(c.IterRange(), local)
		for _, part := range []ast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
			visit(part, inner)
		}
	}
	visit(p.tree.Expr(), nil)
	out := make([]string, 0, len(seen))
	for path := range seen {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

// elementPath names the elements of a list field, "" for a computed list.
func elementPath(list ast.Expr, local map[string]string) string {
	names, ok := chain(list)
	if !ok {
		return ""
	}
	if over, isLocal := local[names[0]]; isLocal {
		if over == "" {
			return ""
		}
		names[0] = over
	}
	return strings.Join(names, ".") + "[]"
}

// Threshold is a comparison of a volatile field with a constant: Field Op Const, as in
// matter.remaining <= wd(5). Op is one of < <= > >= == !=, always with the field on the left.
type Threshold struct {
	Field string
	Op    string
	Const Value
}

var flipped = map[string]string{
	operators.Less: ">", operators.LessEquals: ">=", operators.Greater: "<", operators.GreaterEquals: "<=",
	operators.Equals: "==", operators.NotEquals: "!=",
}

var compared = map[string]string{
	operators.Less: "<", operators.LessEquals: "<=", operators.Greater: ">", operators.GreaterEquals: ">=",
	operators.Equals: "==", operators.NotEquals: "!=",
}

// Thresholds lists the constants at which the verdict can change as time passes, without the same one
// twice. It is false when a volatile field is used in any other way than field OP constant or as a bare
// bool: the verdict must then be looked at again whenever time has passed. has() does not count, since
// whether a field is set does not depend on the instant.
func (p *Program) Thresholds() ([]Threshold, bool) {
	if p == nil {
		return nil, true
	}
	var out []Threshold
	ok := true
	record := func(t Threshold) {
		same := func(u Threshold) bool {
			return t.Field == u.Field && t.Op == u.Op && t.Const.kind == u.Const.kind && t.Const.num == u.Const.num && t.Const.str == u.Const.str
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, t)
		}
	}
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		if path, isPath := p.schema.pathOf(x); isPath {
			if isTest(x) || !path.volatile {
				return
			}
			if path.field.Type.kind != KindBool {
				ok = false
				return
			}
			record(Threshold{path.text, "==", BoolValue(true)})
			return
		}
		if t, isThreshold := p.threshold(x); isThreshold {
			record(t)
			return
		}
		if x.Kind() == ast.SelectKind && !isTest(x) { // a field of a list's element
			sh := p.schema.shapes[p.tree.GetType(x.AsSelect().Operand().ID()).TypeName()]
			ok = ok && (sh == nil || !sh.Fields[sh.index[x.AsSelect().FieldName()]].Volatile)
		}
		for _, c := range children(x) {
			visit(c)
		}
	}
	visit(p.tree.Expr())
	return out, ok
}

func (p *Program) threshold(x ast.Expr) (Threshold, bool) {
	if x.Kind() != ast.CallKind || compared[x.AsCall().FunctionName()] == "" {
		return Threshold{}, false
	}
	args, ops := x.AsCall().Args(), compared
	if _, constant := p.constants[args[0].ID()]; constant {
		args, ops = []ast.Expr{args[1], args[0]}, flipped
	}
	path, isPath := p.schema.pathOf(args[0])
	c, constant := p.constants[args[1].ID()]
	if !isPath || !constant || !path.volatile || isTest(args[0]) || c.kind == KindList {
		return Threshold{}, false
	}
	return Threshold{path.text, ops[x.AsCall().FunctionName()], c}, true
}

func isTest(x ast.Expr) bool { return x.Kind() == ast.SelectKind && x.AsSelect().IsTestOnly() }

// holdsObject tells whether values of t are records or contain records.
func holdsObject(t *types.Type) bool {
	if t.Kind() == types.ListKind {
		return holdsObject(t.Parameters()[0])
	}
	return t.Kind() == types.StructKind
}
