package database_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

func TestABackupIsACompleteStoreOfTheCommittedRows(t *testing.T) {
	t.Parallel()
	db := databasetest.Open(t, databasetest.SQLite(t))
	if err := database.Migrate(t.Context(), db, note); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "备份 1.db")
	err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "a") })
	if err != nil {
		t.Fatal(err)
	}
	err = db.InTx(t.Context(), func(ctx context.Context) error {
		if err := insert(ctx, db, "b"); err != nil {
			return err
		}
		return db.Backup(t.Context(), path) // beside a writer that has not committed
	})
	if err != nil {
		t.Fatal(err)
	}
	copied := databasetest.Open(t, path)
	if n := count(t, t.Context(), copied); n != 1 {
		t.Errorf("the backup has %d rows, want the one committed", n)
	}
	wantCode(t, db.Backup(t.Context(), path), "database.backup_exists")
	wantCode(t, db.Backup(t.Context(), filepath.Join(folder, "missing", "a.db")), "database.no_folder")
	if left, err := filepath.Glob(filepath.Join(folder, "*.part-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup may be read by others: %v, %v", info, err)
	}
}

func TestPostgreSQLIsNotBackedUpHere(t *testing.T) {
	t.Parallel()
	if os.Getenv("QINLIAN_TEST_POSTGRES") == "" {
		t.Skip("needs PostgreSQL")
	}
	db := databasetest.Open(t, databasetest.PostgreSQL(t))
	wantCode(t, db.Backup(t.Context(), filepath.Join(t.TempDir(), "a.db")), "database.backup_postgres")
}
