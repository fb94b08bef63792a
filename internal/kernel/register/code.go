package register

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// What a text field may be held against; see CheckCode.
const (
	CheckUSCC     = "uscc"
	CheckIndustry = "industry"
)

// Checks lists the words that check takes.
func Checks() []string { return []string{CheckIndustry, CheckUSCC} }

// CheckTitle names the code that one of them asks for.
func CheckTitle(check string) text.Text {
	return map[string]text.Text{
		CheckIndustry: {Zh: "国民经济行业代码", En: "industry code of GB/T 4754"}, CheckUSCC: {Zh: "统一社会信用代码", En: "unified social credit code"},
	}[check]
}

// CheckCode brings a code into its one form and holds it against the standard that kind names:
//
//	uscc      unified social credit code, GB 32100-2015, both its check digits
//	industry  GB/T 4754-2017: section, division, group or class; 398 and C398 both give C398
//
// A text that has not even the form of one is register.code_form. A credit code of the right form whose digits do not
// agree is register.code_digit and given back all the same: some codes of the first years are genuine and fail, so
// a person may vouch for one.
func CheckCode(kind, s string) (string, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if kind == CheckIndustry {
		return industry(s)
	}
	return creditCode(s)
}

// codeDigits are the 31 digits of a credit code, codeWeights what its first 17 weigh; the organisation code within it
// (GB 11714) counts its letters from A = 10 without a gap instead.
const codeDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	codeWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	bodyWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
)

func creditCode(s string) (string, error) {
	if len(s) != 18 {
		return "", errs.Newf(errs.Invalid, "register.code_form", "统一社会信用代码应为18位，“%[1]s”有%[2]d位", "a unified social credit code has 18 characters, %[1]q has %[2]d", s, len([]rune(s)))
	}
	for i, c := range []byte(s) {
		digit := c >= '0' && c <= '9'
		if strings.IndexByte(codeDigits, c) < 0 || i >= 2 && i < 8 && !digit {
			return "", errs.Newf(errs.Invalid, "register.code_form", "统一社会信用代码“%[1]s”第%[2]d位不能是“%[3]c”：只用数字和大写字母（不用 I、O、S、V、Z），第3至8位为数字",
				"%[3]q cannot stand at place %[2]d of the unified social credit code %[1]q: digits and capitals other than I, O, S, V and Z only, digits alone from the 3rd to the 8th", s, i+1, rune(c))
		}
	}
	if want := bodyDigit(s[8:16]); s[16] != want {
		return s, wrongDigit(s, 17, want)
	}
	if want := lastDigit(s[:17]); s[17] != want {
		return s, wrongDigit(s, 18, want)
	}
	return s, nil
}

func wrongDigit(s string, place int, want byte) error {
	return errs.Newf(errs.Invalid, "register.code_digit", "统一社会信用代码“%[1]s”校验不符：按其余各位，第%[2]d位应为“%[3]c”。请核对；经核验证照无误的，写明核验情况后录入",
		"the unified social credit code %[1]q does not check: by the others, its character %[2]d would be %[3]q. Look at the licence; if it does say so, enter it with a word on who saw it", s, place, rune(want))
}

func bodyDigit(s string) byte {
	sum := 0
	for i, c := range []byte(s) {
		n := int(c - '0')
		if c >= 'A' {
			n = int(c-'A') + 10
		}
		sum += n * bodyWeights[i]
	}
	switch d := 11 - sum%11; d {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + d)
	}
}

func lastDigit(s string) byte {
	sum := 0
	for i, c := range []byte(s) {
		sum += strings.IndexByte(codeDigits, c) * codeWeights[i]
	}
	return codeDigits[(31-sum%31)%31]
}

// CreditCode completes the first 16 characters of a unified social credit code by its two check digits; "" where they
// cannot begin one. Made-up registers are built with it.
func CreditCode(first16 string) string {
	if len(first16) != 16 || strings.Trim(first16, codeDigits) != "" {
		return ""
	}
	s := first16 + string(bodyDigit(first16[8:]))
	return s + string(lastDigit(s))
}

// sections are the sections of GB/T 4754-2017 with their last division.
var sections = []struct {
	letter byte
	last   int
}{
	{'A', 5},
	{'B', 12},
	{'C', 43},
	{'D', 46},
	{'E', 50},
	{'F', 52},
	{'G', 60},
	{'H', 62},
	{'I', 65},
	{'J', 69},
	{'K', 70},
	{'L', 72},
	{'M', 75},
	{'N', 79},
	{'O', 82},
	{'P', 83},
	{'Q', 85},
	{'R', 90},
	{'S', 96},
	{'T', 97},
}

func industry(s string) (string, error) {
	letter, digits := byte(0), s
	if s != "" && s[0] >= 'A' && s[0] <= 'Z' {
		letter, digits = s[0], s[1:]
	}
	if len(digits) > 4 || len(digits) == 1 || digits == "" && letter == 0 || strings.Trim(digits, "0123456789") != "" {
		return "", badIndustry(s)
	}
	if digits == "" {
		if !slices.ContainsFunc(sections, func(x struct {
			letter byte
			last   int
		},
		) bool {
			return x.letter == letter
		}) {
			return "", badIndustry(s)
		}
		return s, nil
	}
	division := int(digits[0]-'0')*10 + int(digits[1]-'0')
	for _, x := range sections {
		if division < 1 || division > x.last {
			continue
		}
		if letter != 0 && letter != x.letter {
			return "", errs.Newf(errs.Invalid, "register.code_form", "行业大类 %[1]s 属于门类 %[2]c，不属于 %[3]c", "the division %[1]s belongs to section %[2]c, not to %[3]c", digits[:2], rune(x.letter), rune(letter))
		}
		return string(x.letter) + digits, nil
	}
	return "", badIndustry(s)
}

func badIndustry(s string) error {
	return errs.Newf(errs.Invalid, "register.code_form", "“%[1]s”不是国民经济行业代码（GB/T 4754）：写门类字母 A 至 T，或2至4位数字，如 39、398、C3985", "%[1]q is no code of GB/T 4754: write a section from A to T or 2 to 4 digits, such as 39, 398 or C3985", s)
}
