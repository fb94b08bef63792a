package rule

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"

	"qinlian/internal/base/text"
)

// Words says when the rule holds, for people who do not read CEL: 逾期，或剩余工作日不超过 5 天. coded gives the
// words of a code that a field is compared with (matter.urgency, red), "" where it knows none. It is false where
// the rule has a form that there are no words for.
func (p *Program) Words(lang text.Lang, coded func(field, code string) string) (string, bool) {
	if p == nil {
		return "", false
	}
	w := &wording{p: p, zh: lang != text.En, lang: lang, coded: coded, ok: true}
	return w.condition(p.tree.Expr(), false), w.ok
}

// FullWords are the words with each has() in them, also where a comparison of the same field says it already.
func (p *Program) FullWords(lang text.Lang, coded func(field, code string) string) (string, bool) {
	if p == nil {
		return "", false
	}
	w := &wording{p: p, zh: lang != text.En, lang: lang, coded: coded, ok: true, full: true}
	return w.condition(p.tree.Expr(), false), w.ok
}

// Found says in words what the deciding leaves read, each field once: 未逾期，剩余工作日 13 天. coded is that of Words.
func (e Explanation) Found(coded func(field, code string) string) string {
	return found(e.Deciding, e.lang, coded)
}

// Says puts a leaf into words as it came out: 剩余工作日超过 5 天; as it is written where it has a form that there are none for.
// coded is that of Words.
func (e Explanation) Says(l Leaf, coded func(field, code string) string) string {
	w := &wording{p: e.of, zh: e.lang != text.En, lang: e.lang, coded: coded, ok: true}
	var words string
	switch l.Verdict {
	case Failed:
		return l.Fact
	case False:
		words = w.denial(l.expr)
	case True:
		words = w.condition(l.expr, false)
	default:
		words = w.value(l.expr, nil)
	}
	if w.ok {
		return words
	}
	return l.Source + pick(l.Verdict == False, pick(w.zh, " 不成立", " does not hold"), pick(l.Verdict == True, pick(w.zh, " 成立", " holds"), ""))
}

// FoundBy says in words what one leaf read.
func (e Explanation) FoundBy(l Leaf, coded func(field, code string) string) string {
	return found([]Leaf{l}, e.lang, coded)
}

func found(leaves []Leaf, lang text.Lang, coded func(field, code string) string) string {
	var out []string
	for _, l := range leaves {
		for _, r := range l.Reads {
			if words := r.words(lang, coded); !slices.Contains(out, words) {
				out = append(out, words)
			}
		}
	}
	return strings.Join(out, pick(lang != text.En, "，", ", "))
}

// In puts what was read into words, codes by what they stand for.
func (r Reading) In(lang text.Lang, coded func(field, code string) string) string {
	meant := func(code string) string {
		if coded != nil {
			if words := coded(r.Path, code); words != "" {
				return words
			}
		}
		return code
	}
	switch r.Value.kind {
	case KindString:
		return StringValue(meant(r.Value.str)).In(lang)
	case KindList:
		items := slices.Clone(r.Value.Items())
		for i := range items {
			if items[i].kind == KindString {
				items[i] = StringValue(meant(items[i].str))
			}
		}
		return Value{kind: KindList, ref: items}.In(lang)
	}
	return r.Value.In(lang)
}

func (r Reading) words(lang text.Lang, coded func(field, code string) string) string {
	zh := lang != text.En
	switch r.Value.kind {
	case KindBool:
		return affirmed(r.Title, r.Value.num != 0, zh)
	case KindWorkdays:
		return spanWords(r.Title, r.Value.num, zh)
	case KindNone:
		if r.counted {
			return r.Title + pick(zh, "不可计", " is not known")
		}
	}
	return r.Title + " " + r.In(lang, coded)
}

// affirmed says whether what a field asks is so: 是否逾期 → 逾期, 未逾期.
func affirmed(title string, so, zh bool) string {
	if !zh {
		return pick(so, title, "not "+title)
	}
	core := strings.TrimPrefix(title, "是否")
	return pick(so, core, "未"+strings.TrimPrefix(core, "已"))
}

// wording puts one rule into words; ok turns false at the first form that has none.
type wording struct {
	p     *Program
	lang  text.Lang
	zh    bool
	coded func(field, code string) string
	full  bool // a has() is told wherever it stands
	ok    bool
}

