package rule

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
)

// The fast path: the common shapes of a rule as Go closures that neither allocate nor box. It gives what
// cel-go gives, which the tests hold it to; what it does not know stays with cel-go, for the whole rule.
type (
	truth  func(*Input) (bool, error)
	reader func(*Input) (Value, error)
)

func (p *Program) prepareFastPath() {
	root := p.tree.Expr()
	if p.want.kind == KindBool {
		p.truth = p.truthOf(root)
		return
	}
	p.reader = p.readerOf(root)
}

// truthOf compiles a bool expression, nil where it does not know how.
func (p *Program) truthOf(x ast.Expr) truth {
	if c, ok := p.constants[x.ID()]; ok {
		verdict := c.Bool()
		return func(*Input) (bool, error) { return verdict, nil }
	}
	if isTest(x) {
		return p.presence(x)
	}
	if x.Kind() != ast.CallKind {
		return asTruth(p.fieldReader(x))
	}
	call := x.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); name {
	case operators.LogicalAnd, operators.LogicalOr:
		return p.logical(operands(x), name == operators.LogicalOr)
	case operators.LogicalNot:
		inner := p.truthOf(args[0])
		if inner == nil {
			return nil
		}
		return func(in *Input) (bool, error) {
			b, err := inner(in)
			return !b && err == nil, err
		}
	case operators.Conditional:
		condition, yes, no := p.truthOf(args[0]), p.truthOf(args[1]), p.truthOf(args[2])
		if condition == nil || yes == nil || no == nil {
			return nil
		}
		return func(in *Input) (bool, error) {
			b, err := condition(in)
			switch {
			case err != nil:
				return false, err
			case b:
				return yes(in)
			default:
				return no(in)
			}
		}
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals, operators.Equals, operators.NotEquals:
		return p.comparison(name, args[0], args[1], p.tree.GetType(args[0].ID()))
	case operators.In:
		return p.membership(args[0], args[1])
	case overloads.StartsWith, overloads.EndsWith, overloads.Contains:
		if !call.IsMemberFunction() {
			return nil
		}
		test := map[string]func(string, string) bool{
			overloads.StartsWith: strings.HasPrefix, overloads.EndsWith: strings.HasSuffix, overloads.Contains: strings.Contains,
		}[name]
		return both(p.readerOf(call.Target()), p.readerOf(args[0]), func(a, b Value) bool { return test(a.str, b.str) })
	default:
		return nil
	}
}

// logical is && or ||: the first operand that decides, else the first error, else the opposite.
func (p *Program) logical(args []ast.Expr, deciding bool) truth {
	var terms []truth
	for _, arg := range args {
		t := p.truthOf(arg)
		if t == nil {
			return nil
		}
		terms = append(terms, t)
	}
	return func(in *Input) (bool, error) {
		var first error
		for _, t := range terms {
			switch b, err := t(in); {
			case err != nil:
				if first == nil {
					first = err
				}
			case b == deciding:
				return deciding, nil
			}
		}
		return !deciding && first == nil, first
	}
}

func (p *Program) comparison(op string, left, right ast.Expr, t *types.Type) truth {
	a, b := p.readerOf(left), p.readerOf(right)
	if a == nil || b == nil {
		return nil
	}
	switch kind := kindOf(t); kind {
	case KindInt, KindMoney, KindDate, KindWorkdays, KindTimestamp:
		return numeric(op, a, b, p.constants, right)
	case KindString:
		return both(a, b, stringTests[op])
	case KindBool:
		switch op {
		case operators.Equals:
			return both(a, b, func(a, b Value) bool { return a.num == b.num })
		case operators.NotEquals:
			return both(a, b, func(a, b Value) bool { return a.num != b.num })
		}
	case KindDouble:
		return both(a, b, doubleTests[op])
	}
	return nil
}

// doubleTests compare as Go does, which is CEL's way with NaN too.
var doubleTests = map[string]func(a, b Value) bool{
	operators.Equals:        func(a, b Value) bool { return a.Double() == b.Double() },
	operators.NotEquals:     func(a, b Value) bool { return a.Double() != b.Double() },
	operators.Less:          func(a, b Value) bool { return a.Double() < b.Double() },
	operators.LessEquals:    func(a, b Value) bool { return a.Double() <= b.Double() },
	operators.Greater:       func(a, b Value) bool { return a.Double() > b.Double() },
	operators.GreaterEquals: func(a, b Value) bool { return a.Double() >= b.Double() },
}

var stringTests = map[string]func(a, b Value) bool{
	operators.Less:          func(a, b Value) bool { return a.str < b.str },
	operators.LessEquals:    func(a, b Value) bool { return a.str <= b.str },
	operators.Greater:       func(a, b Value) bool { return a.str > b.str },
	operators.GreaterEquals: func(a, b Value) bool { return a.str >= b.str },
	operators.Equals:        func(a, b Value) bool { return a.str == b.str },
	operators.NotEquals:     func(a, b Value) bool { return a.str != b.str },
}

