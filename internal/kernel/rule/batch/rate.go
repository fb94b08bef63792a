package batch

import (
	"math"
	"math/bits"
)

// rate is the formula that most amounts are: a column times a share or divided by a number, between bounds. It is computed in
// one step, where no number of the column is so large that anything could go wrong.
type rate struct {
	column         string
	mul, half, div uint64
	by             uint64 // reciprocal of div; 0: nothing is divided
	low, high      int64
	most           uint64 // the largest magnitude for which it holds
}

// largest bounds what a rate comes to, so that the amounts of a block add up.
const largest = math.MaxInt64 / blockRows / 2

// rated reads a formula as one, nil where it is none.
func (f *formula) rated() *rate {
	r := f.linear()
	if r == nil || r.low > r.high || r.low > largest || r.high < -largest {
		return nil
	}
	limit := uint64(largest) / r.div
	if limit <= r.half {
		return nil
	}
	if r.most = (limit - r.half) / r.mul; r.div > 1 {
		r.by = reciprocal(int64(r.div))
	}
	return r
}

func (f *formula) linear() *rate {
	if f.of != whole {
		return nil
	}
	a, b := f.a, f.b
	switch f.op {
	case opColumn:
		return &rate{column: f.column, mul: 1, div: 1, low: math.MinInt64, high: math.MaxInt64}
	case '*', opLeast, opGreatest:
		if a.op == opFixed {
			a, b = b, a
		}
		if b.op != opFixed {
			return nil
		}
	case '/':
		if b.op != opFixed {
			return nil
		}
	case opShare:
	default:
		return nil
	}
	r := a.linear()
	if r == nil {
		return nil
	}
	bounded := r.low != math.MinInt64 || r.high != math.MaxInt64
	switch {
	case f.op == opLeast:
		r.high = min(r.high, b.fixed)
		return r
	case f.op == opGreatest:
		r.low = max(r.low, b.fixed)
		return r
	case bounded || r.div > 1:
		return nil
	case f.op == opShare && f.ratio.Num > 0 && f.ratio.Num < 1<<31: // half a fen is rounded away from 0
		r.mul, r.half, r.div = 2*r.mul*uint64(f.ratio.Num), uint64(f.ratio.Den), 2*uint64(f.ratio.Den)
	case f.op == '*' && b.fixed > 0 && b.fixed < 1<<31:
		r.mul *= uint64(b.fixed)
	case f.op == '/' && b.fixed > 0 && b.fixed < 1<<31:
		r.div = uint64(b.fixed)
	default:
		return nil
	}
	if r.mul >= 1<<40 {
		return nil
	}
	return r
}

// reads gives the column that r computes from; nil where it must be computed step by step.
func (r *rate) reads(w *worker) *column {
	if r == nil || w.words != blockWords {
		return nil
	}
	c := w.run.table.columns[r.column]
	if c == nil || c.most > r.most || !w.full(c) {
		return nil
	}
	return c
}

// sum adds up the amounts of rows of the stretch that begins at a word.
func (r *rate) sum(c *column, first int, rows []int32) int64 {
	switch x := c.narrow.Load(); {
	case x == nil:
		return summed(r, (*[blockRows]int64)(c.numbers[first*64:]), rows)
	case x.two != nil:
		return summed(r, (*[blockRows]int16)(x.two[first*64:]), rows)
	default:
		return summed(r, (*[blockRows]int32)(x.four[first*64:]), rows)
	}
}

func summed[T int16 | int32 | int64](r *rate, numbers *[blockRows]T, rows []int32) (sum int64) {
	mul, half, by, low, high := r.mul, r.half, r.by, r.low, r.high
	for _, row := range rows {
		n := int64(numbers[uint32(row)%blockRows])
		q := uint64(max(n, -n))*mul + half
		if by != 0 {
			q, _ = bits.Mul64(q, by)
		}
		sum += min(max(signed(q, n), low), high)
	}
	return sum
}

// list writes down the amounts of rows, which may be of the whole table.
func (r *rate) list(c *column, first int, rows []int32, amounts []int64) {
	switch x := c.narrow.Load(); {
	case x == nil:
		computed(r, (*[blockRows]int64)(c.numbers[first*64:]), rows, amounts)
	case x.two != nil:
		computed(r, (*[blockRows]int16)(x.two[first*64:]), rows, amounts)
	default:
		computed(r, (*[blockRows]int32)(x.four[first*64:]), rows, amounts)
	}
}

func computed[T int16 | int32 | int64](r *rate, numbers *[blockRows]T, rows []int32, amounts []int64) {
	mul, half, by, low, high := r.mul, r.half, r.by, r.low, r.high
	amounts = amounts[:len(rows)]
	for i, row := range rows {
		n := int64(numbers[uint32(row)%blockRows])
		q := uint64(max(n, -n))*mul + half
		if by != 0 {
			q, _ = bits.Mul64(q, by)
		}
		amounts[i] = min(max(signed(q, n), low), high)
	}
}
