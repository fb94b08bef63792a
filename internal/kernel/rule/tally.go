package rule

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"
)

// Tally is a word by which rules count the elements of a field that equal a text. With Name unreplied and Of
// matter.unreplied_letters, unreplied("reminder-letter") is how many of those letters are reminders.
type Tally struct {
	Name string // a word that no other function has
	Of   string // path of a list of text
}

// countFunction counts the elements of a list that equal a text. Rules say the words of tallies instead.
const countFunction = "@count"

// tallied teaches the environment its tallies.
func tallied(tallies []Tally) []cel.EnvOption {
	if len(tallies) == 0 {
		return nil
	}
	opts := []cel.EnvOption{cel.Function(countFunction,
		cel.Overload("count_in_strings", []*cel.Type{cel.ListType(cel.StringType), cel.StringType}, cel.IntType, cel.BinaryBinding(countIn)))}
	for _, t := range tallies {
		names := splitPath(t.Of)
		opts = append(opts, cel.Macros(cel.GlobalMacro(t.Name, 1, func(f parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
			list := f.NewIdent(names[0])
			for _, name := range names[1:] {
				list = f.NewSelect(list, name)
			}
			return f.NewCall(countFunction, list, args[0]), nil
		})))
	}
	return opts
}

func countIn(list, item ref.Val) ref.Val {
	l, ok := list.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(list)
	}
	n := types.Int(0)
	for it := l.Iterator(); it.HasNext() == types.True; {
		if it.Next().Equal(item) == types.True {
			n++
		}
	}
	return n
}

// counter is the fast path of a tally.
func counter(list, item reader) reader {
	if list == nil || item == nil {
		return nil
	}
	return func(in *Input) (Value, error) {
		l, err := list(in)
		if err != nil {
			return Value{}, err
		}
		v, err := item(in)
		if err != nil {
			return Value{}, err
		}
		n := int64(0)
		if strs, ok := l.ref.([]string); ok {
			for _, s := range strs {
				if s == v.str {
					n++
				}
			}
			return IntValue(n), nil
		}
		for _, i := range l.Items() {
			if i.str == v.str {
				n++
			}
		}
		return IntValue(n), nil
	}
}

// Counted is what a rule counts by a tally: the text, and the path of the field it is counted in.
type Counted struct{ Of, Text string }

// Counts lists the texts that the rule counts by tallies, as far as they stand in it, in reading order.
func (p *Program) Counts() []Counted {
	if p == nil {
		return nil
	}
	var out []Counted
	var visit func(ast.Expr)
	visit = func(x ast.Expr) {
		if list, item, ok := counting(x); ok {
			names, _ := chain(list)
			if c, constant := p.constants[item.ID()]; constant {
				out = append(out, Counted{strings.Join(names, "."), c.str})
			}
		}
		for _, c := range children(x) {
			visit(c)
		}
	}
	visit(p.tree.Expr())
	return slices.Compact(out)
}

// counting takes a tally apart.
func counting(x ast.Expr) (list, item ast.Expr, ok bool) {
	if x.Kind() != ast.CallKind || x.AsCall().FunctionName() != countFunction {
		return nil, nil, false
	}
	args := x.AsCall().Args()
	return args[0], args[1], true
}

// tally words what is counted: 逾期未复函件“督办函”.
func (w *wording) tally(list, item ast.Expr) string {
	path, ok := w.p.schema.pathOf(list)
	if !ok {
		return w.lost()
	}
	return w.titleOf(path) + pick(w.zh, "", " of the sort ") + w.value(item, list)
}
