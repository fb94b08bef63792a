package rule

import (
	"math"
	"slices"

	"cel.dev/cel-go/common/operators"
)

// span is what a term may be: a range of numbers and which of them; a nil is restricts nothing.
type span struct {
	low, high int64
	is, isNot []constant
}

type constant struct {
	n int64
	s string
}

func exactly(n int64) span        { return span{low: n, high: n} }
func between(a, b int64) span     { return span{low: a, high: b} }
func among(is ...constant) span   { return span{low: math.MinInt64, high: math.MaxInt64, is: is} }
func noneOf(not ...constant) span { return span{low: math.MinInt64, high: math.MaxInt64, isNot: not} }

func (s span) and(t span) span {
	out := span{max(s.low, t.low), min(s.high, t.high), s.is, append(slices.Clip(s.isNot), t.isNot...)}
	switch {
	case s.is == nil:
		out.is = t.is
	case t.is != nil:
		out.is = slices.DeleteFunc(slices.Clone(s.is), func(c constant) bool { return !slices.Contains(t.is, c) })
	}
	return out
}

func (s span) empty() bool {
	allowed := func(c constant) bool { return c.n >= s.low && c.n <= s.high && !slices.Contains(s.isNot, c) }
	if s.is != nil {
		return !slices.ContainsFunc(s.is, allowed)
	}
	if s.low > s.high {
		return true
	}
	if uint64(s.high)-uint64(s.low) > uint64(len(s.isNot)) {
		return false
	}
	for n := s.low; ; n++ {
		if allowed(constant{n: n}) {
			return false
		}
		if n == s.high {
			return true
		}
	}
}

// meeting is what stands in a relation to a constant.
func meeting(op string, c constant) span {
	all := span{low: math.MinInt64, high: math.MaxInt64}
	switch op {
	case operators.Equals:
		return among(c)
	case operators.NotEquals:
		return noneOf(c)
	case operators.LessEquals:
		all.high = c.n
	case operators.GreaterEquals:
		all.low = c.n
	case operators.Less:
		all.high, all.isNot = c.n, []constant{c}
	case operators.Greater:
		all.low, all.isNot = c.n, []constant{c}
	}
	return all
}

// constantOf puts values in the order in which rules compare them. Next to each decimal stands the next that there is.
func constantOf(v Value) constant {
	switch v.kind {
	case KindString:
		return constant{s: v.str}
	case KindDouble:
		if v.num < 0 {
			return constant{n: -(v.num & math.MaxInt64)}
		}
	}
	return constant{n: v.num}
}
