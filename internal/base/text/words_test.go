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
		words := text.Words(string(whole))
		for _, sought := range text.Seek(string(whole[from:to])) {
			if !phrase(words, sought) && !startsMidWord(whole, from) {
				t.Fatalf("%v is not found in %v", sought, words)
			}
		}
	})
}

// startsMidWord tells that a piece begins within letters or before the second of two Chinese characters that the
// index keeps as the end of a longer run: there a search by the beginning of a word cannot find it.
func startsMidWord(whole []rune, from int) bool {
	latin := func(r rune) bool { return r < 0x2e80 && r != ' ' }
	return from > 0 && latin(whole[from]) && latin(whole[from-1]) || lone(whole, from)
}

// lone tells that the piece begins with the last character of a run of Chinese, which is no beginning of a word.
func lone(whole []rune, from int) bool {
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
