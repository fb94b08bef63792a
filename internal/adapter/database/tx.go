package database

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"
)

// A transaction that lost a race is tried again up to maxAttempts times in all, after a pause that
// starts at a random part of firstPause and doubles.
const (
	maxAttempts = 6
	firstPause  = 4 * time.Millisecond
)

// errWriteInSnapshot is a mistake in the program, not in its use.
var errWriteInSnapshot = errors.New("database: InTx inside InSnapshot, which can only read")

// transactionKey finds this store's transaction in a context; two stores do not see each other's.
type transactionKey struct{ db *DB }

type transaction struct {
	tx       bun.Tx
	readOnly bool
	zone     string   // in which it works, on PostgreSQL
	zones    []string // in which it has worked
	aside    bool     // it works on a copy that nobody else sees
	failed   error    // what the first joined part returned: it must not be committed even if the error is dropped
}

// current is the transaction in ctx, in the zone of ctx; nil when there is none.
func (db *DB) current(ctx context.Context) *transaction {
	t, _ := ctx.Value(transactionKey{db}).(*transaction)
	if t != nil {
		db.enter(ctx, t)
	}
	return t
}

// InTx runs fn in a write transaction: all of it is kept, or nothing is. When ctx already carries one,
// fn joins it, and an error from fn undoes the whole of it.
//
// A transaction that lost a race (deadlock, serialization failure, a busy file) is rolled back and fn
// runs again, so fn must do nothing that a rollback does not undo: no HTTP, files or goroutines. It
// must use the ctx it is given; on SQLite, InTx with an outer ctx would wait for itself.
//
// Where the store can only be read, fn runs on one view of the data, and its first attempt to write fails with
// database.read_only: work that finds nothing to write succeeds. A SQLite file that is no longer in its place is not
// written: database.moved.
//
// On SQLite transactions run one after the other. PostgreSQL runs them side by side, each statement
// seeing what others have committed: a use case that decides on what it reads calls Lock first.
func (db *DB) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if t := db.current(ctx); t != nil {
		if t.readOnly && !db.frozen {
			return errWriteInSnapshot
		}
		err := fn(ctx)
		if t.failed == nil {
			t.failed = err
		}
		return err
	}
	if db.frozen {
		return db.explainFrozen(db.begin(ctx, db.read, &snapshotOptions, fn))
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := db.begin(ctx, db.write, nil, fn)
		if attempt == maxAttempts || !IsBusy(err) && !IsSerialization(err) {
			return Explain(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(pause)): //nolint:gosec // spreads rivals apart; guards no secret
		}
		pause *= 2
	}
}

// InSnapshot runs fn so that all its reads see the same instant of the store, however long it takes
// and whatever is written meanwhile. Inside a transaction of either kind fn joins that.
func (db *DB) InSnapshot(ctx context.Context, fn func(ctx context.Context) error) error {
	if db.current(ctx) != nil {
		return fn(ctx)
	}
	return Explain(db.begin(ctx, db.read, &snapshotOptions, fn))
}

func (db *DB) begin(ctx context.Context, pool *bun.DB, options *sql.TxOptions, fn func(ctx context.Context) error) error {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return cmp.Or(db.InPlace(), fmt.Errorf("begin a transaction: %w", err))
	}
	defer func() { _ = tx.Rollback() }() // says "already done" after a commit
	if pool == db.write {
		if err := db.InPlace(); err != nil { // while nobody can take the file away: Alone waits for the transaction
			return err
		}
	}

	in, _ := placeOf(ctx)
	t := &transaction{tx: tx, readOnly: options != nil && options.ReadOnly, zone: in.zone, zones: []string{in.zone}}
	if err := fn(context.WithValue(ctx, transactionKey{db}, t)); err != nil {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if !t.readOnly {
		db.replica.committed(ctx, t.zones)
	}
	return nil
}

// Lock makes every other transaction that locks the same name wait until this one ends; what it wrote
// is then visible to them. It must be called inside InTx, before the reads it is to protect.
// SQLite has nothing to do: its write transactions already run one at a time.
func (db *DB) Lock(ctx context.Context, name string) error {
	t := db.current(ctx)
	if t == nil || t.readOnly && !db.frozen {
		return fmt.Errorf("database: Lock %q outside InTx", name)
	}
	if db.dialect == SQLite || t.aside {
		return nil
	}
	if _, err := t.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", name); err != nil {
		return fmt.Errorf("lock %s: %w", name, err)
	}
	return nil
}
