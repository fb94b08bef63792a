package batch_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/money"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Amounts that are a share of one column between bounds are computed in one step, from as few bytes as its numbers take.
func TestAShareOfAColumnIsExactHoweverLargeItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		factor, divisor := rapid.Int64Range(1, 1<<32).Draw(t, "factor"), rapid.Int64Range(1, 1<<32).Draw(t, "divisor")
		amount := rapid.SampledFrom([]string{
			"it.revenue", fmt.Sprintf("it.revenue * %d", factor), fmt.Sprintf("share(it.revenue * %d, \"0.5%%\")", factor%1000+1), `share(it.revenue, "3.3333%")`, `share(it.revenue, "50%")`,
		}).Draw(t, "amount")
		if rapid.Bool().Draw(t, "divided") {
			amount = "(" + amount + fmt.Sprintf(") / %d", divisor)
		}
		if rapid.Bool().Draw(t, "capped") {
			amount = fmt.Sprintf("least(%s, wan(%d))", amount, rapid.Int64Range(-9, 900).Draw(t, "cap"))
		}
		if rapid.Bool().Draw(t, "at least") {
			amount = fmt.Sprintf("greatest(wan(%d), %s)", rapid.Int64Range(-9, 900).Draw(t, "floor"), amount)
		}
		when := must(environment.Compile("it.staff >= 30", rule.Bool(), rule.Position{}))
		pays, err := environment.Compile(amount, rule.Money(), rule.Position{})
		if err != nil {
			t.Skip(err)
		}
		clauses := []batch.Clause{{When: when, Amount: pays}}
		set := must(batch.Compile(schema, clauses))
		rows := rapid.IntRange(1, 90).Draw(t, "rows")
		table := batch.NewTable(schema, rows)
		reach := rapid.SampledFrom([]int64{99, math.MaxInt16, math.MaxInt32, 1 << 40, 1 << 55, math.MaxInt64}).Draw(t, "reach")
		for row := range rows {
			if err := table.Set(row, "it.staff", rule.IntValue(rapid.Int64Range(28, 40).Draw(t, "staff"))); err != nil {
				t.Fatal(err)
			}
			if err := table.Set(row, "it.revenue", rule.MoneyValue(money.Fen(rapid.Int64Range(-reach, reach).Draw(t, "fen")))); err != nil {
				t.Fatal(err)
			}
		}
		run := set.On(table)
		agree(t, clauses, table, run)
		for range 3 {
			n := rapid.SampledFrom([]int64{0, 1, -math.MaxInt16 - 1, math.MaxInt16 + 1, math.MinInt64, reach}).Draw(t, "n")
			if err := table.Set(rapid.IntRange(0, rows-1).Draw(t, "row"), "it.revenue", rule.MoneyValue(money.Fen(n))); err != nil {
				t.Fatal(err)
			}
			agree(t, clauses, table, run)
		}
	})
}
