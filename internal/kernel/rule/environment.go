package rule

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"

	"qinlian/internal/base/errs"
)

// What one rule may be. Declared sizes are what the cost of a rule is estimated with, in CEL's cost units
// (about one per operation); records should keep to them.
const (
	MaxLength     = 2000      // characters of an expression
	MaxNesting    = 24        // parentheses within parentheses
	MaxNodes      = 400       // nodes after macros are expanded
	MaxCost       = 1_000_000 // estimated units of the worst case
	MaxString     = 4096      // characters of a declared string
	MaxList       = 1000      // elements of a declared list
	maxRegexSteps = 2000      // size of a compiled pattern
)

// Environment compiles rules over one schema. Build it once; it is safe for concurrent use.
type Environment struct {
	schema *Schema
	env    *cel.Env
	words  []string // of tallies
}

// NewEnvironment prepares CEL for the schema, with words that count (see Tally).
func NewEnvironment(s *Schema, tallies ...Tally) (*Environment, error) {
	return NewAskingEnvironment(s, nil, nil, tallies...)
}

// NewAskingEnvironment is NewEnvironment with words that ask (see Question), and what answers them.
func NewAskingEnvironment(s *Schema, words []string, answers []Answer, tallies ...Tally) (*Environment, error) {
	registry := types.NewEmptyRegistry()
	opts := append(limits(),
		cel.CustomTypeAdapter(registry),
		cel.CustomTypeProvider(provider{Provider: registry, schema: s}),
		cel.RegexProgramSizeLimit(maxRegexSteps),
		cel.ASTValidators(cel.ValidateHomogeneousAggregateLiterals()))
	opts = append(opts, library()...)
	opts = append(opts, tallied(tallies)...)
	opts = append(opts, answering(answers, words)...)
	for _, v := range s.variables {
		opts = append(opts, cel.Variable(v.Name, v.Type.cel()))
	}
	env, err := cel.NewCustomEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("rule environment: %w", err)
	}
	e := &Environment{schema: s, env: env}
	for _, t := range tallies {
		e.words = append(e.words, t.Name)
	}
	e.words = append(e.words, words...)
	return e, nil
}

// Schema gives what the environment was made from.
func (e *Environment) Schema() *Schema { return e.schema }

// Compile checks src against the schema and the wanted result type. Its error is an errs.List of every
// mistake, each at its own file:line:column; at is where src begins in its file.
func (e *Environment) Compile(src string, want Type, at Position) (*Program, error) {
	if n := utf8.RuneCountInString(src); n > MaxLength {
		return nil, errs.List{errs.Newf(errs.Invalid, "rule.too_long", "规则有 %d 个字符，最多 %d 个；请拆成几条", "the rule has %d characters, at most %d are allowed; split it", n, MaxLength).At(at.String())}
	}
	d := diagnosis{words: e.words, schema: e.schema, at: at}
	if strings.TrimSpace(src) == "" {
		return nil, errs.List{errs.Newf(errs.Invalid, "rule.empty", "规则是空的", "the rule is empty").At(at.String())}
	}
	parsed, issues := e.env.Parse(src)
	if issues.Err() != nil {
		return nil, d.syntax(issues)
	}
	d.tree = parsed.NativeRep()
	if d.refuseForbidden(); len(d.faults) > 0 {
		return nil, d.faults
	}
	checked, issues := e.env.Check(parsed)
	if issues.Err() != nil {
		return nil, d.types(issues)
	}
	if got := checked.OutputType(); !got.IsExactType(want.cel()) && !(want.kind == KindList && isEmptyList(d.tree.Expr())) {
		d.add("rule.result", at, "此处要%[3]s，规则得出的是%[4]s", "this place wants %[1]s, the rule gives %[2]s", want, got, typeWords(want.String()), typeWords(got.String()))
		return nil, d.faults
	}
	p := &Program{
		source: src, at: at, want: want, schema: e.schema, environ: e, checked: checked, tree: checked.NativeRep(),
		constants: map[int64]Value{}, unset: map[int64]*errs.Error{},
	}
	d.tree = p.tree
	e.foldLiterals(p, &d)
	d.refuseComparisons()
	d.checkPatterns()
	if len(d.faults) > 0 {
		return nil, d.faults
	}
	estimate, err := e.env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, fmt.Errorf("estimate the cost of rule %s: %w", at, err)
	}
	if estimate.Max > MaxCost {
		d.add("rule.cost", at, "规则最坏要算 %d 步，超过上限 %d；请减少嵌套的 all/exists/filter/map", "the rule may cost %d units, over the limit of %d; nest fewer all/exists/filter/map", estimate.Max, MaxCost)
		return nil, d.faults
	}
	if p.program, err = e.env.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CustomDecoratorV2(foldConstants)); err != nil {
		why := noResult(nil, err)
		d.add("rule.evaluation", at, "规则无法执行：%[1]s", "the rule cannot run: %[2]s", why.Zh, why.En)
		return nil, d.faults
	}
	p.prepareTracking()
	p.prepareErrors()
	p.prepareFastPath()
	return p, nil
}

