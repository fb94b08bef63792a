package rule

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// diagnosis collects what is wrong with one expression and says it so that it can be repaired.
type diagnosis struct {
	words  []string // of tallies
	schema *Schema
	at     Position
	tree   *ast.AST
	faults errs.List
}

func (d *diagnosis) add(code string, at Position, zh, en string, args ...any) {
	d.faults = append(d.faults, errs.Newf(errs.Invalid, code, zh, en, args...).At(at.String()))
}

func (d *diagnosis) place(node int64) Position { return placeOf(d.tree, d.at, node) }

func (d *diagnosis) syntax(issues *cel.Issues) errs.List {
	for _, e := range issues.Errors() {
		at := d.at.Move(e.Location.Line(), e.Location.Column())
		message, _, _ := strings.Cut(strings.TrimPrefix(e.Message, "Syntax error: "), " expecting ")
		switch {
		case strings.HasPrefix(message, "mismatched input '<EOF>'"):
			d.add("rule.syntax", at, "规则没有写完", "the rule ends too early")
		case strings.HasPrefix(message, "token recognition error at: '= "):
			d.add("rule.syntax", at, "相等要写 ==", "equality is written ==")
		case strings.HasPrefix(message, "token recognition error at: ") && badEscape(message) != "":
			d.add("rule.syntax", at, "引号里的 `%[1]s` 认不出；要写反斜杠本身请写 `\\\\`", "`%[1]s` within quotation marks is not known; a backslash itself is written `\\\\`", badEscape(message))
		case strings.HasPrefix(message, "token recognition error at: '\""), strings.HasPrefix(message, "token recognition error at: ''"):
			d.add("rule.syntax", at, "引号没有配对", "the quotation mark is not closed")
		case strings.Contains(message, "recursion limit"), strings.Contains(message, "node limit"), strings.Contains(message, "expression node"):
			d.add("rule.too_deep", at, "规则嵌套过深或过长（括号最多 %[1]d 层，最多 %[2]d 个成分）；请拆成几条", "the rule is nested too deeply or too large (at most %[1]d levels of parentheses and %[2]d parts); split it", MaxNesting, MaxNodes)
		default:
			d.grammar(at, message)
		}
	}
	return d.faults[:1] // the others are mostly its echoes
}

// grammarWords are what the parser says of a malformed expression, and what we say instead.
var grammarWords = []struct {
	says   *regexp.Regexp
	zh, en string
}{
	{regexp.MustCompile(`^extraneous input '(.*)'$`), "多了 %s", "%s is one too many"},
	{regexp.MustCompile(`^mismatched input '(.*)'$`), "%s 不该写在这里", "%s does not belong here"},
	{regexp.MustCompile(`^missing (.+) at '<EOF>'$`), "末尾缺少 %s", "%s is missing at the end"},
	{regexp.MustCompile(`^missing (.+) at '.*'$`), "这里缺少 %s", "%s is missing here"},
	{regexp.MustCompile(`^no viable alternative at input '(.*)'$`), "从 %s 起读不通", "no sense can be made of it from %s on"},
	{regexp.MustCompile(`^token recognition error at: '(.*)'$`), "认不出 %s", "%s is not known"},
}

// grammar says what the parser found, in the reader's words.
func (d *diagnosis) grammar(at Position, message string) {
	for _, g := range grammarWords {
		if m := g.says.FindStringSubmatch(message); m != nil {
			part := "`" + strings.Trim(m[1], "'") + "`"
			if part == "`<EOF>`" {
				break
			}
			d.add("rule.syntax", at, "表达式写法有误："+strings.ReplaceAll(g.zh, "%s", "%[1]s"), "the expression is malformed: "+strings.ReplaceAll(g.en, "%s", "%[1]s"), part)
			return
		}
	}
	t := inWords(message, "")
	d.add("rule.syntax", at, "%[1]s", "%[2]s", strings.TrimSuffix("表达式写法有误："+t.Zh, "："), "the expression is malformed: "+t.En)
}

// refuseForbidden finds what CEL can say and rules must not.
func (d *diagnosis) refuseForbidden() {
	ast.PostOrderVisit(d.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		switch x.Kind() {
		case ast.MapKind, ast.StructKind:
			d.add("rule.not_allowed", d.place(x.ID()), "规则里不能构造记录或映射", "a rule cannot build records or maps")
		case ast.LiteralKind:
			switch x.AsLiteral().(type) {
			case types.Null:
				d.add("rule.not_allowed", d.place(x.ID()), "没有 null；是否填写请用 has(matter.due) 判断", "there is no null; ask has(matter.due) whether a field is set")
			case types.Bytes, types.Uint:
				d.add("rule.not_allowed", d.place(x.ID()), "规则里没有字节串和无符号数", "rules have no bytes and no unsigned numbers")
			}
		case ast.ComprehensionKind:
			name := x.AsComprehension().IterVar()
			if _, declared := d.schema.slots[name]; declared {
				d.add("rule.shadow", d.place(x.ID()), "循环变量 %[1]s 与已声明的变量同名，请换一个名字", "iteration variable %[1]s hides a declared variable; choose another name", name)
			}
		}
	}))
}

