package benefit

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/base/money"
	"qinlian/internal/kernel/mechanism"
)

// Ask is what one claim asks of a line.
type Ask struct {
	Key    string // of the claim; settles ties
	Amount money.Fen
	Rank   int64 // by rank: the highest first
	Ranked bool  // false: what ranks it is not known, so that it comes last
}

// Divide says what each of some claims gets of what a line has left, by the line's own order of shortage: pro rata to the fen,
// by rank, or as they stand. Where there is enough all get what they ask.
func Divide(short string, left money.Fen, asks []Ask) []money.Fen {
	grants, keys, pool := make([]Grant, len(asks)), make([]string, len(asks)), Pool{Left: max(0, left)}
	claims := make([]*Grant, len(asks))
	for i := range asks {
		grants[i] = Grant{Row: int32(i), Asked: asks[i].Amount, Paid: asks[i].Amount}
		keys[i], claims[i] = asks[i].Key, &grants[i]
		pool.Asked += asks[i].Amount
	}
	switch {
	case pool.Asked <= pool.Left:
	case short == mechanism.ProRata:
		proRata(claims, keys, &pool, Cut{})
	case short == mechanism.Rank:
		slices.SortFunc(claims, func(a, b *Grant) int {
			x, y := &asks[a.Row], &asks[b.Row]
			if x.Ranked != y.Ranked {
				if x.Ranked {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(y.Rank, x.Rank), strings.Compare(x.Key, y.Key))
		})
		inTurn(claims, pool.Left, Cut{})
	default:
		inTurn(claims, pool.Left, Cut{})
	}
	out := make([]money.Fen, len(asks))
	for i := range grants {
		out[i] = grants[i].Paid
	}
	return out
}

// RankOf is what ranks a record in a line that pays by rank; false where it is not known.
func (s *Scheme) RankOf(line string, r *Records, row int) (int64, bool) {
	rank := s.lines[line].Rank.Rule
	if rank == nil {
		return 0, false
	}
	v, err := rank.Value(r.Table.Row(row))
	return v.Number(), err == nil
}
