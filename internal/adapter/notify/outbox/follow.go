package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinlian/internal/adapter/database"
	"qinlian/internal/kernel/ledger"
)

// together is how many events a reader deals with in one transaction.
const together = 500

// errOvertaken says that another node has dealt with the same events.
var errOvertaken = errors.New("outbox: another node was faster")

// Follow leads a reader along a zone's log, in order of position. prepare gets the next events, makes of them what
// it likes outside any transaction, and returns what to keep; that and the reader's new position are kept together,
// once, however many nodes follow. A reader that is new begins at the present end: it is not told of the past.
func Follow(ctx context.Context, db *database.DB, zone, reader string, prepare func(ctx context.Context, events []ledger.Event) (keep func(ctx context.Context) error, err error)) (int, error) {
	ctx = database.InZone(ctx, zone)
	total := 0
	for {
		pos, err := position(ctx, db, zone, reader)
		if err != nil {
			return total, err
		}
		events, err := read(ctx, db, zone, pos)
		if err != nil || len(events) == 0 {
			return total, err
		}
		keep, err := prepare(ctx, events)
		if err != nil {
			return total, err
		}
		err = db.InTx(ctx, func(ctx context.Context) error {
			moved, err := db.Conn(ctx).ExecContext(ctx, "UPDATE log_readers SET pos = ? WHERE zone_id = ? AND reader = ? AND pos = ?",
				pos+int64(len(events)), zone, reader, pos)
			if err != nil {
				return fmt.Errorf("move reader %s: %w", reader, err)
			}
			if n, err := moved.RowsAffected(); err != nil || n == 0 {
				return errors.Join(errOvertaken, err)
			}
			return keep(ctx)
		})
		if errors.Is(err, errOvertaken) {
			continue
		}
		if err != nil {
			return total, err
		}
		total += len(events)
	}
}

// From makes a reader begin at a position, 0 for the whole log, unless it has begun already.
func From(ctx context.Context, db *database.DB, zone, reader string, pos int64) error {
	ctx = database.InZone(ctx, zone)
	return db.InTx(ctx, func(ctx context.Context) error {
		_, err := db.Conn(ctx).ExecContext(ctx, "INSERT INTO log_readers (zone_id, reader, pos) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", zone, reader, pos)
		if err != nil {
			return fmt.Errorf("begin reader %s: %w", reader, err)
		}
		return nil
	})
}

func position(ctx context.Context, db *database.DB, zone, reader string) (int64, error) {
	var pos int64
	query := func() error {
		return db.Conn(ctx).QueryRowContext(ctx, "SELECT pos FROM log_readers WHERE zone_id = ? AND reader = ?", zone, reader).Scan(&pos)
	}
	err := query()
	if errors.Is(err, sql.ErrNoRows) {
		var size int64
		if err := db.Conn(ctx).QueryRowContext(ctx, "SELECT size FROM zones WHERE zone_id = ?", zone).Scan(&size); err != nil {
			return 0, database.Explain(fmt.Errorf("find the end of the log of %s: %w", zone, err))
		}
		if err := From(ctx, db, zone, reader, size); err != nil {
			return 0, err
		}
		err = query()
	}
	if err != nil {
		return 0, database.Explain(fmt.Errorf("find reader %s: %w", reader, err))
	}
	return pos, nil
}

// read gives the events from a position on. Positions have no gap, and a greater one is never visible before a
// lesser: whoever appends holds the zone's row until the commit.
func read(ctx context.Context, db *database.DB, zone string, from int64) (events []ledger.Event, err error) {
	rows, err := db.Conn(ctx).QueryContext(ctx, "SELECT body FROM events WHERE zone_id = ? AND pos >= ? AND pos < ? ORDER BY pos", zone, from, from+together)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("follow the log of %s: %w", zone, err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("follow the log of %s: %w", zone, err)
		}
		e, err := ledger.Decode(body)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
