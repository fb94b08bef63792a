package matter

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	records "qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// A kind's own fields are kept as JSON reads them back: text, booleans, numbers (money in whole fen),
// dates as YYYY-MM-DD, lists of text. A state is then the same whether it was decided just now or folded
// from the ledger.

// exact is the largest whole number that every JSON reader keeps exactly.
const exact = 1 << 53

// ownValues checks the values that a registration gives the kind's own fields and gives them as they are kept.
// Every fault is reported, each with its field. Personal ones have been taken out (Withhold).
func ownValues(k *mechanism.Kind, c *Command, view *org.View) (map[string]any, error) {
	var faults errs.List
	var kept map[string]any
	fields := c.Fields
	for name, v := range fields {
		if k.Fields[name].Personal != "" {
			return nil, errs.Newf(errs.Internal, "matter.personal_plain", "个人信息字段“%[1]s”的原值不得写入台账", "the value of the personal field %[1]q must not be written into the ledger", name)
		}
		f, ok := k.Fields[name]
		if of := NoteOf(k, name); of != "" {
			f, ok = mechanism.Field{Type: "string"}, true
		}
		if !ok {
			faults = append(faults, errs.Newf(errs.Invalid, "matter.unknown_field", "没有字段“%[1]s”", "there is no field %[1]q", name).At("fields."+name))
			continue
		}
		value, ok := ownValue(f.Type, v)
		if !ok {
			want := records.TypeWords(f.Type)
			if f.Type == RoleType {
				want = text.Text{Zh: "岗位", En: "a post"}
			}
			faults = append(faults, errs.Newf(errs.Invalid, "matter.bad_field", "“%[1]s”须为%[3]s，现为“%[2]v”", "%[4]s must be %[5]s, not %[2]q",
				cmp.Or(f.Title.In(text.Zh), name), fmt.Sprint(v), want.Zh, cmp.Or(f.Title.In(text.En), name), want.En).At("fields."+name))
			continue
		}
		if f.Type == RoleType {
			on, err := OnRecord(value.(string), c.FromLedger, view)
			if err != nil {
				faults = append(faults, errs.Newf(errs.Invalid, "matter.bad_field", "“%[1]s”须写岗位：%[2]s", "%[3]s names a post: %[4]s",
					cmp.Or(f.Title.In(text.Zh), name), errs.Message(err, text.Zh), cmp.Or(f.Title.In(text.En), name), errs.Message(err, text.En)).At("fields."+name))
				continue
			}
			value = on
		}
		if s, isText := value.(string); isText && len(f.OneOf) > 0 && !slices.Contains(f.OneOf, s) {
			faults = append(faults, errs.Newf(errs.Invalid, "matter.bad_field", "“%[3]s”须为下列之一：%[2]s", "field %[1]q must be one of: %[2]s", name, strings.Join(f.OneOf, "、"), cmp.Or(f.Title.In("zh"), name)).At("fields."+name))
		}
		if kept == nil {
			kept = make(map[string]any, len(fields))
		}
		kept[name] = value
	}
	for name, f := range k.Fields {
		if _, given := fields[name]; f.Required && !given && c.Personal[name] == "" {
			faults = append(faults, errs.Newf(errs.Refused, "matter.missing_field", "缺少“%[1]s”", "%[2]s is missing", f.Title.In("zh"), name).At("fields."+name))
		}
	}
	slices.SortFunc(faults, func(a, b *errs.Error) int { return strings.Compare(a.Where, b.Where) })
	return kept, faults.Err()
}

// RoleType is the type of a field that names who stands for something.
const RoleType = "role"

