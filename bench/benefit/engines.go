package main

import (
	"fmt"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// result is what an engine makes of all clauses on all rows, and the processor time that it took.
type result struct {
	Count, Total int64
	Took         time.Duration
}

// engine makes the work ready once and then does it as often as it is asked.
type engine struct {
	name string
	note string
	do   func() (result, error)
}

// measured runs f in turn until some time has gone by and gives the mean.
func measured(f func() (count, total int64, err error)) (r result, err error) {
	begin, times := processor(), 0
	for times == 0 || processor()-begin < 300*time.Millisecond {
		if r.Count, r.Total, err = f(); err != nil {
			return r, err
		}
		times++
	}
	r.Took = (processor() - begin) / time.Duration(times)
	return r, nil
}

// compiled makes the product's own tables of the work.
func (w *work) compiled() (*batch.Table, *batch.Set, error) {
	shape := rule.Shape{Name: "it"}
	for f := range fields {
		shape.Fields = append(shape.Fields, rule.Field{Name: named("a")(f), Type: rule.Int()})
	}
	schema, err := rule.NewSchema([]rule.Field{{Name: "it", Type: rule.Object("it")}}, shape)
	if err != nil {
		return nil, nil, err
	}
	environment, err := rule.NewEnvironment(schema)
	if err != nil {
		return nil, nil, err
	}
	table := batch.NewTable(schema, w.rows)
	for f, numbers := range w.columns {
		column, err := table.Column(named("it.a")(f))
		if err != nil {
			return nil, nil, err
		}
		for row, n := range numbers {
			if err := column.Set(row, rule.IntValue(n)); err != nil {
				return nil, nil, err
			}
		}
	}
	of := words{field: named("it.a"), and: " && ", or: " || ", choose: question, least: func(a, b string) string { return "least(" + a + ", " + b + ")" }, over100: func(a string) string { return a + " / 100" }}
	var all []batch.Clause
	for i := range w.clauses {
		when, err := environment.Compile(of.condition(&w.clauses[i]), rule.Bool(), rule.Position{})
		if err != nil {
			return nil, nil, err
		}
		pays, err := environment.Compile(of.amount(&w.clauses[i].amount), rule.Int(), rule.Position{})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, batch.Clause{When: when, Amount: pays})
	}
	set, err := batch.Compile(schema, all)
	return table, set, err
}

// qinlian gives the product's ways: totals, every pair written out, and coding the columns once.
func (w *work) qinlian() (totals, pairs, coding func() (result, error), err error) {
	table, set, err := w.compiled()
	if err != nil {
		return nil, nil, nil, err
	}
	run := set.On(table)
	sum := func(run *batch.Run) (count, total int64, err error) {
		found, err := run.Totals()
		for _, t := range found {
			count, total = count+int64(t.Entitled), total+t.Amount
		}
		return count, total, err
	}
	totals = func() (result, error) { return measured(func() (int64, int64, error) { return sum(run) }) }
	pairs = func() (result, error) {
		return measured(func() (count, total int64, err error) {
			run.Each(func(g batch.Grants) { // what is written out is read once
				count += int64(len(g.Rows))
				for _, amount := range g.Amounts {
					total += amount
				}
			})
			return count, total, nil
		})
	}
	coding = func() (result, error) {
		fresh, set, err := w.compiled()
		if err != nil {
			return result{}, err
		}
		begin := processor()
		run := set.On(fresh)
		r := result{Took: processor() - begin}
		r.Count, r.Total, err = sum(run)
		return r, err
	}
	return totals, pairs, coding, nil
}

// record is a row as cel-go reads it.
type record [fields]ref.Val

func (r *record) ResolveName(name string) (any, bool) {
	n := int(name[1] - '0')
	if len(name) > 2 {
		n = 10*n + int(name[2]-'0')
	}
	return r[n], true
}

func (*record) Parent() interpreter.Activation { return nil }

// cel asks cel-go of each row: the amount, or -1.
func (w *work) cel() (func() (result, error), error) {
	var options []cel.EnvOption
	for f := range fields {
		options = append(options, cel.Variable(named("a")(f), cel.IntType))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	of := words{field: named("a"), and: " && ", or: " || ", choose: question, over100: func(a string) string { return a + " / 100" }}
	of.least = func(a, b string) string { return question(a+" < "+b, a, b) }
	var programs []cel.Program
	for i := range w.clauses {
		ast, issues := env.Compile(of.condition(&w.clauses[i]) + " ? " + of.amount(&w.clauses[i].amount) + " : -1")
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	records := make([]record, w.rows) // made once, and clause by clause asked: both are faster for it
	for row := range records {
		for f := range fields {
			records[row][f] = types.Int(w.columns[f][row])
		}
	}
	return func() (result, error) {
		return measured(func() (count, total int64, err error) {
			for _, p := range programs {
				for row := range records {
					v, _, err := p.Eval(&records[row])
					if err != nil {
						return 0, 0, err
					}
					if n, isInt := v.(types.Int); isInt && n >= 0 {
						count, total = count+1, total+int64(n)
					}
				}
			}
			return count, total, nil
		})
	}, nil
}

// enterprise is a row as expr reads it.
type enterprise struct {
	A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17, A18, A19, A20, A21 int
}

func (e *enterprise) set(f func(int) int) {
	for i, at := range []*int{&e.A0, &e.A1, &e.A2, &e.A3, &e.A4, &e.A5, &e.A6, &e.A7, &e.A8, &e.A9, &e.A10, &e.A11, &e.A12, &e.A13, &e.A14, &e.A15, &e.A16, &e.A17, &e.A18, &e.A19, &e.A20, &e.A21} {
		*at = f(i)
	}
}

// expr likewise asks expr.
func (w *work) expr() (func() (result, error), error) {
	of := words{field: named("A"), and: " && ", or: " || ", choose: question, least: func(a, b string) string { return "min(" + a + ", " + b + ")" }, over100: func(a string) string { return "int(" + a + " / 100)" }}
	var programs []*vm.Program
	for i := range w.clauses {
		p, err := expr.Compile(of.condition(&w.clauses[i])+" ? "+of.amount(&w.clauses[i].amount)+" : -1", expr.Env(&enterprise{}), expr.AsInt())
		if err != nil {
			return nil, fmt.Errorf("clause %d: %w", i, err)
		}
		programs = append(programs, p)
	}
	rows := make([]enterprise, w.rows)
	for row := range rows {
		rows[row].set(func(f int) int { return int(w.columns[f][row]) })
	}
	return func() (result, error) {
		return measured(func() (count, total int64, err error) {
			machine := vm.VM{}
			for _, p := range programs {
				for row := range rows {
					v, err := machine.Run(p, &rows[row])
					if err != nil {
						return 0, 0, err
					}
					if n, isInt := v.(int); isInt && n >= 0 {
						count, total = count+1, total+int64(n)
					}
				}
			}
			return count, total, nil
		})
	}, nil
}
