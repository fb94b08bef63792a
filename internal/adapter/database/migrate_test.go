package database_test

import (
	"io/fs"
	"maps"
	"regexp"
	"sync"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

// tables counts the tables that a migration made.
func tables(t *testing.T, db *database.DB) int {
	t.Helper()
	query := "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name LIKE 'note%'"
	if db.Dialect() == database.SQLite {
		query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'note%'"
	}
	var n int
	if err := db.Conn(t.Context()).QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func both(one, two fstest.MapFS) fstest.MapFS {
	all := maps.Clone(one)
	maps.Copy(all, two)
	return all
}

func TestAFreshStoreGetsTheWholeSchemaAndASecondRunChangesNothing(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		for range 2 {
			if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestOnlyTheNewStepIsApplied(t *testing.T) {
	next := both(note, step("0002_note_place", "CREATE TABLE note_places (id {{.Text}} PRIMARY KEY)"))
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		for want, files := range []fs.FS{note, next} {
			if err := database.Migrate(t.Context(), db, files); err != nil {
				t.Fatal(err)
			}
			if n := tables(t, db); n != want+1 {
				t.Errorf("%d tables, want %d", n, want+1)
			}
		}
	})
}

func TestAStoreOfANewerProgramIsLeftAlone(t *testing.T) {
	newer := both(note, step("0002_note_place", "CREATE TABLE note_places (id {{.Text}} PRIMARY KEY)"))
	mine := both(note, step("0003_note_time", "CREATE TABLE note_times (id {{.Text}} PRIMARY KEY)"))
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		if err := database.Migrate(t.Context(), db, newer); err != nil {
			t.Fatal(err)
		}
		wantCode(t, database.Migrate(t.Context(), db, mine), "database.newer_schema")
		if n := tables(t, db); n != 2 {
			t.Errorf("%d tables, want the 2 of the newer program", n)
		}
	})
}

func TestAStepThatFailsLeavesNothingHalfDoneAndCanBeRepaired(t *testing.T) {
	broken := step("0001_note", "CREATE TABLE notes (id {{.Text}}); CREATE TABLE notes (id {{.Text}})")
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		wantCode(t, database.Migrate(t.Context(), db, broken), "database.other_schema")
		if n := tables(t, db); n != 0 {
			t.Errorf("%d tables were kept, want none", n)
		}
		if err := database.Migrate(t.Context(), db, note); err != nil {
			t.Error(err)
		}
	})
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	files := both(note, step("0002_note_place", "CREATE TABLE note_places (id {{.Text}} PRIMARY KEY)"))
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		var group sync.WaitGroup
		for range 6 {
			db := databasetest.Open(t, address)
			group.Go(func() {
				if err := database.Migrate(t.Context(), db, files); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := tables(t, databasetest.Open(t, address)); n != 2 {
			t.Errorf("%d tables, want 2", n)
		}
	})
}

func TestEveryMigrationIsNumberedAndRunsInATransaction(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^([0-9]{4}_[a-z0-9_]+\.tx\.up\.sql|README\.md)$`)
	entries, err := fs.ReadDir(database.Migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !name.MatchString(entry.Name()) {
			t.Errorf("migrations/%s is not named NNNN_name.tx.up.sql", entry.Name())
		}
	}
}

func TestANodeNoticesThatTheSchemaIsNoLongerItsOwn(t *testing.T) {
	next := both(note, step("0002_note_place", "CREATE TABLE note_places (id {{.Text}} PRIMARY KEY)"))
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		if err := database.Migrate(t.Context(), db, note); err != nil {
			t.Fatal(err)
		}
		if err := database.Current(t.Context(), db, note); err != nil {
			t.Error(err)
		}
		wantCode(t, database.Current(t.Context(), db, next), "database.older_schema")
		if err := database.Migrate(t.Context(), databasetest.Open(t, address), next); err != nil { // another node's program
			t.Fatal(err)
		}
		wantCode(t, database.Current(t.Context(), db, note), "database.newer_schema")
	})
}
