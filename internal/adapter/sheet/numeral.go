package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var reHanNum = regexp.MustCompile(`[〇○零一二两三四五六七八九十]+(年|月|日|号|季|个|周|天|工作日|星期)`)

// hanDigits writes Chinese numerals before units of time in figures: 六月 is 6月, 二〇二三年 2023年.
func hanDigits(s string) string {
	if !strings.ContainsAny(s, "〇○零一二两三四五六七八九十") {
		return s
	}
	return reHanNum.ReplaceAllStringFunc(s, func(m string) string {
		end := strings.IndexFunc(m, func(r rune) bool { return !strings.ContainsRune("〇○零一二两三四五六七八九十", r) })
		n, ok := hanNumber(m[:end])
		if !ok {
			return m
		}
		return n + m[end:]
	})
}

func hanNumber(s string) (string, bool) {
	digit := func(r rune) int {
		if r == '○' || r == '零' {
			return 0
		}
		if r == '两' {
			return 2
		}
		for i, d := range []rune("〇一二三四五六七八九") {
			if d == r {
				return i
			}
		}
		return -1
	}
	if !strings.Contains(s, "十") {
		var b strings.Builder
		for _, r := range s {
			b.WriteString(strconv.Itoa(digit(r)))
		}
		return b.String(), true
	}
	before, after, _ := strings.Cut(s, "十")
	if utf8.RuneCountInString(before) > 1 || utf8.RuneCountInString(after) > 1 || strings.Contains(after, "十") {
		return "", false
	}
	tens, ones := 1, 0
	if before != "" {
		r, _ := utf8.DecodeRuneInString(before)
		tens = digit(r)
	}
	if after != "" {
		r, _ := utf8.DecodeRuneInString(after)
		ones = digit(r)
	}
	return strconv.Itoa(tens*10 + ones), true
}
