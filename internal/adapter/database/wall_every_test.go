package database_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

// anything is a value of each type that a column may have.
var anything = map[string]string{
	"text": "'x'", "bigint": "1", "integer": "1", "smallint": "1", "double precision": "1", "boolean": "true", "bytea": "'\\x00'::bytea",
	"jsonb": "'{}'::jsonb", "tsvector": "'x'::tsvector", "ARRAY": "'{}'",
}

// planted writes an INSERT of a row of zone b into a table, whatever its columns are.
func planted(t *testing.T, db *database.DB, table string) string {
	t.Helper()
	var columns []struct{ Name, Type string }
	err := db.Conn(t.Context()).NewRaw(`SELECT column_name AS name, data_type AS type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER' ORDER BY ordinal_position`, table).Scan(t.Context(), &columns)
	if err != nil {
		t.Fatal(err)
	}
	var names, values []string
	for _, c := range columns {
		value := anything[c.Type]
		if c.Name == "zone_id" {
			value = "'b'"
		}
		if value == "" {
			t.Fatalf("%s.%s is a %s: say what a value of it may be", table, c.Name, c.Type)
		}
		names, values = append(names, `"`+c.Name+`"`), append(values, value)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(values, ", "))
}

// Every table that has a zone_id, one that the next migration adds among them: a row of zone b is there for zone b
// alone, to be read, changed, deleted or put there.
func TestNoTableOfZonesIsReachedFromAnotherZone(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	db := databasetest.Migrated(t, databasetest.PostgreSQL(t))
	tables := databasetest.ZonalTables(t, db)
	if len(tables) < 25 {
		t.Fatalf("only %d tables of zones: %v", len(tables), tables)
	}
	undo := errors.New("undo")
	for _, table := range tables {
		insert := planted(t, db, table)
		err := db.InTx(database.Confine(t.Context(), "b"), func(ctx context.Context) error {
			_, err := db.Conn(ctx).NewRaw(insert).Exec(ctx)
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", insert, err)
			continue
		}
		if got := zonesSeen(t, database.Confine(t.Context(), "b"), db, "SELECT zone_id FROM "+table); got != "[b]" {
			t.Errorf("%s: the zone itself sees %s", table, got)
		}
		listed := table == "zones" || table == "audit_heads" || table == "checkpoints" // to find out which zones there are
		for name, ctx := range map[string]context.Context{
			"another zone": database.Confine(t.Context(), "a"), "no zone": t.Context(), "none, said so": database.Confine(t.Context(), ""), "every zone": database.EveryZone(t.Context()),
		} {
			if got := zonesSeen(t, ctx, db, "SELECT zone_id FROM "+table); got != "[]" && (name != "every zone" || !listed) {
				t.Errorf("%s: %s sees %s", table, name, got)
			}
			for _, statement := range []string{"DELETE FROM " + table, "UPDATE " + table + " SET zone_id = zone_id", insert} {
				err := db.InTx(ctx, func(ctx context.Context) error {
					res, err := db.Conn(ctx).NewRaw(statement).Exec(ctx)
					if err != nil {
						return err
					}
					if n, err := res.RowsAffected(); n != 0 || err != nil {
						t.Errorf("%s: %s reaches %d rows by %s (%v)", table, name, n, statement, err)
					}
					return undo
				})
				if errors.Is(err, undo) == (statement == insert) {
					t.Errorf("%s: %s by %s: %v", table, name, statement, err)
				}
			}
		}
	}
}
