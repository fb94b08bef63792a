package text

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbersAreInTheOrderOfYearAndSequence(t *testing.T) {
	t.Parallel()
	want := []string{"", "赣经勤〔2022〕11", "赣经勤〔2023〕1", "赣经勤〔2023〕2", "赣经勤〔2023〕10", "赣经勤〔2023〕10-1", "赣经勤〔2024〕1"}
	got := slices.Clone(want)
	slices.Sort(got)
	slices.SortFunc(got, CompareNumbers)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestTheOrderOfNumbersIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[甲a]?[0-9]{0,3}[〕-]?[0-9]{0,3}`)
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), number.Draw(t, "c")
		if CompareNumbers(a, b) != -CompareNumbers(b, a) || (CompareNumbers(a, b) == 0) != (a == b) {
			t.Fatalf("%q and %q", a, b)
		}
		if CompareNumbers(a, b) < 0 && CompareNumbers(b, c) < 0 && CompareNumbers(a, c) >= 0 {
			t.Fatalf("%q < %q < %q", a, b, c)
		}
	})
}
