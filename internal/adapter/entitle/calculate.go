package entitle

import (
	"maps"
	"math"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Calculated is what clauses come to for facts that somebody entered; nothing of it is kept.
type Calculated struct {
	Scheme  *benefit.Scheme
	Outcome *benefit.Outcome
	Records benefit.Records // of one row
}

// Calculate tries the clauses of a register on facts by the names under which rules read them: amounts and days as people
// write them. It fails with
// benefit.no_clause, and with an errs.List of what cannot be read, each at its name: benefit.no_fact, benefit.fact.
func (d *Desk) Calculate(b *mechanism.Bundle, registerName string, day clock.Date, given map[string]any) (*Calculated, error) {
	scheme, err := d.scheme(b, registerName, day)
	if err != nil {
		return nil, err
	}
	def := b.Registers[registerName]
	kinds := map[string]rule.Kind{}
	for _, r := range def.Readings() {
		kinds[r.Name] = r.Type.Kind()
	}
	t := batch.NewTable(scheme.Schema(), 1)
	var faults errs.List
	for _, name := range slices.Sorted(maps.Keys(given)) {
		kind, known := kinds[name]
		if !known {
			zh, en := text.Suggest(name, slices.Sorted(maps.Keys(kinds)))
			faults = append(faults, errs.Newf(errs.Invalid, "benefit.no_fact", "没有“%[1]s”这项数据；%[2]s", "there is no fact %[1]q; %[3]s", name, zh, en).At(name))
			continue
		}
		if given[name] == nil || given[name] == "" {
			continue
		}
		v, ok := entered(kind, given[name])
		if !ok {
			want := entries[kind]
			faults = append(faults, errs.Newf(errs.Invalid, "benefit.fact", "请填%[1]s，现为“%[2]v”", "%[3]s expected, not “%[2]v”", want.Zh, given[name], want.En).At(name))
			continue
		}
		if err := t.Set(0, def.Root()+"."+name, v); err != nil {
			return nil, err
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := t.Set(0, "today", rule.DateValue(day)); err != nil {
		return nil, err
	}
	out := &Calculated{Scheme: scheme, Records: benefit.Records{Table: t, Keys: []string{""}}}
	out.Outcome, err = scheme.Entitle(benefit.Case{Records: out.Records})
	return out, err
}

// entries are what people enter, by kind.
var entries = map[rule.Kind]text.Text{
	rule.KindString: {Zh: "文字", En: "text"}, rule.KindBool: {Zh: "是或否", En: "yes or no"}, rule.KindInt: {Zh: "整数", En: "a whole number"}, rule.KindDouble: {Zh: "数字", En: "a number"},
	rule.KindMoney: {Zh: "金额，如 1500万元、20000元", En: "an amount, such as 1500万元 or 20000元"}, rule.KindDate: {Zh: "日期，如 2021-05-01", En: "a day, such as 2021-05-01"},
	rule.KindList: {Zh: "文字，用顿号分开", En: "words, with 、 between"},
}

// entered reads a value as a form gives it.
func entered(kind rule.Kind, value any) (rule.Value, bool) {
	switch v := value.(type) {
	case bool:
		return rule.BoolValue(v), kind == rule.KindBool
	case float64:
		whole := math.Trunc(v) == v && math.Abs(v) < 1<<53
		switch kind {
		case rule.KindInt:
			return rule.IntValue(int64(v)), whole
		case rule.KindDouble:
			return rule.DoubleValue(v), true
		case rule.KindMoney: // yuan
			return rule.MoneyValue(money.Fen(math.Round(v * 100))), math.Abs(v) < 1e13
		}
	case string:
		return written(kind, v)
	case []any:
		words := make([]string, 0, len(v))
		for _, item := range v {
			word, ok := item.(string)
			if !ok {
				return rule.Value{}, false
			}
			words = append(words, word)
		}
		return rule.StringsValue(words), kind == rule.KindList && len(words) <= rule.MaxList
	}
	return rule.Value{}, false
}

func written(kind rule.Kind, s string) (rule.Value, bool) {
	switch kind {
	case rule.KindString:
		return rule.StringValue(s), len(s) <= rule.MaxString
	case rule.KindMoney:
		a, err := register.ParseAmount(s)
		return rule.MoneyValue(a.Fen), err == nil && a.Bound == money.Exact
	case rule.KindDate:
		d, err := clock.ParseDate(s)
		return rule.DateValue(d), err == nil
	case rule.KindList:
		words := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；", r) })
		return rule.StringsValue(words), len(words) <= rule.MaxList
	default:
		return rule.Value{}, false
	}
}
