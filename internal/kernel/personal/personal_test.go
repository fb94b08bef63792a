package personal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/personal"
)

func TestEachSortShowsOnlySoMuch(t *testing.T) {
	for _, c := range []struct {
		sort         personal.Sort
		value, shown string
	}{
		{personal.IdentityNumber, "000000190001010013", "0000**********0013"},
		{personal.IdentityNumber, "00000019000101001X", "0000**********001X"},
		{personal.IdentityNumber, "000000000101001", "0000*******1001"},
		{personal.IdentityNumber, "E00000000", "****00"},
		{personal.IdentityNumber, "12345", "****"},
		{personal.Phone, "13800001234", "138****1234"},
		{personal.Phone, "0797-0000012", "****12"},
		{personal.Phone, "110", "****"},
		{personal.Name, "某甲", "某*"},
		{personal.Name, "某甲乙", "某**"},
		{personal.Name, "某甲乙丙丁", "某**"},
		{personal.Name, "某", "*"},
		{personal.Address, "某某省某某市某某区某路1号", "某某省某某市某某区****"},
		{personal.Address, "某某市某某县某乡某村", "某某市某某县****"},
		{personal.Address, "金色小区3栋2单元", "****"},
		{personal.Address, "某路1号某某区", "****"},
		{personal.Address, "某村", "****"},
		{personal.Health, "二级残疾", "****"},
		{personal.SpecialPopulation, "独居老人", "****"},
		{"unheard-of", "值", "****"},
		{personal.Phone, "  ", ""},
	} {
		if got := personal.Mask(c.sort, c.value); got != c.shown {
			t.Errorf("%s %s: %s, want %s", c.sort, c.value, got, c.shown)
		}
	}
}

func TestNoMaskIsTheValueAndEveryMaskIsKnownForOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sort := personal.Sort(rapid.SampledFrom(personal.Sorts()).Draw(t, "sort"))
		value := rapid.OneOf(rapid.StringMatching(`[0-9]{1,20}[Xx]?`), rapid.StringMatching(`[某甲乙区县市路号0-9-]{1,30}`), rapid.String()).Draw(t, "value")
		shown := personal.Mask(sort, value)
		if trimmed := strings.TrimSpace(value); trimmed == "" {
			return
		}
		if !personal.Masked(shown) || !utf8.ValidString(shown) && utf8.ValidString(value) {
			t.Fatalf("%q is shown as %q", value, shown)
		}
	})
}

func TestACommitmentOpensToItsOwnValueAtItsOwnPlaceAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-c]{0,3}`)
		at := personal.Place{Zone: word.Draw(t, "zone"), Matter: word.Draw(t, "matter"), Field: word.Draw(t, "field")}
		value, salt := word.Draw(t, "value"), rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "salt")
		committed, secret, err := personal.Commit(at, value, bytes.NewReader(salt))
		if err != nil || len(committed) != 64 || !secret.Opens(at, committed) {
			t.Fatal(committed, err)
		}
		other := personal.Place{Zone: word.Draw(t, "other zone"), Matter: word.Draw(t, "other matter"), Field: word.Draw(t, "other field")}
		secret.Value = word.Draw(t, "other value")
		if secret.Opens(other, committed) != (other == at && secret.Value == value) {
			t.Fatalf("%+v of %q opens for %+v of %q", at, value, other, secret.Value)
		}
	})
}

func TestEveryCommitmentHasASaltOfItsOwn(t *testing.T) {
	random := bytes.NewReader(bytes.Repeat([]byte{1, 2, 3, 4, 5}, 32))
	a, _, _ := personal.Commit(personal.Place{}, "同", random)
	b, _, err := personal.Commit(personal.Place{}, "同", random)
	if a == b || err != nil {
		t.Error("the same value twice gives the same commitment", err)
	}
	if _, _, err := personal.Commit(personal.Place{}, "值", iotest.ErrReader(errors.New("no randomness"))); err == nil {
		t.Error("a commitment without a salt")
	}
	weak := personal.Secret{Value: "值"}
	if weak.Opens(personal.Place{}, a) || weak.Opens(personal.Place{}, "zz") {
		t.Error("a row without a salt opens something")
	}
}

func TestRetentionsAreReadAndCounted(t *testing.T) {
	for _, c := range []struct{ keep, began, ends string }{
		{"3y after close", "2023-03-01", "2026-03-02"},
		{"1y after close", "2024-02-29", "2025-03-01"},
		{"1mo after close", "2023-01-31", "2023-03-01"},
		{"90d after register", "2023-02-01", "2023-05-03"},
	} {
		k, err := personal.ParseKeep(c.keep)
		if err != nil || k.String() != c.keep || k.Ends(clock.MustDate(c.began)).String() != c.ends {
			t.Errorf("%s from %s: %s, want %s (%v)", c.keep, c.began, k.Ends(clock.MustDate(c.began)), c.ends, err)
		}
		if k.Words().Zh == "" || k.Words().En == "" || !k.Ends(0).IsZero() {
			t.Errorf("%s has no words", c.keep)
		}
	}
	for _, wrong := range []string{"", "3y", "3y after", "3y after death", "0y after close", "-1y after close", "3w after close", "101y after close", "3y before close", "y after close"} {
		if _, err := personal.ParseKeep(wrong); !errs.Is(err, "personal.keep") {
			t.Errorf("%q is read (%v)", wrong, err)
		}
	}
}

func TestNothingThatIsOverBeganAfterTheLatestDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := personal.Keep{N: rapid.IntRange(1, 100).Draw(t, "n"), Unit: rapid.SampledFrom([]string{"y", "mo", "d"}).Draw(t, "unit"), After: personal.AfterClose}
		began := clock.Date(rapid.Int32Range(1, 30_000).Draw(t, "began"))
		today := clock.Date(rapid.Int32Range(1, 60_000).Draw(t, "today"))
		if k.Ends(began) <= today && began > k.Latest(today) {
			t.Fatalf("%s from %s is over on %s, latest %s", k, began, today, k.Latest(today))
		}
	})
}
