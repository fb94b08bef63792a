package batch

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"qinlian/internal/kernel/rule"
)

// graph holds what all clauses ask, once each. There is no “not” in it: every condition has two nodes, where it holds and
// where it fails, and a negation swaps them. Where a fact is missing neither holds, which is how CEL lets an error through
// && and || unless the other side decides.
type graph struct {
	schema *rule.Schema
	nodes  []node
	leaves []*leaf
	index  map[string]int32
	known  map[string]int32 // leaves by what they ask
	steps  map[string]*formula
}

type opcode uint8

const (
	never opcode = iota
	always
	holds // of leaf
	fails // of leaf
	and
	or
)

type node struct {
	op   opcode
	leaf int32
	kids []int32
}

// The first two nodes.
const nobody, everybody int32 = 0, 1

// manner is how a leaf is decided.
type manner uint8

const (
	byRank  manner = iota // numbers in certain spans
	byWord                // a text or a list, once for each in the dictionary
	byValue               // two formulas compared
	byRow                 // package rule, row by row
)

// leaf is a condition without && || ! ?: in it.
type leaf struct {
	how     manner
	text    string
	column  string    // byRank, byWord
	spans   [2][]span // byRank: of the numbers where it holds, where it fails
	missing verdict   // byRank, byWord: where nothing is set
	judge   *rule.Program
	compare comparison // byValue
}

// verdict is what a condition comes to; an error counts as neither.
type verdict uint8

const (
	neither verdict = iota
	yes
	no
)

func newGraph(s *rule.Schema) *graph {
	return &graph{
		schema: s, nodes: []node{{op: never}, {op: always}}, index: map[string]int32{}, known: map[string]int32{}, steps: map[string]*formula{},
	}
}