func isEmptyList(x ast.Expr) bool { return x.Kind() == ast.ListKind && x.AsList().Size() == 0 }

// foldLiterals computes every largest part of the rule that reads nothing, so that a date that does not
// exist or a division by zero is found now and the hot path finds constants ready.
func (e *Environment) foldLiterals(p *Program, d *diagnosis) {
	var visit func(ast.Expr)
	visit = func(x ast.Expr) {
		if readsNothing(x) {
			v, err := e.constant(p.tree, x)
			if err != nil {
				d.badConstant(p, x, err)
				return
			}
			p.constants[x.ID()] = v
			return
		}
		for _, c := range children(x) {
			visit(c)
		}
	}
	visit(p.tree.Expr())
}

func (e *Environment) constant(tree *ast.AST, x ast.Expr) (Value, error) {
	part := ast.NewCheckedAST(ast.NewAST(x, tree.SourceInfo()), tree.TypeMap(), tree.ReferenceMap())
	program, err := e.env.PlanProgram(part)
	if err != nil {
		return Value{}, err
	}
	out, _, err := program.Eval(e.schema.NewInput())
	if err != nil {
		return Value{}, err
	}
	return release(out)
}

// foldConstants replaces a call whose arguments are constants by its result. All functions are pure.
func foldConstants(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	call, ok := i.(interpreter.InterpretableCall)
	if !ok {
		return i, nil
	}
	for _, arg := range call.Args() {
		if _, isConst := arg.(interpreter.InterpretableConst); !isConst {
			return i, nil
		}
	}
	out := call.Eval(interpreter.EmptyActivation())
	if types.IsUnknownOrError(out) {
		return i, nil
	}
	return interpreter.NewConstValue(call.ID(), out), nil
}

// sizes tells CEL's cost estimator how large declared values can be.
type sizes struct{}

// EstimateSize gives the declared bounds; what the expression itself determines is left to CEL.
func (sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	if node.ComputedSize() != nil {
		return nil
	}
	switch kind := node.Expr().Kind(); {
	case kind == ast.LiteralKind || kind == ast.ListKind:
		return nil
	case kind == ast.CallKind && node.Expr().AsCall().FunctionName() != operators.Index:
		return boundOfCall(node)
	}
	return bound(node.Type())
}

func boundOfCall(node cost.AstNode) *cost.SizeEstimate {
	switch node.Expr().AsCall().FunctionName() {
	case operators.Add, operators.Conditional: // as large as the operands make it
		if k := node.Type().Kind(); k == types.StringKind || k == types.ListKind {
			return nil
		}
	}
	return bound(node.Type())
}

func bound(t *types.Type) *cost.SizeEstimate {
	size := cost.FixedSizeEstimate(1)
	switch t.Kind() {
	case types.StringKind:
		size = cost.RangedSizeEstimate(0, MaxString)
	case types.ListKind:
		elem := bound(t.Parameters()[0])
		size = cost.ListSizeEstimate(cost.RangedSizeEstimate(0, MaxList), *elem)
	}
	return &size
}

// EstimateCallCost counts one unit for each of our own functions.
func (sizes) EstimateCallCost(function, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	switch function {
	case "wd", "days", "date", "yuan", "wan", "yi", "share", "least", "greatest":
		return cost.NewCallEstimate(cost.FixedCostEstimate(1), nil)
	default:
		return nil
	}
}

// checkPatterns wants the pattern of matches() to be a literal that compiles.
func (d *diagnosis) checkPatterns() {
	ast.PostOrderVisit(d.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind || x.AsCall().FunctionName() != overloads.Matches {
			return
		}
		args := x.AsCall().Args()
		pattern := args[len(args)-1]
		literal, ok := literalString(pattern)
		if !ok {
			d.add("rule.pattern", d.place(pattern.ID()), "matches 的模式须直接写成文字", "the pattern of matches must be written out as a literal")
			return
		}
		if _, err := regexp.Compile(literal); err != nil {
			why := patternFault(err)
			d.add("rule.pattern", d.place(pattern.ID()), "模式无法识别：%[1]s", "the pattern does not parse: %[2]s", why.Zh, why.En)
		}
	}))
}

func literalString(x ast.Expr) (string, bool) {
	if x.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := x.AsLiteral().(types.String)
	return string(s), ok
}
