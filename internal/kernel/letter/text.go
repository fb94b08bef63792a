package letter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// RenderText fills the template's subject and body. A placeholder is a name in braces, {matter}; a brace
// that is meant is doubled, {{ or }}. Values are put in as they are and never read for placeholders; but quotation marks that come
// to stand within quotation marks are single (GB/T 15834), paragraph by paragraph.
// A placeholder without a value is refused by name, so that no letter leaves with a hole in it.
func RenderText(t Template, values map[string]string) (subject, body string, err error) {
	var faults errs.List
	fill := func(field, pattern string) string {
		var out strings.Builder
		err := each(pattern, func(literal string) { out.WriteString(literal) }, func(name string) {
			value, ok := values[name]
			if !ok {
				faults = append(faults, errs.Newf(errs.Invalid, "letter.unknown_placeholder",
					"占位符 {%[1]s} 没有值；可用：%[2]s", "the placeholder {%[1]s} has no value; known: %[2]s", name, known(values)).At(field))
			}
			out.WriteString(value)
		})
		if err != nil {
			faults = append(faults, err.At(field))
		}
		return text.NestedLines(out.String())
	}
	subject, body = fill("subject", t.Subject), fill("body", t.Body)
	if err := faults.Err(); err != nil {
		return "", "", err
	}
	return subject, body, nil
}

// Placeholders lists the names that subject and body ask for, in order of first use.
func Placeholders(t Template) []string {
	var names []string
	for _, pattern := range []string{t.Subject, t.Body} {
		_ = each(pattern, func(string) {}, func(name string) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		})
	}
	return names
}

// Check finds what is wrong with a template as such: braces, number, missing words. known are the
// placeholders that the engine can fill; nil leaves that to RenderText. An unknown one is at its field and itself: body{matr}.
func Check(t Template, known []string) errs.List {
	var faults errs.List
	for _, part := range []struct{ field, pattern string }{{"subject", t.Subject}, {"body", t.Body}} {
		err := each(part.pattern, func(string) {}, func(name string) {
			if e := knows(name, known); e != nil {
				faults = append(faults, e.At(part.field+e.Where))
			}
			if name == "reply" && t.Reply.IsZero() {
				faults = append(faults, errs.Newf(errs.Invalid, "letter.no_reply", "正文写了 {reply}，却没有回复时限；请写 reply: 3wd，或删去 {reply}",
					"the text says {reply} and there is no time to reply; write reply: 3wd, or take {reply} out").At(part.field))
			}
		})
		if err != nil {
			faults = append(faults, err.At(part.field))
		}
	}
	if strings.TrimSpace(t.Body) == "" {
		faults = append(faults, errs.Newf(errs.Invalid, "letter.no_body", "模板没有正文（body)", "the template has no body").At("body"))
	}
	if t.Number == "" {
		faults = append(faults, errs.Newf(errs.Invalid, "letter.number", "模板没有文号样式，例如 督〔{year}〕{seq}号", "the template has no number pattern, e.g. 督〔{year}〕{seq}号").At("number"))
	} else if err := CheckNumber(t.Number); err != nil {
		faults = append(faults, err)
	}
	return faults
}

// knows refuses a placeholder that is not among known; nil known leaves that to the filling.
func knows(name string, known []string) *errs.Error {
	if known == nil || slices.Contains(known, name) {
		return nil
	}
	zh, en := text.Suggest(name, known)
	return errs.Newf(errs.Invalid, "letter.unknown_placeholder", "占位符 {%[1]s} 不认识；%[2]s", "the placeholder {%[1]s} is unknown; %[3]s", name, zh, en).At("{" + name + "}")
}

// each walks a pattern: literal for plain stretches, hole for the names in braces.
func each(pattern string, literal, hole func(string)) *errs.Error {
	for rest := pattern; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			literal(rest)
			return nil
		}
		literal(rest[:i])
		if i+1 < len(rest) && rest[i+1] == rest[i] {
			literal(rest[i : i+1])
			rest = rest[i+2:]
			continue
		}
		name, after, closed := strings.Cut(rest[i+1:], "}")
		if rest[i] == '}' || !closed || name == "" || strings.ContainsAny(name, "{\n \t") {
			line := 1 + strings.Count(pattern[:len(pattern)-len(rest)+i], "\n")
			return errs.Newf(errs.Invalid, "letter.braces",
				"第 %d 行的花括号不成对；占位符写作 {名称}，花括号本身写作 {{ 或 }}", "line %d: unpaired brace; write {name} for a placeholder and {{ or }} for a brace itself", line)
		}
		hole(name)
		rest = after
	}
	return nil
}

