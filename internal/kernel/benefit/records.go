package benefit

import (
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Records are what clauses are tried on: a row each, with the keys that payments name.
type Records struct {
	Table *batch.Table
	Keys  []string // each once, by row; they settle ties. Rows beyond them are to spare
}

// In tells whether a row is in use.
func (r *Records) In(row int32) bool {
	return int(row) < len(r.Keys) && !r.Table.Left(int(row))
}

// As gives the records to a scheme, which may be of other files than they were read for.
func (r Records) As(s *Scheme) Records {
	r.Table = r.Table.As(s.schema)
	return r
}

// FromRegister reads the records of a register that keeps them whole as they stood on a day, in order of key. Figures that
// are not exact (近400亿元) are left out: nothing may be paid by them.
func FromRegister(def *register.Definition, schema *rule.Schema, records []register.Record, day clock.Date) (Records, error) {
	records = slices.SortedFunc(slices.Values(records), func(a, b register.Record) int { return strings.Compare(a.Key, b.Key) })
	var keys []string
	var all []register.Values
	for _, r := range records {
		if values, ok := register.AsOf(r, day); ok {
			keys, all = append(keys, r.Key), append(all, values)
		}
	}
	t := batch.NewTable(schema, len(keys))
	for row, values := range all {
		if err := t.Set(row, "today", rule.DateValue(day)); err != nil {
			return Records{}, err
		}
		for name, value := range values {
			path := def.Root() + "." + name
			if _, ok := schema.Field(path); !ok {
				continue
			}
			if v, ok := fact(def.Fields[name].Type, value); ok {
				if err := t.Set(row, path, v); err != nil {
					return Records{}, err
				}
			}
		}
	}
	return Records{Table: t, Keys: keys}, nil
}

// fact is a register's value as rules read it.
func fact(typ string, value any) (rule.Value, bool) {
	switch v := value.(type) {
	case string:
		if typ == "date" {
			d, err := clock.ParseDate(v)
			return rule.DateValue(d), err == nil
		}
		return rule.StringValue(v), true
	case bool:
		return rule.BoolValue(v), true
	case int64:
		return rule.IntValue(v), true
	case float64:
		return rule.DoubleValue(v), true
	case money.Amount:
		return rule.MoneyValue(v.Fen), v.Bound == money.Exact
	case []string:
		return rule.StringsValue(v), true
	default:
		return rule.Value{}, false
	}
}
