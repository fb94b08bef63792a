package register

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// types are the types a field may have, what people call each, and what a value of it looks like where that says more.
var types = map[string]struct{ title, looks text.Text }{
	"string": {title: rule.KindString.Title()},
	"matter": {title: text.Text{Zh: "事项编号", En: "the id of a matter"}},
	"bool":   {rule.KindBool.Title(), text.Text{Zh: "true 或 false", En: "true or false"}},
	"int":    {title: rule.KindInt.Title()},
	"double": {title: rule.KindDouble.Title()},
	"money": {rule.KindMoney.Title(), text.Text{
		Zh: "金额，如 1234.5（元）、50万元、近400亿元，或以分计的整数", En: "an amount such as 1234.5 (yuan), 50万元 or 近400亿元， or a whole number of fen",
	}},
	"count":        {text.Text{Zh: "数量", En: "a count"}, text.Text{Zh: "数量，如 50 或 50余项", En: "a number such as 50 or 50余项"}},
	"date":         {rule.KindDate.Title(), text.Text{Zh: "日期，写作 2023-06-12", En: "a date written 2023-06-12"}},
	"list<string>": {title: text.Text{Zh: "文字列表", En: "a list of texts"}},
}

// Types lists the types that a field may have.
func Types() []string { return sorted(types) }

// TypeTitle names a type of field; empty for one that registers do not have.
func TypeTitle(typ string) text.Text { return types[typ].title }

// TypeWords says what a value of a field's type looks like; empty for a type that registers do not have.
func TypeWords(typ string) text.Text {
	if t := types[typ]; !t.looks.IsZero() {
		return t.looks
	}
	return types[typ].title
}

// Validate holds values against a definition and gives them in the forms that Values names. Every fault
// is reported, each at its field. nil and "" count as not filled.
func Validate(def *Definition, values Values) (Values, error) {
	var faults errs.List
	out := make(Values, len(values))
	for _, name := range sorted(values) {
		field, known := def.Fields[name]
		if !known {
			zh, en := text.Suggest(name, sorted(def.Fields))
			faults = append(faults, errs.Newf(errs.Invalid, "register.unknown_field", "“%[2]s”没有字段 %[1]s；%[4]s", "“%[3]s” has no field %[1]s; %[5]s", name, def.Title.In(text.Zh), def.Title.In(text.En), zh, en).At(name))
			continue
		}
		if values[name] == nil || values[name] == "" {
			continue
		}
		value, ok := convert(field.Type, values[name])
		if !ok {
			want := TypeWords(field.Type)
			faults = append(faults, errs.Newf(errs.Invalid, "register.type", "%[1]s须为%[3]s，现为“%[2]v”", "%[5]s must be %[4]s, not “%[2]v”",
				title(field, name, text.Zh), values[name], want.Zh, want.En, title(field, name, text.En)).At(name))
			continue
		}
		if odd, ok := outside(field, value); ok {
			faults = append(faults, errs.Newf(errs.Invalid, "register.one_of", "%[1]s“%[2]s”不在可选值中；可选：%[3]s", "%[4]s “%[2]s” is none of: %[3]s",
				title(field, name, text.Zh), odd, strings.Join(field.OneOf, "、"), title(field, name, text.En)).At(name))
			continue
		}
		out[name] = value
	}
	for _, name := range sorted(def.Fields) {
		if _, filled := out[name]; !filled && (def.Fields[name].Required || name == def.Key) && !slices.ContainsFunc(faults, func(e *errs.Error) bool { return e.Where == name }) {
			faults = append(faults, errs.Newf(errs.Invalid, "register.required", "%[1]s必填", "%[2]s is required", title(def.Fields[name], name, text.Zh), title(def.Fields[name], name, text.En)).At(name))
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// KeyOf gives the key of a record with the given values, as Validate returned them.
func KeyOf(def *Definition, values Values) string {
	if v, ok := values[def.Key]; ok {
		return fmt.Sprint(v)
	}
	return ""
}

// outside finds the first string of value that the field's OneOf does not list.
func outside(field Field, value any) (string, bool) {
	if len(field.OneOf) == 0 {
		return "", false
	}
	items, isList := value.([]string)
	if !isList {
		items = []string{fmt.Sprint(value)}
	}
	for _, item := range items {
		if !slices.Contains(field.OneOf, item) {
			return item, true
		}
	}
	return "", false
}

// convert brings a value as JSON, YAML, a sheet or Go gives it into the form of its type.
func convert(kind string, value any) (any, bool) {
	if n, ok := value.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			value = i
		} else if f, err := n.Float64(); err == nil {
			value = f
		}
	}
	switch v := value.(type) {
	case int:
		value = int64(v)
	case money.Fen:
		value = int64(v)
	}
	s, isString := value.(string)
	switch kind {
	case "string", "matter":
		return s, isString
	case "bool":
		b, ok := value.(bool)
		return b, ok
	case "int":
		return integer(value)
	case "double":
		if n, ok := value.(int64); ok {
			return float64(n), true
		}
		f, ok := value.(float64)
		return f, ok && !math.IsNaN(f) && !math.IsInf(f, 0)
	case "money":
		if isString {
			amount, err := ParseAmount(s)
			return amount, err == nil
		}
		if amount, ok := value.(money.Amount); ok {
			return amount, bounded(amount.Bound)
		}
		number, bound, ok := object(value, "fen")
		return money.Amount{Fen: money.Fen(number), Bound: bound}, ok
	case "count":
		if isString {
			count, err := ParseCount(s)
			return count, err == nil
		}
		if count, ok := value.(Count); ok {
			return count, bounded(count.Bound)
		}
		number, bound, ok := object(value, "n")
		return Count{N: number, Bound: bound}, ok
	case "date":
		if d, ok := value.(clock.Date); ok {
			return d.String(), !d.IsZero()
		}
		_, err := clock.ParseDate(s)
		return s, isString && err == nil
	case "list<string>":
		return texts(value)
	}
	return nil, false
}

func integer(value any) (any, bool) {
	switch v := value.(type) {
	case int64:
		return v, true
	case float64:
		n, ok := whole(v)
		return n, ok
	}
	return nil, false
}

// object reads an integer, or an object {name: integer, bound: …}.
func object(value any, name string) (int64, money.Bound, bool) {
	var bound money.Bound
	if m, ok := value.(map[string]any); ok {
		for key := range m {
			if key != name && key != "bound" {
				return 0, "", false
			}
		}
		if said, given := m["bound"]; given {
			word, ok := said.(string)
			if bound = money.Bound(word); !ok || !bounded(bound) {
				return 0, "", false
			}
		}
		value = m[name]
	}
	if n, ok := value.(int); ok {
		value = int64(n)
	}
	n, ok := integer(value)
	if !ok {
		return 0, "", false
	}
	return n.(int64), bound, true
}

func bounded(b money.Bound) bool {
	return b == money.Exact || b == money.AtLeast || b == money.AtMost || b == money.About
}

func texts(value any) (any, bool) {
	switch v := value.(type) {
	case []string:
		return slices.Clone(v), true
	case []any:
		out := make([]string, len(v))
		for i, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, false
			}
			out[i] = s
		}
		return out, true
	}
	return nil, false
}

