package rule

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// Question is a word of the caller's with one argument, as a rule says it: head("招商局"), superior(matter.owner),
// superior(head("招商局")). The caller finds them before it declares its schema (Questions), gives each a field of an
// object, and has rules read that field where the word stands (Answer).
type Question struct {
	Word  string
	Text  string    // the argument where it is a text
	Path  string    // where it is a field or variable
	Inner *Question // where it is a question
	At    Position  // of the argument; Text, Path and Inner are empty where it is anything else
}

// String writes the question as a rule would say it.
func (q *Question) String() string {
	arg := q.Path
	switch {
	case q.Inner != nil:
		arg = q.Inner.String()
	case q.Path == "":
		arg = strconv.Quote(q.Text)
	}
	return q.Word + "(" + arg + ")"
}

// Answer says which field a question reads.
type Answer struct {
	Question string // Question.String
	Field    string // path of a field
}

// bare parses rules of which nothing is declared yet. It has no has(), which takes a field and, here, not yet a question.
var bare = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewCustomEnv(append(limits(), cel.Macros(cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro, cel.FilterMacro, cel.MapMacro))...)
})

// Questions lists the questions of a rule that begins at a place, those within others before these; nothing for what is no rule.
func Questions(src string, at Position, words ...string) []*Question {
	env, err := bare()
	if err != nil || len(src) > MaxLength*4 {
		return nil
	}
	parsed, issues := env.Parse(src)
	if issues.Err() != nil {
		return nil
	}
	tree := parsed.NativeRep()
	var out []*Question
	var visit func(x ast.Expr) *Question
	visit = func(x ast.Expr) *Question {
		var inner *Question
		for _, c := range children(x) {
			inner = visit(c)
		}
		if x.Kind() != ast.CallKind || x.AsCall().IsMemberFunction() || len(x.AsCall().Args()) != 1 || !slices.Contains(words, x.AsCall().FunctionName()) {
			return nil
		}
		arg := x.AsCall().Args()[0]
		q := &Question{Word: x.AsCall().FunctionName(), Inner: inner, At: startOf(tree, at, arg)}
		if s, ok := literalString(arg); ok {
			q.Text = s
		} else if names, ok := chain(arg); ok && !isTest(arg) {
			q.Path = strings.Join(names, ".")
		}
		out = append(out, q)
		return q
	}
	visit(tree.Expr())
	return out
}

// answering has the words of questions read the fields that answer them. A question that has no answer is left as it is, and
// is a function that there is not.
func answering(answers []Answer, words []string) []cel.EnvOption {
	fields, said := map[string]string{}, map[string]string{}
	for _, a := range answers {
		fields[a.Question], said[a.Field] = a.Field, a.Question
	}
	opts := make([]cel.EnvOption, 0, len(words))
	for _, word := range words {
		opts = append(opts, cel.Macros(cel.GlobalMacro(word, 1, func(f parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
			key := ""
			if s, ok := literalString(args[0]); ok {
				key = strconv.Quote(s)
			} else if names, ok := chain(args[0]); ok {
				if key = strings.Join(names, "."); said[key] != "" { // a question within this one, which reads its field by now
					key = said[key]
				}
			}
			field, answered := fields[word+"("+key+")"]
			if !answered {
				return nil, nil // as the parser wants it
			}
			names := splitPath(field)
			x := f.NewIdent(names[0])
			for _, name := range names[1:] {
				x = f.NewSelect(x, name)
			}
			return x, nil
		})))
	}
	return opts
}

// limits bound what the parser takes.
func limits() []cel.EnvOption {
	return []cel.EnvOption{
		cel.EnableMacroCallTracking(), cel.ParserExpressionSizeLimit(MaxLength), cel.ParserRecursionLimit(MaxNesting),
		cel.ParserErrorRecoveryLimit(8), cel.ExpressionNodeLimit(MaxNodes),
	}
}
