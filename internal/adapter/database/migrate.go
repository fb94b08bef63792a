package database

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
	sqlite3 "modernc.org/sqlite/lib"

	"qinlian/internal/base/errs"
)

// Migrations is the schema of this program, step by step; its README tells how to add a step.
//
//go:embed all:migrations
var Migrations embed.FS

// The tables that remember which steps were applied. bun creates the second and we leave it empty:
// a row in it would outlive a killed process and lock everybody out.
const (
	migrationsTable = "schema_migrations"
	locksTable      = "schema_migration_locks"
)

// errAppliedMeanwhile says that another process applied the step while this one waited for its turn.
var errAppliedMeanwhile = errors.New("applied by another process")

// dialectTokens are the words that differ between the two dialects in a migration.
type dialectTokens struct {
	Time   string // an instant
	JSON   string // a document that SQL may look into; its bytes are not preserved on PostgreSQL
	Bytes  string // exact bytes
	Text   string // text that sorts by its bytes on both
	SQLite bool   // for the rare {{if .SQLite}}…{{else}}…{{end}}
}

var tokens = map[Dialect]dialectTokens{
	SQLite:     {Time: "TIMESTAMP", JSON: "TEXT", Bytes: "BLOB", Text: "TEXT", SQLite: true},
	PostgreSQL: {Time: "TIMESTAMPTZ", JSON: "JSONB", Bytes: "BYTEA", Text: `TEXT COLLATE "C"`},
}

// Migrate brings the schema up to the newest step in files, usually Migrations. A step and the note
// that it was applied are one transaction, so a process killed half-way leaves nothing half-done.
// Several processes may migrate at once; each step is applied by one of them.
//
// A store that can only be read is left as it is: one that lacks a step is refused with database.older_schema.
//
// A store that knows a step which files lack was written by a newer program: nothing is touched and
// the error is database.newer_schema.
func Migrate(ctx context.Context, db *DB, files fs.FS) error {
	steps := migrate.NewMigrations()
	if err := steps.Discover(files); err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if db.frozen {
		return db.refuseOther(ctx, steps)
	}
	migrator := migrate.NewMigrator(db.write, steps,
		migrate.WithTableName(migrationsTable), migrate.WithLocksTableName(locksTable),
		migrate.WithMarkAppliedOnSuccess(true),
		migrate.WithUpsert(true), // bun notes the step again after markApplied has
		migrate.WithTemplateData(tokens[db.dialect]),
		migrate.BeforeMigration(db.beginStep), migrate.AfterMigration(db.endStep))

	unlock, err := db.lockMigrations(ctx)
	if err != nil {
		return Explain(err)
	}
	defer unlock()

	if err := migrator.Init(ctx); err != nil {
		return Explain(fmt.Errorf("prepare the migrations table: %w", err))
	}
	if err := refuseNewer(ctx, migrator); err != nil {
		return err
	}
	if len(steps.Sorted()) == 0 {
		return nil
	}
	for {
		_, err := migrator.Migrate(ctx)
		switch {
		case errors.Is(err, errAppliedMeanwhile):
			continue
		case err != nil:
			return explainStep(err)
		case db.dialect == PostgreSQL:
			return Explain(db.distribute(ctx))
		}
		return nil
	}
}

// beginStep runs first in a step's transaction: it sees the rows of all zones.
func (db *DB) beginStep(ctx context.Context, tx bun.IConn, step *migrate.Migration) error {
	if err := refuseApplied(ctx, tx, step); err != nil || db.dialect == SQLite {
		return err
	}
	return lowerWalls(ctx, tx)
}

// endStep runs last in a step's transaction.
func (db *DB) endStep(ctx context.Context, tx bun.IConn, step *migrate.Migration) error {
	if db.dialect == PostgreSQL {
		if err := raiseWalls(ctx, tx); err != nil {
			return err
		}
	}
	return markApplied(ctx, tx, step)
}

func refuseNewer(ctx context.Context, migrator *migrate.Migrator) error {
	unknown, err := migrator.MissingMigrations(ctx)
	if err != nil {
		if err = Explain(fmt.Errorf("read the applied migrations: %w", err)); errs.CodeOf(err) == "internal" && ctx.Err() == nil {
			return otherSchema(err) // a cell that no step writes
		}
		return err
	}
	if len(unknown) == 0 {
		return nil
	}
	names := make([]string, len(unknown))
	for i, step := range unknown {
		names[i] = step.Name
	}
	return newerSchema(names)
}

func newerSchema(names []string) error {
	return errs.Newf(errs.Conflict, "database.newer_schema",
		"数据库由更新版本的程序写成（本程序不认识第 %s 步），未作改动。请改用新版程序",
		"the database was written by a newer program (this one does not know step %s) and was left as it is: use the newer program",
		strings.Join(names, ", "))
}

// lockMigrations makes other processes wait until unlock. SQLite needs none: each step begins by
// taking the file's write lock, and refuseApplied looks again once it has it.
func (db *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if db.dialect == SQLite {
		return func() {}, nil
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin to migrate: %w", err)
	}
	unlock = func() { _ = tx.Rollback() } // nothing was written; PostgreSQL drops the lock either way
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ?, 0))", "."+migrationsTable); err != nil {
		unlock()
		return nil, fmt.Errorf("wait for other migrations: %w", err)
	}
	return unlock, nil
}

// explainStep explains why a step failed. Every step was tried on the schema that it follows: one that SQL refuses met another.
func explainStep(err error) error {
	const wrongSQL = "42" // class 42 of SQLSTATE
	if explained := Explain(err); errs.CodeOf(explained) != "internal" || sqlitePrimary(err) != sqlite3.SQLITE_ERROR && !strings.HasPrefix(pgCode(err), wrongSQL) {
		return explained
	}
	return otherSchema(err)
}

func otherSchema(err error) error {
	return errs.Newf(errs.Corrupt, "database.other_schema",
		"数据库的表与 "+migrationsTable+" 所记的升级步骤不符（%[1]v），未作改动：数据库被改动过。请停止写入，从备份恢复",
		"the tables of the database are not those of the steps that "+migrationsTable+" lists (%[1]v), and nothing was done: the database was changed. Stop writing and restore a backup", err).Because(err)
}

// refuseApplied refuses a step that is applied.
func refuseApplied(ctx context.Context, tx bun.IConn, step *migrate.Migration) error {
	var applied int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+migrationsTable+" WHERE name = ?", step.Name).Scan(&applied); err != nil {
		return fmt.Errorf("look whether it was applied: %w", err)
	}
	if applied > 0 {
		return errAppliedMeanwhile
	}
	return nil
}

// markApplied notes that a step was applied.
func markApplied(ctx context.Context, tx bun.IConn, step *migrate.Migration) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO "+migrationsTable+" (name, group_id) VALUES (?, ?)", step.Name, step.GroupID); err != nil {
		return fmt.Errorf("note that it was applied: %w", err)
	}
	return nil
}