// FromText converts cells of a sheet into values: "12" for an int, 是 or 否 for a bool, items of a list
// apart by 、 or ;. What it cannot convert it leaves as text, for Validate to report at its field.
func FromText(def *Definition, cells map[string]string) Values {
	out := make(Values, len(cells))
	for name, cell := range cells {
		cell = strings.TrimSpace(cell)
		out[name] = cell
		switch def.Fields[name].Type {
		case "int", "double", "date":
			cell = text.Narrow(cell)
			out[name] = cell
		}
		switch def.Fields[name].Type {
		case "int":
			if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
				out[name] = n
			}
		case "double":
			if f, err := strconv.ParseFloat(cell, 64); err == nil {
				out[name] = f
			}
		case "bool":
			if b, ok := map[string]bool{"是": true, "有": true, "true": true, "√": true, "否": false, "无": false, "false": false}[cell]; ok {
				out[name] = b
			}
		case "list<string>":
			if cell != "" {
				out[name] = strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、;\uff1b\n", r) })
			}
		}
	}
	return out
}

// Check finds what is wrong with a definition as such; each fault's place is the field: fields.area.type.
func Check(def *Definition) errs.List {
	var faults errs.List
	key, ok := def.Fields[def.Key]
	switch {
	case def.Key == "":
		faults = append(faults, errs.Newf(errs.Invalid, "register.definition", "请用 key 写明标识字段", "say with key which field identifies a record").At("key"))
	case !ok:
		zh, en := text.Suggest(def.Key, sorted(def.Fields))
		faults = append(faults, errs.Newf(errs.Invalid, "register.definition", "标识字段 %[1]s 没有定义；%[2]s", "the key %[1]s is none of the fields; %[3]s", def.Key, zh, en).At("key"))
	case !slices.Contains([]string{"string", "matter", "int", "date"}, key.Type):
		faults = append(faults, errs.Newf(errs.Invalid, "register.definition", "标识字段须为 string、matter、int 或 date", "the key must be a string, matter, int or date").At("key"))
	}
	for _, name := range sorted(def.Fields) {
		field := def.Fields[name]
		if _, ok := types[field.Type]; !ok {
			zh, en := text.Suggest(field.Type, sorted(types))
			faults = append(faults, errs.Newf(errs.Invalid, "register.definition", "字段 %[1]s 的类型“%[2]s”不认识；%[3]s", "field %[1]s has the unknown type “%[2]s”; %[4]s", name, field.Type, zh, en).At("fields."+name+".type"))
		}
		if len(field.OneOf) > 0 && field.Type != "string" && field.Type != "list<string>" {
			faults = append(faults, errs.Newf(errs.Invalid, "register.definition", "one_of 只用于 string 和 list<string>", "one_of goes with string and list<string>").At("fields."+name+".one_of"))
		}
	}
	return append(faults, checkFacts(def)...)
}

// title is what people call the field; its name where English has no word for it.
func title(f Field, name string, lang text.Lang) string {
	if lang == text.En {
		return cmp.Or(f.Title.En, name)
	}
	return cmp.Or(f.Title.Zh, name)
}

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
