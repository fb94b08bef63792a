package facts

import (
	"cmp"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

func titleOf(def *register.Definition, field string, lang text.Lang) string {
	f := def.Fields[field]
	if lang == text.En {
		return cmp.Or(f.Title.En, field)
	}
	return cmp.Or(f.Title.Zh, field)
}

// nameOf is what a fact is about: 2022年营业收入; revenue of 2022.
func nameOf(f *Fact, def *register.Definition, lang text.Lang) string {
	name := titleOf(def, f.Field, lang)
	switch {
	case f.Item != "":
		return f.Item
	case f.Period == 0:
		return name
	case lang == text.En:
		return name + " of " + f.Period.String()
	case f.Period < 10_000:
		return f.Period.String() + "年" + name
	}
	return strconv.Itoa(int(f.Period/100)) + "年" + strconv.Itoa(int(f.Period%100)) + "月" + strings.TrimPrefix(name, "月")
}

// Name is what a fact is about, in words: 2022年营业收入.
func (f *Fact) Name(def *register.Definition, lang text.Lang) string { return nameOf(f, def, lang) }

// FactWords writes what a fact says: 1500万元, 是, 2022-11-04 至 2025-11-03.
func FactWords(f *Fact, lang text.Lang) string {
	zh := lang != text.En
	pick := func(a, b string) string {
		if zh {
			return a
		}
		return b
	}
	switch {
	case f.Void:
		return pick("（撤销）", "(taken away)")
	case f.Item != "" && f.To.IsZero():
		return pick("长期有效", "no end known")
	case f.Item != "":
		return pick("至 ", "until ") + (f.To - 1).String()
	}
	return ValueWords(f.Value, lang)
}

// ValueWords writes a value as people read it.
func ValueWords(v rule.Value, lang text.Lang) string {
	switch v.Kind() {
	case rule.KindBool:
		if lang == text.En {
			return map[bool]string{true: "yes", false: "no"}[v.Bool()]
		}
		return map[bool]string{true: "是", false: "否"}[v.Bool()]
	case rule.KindMoney:
		return v.Fen().Words().In(lang)
	case rule.KindList:
		items := make([]string, 0, v.Number())
		for _, item := range v.Items() {
			items = append(items, item.Text())
		}
		return strings.Join(items, "、")
	case rule.KindString:
		return v.Text()
	case rule.KindDate:
		return v.Date().String()
	case rule.KindDouble:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case rule.KindInt:
		return strconv.FormatInt(v.Number(), 10)
	}
	return ""
}
