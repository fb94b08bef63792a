package register

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

func TestEachFieldTakesOnlyItsType(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		field string
		value any
		want  any // nil: refused
	}{
		"a text is a string":                         {"name", "甲", "甲"},
		"a number is no string":                      {"name", 7, nil},
		"a whole JSON number is an int":              {"staff", 12.0, int64(12)},
		"an exact JSON number is an int":             {"staff", json.Number("9007199254740993"), int64(9007199254740993)},
		"a fraction is no int":                       {"staff", 12.5, nil},
		"a text is no int":                           {"staff", "12", nil},
		"an int is a double":                         {"growth", 12, 12.0},
		"not-a-number is no double":                  {"growth", math.NaN(), nil},
		"infinity is no double":                      {"growth", math.Inf(1), nil},
		"true is a bool":                             {"listed", true, true},
		"1 is no bool":                               {"listed", 1, nil},
		"a date is a date":                           {"founded", "2023-06-12", "2023-06-12"},
		"a date that is not on the calendar is none": {"founded", "2023-02-30", nil},
		"a date written 2023/6/12 is none":           {"founded", "2023/6/12", nil},
		"a whole number of money is fen":             {"investment", 12345, money.Amount{Fen: 12345}},
		"a text of money is yuan":                    {"investment", "123.45", money.Amount{Fen: 12345}},
		"a bounded object of money is taken":         {"investment", map[string]any{"fen": 5.0, "bound": "about"}, money.Amount{Fen: 5, Bound: money.About}},
		"an unknown bound of money is not":           {"investment", map[string]any{"fen": 5.0, "bound": "nearly"}, nil},
		"an unknown member of money is not":          {"investment", map[string]any{"fen": 5.0, "yuan": 1.0}, nil},
		"half a fen is not":                          {"investment", 0.5, nil},
		"a money in dollars is not":                  {"investment", "5美元", nil},
		"an exact count is a number":                 {"patents", 50, Count{N: 50}},
		"an approximate count keeps its bound":       {"patents", "50余项", Count{N: 50, Bound: money.AtLeast}},
		"a count object is taken":                    {"patents", map[string]any{"n": 50}, Count{N: 50}},
		"a list of texts is taken":                   {"chains", []any{"电子", "汽车"}, []string{"电子", "汽车"}},
		"a list with a number is not":                {"chains", []any{"电子", 1}, nil},
		"a text is no list":                          {"chains", "电子", nil},
		"a list item outside one_of is refused":      {"chains", []string{"电子", "纺织"}, nil},
		"a text outside one_of is refused":           {"stage", "停工", nil},
		"a text in one_of is taken":                  {"stage", "投产", "投产"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := firm("在谈")
			given[c.field] = c.value
			values, err := Validate(enterprises(), given)
			switch {
			case c.want == nil && err == nil:
				t.Errorf("taken as %#v", values[c.field])
			case c.want == nil:
				if e := err.(errs.List)[0]; e.Where != c.field || e.Kind != errs.Invalid { //nolint:errorlint // Validate promises a List
					t.Errorf("%+v", e)
				}
			case err != nil || !reflect.DeepEqual(values[c.field], c.want):
				t.Errorf("%#v, %v", values[c.field], err)
			}
		})
	}
}

func TestEveryFaultIsReportedAtItsFieldWithTheNearestName(t *testing.T) {
	t.Parallel()
	_, err := Validate(enterprises(), Values{"stagee": "在谈", "staff": "多", "stage": "停工", "name": ""})
	var at []string
	for _, e := range err.(errs.List) { //nolint:errorlint // as above
		at = append(at, e.Where+" "+e.Code)
	}
	if want := []string{"staff register.type", "stage register.one_of", "stagee register.unknown_field", "code register.required", "name register.required"}; !slices.Equal(at, want) {
		t.Errorf("%q", at)
	}
	for _, word := range []string{"是否要写“stage”", "在谈、签约、投产", "整数", "名称必填"} {
		if message := errs.Message(err, text.Zh); !strings.Contains(message, word) {
			t.Errorf("%q lacks %q", message, word)
		}
	}
	if message := errs.Message(err, text.En); strings.ContainsFunc(strings.NewReplacer("企业档案", "", "多", "", "停工", "", "阶段", "", "在谈、签约、投产", "").Replace(message), func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
		t.Errorf("the English message speaks Chinese: %q", message)
	}
}

