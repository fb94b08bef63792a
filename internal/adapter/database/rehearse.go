package database

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// errUndone ends the transaction of a rehearsal.
var errUndone = errors.New("database: rehearsed")

// Rehearse runs fn in a write transaction that is undone whatever comes of it. On PostgreSQL fn works on a copy of the
// zone's tables that only it sees: it locks no row, number or name that others wait for, however long it takes, and what
// they write meanwhile it does not see. The copy costs as much as reading the zone once. On SQLite the transaction is the
// one writer; what takes long is tried on a Copy.
func (db *DB) Rehearse(ctx context.Context, zone string, fn func(ctx context.Context) error) error {
	err := db.InTx(InZone(ctx, zone), func(ctx context.Context) error {
		if db.dialect == PostgreSQL {
			if err := db.aside(ctx, zone); err != nil {
				return err
			}
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// aside copies the tables of a zone to temporary ones, which the transaction uses by the same names from then on. What
// people find matters by is not copied: nothing that is rehearsed looks there.
func (db *DB) aside(ctx context.Context, zone string) error {
	t := db.current(ctx)
	tables, err := zoneTables(ctx, t.tx.Tx)
	if err != nil {
		return err
	}
	var schema string
	if err := t.tx.Tx.QueryRowContext(ctx, "SELECT quote_ident(current_schema())").Scan(&schema); err != nil {
		return fmt.Errorf("set a zone aside: %w", err)
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		whole := schema + "." + table
		if _, err := t.tx.Tx.ExecContext(ctx, "CREATE TEMP TABLE "+table+" (LIKE "+whole+" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES) ON COMMIT DROP"); err != nil {
			return fmt.Errorf("set %s aside: %w", table, err)
		}
		if narrowed[table] != "" {
			continue
		}
		if _, err := t.tx.Tx.ExecContext(ctx, "INSERT INTO pg_temp."+table+" SELECT * FROM "+whole+" WHERE zone_id = $1", zone); err != nil { //nolint:gosec,unqueryvet // a copy of the schema's own tables, whole
			return fmt.Errorf("set %s aside: %w", table, err)
		}
	}
	// Named in the path, too: what was prepared for the tables themselves is planned anew then, and again afterwards.
	if _, err := t.tx.Tx.ExecContext(ctx, "SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)"); err != nil {
		return fmt.Errorf("set a zone aside: %w", err)
	}
	t.aside = true
	return nil
}
