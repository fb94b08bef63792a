package batch

import (
	"fmt"
	"math"
	"math/bits"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"qinlian/internal/kernel/rule"
)

// formula computes numbers for some rows of a block at once, as CEL would: what has no value for a row (a missing fact,
// an overflow, a division by zero) is bad there.
type formula struct {
	op     byte // of formulaOps, or one of the words below
	kind   rule.Kind
	of     kindOf // how the operation counts
	a, b   *formula
	fixed  int64
	column string
	ratio  rule.Ratio
	yes    int32 // choose: nodes of the condition
	no     int32
	key    string
	rate   *rate // which it is, if any
}

const (
	opFixed    byte = 'c'
	opColumn   byte = 'x'
	opNegate   byte = 'n'
	opShare    byte = 's'
	opLeast    byte = 'l'
	opGreatest byte = 'g'
	opChoose   byte = '?'
)

// kindOf tells how + - * / % count: whole numbers as they are, days within the calendar, or doubles.
type kindOf uint8

const (
	whole kindOf = iota
	calendar
	double
)

// comparison is a formula against another.
type comparison struct {
	op   string
	a, b *formula
}

func (c comparison) key() string { return c.op + " " + c.a.key + " " + c.b.key }

// comparison reads x as one, false where it is none that goes on columns.
func (b *builder) comparison(x ast.Expr) (comparison, bool) {
	if x.Kind() != ast.CallKind || mirrored[x.AsCall().FunctionName()] == "" {
		return comparison{}, false
	}
	args := x.AsCall().Args()
	if k := b.rule.TypeOf(args[0]); !numeric(k) || k == rule.KindBool {
		return comparison{}, false
	}
	c := comparison{op: x.AsCall().FunctionName(), a: b.formula(args[0]), b: b.formula(args[1])}
	return c, c.a != nil && c.b != nil
}

// formula reads x as one, nil where package rule must be asked.
func (b *builder) formula(x ast.Expr) *formula {
	kind := b.rule.TypeOf(x)
	if c, ok := b.rule.Constant(x.ID()); ok {
		if !numeric(kind) && kind != rule.KindDays {
			return nil
		}
		return b.same(&formula{op: opFixed, kind: kind, fixed: c.Number(), key: fmt.Sprint(c.Kind(), c.Number())})
	}
	if path, field, ok := b.rule.Path(x); ok {
		if !numeric(field.Type.Kind()) || x.Kind() == ast.SelectKind && x.AsSelect().IsTestOnly() {
			return nil
		}
		return b.same(&formula{op: opColumn, kind: kind, column: path, key: path})
	}
	if x.Kind() != ast.CallKind || !numeric(kind) || kind == rule.KindBool {
		return nil
	}
	call := x.AsCall()
	args := call.Args()
	out := &formula{kind: kind}
	switch name := call.FunctionName(); name {
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo:
		out.op = name[1]
		switch {
		case kind == rule.KindDouble:
			out.of = double
		case kind == rule.KindDate:
			out.of = calendar
		}
	case operators.Negate:
		out.op = opNegate
		if kind == rule.KindDouble {
			out.of = double
		}
	case "least":
		out.op = opLeast
	case "greatest":
		out.op = opGreatest
	case "share":
		c, constant := b.rule.Constant(args[1].ID())
		r, ok := rule.ParseRatio(c.Text())
		if !constant || !ok {
			return nil
		}
		out.op, out.ratio, args = opShare, r, args[:1]
	case operators.Conditional:
		out.op = opChoose
		out.yes, out.no = b.verdict(args[0])
		args = args[1:]
	default:
		return nil
	}
	if out.a = b.formula(args[0]); out.a == nil {
		return nil
	}
	out.key = fmt.Sprintf("%c%d(%s", out.op, out.of, out.a.key)
	if len(args) > 1 {
		if out.b = b.formula(args[1]); out.b == nil {
			return nil
		}
		out.key += " " + out.b.key
	}
	out.key += fmt.Sprint(")", out.ratio, out.yes, " ", out.no)
	return b.same(out)
}

func (b *builder) same(f *formula) *formula {
	if known := b.graph.steps[f.key]; known != nil {
		return known
	}
	f.rate = f.rated()
	b.graph.steps[f.key] = f
	return f
}

// conditions calls visit with the nodes that f chooses by.
func (f *formula) conditions(visit func(node int32)) {
	if f == nil {
		return
	}
	if f.op == opChoose {
		visit(f.yes)
		visit(f.no)
	}
	f.a.conditions(visit)
	f.b.conditions(visit)
}

// vector holds numbers for the selected rows, and which of them are bad; where it is clean, none is.
type vector struct {
	n     []int64
	bad   []bool
	clean bool
}

