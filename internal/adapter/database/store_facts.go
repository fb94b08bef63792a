package database

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

type factWordRow struct {
	ZoneID string `bun:"zone_id,pk"`
	N      int64  `bun:"n,pk"`
	Word   string `bun:"word"`
}

// fewestFacts are worth a range of their own.
const fewestFacts = 5000

// askedFacts bounds the streams of one question.
const askedFacts = 500

// FactRows returns the rows of streams, in order of stream.
func (s *Store) FactRows(ctx context.Context, zone string, streams []string) ([]engine.FactRow, error) {
	ctx = s.in(ctx, zone)
	streams = slices.Compact(slices.Sorted(slices.Values(streams)))
	var out []engine.FactRow
	for some := range slices.Chunk(streams, askedFacts) {
		rows := make([]engine.FactRow, 0, len(some))
		err := s.db.Conn(ctx).NewSelect().TableExpr("facts").Column("zone_id", "stream", "name", "seq", "head", "facts").
			Where("zone_id = ?", zone).Where("stream IN (?)", bun.List(some)).Order("stream").Scan(ctx, &rows)
		if err != nil {
			return nil, Explain(fmt.Errorf("read facts: %w", err))
		}
		out = append(out, rows...)
	}
	return out, nil
}

// WalkFacts walks the rows of a range of streams, in order. Their bytes are those of the row at hand.
func (s *Store) WalkFacts(ctx context.Context, zone string, r engine.Range) iter.Seq2[engine.FactRow, error] {
	ctx = s.in(ctx, zone)
	where, args := factsIn(zone, r)
	row := engine.FactRow{ZoneID: zone}
	var head, packed sql.RawBytes
	return walk(ctx, s, func(rows *sql.Rows) (engine.FactRow, error) {
		err := rows.Scan(&row.Stream, &row.Name, &row.Seq, &head, &packed)
		row.Head, row.Facts = head, packed
		return row, err
	}, "SELECT stream, name, seq, head, facts FROM facts WHERE "+where+" ORDER BY stream", args...)
}

// WalkPacked is WalkFacts without names, sequence numbers and heads.
func (s *Store) WalkPacked(ctx context.Context, zone string, r engine.Range) iter.Seq2[engine.FactRow, error] {
	ctx = s.in(ctx, zone)
	where, args := factsIn(zone, r)
	row := engine.FactRow{ZoneID: zone}
	var packed sql.RawBytes
	return walk(ctx, s, func(rows *sql.Rows) (engine.FactRow, error) {
		err := rows.Scan(&row.Stream, &packed)
		row.Facts = packed
		return row, err
	}, "SELECT stream, facts FROM facts WHERE "+where+" ORDER BY stream", args...)
}

// CountFacts counts the rows of a range of streams.
func (s *Store) CountFacts(ctx context.Context, zone string, r engine.Range) (n int, err error) {
	where, args := factsIn(zone, r)
	if err := s.one(s.in(ctx, zone), []any{&n}, "SELECT count(*) FROM facts WHERE "+where, args...); err != nil {
		return 0, Explain(fmt.Errorf("count facts: %w", err))
	}
	return n, nil
}

// FactRanges cuts a range into up to so many of about as many rows each; in a transaction, whose connection reads one thing
// at a time, into one.
func (s *Store) FactRanges(ctx context.Context, zone string, r engine.Range, parts int) ([]engine.Range, error) {
	n, err := s.CountFacts(ctx, zone, r)
	if err != nil {
		return nil, err
	}
	out := []engine.Range{r}
	if s.db.current(ctx) != nil {
		return out, nil
	}
	parts = min(parts, n/fewestFacts)
	where, args := factsIn(zone, r)
	for i := 1; i < parts; i++ {
		var at string
		if err := s.one(s.in(ctx, zone), []any{&at}, "SELECT stream FROM facts WHERE "+where+" ORDER BY stream LIMIT 1 OFFSET ?", append(slices.Clip(args), n*i/parts)...); err != nil {
			return nil, Explain(fmt.Errorf("cut the facts into ranges: %w", err))
		}
		last := &out[len(out)-1]
		out = append(out, engine.Range{From: at, Below: last.Below})
		out[len(out)-2].Below = at
	}
	return out, nil
}

func factsIn(zone string, r engine.Range) (where string, args []any) {
	where, args = "zone_id = ?", []any{zone}
	for _, c := range []struct{ condition, value string }{{" AND stream >= ?", r.From}, {" AND stream < ?", r.Below}} {
		if c.value != "" {
			where, args = where+c.condition, append(args, c.value)
		}
	}
	return where, args
}

// PutFacts stores rows as they now are.
func (s *Store) PutFacts(ctx context.Context, rows []engine.FactRow) error {
	if len(rows) == 0 {
		return nil
	}
	return s.facts.put(s.in(ctx, rows[0].ZoneID), s, rows)
}

// FactWords returns the words in order of number.
func (s *Store) FactWords(ctx context.Context, zone string) ([]string, error) {
	ctx = s.in(ctx, zone)
	var rows []factWordRow
	err := s.db.Conn(ctx).NewSelect().TableExpr("fact_words").Column("n", "word").Where("zone_id = ?", zone).Order("n").Scan(ctx, &rows)
	if err != nil {
		return nil, Explain(fmt.Errorf("read the words of facts: %w", err))
	}
	words := make([]string, len(rows))
	for i := range rows {
		if rows[i].N != int64(i)+1 {
			return nil, errs.Newf(errs.Corrupt, "ledger.fact_words", "表 fact_words 缺少第 %d 个词", "word %d is missing from table fact_words", i+1)
		}
		words[i] = rows[i].Word
	}
	return words, nil
}

// PutFactWords adds words. Conflict when somebody else gave out one of their numbers.
func (s *Store) PutFactWords(ctx context.Context, zone string, first int, words []string) error {
	rows := make([]factWordRow, len(words))
	for i, w := range words {
		rows[i] = factWordRow{zone, int64(first + i), w}
	}
	err := s.factWords.put(s.in(ctx, zone), s, rows)
	if IsUnique(err) {
		return errs.Newf(errs.Conflict, "ledger.conflict", "登记簿刚被他人改动，未写入任何内容。请重试", "the register has just been changed by somebody else and nothing was written: retry").Because(err)
	}
	return err
}
