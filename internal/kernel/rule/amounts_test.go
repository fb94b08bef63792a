package rule

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestAnAmountIsCountedToTheFen(t *testing.T) {
	t.Parallel()
	m := example()
	m.fields = &investment{amount: new(int64(12_345_678_9))} // 1,234,567.89 yuan
	for rule, want := range map[string]string{
		`share(matter.fields.expected_investment, "8%")`:                    "98765.43 元",
		`share(matter.fields.expected_investment, "0.08")`:                  "98765.43 元",
		`share(matter.fields.expected_investment, "3‰")`:                    "3703.70 元",
		`share(yuan("0.05"), "50%")`:                                        "0.03 元",
		`share(-yuan("0.05"), "50%")`:                                       "-0.03 元",
		`least(share(matter.fields.expected_investment, "50%"), wan(50))`:   "50 万元",
		`greatest(yuan(100), matter.fields.expected_investment - wan(200))`: "100.00 元",
		`yuan(500) * size(matter.evidence)`:                                 "1000.00 元",
		`least(yuan(500) * least(3, 2), matter.fields.expected_investment)`: "1000.00 元",
		`matter.overdue ? yuan(1) : wan(1) * 3`:                             "3 万元",
	} {
		p, err := testEnv.Compile(rule, Money(), at)
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		v, err := p.Value(input(m))
		if err != nil || v.In(text.Zh) != want {
			t.Errorf("%s is %s, %v; want %s", rule, v.In(text.Zh), err, want)
		}
	}
	for _, rule := range []string{`share(yuan(1), "8 percent")`, `share(yuan(1), "")`, `share(yuan(1), "-1%")`, `share(yuan(1), "0.0000001")`, `yi(90000000) * 1000000`, `yuan(1) * 2.0`, `2 * yuan(1)`, `share(5, "1%")`, `least(1, yuan(1))`} {
		if _, err := testEnv.Compile(rule, Money(), at); err == nil {
			t.Errorf("%s is taken", rule)
		}
	}
	p, err := testEnv.Compile(`matter.fields.expected_investment * matter.count > yuan(0)`, Bool(), at)
	if err != nil {
		t.Fatal(err)
	}
	m.fields.amount, m.count = new(int64(math.MaxInt64)), new(int64(2))
	if _, err := p.Bool(input(m)); !errs.Is(err, "rule.evaluation") {
		t.Error(err)
	}
}

func TestAShareIsRoundedHalfAwayFromZeroHoweverLarge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		r := Ratio{rapid.Int64Range(0, 1_000_000_000).Draw(t, "num"), rapid.Int64Range(1, 1_000_000).Draw(t, "den")}
		got, fits := r.Of(n)
		exact := new(big.Rat).Mul(new(big.Rat).SetInt64(n), big.NewRat(r.Num, r.Den))
		want, ok := new(big.Int).SetString(exact.FloatString(0), 10) // rounds half away from zero
		if !ok || want.IsInt64() != fits || fits && want.Int64() != got {
			t.Fatalf("%d/%d of %d is %d, %v; want %s", r.Num, r.Den, n, got, fits, want)
		}
	})
}
