package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden is what stands where nothing of a value is shown.
const Hidden = "****"

// Mask gives as much of a value as its sort lets everybody see: 3607**********1234, 138****5678, 张*, 某区****, ****.
// A value that is not as its sort usually is shows less, never more.
func Mask(sort Sort, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	switch sort {
	case IdentityNumber:
		if identityNumber(value) {
			return ends(value, 4, 4)
		}
		return tail(value, 2) // a passport, a travel permit
	case Phone:
		if digits(value) && len(value) == 11 {
			return ends(value, 3, 4)
		}
		return tail(value, 2)
	case Name:
		first, size := utf8.DecodeRuneInString(value)
		if size == len(value) {
			return "*"
		}
		return string(first) + strings.Repeat("*", min(utf8.RuneCountInString(value)-1, 2))
	case Address:
		return district(value) + Hidden
	case Health, SpecialPopulation:
	}
	return Hidden
}

// Masked tells whether a text is what Mask makes rather than a value: a sheet that was exported comes back so.
func Masked(value string) bool { return strings.ContainsAny(value, "*＊") }

// ends shows the first and last letters of a text in ASCII.
func ends(value string, head, foot int) string {
	return value[:head] + strings.Repeat("*", len(value)-head-foot) + value[len(value)-foot:]
}

// tail shows the last letters of a text that is long enough for that to tell little.
func tail(value string, foot int) string {
	letters := []rune(value)
	if len(letters) < 4*foot {
		return Hidden
	}
	return Hidden + string(letters[len(letters)-foot:])
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// identityNumber tells a resident's number by its form: 18 digits, or 15 as once, the last of which may be an X.
func identityNumber(s string) bool {
	last := len(s) - 1
	return (last == 17 || last == 14) && digits(s[:last]) && strings.ContainsAny(s[last:], "0123456789Xx")
}

// district is an address down to its county or district; "" where it names none. An estate (小区), an area of a
// park or a community is within one, and is not shown.
func district(address string) string {
	letters := []rune(address)
	for i, r := range letters {
		if !strings.ContainsRune("区县旗", r) || i < 2 || i > 15 {
			continue
		}
		if strings.ContainsRune("小社园校片", letters[i-1]) || strings.ContainsFunc(string(letters[:i]), unicode.IsDigit) {
			return ""
		}
		return string(letters[:i+1])
	}
	return ""
}
