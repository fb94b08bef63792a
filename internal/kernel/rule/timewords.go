package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"qinlian/internal/base/text"
)

// between tells that x is the days from one date to another: matter.due - today.
func (w *wording) between(x ast.Expr) (from, to ast.Expr, ok bool) {
	if x.Kind() != ast.CallKind || x.AsCall().FunctionName() != operators.Subtract {
		return nil, nil, false
	}
	args := x.AsCall().Args()
	if len(args) != 2 || w.kindOf(args[0]) != KindDate || w.kindOf(args[1]) != KindDate {
		return nil, nil, false
	}
	return args[1], args[0], true
}

// shifted words a date so many days after or before another: 时限后 3 天.
func (w *wording) shifted(x ast.Expr) (string, bool) {
	call := x.AsCall()
	op, args := call.FunctionName(), call.Args()
	if len(args) != 2 || op != operators.Add && op != operators.Subtract || w.kindOf(args[0]) != KindDate {
		return "", false
	}
	c, constant := w.p.constants[args[1].ID()]
	if !constant || c.kind != KindDays {
		return "", false
	}
	after := (op == operators.Add) == (c.num >= 0)
	c.num = max(c.num, -c.num)
	if !w.zh {
		return c.In(w.lang) + pick(after, " after ", " before ") + w.value(args[0], nil), true
	}
	return w.value(args[0], nil) + pick(after, "后 ", "前 ") + c.In(w.lang), true
}

// overdrawn are the words of a budget that is compared with less than nothing.
var overdrawn = map[string]text.Text{
	operators.Less:          {Zh: "已超 %s以上", En: "more than %s over"},
	operators.LessEquals:    {Zh: "已超至少 %s", En: "at least %s over"},
	operators.Greater:       {Zh: "未超 %s", En: "less than %s over, or none"},
	operators.GreaterEquals: {Zh: "至多超 %s", En: "at most %s over"},
	operators.Equals:        {Zh: "已超 %s", En: "%s over"},
	operators.NotEquals:     {Zh: "不是已超 %s", En: "not %s over"},
}

// over words a span of working days that is compared with less than nothing: 剩余工作日已超至少 3 个工作日.
func (w *wording) over(op string, left, right ast.Expr) (string, bool) {
	c, constant := w.p.constants[right.ID()]
	path, ok := w.p.schema.pathOf(left)
	if !ok || !constant || c.kind != KindWorkdays || c.num > 0 || c.num == 0 && op != operators.Less {
		return "", false
	}
	title := w.titleOf(path) + pick(w.zh, "", " ")
	if c.num == 0 {
		return title + pick(w.zh, "已超", "overdrawn"), true
	}
	c.num = -c.num
	return title + strings.Replace(overdrawn[op].In(w.lang), "%s", c.In(w.lang), 1), true
}

// spanWords are working days as a reading tells them; less than none are so many over.
func spanWords(title string, thousandth int64, zh bool) string {
	if thousandth >= 0 {
		return title + " " + thousandths(thousandth) + pick(zh, " 天", "")
	}
	over := WorkdaysValue(-thousandth)
	if zh {
		return title + "已超 " + over.In(text.Zh)
	}
	return title + " " + over.In(text.En) + " over"
}

// filled says that a field has a value or has none. What is counted nobody fills in.
func filled(field Field, title string, is, zh bool) string {
	if field.Type.kind == KindWorkdays {
		return title + pick(zh, pick(is, "可计", "不可计"), pick(is, " is known", " is not known"))
	}
	return title + pick(zh, pick(is, "已填", "未填"), pick(is, " is set", " is not set"))
}
