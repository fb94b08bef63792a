package benefit_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// BenchmarkEntitle settles the 44 clauses of Ganzhou for 100,000 enterprises.
func BenchmarkEntitle(b *testing.B) {
	const rows = 100_000
	bundle, err := mechanism.Load(os.DirFS("../../../mechanisms"), "ganzhou-city")
	if err != nil {
		b.Fatal(err)
	}
	s, err := benefit.Compile(bundle, "enterprise", clock.MustDate("2021-12-20"))
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	table, keys := batch.NewTable(s.Schema(), rows), make([]string, rows)
	paths := s.Reads()
	for row := range rows {
		keys[row] = fmt.Sprintf("91%016d", row)
		for _, path := range paths {
			f, _ := s.Schema().Field(path)
			var v rule.Value
			switch f.Type.Kind() {
			case rule.KindMoney:
				v = rule.MoneyValue(money.Fen(random.Int64N(5000)) * money.Wan)
			case rule.KindInt:
				v = rule.IntValue(random.Int64N(300))
			case rule.KindBool:
				v = rule.BoolValue(random.IntN(20) == 0)
			case rule.KindDate:
				v = rule.DateValue(s.Day - clock.Date(random.IntN(4000)))
			case rule.KindString:
				v = rule.StringValue([]string{"C3989", "F5212", "小型", "微型", "A"}[random.IntN(5)])
			default:
				v = rule.StringsValue([]string{"高新技术企业"}[:random.IntN(2)])
			}
			if err := table.Set(row, path, v); err != nil {
				b.Fatal(err)
			}
		}
	}
	grants := 0
	for b.Loop() {
		o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: table, Keys: keys}})
		if err != nil {
			b.Fatal(err)
		}
		grants, _ = o.Count()
	}
	b.ReportMetric(float64(grants), "grants")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/run")
}