// comparisons are the words of < <= > >= == !=: of amounts, of ratios, of days.
var comparisons = map[string][3]text.Text{
	operators.Less:          {{Zh: "不到", En: "below"}, {Zh: "低于", En: "below"}, {Zh: "早于", En: "before"}},
	operators.LessEquals:    {{Zh: "不超过", En: "at most"}, {Zh: "不高于", En: "at most"}, {Zh: "不晚于", En: "not after"}},
	operators.Greater:       {{Zh: "超过", En: "more than"}, {Zh: "高于", En: "above"}, {Zh: "晚于", En: "after"}},
	operators.GreaterEquals: {{Zh: "不少于", En: "at least"}, {Zh: "不低于", En: "at least"}, {Zh: "不早于", En: "not before"}},
	operators.Equals:        {{Zh: "为", En: "is"}, {Zh: "为", En: "is"}, {Zh: "为", En: "is"}},
	operators.NotEquals:     {{Zh: "不为", En: "is not"}, {Zh: "不为", En: "is not"}, {Zh: "不为", En: "is not"}},
}

// condition words x; inner says that it stands below another && or || and needs brackets.
func (w *wording) condition(x ast.Expr, inner bool) string {
	if c, constant := w.p.constants[x.ID()]; constant && c.kind == KindBool {
		return pick(c.num != 0, pick(w.zh, "任何情形", "always"), pick(w.zh, "从不", "never"))
	}
	if path, ok := w.p.schema.pathOf(x); ok {
		if isTest(x) {
			return filled(path.field, w.titleOf(path), true, w.zh)
		}
		return affirmed(w.titleOf(path), true, w.zh)
	}
	if x.Kind() != ast.CallKind {
		return w.lost()
	}
	call := x.AsCall()
	switch op, args := call.FunctionName(), call.Args(); op {
	case operators.LogicalOr:
		return w.joined(operands(x), pick(w.zh, "，或", ", or "), inner)
	case operators.LogicalAnd:
		return w.joined(w.unguarded(operands(x)), pick(w.zh, "，且", " and "), inner)
	case operators.LogicalNot:
		if path, ok := w.p.schema.pathOf(args[0]); ok {
			if isTest(args[0]) {
				return filled(path.field, w.titleOf(path), false, w.zh)
			}
			return affirmed(w.titleOf(path), false, w.zh)
		}
		if args[0].Kind() == ast.CallKind && args[0].AsCall().FunctionName() == operators.In {
			if words, ok := w.includes(args[0].AsCall().Args(), false); ok {
				return words
			}
		}
		return pick(w.zh, "不符合", "not ") + pick(w.zh, "（", "(") + w.condition(args[0], false) + pick(w.zh, "）", ")")
	case operators.In:
		if words, ok := w.includes(args, true); ok {
			return words
		}
		return w.value(args[0], nil) + pick(w.zh, "属于", " is one of ") + w.value(args[1], args[0])
	default:
		if _, ok := comparisons[op]; ok {
			return w.comparison(op, args)
		}
		if words, ok := w.piece(x, true); ok {
			return words
		}
	}
	return w.lost()
}

func (w *wording) joined(parts []ast.Expr, by string, inner bool) string {
	words := make([]string, len(parts))
	for i, part := range parts {
		words[i] = w.condition(part, len(parts) > 1)
	}
	out := strings.Join(words, by)
	if inner && len(parts) > 1 {
		return pick(w.zh, "（", "(") + out + pick(w.zh, "）", ")")
	}
	return out
}

// unguarded leaves out each has() of a field that another part reads: the reading says it already.
func (w *wording) unguarded(parts []ast.Expr) []ast.Expr {
	if w.full {
		return parts
	}
	reads := func(x ast.Expr, name string) bool {
		found := false
		var visit func(ast.Expr)
		visit = func(x ast.Expr) {
			if path, ok := w.p.schema.pathOf(x); ok {
				found = found || path.text == name && !isTest(x)
				return
			}
			for _, c := range children(x) {
				visit(c)
			}
		}
		visit(x)
		return found
	}
	return slices.DeleteFunc(slices.Clone(parts), func(x ast.Expr) bool {
		path, ok := w.p.schema.pathOf(x)
		return ok && isTest(x) && slices.ContainsFunc(parts, func(y ast.Expr) bool { return reads(y, path.text) })
	})
}

func (w *wording) comparison(op string, args []ast.Expr) string {
	left, right := args[0], args[1]
	if _, constant := w.p.constants[left.ID()]; constant { // wd(1) < x is told as x > wd(1)
		left, right, op = right, left, mirrored[op]
	}
	if c, constant := w.p.constants[right.ID()]; constant && (op == operators.Equals || op == operators.NotEquals) {
		if path, ok := w.p.schema.pathOf(left); ok {
			switch {
			case c.kind == KindBool:
				return affirmed(w.titleOf(path), (c.num != 0) == (op == operators.Equals), w.zh)
			case c.kind == KindString && c.str == "":
				return w.titleOf(path) + pick(op == operators.Equals, pick(w.zh, "未填", " is not set"), pick(w.zh, "已填", " is set"))
			}
		}
	}
	if words, ok := w.none(op, left, right); ok {
		return words
	}
	if words, ok := w.over(op, left, right); ok {
		return words
	}
	class := 0
	switch w.kindOf(left) {
	case KindDouble:
		class = 1
	case KindDate, KindTimestamp:
		class = 2
	}
	between := comparisons[op][class].In(w.lang)
	if !w.zh {
		between = " " + between + " "
	}
	a, b := w.value(left, right), w.value(right, left)
	if a != "" && b != "" && w.zh {
		between = pick(isDigit(a[len(a)-1]), " ", "") + between + pick(isDigit(b[0]), " ", "")
	}
	return a + between + b
}

