package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"qinlian/internal/base/errs"
)

// openPostgres keeps two pools, one of them read-only, so that a write outside InTx fails here as it
// does on SQLite. The URL sizes each of them with pool_max_conns, and may name a replica to read on.
func openPostgres(ctx context.Context, address string) (*DB, error) {
	address, standby, lag, err := splitReplica(address)
	if err != nil {
		return nil, err
	}
	db := &DB{dialect: PostgreSQL, address: address}
	write, native, closeWrite, err := postgresPool(ctx, address, nil, db.settle)
	if err != nil {
		return nil, err
	}
	read, primary, closeRead, err := postgresPool(ctx, address, map[string]string{"default_transaction_read_only": "on"}, db.settle)
	if err != nil {
		return nil, errors.Join(err, closeWrite())
	}
	db.write, db.read, db.native, db.reads = write, read, native, primary
	db.closers = []func() error{closeRead, closeWrite}
	if err := write.PingContext(ctx); err != nil {
		return nil, errors.Join(explainAt(err, ""), db.Close())
	}
	if standby != "" {
		if err := db.withReplica(ctx, primary, standby, lag); err != nil {
			return nil, errors.Join(explainAt(err, ""), db.Close())
		}
	}
	return db, nil
}

// postgresPool prepares a pool; settings beat the URL, the URL beats the defaults given here. prepare looks at each
// connection that is taken from it.
func postgresPool(ctx context.Context, address string, settings map[string]string, prepare func(context.Context, *pgx.Conn) (bool, error)) (*bun.DB, *pgxpool.Pool, func() error, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// The cause masks the password; the address itself would show it.
		return nil, nil, nil, errs.Newf(errs.Invalid, "database.bad_address",
			"PostgreSQL 地址看不懂，应为 postgres://用户：口令@主机：端口/库名(%v)",
			"the PostgreSQL address is not understood: it should be postgres://user:password@host:port/database (%v)",
			err).Because(err)
	}
	parameters := config.ConnConfig.RuntimeParams
	for name, value := range map[string]string{"synchronous_commit": "on", "application_name": "qinlian"} {
		if _, given := parameters[name]; !given {
			parameters[name] = value
		}
	}
	parameters["timezone"] = "UTC"
	maps.Copy(parameters, settings)
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}
	config.PrepareConn = prepare
	config.ConnConfig.DialFunc = bounded(config.ConnConfig.DialFunc)
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connecting
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("prepare PostgreSQL connections: %w", err)
	}
	connections := stdlib.OpenDBFromPool(pool)
	shut := func() error {
		err := connections.Close()
		pool.Close()
		return err
	}
	return bun.NewDB(connections, pgdialect.New()), pool, shut, nil
}

// snapshotOptions give every query of a read-only transaction the same view of the data.
var snapshotOptions = sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
