// Package database opens the product's one store: SQLite in a file by default (nothing to set up),
// PostgreSQL for a zone in production. One schema and one set of bun queries serve both.
//
// Writes go through InTx and nothing else. Everything a use case does inside it, in whatever store,
// joins the same transaction because stores reach SQL only through Conn(ctx). Outside a transaction
// Conn(ctx) reads, and on both databases it can only read.
//
// On SQLite one connection writes and a pool of others reads, so a reader never waits for the writer
// (write-ahead log). A commit that returned is on the disk: synchronous=FULL and synchronous_commit=on.
// Instants come back in UTC from both.
//
// A context says in which zone its SQL works (InZone, Confine); on PostgreSQL row-level security holds it there.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
)

// Dialect names the kind of SQL that a store speaks.
type Dialect string

// The two dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgresql"
)

// DB is an open store. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	write   *bun.DB
	read    *bun.DB
	native  *pgxpool.Pool  // the write pool as the driver knows it, nil on SQLite
	reads   *pgxpool.Pool  // likewise those that read
	file    string         // the SQLite file, "" on PostgreSQL
	opened  os.FileInfo    // which file that is, nil where it is only read
	frozen  bool           // a SQLite file that is only read
	address string         // of PostgreSQL, as it was given
	watcher Watcher        // of statements; nil for none
	replica *replica       // that reads go to where they may; nil for none
	closers []func() error // in the order to close
}

// Open opens the store at address: a file path, created when missing, or a postgres:// URL.
//
// ":memory:" is a store of its own that is gone after Close. A path may end in ?synchronous=normal
// (or off) to give up the promise that a commit survives a power cut, for benchmarks and tests;
// a URL says the same with ?synchronous_commit=off.
//
// A URL may end in ?replica=HOST:PORT&replica_lag=5s to read on a replica of the primary, a hot standby with the same
// users, where what is read is no older than that and one's own writes are there (see docs/scale.md).
//
// A SQLite file that may not be written, or whose folder may not, is opened to be read only, and so is one with
// ?readonly: nothing is written beside it either, and InTx refuses to write with database.read_only.
//
// Open creates no tables; see Migrate. What a person can put right comes back as an *errs.Error:
// database.no_folder, is_folder, no_permission, not_a_database, corrupt, disk_full, bad_address,
// unreachable, login_refused, no_such_database.
func Open(ctx context.Context, address string) (*DB, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return openPostgres(ctx, address)
	}
	return openSQLite(ctx, address)
}

// Dialect tells which database this is, for the few queries that must differ.
func (db *DB) Dialect() Dialect { return db.dialect }

// Conn returns the transaction in ctx, or the read-only pool when there is none.
func (db *DB) Conn(ctx context.Context) bun.IDB {
	if t := db.current(ctx); t != nil {
		return t.tx
	}
	return db.read
}

// Pools gives a job runner the connections that write, as database/sql knows them and, on PostgreSQL alone,
// as the driver does, which can listen. On SQLite it is the one connection that InTx uses, so whoever takes it
// waits for the transaction that runs and must not hold it for long. All else writes through InTx.
func (db *DB) Pools() (write *sql.DB, native *pgxpool.Pool) { return db.write.DB, db.native }

// LimitReaders leaves n of the connections that read. Whoever reads while it holds what another reading gave it takes two, and
// as many of those as there are connections wait for one another: with one it shows at once.
func (db *DB) LimitReaders(ctx context.Context, n int) error {
	if db.dialect == SQLite {
		db.read.SetMaxOpenConns(n)
		return nil
	}
	for range int(db.reads.Stat().MaxConns()) - n {
		held, err := db.reads.Acquire(ctx)
		if err != nil {
			return fmt.Errorf("hold a connection: %w", err)
		}
		db.closers = append([]func() error{func() error { held.Release(); return nil }}, db.closers...)
	}
	return nil
}

// Close waits for running queries and closes every connection.
func (db *DB) Close() error {
	faults := make([]error, 0, len(db.closers))
	for _, shut := range db.closers {
		faults = append(faults, shut())
	}
	return errors.Join(faults...)
}
