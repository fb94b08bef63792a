package facts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/rule"
)

// AppendJSON writes the statement as its event holds it:
//
//	{"register":"enterprise","key":"9136…","from":"2023-01-01","source":"…","dated":"2023-05-31",
//	 "facts":{"staff":120},"series":{"revenue":{"2022":{"fen":1500000000}}},"spans":{"qualifications":{"高新技术企业":["2022-11-04","2025-11-04"]}}}
//
// Numbers with a point are doubles, {"fen":…} amounts, {"day":…} days; null takes away what was said in that place, and
// a span that holds no end is open.
func (s *Statement) AppendJSON(b []byte) []byte {
	b = append(b, `{"register":`...)
	b = ledger.AppendString(b, s.Register)
	b = append(b, `,"key":`...)
	b = ledger.AppendString(b, s.Key)
	b = append(b, `,"from":"`...)
	b = appendDay(b, s.From)
	b = append(b, '"')
	for _, m := range []struct{ name, text string }{{"source", s.Source}, {"dated", dayText(s.Dated)}, {"reason", s.Reason}, {"vouched", s.Vouched}} {
		if m.text != "" {
			b = append(b, `,"`...)
			b = append(b, m.name...)
			b = append(b, `":`...)
			b = ledger.AppendString(b, m.text)
		}
	}
	b = s.group(b, `,"facts":{`, func(f *Fact) bool { return f.Period == 0 && f.Item == "" })
	b = s.group(b, `,"series":{`, func(f *Fact) bool { return f.Period != 0 })
	b = s.group(b, `,"spans":{`, func(f *Fact) bool { return f.Item != "" })
	return append(b, '}')
}

// group writes the facts of one sort, those of a field together.
func (s *Statement) group(b []byte, opening string, belongs func(*Fact) bool) []byte {
	field, nested := "", false
	for i := range s.Facts {
		f := &s.Facts[i]
		if !belongs(f) {
			continue
		}
		nested = f.Period != 0 || f.Item != ""
		switch {
		case field == "":
			b = append(b, opening...)
		case f.Field != field && nested:
			b = append(b, '}', ',')
		default:
			b = append(b, ',')
		}
		if f.Field != field {
			b = append(ledger.AppendString(b, f.Field), ':')
			if nested {
				b = append(b, '{')
			}
			field = f.Field
		}
		switch {
		case f.Period != 0:
			b = append(append(append(b, '"'), f.Period.String()...), '"', ':')
		case f.Item != "":
			b = append(ledger.AppendString(b, f.itemKey()), ':')
		}
		b = f.appendValue(b)
	}
	if nested {
		b = append(b, '}')
	}
	if field != "" {
		b = append(b, '}')
	}
	return b
}

// itemKey tells one span of an item from another: its first day stands behind it where it is not the statement's.
func (f *Fact) itemKey() string {
	if f.Begins.IsZero() {
		return f.Item
	}
	return f.Item + "@" + f.Begins.String()
}

func (f *Fact) appendValue(b []byte) []byte {
	switch {
	case f.Void:
		return append(b, `null`...)
	case f.Item != "":
		return ledger.AppendString(b, dayText(f.To))
	}
	return appendValue(b, f.Value)
}

func appendValue(b []byte, v rule.Value) []byte {
	switch v.Kind() {
	case rule.KindString:
		return ledger.AppendString(b, v.Text())
	case rule.KindBool:
		return strconv.AppendBool(b, v.Bool())
	case rule.KindInt:
		return strconv.AppendInt(b, v.Number(), 10)
	case rule.KindDouble:
		from := len(b)
		b = strconv.AppendFloat(b, v.Double(), 'g', -1, 64)
		if !bytes.ContainsAny(b[from:], ".e") {
			b = append(b, ".0"...)
		}
		return b
	case rule.KindMoney:
		return append(strconv.AppendInt(append(b, `{"fen":`...), v.Number(), 10), '}')
	case rule.KindDate:
		return append(appendDay(append(b, `{"day":"`...), v.Date()), `"}`...)
	case rule.KindList:
		b = append(b, '[')
		for i, item := range v.Items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = ledger.AppendString(b, item.Text())
		}
		return append(b, ']')
	}
	return append(b, `null`...)
}

