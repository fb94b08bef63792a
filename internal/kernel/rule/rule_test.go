package rule

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/ast"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// matter is a struct-backed record as callers write them. Pointers and zero values stand for "not set".
type matter struct {
	title     string
	urgency   string
	due       clock.Date
	remaining *int64
	overdue   bool
	evidence  []string
	progress  *float64
	count     *int64
	fields    *investment
	visits    []Value
}

func (m *matter) Field(i int) (Value, bool) {
	switch i {
	case 0:
		return StringValue(m.title), m.title != ""
	case 1:
		return StringValue(m.urgency), m.urgency != ""
	case 2:
		return DateValue(m.due), !m.due.IsZero()
	case 3:
		return optional(m.remaining, WorkdaysValue)
	case 4:
		return BoolValue(m.overdue), true
	case 5:
		return StringsValue(m.evidence), true
	case 6:
		return optional(m.progress, DoubleValue)
	case 7:
		return optional(m.count, IntValue)
	case 8:
		return ObjectValue(m.fields), m.fields != nil
	default:
		return ListValue(m.visits), m.visits != nil
	}
}

func optional[T any](p *T, as func(T) Value) (Value, bool) {
	if p == nil {
		return Value{}, false
	}
	return as(*p), true
}

type investment struct {
	amount *int64
	signed clock.Date
}

func (v *investment) Field(i int) (Value, bool) {
	if i == 0 {
		return optional(v.amount, func(n int64) Value { return MoneyValue(money.Fen(n)) })
	}
	return DateValue(v.signed), !v.signed.IsZero()
}

type visit struct {
	kind string
	days int64
}

func (v visit) Field(i int) (Value, bool) {
	if i == 0 {
		return StringValue(v.kind), true
	}
	return IntValue(v.days), true
}

var testSchema = must(NewSchema(
	[]Field{
		{Name: "matter", Type: Object("matter")},
		{Name: "actor", Type: String(), Title: text.Text{Zh: "操作人", En: "actor"}},
		{Name: "now", Type: Timestamp(), Volatile: true},
		{Name: "today", Type: Date(), Volatile: true, Title: text.Text{Zh: "今天", En: "today"}},
	},
	Shape{Name: "matter", Fields: []Field{
		{Name: "title", Type: String(), Title: text.Text{Zh: "标题", En: "title"}},
		{Name: "urgency", Type: String(), Title: text.Text{Zh: "紧急程度", En: "urgency"}},
		{Name: "due", Type: Date(), Title: text.Text{Zh: "时限", En: "due"}},
		{Name: "remaining", Type: Workdays(), Title: text.Text{Zh: "剩余", En: "remaining"}, Volatile: true},
		{Name: "overdue", Type: Bool(), Title: text.Text{Zh: "逾期", En: "overdue"}, Volatile: true},
		{Name: "evidence", Type: ListOf(String()), Title: text.Text{Zh: "佐证", En: "evidence"}},
		{Name: "progress", Type: Double(), Title: text.Text{Zh: "进度", En: "progress"}},
		{Name: "count", Type: Int()},
		{Name: "fields", Type: Object("investment")},
		{Name: "visits", Type: ListOf(Object("visit"))},
	}},
	Shape{Name: "investment", Fields: []Field{
		{Name: "expected_investment", Type: Money(), Title: text.Text{Zh: "预计投资额", En: "expected investment"}},
		{Name: "signed", Type: Date()},
	}},
	Shape{Name: "visit", Fields: []Field{{Name: "kind", Type: String()}, {Name: "age", Type: Int(), Volatile: true}}},
))

var testEnv = must(NewEnvironment(testSchema, Tally{Name: "attested", Of: "matter.evidence"}))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

//go:fix inline
var at = Position{File: "graded-task.yaml", Line: 12, Column: 9}

func compile(t testing.TB, src string, want Type) *Program {
	t.Helper()
	p, err := testEnv.Compile(src, want, at)
	if err != nil {
		t.Fatalf("%s: %s", src, errs.Message(err, text.En))
	}
	return p
}

// example is a matter with three working days left.
func example() *matter {
	return &matter{
		title: "雨棚项目", urgency: "amber", due: clock.MustDate("2023-06-30"), remaining: new(int64(3 * Workday)),
		evidence: []string{"照片", "合同"}, progress: new(42.5), count: new(int64(7)),
		fields: &investment{amount: new(int64(50 * money.Wan))},
		visits: []Value{ObjectValue(visit{"走访", 4}), ObjectValue(visit{"电话", 9})},
	}
}

func input(m Record) *Input {
	return testSchema.NewInput().SetRecord("matter", m).Set("actor", StringValue("招商局局长")).
		Set("now", TimestampValue(time.Date(2023, 6, 27, 8, 0, 0, 0, time.UTC))).
		Set("today", DateValue(clock.MustDate("2023-06-27")))
}

