package database

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
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
	where, args := claimsWhere(zone, &f)
	query := "SELECT " + s.claims.list + " FROM claims WHERE " + where + " ORDER BY stream"
	if f.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, f.Limit)
	}
	return walk(s.in(ctx, zone), s, s.claims.scanner(""), query, args...)
}

// ClaimSums adds claims up, in order of clause, line, step and unit.
func (s *Store) ClaimSums(ctx context.Context, zone string, f engine.ClaimFilter) iter.Seq2[engine.ClaimSum, error] {
	where, args := claimsWhere(zone, &f)
	query := "SELECT clause, line, step, COALESCE((SELECT lead_unit FROM matters WHERE matters.zone_id = claims.zone_id AND matters.id = claims.matter_id), '') AS unit, " +
		"COUNT(*), CAST(SUM(amount_fen) AS BIGINT) FROM claims WHERE " + where + " GROUP BY clause, line, step, unit ORDER BY clause, line, step, unit"
	return walk(s.in(ctx, zone), s, func(rows *sql.Rows) (engine.ClaimSum, error) {
		var one engine.ClaimSum
		err := rows.Scan(&one.Clause, &one.Line, &one.Step, &one.Unit, &one.Count, &one.Amount)
		return one, err
	}, query, args...)
}

// ClaimTotal is what claims come to together.
func (s *Store) ClaimTotal(ctx context.Context, zone string, f engine.ClaimFilter) (total money.Fen, err error) {
	where, args := claimsWhere(zone, &f)
	query := "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM claims WHERE " + where
	for one, err := range walk(s.in(ctx, zone), s, func(rows *sql.Rows) (sum money.Fen, err error) { return sum, rows.Scan(&sum) }, query, args...) {
		if err != nil {
			return 0, err
		}
		total = one
	}
	return total, nil
}

func claimsWhere(zone string, f *engine.ClaimFilter) (where string, args []any) {
	where, args = factsIn(zone, f.Range)
	and := func(condition string, values ...any) { where, args = where+" AND "+condition, append(args, values...) }
	among := func(column, prefix string, of []string) {
		condition, values := oneOf(column, prefix, of)
		and(condition, values...)
	}
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
		steps := make([]string, len(f.Steps))
		for i, step := range f.Steps {
			steps[i] = string(step)
		}
		among("step", "", steps)
	}
	if f.IDs != nil {
		among("stream", ledger.ClaimPrefix, f.IDs)
	}
	if f.Records != nil {
		among("record", "", f.Records)
	}
	if f.Year != 0 {
		and("day >= ? AND day < ?", int32(clock.NewDate(f.Year, 1, 1)), int32(clock.NewDate(f.Year+1, 1, 1)))
	}
	if f.Unit != "" {
		and("matter_id IN (SELECT id FROM matters WHERE zone_id = ? AND lead_unit = ?)", zone, f.Unit)
	}
	if f.Late != 0 {
		and("matter_id IN (SELECT id FROM matters WHERE zone_id = ? AND open AND due_on > 0 AND due_on < ?)", zone, int32(f.Late))
	}
	if f.Past != "" {
		and("stream > ?", ledger.ClaimPrefix+f.Past)
	}
	return where, args
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

// oneOf is the condition that a column is one of values, each with something before it.
func oneOf(column, prefix string, values []string) (condition string, args []any) {
	if len(values) == 0 {
		return "1 = 0", nil
	}
	for _, v := range values {
		args = append(args, prefix+v)
	}
	return column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", args
}
