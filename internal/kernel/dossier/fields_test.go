package dossier

import (
	"testing"

	"qinlian/internal/base/money"
	"qinlian/internal/kernel/register"
)

func TestAValueReadsAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ    string
		value  any
		zh, en string
	}{
		{"money", money.Amount{Fen: 12 * money.Yi / 10}, "1.2 亿元", "CNY 120,000,000"},
		{"money", money.Amount{Fen: 400 * money.Yi, Bound: money.AtMost}, "近 400 亿元", "nearly CNY 40,000,000,000"},
		{"money", int64(50 * money.Wan), "50 万元", "CNY 500,000"},
		{"money", float64(88 * money.Yuan), "88 元", "CNY 88"},
		{"count", register.Count{N: 50, Bound: money.AtLeast}, "不少于 50", "at least 50"},
		{"count", register.Count{N: 7}, "7", "7"},
		{"int", int64(12), "12", "12"},
		{"double", 2.5, "2.5", "2.5"},
		{"bool", true, "是", "yes"},
		{"list<string>", []string{"电子", "汽车"}, "电子、汽车", "电子, 汽车"},
		{"list<string>", []any{"电子", "汽车"}, "电子、汽车", "电子, 汽车"},
		{"string", nil, "", ""},
		{"date", "2023-06-12", "2023-06-12", "2023-06-12"},
	} {
		if got := ValueWords(c.typ, c.value); got.Zh != c.zh || got.En != c.en {
			t.Errorf("%s %v reads %q and %q, not %q and %q", c.typ, c.value, got.Zh, got.En, c.zh, c.en)
		}
	}
}