// compute gives f for the selected rows, by their place in the block.
func (w *worker) compute(f *formula, rows []int32) vector {
	switch f.op {
	case opFixed:
		out := w.vector(len(rows))
		for i := range out.n {
			out.n[i] = f.fixed
		}
		return out
	case opColumn:
		return w.gather(f.column, rows)
	case opChoose:
		return w.choose(f, rows)
	}
	a := w.compute(f.a, rows)
	switch {
	case f.b == nil:
		f.constant(&a, 0)
	case f.b.op == opFixed:
		f.constant(&a, f.b.fixed)
	default:
		b := w.compute(f.b, rows)
		for i := range a.n {
			ok := !a.bad[i] && !b.bad[i]
			if ok {
				a.n[i], ok = f.apply(a.n[i], b.n[i])
			}
			a.bad[i] = !ok
		}
		a.clean = false
		w.free(b)
	}
	return a
}

// gather reads a column.
func (w *worker) gather(path string, rows []int32) vector {
	out := w.vector(len(rows))
	c := w.run.table.columns[path]
	switch {
	case c == nil:
		for i := range out.bad {
			out.bad[i] = true
		}
		out.clean = false
	case w.full(c) && w.words == blockWords:
		numbers := (*[blockRows]int64)(c.numbers[w.first*64:])
		n := out.n[:len(rows)]
		for i, r := range rows {
			n[i] = numbers[r%blockRows]
		}
	case w.full(c):
		numbers := c.numbers[w.first*64:]
		for i, r := range rows {
			out.n[i] = numbers[r]
		}
	default:
		numbers, set := c.numbers[w.first*64:], c.set[w.first:]
		out.clean = false
		for i, r := range rows {
			out.n[i], out.bad[i] = numbers[r], set[r/64]>>(r%64)&1 == 0
		}
	}
	return out
}

// full tells whether a column has a number in every row.
func (w *worker) full(c *column) bool {
	code := c.code.Load()
	return code != nil && code.full()
}

// constant applies f to v with the same other side for every row. The steps most met go through at once where nothing can
// go wrong.
func (f *formula) constant(v *vector, c int64) {
	if v.clean && f.of == whole {
		switch f.op {
		case opLeast:
			for i, n := range v.n {
				v.n[i] = min(n, c)
			}
			return
		case opGreatest:
			for i, n := range v.n {
				v.n[i] = max(n, c)
			}
			return
		case '/':
			if c > 1 && near(v.n, math.MaxInt64/c) {
				by := reciprocal(c)
				for i, n := range v.n {
					q, _ := bits.Mul64(uint64(max(n, -n)), by)
					v.n[i] = signed(q, n)
				}
				return
			}
		case '*':
			if most := magnitude(c); most > 0 && most < 1<<31 && near(v.n, int64(math.MaxInt64/most)) {
				for i, n := range v.n {
					v.n[i] = n * c
				}
				return
			}
		case opShare: // half a fen is rounded away from 0
			if r := f.ratio; r.Num > 0 && r.Num < 1<<31 && r.Den < 1<<20 && near(v.n, math.MaxInt64>>24/r.Den/r.Num) {
				by, num, den := reciprocal(2*r.Den), uint64(r.Num), uint64(r.Den)
				for i, n := range v.n {
					q, _ := bits.Mul64(2*num*uint64(max(n, -n))+den, by)
					v.n[i] = signed(q, n)
				}
				return
			}
		}
	}
	v.clean = false
	for i, n := range v.n {
		ok := !v.bad[i]
		if ok {
			v.n[i], ok = f.apply(n, c)
		}
		v.bad[i] = !ok
	}
}

// reciprocal is by what to multiply, of which the upper 64 bits are kept, instead of dividing by c > 1: exact for numbers below
// 2⁶⁴ / c (Granlund and Montgomery, 1994).
func reciprocal(c int64) uint64 { return math.MaxUint64/uint64(c) + 1 }

// signed is a magnitude with the sign of n.
func signed(q uint64, n int64) int64 {
	s := n >> 63
	return int64(q) ^ s - s
}

// near tells whether no number is further from 0 than most.
func near(n []int64, most int64) bool {
	low, high := int64(0), int64(0)
	for _, x := range n {
		low, high = min(low, x), max(high, x)
	}
	return high <= most && low >= -most
}

func (w *worker) choose(f *formula, rows []int32) vector {
	a, b := w.compute(f.a, rows), w.compute(f.b, rows)
	yes, no := w.operand(f.yes), w.operand(f.no)
	a.clean = false
	for i, r := range rows {
		switch {
		case yes[r/64]>>(r%64)&1 == 1:
		case no[r/64]>>(r%64)&1 == 1:
			a.n[i], a.bad[i] = b.n[i], b.bad[i]
		default:
			a.bad[i] = true
		}
	}
	w.free(b)
	return a
}
