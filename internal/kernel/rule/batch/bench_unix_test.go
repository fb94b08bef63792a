//go:build unix

package batch_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// The work of bench/benefit: enterprises with 22 whole numbers each, and clauses that join three to six comparisons and
// grant a fixed amount, one by tiers, or a share with a ceiling; some six in a hundred pairs are entitled.
func work(tb testing.TB, rows, clauses int) (*batch.Table, *batch.Set) {
	tb.Helper()
	shape := rule.Shape{Name: "it"}
	for i := range 22 {
		shape.Fields = append(shape.Fields, rule.Field{Name: fmt.Sprintf("a%d", i), Type: rule.Int()})
	}
	s := must(rule.NewSchema([]rule.Field{{Name: "it", Type: rule.Object("it")}}, shape))
	e := must(rule.NewEnvironment(s))
	rng := rand.New(rand.NewPCG(1, 2))
	table := batch.NewTable(s, rows)
	for i := range 22 {
		for row := range rows {
			if err := table.Set(row, fmt.Sprintf("it.a%d", i), rule.IntValue(rng.Int64N(1000))); err != nil {
				tb.Fatal(err)
			}
		}
	}
	var all []batch.Clause
	for range clauses {
		var parts []string
		for range 3 + rng.IntN(4) {
			switch at, n := rng.IntN(22), 100*(1+rng.IntN(8)); rng.IntN(4) {
			case 0:
				parts = append(parts, fmt.Sprintf("it.a%d >= %d", at, n))
			case 1:
				parts = append(parts, fmt.Sprintf("it.a%d < %d", at, n))
			case 2:
				parts = append(parts, fmt.Sprintf("(it.a%d > %d || it.a%d < %d)", at, n, (at+3)%22, n/2))
			default:
				parts = append(parts, fmt.Sprintf("it.a%d <= %d", at, n))
			}
		}
		parts = append(parts, fmt.Sprintf("it.a%d < 500", rng.IntN(22)))
		amount := fmt.Sprint(1000 * (1 + rng.IntN(60)))
		switch at := rng.IntN(22); rng.IntN(5) {
		case 0:
			amount = fmt.Sprintf("it.a%d >= 700 ? 60000 : it.a%d >= 300 ? 30000 : 10000", at, at)
		case 1:
			amount = fmt.Sprintf("least(it.a%d * 8 / 100, 50)", at)
		}
		all = append(all, batch.Clause{
			When:   must(e.Compile(strings.Join(parts, " && "), rule.Bool(), rule.Position{})),
			Amount: must(e.Compile(amount, rule.Int(), rule.Position{})),
		})
	}
	return table, must(batch.Compile(s, all))
}

// processor is the time that this process has had of processors.
func processor(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report tells how many millions of clauses are tried on a row in a second of processor time.
func report(b *testing.B, before time.Duration) {
	b.Helper()
	b.ReportMetric(20*float64(b.N)/(processor(b)-before).Seconds(), "M/s/core")
}

func BenchmarkTotals(b *testing.B) {
	table, set := work(b, 100_000, 200)
	run := set.On(table)
	totals := must(run.Totals())
	entitled := 0
	for _, t := range totals {
		entitled += t.Entitled
	}
	conditions, junctions := set.Size()
	b.Logf("%d conditions, %d junctions, %.2f %% entitled", conditions, junctions, float64(entitled)/200_000)
	before := processor(b)
	for b.Loop() {
		must(run.Totals())
	}
	report(b, before)
}

func BenchmarkEach(b *testing.B) {
	table, set := work(b, 100_000, 200)
	run := set.On(table)
	before := processor(b)
	for b.Loop() {
		n := 0
		run.Each(func(g batch.Grants) { n += len(g.Rows) })
	}
	report(b, before)
}

func BenchmarkCoding(b *testing.B) {
	table, set := work(b, 100_000, 200)
	for b.Loop() {
		table.Grow(table.Rows() + 1) // forgets the coding
		set.On(table)
	}
}

func BenchmarkChange(b *testing.B) {
	table, set := work(b, 100_000, 200)
	run := set.On(table)
	for i := 0; b.Loop(); i++ {
		must(run.Change(i%100_000, "it.a3", rule.IntValue(int64(i%1000))))
	}
}