func TestFiguresOfOfficesKeepTheirBound(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Count{
		"18": {N: 18}, "50余项": {50, money.AtLeast}, "近60家": {60, money.AtMost}, "约3万人": {30_000, money.About}, "200户以上": {200, money.AtLeast},
		"3万余人": {30_000, money.AtLeast}, "1.5万人": {15_000, money.Exact}, "1,200项": {1200, money.Exact}, "不超过5天": {5, money.AtMost}, "20个左右": {20, money.About},
		"约50余项": {50, money.About}, "超过100个": {100, money.AtLeast}, "60多家": {60, money.AtLeast},
	} {
		if got, err := ParseCount(s); err != nil || got != want {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	for s, want := range map[string]money.Amount{
		"1234.5": {Fen: 123450}, "近400亿元": {Fen: 400 * money.Yi, Bound: money.AtMost}, "50余万元": {Fen: 50 * money.Wan, Bound: money.AtLeast}, "1.2亿元以上": {Fen: 12_000 * money.Wan, Bound: money.AtLeast},
		"约30万元": {Fen: 30 * money.Wan, Bound: money.About}, "0.01元": {Fen: 1}, "-5元": {Fen: -500},
	} {
		if got, err := ParseAmount(s); err != nil || got != want {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "若干", "余50", "1.5项", "50元", "50%", "三十项", "99999999999999999999项", "5--3"} {
		if got, err := ParseCount(s); err == nil {
			t.Errorf("%q counts as %+v", s, got)
		}
	}
	for _, s := range []string{"", "近", "5项", "0.001元", "1.2.3万元", "5千元"} {
		if got, err := ParseAmount(s); err == nil {
			t.Errorf("%q is taken for %+v", s, got)
		}
	}
}

func TestCellsOfASheetBecomeValues(t *testing.T) {
	t.Parallel()
	values, err := Validate(enterprises(), FromText(enterprises(), map[string]string{
		"code": " E1 ", "name": "甲", "staff": "12", "growth": "7.5", "listed": "是", "chains": "电子、汽车",
		"investment": "50余万元", "patents": "18", "founded": "", "task": "",
	}))
	want := Values{
		"code": "E1", "name": "甲", "staff": int64(12), "growth": 7.5, "listed": true, "chains": []string{"电子", "汽车"},
		"investment": money.Amount{Fen: 50 * money.Wan, Bound: money.AtLeast}, "patents": Count{N: 18},
	}
	if err != nil || !reflect.DeepEqual(values, want) {
		t.Errorf("%#v, %v", values, err)
	}
	if _, err := Validate(enterprises(), FromText(enterprises(), map[string]string{"code": "E1", "name": "甲", "staff": "十二"})); !errs.Is(err, "register.type") {
		t.Error(err)
	}
}

func TestCheckFindsEveryFaultOfADefinition(t *testing.T) {
	t.Parallel()
	if faults := Check(enterprises()); len(faults) != 0 {
		t.Errorf("a sound definition: %v", faults)
	}
	for name, c := range map[string]struct {
		def  Definition
		want []string
	}{
		"no key":                      {Definition{}, []string{"key"}},
		"a key that is no field":      {Definition{Key: "cod", Fields: map[string]Field{"code": {Type: "string"}}}, []string{"key"}},
		"a key of money":              {Definition{Key: "a", Fields: map[string]Field{"a": {Type: "money"}}}, []string{"key"}},
		"a type nobody knows":         {Definition{Key: "a", Fields: map[string]Field{"a": {Type: "string"}, "b": {Type: "strng"}}}, []string{"fields.b.type"}},
		"one_of for a number of yuan": {Definition{Key: "a", Fields: map[string]Field{"a": {Type: "string"}, "b": {Type: "money", OneOf: []string{"1"}}}}, []string{"fields.b.one_of"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var at []string
			for _, e := range Check(&c.def) {
				at = append(at, e.Where)
			}
			if !slices.Equal(at, c.want) {
				t.Errorf("%q", at)
			}
		})
	}
}

func leniency() *List {
	return &List{Name: "leniency", Title: text.Text{Zh: "轻微免罚清单", En: "Leniency"}, Version: "2023-02", Items: []Item{
		{Code: "A01", To: day("2023-01-01")}, {Code: "A02", From: day("2022-01-01"), To: day("2024-01-01")}, {Code: "A03", From: day("2023-07-01")}, {Code: "A01", From: day("2023-09-01")},
	}}
}

func TestListAnswersForTheDay(t *testing.T) {
	t.Parallel()
	for d, want := range map[string]string{"2021-12-31": "A01", "2022-01-01": "A01 A02", "2022-12-31": "A01 A02", "2023-01-01": "A02", "2023-07-01": "A02 A03", "2023-09-01": "A02 A03 A01", "2024-01-01": "A03 A01"} {
		if got := strings.Join(Codes(leniency(), day(d)), " "); got != want {
			t.Errorf("%s: %s", d, got)
		}
	}
}

func TestFindCitesListAndVersionOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	if c, err := Find(leniency(), "A01", day("2023-10-01")); err != nil || c.String() != "leniency@2023-02/A01" || c.From != day("2023-09-01") {
		t.Errorf("%+v, %v", c, err)
	}
	for name, c := range map[string]struct{ code, day, want, words string }{
		"an item whose day has not come says when": {"A03", "2023-06-30", "register.item_not_valid", "2023-07-01 起生效"},
		"an item that has ended says since when":   {"A02", "2024-01-01", "register.item_not_valid", "2024-01-01 起失效"},
		"a slip names the nearest":                 {"A2", "2023-06-30", "register.no_item", "A02"},
		"a stranger lists what there is":           {"免罚事项", "2023-10-01", "register.no_item", "A01、A02、A03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Find(leniency(), c.code, day(c.day))
			if !errs.Is(err, c.want) || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), "2023-02") {
				t.Error(err)
			}
		})
	}
}

