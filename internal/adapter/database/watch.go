package database

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// Watcher is told of statements, for traces.
type Watcher interface {
	// Wants tells whether statements of ctx are to be told at all.
	Wants(ctx context.Context) bool
	// Statement begins when a statement runs; what it gives back is called with the outcome. The text has a mark
	// where a value goes, never a value.
	Statement(ctx context.Context, text string) func(error)
}

// Watch has w told of every statement, prepared ones, bun's, and walks over many rows, of which it may be told the table alone. It is said before the
// store is used.
func (db *DB) Watch(w Watcher) {
	db.watcher = w
	db.write = db.write.WithQueryHook(watching{w})
	db.read = db.read.WithQueryHook(watching{w})
}

// told calls the watcher, if it wants to know; nil where not.
func told(ctx context.Context, w Watcher, text string) func(error) {
	if w == nil || !w.Wants(ctx) {
		return nil
	}
	return w.Statement(ctx, text)
}

// watching makes a Watcher a hook of bun's.
type watching struct{ Watcher }

type watchKey struct{}

func (h watching) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	if !h.Wants(ctx) {
		return ctx
	}
	return context.WithValue(ctx, watchKey{}, h.Statement(ctx, withoutValues(event)))
}

func (h watching) AfterQuery(ctx context.Context, event *bun.QueryEvent) {
	if done, ok := ctx.Value(watchKey{}).(func(error)); ok {
		done(event.Err)
	}
}

// withoutValues writes a query anew with marks in the place of values; bun has put them into the text that it runs.
// Of one that cannot be written so its first word is told.
func withoutValues(event *bun.QueryEvent) string {
	if event.IQuery != nil {
		if text, err := event.IQuery.AppendQuery(schema.NewNopQueryGen(), nil); err == nil {
			return string(text)
		}
		return event.IQuery.Operation()
	}
	if event.QueryTemplate != "" {
		return event.QueryTemplate
	}
	return event.Operation()
}

// Stats are the connections of each pool, by what it is for: write and read.
func (db *DB) Stats() map[string]sql.DBStats {
	out := map[string]sql.DBStats{"write": db.write.DB.Stats()}
	if db.read != db.write {
		out["read"] = db.read.DB.Stats()
	}
	return out
}
