package rule

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// Value is one value as records give it and rules compute it. Scalars are held without allocation.
// The zero Value has KindNone and stands for nothing.
type Value struct {
	kind Kind
	num  int64
	str  string
	ref  any // []string, []Value, or Record
}

// Workday is one working day in the unit of WorkdaysValue; half a day is 500.
const Workday = 1000

// StringValue holds text.
func StringValue(s string) Value { return Value{kind: KindString, str: s} }

// BoolValue holds true or false.
func BoolValue(b bool) Value {
	if b {
		return Value{kind: KindBool, num: 1}
	}
	return Value{kind: KindBool}
}

// IntValue holds a count.
func IntValue(n int64) Value { return Value{kind: KindInt, num: n} }

// DoubleValue holds a ratio.
func DoubleValue(f float64) Value { return Value{kind: KindDouble, num: int64(math.Float64bits(f))} }

// MoneyValue holds an amount.
func MoneyValue(f money.Fen) Value { return Value{kind: KindMoney, num: int64(f)} }

// DateValue holds a day.
func DateValue(d clock.Date) Value { return Value{kind: KindDate, num: int64(d)} }

// WorkdaysValue holds working time in thousandths of a working day: 5*Workday is wd(5).
func WorkdaysValue(thousandths int64) Value { return Value{kind: KindWorkdays, num: thousandths} }

// TimestampValue holds an instant, cut to the microsecond.
func TimestampValue(t time.Time) Value { return Value{kind: KindTimestamp, num: t.UnixMicro()} }

// StringsValue holds a list of strings, which must not change while rules read it.
func StringsValue(items []string) Value {
	return Value{kind: KindList, num: int64(len(items)), ref: items}
}

// ListValue holds a list, which must not change while rules read it.
func ListValue(items []Value) Value { return Value{kind: KindList, num: int64(len(items)), ref: items} }

// ObjectValue holds a record; nil stands for one with no field set.
func ObjectValue(r Record) Value { return Value{kind: KindObject, ref: r} }

// Kind tells the sort of value.
func (v Value) Kind() Kind { return v.kind }

// Number is the value of an int; fen of money; days since 1970-01-01 of a date; thousandths of workdays;
// microseconds since 1970 of a timestamp; 0 or 1 of a bool; elements of a list.
func (v Value) Number() int64 { return v.num }

// Text is the string of a KindString, "" for anything else.
func (v Value) Text() string { return v.str }

// Bool tells whether v is true.
func (v Value) Bool() bool { return v.kind == KindBool && v.num != 0 }

// Double is the ratio of a KindDouble.
func (v Value) Double() float64 { return math.Float64frombits(uint64(v.num)) }

// Fen is the amount of a KindMoney.
func (v Value) Fen() money.Fen { return money.Fen(v.num) }

// Date is the day of a KindDate.
func (v Value) Date() clock.Date { return clock.Date(v.num) }

// Time is the instant of a KindTimestamp, in UTC.
func (v Value) Time() time.Time { return time.UnixMicro(v.num).UTC() }

// Record is the record of a KindObject, nil for anything else.
func (v Value) Record() Record {
	r, _ := v.ref.(Record)
	return r
}

// Items are the elements of a KindList.
func (v Value) Items() []Value {
	switch list := v.ref.(type) {
	case []Value:
		return list
	case []string:
		out := make([]Value, len(list))
		for i, s := range list {
			out[i] = StringValue(s)
		}
		return out
	default:
		return nil
	}
}

// Any gives the Go value: string, bool, int64, float64, money.Fen, clock.Date, time.Time, []any or Record;
// workdays as int64 thousandths.
func (v Value) Any() any {
	switch v.kind {
	case KindString:
		return v.str
	case KindBool:
		return v.num != 0
	case KindInt, KindWorkdays, KindDays:
		return v.num
	case KindDouble:
		return v.Double()
	case KindMoney:
		return v.Fen()
	case KindDate:
		return v.Date()
	case KindTimestamp:
		return v.Time()
	case KindList:
		items := v.Items()
		out := make([]any, len(items))
		for i, item := range items {
			out[i] = item.Any()
		}
		return out
	default:
		return v.ref
	}
}

// In writes the value for a person: 3 个工作日, 50 万元, 2023-06-30, “red”.
func (v Value) In(lang text.Lang) string {
	zh := lang != text.En
	switch v.kind {
	case KindString:
		return strconv.Quote(v.str)
	case KindBool:
		if v.num != 0 {
			return pick(zh, "是", "yes")
		}
		return pick(zh, "否", "no")
	case KindInt:
		return strconv.FormatInt(v.num, 10)
	case KindDouble:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	case KindMoney:
		return moneyText(v.Fen(), zh)
	case KindDate:
		return v.Date().String()
	case KindWorkdays:
		unit := " working days"
		if v.num == Workday {
			unit = " working day"
		}
		return thousandths(v.num) + pick(zh, " 个工作日", unit)
	case KindDays:
		return strconv.FormatInt(v.num, 10) + pick(zh, " 天", " days")
	case KindTimestamp:
		return v.Time().Format(time.RFC3339Nano)
	case KindList:
		return listText(v.Items(), lang)
	case KindObject:
		return pick(zh, "（记录）", "(record)")
	default:
		return pick(zh, "未填", "not set")
	}
}

func moneyText(f money.Fen, zh bool) string {
	switch {
	case zh && f != 0 && f%money.Yi == 0:
		return strconv.FormatInt(int64(f/money.Yi), 10) + " 亿元"
	case zh && f != 0 && f%money.Wan == 0:
		return strconv.FormatInt(int64(f/money.Wan), 10) + " 万元"
	default:
		return f.String() + pick(zh, " 元", " yuan")
	}
}

// thousandths writes n/1000 without trailing zeros: 2500 is 2.5.
func thousandths(n int64) string {
	sign, u := "", uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	s := fmt.Sprintf("%s%d.%03d", sign, u/Workday, u%Workday)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func listText(items []Value, lang text.Lang) string {
	const shown = 5
	parts := make([]string, 0, shown+1)
	for i, item := range items {
		if i == shown {
			parts = append(parts, fmt.Sprintf(pick(lang != text.En, "…共 %d 项", "… %d in all"), len(items)))
			break
		}
		parts = append(parts, item.In(lang))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func pick(zh bool, a, b string) string {
	if zh {
		return a
	}
	return b
}