// refuseComparisons wants == != and in to be about values, not about whole records.
func (d *diagnosis) refuseComparisons() {
	ast.PostOrderVisit(d.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		switch x.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals, operators.In:
			if t := d.tree.GetType(x.AsCall().Args()[0].ID()); holdsObject(t) {
				d.add("rule.type", d.place(x.ID()), "不能比较整个%[2]s，请比较它的字段", "whole %[1]s records cannot be compared; compare their fields", t, typeWords(t.String()))
			}
		}
	}))
}

var (
	undefinedField = regexp.MustCompile(`^undefined field '([^']*)'`)
	undeclared     = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	noOverload     = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'$`)
	expectedType   = regexp.MustCompile(`^expected type '([^']*)' but found '([^']*)'`)
	noSelection    = regexp.MustCompile(`^type '([^']*)' does not support field selection`)
)

// types says what the checker found.
func (d *diagnosis) types(issues *cel.Issues) errs.List {
	nodes := map[int64]ast.Expr{}
	ast.PostOrderVisit(d.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) { nodes[x.ID()] = x }))
	for _, e := range issues.Errors() {
		at := d.at.Move(e.Location.Line(), e.Location.Column())
		if m := undefinedField.FindStringSubmatch(e.Message); m != nil {
			at.Column++ // from the dot to the name
			d.unknownField(at, m[1], nodes[e.ExprID])
		} else if m := undeclared.FindStringSubmatch(e.Message); m != nil {
			d.unknownName(at, m[1], nodes[e.ExprID])
		} else if m := noOverload.FindStringSubmatch(e.Message); m != nil {
			d.mismatch(at, m[1], m[2], nodes[e.ExprID])
		} else if m := expectedType.FindStringSubmatch(e.Message); m != nil {
			d.add("rule.type", at, "此处要%[3]s，得到的是%[4]s", "this place wants %[1]s, not %[2]s", m[1], m[2], typeWords(m[1]), typeWords(m[2]))
		} else if m := noSelection.FindStringSubmatch(e.Message); m != nil {
			d.add("rule.type", at, "%[2]s没有字段", "a %[1]s has no fields", m[1], typeWords(m[1]))
		} else {
			d.add("rule.type", at, "规则各部分的类型不合", "the types of the rule do not fit: %s", e.Message)
		}
	}
	return d.faults
}

func (d *diagnosis) unknownField(at Position, name string, node ast.Expr) {
	path, shown := name, []string(nil)
	if node != nil && node.Kind() == ast.SelectKind {
		if names, ok := chain(node.AsSelect().Operand()); ok {
			prefix := strings.Join(names, ".") + "."
			path = prefix + name
			if sh := d.shapeAt(names); sh != nil {
				for _, f := range sh.Fields {
					shown = append(shown, prefix+f.Name)
				}
			}
		}
	}
	d.suggest("rule.unknown_field", at, "没有字段 `%s`", "no field `%s`", path, shown)
}

// shapeAt finds the object type behind names, which may start at an iteration variable.
func (d *diagnosis) shapeAt(names []string) *shape {
	if p, ok := d.schema.path(names); ok {
		return d.schema.shapes[p.field.Type.name]
	}
	var found *shape
	ast.PostOrderVisit(d.tree.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.ComprehensionKind || x.AsComprehension().IterVar() != names[0] || len(names) > 1 {
			return
		}
		if p, ok := d.schema.pathOf(x.AsComprehension().IterRange()); ok {
			found = d.schema.shapes[p.field.Type.Elem().name]
		}
	}))
	return found
}

func (d *diagnosis) unknownName(at Position, name string, node ast.Expr) {
	if node != nil && node.Kind() == ast.CallKind {
		at.Column -= len(name) // from the parenthesis to the name
		if usage := macros[name]; usage != "" {
			d.add("rule.unknown_function", at, "`%[1]s` 的写法如 %[2]s", "`%[1]s` is written like %[2]s", name, usage)
			return
		}
		d.suggest("rule.unknown_function", at, "没有函数 `%s`", "no function `%s`", name, slices.Concat(functionNames, d.words))
		return
	}
	var known []string
	for _, v := range d.schema.variables {
		known = append(known, v.Name)
	}
	for _, v := range d.schema.variables { // due for matter.due
		if sh := d.schema.shapes[v.Type.name]; v.Type.kind == KindObject && sh != nil {
			if _, ok := sh.index[name]; ok {
				d.hint("rule.unknown_name", at, "没有变量 `%s`", "no variable `%s`", name, v.Name+"."+name)
				return
			}
		}
	}
	d.suggest("rule.unknown_name", at, "没有变量 `%s`", "no variable `%s`", name, known)
}

