package money

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAmountsAreWrittenAsLedgersDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fen    Fen
		zh, en string
	}{
		{12_345_600, "12.3456 万元", "CNY 123,456"},
		{20_000_000_000, "2 亿元", "CNY 200,000,000"},
		{175_000_000_000, "17.5 亿元", "CNY 1,750,000,000"},
		{12_345_678_901, "12345.678901 万元", "CNY 123,456,789.01"},
		{88_050, "880.5 元", "CNY 880.5"},
		{0, "0 元", "CNY 0"},
		{-5_000_000, "-5 万元", "CNY -50,000"},
		{1, "0.01 元", "CNY 0.01"},
	} {
		if got := c.fen.Words(); got.Zh != c.zh || got.En != c.en {
			t.Errorf("%d fen: got %q, %q, want %q, %q", int64(c.fen), got.Zh, got.En, c.zh, c.en)
		}
	}
}

func TestNoAmountIsRounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64Range(-1<<60, 1<<60).Draw(t, "fen"))
		for _, unit := range []Fen{Yuan, Wan, Yi} {
			if back, err := ParseIn(decimal(f, unit), unit); err != nil || back != f {
				t.Fatalf("%d in %d is %s, read back as %d: %v", f, unit, decimal(f, unit), back, err)
			}
		}
	})
}
