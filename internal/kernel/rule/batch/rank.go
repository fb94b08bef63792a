package batch

import (
	"math"
	"slices"

	"cel.dev/cel-go/common/operators"

	"qinlian/internal/kernel/rule"
)

// span is the ranks from the first to the last, both included.
type span struct{ from, to int64 }

var everything = span{math.MinInt64, math.MaxInt64}

// rank puts the numbers of a kind in order. A double's is that of its bits, with what is no number above infinity.
func rank(k rule.Kind, n int64) int64 {
	if k != rule.KindDouble {
		return n
	}
	f := math.Float64frombits(uint64(n))
	switch {
	case math.IsNaN(f):
		return math.MaxInt64
	case f == 0:
		return 0 // of either sign
	}
	if n < 0 {
		return n ^ math.MaxInt64
	}
	return n
}

// lastRank is the greatest rank that < and > know.
func lastRank(k rule.Kind) int64 {
	if k == rule.KindDouble {
		return rank(k, int64(math.Float64bits(math.Inf(1))))
	}
	return math.MaxInt64
}

func isNaN(v rule.Value) bool { return v.Kind() == rule.KindDouble && math.IsNaN(v.Double()) }

// compared gives the ranks that compare with c as op wants.
func compared(op string, c int64, k rule.Kind) []span {
	last := lastRank(k)
	switch op {
	case operators.Less:
		return upTo(c, false)
	case operators.LessEquals:
		return upTo(c, true)
	case operators.Greater:
		if c >= last {
			return nil
		}
		return []span{{c + 1, last}}
	case operators.GreaterEquals:
		return []span{{c, last}}
	case operators.Equals:
		return []span{{c, c}}
	default:
		return rest([]span{{c, c}})
	}
}

func upTo(c int64, itself bool) []span {
	if itself {
		return []span{{math.MinInt64, c}}
	}
	if c == math.MinInt64 {
		return nil
	}
	return []span{{math.MinInt64, c - 1}}
}

// tidy sorts spans and joins those that touch.
func tidy(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		default:
			return 0
		}
	})
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && (out[n-1].to == math.MaxInt64 || s.from <= out[n-1].to+1) {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// rest gives the ranks outside of tidy spans.
func rest(spans []span) []span {
	var out []span
	from := int64(math.MinInt64)
	for _, s := range spans {
		if s.from > from {
			out = append(out, span{from, s.from - 1})
		}
		if s.to == math.MaxInt64 {
			return out
		}
		from = s.to + 1
	}
	return append(out, span{from, math.MaxInt64})
}
