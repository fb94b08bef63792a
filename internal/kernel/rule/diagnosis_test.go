package rule

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// golden compares got with the file; GOLDEN=update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("GOLDEN") == "update" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with GOLDEN=update and read the diff\n%s", path, got)
	}
}

func TestEveryMistakeIsToldWithItsPlaceAndRepair(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, src := range []string{
		`matter.dew`,
		`matter.fields.amount > yi(4)`,
		`matter.qqqqqqqq == 1`,
		`mater.due > today`,
		`due > today`,
		`matter.visits.exists(v, v.kin == "走访")`,
		`matter.title.due == "x"`,
		`wdd(5) < matter.remaining`,
		`matter.title.startswith("雨")`,
		`matter.remaining <= 5`,
		`matter.fields.expected_investment > 500000`,
		`matter.due > "2023-06-30"`,
		`matter.due + 3 > today`,
		`matter.progress < 100`,
		`matter.remaining < matter.due`,
		`matter.urgency == 1 ||
matter.count == "x"`,
		`matter.count`,
		`matter.urgency && true`,
		`size(matter.count) > 0`,
		`matter.urgency = "red"`,
		`matter.urgency == "red`,
		`matter.urgency == "red" &&`,
		``,
		`matter.due == null`,
		`matter == matter`,
		`matter.visits == matter.visits`,
		`{"a": 1}.size() > 0`,
		`visit{kind: "x"}.kind == "x"`,
		`matter.evidence.all(actor, actor != "")`,
		`matter.due > date("2023-13-01")`,
		`matter.remaining < wd(0.0001)`,
		`matter.fields.expected_investment < yuan("1.234")`,
		`matter.count > 1 / 0`,
		`matter.title.matches("(")`,
		`matter.title.matches(actor)`,
		`matter.title.matches("[")`,
		`matter.title.matches("a**")`,
		`9223372036854775807 + 1 > matter.count`,
		`99999999999999999999 > 1`,
		`1e400 > 1.0`,
		`[1, 2][5] > matter.count`,
		`matter.title == "\q"`,
		`matter.title.size(1) > 1`,
		`has(matter)`,
		`[1].all(x, y, x > 1)`,
		`matter.title ? true : false`,
		`true ? 1 : "a"`,
		`if > 1`,
		`matter.evidence.all(a, matter.evidence.all(b, a == b || a != b))`,
		`now < timestamp("yesterday")`,
		`["a", 1].size() == 2`,
		`now > 5`,
		`matter.evidence > 1`,
		`matter.evidence`,
		`[1].size() == now`,
		`matter.due - today == wd(1)`,
		`[] + 1 == matter.evidence`,
		`type(matter) == type(matter)`,
		`int("5") == 5`,
		`b"x" == b"x"`,
		strings.Repeat("(", 40) + "true" + strings.Repeat(")", 40),
		strings.Repeat("true && ", 300) + "true",
	} {
		_, err := testEnv.Compile(src, Bool(), at)
		shown := src
		if len(shown) > 90 {
			shown = shown[:90] + "…"
		}
		if err == nil {
			t.Errorf("%s compiles", shown)
			continue
		}
		if english := regexp.MustCompile(`[a-z]+ [a-z]+ `).FindString(errs.Message(err, text.Zh)); english != "" {
			t.Errorf("%s: English in Chinese: %s", shown, errs.Message(err, text.Zh))
		}
		fmt.Fprintf(&b, "%s\n%s\n%s\n(%s)\n\n", shown, errs.Message(err, text.Zh), errs.Message(err, text.En), errs.CodeOf(err))
	}
	golden(t, "mistakes.txt", b.String())
}

func TestPlacesCountCharactersAndFollowLines(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`"招商局" == matter.dew`:           "graded-task.yaml:12:25",
		"true ||\n  matter.dew":         "graded-task.yaml:13:18",
		"// 说明\nmatter.dew == 1 || dew": "graded-task.yaml:13:16",
	} {
		_, err := testEnv.Compile(src, Bool(), at)
		if list, ok := err.(errs.List); !ok || list[0].Where != want { //nolint:errorlint // Compile promises a List
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
	if got := (Position{File: "a.yaml"}).Move(1, 4).String(); got != "a.yaml:1:5" {
		t.Errorf("a position without line and column starts at 1:1, got %s", got)
	}
}

func TestARuleThatMayCostTooMuchIsRefusedAtLoadAndOneThatMayNotIsKept(t *testing.T) {
	t.Parallel()
	for src, ok := range map[string]bool{
		`matter.evidence.exists(e, e.contains("合同"))`:                                           true,
		`matter.evidence.exists(a, matter.evidence.exists(b, a == b))`:                          false,
		`matter.visits.all(v, v.age > 1 && v.age < 5)`:                                          true,
		`matter.visits.all(v, matter.visits.all(w, w.age > v.age))`:                             false,
		`matter.title.matches("^[A-Z]+$")`:                                                      true,
		`matter.evidence.map(a, matter.evidence.map(b, a + b)).exists(l, l.exists(s, s == ""))`: false,
	} {
		if _, err := testEnv.Compile(src, Bool(), at); (err == nil) != ok || err != nil && !errs.Is(err, "rule.cost") {
			t.Errorf("%s: got %v", src, err)
		}
	}
}
