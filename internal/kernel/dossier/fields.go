package dossier

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/personal"
	"qinlian/internal/kernel/register"
)

// FieldValue is one of a kind's own fields in words.
type FieldValue struct {
	Name  string    `json:"name"`
	Title text.Text `json:"title"`
	Value text.Text `json:"value"` // in words; State holds it as it was given

	Personal personal.Sort `json:"personal,omitempty"` // about a person: Value is its mask, or says that it was erased
}

// fieldValues writes the kind's own fields: amounts in 万元 or 亿元 without rounding, lists with their items.
func fieldValues(k *mechanism.Kind, s *matter.State) []FieldValue {
	var out []FieldValue
	for _, name := range k.FieldNames() {
		v, ok := s.Fields[name]
		if !ok || k.Fields[name].Personal != "" {
			continue
		}
		f := FieldValue{Name: name, Title: k.Fields[name].Title, Value: ValueWords(k.Fields[name].Type, v)}
		if f.Title.IsZero() {
			f.Title.Zh = name
		}
		if note := Written(k, name, s.Fields); s.Fields[matter.NoteName(name)] != nil {
			f.Value = both(note+"（不是准数，按 "+f.Value.Zh+" 记）", note+" (not exact, held as "+f.Value.En+")")
		}
		out = append(out, f)
	}
	return out
}

// nameClauses puts the title of a clause before its id where a field holds one. A version that dropped it leaves the
// id to the ledger, so the last that has it is asked.
func nameClauses(fields []FieldValue, timeline mechanism.Timeline) {
	for i := range fields {
		f := &fields[i]
		if title := clauseTitle(timeline, f.Value.Zh); f.Name == "clause" && !title.IsZero() {
			f.Value = both(title.In(text.Zh)+"（"+f.Value.Zh+"）", title.In(text.En)+" ("+f.Value.Zh+")")
		}
	}
}

// clauseTitle is the title of a clause given by document/key; none where no version has it.
func clauseTitle(timeline mechanism.Timeline, id string) text.Text {
	document, key, _ := strings.Cut(id, "/")
	for _, v := range slices.Backward(timeline) {
		if p := v.Bundle.Benefits[document]; p != nil {
			for i := range p.Clauses {
				if p.Clauses[i].Key == key {
					return p.Clauses[i].Title
				}
			}
		}
	}
	return text.Text{}
}

// ValueWords is a value of a kind's or a register's field as a person reads it: amounts in 万元 or 亿元 without
// rounding, a figure that is not exact with its bound, lists with their items; nothing for none.
func ValueWords(kind string, v any) text.Text {
	switch x := v.(type) {
	case nil:
		return text.Text{}
	case money.Amount:
		return bounded(x.Bound, AmountWords(x.Fen))
	case register.Count:
		n := strconv.FormatInt(x.N, 10)
		return bounded(x.Bound, both(n, n))
	case int64:
		if kind == register.Money {
			return AmountWords(money.Fen(x))
		}
	case float64:
		if kind == register.Money {
			return AmountWords(money.Fen(x))
		}
		words := strconv.FormatFloat(x, 'f', -1, 64)
		return both(words, words)
	case bool:
		if x {
			return both("是", "yes")
		}
		return both("否", "no")
	case []string:
		return both(strings.Join(x, "、"), strings.Join(x, ", "))
	case []any:
		items := make([]string, len(x))
		for i, item := range x {
			items[i] = fmt.Sprint(item)
		}
		return both(strings.Join(items, "、"), strings.Join(items, ", "))
	}
	return both(fmt.Sprint(v), fmt.Sprint(v))
}

// boundWords say before a figure how far it may be trusted.
var boundWords = map[money.Bound]text.Text{
	money.AtLeast: {Zh: "不少于 ", En: "at least "}, money.AtMost: {Zh: "近 ", En: "nearly "}, money.About: {Zh: "约 ", En: "about "},
}

func bounded(b money.Bound, figure text.Text) text.Text {
	return both(boundWords[b].Zh+figure.Zh, boundWords[b].En+figure.En)
}

// Written is a value of a kind's own field as an office would write it: an amount that is not exact in the
// words of its source.
func Written(k *mechanism.Kind, name string, values map[string]any) string {
	if note, ok := values[matter.NoteName(name)].(string); ok && matter.NoteOf(k, matter.NoteName(name)) != "" {
		return note
	}
	return FieldText(k.Fields[name].Type, values[name])
}

// FieldText writes a value of a kind's own field as import reads it.
func FieldText(typ string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "是"
		}
		return "否"
	case float64:
		if typ == register.Money {
			return strings.ReplaceAll(AmountWords(money.Fen(int64(v))).Zh, " ", "")
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int64:
		if typ == register.Money {
			return strings.ReplaceAll(AmountWords(money.Fen(v)).Zh, " ", "")
		}
		return strconv.FormatInt(v, 10)
	case []any:
		words := make([]string, len(v))
		for i, one := range v {
			words[i] = fmt.Sprint(one)
		}
		return strings.Join(words, "、")
	case []string:
		return strings.Join(v, "、")
	}
	return fmt.Sprint(v)
}

// Percent writes a share of a hundred with one decimal place at most.
func Percent(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) + "%" }
