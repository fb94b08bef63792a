package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"qinlian/internal/base/text"
)

func TestTextIsCutIntoTheWordsThatASearchFinds(t *testing.T) {
	for in, want := range map[string]string{
		"招商局":              "招商 商局",
		"督":                "督",
		"招调〔2023〕36号":      "招调 2023 36 号",
		"ＡＢＣ１２ 项目":         "abc12 项目",
		"5G基站，建设":          "5g 基站 建设",
		"":                 "",
		"——！？":             "",
		"\x00a\x1fb'\"*()": "a b",
	} {
		if got := strings.Join(text.Words(in), " "); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestAnyPieceOfATextIsFoundInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := []rune(rapid.StringOfN(rapid.SampledFrom([]rune("招商引资项目建设A1b 〔〕，")), 2, 30, -1).Draw(t, "text"))
		from := rapid.IntRange(0, len(whole)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(whole)).Draw(t, "to")
		if within(whole, from) || within(whole, to) || last(whole, from) {
			return
		}
		words := text.Words(string(whole))
		for _, sought := range text.Seek(string(whole[from:to])) {
			if !phrase(words, sought) {
				t.Fatalf("%v is not found in %v", sought, words)
			}
		}
	})
}

// within tells that a cut goes through letters or digits, which are found from their beginning.
func within(whole []rune, cut int) bool {
	latin := func(i int) bool {
		return i >= 0 && i < len(whole) && !unicode.Is(unicode.Han, whole[i]) && (unicode.IsLetter(whole[i]) || unicode.IsDigit(whole[i]))
	}
	return latin(cut-1) && latin(cut)
}

// last tells that a piece begins with the last character of a run of Chinese, which no word begins with.
func last(whole []rune, from int) bool {
	han := func(i int) bool { return i >= 0 && i < len(whole) && unicode.Is(unicode.Han, whole[i]) }
	return han(from) && han(from-1) && !han(from+1)
}

func phrase(words []string, s text.Sought) bool {
	for i := 0; i+len(s.Words) <= len(words); i++ {
		last := len(s.Words) - 1
		if !slices.Equal(words[i:i+last], s.Words[:last]) {
			continue
		}
		if words[i+last] == s.Words[last] || s.Prefix && strings.HasPrefix(words[i+last], s.Words[last]) {
			return true
		}
	}
	return false
}
