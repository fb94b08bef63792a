package rule

import (
	"testing"

	"qinlian/internal/base/text"
)

func TestWhatTheParserSaysIsSaidInTheReadersWords(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]text.Text{
		"extraneous input ')'":                      {Zh: "表达式写法有误：多了 `)`", En: "the expression is malformed: `)` is one too many"},
		"mismatched input '='":                      {Zh: "表达式写法有误：`=` 不该写在这里", En: "the expression is malformed: `=` does not belong here"},
		"missing ')' at '<EOF>'":                    {Zh: "表达式写法有误：末尾缺少 `)`", En: "the expression is malformed: `)` is missing at the end"},
		"missing IDENTIFIER at '5'":                 {Zh: "表达式写法有误：这里缺少 `IDENTIFIER`", En: "the expression is malformed: `IDENTIFIER` is missing here"},
		"no viable alternative at input '.'":        {Zh: "表达式写法有误：从 `.` 起读不通", En: "the expression is malformed: no sense can be made of it from `.` on"},
		"token recognition error at: '#'":           {Zh: "表达式写法有误：认不出 `#`", En: "the expression is malformed: `#` is not known"},
		"something that no parser said before ever": {Zh: "表达式写法有误", En: "the expression is malformed: something that no parser said before ever"},
	} {
		d := diagnosis{}
		d.grammar(Position{}, message)
		if len(d.faults) != 1 || d.faults[0].Text != want {
			t.Errorf("%s: %+v", message, d.faults)
		}
	}
}
