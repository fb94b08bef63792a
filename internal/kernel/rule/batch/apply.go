package batch

import (
	"math"
	"math/bits"

	"cel.dev/cel-go/common/operators"

	"qinlian/internal/kernel/rule"
)

// Days 0001-01-01 to 9999-12-31, as package rule bounds them.
const firstDay, lastDay = -719162, 2932896

// apply computes one step; false where it has no value.
func (f *formula) apply(a, b int64) (int64, bool) {
	switch f.op {
	case opLeast:
		return min(a, b), true
	case opGreatest:
		return max(a, b), true
	case opShare:
		return f.ratio.Of(a)
	}
	if f.of == double {
		return f.float(math.Float64frombits(uint64(a)), math.Float64frombits(uint64(b))), true
	}
	switch f.op {
	case opNegate:
		return -a, a != math.MinInt64
	case '+':
		sum := a + b
		return sum, (sum > a) == (b > 0) && f.inRange(sum)
	case '-':
		rest := a - b
		return rest, (rest < a) == (b > 0) && f.inRange(rest)
	case '*':
		high, low := bits.Mul64(magnitude(a), magnitude(b))
		product := int64(low)
		if (a < 0) != (b < 0) {
			product = -product
		}
		fits := high == 0 && (low <= math.MaxInt64 || low == 1<<63 && (a < 0) != (b < 0))
		return product, fits
	case '/':
		if b == 0 || a == math.MinInt64 && b == -1 {
			return 0, false
		}
		return a / b, true
	default:
		if b == 0 || a == math.MinInt64 && b == -1 {
			return 0, false
		}
		return a % b, true
	}
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func (f *formula) inRange(n int64) bool { return f.of != calendar || n >= firstDay && n <= lastDay }

func (f *formula) float(a, b float64) int64 {
	switch f.op {
	case opNegate:
		a = -a
	case '+':
		a += b
	case '-':
		a -= b
	case '*':
		a *= b
	default:
		a /= b
	}
	return int64(math.Float64bits(a))
}

// satisfied tells whether a op b.
func (c comparison) satisfied(a, b int64) bool {
	if c.a.kind == rule.KindDouble {
		return ordered(c.op, math.Float64frombits(uint64(a)), math.Float64frombits(uint64(b)))
	}
	return ordered(c.op, a, b)
}

func ordered[T int64 | float64](op string, a, b T) bool {
	switch op {
	case operators.Less:
		return a < b
	case operators.LessEquals:
		return a <= b
	case operators.Greater:
		return a > b
	case operators.GreaterEquals:
		return a >= b
	case operators.Equals:
		return a == b
	default:
		return a != b
	}
}