func both(a, b reader, test func(a, b Value) bool) truth {
	if a == nil || b == nil || test == nil {
		return nil
	}
	return func(in *Input) (bool, error) {
		x, err := a(in)
		if err != nil {
			return false, err
		}
		y, err := b(in)
		if err != nil {
			return false, err
		}
		return test(x, y), nil
	}
}

// numeric compares integers: below, equal and above say which signs of a-b are true.
func numeric(op string, a, b reader, constants map[int64]Value, right ast.Expr) truth {
	var below, equal, above bool
	switch op {
	case operators.Less:
		below = true
	case operators.LessEquals:
		below, equal = true, true
	case operators.Greater:
		above = true
	case operators.GreaterEquals:
		equal, above = true, true
	case operators.Equals:
		equal = true
	case operators.NotEquals:
		below, above = true, true
	}
	judge := func(x, y int64) bool {
		switch {
		case x < y:
			return below
		case x > y:
			return above
		default:
			return equal
		}
	}
	if c, ok := constants[right.ID()]; ok {
		return func(in *Input) (bool, error) {
			x, err := a(in)
			return err == nil && judge(x.num, c.num), err
		}
	}
	return both(a, b, func(x, y Value) bool { return judge(x.num, y.num) })
}

// membership is x in a list of scalars, either constant or a field.
func (p *Program) membership(x, list ast.Expr) truth {
	item := p.readerOf(x)
	kind := kindOf(p.tree.GetType(x.ID()))
	if item == nil || kind == KindNone || kind == KindList || kind == KindDouble || kind == KindObject {
		return nil
	}
	if c, ok := p.constants[list.ID()]; ok {
		items := c.Items()
		return func(in *Input) (bool, error) {
			v, err := item(in)
			return err == nil && slices.ContainsFunc(items, func(i Value) bool { return i.num == v.num && i.str == v.str }), err
		}
	}
	if kind != KindString {
		return nil
	}
	return both(item, p.fieldReader(list), func(v, list Value) bool {
		strs, ok := list.ref.([]string)
		if ok {
			return slices.Contains(strs, v.str)
		}
		return slices.ContainsFunc(list.Items(), func(i Value) bool { return i.str == v.str })
	})
}

// readerOf compiles an expression of any type, nil where it does not know how.
func (p *Program) readerOf(x ast.Expr) reader {
	if c, ok := p.constants[x.ID()]; ok {
		return func(*Input) (Value, error) { return c, nil }
	}
	if x.Kind() != ast.CallKind {
		if isTest(x) {
			return asReader(p.presence(x))
		}
		return p.fieldReader(x)
	}
	args := x.AsCall().Args()
	switch x.AsCall().FunctionName() {
	case overloads.Size:
		if x.AsCall().IsMemberFunction() {
			args = []ast.Expr{x.AsCall().Target()}
		}
		return sizeOf(p.readerOf(args[0]))
	case countFunction:
		return counter(p.fieldReader(args[0]), p.readerOf(args[1]))
	case operators.Conditional:
		condition, yes, no := p.truthOf(args[0]), p.readerOf(args[1]), p.readerOf(args[2])
		if condition == nil || yes == nil || no == nil {
			return nil
		}
		return func(in *Input) (Value, error) {
			b, err := condition(in)
			switch {
			case err != nil:
				return Value{}, err
			case b:
				return yes(in)
			default:
				return no(in)
			}
		}
	default:
		if kindOf(p.tree.GetType(x.ID())) == KindBool {
			return asReader(p.truthOf(x))
		}
		return nil
	}
}

func sizeOf(inner reader) reader {
	if inner == nil {
		return nil
	}
	return func(in *Input) (Value, error) {
		v, err := inner(in)
		if err != nil {
			return Value{}, err
		}
		if v.kind == KindString {
			return IntValue(int64(utf8.RuneCountInString(v.str))), nil
		}
		return IntValue(v.num), nil
	}
}

func asReader(t truth) reader {
	if t == nil {
		return nil
	}
	return func(in *Input) (Value, error) {
		b, err := t(in)
		if err != nil {
			return Value{}, err
		}
		return BoolValue(b), nil
	}
}

func asTruth(r reader) truth {
	if r == nil {
		return nil
	}
	return func(in *Input) (bool, error) {
		v, err := r(in)
		return v.num != 0, err
	}
}

// kindOf is the kind of a checked type, KindNone for what no field can have.
func kindOf(t *types.Type) Kind {
	switch t.Kind() {
	case types.StringKind:
		return KindString
	case types.BoolKind:
		return KindBool
	case types.IntKind:
		return KindInt
	case types.DoubleKind:
		return KindDouble
	case types.TimestampKind:
		return KindTimestamp
	case types.ListKind:
		return KindList
	case types.StructKind:
		return KindObject
	}
	for k, q := range quantityTypes {
		if q.TypeName() == t.TypeName() {
			return k
		}
	}
	return KindNone
}
