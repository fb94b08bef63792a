package rule

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"cel.dev/cel-go/common/ast"

	"qinlian/internal/base/text"
)

// celWords are what the library of the language says of an expression that is malformed or has no result, and what we say
// instead. It says so in English only.
var celWords = []struct {
	says *regexp.Regexp
	is   text.Text
}{
	{regexp.MustCompile(`^invalid u?int literal$`), text.Text{Zh: "整数须在 -9223372036854775808 到 9223372036854775807 之间", En: "a whole number is between -9223372036854775808 and 9223372036854775807"}},
	{regexp.MustCompile(`^invalid double literal$`), text.Text{Zh: "小数超出范围", En: "the number is out of range"}},
	{regexp.MustCompile(`^invalid argument to has\(\) macro$`), text.Text{Zh: "has 里要写一个字段，如 has(matter.due)", En: "has takes a field, as in has(matter.due)"}},
	{regexp.MustCompile(`^argument must be a simple name$|^cannot use reserved variable`), text.Text{Zh: "循环变量要写一个简单的名字，如 matter.evidence.exists(e, e != \"\")", En: "an iteration variable is a simple name, as in matter.evidence.exists(e, e != \"\")"}},
	{regexp.MustCompile(`^reserved identifier: (.+)$`), text.Text{Zh: "`$1` 是保留字，不能作名字", En: "`$1` is a reserved word and no name"}},
	{regexp.MustCompile(`^unsupported syntax '?(.+?)'?$`), text.Text{Zh: "没有 `$1` 这种写法", En: "there is no `$1`"}},
	{regexp.MustCompile(`overflow$`), text.Text{Zh: "运算结果超出范围", En: "the result is out of range"}},
	{regexp.MustCompile(`out of range$`), text.Text{Zh: "结果超出范围", En: "the result is out of range"}},
	{regexp.MustCompile(`^(?:division|modulus) by zero$`), text.Text{Zh: "除数为零", En: "the divisor is zero"}},
	{regexp.MustCompile(`^index out of bounds: (-?\d+)$`), text.Text{Zh: "列表里没有第 $1 项（从 0 数起）", En: "the list has no item $1 (counted from 0)"}},
	{regexp.MustCompile(`^index '(-?\d+)' out of range in list size '(\d+)'$`), text.Text{Zh: "列表里没有第 $1 项（从 0 数起，共 $2 项）", En: "the list has no item $1 (counted from 0, of $2)"}},
	{regexp.MustCompile(`^NaN values cannot be ordered$`), text.Text{Zh: "不是数的结果（如 0.0/0.0）不能比较大小", En: "what is no number (0.0/0.0) cannot be compared"}},
}

// inWords says what the library says; in Chinese no more than otherwise where nobody has put it into words.
func inWords(message, otherwise string) text.Text {
	for _, w := range celWords {
		if m := w.says.FindStringSubmatchIndex(message); m != nil {
			say := func(template string) string { return string(w.says.ExpandString(nil, template, message, m)) }
			return text.Text{Zh: say(w.is.Zh), En: say(w.is.En)}
		}
	}
	return text.Text{Zh: otherwise, En: message}
}

// noResult says why a node of a rule has no value.
func noResult(x ast.Expr, err error) text.Text {
	t := inWords(err.Error(), "没有结果")
	if x != nil && x.Kind() == ast.CallKind {
		if why, ok := constantFaults[x.AsCall().FunctionName()]; ok {
			t.Zh = why
		}
	}
	return t
}

// patternFaults say what is wrong with the pattern of matches().
var patternFaults = map[syntax.ErrorCode]string{
	syntax.ErrInvalidCharClass: "方括号里的写法有误", syntax.ErrInvalidCharRange: "字符范围写反了或写错了", syntax.ErrInvalidEscape: "反斜杠后的写法认不出",
	syntax.ErrInvalidNamedCapture: "分组名称有误", syntax.ErrInvalidPerlOp: "没有 (? 这种写法", syntax.ErrInvalidRepeatOp: "重复符号（* + ? {}）叠用了",
	syntax.ErrInvalidRepeatSize: "重复次数有误", syntax.ErrInvalidUTF8: "有无法识别的字符", syntax.ErrMissingBracket: "方括号没有配对，缺少 ]",
	syntax.ErrMissingParen: "圆括号没有配对，缺少 )", syntax.ErrMissingRepeatArgument: "重复符号（* + ? {}）之前没有可重复的内容",
	syntax.ErrTrailingBackslash: "末尾多了反斜杠", syntax.ErrUnexpectedParen: "圆括号没有配对，多了 )", syntax.ErrNestingDepth: "嵌套过深", syntax.ErrLarge: "模式过大",
}

// patternFault says what is wrong with a pattern, and where in it.
func patternFault(err error) text.Text {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return inWords(err.Error(), "写法有误")
	}
	zh, ok := patternFaults[e.Code]
	if !ok {
		zh = "写法有误"
	}
	return text.Text{Zh: fmt.Sprintf("%s：`%s`", zh, e.Expr), En: fmt.Sprintf("%s: `%s`", e.Code, e.Expr)}
}

// badEscape finds a backslash in a quoted text that stands before what nothing is written with, as \q; "" where there is none.
func badEscape(message string) string {
	for i := 0; i+1 < len(message); i++ {
		if message[i] != '\\' {
			continue
		}
		if i++; !strings.ContainsRune("abfnrtv\\'\"?`xXuU0123", rune(message[i])) {
			return "\\" + string([]rune(message[i:])[0])
		}
	}
	return ""
}

// macros are functions that take part of a rule, and how they are written.
var macros = map[string]string{
	"has": "has(matter.due)", "all": `matter.evidence.all(e, e != "")`, "exists": `matter.evidence.exists(e, e != "")`, "exists_one": `matter.evidence.exists_one(e, e != "")`,
	"filter": `matter.evidence.filter(e, e != "")`, "map": "matter.evidence.map(e, size(e))",
}
