package database_test

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/jobs"
)

// rowTables are tables on SQLite that have a number of SQLite's own as their primary key. SQLite is one file and is
// never distributed; the zone is in their other key.
var rowTables = map[string]string{
	"matters": "full-text search knows a row by its number; (zone_id, id) is unique",
	"search":  "the words of the matter with that number, which no query reads without it",
}

// tableKey is a primary key or a unique index.
type tableKey struct {
	Name    string
	Columns string // in order, with commas between
	Primary bool
}

func TestEveryTableIsDistributedByZoneOrListedWithItsReason(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if err := jobs.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		for _, table := range tablesOf(t, db) {
			columns := columnsOf(t, db, table)
			keys := keysOf(t, db, table)
			switch {
			case slices.Contains(database.LocalTables, table), strings.HasPrefix(table, "search_words"): // the latter is SQLite's index
			case database.InstallationTables[table] != "":
				if len(keys) == 0 {
					t.Errorf("%s has no key", table)
				}
			case table == "search" && db.Dialect() == database.SQLite:
			case !slices.Contains(columns, "zone_id"):
				t.Errorf("%s has no zone_id: give it one, or list it with its reason among installationTables", table)
			default:
				primary := false
				for _, key := range keys {
					own := db.Dialect() == database.SQLite && rowTables[table] != "" && key.Primary
					if !own && key.Columns != "zone_id" && !strings.HasPrefix(key.Columns, "zone_id,") {
						t.Errorf("%s: the key %s (%s) does not begin with zone_id", table, key.Name, key.Columns)
					}
					primary = primary || key.Primary
				}
				if !primary {
					t.Errorf("%s has no primary key", table)
				}
			}
		}
		for table := range database.InstallationTables {
			if !slices.Contains(tablesOf(t, db), table) {
				t.Errorf("there is no table %s any more", table)
			}
		}
		if db.Dialect() == database.PostgreSQL {
			onPostgreSQL(t, db)
		}
	})
}

// onPostgreSQL holds what only PostgreSQL has.
func onPostgreSQL(t *testing.T, db *database.DB) {
	t.Helper()
	for _, rule := range []struct{ broken, query string }{
		{"has no policy, or its owner is not held to it: every migration step should have put one there", `
			SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'zone_id'
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
			AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'zone_wall'))
			EXCEPT SELECT 'accounts'`},
		{"is a foreign key without zone_id", `
			SELECT conname FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
			AND c.conrelid::regclass::text NOT LIKE 'river%'
			AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname = 'zone_id')`},
		{"is a sequence: ids are made by who writes, numbers by their zone", `
			SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace
			AND relname NOT LIKE 'river%' AND relname NOT LIKE 'schema_migration%'`},
		{"has a trigger, which Citus does not distribute", `
			SELECT tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
			WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'river%'`},
	} {
		var found []string
		if err := db.Conn(t.Context()).NewRaw(rule.query).Scan(t.Context(), &found); err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			t.Errorf("%s %s", name, rule.broken)
		}
	}
}

func tablesOf(t *testing.T, db *database.DB) (tables []string) {
	t.Helper()
	query := "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1"
	if db.Dialect() == database.SQLite {
		query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
	}
	if err := db.Conn(t.Context()).NewRaw(query).Scan(t.Context(), &tables); err != nil || len(tables) < 20 {
		t.Fatal(tables, err)
	}
	return tables
}

func columnsOf(t *testing.T, db *database.DB, table string) (columns []string) {
	t.Helper()
	query := "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?"
	if db.Dialect() == database.SQLite {
		query = "SELECT name FROM pragma_table_info(?)"
	}
	if err := db.Conn(t.Context()).NewRaw(query, table).Scan(t.Context(), &columns); err != nil {
		t.Fatal(err)
	}
	return columns
}

// keysOf lists a table's primary key and unique indexes.
func keysOf(t *testing.T, db *database.DB, table string) (keys []tableKey) {
	t.Helper()
	query := `SELECT i.relname AS name, x.indisprimary AS primary,
		(SELECT string_agg(coalesce(a.attname, '…'), ',' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY k(num, n)
			LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.num AND k.num > 0 WHERE k.n <= x.indnkeyatts) AS columns
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
		WHERE x.indisunique AND c.relnamespace = current_schema()::regnamespace AND c.relname = ?`
	if db.Dialect() == database.SQLite {
		query = `SELECT l.name, l.origin = 'pk' AS "primary",
			(SELECT group_concat(coalesce(i.name, '…'), ',') FROM pragma_index_info(l.name) i) AS columns FROM pragma_index_list(?0) l WHERE l."unique"
			UNION ALL SELECT name, TRUE, name FROM pragma_table_info(?0) WHERE pk = 1 AND upper(type) = 'INTEGER'`
	}
	if err := db.Conn(t.Context()).NewRaw(query, table).Scan(t.Context(), &keys); err != nil {
		t.Fatal(err)
	}
	return keys
}
