package databasetest

import (
	"net/url"
	"os"
	"testing"
)

// Keeper is the address by which whoever backs up reaches a schema of PostgreSQL: row-level security does not hold for
// them.
func Keeper(t testing.TB, address string) string {
	t.Helper()
	keeper, err := url.Parse(os.Getenv(postgresVariable))
	if err != nil {
		t.Fatal(err)
	}
	query := keeper.Query()
	query.Set("search_path", schemaOf(t, address))
	keeper.RawQuery = query.Encode()
	return keeper.String()
}

// Empty drops everything in a schema of PostgreSQL.
func Empty(t testing.TB, address string) {
	t.Helper()
	schema := schemaOf(t, address)
	execute(t, os.Getenv(postgresVariable), "DROP SCHEMA "+schema+" CASCADE; CREATE SCHEMA "+schema+" AUTHORIZATION "+schema)
}

func schemaOf(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("search_path")
}
