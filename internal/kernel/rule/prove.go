package rule

import (
	"maps"
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
)

// Holding is what is known beforehand of a field that rules read.
type Holding struct {
	Texts    []string // all that it may be; nil: any
	Min, Max *Value   // of a number or amount; nil: unbounded
	Set      bool     // it always has a value
}

// Holdings tells what is known of the field at a path.
type Holdings func(path string) Holding

// Is narrows what is known by flags that have one value.
func (h Holdings) Is(flags map[string]bool) Holdings {
	return func(path string) Holding {
		is, known := flags[path]
		if !known {
			return h(path)
		}
		v := BoolValue(is)
		return Holding{Min: &v, Max: &v, Set: true}
	}
}

// Never tells that no record whatever makes all of hold true and none of fail. It proves: where it says false it does not
// know. A rule that reads what is not set counts among those that are not true. All are rules over the same schema, and no
// decimal is NaN.
func (h Holdings) Never(hold, fail []*Program) bool {
	w := &prover{holdings: h}
	cases := []world{{}}
	for _, p := range hold {
		w.p = p
		cases = w.narrow(cases, p.tree.Expr(), isTrue)
	}
	for _, p := range fail {
		w.p = p
		cases = w.narrow(cases, p.tree.Expr(), notTrue)
	}
	return len(cases) == 0
}

// Stumbles tells whether the rule may come to nothing, neither true nor false, because the field at a path is not set while
// all others are.
func (h Holdings) Stumbles(p *Program, path string) bool {
	w := &prover{holdings: h, p: p}
	cases := w.set([]world{{}}, presenceOf(path), exactly(0))
	w.whole = true
	return len(w.narrow(w.narrow(cases, p.tree.Expr(), notTrue), p.tree.Expr(), notFalse)) > 0
}

// outcome is what an expression may be asked to come to. An expression that reads what is not set is neither true nor false.
type outcome int

const (
	isTrue outcome = iota
	isFalse
	notTrue
	notFalse
)

// opposite is what x is asked for where !x is.
var opposite = [...]outcome{isTrue: isFalse, isFalse: isTrue, notTrue: notFalse, notFalse: notTrue}

// world is one way in which things may stand: what each term that was compared may still be. Terms are known by their text.
type world map[string]span

// maxWorlds bounds the cases that are told apart; with more, what narrows them no further is left out, which proves less.
const maxWorlds = 256

type prover struct {
	holdings Holdings
	p        *Program
	whole    bool // whatever no rule has spoken of yet is set
}

// narrow leaves of the cases those in which x comes out as wanted.
func (w *prover) narrow(cases []world, x ast.Expr, want outcome) []world {
	if len(cases) == 0 {
		return nil
	}
	if c, ok := w.p.constants[x.ID()]; ok {
		if c.Bool() == (want == isTrue || want == notFalse) {
			return cases
		}
		return nil
	}
	if isTest(x) {
		return w.test(cases, x, want)
	}
	if x.Kind() != ast.CallKind {
		return w.atom(cases, w.read(x), exactly(1), exactly(0), want)
	}
	call := x.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); name {
	case operators.LogicalNot:
		return w.narrow(cases, args[0], opposite[want])
	case operators.LogicalAnd, operators.LogicalOr:
		parts := operands(x)
		if (name == operators.LogicalAnd) == (want == isTrue || want == notFalse) {
			for _, part := range parts {
				cases = w.narrow(cases, part, want)
			}
			return cases
		}
		var out []world
		for _, part := range parts {
			out = append(out, w.narrow(cases, part, want)...)
		}
		return bounded(out, cases)
	case operators.Conditional:
		yes := w.narrow(w.narrow(cases, args[0], isTrue), args[1], want)
		no := w.narrow(w.narrow(cases, args[0], isFalse), args[2], want)
		out := slices.Concat(yes, no)
		if want == notTrue || want == notFalse {
			out = append(out, w.narrow(w.narrow(cases, args[0], notTrue), args[0], notFalse)...)
		}
		return bounded(out, cases)
	}
	return w.comparison(cases, x, want)
}

func bounded(narrowed, before []world) []world {
	if len(narrowed) > maxWorlds {
		return before
	}
	return narrowed
}

// test is has(), which always comes to something.
func (w *prover) test(cases []world, x ast.Expr, want outcome) []world {
	path, ok := w.p.schema.pathOf(x)
	if !ok {
		return cases
	}
	set := int64(0)
	if want == isTrue || want == notFalse {
		set = 1
	}
	return w.set(cases, presenceOf(path.text), exactly(set))
}

// term is something that rules compare, and what it reads for certain.
type term struct {
	text  string
	reads []string
	total bool // it has a value wherever all that it reads is set
	count bool // it is a number of things
}

func (w *prover) read(x ast.Expr) term {
	if path, ok := w.p.schema.pathOf(x); ok && !isTest(x) {
		return term{text: path.text, reads: []string{path.text}, total: true}
	}
	if _, ok := w.p.constants[x.ID()]; ok {
		return term{text: w.p.text(x), total: true}
	}
	t := term{text: w.p.text(x), total: x.Kind() == ast.CallKind && certain[callName(x)]}
	if x.Kind() != ast.CallKind || unsure[callName(x)] {
		t.total = false
		return t
	}
	t.count = callName(x) == overloads.Size || callName(x) == countFunction
	for _, c := range children(x) {
		part := w.read(c)
		t.reads, t.total = append(t.reads, part.reads...), t.total && part.total
	}
	return t
}

