package rule

import (
	"math"
	"math/big"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// amounts are the words by which a clause says how much: so many times an amount, a share of it, at most or at
// least another.
func amounts() []cel.EnvOption {
	money := quantityTypes[KindMoney]
	opts := []cel.EnvOption{
		cel.Function(operators.Multiply, cel.Overload("multiply_money_int", []*cel.Type{money, cel.IntType}, money)),
		cel.Function("share", cel.Overload("share_money_string", []*cel.Type{money, cel.StringType}, money, cel.BinaryBinding(shareOf))),
	}
	for _, t := range []*cel.Type{money, cel.IntType} {
		opts = append(opts,
			cel.Function("least", cel.Overload("least_"+t.TypeName(), []*cel.Type{t, t}, t, cel.BinaryBinding(either(types.IntNegOne)))),
			cel.Function("greatest", cel.Overload("greatest_"+t.TypeName(), []*cel.Type{t, t}, t, cel.BinaryBinding(either(types.IntOne)))))
	}
	return opts
}

// either gives a where it compares with b as wanted, else b.
func either(wanted ref.Val) func(a, b ref.Val) ref.Val {
	return func(a, b ref.Val) ref.Val {
		c, ok := a.(traits.Comparer)
		if !ok {
			return types.MaybeNoSuchOverloadErr(a)
		}
		if c.Compare(b) == wanted {
			return a
		}
		return b
	}
}

// Ratio is an exact share, Num/Den with 0 < Den ≤ 1 000 000: "3%" is 3/100.
type Ratio struct{ Num, Den int64 }

// ParseRatio reads a share as people write it: 8%, 0.5%, 3‰, 0.08, at most six decimals of the whole and from 0 to 1000
// times; false for anything else.
func ParseRatio(s string) (Ratio, bool) {
	s, den := strings.TrimSpace(s), int64(1)
	for mark, by := range map[string]int64{"%": 100, "％": 100, "‰": 1000} {
		if rest, ok := strings.CutSuffix(s, mark); ok {
			s, den = strings.TrimSpace(rest), by
		}
	}
	if s == "" || strings.Trim(s, "0123456789.") != "" || len(s) > 12 {
		return Ratio{}, false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Ratio{}, false
	}
	r.Quo(r, new(big.Rat).SetInt64(den))
	if !r.Denom().IsInt64() || r.Denom().Int64() > 1_000_000 || r.Cmp(new(big.Rat).SetInt64(1000)) > 0 {
		return Ratio{}, false
	}
	return Ratio{r.Num().Int64(), r.Denom().Int64()}, true
}

// Of gives the share of n, in the unit of n, rounded half away from zero (四舍五入); false where it does not fit.
func (r Ratio) Of(n int64) (int64, bool) {
	if whole := n * r.Num; n == 0 || r.Num == 0 || whole/r.Num == n && whole != math.MinInt64 { // mostly
		quotient, rest := whole/r.Den, whole%r.Den
		switch {
		case 2*rest >= r.Den:
			quotient++
		case -2*rest >= r.Den:
			quotient--
		}
		return quotient, true
	}
	whole := new(big.Int).Mul(big.NewInt(n), big.NewInt(r.Num))
	half := big.NewInt(r.Den)
	if whole.Sign() < 0 {
		half.Neg(half)
	}
	whole.Add(whole.Lsh(whole, 1), half).Quo(whole, big.NewInt(2*r.Den))
	return whole.Int64(), whole.IsInt64()
}

func shareOf(of, ratio ref.Val) ref.Val {
	q, ok := of.(quantity)
	s, isText := ratio.(types.String)
	if !ok || !isText {
		return types.MaybeNoSuchOverloadErr(of)
	}
	r, ok := ParseRatio(string(s))
	if !ok {
		return types.NewErr("share %q: want a share such as \"8%%\", \"3‰\" or \"0.08\", with at most six decimals", string(s))
	}
	n, ok := r.Of(q.n)
	if !ok {
		return outOfRange(q.kind)
	}
	return quantity{q.kind, n}
}

var _ traits.Multiplier = quantity{}

// Multiply repeats an amount n times.
func (q quantity) Multiply(times ref.Val) ref.Val {
	n, ok := times.(types.Int)
	if !ok || q.kind != KindMoney {
		return types.MaybeNoSuchOverloadErr(times)
	}
	product := q.n * int64(n)
	if q.n != 0 && (product/q.n != int64(n) || q.n == -1 && int64(n) == math.MinInt64) {
		return outOfRange(q.kind)
	}
	return quantity{q.kind, product}
}
