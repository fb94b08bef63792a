package batch_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

var schema = must(rule.NewSchema(
	[]rule.Field{{Name: "it", Type: rule.Object("it")}, {Name: "year", Type: rule.Int()}, {Name: "level", Type: rule.String()}},
	rule.Shape{Name: "it", Fields: []rule.Field{
		{Name: "staff", Type: rule.Int()},
		{Name: "revenue", Type: rule.Money()},
		{Name: "founded", Type: rule.Date()},
		{Name: "ratio", Type: rule.Double()},
		{Name: "listed", Type: rule.Bool()},
		{Name: "size", Type: rule.String()},
		{Name: "titles", Type: rule.ListOf(rule.String())},
		{Name: "marks", Type: rule.ListOf(rule.Int())},
		{Name: "wait", Type: rule.Workdays()},
		{Name: "seen", Type: rule.Timestamp()},
		{Name: "research", Type: rule.Object("research")},
		{Name: "sites", Type: rule.ListOf(rule.Object("research"))},
	}},
	rule.Shape{Name: "research", Fields: []rule.Field{{Name: "spent", Type: rule.Money()}, {Name: "field", Type: rule.String()}}},
))

var environment = must(rule.NewEnvironment(schema))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func compiled(t testing.TB, src string, want rule.Type) *rule.Program {
	t.Helper()
	p, err := environment.Compile(src, want, rule.Position{File: "clauses.yaml", Line: 3, Column: 5})
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return p
}

// columns and some values of each, few enough to meet the constants.
var columns = map[string][]rule.Value{
	"it.staff":          {rule.IntValue(0), rule.IntValue(29), rule.IntValue(30), rule.IntValue(300), rule.IntValue(math.MaxInt64), rule.IntValue(math.MinInt64), rule.IntValue(-1)},
	"it.revenue":        {rule.MoneyValue(0), rule.MoneyValue(-1), rule.MoneyValue(50 * money.Wan), rule.MoneyValue(50*money.Wan + 1), rule.MoneyValue(math.MaxInt64)},
	"it.founded":        {rule.DateValue(clock.MustDate("2020-02-29")), rule.DateValue(clock.MustDate("2023-01-01")), rule.DateValue(clock.MustDate("9999-12-31"))},
	"it.ratio":          {rule.DoubleValue(0), rule.DoubleValue(math.Copysign(0, -1)), rule.DoubleValue(3.5), rule.DoubleValue(math.NaN()), rule.DoubleValue(math.Inf(1)), rule.DoubleValue(math.Inf(-1)), rule.DoubleValue(-2)},
	"it.listed":         {rule.BoolValue(true), rule.BoolValue(false)},
	"it.size":           {rule.StringValue("small"), rule.StringValue("micro"), rule.StringValue(""), rule.StringValue("中型")},
	"it.titles":         {rule.StringsValue(nil), rule.StringsValue([]string{"high-tech"}), rule.StringsValue([]string{"high-tech", "专精特新"}), rule.StringsValue([]string{"small"})},
	"it.marks":          {rule.ListValue(nil), rule.ListValue([]rule.Value{rule.IntValue(30)}), rule.ListValue([]rule.Value{rule.IntValue(1), rule.IntValue(2)})},
	"it.wait":           {rule.WorkdaysValue(500), rule.WorkdaysValue(5000)},
	"it.seen":           {rule.TimestampValue(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))},
	"it.research.spent": {rule.MoneyValue(0), rule.MoneyValue(3 * money.Wan), rule.MoneyValue(7)},
	"it.research.field": {rule.StringValue("chips"), rule.StringValue("small")},
	"year":              {rule.IntValue(2023), rule.IntValue(30)},
	"level":             {rule.StringValue("city"), rule.StringValue("small")},
}