// suggest names the nearest of what is declared, or all of it where nothing is near.
func (d *diagnosis) suggest(code string, at Position, zh, en, name string, known []string) {
	best, distance := "", max(2, len(name)/4)+1
	for _, k := range known {
		if n := text.Distance(name, k); n < distance {
			best, distance = k, n
		}
	}
	if best != "" {
		d.hint(code, at, zh, en, name, best)
		return
	}
	if len(known) == 0 {
		d.add(code, at, zh+"；这里没有可用的", en+"; there is none here", name)
		return
	}
	known = slices.Clone(known)
	slices.Sort(known)
	const listed = 20
	if len(known) > listed {
		known = append(known[:listed], "…")
	}
	all := strings.Join(known, ", ")
	d.add(code, at, zh+"；可用的有：%s", en+"; there are: %s", name, all)
}

func (d *diagnosis) hint(code string, at Position, zh, en, name, instead string) {
	d.add(code, at, zh+"；是否想写 `%s`？", en+"; did you mean `%s`?", name, instead)
}

// repairs says how to write a literal of the type on the other side of an operator.
var repairs = map[[2]string]string{
	{"workdays", "int"}: "wd(5)", {"workdays", "double"}: "wd(0.5)", {"workdays", "days"}: "wd(5)", {"workdays", "string"}: "wd(5)",
	{"money", "int"}: `wan(50), yuan(100)`, {"money", "double"}: `yuan("12.5")`, {"money", "string"}: `yuan("12.5")`,
	{"date", "string"}: `date("2023-06-30")`, {"date", "int"}: "days(3)", {"date", "workdays"}: "days(3)",
	{"timestamp", "string"}: `timestamp("2023-06-30T00:00:00Z")`, {"double", "int"}: "5.0", {"int", "double"}: "5",
	{"string", "int"}: `"5"`, {"int", "string"}: "5", {"bool", "string"}: "true", {"bool", "int"}: "true",
}

func (d *diagnosis) mismatch(at Position, function, arguments string, node ast.Expr) {
	name, isOperator := operators.FindReverse(function)
	if !isOperator || name == "" {
		name = strings.Trim(function, "_")
	}
	types := strings.Split(strings.Trim(strings.NewReplacer(").(", ", ", ".(", ", ").Replace(arguments), "()"), ", ")
	if !isOperator && isWord(name) {
		at.Column -= len(name) // from the parenthesis to the name
	}
	hint := ""
	if len(types) == 2 && name != "size" {
		kept, wrong := types[0], types[1]
		if node != nil && node.Kind() == ast.CallKind && len(node.AsCall().Args()) == 2 && readsNothing(node.AsCall().Args()[0]) {
			kept, wrong = wrong, kept
		}
		hint = repairs[[2]string{kept, wrong}]
		if kept == "date" && name != "+" && name != "-" {
			hint = repairs[[2]string{"date", "string"}]
		}
	}
	left, right := types[0], ""
	if len(types) == 2 {
		right = types[1]
	}
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = typeWords(t)
	}
	zh, en := fmt.Sprintf("`%s` 不能用于%s", name, strings.Join(words, "、")), fmt.Sprintf("`%s` cannot take %s", name, strings.Join(types, ", "))
	if function == operators.Conditional && len(types) == 3 {
		zh, en = "`?` 之前要"+typeWords("bool")+"，得到的是"+words[0], "what stands before `?` must be bool, not "+types[0]
		if types[0] == "bool" {
			zh, en = fmt.Sprintf("`:` 两边须是同一种类型，现为%s和%s", words[1], words[2]), fmt.Sprintf("both sides of `:` must be of one type, not %s and %s", types[1], types[2])
		}
	}
	if isOperator && right != "" {
		zh, en = fmt.Sprintf("`%s` 左边是%s，右边是%s", name, words[0], words[1]), fmt.Sprintf("`%s` has %s on its left and %s on its right", name, left, right)
	}
	if hint != "" {
		zh, en = zh+"；请写成如 "+hint, en+"; write it like "+hint
	}
	d.add("rule.type", at, "%[1]s", "%[2]s", zh, en)
}

// badConstant says why a part of the rule that reads nothing has no value.
func (d *diagnosis) badConstant(p *Program, x ast.Expr, err error) {
	if celErr := (*types.Err)(nil); errors.As(err, &celErr) {
		ast.PostOrderVisit(x, ast.NewExprVisitor(func(e ast.Expr) {
			if e.ID() == celErr.NodeID() {
				x = e
			}
		}))
	}
	why := noResult(x, err)
	d.add("rule.constant", startOf(d.tree, d.at, x), "%[1]s 不成立：%[2]s", "%[1]s is not a value: %[3]s", p.text(x), why.Zh, why.En)
}

var constantFaults = map[string]string{
	"date": "要写真实存在的日期，如 date(\"2023-06-30\")", "timestamp": "要写 RFC 3339 时刻，如 timestamp(\"2023-06-30T00:00:00Z\")",
	"wd": "要写工作日数，最多三位小数", "days": "要写整数天数", operators.Divide: "除数为零或超出范围", operators.Modulo: "除数为零",
	"yuan": "要写精确到分的金额，如 yuan(\"12.50\")", "wan": "要写精确到分的金额，如 wan(\"0.5\")", "yi": "要写精确到分的金额，如 yi(4)",
	"share": "要写比例，如 share(金额, \"8%\")、\"3‰\" 或 \"0.08\"，最多六位小数",
}
