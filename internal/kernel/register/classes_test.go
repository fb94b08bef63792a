package register

import (
	"slices"
	"testing"

	"qinlian/internal/kernel/rule"
)

func sizes() *Classes {
	wan := func(s ...string) []string {
		for i := range s {
			s[i] += "万元"
		}
		return s
	}
	return &Classes{Name: "size", Editions: []Edition{{Version: "2017", From: day("2017-12-28"), By: "industry", Names: []string{"大型", "中型", "小型", "微型"}, Rows: []ClassRow{
		{Codes: []string{"C"}, Limits: map[string][]string{"staff": {"1000", "300", "20"}, "revenue": wan("40000", "2000", "300")}},
		{Codes: []string{"G59"}, Limits: map[string][]string{"staff": {"200", "100", "20"}}},
		{Codes: []string{"G591"}, Limits: map[string][]string{"staff": {"1000", "300", "20"}}},
	}}}}
}

func TestAClassNeedsAllItsLimits(t *testing.T) {
	t.Parallel()
	c := sizes()
	if faults := CheckClasses(c); len(faults) != 0 {
		t.Fatal(faults)
	}
	if c.On(day("2017-12-27")) != nil || c.On(day("2017-12-28")) == nil {
		t.Error("the edition does not begin on its day")
	}
	s, err := c.On(day("2023-01-01")).Scale()
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Reads(); !slices.Equal(got, []string{"revenue", "staff"}) {
		t.Fatal(got)
	}
	const wan = 1_000_000
	for name, c := range map[string]struct {
		code           string
		staff, revenue int64 // revenue in 万元; -1: not known
		want           string
	}{
		"all limits of the largest":                     {"C3985", 1000, 40000, "大型"},
		"one below the largest is the next":             {"C3985", 1000, 39999, "中型"},
		"a large staff with the revenue of a small one": {"C", 1200, 1500, "小型"},
		"one below the least is the last":               {"C39", 19, 40000, "微型"},
		"unknown where it matters":                      {"C39", 1200, -1, ""},
		"the last whatever is not known":                {"C39", -1, 299, "微型"},
		"the longest code counts":                       {"G5910", 250, -1, "小型"},
		"the shorter one otherwise":                     {"G599", 250, -1, "大型"},
		"no row":                                        {"J66", 1200, 1500, ""},
		"no code":                                       {"", 1200, 1500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := s.Class(c.code, []int64{c.revenue * wan, c.staff}, []bool{c.revenue >= 0, c.staff >= 0}); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestClassesThatCannotWorkAreFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Edition)
		want   string
	}{
		"limits that rise":          {func(e *Edition) { e.Rows[1].Limits["staff"] = []string{"20", "100", "200"} }, "editions[0].rows[1].limits"},
		"too few limits":            {func(e *Edition) { e.Rows[1].Limits["staff"] = []string{"20"} }, "editions[0].rows[1].limits"},
		"a limit that is no figure": {func(e *Edition) { e.Rows[1].Limits["staff"] = []string{"三百", "100", "20"} }, "editions[0].rows[1].limits"},
		"a code in two rows":        {func(e *Edition) { e.Rows[1].Codes = []string{"C"} }, "editions[0].rows[1].codes"},
		"no version":                {func(e *Edition) { e.Version = "" }, "editions[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sizes()
			c.change(&s.Editions[0])
			if faults := CheckClasses(s); len(faults) == 0 || faults[0].Where != c.want {
				t.Error(faults)
			}
		})
	}
	def := &Definition{Fields: map[string]Field{"industry": {Type: "string"}, "staff": {Type: "int"}, "revenue": {Type: "int"}}}
	if faults := CheckReads(sizes(), def); len(faults) != 1 || faults[0].Where != "editions[0].rows[0].limits" {
		t.Error(faults)
	}
}

func TestRulesReadARegisterOfFacts(t *testing.T) {
	t.Parallel()
	def := &Definition{Name: "my-firms", Key: "uscc", Facts: true, Fields: map[string]Field{
		"uscc": {Type: "string", Check: CheckUSCC}, "staff": {Type: "int"}, "revenue": {Type: "money", Per: PerYear}, "tax": {Type: "money", Per: PerMonth},
		"grade": {Type: "string", Per: PerYear}, "held": {Type: "list<string>", Per: PerSpan},
	}}
	if faults := Check(def); len(faults) != 0 {
		t.Fatal(faults)
	}
	s, err := def.Schema()
	if err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[string]rule.Kind{
		"my_firms.uscc": rule.KindString, "my_firms.staff": rule.KindInt, "my_firms.revenue": rule.KindMoney, "my_firms.revenue_before": rule.KindMoney, "my_firms.tax": rule.KindMoney,
		"my_firms.tax_before": rule.KindMoney, "my_firms.tax_to_date": rule.KindMoney, "my_firms.tax_to_date_before": rule.KindMoney, "my_firms.grade_before": rule.KindString,
		"my_firms.held": rule.KindList, "today": rule.KindDate,
	} {
		if f, ok := s.Field(path); !ok || f.Type.Kind() != kind {
			t.Errorf("%s: %v, %t", path, f, ok)
		}
	}
	for _, path := range []string{"my_firms.revenue_to_date", "my_firms.grade_to_date", "my_firms.staff_before"} {
		if _, ok := s.Field(path); ok {
			t.Errorf("%s can be read", path)
		}
	}
	env, err := rule.NewEnvironment(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := env.Compile(`my_firms.revenue > wan(100) && "高新技术企业" in my_firms.held && my_firms.tax_to_date > my_firms.tax_to_date_before`, rule.Bool(), rule.Position{}); err != nil {
		t.Error(err)
	}
}

func TestWordsOfFactsGoWithFactsAlone(t *testing.T) {
	t.Parallel()
	key := Field{Type: "string"}
	for name, c := range map[string]struct {
		def  Definition
		want string
	}{
		"a check where records are written whole": {Definition{Key: "k", Fields: map[string]Field{"k": {Type: "string", Check: CheckUSCC}}}, "fields.k"},
		"a count, which rules do not know":        {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "count"}}}, "fields.a.type"},
		"spans of a text":                         {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "string", Per: PerSpan}}}, "fields.a.per"},
		"a day each year":                         {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "date", Per: PerYear}}}, "fields.a.per"},
		"a checked number":                        {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "int", Check: CheckIndustry}}}, "fields.a.check"},
		"a unit of heads":                         {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "int", Unit: "万元"}}}, "fields.a.unit"},
		"a class that is stated":                  {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "string", Classes: "x", Required: true}}}, "fields.a.classes"},
		"a name that a series takes":              {Definition{Key: "k", Facts: true, Fields: map[string]Field{"k": key, "a": {Type: "int", Per: PerYear}, "a_before": {Type: "int"}}}, "fields.a_before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if faults := Check(&c.def); len(faults) != 1 || faults[0].Where != c.want {
				t.Error(faults)
			}
		})
	}
}
