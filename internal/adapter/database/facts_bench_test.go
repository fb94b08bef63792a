package database_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
)

// many is a made-up enterprise of whom all is known that a table of a year tells.
func many(n int) facts.Command {
	c := firm(n, int64(n%2000), money.Fen(n%90000)*money.Wan)
	for i, field := range []string{"assets", "profit", "tax", "rnd_spend", "exports", "investment"} {
		c.Facts = append(c.Facts, facts.Fact{Field: field, Period: 2022, Value: rule.MoneyValue(money.Fen(n%(1000*(i+1))) * money.Wan / 3)})
	}
	for i, field := range []string{"power", "patents", "penalties", "accidents"} {
		c.Facts = append(c.Facts, facts.Fact{Field: field, Period: 2022, Value: rule.IntValue(int64(n % (7 * (i + 1))))})
	}
	for i, field := range []string{"rnd_staff", "talents"} {
		c.Facts = append(c.Facts, facts.Fact{Field: field, Value: rule.IntValue(int64(n % (50 * (i + 1))))})
	}
	for i, field := range []string{"above_scale", "listed", "dishonest"} {
		c.Facts = append(c.Facts, facts.Fact{Field: field, Value: rule.BoolValue(n%(i+2) == 0)})
	}
	c.Facts = append(c.Facts,
		facts.Fact{Field: "revenue", Period: 2021, Value: rule.MoneyValue(money.Fen(n%80000) * money.Wan)}, facts.Fact{Field: "tax", Period: 2021, Value: rule.MoneyValue(money.Fen(n%8000) * money.Wan)},
		facts.Fact{Field: "rnd_spend", Period: 2021, Value: rule.MoneyValue(money.Fen(n%900) * money.Wan)},
		facts.Fact{Field: "tax_grade", Period: 2022, Value: rule.StringValue([]string{"A", "B", "M"}[n%3])}, facts.Fact{Field: "ownership", Value: rule.StringValue([]string{"民营", "国有"}[n%2])},
		facts.Fact{Field: "division", Value: rule.StringValue([]string{"章贡区", "南康区", "赣县区"}[n%3])}, facts.Fact{Field: "district", Value: rule.StringValue("片区" + strconv.Itoa(n%40))},
		facts.Fact{Field: "founded", Value: rule.DateValue(clock.MustDate("2010-01-01") + clock.Date(n%4000))}, facts.Fact{Field: "capital", Value: rule.MoneyValue(money.Fen(n%5000) * money.Wan)},
		facts.Fact{Field: "settled", Value: rule.DateValue(clock.MustDate("2012-01-01") + clock.Date(n%3000))}, facts.Fact{Field: "chains", Value: rule.StringsValue([]string{"电子信息"})})
	return c
}

// BenchmarkRegisterOfFacts states enterprises and reads them into columns; QINLIAN_ENTERPRISES says how many (20,000).
func BenchmarkRegisterOfFacts(b *testing.B) {
	n := 20_000
	if s := os.Getenv("QINLIAN_ENTERPRISES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	w := open(b, databasetest.Migrated(b, databasetest.SQLite(b)))
	registered(b, w)
	begin := time.Now()
	for from := 0; from < n; from += 5000 {
		commands := make([]facts.Command, 0, 5000)
		for i := from; i < min(n, from+5000); i++ {
			commands = append(commands, many(i))
		}
		state(b, w, commands...)
	}
	b.Logf("stated %d enterprises in %v", n, time.Since(begin).Round(time.Millisecond))
	for _, paths := range [][]string{nil, {"enterprise.staff", "enterprise.revenue", "enterprise.size"}} {
		b.Run(fmt.Sprint("columns of ", len(paths)), func(b *testing.B) {
			for b.Loop() {
				c, err := w.Columns(b.Context(), zone, "enterprise", clock.MustDate("2023-06-01"), time.Time{}, nil, paths...)
				if err != nil || len(c.Keys) != n {
					b.Fatal(len(c.Keys), err)
				}
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB")
				runtime.KeepAlive(c)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	b.Run("one changes", func(b *testing.B) {
		c, err := w.Columns(b.Context(), zone, "enterprise", clock.MustDate("2023-06-01"), time.Time{}, nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := w.Follow(b.Context(), zone, c, "enterprise", creditCode(n/2)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
