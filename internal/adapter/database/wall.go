package database

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"
)

// A table either belongs to zones, and its key begins with zone_id, or is listed here with the reason. On
// PostgreSQL every migration step leaves a policy on each table of the first sort; where Citus distributes the
// database, it distributes those and copies the second to every node.

// installationTables belong to the installation. They hold a row for a person or a sign-in, never for a matter.
var installationTables = map[string]string{
	"accounts":         "a login is unique everywhere, and an administrator of the installation has no zone",
	"former_passwords": "hangs on an account",
	"sign_in_failures": "counted by what was typed, before anybody is known",
	"visits":           "a cookie says nothing about the zone of who carries it",
	"one_time_codes":   "hangs on an account",
	"recovery_codes":   "hangs on an account",
	"security_keys":    "hangs on an account",
	"ceremonies":       "the steps of signing in, before it is known whose",
	"account_subjects": "a provider knows no zones",
	"api_tokens":       "a token says nothing about the zone of who carries it",
}

// OfInstallation tells whether a table belongs to the installation rather than to zones.
func OfInstallation(table string) bool { return installationTables[table] != "" }

// localTables stay where the migrator runs: the schema's own notes, and jobs, a queue of the installation's nodes,
// whose tables are river's; a job names its zone in its content.
var localTables = []string{
	migrationsTable, locksTable,
	"river_client", "river_client_queue", "river_job", "river_leader", "river_migration", "river_queue",
}

// wall is what a policy lets through: the rows of the connection's zone. It is written so that the planner knows it
// for what a query says of zone_id itself, and so that Citus can send it to a node.
const wall = "zone_id = current_setting('" + zoneSetting + "', true)"

// narrowed are the walls of tables that show less than the rows of the zone.
var narrowed = map[string]string{
	// A word that none has, not wanted, lets everything through.
	"search": wall + " AND words @@ COALESCE(NULLIF(current_setting('" + soughtSetting + "', true), ''), '!''=''')::tsquery",
}

// listed are the tables of which every zone's rows may be read, and read alone, to find out which zones there are, and
// whether one of them has lost its row. None holds what anybody does.
var listed = []string{"zones", "audit_heads", "checkpoints"}

// Unwalled names the user of the store where PostgreSQL holds it to no policy, a superuser or one with BYPASSRLS: only what
// the queries themselves say then keeps zones apart. "" where the wall stands, and on SQLite, which has none.
func (db *DB) Unwalled(ctx context.Context) (user string, err error) {
	if db.dialect == SQLite {
		return "", nil
	}
	err = db.read.QueryRowContext(ctx, "SELECT coalesce(max(rolname), '') FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)").Scan(&user)
	if err != nil {
		return "", fmt.Errorf("look whether row-level security holds: %w", err)
	}
	return user, nil
}

// zoneTables lists the tables of the schema that belong to zones; walled tells of each whether it has its policy.
func zoneTables(ctx context.Context, conn bun.IConn) (walled map[string]bool, err error) {
	rows, err := conn.QueryContext(ctx, `SELECT c.relname, EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'zone_wall')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'zone_id' AND NOT a.attisdropped
		WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return nil, fmt.Errorf("list the tables of zones: %w", err)
	}
	defer func() { _ = rows.Close() }()
	walled = map[string]bool{}
	for rows.Next() {
		var table string
		var has bool
		if err := rows.Scan(&table, &has); err != nil {
			return nil, err
		}
		if installationTables[table] == "" {
			walled[table] = has
		}
	}
	return walled, rows.Err()
}

// lowerWalls lets a migration step see all rows, until its transaction ends with raiseWalls. Whoever owns the
// tables is kept out by FORCE alone.
func lowerWalls(ctx context.Context, tx bun.IConn) error {
	tables, err := zoneTables(ctx, tx)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if !tables[table] {
			continue
		}
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+table+" NO FORCE ROW LEVEL SECURITY"); err != nil {
			return fmt.Errorf("let the migration see %s: %w", table, err)
		}
	}
	return nil
}

// raiseWalls puts the policy on every table of zones, those that the step made among them. Citus checks policies
// on nodes that do not know our setting, so there the tables have none (docs/scale.md).
func raiseWalls(ctx context.Context, tx bun.IConn) error {
	if there, err := hasCitus(ctx, tx); there || err != nil {
		return err
	}
	tables, err := zoneTables(ctx, tx)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		shown := cmp.Or(narrowed[table], wall)
		statements := "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
		if !tables[table] {
			statements += "; CREATE POLICY zone_wall ON " + table + " USING (" + shown + ") WITH CHECK (" + wall + ")"
		}
		if slices.Contains(listed, table) {
			statements += "; DROP POLICY IF EXISTS zone_list ON " + table + "; CREATE POLICY zone_list ON " + table +
				" FOR SELECT USING (current_setting('" + zoneSetting + "', true) = '" + everyZone + "')"
		}
		if _, err := tx.ExecContext(ctx, statements); err != nil {
			return fmt.Errorf("put row-level security on %s: %w", table, err)
		}
	}
	return nil
}
