package batch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

func TestAMissIsWhatARowLacks(t *testing.T) {
	t.Parallel()
	clause := batch.Clause{When: compiled(t, `it.size in ["small", "micro"] && it.staff >= 30 && !(it.revenue > wan(50)) && (it.listed || "high-tech" in it.titles)`, rule.Bool())}
	set := must(batch.Compile(schema, []batch.Clause{clause}))
	table := batch.NewTable(schema, 5)
	put := func(row int, facts map[string]rule.Value) {
		for path, v := range facts {
			if err := table.Set(row, path, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	size, staff, revenue, listed, titles := "it.size", "it.staff", "it.revenue", "it.listed", "it.titles"
	none := rule.StringsValue(nil)
	put(0, map[string]rule.Value{size: rule.StringValue("small"), staff: rule.IntValue(30), revenue: rule.MoneyValue(1), listed: rule.BoolValue(true), titles: none})
	put(1, map[string]rule.Value{size: rule.StringValue("small"), staff: rule.IntValue(29), revenue: rule.MoneyValue(1), listed: rule.BoolValue(true), titles: none})
	put(2, map[string]rule.Value{size: rule.StringValue("small"), staff: rule.IntValue(31), revenue: rule.MoneyValue(1), listed: rule.BoolValue(false), titles: none})
	put(3, map[string]rule.Value{size: rule.StringValue("small"), staff: rule.IntValue(1), revenue: rule.MoneyValue(90 * money.Wan), listed: rule.BoolValue(true), titles: none})
	put(4, map[string]rule.Value{size: rule.StringValue("large"), staff: rule.IntValue(1), revenue: rule.MoneyValue(90 * money.Wan), listed: rule.BoolValue(true), titles: none})
	var got []string
	for _, m := range set.On(table).Misses(0) {
		got = append(got, fmt.Sprint(m.Wants, m.Rows))
	}
	want := []string{
		"[{it.staff >= 30 true}] [1]", "[{it.listed true}] [2]", `[{"high-tech" in it.titles true}] [2]`,
		"[{it.staff >= 30 true} {it.revenue > wan(50) false}] [3]",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant %s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatNoColumnCanHoldIsRefusedAtItsPlace(t *testing.T) {
	t.Parallel()
	_, err := batch.Compile(schema, []batch.Clause{{When: compiled(t, `it.sites.exists(s, s.spent > wan(1))`, rule.Bool())}})
	if !errs.Is(err, "batch.column") || !strings.Contains(err.Error(), "clauses.yaml:3:5") {
		t.Error(err)
	}
	table := batch.NewTable(schema, 1)
	for _, c := range []struct {
		row  int
		path string
		v    rule.Value
		code string
	}{{0, "it.nothing", rule.Value{}, "batch.column"}, {0, "it.research", rule.Value{}, "batch.column"}, {0, "it.staff", rule.StringValue("5"), "batch.kind"}, {1, "it.staff", rule.IntValue(1), "batch.row"}} {
		if err := table.Set(c.row, c.path, c.v); !errs.Is(err, c.code) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
}

func TestConditionsThatClausesShareAreAskedOnce(t *testing.T) {
	t.Parallel()
	set := must(batch.Compile(schema, []batch.Clause{
		{When: compiled(t, `it.staff >= 30 && it.listed`, rule.Bool()), Amount: compiled(t, `it.staff > 29 ? wan(1) : wan(2)`, rule.Money())},
		{When: compiled(t, `it.listed && 30 <= it.staff`, rule.Bool())},
	}))
	if conditions, junctions := set.Size(); conditions != 2 || junctions > 4 {
		t.Errorf("%d conditions, %d junctions", conditions, junctions)
	}
	if got := set.Readers("it.staff"); !slices.Equal(got, []int{0, 1}) {
		t.Error(got)
	}
}
