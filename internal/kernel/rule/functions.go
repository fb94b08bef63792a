package rule

import (
	"math"
	"slices"
	"strconv"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// maxSpan bounds wd and days: a rule that counts more than a thousand years is a slip of the pen.
const maxSpan = 400_000

// functionNames are the words a rule may call, for hints; those of tallies are the caller's.
var functionNames = []string{
	"wd", "days", "date", "yuan", "wan", "yi", "share", "least", "greatest", "timestamp", "size", "has",
	"startsWith", "endsWith", "contains", "matches", "all", "exists", "exists_one", "filter", "map",
}

// FunctionNames lists the functions that rules may call.
func FunctionNames() []string { return slices.Clone(functionNames) }

// library is the part of CEL that rules have, with the quantities added.
func library() []cel.EnvOption {
	opts := []cel.EnvOption{cel.StdLib(cel.StdLibSubset(standardSubset()))}
	money, date, work, days := quantityTypes[KindMoney], quantityTypes[KindDate], quantityTypes[KindWorkdays], quantityTypes[KindDays]
	for _, op := range []string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals} {
		for _, t := range []*cel.Type{money, date, work} {
			opts = append(opts, cel.Function(op, cel.Overload(op+t.TypeName(), []*cel.Type{t, t}, cel.BoolType)))
		}
	}
	binary := func(op, id string, a, b, result *cel.Type) {
		opts = append(opts, cel.Function(op, cel.Overload(id, []*cel.Type{a, b}, result)))
	}
	binary(operators.Add, "add_money", money, money, money)
	binary(operators.Add, "add_workdays", work, work, work)
	binary(operators.Add, "add_date_days", date, days, date)
	binary(operators.Subtract, "subtract_money", money, money, money)
	binary(operators.Subtract, "subtract_workdays", work, work, work)
	binary(operators.Subtract, "subtract_date_days", date, days, date)
	binary(operators.Subtract, "subtract_dates", date, date, cel.IntType)
	unary := func(name, id string, arg, result *cel.Type, f func(ref.Val) ref.Val) {
		opts = append(opts, cel.Function(name, cel.Overload(id, []*cel.Type{arg}, result, cel.UnaryBinding(f))))
	}
	opts = append(opts,
		cel.Function(operators.Negate, cel.Overload("negate_money", []*cel.Type{money}, money)),
		cel.Function(operators.Negate, cel.Overload("negate_workdays", []*cel.Type{work}, work)))
	unary("wd", "wd_int", cel.IntType, work, workdaysOf)
	unary("wd", "wd_double", cel.DoubleType, work, workdaysOf)
	unary("days", "days_int", cel.IntType, days, daysOf)
	unary("date", "date_string", cel.StringType, date, dateOf)
	unary("yuan", "yuan_int", cel.IntType, money, moneyIn(yuan))
	unary("yuan", "yuan_string", cel.StringType, money, moneyIn(yuan))
	unary("wan", "wan_int", cel.IntType, money, moneyIn(wan))
	unary("wan", "wan_string", cel.StringType, money, moneyIn(wan))
	unary("yi", "yi_int", cel.IntType, money, moneyIn(yi))
	unary("yi", "yi_string", cel.StringType, money, moneyIn(yi))
	return append(opts, amounts()...)
}

const yuan, wan, yi = money.Yuan, money.Wan, money.Yi

func standardSubset() *env.LibrarySubset {
	subset := env.NewLibrarySubset()
	subset.AddIncludedMacros("has", "all", "exists", "exists_one", "filter", "map")
	for _, name := range []string{
		operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Conditional,
		operators.NotStrictlyFalse, operators.Equals, operators.NotEquals, operators.Index, operators.In, overloads.Size,
		overloads.StartsWith, overloads.EndsWith, overloads.Contains, overloads.Matches,
	} {
		subset.AddIncludedFunctions(env.NewFunction(name))
	}
	some := func(name string, ids ...string) {
		list := make([]*env.Overload, len(ids))
		for i, id := range ids {
			list[i] = &env.Overload{ID: id}
		}
		subset.AddIncludedFunctions(env.NewFunction(name, list...))
	}
	some(operators.Add, overloads.AddInt64, overloads.AddDouble, overloads.AddString, overloads.AddList)
	some(operators.Subtract, overloads.SubtractInt64, overloads.SubtractDouble)
	some(operators.Multiply, overloads.MultiplyInt64, overloads.MultiplyDouble)
	some(operators.Divide, overloads.DivideInt64, overloads.DivideDouble)
	some(operators.Modulo, overloads.ModuloInt64)
	some(operators.Negate, overloads.NegateInt64, overloads.NegateDouble)
	some(operators.Less, overloads.LessInt64, overloads.LessDouble, overloads.LessString, overloads.LessTimestamp)
	some(operators.LessEquals, overloads.LessEqualsInt64, overloads.LessEqualsDouble, overloads.LessEqualsString, overloads.LessEqualsTimestamp)
	some(operators.Greater, overloads.GreaterInt64, overloads.GreaterDouble, overloads.GreaterString, overloads.GreaterTimestamp)
	some(operators.GreaterEquals, overloads.GreaterEqualsInt64, overloads.GreaterEqualsDouble, overloads.GreaterEqualsString, overloads.GreaterEqualsTimestamp)
	some(overloads.TypeConvertTimestamp, overloads.StringToTimestamp)
	return subset
}

func workdaysOf(v ref.Val) ref.Val {
	switch n := v.(type) {
	case types.Int:
		if n >= -maxSpan && n <= maxSpan {
			return quantity{KindWorkdays, int64(n) * Workday}
		}
	case types.Double:
		t := math.Round(float64(n) * Workday)
		if math.Abs(t-float64(n)*Workday) < 1e-6 && math.Abs(float64(n)) <= maxSpan {
			return quantity{KindWorkdays, int64(t)}
		}
	}
	return types.NewErr("wd(%v): want a number of working days, at most three decimals and %d days", v.Value(), maxSpan)
}

func daysOf(v ref.Val) ref.Val {
	if n, ok := v.(types.Int); ok && n >= -maxSpan && n <= maxSpan {
		return quantity{KindDays, int64(n)}
	}
	return types.NewErr("days(%v): want a whole number of days, at most %d", v.Value(), maxSpan)
}

func dateOf(v ref.Val) ref.Val {
	s, _ := v.(types.String)
	d, err := clock.ParseDate(string(s))
	if err != nil {
		return types.NewErr("%s", errs.Message(err, text.En))
	}
	if d.IsZero() {
		return types.NewErr("date %q cannot be used", string(s))
	}
	return quantity{KindDate, int64(d)}
}

func moneyIn(unit money.Fen) func(ref.Val) ref.Val {
	return func(v ref.Val) ref.Val {
		var (
			f   money.Fen
			err error
		)
		switch n := v.(type) {
		case types.Int:
			f, err = money.ParseIn(strconv.FormatInt(int64(n), 10), unit)
		case types.String:
			f, err = money.ParseIn(string(n), unit)
		}
		if err != nil {
			return types.WrapErr(err)
		}
		return quantity{KindMoney, int64(f)}
	}
}
