package identity

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"qinlian/internal/base/errs"
)

// Policy is what a new password must be like. The default asks what 等保三级 (GB/T 22239-2019 8.1.4.1) asks, and
// lets a long phrase be as plain as its owner likes.
type Policy struct {
	Long     int           // so many letters are enough; 12 if 0
	Short    int           // so few only with Classes sorts of letters; 8 if 0
	Classes  int           // of lower case, upper case, digits, all others; 3 if 0
	Remember int           // former passwords that may not come back; 5 if 0
	MaxAge   time.Duration // after which a password must be changed; never if 0
}

const (
	longestPassword = 128 // letters
	fewestDifferent = 5
)

func (p *Policy) fill() {
	or(&p.Long, 12)
	or(&p.Short, 8)
	or(&p.Classes, 3)
	or(&p.Remember, 5)
}

// common.txt holds words that people use for passwords, folded, one a line.
//
//go:embed common.txt
var commonFile string

var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(commonFile) {
		words[word] = true
	}
	return words
})

// Check lists everything that is wrong with a password for a login. That it was used before, who stores the
// former ones tells.
func (p *Policy) Check(password, login string) errs.List {
	var l errs.List
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return append(l, invalid("identity.password_letters", "password", "口令含有不能输入的字符", "the password has characters that cannot be typed"))
	case n > longestPassword:
		return append(l, invalid("identity.password_long", "password", "口令过长，最多 %d 个字符", "the password is too long: at most %d letters", longestPassword))
	case n < p.Short || n < p.Long && classes(password) < p.Classes:
		l = append(l, invalid("identity.password_short", "password", "口令太短：请用 %[1]d 个以上字符；或 %[2]d 个以上，且含大写、小写、数字、其他字符中的 %[3]d 类",
			"the password is too short: use %[1]d letters or more, or %[2]d with %[3]d of lower case, upper case, digits and others", p.Long, p.Short, p.Classes))
	}
	folded := fold(password)
	if login = FoldLogin(login); len([]rune(login)) > 2 && strings.Contains(folded, login) {
		l = append(l, invalid("identity.password_login", "password", "口令不得包含登录名", "the password may not contain the login"))
	}
	if isCommon(folded) {
		l = append(l, invalid("identity.password_common", "password", "口令过于常见或过于简单，容易被猜到，请更换", "the password is too common or too plain and easily guessed: choose another"))
	}
	return l
}

func classes(password string) int {
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

func fold(password string) string { return strings.ToLower(norm.NFKC.String(password)) }

// leet undoes what people do to a common word to get it past a rule.
var leet = strings.NewReplacer("@", "a", "0", "o", "1", "i", "$", "s", "3", "e", "5", "s", "7", "t")

// isCommon finds a common word behind digits and signs around it, letters put for others, or repetition; or
// nearly the same letter all over.
func isCommon(folded string) bool {
	different := map[rune]bool{}
	for _, r := range folded {
		different[r] = true
	}
	if len(different) < fewestDifferent || straight(folded) {
		return true
	}
	for _, word := range []string{folded, leet.Replace(folded)} {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		for _, w := range []string{word, bare, half(word), half(bare), leet.Replace(bare)} {
			if common()[w] {
				return true
			}
		}
	}
	return false
}

// straight tells whether the letters simply follow each other: abcdefgh, 32109876.
func straight(s string) bool {
	r := []rune(s)
	for _, by := range []rune{1, -1} {
		run := true
		for i := 1; i < len(r); i++ {
			next := r[i-1] + by
			switch {
			case next == '9'+1:
				next = '0'
			case next == '0'-1:
				next = '9'
			}
			run = run && r[i] == next
		}
		if run {
			return true
		}
	}
	return false
}

// half gives the part that a word repeats, else the word.
func half(s string) string {
	if a, b := s[:len(s)/2], s[len(s)/2:]; a == b {
		return a
	}
	return s
}
