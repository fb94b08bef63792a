package factsheet

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// Said makes facts of one value that somebody typed, as a table's cell under that heading would: 2022年营业收入 1500万元,
// revenue.2022 15000000元, 资质 高新技术企业（2022-11-04至2025-11-03). Bare sums count in yuan. An empty value takes away what was
// said; of an item, 资质.高新技术企业.
func Said(def *register.Definition, label, value string) ([]facts.Fact, error) {
	h := headingsOf(def)
	c, ok := h.find(label)
	if field, item, dotted := strings.Cut(label, "."); dotted && !ok {
		c, ok = h.find(field)
		c.item, ok = item, ok && def.Fields[c.field].Per == register.PerSpan
	}
	if !ok {
		zh, _ := text.Suggest(label, h.titles(text.Zh))
		_, en := text.Suggest(label, h.titles(text.En))
		return nil, errs.Newf(errs.Invalid, "register.unknown_field", "“%[2]s”没有字段 %[1]s；%[4]s", "“%[3]s” has no field %[1]s; %[5]s", label, def.Title.In(text.Zh), def.Title.In(text.En), zh, en).At(label)
	}
	c.unit = ""
	f := def.Fields[c.field]
	if f.Per != register.PerYear && f.Per != register.PerMonth {
		c.period = 0
	}
	if value == "" {
		return []facts.Fact{{Field: c.field, Period: c.period, Item: c.item, Void: true}}, nil
	}
	im := importing{def: def}
	return im.read(&c, value)
}

// titles lists what the fields are called.
func (h *headings) titles(lang text.Lang) []string {
	var out []string
	for name, f := range h.def.Fields {
		switch {
		case f.Classes != "":
		case lang == text.En:
			out = append(out, name)
		default:
			out = append(out, f.Title.Zh)
		}
	}
	slices.Sort(out)
	return out
}
