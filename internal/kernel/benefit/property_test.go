package benefit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
)

// everything has each rule of settling in it.
const everything = `benefit: growth
title: 惠企政策
level: zone
of: firm
unit: 管委会
exclusions: { one: { title: 甲 }, two: { title: 乙 } }
caps: { each: 40万元, together: 45万元, all: 300万元 }
budget:
  shared: { title: 按比例, amount: 20万元, short: pro-rata }
  ranked: { title: 按排名, amount: 30万元, short: rank, rank: firm.research }
  COME
clauses:
  - { key: a, title: 甲, when: firm.staff > 5, amount: yuan("333.33") * firm.staff, mode: reviewed, period: year, budget: shared, exclusive: [one], for: 企业, materials: [表], guide: { process: [报], limit: 5wd, contact: 窗口 } }
  - { key: b, title: 乙, when: firm.revenue > wan(3), amount: 'share(firm.revenue, "7%")', mode: reviewed, period: year, budget: shared, exclusive: [one, two], cap: 9万元, for: 企业, materials: [表], guide: { process: [报], limit: 5wd, contact: 窗口 } }
  - { key: c, title: 丙, when: firm.research > wan(1), amount: 'firm.research - wan(3)', mode: reviewed, period: half-year, budget: ranked, exclusive: [two], for: 企业, materials: [表], guide: { process: [报], limit: 5wd, contact: 窗口 } }
  - { key: d, title: 丁, when: size(firm.titles) > 0, amount: wan(8), mode: reviewed, period: once, budget: LINE, for: 企业, materials: [表], guide: { process: [报], limit: 5wd, contact: 窗口 } }
`

func somebody(t *rapid.T, n int) facts {
	return facts{
		key: fmt.Sprintf("k%02d", n), staff: rapid.Int64Range(0, 900).Draw(t, "staff"), revenue: rapid.Int64Range(0, 300).Draw(t, "revenue"),
		research: rapid.Int64Range(0, 40).Draw(t, "research"), titles: rapid.SampledFrom([][]string{nil, {"高新技术企业"}}).Draw(t, "titles"),
	}
}

func somePaid(t *rapid.T, n int) []benefit.Payment {
	var out []benefit.Payment
	for range rapid.IntRange(0, 6).Draw(t, "payments") {
		out = append(out, benefit.Payment{
			Key: fmt.Sprintf("k%02d", rapid.IntRange(0, n).Draw(t, "to")), Clause: "growth/" + rapid.SampledFrom([]string{"a", "b", "c", "d", "gone"}).Draw(t, "clause"),
			Amount: money.Fen(rapid.Int64Range(1, 5_000_000).Draw(t, "amount")),
			On:     clock.MustDate(rapid.SampledFrom([]string{"2022-12-31", "2023-01-01", "2023-06-30", "2023-07-01"}).Draw(t, "on")),
		})
	}
	return out
}

func TestNothingIsPaidOverABudgetACapOrASet(t *testing.T) {
	t.Parallel()
	s := compile(t, strings.NewReplacer("COME", "come: { title: 先到, amount: 25万元 }", "LINE", "come").Replace(everything), "2023-07-12")
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(rt, "firms")
		all := make([]facts, n)
		for i := range all {
			all[i] = somebody(rt, i)
		}
		tab, keys := table(t, s.Schema(), s.Day, all...)
		paid := somePaid(rt, n)
		o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Paid: paid})
		if err != nil {
			rt.Fatal(err)
		}
		before := func(key, clause string, in func(clock.Date) bool) (sum money.Fen) {
			for _, p := range paid {
				if (key == "" || p.Key == key) && (clause == "" || p.Clause == clause) && in(p.On) {
					sum += p.Amount
				}
			}
			return sum
		}
		year := func(d clock.Date) bool { return d.Year() == 2023 }
		var sum money.Fen
		byRow, doc := map[int32]money.Fen{}, money.Fen(0)
		sets := map[string]bool{}
		for _, g := range o.Grants {
			c, key := s.Clauses[g.Clause], keys[g.Row]
			cuts := money.Fen(0)
			for _, cut := range g.Cuts {
				cuts += cut.By
			}
			if g.Paid < 0 || g.Asked > 0 && g.Asked-cuts != g.Paid || g.Asked <= 0 && g.Paid != 0 || g.Paid != g.Asked && len(g.Cuts) == 0 {
				rt.Fatalf("%s %s: %s less %s is not %s", key, c.Key, g.Asked, cuts, g.Paid)
			}
			sum, byRow[g.Row] = sum+g.Paid, byRow[g.Row]+g.Paid
			doc += g.Paid
			if g.Paid == 0 {
				continue
			}
			if c.Cap.Set && g.Paid+before(key, c.ID, year) > c.Cap.Fen {
				rt.Fatalf("%s is over its cap", c.Key)
			}
			if before(key, c.ID, func(d clock.Date) bool { return benefit.Period(c.Period, d) == benefit.Period(c.Period, s.Day) }) > 0 {
				rt.Fatalf("%s %s is paid twice", key, c.Key)
			}
			for _, set := range c.Exclusive {
				if sets[key+set] {
					rt.Fatalf("%s has two of %s", key, set)
				}
				sets[key+set] = true
			}
		}
		if sum != o.Sum() {
			rt.Fatal("the sum is not that of the grants")
		}
		for row, got := range byRow {
			if had := before(keys[row], "", year); got > 0 && got+had > 45*money.Wan {
				rt.Fatalf("%s gets %s in all", keys[row], got+had)
			}
		}
		if had := before("", "", year) - before("", "growth/gone", year); doc > 0 && doc+had > 300*money.Wan {
			rt.Fatalf("the document pays %s", doc+had)
		}
		for _, p := range o.Pools {
			if p.Paid > p.Left || p.Asked > p.Left && p.Paid != p.Left || p.Asked <= p.Left && p.Paid != p.Asked {
				rt.Fatalf("%+v", p)
			}
		}
	})
}

func TestTheOrderOfRecordsDecidesNothingWhereNobodyComesFirst(t *testing.T) {
	t.Parallel()
	s := compile(t, strings.NewReplacer("  COME\n", "", "LINE", "shared").Replace(everything), "2023-07-12")
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(rt, "firms")
		all := make([]facts, n)
		for i := range all {
			all[i] = somebody(rt, i)
		}
		paid := somePaid(rt, n)
		lines := func(all []facts) []string {
			tab, keys := table(t, s.Schema(), s.Day, all...)
			o, err := s.Entitle(benefit.Case{Records: benefit.Records{Table: tab, Keys: keys}, Paid: paid})
			if err != nil {
				rt.Fatal(err)
			}
			out := strings.Split(told(o, keys), "\n")
			slices.Sort(out)
			return out
		}
		one := lines(all)
		other := rapid.Permutation(all).Draw(rt, "order")
		if two := lines(other); !slices.Equal(one, two) {
			rt.Fatalf("%s\n\n%s", strings.Join(one, "\n"), strings.Join(two, "\n"))
		}
	})
}