// none words a count that is compared with nothing: 有逾期未复函件, 没有退回.
func (w *wording) none(op string, left, right ast.Expr) (string, bool) {
	c, constant := w.p.constants[right.ID()]
	if !constant || c.kind != KindInt || c.num != 0 || op == operators.Less || op == operators.LessEquals || op == operators.GreaterEquals {
		return "", false
	}
	if list, item, ok := counting(left); ok {
		title := w.tally(list, item)
		return pick(op == operators.Equals, pick(w.zh, "没有", "no "), pick(w.zh, "有", "any ")) + title, true
	}
	counted := left
	if left.Kind() == ast.CallKind && left.AsCall().FunctionName() == overloads.Size {
		counted = children(left)[0]
	}
	path, ok := w.p.schema.pathOf(counted)
	if !ok {
		return "", false
	}
	title := w.titleOf(path)
	if op == operators.Equals {
		return pick(w.zh, "没有"+strings.TrimSuffix(title, "次数"), "no "+title), true
	}
	return pick(w.zh, "有"+strings.TrimSuffix(title, "次数"), "any "+title), true
}

func (w *wording) kindOf(x ast.Expr) Kind {
	if path, ok := w.p.schema.pathOf(x); ok {
		return path.field.Type.kind
	}
	if c, constant := w.p.constants[x.ID()]; constant {
		return c.kind
	}
	if _, _, ok := w.between(x); ok {
		return KindInt
	}
	if x.Kind() == ast.CallKind && x.AsCall().FunctionName() == "days" {
		return KindDays
	}
	if x.Kind() == ast.CallKind && len(x.AsCall().Args()) > 0 {
		return w.kindOf(x.AsCall().Args()[0])
	}
	return KindNone
}

// value words what is compared with beside.
func (w *wording) value(x, beside ast.Expr) string {
	if path, ok := w.p.schema.pathOf(x); ok && !isTest(x) {
		return w.titleOf(path)
	}
	if c, constant := w.p.constants[x.ID()]; constant {
		return w.constant(c, beside)
	}
	if x.Kind() != ast.CallKind {
		return w.lost()
	}
	args := x.AsCall().Args()
	if from, to, ok := w.between(x); ok {
		if w.zh {
			return "从" + w.value(from, nil) + "到" + w.value(to, nil)
		}
		return "days from " + w.value(from, nil) + " to " + w.value(to, nil)
	}
	if words, ok := w.shifted(x); ok {
		return words
	}
	switch x.AsCall().FunctionName() {
	case operators.Add:
		return w.value(args[0], args[1]) + pick(w.zh, "加 ", " plus ") + w.value(args[1], args[0])
	case operators.Subtract:
		return w.value(args[0], args[1]) + pick(w.zh, "减 ", " minus ") + w.value(args[1], args[0])
	case overloads.Size:
		return w.value(children(x)[0], nil) + pick(w.zh, "数量", " count")
	case countFunction:
		return w.tally(args[0], args[1]) + pick(w.zh, "数量", " count")
	}
	return w.amount(x.AsCall().FunctionName(), args)
}

func (w *wording) constant(c Value, beside ast.Expr) string {
	switch c.kind {
	case KindInt:
		if beside != nil && w.zh {
			if _, _, ok := w.between(beside); ok {
				return c.In(w.lang) + " 天"
			}
		}
	case KindWorkdays:
		return thousandths(c.num) + pick(w.zh, " 天", "")
	case KindString:
		if beside != nil && w.coded != nil {
			if path, ok := w.p.schema.pathOf(beside); ok {
				if words := w.coded(path.text, c.str); words != "" {
					return words
				}
			}
		}
		return pick(w.zh, "“"+text.Visible(c.str)+"”", c.In(w.lang))
	case KindList:
		words := make([]string, 0, len(c.Items()))
		for _, item := range c.Items() {
			words = append(words, w.constant(item, beside))
		}
		return strings.Join(words, pick(w.zh, "、", ", "))
	}
	return c.In(w.lang)
}

// titleOf names a field; one of the command apart from the matter's own of the same title.
func (w *wording) titleOf(path fieldPath) string {
	title := path.field.Name
	if t := path.field.Title; !t.IsZero() {
		title = t.In(w.lang)
	}
	if strings.HasPrefix(path.text, "command.") {
		return pick(w.zh, "本次", "the command's ") + title
	}
	return title
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func (w *wording) lost() string {
	w.ok = false
	return ""
}
