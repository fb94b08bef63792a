package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// collect reads all rows of a query and closes them.
func collect[R any](rows *sql.Rows, query string, scan func(*sql.Rows) (R, error)) (all []R, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, unreadable(rows, query, err)
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// walk reads the rows of a query one after the other, without holding them all.
func walk[R any](ctx context.Context, s *Store, scan func(*sql.Rows) (R, error), query string, args ...any) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		stopped := false
		visit := func(row R) bool {
			stopped = !yield(row, nil)
			return !stopped
		}
		text := query
		if len(args) == 0 { // its values stand in it
			text = "SELECT … FROM " + tableOf(query)
		}
		if done := told(ctx, s.db.watcher, text); done != nil {
			defer func() { done(nil) }()
		}
		read := walkRows[R]
		if s.db.dialect == PostgreSQL && s.db.current(ctx) != nil {
			read = walkCursor[R]
		}
		if err := read(ctx, s, scan, visit, query, args); err != nil && !stopped {
			var none R
			yield(none, Explain(err))
		}
	}
}

func walkRows[R any](ctx context.Context, s *Store, scan func(*sql.Rows) (R, error), visit func(R) bool, query string, args []any) (err error) {
	conn := s.db.read.DB.QueryContext
	if t := s.db.current(ctx); t != nil {
		conn = t.tx.Tx.QueryContext // bun's would look for its own ? in it
	}
	text := query
	if len(args) > 0 {
		text = s.statement(query).text
	}
	rows, err := conn(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("walk: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return fmt.Errorf("walk: %w", unreadable(rows, query, err))
		}
		if !visit(row) {
			return nil
		}
	}
	return rows.Err()
}

// fetched is how many rows a cursor brings at a time.
const fetched = "256"

// walkCursor walks within a transaction on PostgreSQL. A connection there answers one query at a time, so
// rows come in batches, between which the caller may ask something else.
func walkCursor[R any](ctx context.Context, s *Store, scan func(*sql.Rows) (R, error), visit func(R) bool, query string, args []any) (err error) {
	tx := s.db.current(ctx).tx.Tx
	name := "walk_" + strconv.FormatUint(s.cursors.Add(1), 10)
	if len(args) > 0 {
		query = s.statement(query).text
	}
	// These texts never come again: pgx need not prepare and keep them.
	once := []any{pgx.QueryExecModeExec}
	if _, err := tx.ExecContext(ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+query, append(once, args...)...); err != nil {
		return fmt.Errorf("open a walk: %w", err)
	}
	for {
		rows, err := tx.QueryContext(ctx, "FETCH "+fetched+" FROM "+name, once...)
		if err != nil {
			return fmt.Errorf("walk: %w", err)
		}
		batch, err := collect(rows, query, scan)
		if err != nil {
			return fmt.Errorf("walk: %w", err)
		}
		for _, row := range batch {
			if !visit(row) {
				batch = nil
				break
			}
		}
		if len(batch) == 0 {
			if _, err := tx.ExecContext(ctx, "CLOSE "+name, once...); err != nil {
				return fmt.Errorf("end a walk: %w", err)
			}
			return nil
		}
	}
}
