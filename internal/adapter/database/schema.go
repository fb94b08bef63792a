package database

import (
	"context"
	"fmt"
)

// Schema is the name of the newest migration that the store has been through, such as 0017_kept.
func (db *DB) Schema(ctx context.Context) (string, error) {
	var name string
	if err := db.Conn(ctx).NewSelect().Table(migrationsTable).ColumnExpr("max(name)").Scan(ctx, &name); err != nil {
		return "", Explain(fmt.Errorf("read the schema's version: %w", err))
	}
	return name, nil
}

// Founded tells whether the store was ever brought up to any schema of ours (Migrate).
func (db *DB) Founded(ctx context.Context) (bool, error) {
	question := "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
	if db.dialect == PostgreSQL {
		question = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname = ?"
	}
	var tables int
	if err := db.read.QueryRowContext(ctx, question, migrationsTable).Scan(&tables); err != nil {
		return false, Explain(fmt.Errorf("look whose database it is: %w", err))
	}
	return tables > 0, nil
}