func known(values map[string]string) string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// numberHoles are the placeholders of a number pattern.
var numberHoles = []string{"year", "seq", "month", "zone"}

// FormatNumber fills a number pattern such as 督〔{year}〕{seq}号 with {year}, {seq}, {month} and {zone}.
// Figures are written plain, without padding zeros (GB/T 9704-2012, 7.2.5). The pattern is one that
// CheckNumber accepts; braces it does not know stay as they are.
func FormatNumber(pattern string, year, seq, month int, zone string) string {
	var number strings.Builder
	for {
		before, hole, open := strings.Cut(pattern, "{")
		number.WriteString(before)
		if !open {
			return number.String()
		}
		name, after, closed := strings.Cut(hole, "}")
		value, known := "", closed
		switch name {
		case "year":
			value = strconv.Itoa(year)
		case "seq":
			value = strconv.Itoa(seq)
		case "month":
			value = strconv.Itoa(month)
		case "zone":
			value = zone
		default:
			known = false
		}
		if !known {
			value, after = "{", hole
		}
		number.WriteString(value)
		pattern = after
	}
}

// CheckNumber holds a number pattern against GB/T 9704-2012, 7.2.5: a running number, the year in
// six-angle brackets 〔〕, no 第. Numbers begin at 1 in each year, so that without {seq} and {year}, or where the two follow
// each other as one figure, two papers would bear the same one. nil when sound.
func CheckNumber(pattern string) *errs.Error { return checkNumber(pattern, true) }

// CheckSeries is CheckNumber for what is no paper and may be called as people call it: 2023年第3次.
func CheckSeries(pattern string) *errs.Error { return checkNumber(pattern, false) }

func checkNumber(pattern string, paper bool) *errs.Error {
	bad := func(zh, en string) *errs.Error {
		return errs.Newf(errs.Invalid, "letter.number", "文号样式“%[1]s”：%[2]s", "number pattern “%[1]s”: %[3]s", pattern, zh, en).At("number")
	}
	var fault *errs.Error
	var holes []string
	before := "" // what stands in front of the hole
	err := each(pattern, func(literal string) { before += literal }, func(name string) {
		holes = append(holes, name)
		switch {
		case fault != nil:
		case !slices.Contains(numberHoles, name):
			fault = bad(fmt.Sprintf("没有占位符 {%s}；可用 {year} {month} {seq} {zone}", name), fmt.Sprintf("there is no placeholder {%s}; use {year} {month} {seq} {zone}", name))
		case paper && name == "seq" && strings.HasSuffix(before, "第"):
			fault = bad("顺序号前不加“第”", "no 第 before the running number")
		case paper && name == "year" && hasAnySuffix(before, "[", "(", "【", "﹝", "\uff08", "\uff3b"):
			fault = bad("年份用六角括号〔〕", "the year stands in six-angle brackets 〔〕")
		case before == "" && len(holes) > 1:
			fault = bad(fmt.Sprintf("{%s} 与前面的占位符之间须有文字，否则分不清是哪个数", name), fmt.Sprintf("words must part {%s} from the placeholder before it, or nobody can tell the two figures apart", name))
		}
		before = ""
	})
	switch {
	case err != nil:
		return err.At("number")
	case fault == nil && !slices.Contains(holes, "seq"):
		return bad("缺少顺序号 {seq}", "{seq}, the running number, is missing")
	case fault == nil && !slices.Contains(holes, "year"):
		return bad("缺少年份 {year}；顺序号每年从 1 编起，没有年份会重号，例如 督〔{year}〕{seq}号", "{year} is missing: numbers begin at 1 in each year and would come again; as in 督〔{year}〕{seq}号")
	}
	return fault
}

func hasAnySuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(s, suffix) })
}