func appendDay(b []byte, d clock.Date) []byte { return append(b, d.String()...) }

func dayText(d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// MarshalJSON is AppendJSON.
func (s *Statement) MarshalJSON() ([]byte, error) { return s.AppendJSON(nil), nil }

// Decode reads the content of an event of the given type.
func Decode(kind string, data []byte) (Statement, error) {
	what := slices.Index(whats[:], kind)
	if what < 0 {
		return Statement{}, fmt.Errorf("no event type %q for facts", kind)
	}
	var w struct {
		Register, Key, Source, Reason, Vouched string
		From, Dated                            clock.Date
		Facts                                  map[string]json.RawMessage
		Series                                 map[string]map[string]json.RawMessage
		Spans                                  map[string]map[string]*string
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return Statement{}, fmt.Errorf("content of %q: %w", kind, err)
	}
	s := Statement{What: What(what), Register: w.Register, Key: w.Key, From: w.From, Source: w.Source, Dated: w.Dated, Reason: w.Reason, Vouched: w.Vouched}
	for field, raw := range w.Facts {
		v, err := decodeValue(raw)
		if err != nil {
			return s, fmt.Errorf("content of %q: %s: %w", kind, field, err)
		}
		s.Facts = append(s.Facts, Fact{Field: field, Value: v, Void: v.Kind() == rule.KindNone})
	}
	for field, values := range w.Series {
		for period, raw := range values {
			p, err := ParsePeriod(period)
			if err != nil {
				return s, fmt.Errorf("content of %q: %s: %w", kind, field, err)
			}
			v, err := decodeValue(raw)
			if err != nil {
				return s, fmt.Errorf("content of %q: %s: %w", kind, field, err)
			}
			s.Facts = append(s.Facts, Fact{Field: field, Period: p, Value: v, Void: v.Kind() == rule.KindNone})
		}
	}
	for field, items := range w.Spans {
		for key, to := range items {
			f := Fact{Field: field, Item: key, Void: to == nil}
			if at := strings.LastIndexByte(key, '@'); at > 0 {
				if d, err := clock.ParseDate(key[at+1:]); err == nil {
					f.Item, f.Begins = key[:at], d
				}
			}
			if to != nil && *to != "" {
				d, err := clock.ParseDate(*to)
				if err != nil {
					return s, fmt.Errorf("content of %q: %s: %w", kind, field, err)
				}
				f.To = d
			}
			s.Facts = append(s.Facts, f)
		}
	}
	slices.SortFunc(s.Facts, order)
	return s, nil
}

func decodeValue(raw json.RawMessage) (rule.Value, error) {
	switch raw = bytes.TrimSpace(raw); {
	case string(raw) == "null":
		return rule.Value{}, nil
	case raw[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return rule.StringValue(s), err
	case raw[0] == '[':
		var list []string
		err := json.Unmarshal(raw, &list)
		return rule.StringsValue(list), err
	case raw[0] == '{':
		var shape struct {
			Fen *money.Fen  `json:"fen"`
			Day *clock.Date `json:"day"`
		}
		if err := json.Unmarshal(raw, &shape); err != nil {
			return rule.Value{}, err
		}
		switch {
		case shape.Fen != nil:
			return rule.MoneyValue(*shape.Fen), nil
		case shape.Day != nil:
			return rule.DateValue(*shape.Day), nil
		}
		return rule.Value{}, fmt.Errorf("%s is no value", raw)
	case string(raw) == "true" || string(raw) == "false":
		return rule.BoolValue(raw[0] == 't'), nil
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return rule.IntValue(n), nil
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	return rule.DoubleValue(f), err
}

// number is a value of a kind that is a number.
func number(kind rule.Kind, n int64) rule.Value {
	switch kind {
	case rule.KindMoney:
		return rule.MoneyValue(money.Fen(n))
	case rule.KindDate:
		return rule.DateValue(clock.Date(n))
	case rule.KindBool:
		return rule.BoolValue(n != 0)
	case rule.KindDouble:
		return rule.DoubleValue(math.Float64frombits(uint64(n)))
	case rule.KindInt:
		return rule.IntValue(n)
	}
	return rule.Value{}
}
