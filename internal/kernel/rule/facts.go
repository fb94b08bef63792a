package rule

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// symbols and opposites word a comparison by what is so: a false <= is told as >.
var symbols = map[string]string{
	operators.Less: "<", operators.LessEquals: "≤", operators.Greater: ">", operators.GreaterEquals: "≥",
	operators.Equals: "=", operators.NotEquals: "≠",
}

var opposites = map[string]string{
	operators.Less: operators.GreaterEquals, operators.LessEquals: operators.Greater,
	operators.Greater: operators.LessEquals, operators.GreaterEquals: operators.Less,
	operators.Equals: operators.NotEquals, operators.NotEquals: operators.Equals,
}

func (x *explainer) zh() bool { return x.lang != text.En }

// fact says in words what the leaf found.
func (x *explainer) fact(e ast.Expr, l *Leaf) string {
	switch {
	case l.Verdict == Failed:
		return x.failure(e, l)
	case isTest(e):
		path, ok := x.p.schema.pathOf(e)
		if !ok {
			break
		}
		return filled(path.field, x.title(path), l.Verdict == True, x.zh())
	case e.Kind() == ast.CallKind:
		call := e.AsCall()
		op, args := call.FunctionName(), call.Args()
		if symbols[op] != "" {
			if l.Verdict == False {
				op = opposites[op]
			}
			path, isPath := x.p.schema.pathOf(args[0])
			if c, constant := x.p.constants[args[1].ID()]; constant && isPath && op == operators.Equals {
				return x.title(path) + " = " + c.In(x.lang)
			}
			return x.operand(args[0]) + " " + symbols[op] + " " + x.against(args[0], args[1])
		}
		w := &wording{p: x.p, zh: x.zh(), lang: x.lang, ok: true}
		if words, ok := w.piece(e, l.Verdict == True); ok {
			return words + pick(x.zh(), "（", " (") + l.Reads[0].Value.In(x.lang) + pick(x.zh(), "）", ")")
		}
		if op == operators.In {
			if words, ok := w.includes(args, l.Verdict == True); ok {
				return words
			}
			in := pick(x.zh(), "属于", "is one of")
			if l.Verdict == False {
				in = pick(x.zh(), "不属于", "is none of")
			}
			return x.operand(args[0]) + " " + in + " " + x.operand(args[1])
		}
	}
	if path, ok := x.p.schema.pathOf(e); ok {
		is := pick(x.zh(), " 为 ", " is ")
		if x.zh() && l.Value.kind == KindBool {
			is = "为" // 逾期为是
		}
		return x.title(path) + is + l.Value.In(x.lang)
	}
	if l.Verdict == Computed {
		return strings.Join(append(x.readings(l), "= "+l.Value.In(x.lang)), pick(x.zh(), ",", ", "))
	}
	holds := pick(x.zh(), "成立", "holds")
	if l.Verdict == False {
		holds = pick(x.zh(), "不成立", "does not hold")
	}
	return strings.Join(append(x.readings(l), holds), pick(x.zh(), ",", ", "))
}

func (x *explainer) readings(l *Leaf) []string {
	out := make([]string, 0, len(l.Reads)+1)
	for _, r := range l.Reads {
		out = append(out, r.Title+" "+r.Value.In(x.lang))
	}
	return out
}

// failure names the fields that are not set, or what could not be computed.
func (x *explainer) failure(e ast.Expr, l *Leaf) string {
	var missing, unknown, words []string
	for _, r := range l.Reads {
		switch {
		case r.Value.kind == KindNone && r.counted:
			unknown = append(unknown, r.Title)
		case r.Value.kind == KindNone:
			missing = append(missing, r.Title)
		}
	}
	if len(missing) > 0 {
		words = append(words, strings.Join(missing, pick(x.zh(), "、", ", "))+pick(x.zh(), "未填", " not set"))
	}
	if len(unknown) > 0 {
		words = append(words, strings.Join(unknown, pick(x.zh(), "、", ", "))+pick(x.zh(), "不可计", " not known"))
	}
	if len(words) > 0 {
		return strings.Join(words, pick(x.zh(), "，", ", "))
	}
	if _, err := x.value(e); err != nil {
		why := noResult(e, err).In(x.lang)
		if errs.Faults(err) != nil { // ours
			why = errs.Message(err, x.lang)
		}
		return pick(x.zh(), "无法计算：", "cannot be computed: ") + why
	}
	return pick(x.zh(), "无法计算", "cannot be computed")
}

// operand names what is compared and gives its value: 剩余 3 个工作日.
func (x *explainer) operand(e ast.Expr) string {
	v, _ := x.value(e)
	if path, ok := x.p.schema.pathOf(e); ok {
		if v.kind == KindWorkdays && v.num < 0 {
			return spanWords(x.title(path), v.num, x.zh())
		}
		return x.title(path) + " " + v.In(x.lang)
	}
	if _, constant := x.p.constants[e.ID()]; constant {
		return v.In(x.lang)
	}
	if e.Kind() == ast.CallKind && (e.AsCall().FunctionName() == operators.Add || e.AsCall().FunctionName() == operators.Subtract) {
		sign := strings.Trim(e.AsCall().FunctionName(), "_")
		return fmt.Sprintf(pick(x.zh(), "%s %s %s（即 %s）", "%s %s %s (that is %s)"),
			x.operand(e.AsCall().Args()[0]), sign, x.operand(e.AsCall().Args()[1]), v.In(x.lang))
	}
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == overloads.Size {
		if path, ok := x.p.schema.pathOf(children(e)[0]); ok {
			unit := pick(x.zh(), " 项", " items")
			if path.field.Type.kind == KindString {
				unit = pick(x.zh(), " 字", " characters")
			}
			return x.title(path) + " " + v.In(x.lang) + unit
		}
	}
	name := x.p.text(e)
	w := &wording{p: x.p, zh: x.zh(), lang: x.lang, ok: true}
	if words := w.value(e, nil); w.ok {
		name = words
	}
	return name + pick(x.zh(), " 为 ", " is ") + v.In(x.lang)
}

// against gives the right side, without repeating the unit of the left.
func (x *explainer) against(left, right ast.Expr) string {
	c, constant := x.p.constants[right.ID()]
	if _, ok := x.p.schema.pathOf(left); ok && constant && c.kind == KindWorkdays {
		return thousandths(c.num)
	}
	return x.operand(right)
}
