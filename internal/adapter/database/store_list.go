package database

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/uptrace/bun"

	"qinlian/internal/kernel/engine"
)

// List walks matters in order of number; those without one come first, in order of id.
func (s *Store) List(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.MatterRow, error] {
	left := "state"
	if f.WithState {
		left = ""
	}
	q := limited(s.selectMatters(ctx, zone, &f), f.Limit)
	if f.ByID {
		q = q.OrderExpr("id")
	} else if f.Root != "" || f.Parent != "" || f.Matter != "" { // few: an order that no index has keeps SQLite from walking them all
		q = q.OrderExpr("number || '', id")
	} else {
		q = q.OrderExpr("number, (CASE number WHEN '' THEN id ELSE '' END)") // as the index has it
	}
	columns := s.matters.without(left)
	if s.db.dialect == PostgreSQL {
		return walk(ctx, s, s.matters.scanner(left), q.ColumnExpr(columns).String())
	}
	packed, unpack := s.matters.packed(zone, "id", left)
	plainly := func(conn querier, id string) (*sql.Rows, func(*sql.Rows) (engine.MatterRow, error), error) {
		rows, err := conn.QueryContext(ctx, "SELECT "+columns+" FROM matters WHERE zone_id = ? AND id = ?", zone, id)
		return rows, s.matters.scanner(left), err
	}
	return walkPacked(ctx, s, unpack, plainly, q.ColumnExpr(packed).String())
}

// Duties walks duties in order of due, matter, id and opening.
func (s *Store) Duties(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.DutyRow, error] {
	order := "due_at, matter_id, id, opens_at"
	if f.ByID {
		order = "matter_id, id, opens_at"
	}
	q := s.selectDuties(ctx, zone, &f).ColumnExpr(s.duties.list).OrderExpr(order)
	return walk(ctx, s, s.duties.scanner(""), limited(q, f.Limit).String())
}

// Letters walks letters in order of drafting, matter and id.
func (s *Store) Letters(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.LetterRow, error] {
	order := "drafted_at, matter_id, id"
	if f.ByID {
		order = "matter_id, id"
	}
	q := s.selectLetters(ctx, zone, &f).ColumnExpr(s.letters.list).OrderExpr(order)
	return walk(ctx, s, s.letters.scanner(""), limited(q, f.Limit).String())
}

func limited(q *bun.SelectQuery, limit int) *bun.SelectQuery {
	if limit > 0 {
		q = q.Limit(int64(limit))
	}
	return q
}

// CountMatters counts what List would hold without its limit.
func (s *Store) CountMatters(ctx context.Context, zone string, f engine.Filter) (int, error) {
	return count(ctx, s, s.selectMatters(ctx, zone, &f), f.AtMost)
}

// CountDuties counts what Duties would hold without its limit.
func (s *Store) CountDuties(ctx context.Context, zone string, f engine.Filter) (int, error) {
	return count(ctx, s, s.selectDuties(ctx, zone, &f), f.AtMost)
}

// CountLetters counts what Letters would hold without its limit.
func (s *Store) CountLetters(ctx context.Context, zone string, f engine.Filter) (int, error) {
	return count(ctx, s, s.selectLetters(ctx, zone, &f), f.AtMost)
}

func count(ctx context.Context, s *Store, q *bun.SelectQuery, atMost int) (n int, err error) {
	if atMost > 0 {
		q = s.db.Conn(ctx).NewSelect().TableExpr("(?) AS found", q.ColumnExpr("1").Limit(int64(atMost)))
	}
	if err := q.ColumnExpr("count(*)").Scan(ctx, &n); err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}
