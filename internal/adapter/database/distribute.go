package database

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"
)

// colocated is the table beside whose rows those of the other zone tables lie.
const colocated = "zones"

// hasCitus tells whether the database is one that Citus can distribute.
func hasCitus(ctx context.Context, conn bun.IConn) (bool, error) {
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_extension WHERE extname = 'citus'").Scan(&n); err != nil {
		return false, fmt.Errorf("look for Citus: %w", err)
	}
	return n > 0, nil
}

// distribute has Citus lay out the tables by zone, those that it has not laid out yet: the installation's as copies
// on every node, the zones' in shards by zone_id, a zone's rows of all tables together. Each table is a statement
// of its own, so that what was interrupted goes on at the next start.
func (db *DB) distribute(ctx context.Context) error {
	conn := db.write.DB
	if there, err := hasCitus(ctx, conn); !there || err != nil {
		return err
	}
	zonal, err := zoneTables(ctx, conn)
	if err != nil {
		return err
	}
	laid, err := laidOut(ctx, conn)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(installationTables)) {
		if laid[table] {
			continue
		}
		if _, err := conn.ExecContext(ctx, "SELECT create_reference_table(c.oid) FROM pg_class c WHERE c.relname = $1 AND c.relnamespace = current_schema()::regnamespace", table); err != nil {
			return fmt.Errorf("copy %s to every node: %w", table, err)
		}
	}
	tables := slices.Sorted(maps.Keys(zonal))
	if _, there := zonal[colocated]; there { // first: the others are laid beside it
		tables = slices.Insert(slices.DeleteFunc(tables, func(t string) bool { return t == colocated }), 0, colocated)
	}
	for _, table := range tables {
		if laid[table] {
			continue
		}
		beside := colocated
		if table == colocated {
			beside = "none"
		}
		if _, err := conn.ExecContext(ctx, "SELECT create_distributed_table($1::text::regclass, 'zone_id', colocate_with => $2)", table, beside); err != nil {
			return fmt.Errorf("distribute %s by zone: %w", table, err)
		}
	}
	return nil
}

// laidOut lists the tables that Citus knows already.
func laidOut(ctx context.Context, conn bun.IConn) (map[string]bool, error) {
	rows, err := conn.QueryContext(ctx, "SELECT c.relname FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid AND c.relnamespace = current_schema()::regnamespace")
	if err != nil {
		return nil, fmt.Errorf("list what Citus has laid out: %w", err)
	}
	names, err := collect(rows, "pg_dist_partition", func(rows *sql.Rows) (name string, err error) {
		err = rows.Scan(&name)
		return name, err
	})
	laid := map[string]bool{}
	for _, name := range names {
		laid[name] = true
	}
	return laid, err
}
