package benefit

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Bare is a scheme without clauses: what reads the records that a draft is tried on.
func Bare(register string, schema *rule.Schema, day clock.Date) *Scheme {
	return &Scheme{Register: register, Day: day, schema: schema}
}

// Count is what a draft comes to.
type Count struct {
	Entitled  int       // who satisfies it, and whose amount can be computed
	Amount    money.Fen // in all
	Undecided int       // a fact that decides is missing, or the amount cannot be computed
	Rows      []int32   // the first of those entitled
}

// CountDraft tries one clause alone, compiled over schema, on records that lie in memory: nothing is held against other clauses, payments or budgets.
// amount nil counts the verdict. show is how many rows are given. Errors are those of batch.Compile and batch.overflow.
func CountDraft(r Records, schema *rule.Schema, when, amount *rule.Program, show int) (Count, error) {
	r.Table = r.Table.As(schema)
	set, err := batch.Compile(schema, []batch.Clause{{When: when, Amount: amount}})
	if err != nil {
		return Count{}, err
	}
	out := Count{}
	over := false
	set.Try(r.Table).Each(func(g batch.Grants) {
		for i, row := range g.Rows {
			if !r.In(row) {
				continue
			}
			out.Entitled++
			if amount != nil {
				before := out.Amount
				out.Amount += money.Fen(g.Amounts[i])
				over = over || (out.Amount > before) != (g.Amounts[i] > 0)
			}
			if len(out.Rows) < show {
				out.Rows = append(out.Rows, row)
			}
		}
		for _, row := range g.Faulty {
			if r.In(row) {
				out.Undecided++
			}
		}
	})
	if over {
		return Count{}, errs.Newf(errs.Invalid, "batch.overflow", "金额合计超出可计范围", "the amounts together are too large to count")
	}
	return out, nil
}

// Only is one row of the records in a table of its own, with what the scheme reads: what lies in it may be explained while
// others use the records.
func (s *Scheme) Only(r *Records, row int) (Records, error) {
	t := batch.NewTable(s.schema, 1)
	for _, path := range s.Reads() {
		if v, ok := r.Table.At(row, path); ok {
			if err := t.Set(0, path, v); err != nil {
				return Records{}, err
			}
		}
	}
	return Records{Table: t, Keys: r.Keys[row : row+1]}, nil
}