func TestRulesSayWhatHoldsOfAMatter(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		`matter.urgency == "amber" || matter.remaining <= wd(5)`:                       true,
		`matter.remaining < wd(3)`:                                                     false,
		`matter.remaining > -wd(0.5)`:                                                  true,
		`wd(3) >= matter.remaining`:                                                    true,
		`matter.remaining + wd(2) == wd(5)`:                                            true,
		`!matter.overdue`:                                                              true,
		`size(matter.evidence) > 0 && actor != "园区主任"`:                                 true,
		`matter.evidence.size() == 2`:                                                  true,
		`"合同" in matter.evidence`:                                                      true,
		`matter.urgency in ["red", "amber"]`:                                           true,
		`matter.fields.expected_investment >= wan(50)`:                                 true,
		`matter.fields.expected_investment == yuan("500000.00")`:                       true,
		`matter.fields.expected_investment + yi(1) > yi("0.9")`:                        true,
		`matter.fields.expected_investment - yuan(1) < wan(50)`:                        true,
		`matter.due == date("2023-06-30")`:                                             true,
		`matter.due - today == 3`:                                                      true,
		`today + days(3) >= matter.due`:                                                true,
		`matter.due - days(3) > today`:                                                 false,
		`now < timestamp("2023-06-27T08:00:01Z")`:                                      true,
		`matter.progress >= 42.5 && matter.progress / 2.0 < 22.0`:                      true,
		`matter.count % 2 == 1 && matter.count * 2 - 1 == 13`:                          true,
		`matter.title.startsWith("雨棚") && matter.title.matches("项目$")`:                 true,
		`matter.title.contains("雨") && matter.title.endsWith("项目")`:                    true,
		`size(matter.title) == 4`:                                                      true,
		`has(matter.fields.signed)`:                                                    false,
		`has(matter.fields.signed) && matter.fields.signed < matter.due`:               false,
		`has(matter.due) ? matter.due > today : false`:                                 true,
		`matter.evidence.all(e, size(e) == 2) && matter.evidence.exists(e, e == "照片")`: true,
		`matter.evidence.exists_one(e, e == "照片")`:                                     true,
		`size(matter.evidence.filter(e, e.startsWith("合"))) == 1`:                      true,
		`matter.evidence.map(e, e + "!") == ["照片!", "合同!"]`:                            true,
		`matter.visits.exists(v, v.kind == "电话" && v.age > 5)`:                         true,
		`matter.visits[0].kind == "走访"`:                                                true,
		`matter.evidence[1] == "合同"`:                                                   true,
		`true`:                                                                         true,
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p := compile(t, src, Bool())
			got, err := p.Bool(input(example()))
			if err != nil || got != want {
				t.Errorf("got %v, %v; want %v", got, err, want)
			}
			if v, err := p.interpret(input(example())); err != nil || v.Bool() != want {
				t.Errorf("cel-go gives %v, %v; want %v", v, err, want)
			}
		})
	}
}

func TestARuleCanGiveAValueOfTheWantedType(t *testing.T) {
	t.Parallel()
	for src, c := range map[string]struct {
		want Type
		text string
	}{
		`matter.overdue ? yuan(0) : matter.fields.expected_investment`: {Money(), "50 万元"},
		`matter.due + days(1)`:                  {Date(), "2023-07-01"},
		`matter.evidence.filter(e, e != "照片")`:  {ListOf(String()), `["合同"]`},
		`matter.remaining + wd(0.5)`:            {Workdays(), "3.5 个工作日"},
		`matter.title + "(复核)"`:                 {String(), `"雨棚项目(复核)"`},
		`matter.count + 1`:                      {Int(), "8"},
		`size(matter.evidence)`:                 {Int(), "2"},
		`matter.progress * 2.0`:                 {Double(), "85"},
		`now`:                                   {Timestamp(), "2023-06-27T08:00:00Z"},
		`[]`:                                    {ListOf(String()), "[]"},
		`has(matter.count) && matter.count > 3`: {Bool(), "是"},
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			v, err := compile(t, src, c.want).Value(input(example()))
			if err != nil || v.In(text.Zh) != c.text {
				t.Errorf("got %s, %v; want %s", v.In(text.Zh), err, c.text)
			}
		})
	}
}

func TestReadingAFieldThatIsNotSetNamesItItsPlaceAndTheGuard(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`matter.remaining <= wd(5)`:                         "graded-task.yaml:12:16: matter.remaining is not set; guard it with has(matter.remaining)",
		`true && matter.due > today`:                        "graded-task.yaml:12:24: matter.due is not set; guard it with has(matter.due)",
		`matter.due - today > 3`:                            "graded-task.yaml:12:16: matter.due is not set; guard it with has(matter.due)",
		`matter.fields.expected_investment > yi(4)`:         "graded-task.yaml:12:23: matter.fields.expected_investment is not set; guard it with has(matter.fields.expected_investment)",
		`matter.fields.expected_investment + yi(1) > yi(4)`: "graded-task.yaml:12:23: matter.fields.expected_investment is not set; guard it with has(matter.fields.expected_investment)",
		`matter.visits[0].kind == "电话"`:                     "graded-task.yaml:12:16: matter.visits is not set; guard it with has(matter.visits)",
		`(matter.overdue ? 1 : matter.count) + 1 < 3`:       "graded-task.yaml:12:38: matter.count is not set; guard it with has(matter.count)",
		`matter.overdue || matter.count > 3`:                "graded-task.yaml:12:34: matter.count is not set; guard it with has(matter.count)",
	} {
		t.Run(src, func(t *testing.T) {
			t.Parallel()
			p := compile(t, src, Bool())
			_, err := p.Bool(input(&matter{}))
			if !errs.Is(err, "rule.unset") || errs.Message(err, text.En) != want {
				t.Errorf("got %v\nwant %s", errs.Message(err, text.En), want)
			}
			if _, celErr := p.interpret(input(&matter{})); celErr == nil || celErr.Error() != err.Error() {
				t.Errorf("cel-go says %v", celErr)
			}
		})
	}
}

