package database_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

// Citus itself is not at hand where these tests run. This schema stands in for it: the catalogue that the migrator
// asks, and the functions that it calls, which note what they were asked to do.
const likeCitus = `
CREATE TABLE pg_extension (extname name);
INSERT INTO pg_extension VALUES ('citus');
CREATE TABLE pg_dist_partition (logicalrelid regclass, colocated text, asked serial);
CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default')
	RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	IF distribution_column <> 'zone_id' THEN RAISE 'by %', distribution_column; END IF;
	INSERT INTO pg_dist_partition VALUES (table_name, colocate_with); END $$;
CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS 'INSERT INTO pg_dist_partition VALUES (table_name, ''reference'')';
`

// withCitus gives the address of an empty schema in which Citus seems to be installed.
func withCitus(t *testing.T) string {
	t.Helper()
	databasetest.Needs(t)
	address, err := url.Parse(databasetest.PostgreSQL(t))
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("search_path", query.Get("search_path")+",pg_catalog") // its catalogue comes before PostgreSQL's
	address.RawQuery = query.Encode()
	query.Del("pool_max_conns")
	plain := *address
	plain.RawQuery = query.Encode()
	conn, err := pgx.Connect(t.Context(), plain.String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), likeCitus); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return address.String()
}

// laid lists "table how" in the order in which the functions were called.
func laid(t *testing.T, db *database.DB) (found []string) {
	t.Helper()
	if err := db.Conn(t.Context()).NewRaw("SELECT logicalrelid::regclass::text || ' ' || colocated FROM pg_dist_partition ORDER BY asked").Scan(t.Context(), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhereCitusIsThereEveryTableOfZonesIsDistributedByZone(t *testing.T) {
	t.Parallel()
	db := databasetest.Migrated(t, withCitus(t))
	found := laid(t, db)
	var want []string
	for _, table := range tablesOf(t, db) {
		switch {
		case slices.Contains(database.LocalTables, table), strings.HasPrefix(table, "pg_"):
		case database.InstallationTables[table] != "":
			want = append(want, table+" reference")
		case table == "zones":
			want = append(want, "zones none")
		default:
			want = append(want, table+" zones")
		}
	}
	if at := slices.Index(found, "zones none"); at < 0 || slices.ContainsFunc(found[:at], func(s string) bool { return strings.HasSuffix(s, " zones") }) {
		t.Errorf("tables were laid beside zones before it was there: %v", found)
	}
	reference := func(s string) bool { return strings.HasSuffix(s, " reference") }
	if last := slices.IndexFunc(found, func(s string) bool { return !reference(s) }); last < 1 || slices.ContainsFunc(found[last:], reference) || found[last] != "zones none" {
		t.Errorf("not the installation's tables, then zones, then the others: %v", found)
	}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("got  %v\nwant %v", found, want)
	}
	day(t, db) // the program works there, without a policy on any table
	var policies int
	if err := db.Conn(t.Context()).QueryRowContext(t.Context(), "SELECT count(*) FROM pg_policies WHERE schemaname = current_schema()").Scan(&policies); err != nil || policies != 0 {
		t.Errorf("%d policies, %v", policies, err)
	}
}

func TestAnInterruptedDistributionGoesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	db := databasetest.Migrated(t, withCitus(t))
	all := laid(t, db)
	err := db.InTx(t.Context(), func(ctx context.Context) error {
		_, err := db.Conn(ctx).NewRaw("DELETE FROM pg_dist_partition WHERE asked > 12").Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
			t.Fatal(err)
		}
		if again := laid(t, db); !slices.Equal(again, all) {
			t.Errorf("got  %v\nwant %v", again, all)
		}
	}
}
