package factsheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// column is what a column of the table tells.
type column struct {
	at     int
	label  string
	field  string
	item   string // of a span: the column is about this one
	period facts.Period
	unit   string // of bare sums: 万元
}

// layout is the headings of one sheet.
type layout struct {
	columns []column
	key     int // index in columns
}

// headings find fields by what columns are called, folded.
type headings struct {
	def   *register.Definition
	names map[string]column
}

func headingsOf(def *register.Definition) headings {
	h := headings{def: def, names: map[string]column{}}
	add := func(name string, c column) {
		for _, form := range []string{sheet.Fold(name), sheet.Bare(name)} {
			if _, taken := h.names[form]; !taken && form != "" {
				h.names[form] = c
			}
		}
	}
	var names []string
	for name := range def.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names { // titles before other headings, so that a title is never taken by one
		f := def.Fields[name]
		for _, s := range []string{name, f.Title.Zh, f.Title.En} {
			add(s, column{field: name})
		}
	}
	for _, name := range names {
		f := def.Fields[name]
		for _, s := range f.Also {
			add(s, column{field: name})
		}
		if f.Per == register.PerSpan {
			for _, item := range f.OneOf {
				add(item, column{field: name, item: item})
			}
		}
	}
	return h
}

// known lists what a field's column may be called.
func (h *headings) known(field string) string {
	f := h.def.Fields[field]
	return strings.Join(append([]string{f.Title.Zh}, f.Also...), "、")
}

var (
	reMonth = regexp.MustCompile(`((?:19|20)\d\d)(?:年|[-/.])(1[0-2]|0?[1-9])(?:月份?|\b)`)
	reYear  = regexp.MustCompile(`((?:19|20)\d\d)(?:年度?|\b)`)
	reMoney = regexp.MustCompile(`(亿元|万元|元)`)
)

// find tells what a column with a label is about: 2022年营业收入(万元), 营业收入（2022年）, 2023-03 纳税额. false where the
// register has no such field.
func (h *headings) find(label string) (column, bool) {
	c, period, text := column{}, facts.Period(0), sheet.Fold(label)
	if m := reMonth.FindStringSubmatch(text); m != nil {
		year, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		period, text = facts.Month(year, month), strings.Replace(text, m[0], "", 1)
	} else if m := reYear.FindStringSubmatch(text); m != nil {
		year, _ := strconv.Atoi(m[1])
		period, text = facts.Year(year), strings.Replace(text, m[0], "", 1)
	}
	text = strings.Trim(strings.NewReplacer("()", "", "（）", "", "[]", "").Replace(text), ".")
	found := false
	for _, form := range []string{text, sheet.Bare(text)} {
		if c, found = h.names[form]; found {
			break
		}
	}
	if !found && period >= 100_000 { // a month's figure of what is given by month under another name: 2023年3月纳税额
		c, found = h.names["月"+text]
		if !found {
			c, found = h.names["月"+sheet.Bare(text)]
		}
	}
	if !found {
		return column{}, false
	}
	if period >= 100_000 && h.def.Fields[c.field].Per == register.PerYear {
		if m, ok := h.names["月"+sheet.Bare(text)]; ok {
			c = m
		}
	}
	c.label, c.period = label, period
	if h.def.Fields[c.field].Type == register.Money {
		c.unit = h.def.Fields[c.field].Unit
		if unit := reMoney.FindString(text); unit != "" {
			c.unit = unit
		}
	}
	return c, true
}

func unitOf(unit string) money.Fen {
	switch unit {
	case "万元":
		return money.Wan
	case "亿元":
		return money.Yi
	}
	return money.Yuan
}