// OnRecord is the recorded name of a post, body or unit of the day by what somebody says; of one that has ended, too, where
// an office's ledger of old days says so. Whatever was registered before this was asked is read as it is.
func OnRecord(said string, old bool, view *org.View) (string, error) {
	as, err := view.Bearer(said)
	if err == nil {
		return as, nil
	}
	if u, ok := view.Unit(said); ok {
		return u.Name, nil
	}
	if errs.CodeOf(err) != "org.post_unknown" {
		if old {
			return said, nil
		}
		return "", err
	}
	known := view.Posts()
	for _, b := range view.Bodies() {
		known = append(known, b.Name)
	}
	for _, u := range view.Units() {
		known = append(known, u.Name)
	}
	zh, en := text.Suggest(said, known)
	return "", errs.Newf(errs.Invalid, "org.post_unknown", "没有岗位、单位或议事协调机构“%[1]s”，%[2]s", "there is no post, unit or body %[1]q; %[3]s", said, zh, en)
}

// noteSuffix names the companion of a field whose figure is a bound.
const noteSuffix = "_note"

// NoteName is the companion of an amount that a source quotes as a bound: the field holds the figure, its note the
// words (近400亿元), so that nobody takes the one for exact.
func NoteName(field string) string { return field + noteSuffix }

// NoteOf gives the field of an amount whose note a name is; "" where it is none.
func NoteOf(k *mechanism.Kind, name string) string {
	field, ok := strings.CutSuffix(name, noteSuffix)
	if _, own := k.Fields[name]; own || !ok || k.Fields[field].Type != "money" {
		return ""
	}
	return field
}

// ownValue gives a value of a declared type as it is kept; false where it is none.
func ownValue(kind string, v any) (any, bool) {
	switch kind {
	case "string", RoleType:
		s, ok := v.(string)
		return s, ok && utf8.ValidString(s)
	case "bool":
		b, ok := v.(bool)
		return b, ok
	case "int", "money", "double":
		f, ok := amount(v)
		whole := kind == "double" || f == math.Trunc(f) && math.Abs(f) <= exact
		return f, ok && whole && !math.IsNaN(f) && !math.IsInf(f, 0)
	case "date":
		s, ok := v.(string)
		if d, isDate := v.(clock.Date); isDate {
			s, ok = d.String(), true
		}
		_, err := clock.ParseDate(s)
		return s, ok && err == nil
	case "list<string>":
		var out []any
		switch list := v.(type) {
		case []string:
			for _, item := range list {
				out = append(out, item)
			}
		case []any:
			out = slices.Clone(list)
		default:
			return nil, false
		}
		for _, item := range out {
			if s, ok := item.(string); !ok || !utf8.ValidString(s) {
				return nil, false
			}
		}
		if out == nil {
			out = []any{}
		}
		return out, true
	}
	return nil, false
}

func amount(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case money.Fen:
		return float64(n), true
	}
	return 0, false
}

// FieldValue turns a stored field into what rules compute with, by its declared type. Stored values are
// those of JSON: money as integer fen, dates as YYYY-MM-DD.
func FieldValue(kind string, v any) (rule.Value, bool) {
	v, ok := ownValue(kind, v)
	if !ok {
		return rule.Value{}, false
	}
	switch kind {
	case "bool":
		return rule.BoolValue(v.(bool)), true
	case "int":
		return rule.IntValue(int64(v.(float64))), true
	case "money":
		return rule.MoneyValue(money.Fen(v.(float64))), true
	case "double":
		return rule.DoubleValue(v.(float64)), true
	case "date":
		d, err := clock.ParseDate(v.(string))
		return rule.DateValue(d), err == nil
	case "list<string>":
		list := v.([]any)
		out := make([]string, len(list))
		for i, item := range list {
			out[i] = item.(string)
		}
		return rule.StringsValue(out), true
	}
	return rule.StringValue(v.(string)), true
}

// ownFields are the kind's own fields of a matter.
type ownFields moment

// Field implements rule.Record for `matter.fields`.
func (m *ownFields) Field(i int) (rule.Value, bool) {
	names := m.kind.FieldNames()
	v, ok := m.s.Fields[names[i]]
	if m.kind.Fields[names[i]].Personal != "" { // whether it was given, erased since or not; never what
		return rule.StringValue(""), ok || m.s.Personal[names[i]] != ""
	}
	if !ok {
		return rule.Value{}, false
	}
	return FieldValue(m.kind.Fields[names[i]].Type, v)
}