func (g *graph) add(key string, n node) int32 {
	if at, ok := g.index[key]; ok {
		return at
	}
	at := int32(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.index[key] = at
	return at
}

// join is the conjunction or disjunction of kids: flat, in order, each once.
func (g *graph) join(op opcode, kids ...int32) int32 {
	decides, adds := nobody, everybody
	if op == or {
		decides, adds = everybody, nobody
	}
	var flat []int32
	for _, k := range kids {
		switch {
		case k == decides:
			return decides
		case k == adds:
		case g.nodes[k].op == op:
			flat = append(flat, g.nodes[k].kids...)
		default:
			flat = append(flat, k)
		}
	}
	slices.Sort(flat)
	flat = slices.Compact(flat)
	switch len(flat) {
	case 0:
		return adds
	case 1:
		return flat[0]
	}
	return g.add(fmt.Sprint(op, flat), node{op: op, kids: flat})
}

// ask gives the two nodes of a leaf, which key tells from all others.
func (g *graph) ask(key string, made func() *leaf) (yes, no int32) {
	at, ok := g.known[key]
	if !ok {
		at = int32(len(g.leaves))
		g.leaves = append(g.leaves, made())
		g.known[key] = at
	}
	return g.add(fmt.Sprint("yes", at), node{op: holds, leaf: at}), g.add(fmt.Sprint("no", at), node{op: fails, leaf: at})
}

// builder turns one rule into nodes.
type builder struct {
	graph *graph
	rule  *rule.Program
}

// verdict gives where x holds and where it fails.
func (b *builder) verdict(x ast.Expr) (yes, no int32) {
	if c, ok := b.rule.Constant(x.ID()); ok {
		if c.Bool() {
			return everybody, nobody
		}
		return nobody, everybody
	}
	if x.Kind() == ast.CallKind {
		args := x.AsCall().Args()
		switch x.AsCall().FunctionName() {
		case operators.LogicalAnd, operators.LogicalOr:
			op, other := and, or
			if x.AsCall().FunctionName() == operators.LogicalOr {
				op, other = or, and
			}
			var yeses, noes []int32
			for _, arg := range rule.Operands(x) {
				y, n := b.verdict(arg)
				yeses, noes = append(yeses, y), append(noes, n)
			}
			return b.graph.join(op, yeses...), b.graph.join(other, noes...)
		case operators.LogicalNot:
			yes, no = b.verdict(args[0])
			return no, yes
		case operators.Conditional:
			ifYes, ifNo := b.verdict(args[0])
			y1, n1 := b.verdict(args[1])
			y2, n2 := b.verdict(args[2])
			return b.choose(ifYes, ifNo, y1, y2), b.choose(ifYes, ifNo, n1, n2)
		case operators.Equals, operators.NotEquals:
			if b.rule.TypeOf(args[0]) != rule.KindBool {
				break
			}
			y1, n1 := b.verdict(args[0])
			y2, n2 := b.verdict(args[1])
			same := b.graph.join(or, b.graph.join(and, y1, y2), b.graph.join(and, n1, n2))
			differ := b.graph.join(or, b.graph.join(and, y1, n2), b.graph.join(and, n1, y2))
			if x.AsCall().FunctionName() == operators.Equals {
				return same, differ
			}
			return differ, same
		}
	}
	return b.leaf(x)
}

func (b *builder) choose(ifYes, ifNo, first, second int32) int32 {
	return b.graph.join(or, b.graph.join(and, ifYes, first), b.graph.join(and, ifNo, second))
}

func (b *builder) leaf(x ast.Expr) (yes, no int32) {
	text := b.rule.Text(x)
	if x.Kind() == ast.SelectKind && x.AsSelect().IsTestOnly() {
		if path, _, ok := b.rule.Path(x); ok {
			return b.presence(path)
		}
	}
	if l := b.ranked(x); l != nil {
		l.text = text
		return b.graph.ask(fmt.Sprint(l.column, l.spans), func() *leaf { return l })
	}
	if path, ok := b.onlyWord(x); ok {
		return b.graph.ask(text, func() *leaf { return &leaf{how: byWord, text: text, column: path, judge: b.part(x)} })
	}
	if c, ok := b.comparison(x); ok {
		return b.graph.ask(c.key(), func() *leaf { return &leaf{how: byValue, text: text, compare: c} })
	}
	return b.graph.ask(text, func() *leaf { return &leaf{how: byRow, text: text, judge: b.part(x)} })
}

// part makes x a rule of its own. It was checked as part of another, so it compiles.
func (b *builder) part(x ast.Expr) *rule.Program {
	p, err := b.rule.Part(x)
	if err != nil {
		panic(fmt.Sprintf("batch: part of a checked rule: %v", err))
	}
	return p
}

// presence is has(): of an object, that any of its fields is set.
func (b *builder) presence(path string) (isSet, unset int32) {
	var yeses, noes []int32
	for _, column := range columnsOf(b.graph.schema, path) {
		f, _ := b.graph.schema.Field(column)
		l := &leaf{how: byRank, text: "has(" + path + ")", column: column, spans: [2][]span{{everything}, nil}, missing: no}
		if !numeric(f.Type.Kind()) {
			l.how = byWord
		}
		y, n := b.graph.ask("has "+column, func() *leaf { return l })
		yeses, noes = append(yeses, y), append(noes, n)
	}
	return b.graph.join(or, yeses...), b.graph.join(and, noes...)
}

// ranked is a comparison of a number with constants, a set of them, or a bool; nil for anything else.
func (b *builder) ranked(x ast.Expr) *leaf {
	if path, field, ok := b.rule.Path(x); ok {
		if field.Type.Kind() != rule.KindBool {
			return nil
		}
		return &leaf{column: path, spans: [2][]span{{{1, 1}}, {{0, 0}}}}
	}
	if x.Kind() != ast.CallKind {
		return nil
	}
	op, args := x.AsCall().FunctionName(), x.AsCall().Args()
	if len(args) != 2 {
		return nil
	}
	if _, constant := b.rule.Constant(args[0].ID()); constant && mirrored[op] != "" {
		op, args = mirrored[op], []ast.Expr{args[1], args[0]}
	}
	path, field, ok := b.rule.Path(args[0])
	c, constant := b.rule.Constant(args[1].ID())
	kind := field.Type.Kind()
	if !ok || !constant || !numeric(kind) || kind == rule.KindBool || args[0].AsSelect().IsTestOnly() {
		return nil
	}
	var spans []span
	switch {
	case op == operators.In && kind != rule.KindDouble:
		for _, item := range c.Items() {
			spans = append(spans, span{item.Number(), item.Number()})
		}
	case mirrored[op] != "" && c.Kind() == kind && !isNaN(c):
		spans = compared(op, rank(kind, c.Number()), kind)
	default:
		return nil
	}
	spans = tidy(spans)
	return &leaf{column: path, spans: [2][]span{spans, rest(spans)}}
}

// mirrored is the operator that says the same with the sides exchanged.
var mirrored = map[string]string{
	operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less,
	operators.GreaterEquals: operators.LessEquals, operators.Equals: operators.Equals, operators.NotEquals: operators.NotEquals,
}

// onlyWord tells whether x reads one column, of text or a list, which then is asked once for each value that occurs.
func (b *builder) onlyWord(x ast.Expr) (string, bool) {
	var path string
	ok := true
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		if p, field, is := b.rule.Path(x); is {
			ok = ok && (path == "" || path == p) && !numeric(field.Type.Kind()) && field.Type.Kind() != rule.KindObject
			path = p
			return
		}
		for _, c := range rule.Children(x) {
			visit(c)
		}
	}
	visit(x)
	return path, ok && path != ""
}

// amount splits what is granted in node by the ?: it begins with.
func (b *builder) amount(x ast.Expr, node int32) []part {
	if node == nobody {
		return nil
	}
	if c, ok := b.rule.Constant(x.ID()); ok {
		return []part{{node: node, fixed: c.Number()}}
	}
	if x.Kind() == ast.CallKind && x.AsCall().FunctionName() == operators.Conditional {
		args := x.AsCall().Args()
		ifYes, ifNo := b.verdict(args[0])
		return append(b.amount(args[1], b.graph.join(and, node, ifYes)), b.amount(args[2], b.graph.join(and, node, ifNo))...)
	}
	if f := b.formula(x); f != nil {
		return []part{{node: node, formula: f}}
	}
	return []part{{node: node, asked: b.part(x)}}
}

// String draws a node, for tests and those who wonder.
func (g *graph) String(at int32) string {
	n := g.nodes[at]
	switch n.op {
	case never:
		return "nobody"
	case always:
		return "everybody"
	case holds:
		return g.leaves[n.leaf].text
	case fails:
		return "not " + g.leaves[n.leaf].text
	default:
		parts := make([]string, len(n.kids))
		for i, k := range n.kids {
			parts[i] = g.String(k)
		}
		return "(" + strings.Join(parts, map[opcode]string{and: " and ", or: " or "}[n.op]) + ")"
	}
}
