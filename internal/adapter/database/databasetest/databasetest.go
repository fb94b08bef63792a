// Package databasetest gives tests a real store on each database: SQLite in a temporary folder and a
// schema of its own on PostgreSQL, so that tests run side by side and leave nothing behind.
//
// PostgreSQL is found through QINLIAN_TEST_POSTGRES, the URL of a database in which schemas may be made.
// scripts/with-postgres starts a throw-away one and sets it; make test does both and sets
// QINLIAN_REQUIRE_POSTGRES=1, so that there no test can quietly run on SQLite alone.
package databasetest

import (
	"context"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"qinlian/internal/adapter/database"
)

const (
	postgresVariable = "QINLIAN_TEST_POSTGRES"
	requiredVariable = "QINLIAN_REQUIRE_POSTGRES"
	poolSize         = 8 // connections a pool and test; a store has two pools
)

// Each runs a test on both databases, each time with an empty store that has the newest schema.
func Each(t *testing.T, run func(t *testing.T, db *database.DB)) {
	t.Helper()
	EachAddress(t, func(t *testing.T, address string) {
		t.Helper()
		run(t, Migrated(t, address))
	})
}

// EachAddress runs a test on both databases with the address of an empty store without a schema, for
// tests that open it themselves: twice, or again after a stop.
func EachAddress(t *testing.T, run func(t *testing.T, address string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		Needs(t)
		run(t, PostgreSQL(t))
	})
}

// Needs skips a test for PostgreSQL where there is none and none is required.
func Needs(t *testing.T) {
	t.Helper()
	if os.Getenv(postgresVariable) == "" && os.Getenv(requiredVariable) == "" {
		t.Skipf("%s is not set: run make test, or scripts/with-postgres go test ./…", postgresVariable)
	}
}

// SQLite returns the address of an empty SQLite store that is removed after the test. It does not wait
// for the disk.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "qinlian.db") + "?synchronous=off"
}

// PostgreSQL returns the address of an empty schema on PostgreSQL that is dropped after the test, with the role
// that owns it and that the address signs in as: one like an installation's, which row-level security holds for.
// The test fails when there is no server.
func PostgreSQL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(postgresVariable)
	if server == "" {
		t.Fatalf("PostgreSQL is required here and %s is not set: run make test", postgresVariable)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL: %v", postgresVariable, err)
	}
	schema := "test_" + strconv.FormatUint(rand.Uint64(), 36) //nolint:gosec // must be different, not secret
	password := strconv.FormatUint(rand.Uint64(), 36)         //nolint:gosec // of a role that is gone after the test
	execute(t, server, "CREATE ROLE "+schema+" LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '"+password+"'; GRANT "+schema+" TO CURRENT_USER; "+
		"CREATE SCHEMA "+schema+" AUTHORIZATION "+schema)
	t.Cleanup(func() {
		execute(t, server, "DROP SCHEMA "+schema+" CASCADE; DROP OWNED BY "+schema+"; DROP ROLE "+schema)
	})

	address.User = url.UserPassword(schema, password)
	query := address.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", strconv.Itoa(poolSize))
	address.RawQuery = query.Encode()
	return address.String()
}

// Migrated opens the store at address with the newest schema and closes it after the test.
func Migrated(t testing.TB, address string) *database.DB {
	t.Helper()
	db := Open(t, address)
	if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return db
}

// Open opens the store at address as it is and closes it after the test.
func Open(t testing.TB, address string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), address)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func execute(t testing.TB, server, statement string) {
	t.Helper()
	ctx := context.Background() // the test's own is over when its cleanup runs
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to %s: %v", postgresVariable, err)
	}
	defer func() {
		if err := conn.Close(ctx); err != nil {
			t.Errorf("disconnect: %v", err)
		}
	}()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
