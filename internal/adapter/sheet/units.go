package sheet

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unitEnds are the words in which names of offices, firms and places end.
var unitEnds = []string{
	"局", "办", "委", "委员会", "中心", "公司", "科", "镇", "乡", "街道", "街办", "办事处", "部", "院", "集团", "处", "站", "所",
	"队", "大队", "支队", "会", "分局", "园区", "管委会", "法院", "检察院", "银行", "学校", "医院", "社区", "村", "专班", "组", "联", "工会", "政府", "区", "县",
}

// unitsReading is the units of one cell, in order and without repeats.
type unitsReading struct {
	units []string
	doubt Doubt // the first thing in doubt
}

// unitsOf splits a cell at 、,;/ and line breaks; at a space, 及, 和 and 与 only between names of units,
// as an assumption, so that 人力资源和社会保障局 stays whole. Brackets hide what they hold.
func unitsOf(raw string) unitsReading {
	var r unitsReading
	for _, part := range splitOutside(raw, func(c rune) bool { return strings.ContainsRune("、,/;|\n\r\uff0c\uff0f\uff1b\uff5c", c) }) {
		for _, word := range r.spaced(part) {
			r.joined(word)
		}
	}
	return r
}

// splitOutside cuts s at separators that stand in no brackets.
func splitOutside(s string, separator func(rune) bool) []string {
	depth := 0
	return strings.FieldsFunc(s, func(c rune) bool {
		switch c {
		case '(', '\uff08', '[', '【', '〔':
			depth++
		case ')', '\uff09', ']', '】', '〕':
			depth = max(0, depth-1)
		}
		return depth == 0 && separator(c)
	})
}

// spaced splits at spaces between words of two characters or more; a lone character means spaced-out type.
func (r *unitsReading) spaced(part string) []string {
	words := splitOutside(part, unicode.IsSpace)
	if len(words) < 2 {
		return words
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) < 2 {
			return []string{strings.Join(words, "")}
		}
	}
	for _, w := range words {
		if !endsAsUnit(w) {
			r.assume("units.space", "按空格分成几个单位", "split at the space into several units")
		}
	}
	return words
}

// joined splits at the first 及, 和 or 与 that stands between two units, and goes on with the rest.
func (r *unitsReading) joined(word string) {
	for i, c := range word {
		if c != '及' && c != '和' && c != '与' {
			continue
		}
		left, right := strings.TrimSuffix(word[:i], "以"), word[i+utf8.RuneLen(c):]
		if endsAsUnit(left) && endsAsUnit(right) && utf8.RuneCountInString(right) >= 2 {
			r.assume("units.and", "在“%s”处分成两个单位", "split at %s into two units", string(c))
			r.add(left)
			r.joined(right)
			return
		}
	}
	r.add(word)
}

func (r *unitsReading) add(unit string) {
	unit = strings.Trim(unit, " \t:\uff1a。.·")
	if unit == "" || blankMark(unit) {
		return
	}
	if bare, cut := strings.CutSuffix(unit, "等"); cut && bare != "" {
		unit = bare
		r.assume("units.others", "写了“等”，其余单位未列出", "others are meant that are not listed")
	}
	if strings.Contains(unit, "各有关") || strings.Contains(unit, "相关单位") || strings.Contains(unit, "相关部门") || strings.Contains(unit, "有关部门") || strings.HasPrefix(unit, "各") {
		r.assume("units.collective", "是统称，不是具体单位", "a collective, not one unit")
	}
	if !slices.Contains(r.units, unit) {
		r.units = append(r.units, unit)
	}
}

func (r *unitsReading) assume(code, zh, en string, args ...any) {
	if r.doubt.Level == "" {
		r.doubt = doubt(Assumed, code, zh, en, args...)
	}
}

// endsAsUnit tells whether s could be a unit's whole name, a bracketed remark aside.
func endsAsUnit(s string) bool {
	s, _ = splitHint(s)
	for _, end := range unitEnds {
		if bare, ok := strings.CutSuffix(s, end); ok && bare != "" {
			return true
		}
	}
	return false
}
