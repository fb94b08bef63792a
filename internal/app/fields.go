package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
)

// FieldNames gives values under the names of their fields, which people may give by title. The refusal of a field
// that there is none of lists those there are.
func FieldNames(def *register.Definition, words map[string]string) (map[string]string, error) {
	out := make(map[string]string, len(words))
	for word, value := range words {
		name := word
		if _, ok := def.Fields[word]; !ok {
			var zh, en []string
			name = ""
			for _, n := range slices.Sorted(maps.Keys(def.Fields)) {
				title := def.Fields[n].Title
				if title.Zh == word || strings.EqualFold(title.En, word) {
					name = n
				}
				zh, en = append(zh, cmp.Or(title.Zh, n)+"（"+n+"）"), append(en, cmp.Or(title.In(text.En), n)+" ("+n+")")
			}
			if name == "" {
				return nil, errs.Newf(errs.Invalid, "matter.unknown_field", "没有字段“%[1]s”；可用的有：%[2]s", "there is no field %[1]q; known are: %[3]s",
					word, cmp.Or(strings.Join(zh, "、"), "（无）"), cmp.Or(strings.Join(en, ", "), "(none)"))
			}
		}
		out[name] = value
	}
	return out, nil
}

// FieldsFromText reads the kind's own fields as typed on a command line: amounts in yuan or with their unit
// (2.5亿元), which must be exact.
func (a *App) FieldsFromText(ctx context.Context, zone, kind string, at time.Time, words map[string]string) (map[string]any, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	b := timeline.At(at)
	if b == nil || b.Kinds[kind] == nil {
		return map[string]any{}, nil // the engine refuses with the reason
	}
	k := b.Kinds[kind]
	def := register.Definition{Fields: map[string]register.Field{}}
	for name, f := range k.Fields {
		def.Fields[name] = register.Field{Type: f.Type, Title: f.Title}
	}
	words, err = FieldNames(&def, words)
	if err != nil {
		return nil, err
	}
	out := map[string]any(register.FromText(&def, words))
	for name, v := range words {
		if k.Fields[name].Type != register.Money {
			continue
		}
		fen, err := money.Parse(v)
		if err != nil {
			amount, err := register.ParseAmount(v)
			if err != nil || amount.Bound != money.Exact {
				return nil, errs.Newf(errs.Invalid, "matter.bad_field", "金额“%[1]s”读不准；写准数，如 12000000 或 1200万元", "the amount %[1]q is not exact: write 12000000 or 1200万元", v).At(name)
			}
			fen = amount.Fen
		}
		out[name] = int64(fen)
	}
	return out, nil
}
