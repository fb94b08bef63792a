package register

import (
	"cmp"
	"errors"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// How often a field has a value.
const (
	PerYear  = "year"
	PerMonth = "month"
	PerSpan  = "span"
)

// Pers lists the words that per takes.
func Pers() []string { return []string{PerMonth, PerSpan, PerYear} }

// PerTitle names one of them.
func PerTitle(per string) text.Text {
	return map[string]text.Text{
		PerMonth: {Zh: "每月一个值", En: "a value each month"}, PerSpan: {Zh: "各项各有起止", En: "each item for its own span"}, PerYear: {Zh: "每年一个值", En: "a value each year"},
	}[per]
}

// Units lists the words that unit takes.
func Units() []string { return []string{"万元", "亿元", "元"} }

// Reading is one thing that rules may read of a record: a field, or what a series gives on a day.
type Reading struct {
	Name  string // below the root: revenue, revenue_before
	Field string // as declared
	Of    Of
	Type  rule.Type
	Title text.Text
}

// Of says what of a series is read. On a day of 2023-05: Latest is the year 2022 or the month 2023-04, Before the year
// 2021 or the month 2023-03, ToDate January to April of 2023 together, ToDateBefore January to April of 2022.
type Of uint8

// What is read of a field; Plain for one that is no series.
const (
	Plain Of = iota
	Latest
	Before
	ToDate
	ToDateBefore
)

var ofSuffix = [...]string{Latest: "", Before: "_before", ToDate: "_to_date", ToDateBefore: "_to_date_before"}

var ofTitles = map[string][5]text.Text{
	PerYear:  {Latest: {Zh: "上年度", En: "last year"}, Before: {Zh: "前年度", En: "the year before last"}},
	PerMonth: {Latest: {Zh: "上月", En: "last month"}, Before: {Zh: "上上月", En: "the month before last"}, ToDate: {Zh: "本年累计", En: "the year to date"}, ToDateBefore: {Zh: "上年同期累计", En: "the same months a year earlier"}},
}

var ruleTypes = map[string]rule.Type{
	"string": rule.String(), "bool": rule.Bool(), "int": rule.Int(), "double": rule.Double(), "money": rule.Money(), "date": rule.Date(),
	"list<string>": rule.ListOf(rule.String()),
}

// Root is the name under which rules read a record of the register: enterprise.
func (d *Definition) Root() string { return strings.ReplaceAll(d.Name, "-", "_") }

// Readings lists what rules may read of a register that keeps facts, in order of field.
func (d *Definition) Readings() []Reading {
	var out []Reading
	for _, name := range sorted(d.Fields) {
		f := d.Fields[name]
		t, ok := ruleTypes[f.Type]
		if !ok {
			continue
		}
		if f.Per != PerYear && f.Per != PerMonth {
			out = append(out, Reading{Name: name, Field: name, Type: t, Title: f.Title})
			continue
		}
		for of := Latest; of <= ToDateBefore; of++ {
			if of >= ToDate && (f.Per == PerYear || t.Kind() != rule.KindInt && t.Kind() != rule.KindMoney) {
				continue
			}
			word := ofTitles[f.Per][of]
			out = append(out, Reading{Name: name + ofSuffix[of], Field: name, Of: of, Type: t, Title: text.Text{
				Zh: word.Zh + cmp.Or(f.Title.Zh, name), En: cmp.Or(f.Title.En, name) + ", " + word.En,
			}})
		}
	}
	return out
}

// Schema is what rules may read of a register that keeps facts: the record under its Root, and `today`, the day as of
// which it is read. Fields that have no value on the day are not set.
func (d *Definition) Schema() (*rule.Schema, error) {
	readings := d.Readings()
	fields := make([]rule.Field, len(readings))
	for i, r := range readings {
		fields[i] = rule.Field{Name: r.Name, Type: r.Type, Title: r.Title}
	}
	return rule.NewSchema([]rule.Field{
		{Name: d.Root(), Type: rule.Object(d.Root()), Title: d.Title},
		{Name: "today", Type: rule.Date(), Title: text.Text{Zh: "当日", En: "today"}, Volatile: true},
	}, rule.Shape{Name: d.Root(), Fields: fields})
}

// checkFacts finds what is wrong with the words that only a register of facts has.
func checkFacts(def *Definition) errs.List {
	var faults errs.List
	fault := func(at, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, "register.definition", zh, en, args...).At(at))
	}
	names := map[string]string{}
	for _, r := range def.Readings() {
		if other, twice := names[r.Name]; twice && def.Facts {
			fault("fields."+r.Field, "字段 %[1]s 与 %[2]s 在规则中同名：%[3]s", "the fields %[1]s and %[2]s have one name in rules: %[3]s", other, r.Field, r.Name)
		}
		names[r.Name] = r.Field
	}
	for _, name := range sorted(def.Fields) {
		f, at := def.Fields[name], "fields."+name
		_, readable := ruleTypes[f.Type]
		series := f.Per == PerYear || f.Per == PerMonth
		switch {
		case !def.Facts && (f.Check != "" || f.Per != "" || f.Classes != "" || f.Unit != "" || len(f.Also) > 0):
			fault(at, "check、per、classes、unit、also 只用于逐项记录的档案（facts: true）", "check, per, classes, unit and also go with a register kept by fact (facts: true)")
		case def.Facts && !readable:
			fault(at+".type", "逐项记录的档案没有 %[1]s 这种类型；可用 %[2]s", "a register kept by fact has no type %[1]s; write one of %[2]s", f.Type, strings.Join(sorted(ruleTypes), "、"))
		case f.Check != "" && f.Type != "string":
			fault(at+".check", "check 只用于 string", "check goes with string")
		case f.Per == PerSpan && f.Type != "list<string>":
			fault(at+".per", "per: span 只用于 list<string>", "per: span goes with list<string>")
		case series && (f.Type == "date" || f.Type == "list<string>"):
			fault(at+".per", "per: %[1]s 不用于 %[2]s", "per: %[1]s does not go with %[2]s", f.Per, f.Type)
		case f.Classes != "" && (f.Type != "string" || f.Per != "" || f.Required):
			fault(at+".classes", "由划分标准得出的字段须为 string，不写 per 和 required", "a field given by classes is a string without per and required")
		case f.Unit != "" && f.Type != "money":
			fault(at+".unit", "unit 只用于 money", "unit goes with money")
		case def.Facts && name == def.Key && (f.Type != "string" || f.Per != "" || f.Classes != ""):
			fault(at, "逐项记录的档案，标识字段须为 string", "the key of a register kept by fact is a plain string")
		}
	}
	return faults
}

