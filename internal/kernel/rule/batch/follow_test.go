package batch_test

import (
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// fresh is a table of the rows on which clauses are tried, made anew.
func fresh(t *rapid.T, table *batch.Table) *batch.Table {
	var rows []int
	for row := range table.Rows() {
		if !table.Left(row) {
			rows = append(rows, row)
		}
	}
	out := batch.NewTable(schema, len(rows))
	for at, row := range rows {
		for _, path := range paths() {
			if v, ok := table.At(row, path); ok {
				if err := out.Set(at, path, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return out
}

func sameTotals(t *rapid.T, what string, clauses []batch.Clause, got []batch.Total, err error, want []batch.Total, wantErr error) {
	if err != nil && !errs.Is(err, "batch.overflow") {
		t.Fatal(err)
	}
	if err == nil && wantErr == nil && !slices.Equal(got, want) {
		t.Fatalf("%s: %+v, afresh %+v\n%s", what, got, want, sources(clauses))
	}
}

// Rows change, come, go and come back; totals that follow, under the schema of other files too, are those of a table made anew.
func TestTotalsFollowWhatChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clauses := someClauses(t)
		set, err := batch.Compile(schema, clauses)
		if err != nil {
			t.Fatal(err)
		}
		table := someRows(t, rapid.IntRange(1, 8).Draw(t, "rows"))
		for _, path := range paths() { // all columns there are, as of a register read in
			if _, err := table.Column(path); err != nil {
				t.Fatal(err)
			}
		}
		coded, plain := set.On(table.As(schema)).Tally(), set.Try(table.As(schema)).Tally()
		counted := rapid.Bool().Draw(t, "counted before")
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			if counted {
				_, _ = coded.Totals() // an overflow shows below
				_, _ = plain.Totals()
			}
			row := rapid.IntRange(0, table.Rows()).Draw(t, "row")
			var facts []batch.Fact
			for range rapid.IntRange(0, 10).Draw(t, "facts") {
				path := rapid.SampledFrom(paths()).Draw(t, "path")
				facts = append(facts, batch.Fact{Path: path, Value: rapid.SampledFrom(append([]rule.Value{{}}, columns[path]...)).Draw(t, "value")})
			}
			if err := table.Change(row, rapid.IntRange(0, 4).Draw(t, "stays") > 0, facts, coded, plain); err != nil {
				t.Fatal(err)
			}
			anew := fresh(t, table)
			want, wantErr := set.On(anew).Totals()
			got, err := coded.Totals()
			sameTotals(t, "coded", clauses, got, err, want, wantErr)
			got, err = plain.Totals()
			sameTotals(t, "as it is", clauses, got, err, want, wantErr)
			got, err = set.Try(table.As(schema)).Totals()
			sameTotals(t, "tried", clauses, got, err, want, wantErr)
			agree(t, clauses, anew, set.On(anew))
			listed := 0
			set.On(table).Each(func(g batch.Grants) { listed += len(g.Rows) })
			entitled := 0
			set.Try(anew).Each(func(g batch.Grants) { entitled += len(g.Rows) })
			if listed != entitled {
				t.Fatalf("%d are listed, afresh %d", listed, entitled)
			}
		}
	})
}

func TestTablesAreJoinedAndCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := someRows(t, rapid.IntRange(0, 130).Draw(t, "rows")), someRows(t, rapid.IntRange(0, 130).Draw(t, "more"))
		a.Cut(rapid.IntRange(0, a.Rows()).Draw(t, "cut"))
		want := make([]map[string]rule.Value, 0, a.Rows()+b.Rows())
		for _, table := range []*batch.Table{a, b} {
			for row := range table.Rows() {
				facts := map[string]rule.Value{}
				for _, path := range paths() {
					if v, ok := table.At(row, path); ok {
						facts[path] = v
					}
				}
				want = append(want, facts)
			}
		}
		a.Append(b)
		a.Grow(a.Rows() + 70)
		for row := range a.Rows() {
			for _, path := range paths() {
				got, isSet := a.At(row, path)
				v, wanted := rule.Value{}, false
				if row < len(want) {
					v, wanted = want[row][path]
				}
				if isSet != wanted || got.Number() != v.Number() || got.Text() != v.Text() || len(got.Items()) != len(v.Items()) {
					t.Fatalf("%s of row %d: %v, want %v", path, row, got.Any(), v.Any())
				}
			}
		}
	})
}

// While nothing changes, several may try clauses on one table, and code its columns.
func TestSeveralTryClausesAtTheSameTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := someRows(t, 70)
		var group sync.WaitGroup
		for range 3 {
			clauses := someClauses(t)
			set, err := batch.Compile(schema, clauses)
			if err != nil {
				t.Fatal(err)
			}
			want, wantErr := set.Try(table).Totals()
			for _, run := range []*batch.Run{set.Try(table.As(schema)), nil} {
				group.Go(func() {
					if run == nil {
						run = set.On(table.As(schema))
					}
					for range 3 {
						got, err := run.Totals()
						if err == nil && wantErr == nil && !slices.Equal(got, want) {
							t.Errorf("%+v, want %+v\n%s", got, want, sources(clauses))
						}
					}
				})
			}
		}
		group.Wait()
	})
}
