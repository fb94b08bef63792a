package database

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/kernel/engine"
)

// List walks matters in order of number, as people count; those without one come first, in order of id.
func (s *Store) List(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.MatterRow, error] {
	ctx = s.in(ctx, zone)
	left := "state" // and what lies behind it
	if f.WithState {
		left = ""
	}
	q, small, err := s.mattersIn(ctx, zone, &f)
	if err != nil {
		return func(yield func(engine.MatterRow, error) bool) { yield(engine.MatterRow{}, err) }
	}
	q = limited(q, f.Limit)
	if len(f.Sort) > 0 {
		q = s.sorted(q, &f)
	} else if f.ByID {
		q = q.OrderExpr("id")
	} else if small || f.Few || f.Root != "" || f.Parent != "" || f.Matter != "" { // few: an order that no index has keeps SQLite from walking them all
		q = q.OrderExpr("number_key || '', id")
	} else {
		q = q.OrderExpr("number_key, (CASE number_key WHEN '' THEN id ELSE '' END)") // as the index has it
	}
	columns := s.progressed(s.matters.before(left), &f)
	if s.db.dialect == PostgreSQL {
		return walk(ctx, s, s.matters.scanner(left), q.ColumnExpr(columns).String())
	}
	packed, unpack := s.matters.packed(zone, "id", left)
	plainly := func(conn querier, id string) (*sql.Rows, func(*sql.Rows) (engine.MatterRow, error), error) {
		rows, err := conn.QueryContext(ctx, "SELECT "+columns+" FROM matters WHERE zone_id = ? AND id = ?", zone, id)
		return rows, s.matters.scanner(left), err
	}
	return singly(walkPacked(ctx, s, unpack, plainly, q.ColumnExpr(s.progressed(packed, &f)).String()))
}

// Duties walks duties in order of due, from the first or the last on, number and id of the matter, id and opening.
func (s *Store) Duties(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.DutyRow, error] {
	ctx = s.in(ctx, zone)
	q, err := s.selectDuties(ctx, zone, &f)
	if err != nil {
		return func(yield func(engine.DutyRow, error) bool) { yield(engine.DutyRow{}, err) }
	}
	if s.packs(&f) {
		return byMatter(ctx, s, s.duties, zone, q, "id, opens_at", func(a, b *engine.DutyRow) int {
			return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.OpensAt, b.OpensAt))
		})
	}
	order := "due_at, matter_key, matter_id, id, opens_at"
	switch {
	case f.ByID:
		order = "matter_id, id, opens_at"
	case f.Newest:
		order = strings.Replace(order, ",", " DESC,", 1)
	}
	q = columns(q, f.Past, f.Newest, "due_at", "matter_key", "matter_id", "id", "opens_at")
	return walk(ctx, s, s.duties.scanner(""), limited(q.ColumnExpr(s.duties.list).OrderExpr(order), f.Limit).String())
}

// Letters walks letters in order of drafting, number of the matter, matter and id.
func (s *Store) Letters(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.LetterRow, error] {
	ctx = s.in(ctx, zone)
	q, err := s.selectLetters(ctx, zone, &f)
	if err != nil {
		return func(yield func(engine.LetterRow, error) bool) { yield(engine.LetterRow{}, err) }
	}
	if s.packs(&f) {
		return byMatter(ctx, s, s.letters, zone, q, "id", func(a, b *engine.LetterRow) int { return cmp.Compare(a.ID, b.ID) })
	}
	order := "drafted_at, matter_key, matter_id, id"
	if f.ByID {
		order = "matter_id, id"
	}
	q = columns(q, f.Past, false, "drafted_at", "matter_key", "matter_id", "id")
	return walk(ctx, s, s.letters.scanner(""), limited(q.ColumnExpr(s.letters.list).OrderExpr(order), f.Limit).String())
}

// packs tells whether rows of many matters are wanted as they lie.
func (s *Store) packs(f *engine.Filter) bool {
	return s.db.dialect == SQLite && f.ByID && f.Matter == "" && f.Limit == 0
}

// byMatter walks rows in order of their matter's id, all of a matter from one text.
func byMatter[R any](ctx context.Context, s *Store, t *table[R], zone string, q *bun.SelectQuery, inMatter string, order func(a, b *R) int) iter.Seq2[R, error] {
	columns, unpack := t.grouped(zone, "matter_id", order)
	again := "SELECT " + t.list + " FROM (" + q.Clone().ColumnExpr(t.list).String() + ") WHERE matter_id = ? ORDER BY " + inMatter
	plainly := func(conn querier, matter string) (*sql.Rows, func(*sql.Rows) (R, error), error) {
		rows, err := conn.QueryContext(ctx, again, matter)
		return rows, t.scanner(""), err
	}
	return singly(walkPacked(ctx, s, unpack, plainly, q.ColumnExpr(columns).GroupExpr("matter_id").OrderExpr("matter_id").String()))
}

func limited(q *bun.SelectQuery, limit int) *bun.SelectQuery {
	if limit > 0 {
		q = q.Limit(int64(limit))
	}
	return q
}

// CountMatters counts what List would hold without its limit.
func (s *Store) CountMatters(ctx context.Context, zone string, f engine.Filter) (int, error) {
	ctx = s.in(ctx, zone)
	q, err := s.mattersCounted(ctx, zone, &f)
	if err != nil {
		return 0, err
	}
	return count(ctx, s, q, f.AtMost)
}

// CountDuties counts what Duties would hold without its limit.
func (s *Store) CountDuties(ctx context.Context, zone string, f engine.Filter) (int, error) {
	ctx = s.in(ctx, zone)
	q, err := s.selectDuties(ctx, zone, &f)
	if err != nil {
		return 0, err
	}
	return count(ctx, s, q, f.AtMost)
}

// CountLetters counts what Letters would hold without its limit.
func (s *Store) CountLetters(ctx context.Context, zone string, f engine.Filter) (int, error) {
	ctx = s.in(ctx, zone)
	q, err := s.selectLetters(ctx, zone, &f)
	if err != nil {
		return 0, err
	}
	return count(ctx, s, q, f.AtMost)
}

func count(ctx context.Context, s *Store, q *bun.SelectQuery, atMost int) (n int, err error) {
	if atMost > 0 {
		q = s.db.Conn(ctx).NewSelect().TableExpr("(?) AS found", q.ColumnExpr("1").Limit(int64(atMost)))
	}
	if err := q.ColumnExpr("count(*)").Scan(ctx, &n); err != nil {
		return 0, Explain(fmt.Errorf("count: %w", err))
	}
	return n, nil
}