// Value brings what is said of a field of a register of facts into the form that rules read: one value, of a series
// that of one period, of a span one item. A text that a check refuses is given back with the error, as CheckCode does.
func (d *Definition) Value(name string, v any) (rule.Value, error) {
	f, known := d.Fields[name]
	switch {
	case !known:
		zh, en := text.Suggest(name, sorted(d.Fields))
		return rule.Value{}, errs.Newf(errs.Invalid, "register.unknown_field", "“%[2]s”没有字段 %[1]s；%[4]s", "“%[3]s” has no field %[1]s; %[5]s", name, d.Title.In(text.Zh), d.Title.In(text.En), zh, en).At(name)
	case f.Classes != "":
		return rule.Value{}, errs.Newf(errs.Invalid, "register.derived", "%[1]s由划分标准算出，不能填报", "%[2]s follows from its classes and cannot be stated", title(f, name, text.Zh), title(f, name, text.En)).At(name)
	}
	kind := f.Type
	if f.Per == PerSpan {
		kind = "string"
	}
	plain, ok := convert(kind, v)
	if s, isText := plain.(string); ok && isText && s == "" {
		ok = false
	}
	if a, isAmount := plain.(money.Amount); ok && isAmount && a.Bound != money.Exact {
		return rule.Value{}, errs.Newf(errs.Invalid, "register.not_exact", "%[1]s须为确数，不能是“%[2]v”", "%[3]s must be exact, not “%[2]v”", title(f, name, text.Zh), v, title(f, name, text.En)).At(name)
	}
	if !ok {
		want := TypeWords(kind)
		return rule.Value{}, errs.Newf(errs.Invalid, "register.type", "%[1]s须为%[3]s，现为“%[2]v”", "%[5]s must be %[4]s, not “%[2]v”", title(f, name, text.Zh), v, want.Zh, want.En, title(f, name, text.En)).At(name)
	}
	if odd, ok := outside(f, plain); ok {
		return rule.Value{}, errs.Newf(errs.Invalid, "register.one_of", "%[1]s“%[2]s”不在可选值中；可选：%[3]s", "%[4]s “%[2]s” is none of: %[3]s",
			title(f, name, text.Zh), odd, strings.Join(f.OneOf, "、"), title(f, name, text.En)).At(name)
	}
	if f.Check != "" {
		code, err := CheckCode(f.Check, plain.(string))
		if e, ok := errors.AsType[*errs.Error](err); ok {
			return rule.StringValue(code), e.At(name)
		}
		return rule.StringValue(code), err
	}
	return ruleValue(f.Type, plain), nil
}

// ruleValue is a converted value as rules read it.
func ruleValue(kind string, v any) rule.Value {
	switch v := v.(type) {
	case bool:
		return rule.BoolValue(v)
	case int64:
		return rule.IntValue(v)
	case float64:
		return rule.DoubleValue(v)
	case money.Amount:
		return rule.MoneyValue(v.Fen)
	case []string:
		return rule.StringsValue(v)
	case string:
		if kind == "date" {
			return rule.DateValue(clock.MustDate(v))
		}
		return rule.StringValue(v)
	}
	return rule.Value{}
}
