package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
)

// On PostgreSQL each ledger that is measured lies in a schema of its own: an empty one is empty, and none is slower for
// what another holds.

// schemaPrefix begins the names of the benchmark's schemas; those it may drop.
const schemaPrefix = "qinlian_bench_"

// inSchema is the address of a schema of a database.
func inSchema(address, schema string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the address of PostgreSQL: %w", err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// freshSchema makes a schema anew; what an earlier run left in it is gone.
func freshSchema(ctx context.Context, address, schema string) (err error) {
	db, err := database.Open(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.InTx(ctx, func(ctx context.Context) error {
		for _, statement := range []string{"DROP SCHEMA IF EXISTS ? CASCADE", "CREATE SCHEMA ?"} {
			if _, err := db.Conn(ctx).NewRaw(statement, bun.Ident(schema)).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