func TestCheckListFindsEveryFault(t *testing.T) {
	t.Parallel()
	if faults := CheckList(leniency()); len(faults) != 0 {
		t.Errorf("a sound list: %v", faults)
	}
	bad := &List{Items: []Item{{Code: "a"}, {Code: ""}, {Code: "a", From: day("2023-01-01")}, {Code: "b", From: day("2023-01-02"), To: day("2023-01-02")}}}
	var at []string
	for _, e := range CheckList(bad) {
		at = append(at, e.Where)
	}
	if !slices.Equal(at, []string{"version", "items[1].code", "items[2].code", "items[3].to"}) {
		t.Errorf("%q", at)
	}
}

func FuzzParseQuotedFigures(f *testing.F) {
	for _, seed := range []string{"50余项", "近400亿元", "约30余万元", "-1.5万人", "不少于", "1e9", "\xff5", "9223372036854775807亿"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseCount(s); err == nil && !bounded(c.Bound) {
			t.Errorf("%q: %+v", s, c)
		}
		if a, err := ParseAmount(s); err == nil && a.Bound == money.Exact {
			if again, err := ParseAmount(a.Fen.String()); err != nil || again != a {
				t.Errorf("%q is %v, which reads as %v, %v", s, a, again, err)
			}
		}
	})
}

func FuzzValuesComeBackFromJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1,"b":1.0,"c":[],"d":{"fen":1},"e":{"n":2,"bound":"about"},"f":null,"g":{"x":[1]}}`, `null`, `{"a":1e400}`, `{"a":-0}`, `{"a":12345678901234567890}`, `[]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second Values
		if json.Unmarshal(data, &first) != nil {
			return
		}
		out, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &second); err != nil || !reflect.DeepEqual(first, second) {
			t.Errorf("%s → %#v → %s → %#v, %v", data, first, out, second, err)
		}
	})
}

func TestFiguresTypedAtFullWidthAreFigures(t *testing.T) {
	t.Parallel()
	values, err := Validate(enterprises(), FromText(enterprises(), map[string]string{"code": "E1", "name": "甲", "staff": "１２"}))
	if err != nil || values["staff"] != int64(12) {
		t.Errorf("got %v %v", values["staff"], err)
	}
}