func TestAnUnsetFieldDoesNotMatterWhereTheOtherSideDecides(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		`matter.due > today || !matter.overdue`: true,
		`matter.due > today && matter.overdue`:  false,
		`has(matter.fields.signed)`:             false,
		`has(matter.fields)`:                    false,
	} {
		if got, err := compile(t, src, Bool()).Bool(input(&matter{})); err != nil || got != want {
			t.Errorf("%s: got %v, %v; want %v", src, got, err, want)
		}
	}
}

type lying struct{}

func (lying) Field(int) (Value, bool) { return IntValue(1), true }

type panicking struct{}

func (panicking) Field(int) (Value, bool) { panic("no such row") }

func TestMistakesOfTheCallerAreErrorsAndNeverPanics(t *testing.T) {
	t.Parallel()
	p := compile(t, `matter.overdue`, Bool())
	slow := compile(t, `matter.count + 1 > 1 && matter.overdue`, Bool())
	for name, c := range map[string]struct {
		in   *Input
		code string
	}{
		"no input":                        {nil, "rule.input"},
		"an input of another schema":      {must(NewSchema(nil)).NewInput(), "rule.input"},
		"an unknown variable":             {testSchema.NewInput().Set("mater", BoolValue(true)), "rule.input"},
		"a variable of the wrong kind":    {testSchema.NewInput().Set("actor", BoolValue(true)), "rule.input"},
		"a variable that was not given":   {testSchema.NewInput(), "rule.unbound"},
		"a record of the wrong kinds":     {input(lying{}), "rule.record"},
		"a record that panics":            {input(panicking{}), "rule.record"},
		"a slot that does not exist":      {testSchema.NewInput().Put(-1, BoolValue(true)), "rule.input"},
		"a record without any field, nil": {input(nil), "rule.unset"},
	} {
		for _, program := range []*Program{p, slow} {
			_, err := program.Bool(c.in)
			if !errs.Is(err, c.code) && !(program == slow && name == "a record that panics" && err != nil) {
				t.Errorf("%s: got %v, want %s", name, err, c.code)
			}
			program.Explain(c.in, text.Zh)
		}
	}
}

func TestArithmeticBeyondItsRangeIsAnError(t *testing.T) {
	t.Parallel()
	m := example()
	m.fields.amount = new(int64(1<<63 - 1))
	for _, src := range []string{
		`matter.fields.expected_investment + yuan(1) > yuan(0)`,
		`matter.count / (matter.count - 7) > 1`,
		`matter.due + days(matter.count * 50000) + days(400000) + days(400000) + days(400000) + days(400000) + days(400000) + days(400000) + days(400000) > today`,
		`wd(matter.count * 1000000) > wd(0)`,
	} {
		_, err := compile(t, src, Bool()).Bool(input(m))
		if zh := errs.Message(err, text.Zh); regexp.MustCompile(`[a-z]+ [a-z]+$`).MatchString(zh) || strings.Contains(zh, "：integer") || strings.Contains(zh, "没有结果") {
			t.Errorf("%s: told as %s", src, zh)
		}
		if !errs.Is(err, "rule.evaluation") {
			t.Errorf("%s: got %v", src, err)
		}
	}
}

// A bundle that was put together by hand may lack a rule; whoever asks it gets an answer, not a crash.
func TestNoRuleAnswersEveryQuestion(t *testing.T) {
	t.Parallel()
	none := reflect.ValueOf((*Program)(nil))
	for i := range none.NumMethod() {
		name, method := none.Type().Method(i).Name, none.Method(i)
		args := make([]reflect.Value, method.Type().NumIn())
		of := false // a part of a rule, which no rule has none of
		for j := range args {
			of = of || method.Type().In(j) == reflect.TypeFor[ast.Expr]()
			args[j] = reflect.Zero(method.Type().In(j))
		}
		if of {
			continue
		}
		for _, out := range method.Call(args) {
			if err, is := reflect.TypeAssert[error](out); is && !errs.Is(err, "rule.none") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if holds, err := (*Program)(nil).Bool(input(example())); holds || !errs.Is(err, "rule.none") {
		t.Errorf("no rule: %v %v", holds, err)
	}
}
