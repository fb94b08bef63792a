package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"

	"qinlian/internal/base/text"
)

// ValueWords says what a rule that gives a value comes to: 研发费用的 8%，最高 50万元. It is false where the rule has a form that
// there are no words for.
func (p *Program) ValueWords(lang text.Lang) (string, bool) {
	if p == nil {
		return "", false
	}
	w := &wording{p: p, zh: lang != text.En, lang: lang, ok: true}
	return w.value(p.tree.Expr(), nil), w.ok
}

// Phrase says a condition within the rule, written as Leaf.Source or package batch writes it, or that it does not hold:
// 研发费用不少于营业收入的 3%; 研发费用不到营业收入的 3%. It is false where the rule has no such condition or there are no words
// for it.
func (p *Program) Phrase(condition string, holds bool, lang text.Lang) (string, bool) {
	if p == nil {
		return "", false
	}
	var found ast.Expr
	ast.PostOrderVisit(p.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if found == nil && p.text(x) == condition {
			found = x
		}
	}))
	if found == nil {
		return "", false
	}
	w := &wording{p: p, zh: lang != text.En, lang: lang, ok: true}
	if holds {
		return w.condition(found, false), w.ok
	}
	return w.denial(found), w.ok
}

// denial words that x does not hold.
func (w *wording) denial(x ast.Expr) string {
	if path, ok := w.p.schema.pathOf(x); ok {
		if isTest(x) {
			return filled(path.field, w.titleOf(path), false, w.zh)
		}
		return affirmed(w.titleOf(path), false, w.zh)
	}
	if x.Kind() == ast.CallKind {
		op, args := x.AsCall().FunctionName(), x.AsCall().Args()
		if opposite := opposites[op]; opposite != "" {
			return w.comparison(opposite, args)
		}
		switch op {
		case operators.LogicalNot:
			return w.condition(args[0], false)
		case operators.In:
			if words, ok := w.includes(args, false); ok {
				return words
			}
			return w.value(args[0], nil) + pick(w.zh, "不属于", " is none of ") + w.value(args[1], args[0])
		}
		if words, ok := w.piece(x, false); ok {
			return words
		}
	}
	return pick(w.zh, "不符合（", "not (") + w.condition(x, false) + pick(w.zh, "）", ")")
}

// pieces are the words of a text that begins with, ends with or holds another.
var pieces = map[string][2]text.Text{
	overloads.StartsWith: {{Zh: "以%s开头", En: "begins with %s"}, {Zh: "不以%s开头", En: "does not begin with %s"}},
	overloads.EndsWith:   {{Zh: "以%s结尾", En: "ends with %s"}, {Zh: "不以%s结尾", En: "does not end with %s"}},
	overloads.Contains:   {{Zh: "含有%s", En: "contains %s"}, {Zh: "不含有%s", En: "does not contain %s"}},
}

// piece words x.startsWith("…") and its like: 行业代码以“C”开头.
func (w *wording) piece(x ast.Expr, does bool) (string, bool) {
	all := children(x)
	says, ok := pieces[x.AsCall().FunctionName()]
	if !ok || len(all) != 2 {
		return "", false
	}
	path, ok := w.p.schema.pathOf(all[0])
	c, constant := w.p.constants[all[1].ID()]
	if !ok || !constant {
		return "", false
	}
	form := says[0]
	if !does {
		form = says[1]
	}
	return w.titleOf(path) + pick(w.zh, "", " ") + strings.Replace(form.In(w.lang), "%s", w.constant(c, all[0]), 1), true
}

// includes words a constant that is looked for in a field: 资质含“高新技术企业”.
func (w *wording) includes(args []ast.Expr, does bool) (string, bool) {
	path, ok := w.p.schema.pathOf(args[1])
	c, constant := w.p.constants[args[0].ID()]
	if !ok || !constant {
		return "", false
	}
	between := pick(does, pick(w.zh, "含", " includes "), pick(w.zh, "不含", " does not include "))
	return w.titleOf(path) + between + w.constant(c, args[1]), true
}

// amount words what a clause's amount is made of.
func (w *wording) amount(function string, args []ast.Expr) string {
	switch function {
	case "share":
		c := w.p.constants[args[1].ID()]
		if w.zh {
			return w.value(args[0], nil) + "的 " + c.str
		}
		return c.str + " of " + w.value(args[0], nil)
	case operators.Multiply:
		return w.value(args[0], nil) + " × " + w.value(args[1], nil)
	case "least":
		return w.value(args[0], nil) + pick(w.zh, "，最高 ", ", at most ") + w.value(args[1], nil)
	case "greatest":
		return w.value(args[0], nil) + pick(w.zh, "，最低 ", ", at least ") + w.value(args[1], nil)
	case operators.Conditional:
		if w.zh {
			return w.condition(args[0], false) + "的，" + w.value(args[1], nil) + "；其他，" + w.value(args[2], nil)
		}
		return w.value(args[1], nil) + " where " + w.condition(args[0], false) + "; else " + w.value(args[2], nil)
	}
	return w.lost()
}
