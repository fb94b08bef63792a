package database

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// locked makes a query on PostgreSQL lock the rows it finds until the write transaction ends; SQLite has
// but one writer.
func (s *Store) locked(ctx context.Context, query, how string) string {
	if t := s.db.current(ctx); s.db.dialect == PostgreSQL && t != nil && !t.readOnly {
		return query + " FOR UPDATE" + how
	}
	return query
}

// Matter finds a matter by id, or else by number.
func (s *Store) Matter(ctx context.Context, zone, idOrNumber string) (engine.MatterRow, error) {
	ctx = s.in(ctx, zone)
	for _, by := range [...]struct{ column, value string }{{"id", idOrNumber}, {"number_key", text.NumberKey(idOrNumber)}} {
		query := "SELECT " + s.matters.list + " FROM matters WHERE zone_id = ? AND " + by.column + " = ?"
		rows, err := s.matters.all(ctx, s, s.locked(ctx, query, ""), zone, by.value)
		if err != nil || len(rows) == 1 {
			return first(rows), err
		}
		if idOrNumber == "" {
			break // not one of those that have no number
		}
	}
	return engine.MatterRow{}, errs.Newf(errs.NotFound, "matter.not_found",
		"没有编号或标识为“%s”的事项，请核对编号", "there is no matter %q: check the number", idOrNumber)
}

// among restricts id to a list, which is one argument.
func (s *Store) among(ids []string) (condition string, arg any, err error) {
	if len(ids) == 1 {
		return "id = ?", ids[0], nil
	}
	if s.db.dialect == PostgreSQL {
		return "id = ANY(?::text[])", ids, nil
	}
	list, err := json.Marshal(ids)
	return "id IN (SELECT value FROM json_each(?))", string(list), err
}

// Some finds matters by id. They are locked in order of id, so that two who lock several do not wait for each other.
func (s *Store) Some(ctx context.Context, zone string, ids []string) ([]engine.MatterRow, error) {
	ctx = s.in(ctx, zone)
	condition, list, err := s.among(ids)
	if err != nil {
		return nil, err
	}
	query := "SELECT " + s.matters.list + " FROM matters WHERE zone_id = ? AND " + condition + " ORDER BY id"
	return s.matters.all(ctx, s, s.locked(ctx, query, ""), zone, list)
}

// Heads tells how far matters have come, by id.
func (s *Store) Heads(ctx context.Context, zone string, ids []string) ([]engine.Head, error) {
	ctx = s.in(ctx, zone)
	condition, list, err := s.among(ids)
	if err != nil {
		return nil, err
	}
	query := s.locked(ctx, "SELECT id, seq, next_at, cursor_at FROM matters WHERE zone_id = ? AND "+condition+" ORDER BY id", "")
	r, err := s.runner(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, zone, list)
	if err != nil {
		return nil, fmt.Errorf("read the heads of matters: %w", err)
	}
	heads, err := collect(rows, query, func(rows *sql.Rows) (h engine.Head, err error) {
		err = rows.Scan(&h.ID, &h.Seq, &h.NextAt, &h.CursorAt)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the heads of matters: %w", err)
	}
	return heads, nil
}

// Put stores rows as they now are. Of several with one key the last counts.
func (s *Store) Put(ctx context.Context, rows engine.Rows) error {
	ctx = s.in(ctx, zoneOf(&rows))
	if err := s.putMatters(ctx, &rows); err != nil {
		if IsUnique(err) { // not the key, which is overwritten
			return errs.Newf(errs.Conflict, "matter.number_taken",
				"编号“%s”已属于另一事项，未写入任何内容。请换一个编号", "the number %q belongs to another matter and nothing was written: choose another",
				numbers(rows.Matters)).Because(err)
		}
		return err
	}
	if err := s.putTexts(ctx, &rows); err != nil {
		return err
	}
	if err := s.putSupports(ctx, rows.Matters); err != nil {
		return err
	}
	if err := s.duties.put(ctx, s, rows.Duties); err != nil {
		return err
	}
	if err := s.letters.put(ctx, s, rows.Letters); err != nil {
		return err
	}
	if err := s.personal.put(ctx, s, rows.Personal); err != nil {
		return err
	}
	return s.erasePersonal(ctx, rows.Erased)
}

// zoneOf is the zone of rows that are stored together.
func zoneOf(rows *engine.Rows) string {
	switch {
	case len(rows.Matters) > 0:
		return rows.Matters[0].ZoneID
	case len(rows.Texts) > 0:
		return rows.Texts[0].ZoneID
	case len(rows.Duties) > 0:
		return rows.Duties[0].ZoneID
	case len(rows.Letters) > 0:
		return rows.Letters[0].ZoneID
	case len(rows.Personal) > 0:
		return rows.Personal[0].ZoneID
	case len(rows.Erased) > 0:
		return rows.Erased[0].ZoneID
	}
	return ""
}

// numbers names the matters one of whose numbers is taken.
func numbers(rows []engine.MatterRow) string {
	if len(rows) == 1 {
		return rows[0].Number
	}
	return rows[0].Number + "…" + rows[len(rows)-1].Number
}

// Due returns up to limit matters whose NextAt has come, oldest first, without those that another
// transaction has locked.
func (s *Store) Due(ctx context.Context, zone string, until int64, limit int) ([]engine.MatterRow, error) {
	ctx = s.in(ctx, zone)
	query := "SELECT " + s.matters.list + " FROM matters WHERE zone_id = ? AND next_at > 0 AND next_at <= ? ORDER BY next_at, id LIMIT ?"
	return s.matters.all(ctx, s, s.locked(ctx, query, " SKIP LOCKED"), zone, until, max(0, limit))
}

// Touch brings NextAt of every matter down to at most at. One without NextAt gets it if it is open, or was closed out and may
// be looked at again.
func (s *Store) Touch(ctx context.Context, zone string, r engine.Range, at int64) error {
	ctx = s.in(ctx, zone)
	const query = "UPDATE matters SET next_at = ? WHERE zone_id = ? AND id >= ? AND id < ? AND (next_at = 0 AND (open OR stage IN ('closed', 'archived')) OR next_at > ?)"
	if err := s.exec(ctx, query, at, zone, r.From, cmp.Or(r.Below, "\U0010FFFF"), at); err != nil {
		return fmt.Errorf("touch matters: %w", err)
	}
	return nil
}

// Reckoned is the latest CursorAt of a zone's matters.
func (s *Store) Reckoned(ctx context.Context, zone string) (last int64, err error) {
	ctx = s.in(ctx, zone)
	err = s.db.Conn(ctx).NewSelect().Table("matters").ColumnExpr("coalesce(max(cursor_at), 0)").Where("zone_id = ?", zone).Scan(ctx, &last)
	return last, err
}
