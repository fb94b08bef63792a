package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
)

// Question is a constant query of few rows that requests ask again and again, with ? for each value. SQLite prepares
// it once for each connection that reads; pgx prepares and keeps PostgreSQL's itself.
type Question struct {
	db       *DB
	text     string
	prepared atomic.Pointer[sql.Stmt] // on SQLite, for reads outside transactions
}

// Question readies a query; it touches no database yet.
func (db *DB) Question(query string) *Question {
	if db.dialect == PostgreSQL {
		query = numbered(query)
	}
	return &Question{db: db, text: query}
}

// Each asks and gives each row of the answer to scan, in the transaction of ctx or else where reads go.
func (q *Question) Each(ctx context.Context, scan func(*sql.Rows) error, args ...any) (err error) {
	if done := told(ctx, q.db.watcher, q.text); done != nil {
		defer func() { done(err) }()
	}
	rows, err := q.ask(ctx, args)
	if err != nil {
		return Explain(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return unreadable(rows, q.text, err)
		}
	}
	return Explain(rows.Err())
}

func (q *Question) ask(ctx context.Context, args []any) (*sql.Rows, error) {
	t := q.db.current(ctx)
	switch {
	case t != nil:
		return t.tx.Tx.QueryContext(ctx, q.text, args...)
	case q.db.dialect == PostgreSQL:
		return q.db.read.DB.QueryContext(ctx, q.text, args...)
	}
	p := q.prepared.Load() //nolint:sqlclosecheck // kept as long as the store
	if p == nil {
		fresh, err := q.db.read.DB.PrepareContext(ctx, q.text)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", q.text, err)
		}
		if p = fresh; !q.prepared.CompareAndSwap(nil, fresh) {
			p = q.prepared.Load()                 //nolint:sqlclosecheck // this one, too
			if err := fresh.Close(); err != nil { //nolint:sqlclosecheck // the other one is kept and this one goes
				return nil, fmt.Errorf("close a statement prepared twice: %w", err)
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// A few rows are there before anybody could be interrupted; a context that can end costs two goroutines.
	return p.QueryContext(context.WithoutCancel(ctx), args...)
}
