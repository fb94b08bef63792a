package cli

import (
	"regexp"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// Help in Chinese names what stands for a value in Chinese, and whatever may be written by its title shows the title.
func TestHelpInChineseHasNoEnglishInThePlaceOfAValue(t *testing.T) {
	t.Parallel()
	english := regexp.MustCompile(`<[a-z|-]+>|--[a-z-]+=[a-z][a-z-]*\b`)
	shows := map[string]string{"duty list": "漏办（missed）", "letter list": "逾期未复（late）", "claim list": "已到账（paid）", "org appoint": "A岗（primary）"}
	for _, leaf := range leaves(t) {
		var out strings.Builder
		Main(t.Context(), Process{Args: append(strings.Fields(leaf), "--help"), In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" }, Now: clock.System})
		page := strings.NewReplacer("--by=10wd", "", "--scope=intake", "").Replace(out.String()) // what is to be written so
		if found := english.FindAllString(page, -1); found != nil {
			t.Errorf("%s: %q in\n%s", leaf, found, page)
		}
		if whole := strings.Join(strings.Fields(page), ""); !strings.Contains(whole, shows[leaf]) {
			t.Errorf("%s does not say %s:\n%s", leaf, shows[leaf], page)
		}
	}
}

// A value that the grammar names has a word in Chinese: what has none is called 文字, whatever it is.
func TestEveryValueThatTheGrammarNamesHasAWord(t *testing.T) {
	t.Parallel()
	for _, leaf := range modelIn(t, text.Zh).Leaves(true) {
		for _, f := range leaf.Flags {
			if word := f.PlaceHolder; word != "" && !strings.ContainsAny(word, "0123456789") && placeholders[word] == "" && placeholders[strings.ToUpper(word)] == "" {
				t.Errorf("%s --%s=%s", leaf.FullPath(), f.Name, word)
			}
		}
	}
}
