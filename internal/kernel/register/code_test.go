package register

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

func TestCreditCodesAreHeldAgainstBothTheirDigits(t *testing.T) {
	t.Parallel()
	for _, sound := range []string{
		"91512081MA62K0260E", "914403001922038216", "91110108551385082Q", "91360100MA35TE8T12", "91360700MA37X8K241", "91361100MA38B6N45D",
		"11360700MB00001233", "12360100MB100023XE", "93360703MA3A001590", "92361104MA3B00272K",
	} {
		if got, err := CheckCode(CheckUSCC, " "+strings.ToLower(sound)+"\n"); err != nil || got != sound {
			t.Errorf("%s: %s, %v", sound, got, err)
		}
	}
	for code, c := range map[string]struct{ want, words string }{
		"91310115MA1G4L1WXK":  {"register.code_digit", "第17位应为"},
		"91310115MA1H8R7C6D":  {"register.code_digit", "第17位应为"},
		"91512081MA62K0260F":  {"register.code_digit", "第18位应为“E”"},
		"91512081MA62K0260":   {"register.code_form", "17位"},
		"91512081MA62K0260EE": {"register.code_form", "19位"},
		"91512081MI62K0260E":  {"register.code_form", "第10位不能是“I”"},
		"915120A1MA62K0260E":  {"register.code_form", "第7位不能是“A”"},
		"":                    {"register.code_form", "0位"},
		"统一社会信用代码统一社会信用代码统一": {"register.code_form", "18位"},
	} {
		if _, err := CheckCode(CheckUSCC, code); !errs.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestACodeWithOneCharacterWrongNeverChecks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]rune(codeDigits))
		code := CreditCode(string(rapid.SliceOfN(letter, 2, 2).Draw(t, "kind")) + rapid.StringMatching(`[0-9]{6}`).Draw(t, "division") + string(rapid.SliceOfN(letter, 8, 8).Draw(t, "body")))
		if got, err := CheckCode(CheckUSCC, code); err != nil || got != code {
			t.Fatalf("%s: %v", code, err)
		}
		at := rapid.IntRange(0, 17).Draw(t, "at")
		wrong := []byte(code)
		wrong[at] = byte(letter.Draw(t, "instead"))
		if _, err := CheckCode(CheckUSCC, string(wrong)); (err == nil) != (string(wrong) == code) {
			t.Fatalf("%s instead of %s: %v", wrong, code, err)
		}
	})
}

func TestIndustryCodesGetTheirSection(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"C": "C", "39": "C39", "398": "C398", "3985": "C3985", "c3985": "C3985", "　0111": "A0111", "97": "T97", "6510": "I6510", "K70": "K70"} {
		if got, err := CheckCode(CheckIndustry, s); err != nil || got != want {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "U", "3", "C3", "00", "98", "39850", "C-39", "制造业", "A39", "Z", "3９"} {
		if got, err := CheckCode(CheckIndustry, s); !errs.Is(err, "register.code_form") {
			t.Errorf("%q is taken for %q, %v", s, got, err)
		}
	}
}

func FuzzCheckCode(f *testing.F) {
	for _, seed := range []string{"91512081MA62K0260E", "C3985", "39", "\xff", "9151208１MA62K0260E", "İ", strings.Repeat("9", 18)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range Checks() {
			got, err := CheckCode(kind, s)
			if err != nil {
				continue
			}
			if again, err := CheckCode(kind, got); err != nil || again != got {
				t.Errorf("%s %q: %q, and that is %q, %v", kind, s, got, again, err)
			}
			if kind == CheckUSCC && CreditCode(got[:16]) != got {
				t.Errorf("%q checks and is not completed so", got)
			}
		}
	})
}
