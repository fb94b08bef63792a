package text

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysOfNumbersSortAsAClerkCounts(t *testing.T) {
	t.Parallel()
	want := []string{
		"", "2", "02", "10", "招调〔2023〕2号", "招调〔2023〕2号-2", "招调〔2023〕2号-10", "招调〔2023〕10号", "招调〔2024〕1号", "赣经勤〔2023〕2", "赣经勤〔2023〕10",
		"赣经勤〔2023〕99999999", "赣经勤〔2023〕100000000", "赣经勤〔2023〕123456789012345678",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(NumberKey(a), NumberKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q", got)
	}
}

func TestFiguresSortByValueAndNoTwoNumbersShareAKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.StringMatching(`[甲a〔-]{0,2}[0-9]{0,12}[号.]?[0-9]{0,2}`)
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		if (a == b) != (NumberKey(a) == NumberKey(b)) {
			t.Fatalf("%q and %q have the keys %q and %q", a, b, NumberKey(a), NumberKey(b))
		}
		if padded := strings.Contains(NumberKey(a)+NumberKey(b), "\x01"); !padded && CompareNumbers(a, b) != strings.Compare(NumberKey(a), NumberKey(b)) {
			t.Fatalf("%q and %q compare otherwise than their keys", a, b)
		}
		figures := rapid.StringMatching(`[0-9]{1,30}`)
		x, y := figures.Draw(t, "x"), figures.Draw(t, "y")
		m, _ := new(big.Int).SetString(x, 10)
		n, _ := new(big.Int).SetString(y, 10)
		if c := m.Cmp(n); c != 0 && strings.Compare(NumberKey("号"+x+"-1"), NumberKey("号"+y+"-1")) != c {
			t.Fatalf("%s and %s stand the wrong way round", x, y)
		}
	})
}