func paths() []string {
	var out []string
	for path := range columns {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

// someRows draws a table and the same rows as package rule reads them.
func someRows(t *rapid.T, rows int) *batch.Table {
	table := batch.NewTable(schema, rows)
	full := rapid.Bool().Draw(t, "full")
	for _, path := range paths() {
		if !full && rapid.IntRange(0, 5).Draw(t, "no such column") == 0 {
			continue
		}
		for row := range rows {
			n := rapid.IntRange(-1, len(columns[path])-1).Draw(t, path)
			if full {
				n = max(n, 0)
			}
			if n >= 0 {
				if err := table.Set(row, path, columns[path][n]); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return table
}

func one(t *rapid.T, options ...string) string { return rapid.SampledFrom(options).Draw(t, "atom") }

func someNumber(t *rapid.T, depth int) string {
	if depth == 0 {
		return one(t, "it.staff", "30", "year", "0", "size(it.titles)")
	}
	a, b := someNumber(t, depth-1), someNumber(t, depth-1)
	switch rapid.IntRange(0, 4).Draw(t, "number") {
	case 0:
		return "(" + a + one(t, " + ", " - ", " * ", " / ", " % ") + b + ")"
	case 1:
		return one(t, "least(", "greatest(") + a + ", " + b + ")"
	case 2:
		return "(" + someCondition(t, 1) + " ? " + a + " : " + b + ")"
	default:
		return a
	}
}

func someMoney(t *rapid.T, depth int) string {
	if depth == 0 {
		return one(t, "it.revenue", "it.research.spent", "wan(50)", `yuan("0.07")`)
	}
	a, b := someMoney(t, depth-1), someMoney(t, depth-1)
	switch rapid.IntRange(0, 6).Draw(t, "money") {
	case 0:
		return "(" + a + one(t, " + ", " - ") + b + ")"
	case 1:
		return one(t, "least(", "greatest(") + a + ", " + b + ")"
	case 2:
		return "share(" + a + one(t, `, "8%")`, `, "0.5")`, `, "3‰")`)
	case 3:
		return a + " * " + someNumber(t, 0)
	case 4:
		return "(" + someCondition(t, 2) + " ? " + a + " : " + b + ")"
	case 5:
		return "-(" + a + ")"
	default:
		return a
	}
}

func someCondition(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 14).Draw(t, "kind")
	if depth == 0 {
		kind = max(kind, 5)
	}
	compare := func() string { return one(t, " < ", " <= ", " > ", " >= ", " == ", " != ") }
	switch kind {
	case 0, 1:
		return "(" + someCondition(t, depth-1) + " && " + someCondition(t, depth-1) + ")"
	case 2:
		return "(" + someCondition(t, depth-1) + " || " + someCondition(t, depth-1) + ")"
	case 3:
		return "(" + someCondition(t, depth-1) + " ? " + someCondition(t, depth-1) + " : " + someCondition(t, depth-1) + ")"
	case 4:
		return "!(" + someCondition(t, depth-1) + ")" + one(t, "", "", " == it.listed", " != it.listed")
	case 5:
		return one(t, "has(it.staff)", "has(it.research)", "has(it.research.spent)", "has(it.titles)", "it.listed", "true", "it.listed == true")
	case 6:
		return one(t, "it.staff", "30", "year") + compare() + one(t, "30", "it.staff", "-1", "9223372036854775807", "-9223372036854775807 - 1")
	case 7:
		return one(t, "it.revenue", "wan(50)") + compare() + one(t, "it.revenue", "wan(50)", "it.research.spent")
	case 8:
		return one(t, "it.founded", `date("2020-02-29")`) + compare() + one(t, `date("2023-01-01")`, "it.founded", "it.founded + days(3)", "it.founded - days(400)")
	case 9:
		return one(t, "it.ratio", "3.5", "-it.ratio", "it.ratio / it.ratio") + compare() + one(t, "it.ratio", "0.0", "-0.0", "it.ratio * 2.0", "1.0 / 0.0")
	case 10:
		return one(t, `it.size == "small"`, `it.size in ["small", "micro"]`, `"high-tech" in it.titles`, `it.size.startsWith("s")`, `it.size in it.titles`,
			`it.titles.exists(x, x == "small")`, `30 in it.marks`, `it.staff in it.marks`, `it.marks.all(m, m > 1)`, `it.size == it.research.field`, `it.size < level`, `it.size.matches("^.型$")`, `size(it.titles) > 1`, `it.staff in [30, 300, 29]`)
	case 11:
		return someNumber(t, 2) + compare() + someNumber(t, 1)
	case 12:
		return someMoney(t, 2) + compare() + someMoney(t, 1)
	case 13:
		return "it.wait" + compare() + one(t, "wd(5)", "wd(0.5)", "it.wait + wd(1)")
	default:
		return one(t, `it.seen < timestamp("2023-06-30T00:00:00Z")`, "year == 2023", `level == "city"`, "it.founded - it.founded == 0")
	}
}

// asked is what package rule says of a row.
func asked(c batch.Clause, in *rule.Input) (out batch.Outcome) {
	holds, err := c.When.Bool(in)
	if err != nil || !holds {
		return batch.Outcome{Faulty: err != nil}
	}
	if c.Amount == nil {
		return batch.Outcome{Entitled: true}
	}
	v, err := c.Amount.Value(in)
	if err != nil {
		return batch.Outcome{Faulty: true}
	}
	return batch.Outcome{Entitled: true, Amount: v.Number()}
}

func someClauses(t *rapid.T) []batch.Clause {
	var out []batch.Clause
	for range rapid.IntRange(1, 4).Draw(t, "clauses") {
		src, amount := someCondition(t, 3), someMoney(t, 2)
		p, err := environment.Compile(src, rule.Bool(), rule.Position{})
		if err != nil {
			t.Skip(err) // a constant part that has no value
		}
		c := batch.Clause{When: p}
		if rapid.Bool().Draw(t, "pays") {
			if c.Amount, err = environment.Compile(amount, rule.Money(), rule.Position{}); err != nil {
				t.Skip(err)
			}
		}
		out = append(out, c)
	}
	return out
}

func sources(clauses []batch.Clause) string {
	var out []string
	for _, c := range clauses {
		out = append(out, c.When.Source())
		if c.Amount != nil {
			out = append(out, " → "+c.Amount.Source())
		}
	}
	return strings.Join(out, "\n")
}

// agree compares every row of a table by every way there is to ask.
func agree(t *rapid.T, clauses []batch.Clause, table *batch.Table, run *batch.Run) {
	want, sums := make([][]batch.Outcome, len(clauses)), make([]batch.Total, len(clauses))
	overflow := false
	for i, c := range clauses {
		for row := range table.Rows() {
			o := asked(c, table.Row(row))
			o.Clause = i
			want[i] = append(want[i], o)
			before := sums[i].Amount
			sums[i].Amount += o.Amount
			overflow = overflow || (sums[i].Amount > before) != (o.Amount > 0)
			if o.Entitled {
				sums[i].Entitled++
			}
			if o.Faulty {
				sums[i].Faulty++
			}
		}
	}
	for row := range table.Rows() {
		for i, got := range run.Row(row) {
			if got != want[i][row] {
				t.Fatalf("row %d, clause %d: %+v, package rule says %+v\n%s", row, i, got, want[i][row], sources(clauses))
			}
		}
	}
	got, err := run.Totals()
	if err != nil && !errs.Is(err, "batch.overflow") {
		t.Fatal(err)
	}
	if err == nil && !overflow && !slices.Equal(got, sums) {
		t.Fatalf("totals %+v, one by one %+v\n%s", got, sums, sources(clauses))
	}
	listed := make([][]batch.Outcome, len(clauses))
	for i := range listed {
		listed[i] = make([]batch.Outcome, table.Rows())
		for row := range listed[i] {
			listed[i][row].Clause = i
		}
	}
	run.Each(func(g batch.Grants) {
		for i, row := range g.Rows {
			listed[g.Clause][row] = batch.Outcome{Clause: g.Clause, Entitled: true, Amount: g.Amounts[i]}
		}
		for _, row := range g.Faulty {
			listed[g.Clause][row].Faulty = true
		}
	})
	for i := range listed {
		if !slices.Equal(listed[i], want[i]) {
			t.Fatalf("clause %d is listed as %+v, package rule says %+v\n%s", i, listed[i], want[i], sources(clauses))
		}
	}
}

// A list that is empty has no more an answer to this than one that is not there, in a column in which it always is.
func TestAValueThatIsJudgedLikeNoneIsNotTakenForOneThatHolds(t *testing.T) {
	t.Parallel()
	when, err := environment.Compile("30 / size(it.titles) > size(it.titles)", rule.Bool(), rule.Position{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := batch.Compile(schema, []batch.Clause{{When: when}})
	if err != nil {
		t.Fatal(err)
	}
	table := batch.NewTable(schema, 2)
	for row, titles := range [][]string{nil, {"high-tech"}} {
		if err := table.Set(row, "it.titles", rule.StringsValue(titles)); err != nil {
			t.Fatal(err)
		}
	}
	for name, run := range map[string]*batch.Run{"as it is": set.Try(table), "coded": set.On(table)} {
		if empty, one := run.Row(0)[0], run.Row(1)[0]; !empty.Faulty || empty.Entitled || !one.Entitled {
			t.Errorf("%s: %+v, %+v", name, empty, one)
		}
	}
}

func TestManyRulesOnManyRowsGiveWhatPackageRuleGives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clauses := someClauses(t)
		set, err := batch.Compile(schema, clauses)
		if err != nil {
			t.Fatalf("%s: %v", sources(clauses), err)
		}
		table := someRows(t, rapid.IntRange(1, 70).Draw(t, "rows"))
		agree(t, clauses, table, set.Try(table)) // as it is
		agree(t, clauses, table, set.On(table))  // coded
	})
}

func TestAfterAChangeTheRunGivesWhatAFreshOneWouldGive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clauses := someClauses(t)
		set, err := batch.Compile(schema, clauses)
		if err != nil {
			t.Fatal(err)
		}
		table := someRows(t, rapid.IntRange(1, 8).Draw(t, "rows"))
		run := set.On(table)
		agree(t, clauses, table, run)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			row, path := rapid.IntRange(0, table.Rows()-1).Draw(t, "row"), rapid.SampledFrom(paths()).Draw(t, "path")
			v := rapid.SampledFrom(append([]rule.Value{{}}, columns[path]...)).Draw(t, "value")
			before := run.Row(row)
			changed, err := run.Change(row, path, v)
			if err != nil {
				t.Fatal(err)
			}
			after := run.Row(row)
			var want []batch.Changed
			for i := range before {
				if before[i] != after[i] {
					want = append(want, batch.Changed{Before: before[i], After: after[i]})
				}
			}
			if !slices.Equal(changed, want) {
				t.Fatalf("%s of row %d: told %+v, are %+v\n%s", path, row, changed, want, sources(clauses))
			}
			agree(t, clauses, table, run)
		}
		table.Grow(table.Rows() + 60)
		if got, err := run.Totals(); err == nil {
			if fresh, err := set.On(table).Totals(); err != nil || !slices.Equal(got, fresh) {
				t.Fatalf("%+v after growing, afresh %+v", got, fresh)
			}
		}
	})
}

func TestAClauseThatNobodySatisfiesStillLacksTheFactsItReads(t *testing.T) {
	t.Parallel()
	s, err := batch.Compile(schema, []batch.Clause{{When: compiled(t, "it.staff < 30 ? has(it.staff) && !has(it.staff) : 30 < 30", rule.Bool())}})
	if err != nil {
		t.Fatal(err)
	}
	table := batch.NewTable(schema, 1)
	if got := s.On(table).Row(0)[0]; !got.Faulty {
		t.Errorf("%+v", got)
	}
}
