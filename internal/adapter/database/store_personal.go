package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/personal"
)

// Values of personal fields lie in a table of their own, so that a row can be deleted without touching the ledger.

// Personal walks the values of one matter, or of a range of them, in order of matter and field.
func (s *Store) Personal(ctx context.Context, zone string, f engine.Filter) iter.Seq2[engine.PersonalRow, error] {
	ctx = s.in(ctx, zone)
	query, args := "SELECT "+s.personal.list+" FROM personal_values WHERE zone_id = ?", []any{zone}
	for _, c := range []struct{ condition, value string }{
		{" AND matter_id = ?", f.Matter}, {" AND matter_id >= ?", f.Range.From}, {" AND matter_id < ?", f.Range.Below},
	} {
		if c.value != "" {
			query, args = query+c.condition, append(args, c.value)
		}
	}
	return walk(ctx, s, s.personal.scanner(""), query+" ORDER BY matter_id, field", args...)
}

// PersonalUntil lists matters of a kind that hold a value of a field and whose retention began before an instant.
func (s *Store) PersonalUntil(ctx context.Context, zone, kind, field string, began personal.Begin, before int64, after string, limit int) ([]string, error) {
	ctx = s.in(ctx, zone)
	since := " AND m.registered_at < ?"
	if began == personal.AfterClose {
		since = " AND m.closed_at > 0 AND m.closed_at < ?"
	}
	r, err := s.runner(ctx, "SELECT p.matter_id FROM personal_values AS p JOIN matters AS m ON m.zone_id = p.zone_id AND m.id = p.matter_id"+
		" WHERE p.zone_id = ? AND p.field = ? AND p.matter_id > ? AND m.kind = ?"+since+" ORDER BY p.matter_id LIMIT ?")
	if err != nil {
		return nil, err
	}
	const query = "matters whose personal values are over"
	rows, err := r.query(ctx, zone, field, after, kind, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", query, err)
	}
	return collect(rows, query, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	})
}

// erasePersonal deletes values, inside a transaction. SQLite writes zeros over what it frees; PostgreSQL keeps a dead
// row until the next vacuum (docs/privacy.md).
func (s *Store) erasePersonal(ctx context.Context, keys []engine.PersonalKey) (err error) {
	if len(keys) == 0 {
		return nil
	}
	if s.db.dialect == SQLite {
		// A pragma does its work when it is prepared: kept and run again it would do nothing.
		conn := s.db.current(ctx).tx.Tx
		if _, err := conn.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
			return fmt.Errorf("erase personal values: %w", err)
		}
		defer func() { // the rest of the store frees no secrets and need not pay for it
			_, off := conn.ExecContext(ctx, "PRAGMA secure_delete = OFF")
			err = errors.Join(err, off)
		}()
	}
	const text = "DELETE FROM personal_values WHERE zone_id = ? AND matter_id = ? AND field = ?"
	// What somebody has turned into bytes goes, too: it is shown as it was, and whoever erases it is told that it is gone.
	const whatever = "DELETE FROM personal_values WHERE zone_id = ?1 AND matter_id IN (?2, CAST(?2 AS BLOB)) AND field IN (?3, CAST(?3 AS BLOB))"
	erase := map[Dialect]string{SQLite: whatever, PostgreSQL: text}[s.db.dialect]
	for _, k := range keys {
		if err := s.exec(ctx, erase, k.ZoneID, k.MatterID, k.Field); err != nil {
			return fmt.Errorf("erase personal values: %w", err)
		}
	}
	return nil
}
