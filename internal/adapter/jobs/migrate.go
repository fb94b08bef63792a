package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Migrate brings river's own tables up to this program's version of it; it is called after database.Migrate.
// Several nodes may do so at once. A store whose tables are newer is left alone (database.newer_schema).
//
// Those tables are the one place without a zone in their key: jobs are a queue of the installation, each names its
// zone in its content, and on a sharded store they stay on the coordinator.
func Migrate(ctx context.Context, db *database.DB) error {
	pool, _ := db.Pools()
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(pool)
	if db.Dialect() == database.SQLite {
		driver = riversqlite.New(pool)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("prepare the tables of jobs: %w", err)
	}
	err = db.InTx(ctx, func(ctx context.Context) error {
		if db.Dialect() == database.SQLite {
			tx := db.Conn(ctx).(bun.Tx).Tx //nolint:forcetypeassert // inside InTx it is one
			if _, err := migrator.ExistingVersionsTx(ctx, tx); err != nil {
				return newer(ctx, db, migrator, err)
			}
			_, err := migrator.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil) //nolint:staticcheck // SQLite has no enumerations, so its steps may share a transaction
			return err
		}
		// PostgreSQL cannot use a new value of an enumeration before it is committed, so each step has a
		// transaction of its own; this one only makes other nodes wait.
		if err := db.Lock(ctx, "migrate jobs"); err != nil {
			return err
		}
		if _, err := migrator.ExistingVersions(ctx); err != nil {
			return newer(ctx, db, migrator, err)
		}
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
	if err != nil && errs.CodeOf(err) == "internal" {
		return fmt.Errorf("make the tables of jobs: %w", err)
	}
	return err
}

// newer tells whether river could not read its versions because there are some that it does not know.
func newer(ctx context.Context, db *database.DB, migrator *rivermigrate.Migrator[*sql.Tx], cause error) error {
	known := migrator.AllVersions()
	var last int
	err := db.Conn(ctx).QueryRowContext(ctx, "SELECT max(version) FROM river_migration").Scan(&last)
	if err != nil || last <= known[len(known)-1].Version {
		return cause
	}
	return errs.Newf(errs.Conflict, "database.newer_schema",
		"后台作业的数据表由更新版本的程序写成（本程序不认识第 %[1]d 步），未作改动。请改用新版程序",
		"the tables of jobs were written by a newer program (this one does not know step %[1]d) and were left as they are: use the newer program",
		last).Because(cause)
}