func callName(x ast.Expr) string { return x.AsCall().FunctionName() }

// certain are the words that have a value whatever they are given; unsure those that do not look at all that they are given.
var (
	certain = map[string]bool{
		operators.Less: true, operators.LessEquals: true, operators.Greater: true, operators.GreaterEquals: true, operators.Equals: true,
		operators.NotEquals: true, operators.In: true, overloads.StartsWith: true, overloads.EndsWith: true, overloads.Contains: true,
		overloads.Size: true, countFunction: true,
	}
	unsure = map[string]bool{operators.LogicalAnd: true, operators.LogicalOr: true, operators.LogicalNot: true, operators.Conditional: true}
)

// comparison narrows by ==, <, in … where one side is written out, or by the order of two terms; whatever else there is counts
// as true or false by its text alone.
func (w *prover) comparison(cases []world, x ast.Expr, want outcome) []world {
	op, args := callName(x), x.AsCall().Args()
	if len(args) != 2 || x.AsCall().IsMemberFunction() {
		return w.atom(cases, w.read(x), exactly(1), exactly(0), want)
	}
	left, right := args[0], args[1]
	if op == operators.In {
		if list, ok := w.p.constants[right.ID()]; ok {
			var is []constant
			for _, item := range list.Items() {
				is = append(is, constantOf(item))
			}
			if len(is) > 0 && ordered(w.p.TypeOf(left)) {
				return w.atom(cases, w.read(left), among(is...), noneOf(is...), want)
			}
		}
		return w.atom(cases, w.read(x), exactly(1), exactly(0), want)
	}
	if symbols[op] == "" || !ordered(w.p.TypeOf(left)) {
		return w.atom(cases, w.read(x), exactly(1), exactly(0), want)
	}
	if _, ok := w.p.constants[left.ID()]; ok {
		left, right, op = right, left, mirrored[op]
	}
	if c, ok := w.p.constants[right.ID()]; ok {
		k := constantOf(c)
		if c.kind == KindString && op != operators.Equals && op != operators.NotEquals {
			return w.atom(cases, w.read(x), exactly(1), exactly(0), want)
		}
		t, may := w.read(left), span{low: math.MinInt64, high: math.MaxInt64}
		switch {
		case c.kind == KindBool:
			may = between(0, 1)
		case t.count:
			may.low = 0
		}
		return w.atom(cases, t, may.and(meeting(op, k)), may.and(meeting(opposites[op], k)), want)
	}
	a, b := w.read(left), w.read(right)
	if a.text > b.text {
		a, b, op = b, a, mirrored[op]
	}
	pair := term{text: a.text + " <=> " + b.text, reads: append(slices.Clip(a.reads), b.reads...), total: a.total && b.total}
	zero := constant{}
	sign := between(-1, 1)
	return w.atom(cases, pair, sign.and(meeting(op, zero)), sign.and(meeting(opposites[op], zero)), want)
}

// mirrored is the comparison with its sides exchanged.
var mirrored = map[string]string{
	operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less,
	operators.GreaterEquals: operators.LessEquals, operators.Equals: operators.Equals, operators.NotEquals: operators.NotEquals,
}

func ordered(k Kind) bool {
	switch k {
	case KindString, KindBool, KindInt, KindDouble, KindMoney, KindDate, KindWorkdays, KindTimestamp, KindDays:
		return true
	}
	return false
}

// atom narrows by a term that is in one span where its comparison holds and in another where it does not. Where it comes to
// neither, something that it reads is not set, or it has no value.
func (w *prover) atom(cases []world, t term, yes, no span, want outcome) []world {
	is := yes
	if want == isFalse || want == notTrue {
		is = no
	}
	out := w.set(cases, t.text, is)
	for _, path := range t.reads {
		out = w.set(out, presenceOf(path), exactly(1))
	}
	if !t.total {
		out = w.set(out, valueOf(t.text), exactly(1))
	}
	if want == isTrue || want == isFalse {
		return out
	}
	for _, path := range t.reads {
		out = append(out, w.set(cases, presenceOf(path), exactly(0))...)
	}
	if !t.total {
		out = append(out, w.set(cases, valueOf(t.text), exactly(0))...)
	}
	return bounded(out, cases)
}

// set leaves the cases in which a term is within a span, narrowed to it.
func (w *prover) set(cases []world, text string, to span) []world {
	var out []world
	for _, one := range cases {
		was, seen := one[text]
		if !seen {
			was = w.known(text)
		}
		is := was.and(to)
		if is.empty() {
			continue
		}
		next := make(world, len(one)+1)
		maps.Copy(next, one)
		next[text] = is
		out = append(out, next)
	}
	return out
}

const presence, hasValue = "has ", "value "

func presenceOf(path string) string { return presence + path }
func valueOf(text string) string    { return hasValue + text }

// known is what a term may be before any rule says anything of it.
func (w *prover) known(text string) span {
	if path, ok := strings.CutPrefix(text, presence); ok {
		if w.whole || w.holdings(path).Set {
			return exactly(1)
		}
		return between(0, 1)
	}
	if w.whole && strings.HasPrefix(text, hasValue) {
		return exactly(1)
	}
	h, s := w.holdings(text), span{low: math.MinInt64, high: math.MaxInt64}
	if h.Min != nil {
		s.low = constantOf(*h.Min).n
	}
	if h.Max != nil {
		s.high = constantOf(*h.Max).n
	}
	for _, t := range h.Texts {
		s.is = append(s.is, constant{s: t})
	}
	return s
}
