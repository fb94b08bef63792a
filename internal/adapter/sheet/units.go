package sheet

import (
	"regexp"
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
	units   []string
	support []string // those that the cell itself says to support
	doubt   Doubt    // the first thing in doubt

	supporting bool // 配合： was written before what follows
	plain      bool // the cell holds none of the characters that roles and 等 are written with
}

// tellsMore tells the characters without which a cell names neither roles nor others.
func tellsMore(c rune) bool {
	switch c {
	case '等', '牵', '主', '承', '负', '责', '配', '协', '参':
		return true
	}
	return false
}

var (
	reRoleBefore = regexp.MustCompile(`^(?:(牵头|主办|主责|责任|承办)|(?:配合|协办|协同|协助|参与))(?:责任)?(?:单位|部门)? *[:\x{ff1a}] *`)
	reRoleWithin = regexp.MustCompile(`\s+((?:牵头|主办|主责|责任|承办|配合|协办|协同|协助|参与)(?:责任)?(?:单位|部门)? *[:\x{ff1a}])`)
	reRoleBehind = regexp.MustCompile(`(?:(牵头|主办|主责|承办|负责)|(?:配合|协办|协同|协助|参与))(?:单位|部门)?$`)
	reCompany    = regexp.MustCompile(`^(.+?)[(\x{ff08}]([^()\x{ff08}\x{ff09}]+)[)\x{ff09}]$`)
	reOthers     = regexp.MustCompile(`等(?:(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[家个])?(?:有关|相关)?(?:单位|部门)?$`)
)

// unitsOf splits a cell at 、,;/ and line breaks; at a space, 及, 和 and 与 only between names of units,
// as an assumption, so that 人力资源和社会保障局 stays whole. Brackets hide what they hold.
func unitsOf(raw string) unitsReading {
	r := unitsReading{plain: !strings.ContainsFunc(raw, tellsMore)}
	if !r.plain {
		raw = reRoleWithin.ReplaceAllString(raw, ";$1")
	}
	parts := splitOutside(raw, partsUnits)
	for i, part := range parts {
		if i+1 < len(parts) && slices.Contains(unitEnds, strings.TrimSpace(parts[i+1])) { // a line broken within a name
			parts[i+1] = strings.TrimSpace(part) + strings.TrimSpace(parts[i+1])
			continue
		}
		if !r.plain {
			part = r.company(r.role(part))
		}
		for _, word := range r.spaced(part) {
			r.joined(word)
		}
	}
	return r
}

func partsUnits(c rune) bool { return strings.ContainsRune("、,/;|\n\r\uff0c\uff0f\uff1b\uff5c", c) }

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
		if endsAsUnit(left) && endsAsUnit(reOthers.ReplaceAllString(right, "")) && utf8.RuneCountInString(right) >= 2 {
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
	into := &r.units
	if r.supporting {
		into = &r.support
	}
	if !r.plain {
		unit = r.hinted(unit, &into)
	}
	if strings.Contains(unit, "各有关") || strings.Contains(unit, "相关单位") || strings.Contains(unit, "相关部门") || strings.Contains(unit, "有关部门") || strings.HasPrefix(unit, "各") {
		r.assume("units.collective", "是统称，不是具体单位", "a collective, not one unit")
	}
	if !slices.Contains(*into, unit) {
		*into = append(*into, unit)
	}
}

// hinted cuts 等5个单位, （牵头） and （配合） off a unit, and says where it belongs.
func (r *unitsReading) hinted(unit string, into **[]string) string {
	if at := reOthers.FindStringIndex(unit); at != nil && at[0] > 0 {
		unit = unit[:at[0]]
		r.assume("units.others", "写了“等”，其余单位未列出", "others are meant that are not listed")
	}
	bare, role := unit, unit
	if m := reCompany.FindStringSubmatch(unit); m != nil { // （牵头）
		bare, role = m[1], m[2]
	}
	m := reRoleBehind.FindStringSubmatchIndex(role)
	switch {
	case m == nil:
		return unit
	case bare == role:
		bare = bare[:m[0]]
	case m[0] > 0:
		return unit
	}
	if !endsAsUnit(bare) {
		return unit
	}
	if *into = &r.support; m[2] >= 0 {
		*into = &r.units
	}
	r.assume("units.role", "按所写的牵头、配合分开", "parted into who leads and who supports, as it says")
	return bare
}

// company takes in a bracket that says with whom a unit does it, 招商一科（财政局、审计局配合）, and gives the unit itself.
// A bracket that says who leads leaves the unit before it to support.
func (r *unitsReading) company(part string) string {
	m := reCompany.FindStringSubmatch(strings.TrimSpace(part))
	if m == nil || !endsAsUnit(m[1]) {
		return part
	}
	var names, lead, support []string // names await the role that closes their list
	into := &names
	for _, name := range strings.FieldsFunc(m[2], func(c rune) bool { return partsUnits(c) || unicode.IsSpace(c) }) {
		if before := reRoleBefore.FindStringSubmatchIndex(name); before != nil {
			if into = &support; before[2] >= 0 {
				into = &lead
			}
			name = name[before[1]:]
		}
		behind := reRoleBehind.FindStringSubmatchIndex(name)
		if behind != nil {
			name = name[:behind[0]]
		}
		if !endsAsUnit(reOthers.ReplaceAllString(name, "")) {
			return part
		}
		switch *into = append(*into, name); {
		case behind == nil:
		case behind[2] >= 0:
			lead, names = slices.Concat(lead, names), nil
		default:
			support, names = slices.Concat(support, names), nil
		}
	}
	if len(names) > 0 || len(lead)+len(support) == 0 {
		return part
	}
	r.assume("units.role", "按所写的牵头、配合分开", "parted into who leads and who supports, as it says")
	was := r.supporting
	r.supporting = was && len(lead) == 0
	for _, name := range lead {
		r.joined(name)
	}
	if r.supporting = true; len(lead) > 0 {
		r.joined(m[1])
	}
	for _, name := range support {
		r.joined(name)
	}
	if r.supporting = was; len(lead) > 0 {
		return ""
	}
	return m[1]
}

// role cuts 牵头： or 配合： off, which holds for what follows.
func (r *unitsReading) role(part string) string {
	part = strings.TrimSpace(part)
	m := reRoleBefore.FindStringSubmatchIndex(part)
	if m == nil {
		return part
	}
	r.supporting = m[2] < 0
	r.assume("units.role", "按所写的牵头、配合分开", "parted into who leads and who supports, as it says")
	return part[m[1]:]
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
