package database

import (
	"context"
	"iter"
	"strings"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// LockMoney makes whoever else moves money in the zone wait until the transaction ends.
func (s *Store) LockMoney(ctx context.Context, zone string) error {
	return s.db.Lock(s.in(ctx, zone), "money/"+zone)
}

// Funds walks the budget lines of a range of streams, in order.
func (s *Store) Funds(ctx context.Context, zone string, r engine.Range) iter.Seq2[engine.FundRow, error] {
	where, args := factsIn(zone, r)
	return walk(s.in(ctx, zone), s, s.funds.scanner(""), "SELECT "+s.funds.list+" FROM funds WHERE "+where+" ORDER BY stream", args...)
}

// Holdings walks what claims have of the lines of a range, in order of line and claim.
func (s *Store) Holdings(ctx context.Context, zone string, r engine.Range, claim string) iter.Seq2[engine.HoldingRow, error] {
	where, args := factsIn(zone, r)
	if claim != "" {
		where, args = where+" AND claim = ?", append(args, claim)
	}
	return walk(s.in(ctx, zone), s, s.holdings.scanner(""), "SELECT "+s.holdings.list+" FROM fund_holdings WHERE "+where+" ORDER BY stream, claim", args...)
}

// Claims walks claims in order of stream.
func (s *Store) Claims(ctx context.Context, zone string, f engine.ClaimFilter) iter.Seq2[engine.ClaimRow, error] {
	where, args := factsIn(zone, f.Range)
	and := func(condition string, values ...any) { where, args = where+" AND "+condition, append(args, values...) }
	for _, c := range []struct{ column, value string }{{"matter_id", f.Matter}, {"line", f.Line}, {"batch", f.Batch}} {
		if c.value != "" {
			and(c.column+" = ?", c.value)
		}
	}
	if f.ID != "" {
		and("stream = ?", ledger.ClaimPrefix+f.ID)
	}
	if document, all := strings.CutSuffix(f.Clause, "/"); all {
		and("clause >= ? AND clause < ?", document+"/", document+"0") // 0 is what follows /
	} else if f.Clause != "" {
		and("clause = ?", f.Clause)
	}
	if len(f.Steps) > 0 {
		steps := make([]any, len(f.Steps))
		for i, step := range f.Steps {
			steps[i] = string(step)
		}
		and("step IN (?"+strings.Repeat(", ?", len(steps)-1)+")", steps...)
	}
	if f.Records != nil {
		records := make([]any, len(f.Records))
		for i, r := range f.Records {
			records[i] = r
		}
		if len(records) == 0 {
			and("1 = 0")
		} else {
			and("record IN (?"+strings.Repeat(", ?", len(records)-1)+")", records...)
		}
	}
	if f.Past != "" {
		and("stream > ?", ledger.ClaimPrefix+f.Past)
	}
	query := "SELECT " + s.claims.list + " FROM claims WHERE " + where + " ORDER BY stream"
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	return walk(s.in(ctx, zone), s, s.claims.scanner(""), query, args...)
}

// PutMoney stores rows as they now are.
func (s *Store) PutMoney(ctx context.Context, rows engine.MoneyRows) error {
	zone := zoneOfMoney(&rows)
	if zone == "" {
		return nil
	}
	ctx = s.in(ctx, zone)
	if err := s.funds.put(ctx, s, rows.Funds); err != nil {
		return Explain(err)
	}
	if err := s.holdings.put(ctx, s, rows.Holdings); err != nil {
		return Explain(err)
	}
	return Explain(s.claims.put(ctx, s, rows.Claims))
}

func zoneOfMoney(rows *engine.MoneyRows) string {
	switch {
	case len(rows.Funds) > 0:
		return rows.Funds[0].ZoneID
	case len(rows.Claims) > 0:
		return rows.Claims[0].ZoneID
	}
	return ""
}
