package database_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
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
		return db.Backup(t.Context(), path, "") // beside a writer that has not committed
	})
	if err != nil {
		t.Fatal(err)
	}
	copied := databasetest.Open(t, path)
	if n := count(t, t.Context(), copied); n != 1 {
		t.Errorf("the backup has %d rows, want the one committed", n)
	}
	wantCode(t, db.Backup(t.Context(), path, ""), "database.backup_exists")
	wantCode(t, db.Backup(t.Context(), filepath.Join(folder, "missing", "a.db"), ""), "database.no_folder")
	if left, err := filepath.Glob(filepath.Join(folder, "*.part-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup may be read by others: %v, %v", info, err)
	}
}

func TestAnArchiveOfPostgreSQLBringsEverythingBackIntoAnEmptySchemaAlone(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	address := databasetest.PostgreSQL(t)
	db := databasetest.Migrated(t, address)
	if err := database.Migrate(t.Context(), db, allSteps(t)); err != nil {
		t.Fatal(err)
	}
	if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "留存") }); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "备份 1.dump")
	wantCode(t, db.Backup(t.Context(), file, ""), "database.backup_walled") // it would lack what the wall hides
	keeper := databasetest.Keeper(t, address)
	if err := db.Backup(t.Context(), file, keeper); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup may be read by others: %v, %v", info, err)
	}
	wantCode(t, db.Backup(t.Context(), file, keeper), "database.backup_exists")
	wantCode(t, db.RestoreArchive(t.Context(), file), "database.not_empty")
	before := catalogue(t, db)

	databasetest.Empty(t, address) // the disaster
	db = databasetest.Open(t, address)
	if err := db.RestoreArchive(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if after := catalogue(t, db); before != after || before == "" {
		t.Errorf("restored are\n%s\nwant\n%s", after, before)
	}
	if n := count(t, t.Context(), db); n != 1 {
		t.Errorf("the restored store has %d rows, want 1", n)
	}
	if err := database.Current(t.Context(), db, allSteps(t)); err != nil {
		t.Error(err)
	}
}

// allSteps are the program's own migrations, and a table of notes.
func allSteps(t *testing.T) fstest.MapFS {
	t.Helper()
	out := step("9001_note", string(note["migrations/0001_note.tx.up.sql"].Data))
	err := fs.WalkDir(database.Migrations, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(database.Migrations, name)
		out[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// catalogue lists what a schema consists of: tables with their walls, indexes, constraints, columns.
func catalogue(t *testing.T, db *database.DB) (out string) {
	t.Helper()
	err := db.Conn(t.Context()).QueryRowContext(t.Context(), `SELECT string_agg(line, chr(10) ORDER BY line) FROM (
		SELECT format('table %s walled %s %s policies %s', c.relname, c.relrowsecurity, c.relforcerowsecurity, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)) AS line
			FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
		UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
		UNION ALL SELECT format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
		UNION ALL SELECT format('column %s.%s %s %s %s', table_name, column_name, data_type, collation_name, column_default) FROM information_schema.columns WHERE table_schema = current_schema()
	) AS lines`).Scan(&out)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsNoArchiveIsNotRestored(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	db := databasetest.Open(t, databasetest.PostgreSQL(t))
	file := filepath.Join(t.TempDir(), "a.dump")
	if err := os.WriteFile(file, []byte("SQLite format 3"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, db.RestoreArchive(t.Context(), file), "database.bad_archive")
	if err := os.WriteFile(file, []byte("PGDMP and then nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, db.RestoreArchive(t.Context(), file), "database.tool_failed")
	wantCode(t, db.RestoreArchive(t.Context(), filepath.Join(t.TempDir(), "none", "a")), "database.no_folder")
}

func TestWhereThereIsNoPgDumpTheErrorSaysWhatToInstall(t *testing.T) {
	databasetest.Needs(t)
	db := databasetest.Open(t, databasetest.PostgreSQL(t))
	t.Setenv("PATH", t.TempDir())
	database.LookNowhereElse(t)
	err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "a.dump"), "")
	wantCode(t, err, "database.no_tool")
	if words := errs.Message(err, text.En); !strings.Contains(words, "pg_dump") || !strings.Contains(words, "postgresql-client") {
		t.Error(words)
	}
}

func TestAnAddressForPostgreSQLsToolsHasNoPasswordAndNothingThatIsPgxsOwn(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][2]string{
		"postgres://qinlian:s%40cret@db:5433/city?pool_max_conns=8&search_path=a&sslmode=verify-full": {"postgres://qinlian@db:5433/city?sslmode=verify-full", "s@cret"},
		"postgresql:///city?host=/run/postgresql&user=q&password=x":                                   {"postgresql:///city?host=%2Frun%2Fpostgresql&user=q", "x"},
		"postgres://db/city": {"postgres://db/city", ""},
	} {
		target, password, err := database.ForTools(given)
		if err != nil || target != want[0] || password != want[1] {
			t.Errorf("%s becomes %s with %q, %v", given, target, password, err)
		}
	}
}
