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
