package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// Zone returns a zone's row.
func (s *Store) Zone(ctx context.Context, zone string) (engine.ZoneRow, error) {
	ctx = s.in(ctx, zone)
	rows, err := s.zones.all(ctx, s, "SELECT "+s.zones.list+" FROM zones WHERE zone_id = ?", zone)
	if err != nil || len(rows) == 1 {
		return first(rows), err
	}
	return engine.ZoneRow{}, noZone(zone)
}

func noZone(zone string) *errs.Error {
	return errs.Newf(errs.NotFound, "zone.not_found", "没有地区“%s”，请先建立该地区", "there is no zone %q: open it first", zone)
}

func first[R any](rows []R) (row R) {
	if len(rows) > 0 {
		row = rows[0]
	}
	return row
}

// ListZones returns all zones in order of id.
func (s *Store) ListZones(ctx context.Context) ([]engine.ZoneRow, error) {
	return s.zones.all(EveryZone(ctx), s, "SELECT "+s.zones.list+" FROM zones ORDER BY zone_id")
}

// Unlisted returns the zones of which something is stored although they have no row, in order.
func (s *Store) Unlisted(ctx context.Context) ([]string, error) {
	zones, err := s.ListZones(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for i := range zones {
		known[zones[i].ZoneID] = true
	}
	tables := []string{"checkpoints"} // of others the second wall lets nobody read all zones' rows
	if s.db.Dialect() == SQLite {
		tables = append(tables, "events", "matters", "duties", "letters", "versions", "numbers")
	}
	var out []string
	conn := s.db.Conn(EveryZone(ctx))
	for _, table := range tables {
		for last := ""; ; { // from one zone to the next by the key, however many rows each has
			var next sql.NullString
			if err := conn.NewSelect().TableExpr("?", bun.Ident(table)).ColumnExpr("min(zone_id)").Where("zone_id > ?", last).Scan(ctx, &next); err != nil {
				return nil, fmt.Errorf("list the zones in %s: %w", table, err)
			}
			if !next.Valid {
				break
			}
			if last = next.String; !known[last] {
				known[last] = true
				out = append(out, last)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// PutZone stores a zone. The size of one that exists stays: Append alone moves it.
func (s *Store) PutZone(ctx context.Context, z engine.ZoneRow) error {
	ctx = s.in(ctx, z.ZoneID)
	return s.zones.put(ctx, s, []engine.ZoneRow{z})
}

// Versions returns the applied bundles in order of From.
func (s *Store) Versions(ctx context.Context, zone string) ([]engine.VersionRow, error) {
	ctx = s.in(ctx, zone)
	return s.versions.all(ctx, s, "SELECT "+s.versions.list+" FROM versions WHERE zone_id = ? ORDER BY from_at", zone)
}

// PutVersion stores an applied bundle, in place of one from the same instant.
func (s *Store) PutVersion(ctx context.Context, v engine.VersionRow) error {
	ctx = s.in(ctx, v.ZoneID)
	return s.versions.put(ctx, s, []engine.VersionRow{v})
}

// DropVersion deletes the bundle that was applied from an instant.
func (s *Store) DropVersion(ctx context.Context, zone string, fromAt int64) error {
	return s.exec(s.in(ctx, zone), "DELETE FROM versions WHERE zone_id = ? AND from_at = ?", zone, fromAt)
}

// Proposals returns the proposed versions, the newest first, without what is long.
func (s *Store) Proposals(ctx context.Context, zone string) ([]engine.ProposalRow, error) {
	ctx = s.in(ctx, zone)
	r, err := s.runner(ctx, "SELECT "+s.proposals.before("sight")+" FROM proposals WHERE zone_id = ? ORDER BY id DESC")
	if err != nil {
		return nil, err
	}
	const query = "proposals"
	rows, err := r.query(ctx, zone)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", query, err)
	}
	return collect(rows, query, s.proposals.scanner("sight"))
}

// Proposal finds one with its files.
func (s *Store) Proposal(ctx context.Context, zone, id string) (engine.ProposalRow, error) {
	ctx = s.in(ctx, zone)
	rows, err := s.proposals.all(ctx, s, "SELECT "+s.proposals.list+" FROM proposals WHERE zone_id = ? AND id = ?", zone, id)
	if err != nil || len(rows) == 1 {
		return first(rows), err
	}
	return engine.ProposalRow{}, errs.Newf(errs.NotFound, "proposal.not_found", "没有这份机制报批，请从列表进入", "there is no such proposal: open it from the list")
}

// PutProposal stores a proposal as it now stands.
func (s *Store) PutProposal(ctx context.Context, p engine.ProposalRow) error {
	ctx = s.in(ctx, p.ZoneID)
	return s.proposals.put(ctx, s, []engine.ProposalRow{p})
}

// TakeNumbers takes the next n numbers of a register and year; with n = 0 it looks which comes next. Other
// takers wait until the transaction ends.
func (s *Store) TakeNumbers(ctx context.Context, zone, register string, year, n int) (int, error) {
	ctx = s.in(ctx, zone)
	var last int
	err := s.one(ctx, []any{&last}, "INSERT INTO numbers (zone_id, register, year, last) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (zone_id, register, year) DO UPDATE SET last = numbers.last + EXCLUDED.last RETURNING last", zone, register, year, n)
	if err != nil {
		return 0, fmt.Errorf("take %d numbers of %s %d: %w", n, register, year, err)
	}
	return last - n + 1, nil
}

// Numbers returns the counters as they stand.
func (s *Store) Numbers(ctx context.Context, zone string) ([]engine.NumberRow, error) {
	ctx = s.in(ctx, zone)
	return s.numbers.all(ctx, s, "SELECT "+s.numbers.list+" FROM numbers WHERE zone_id = ? ORDER BY register, year", zone)
}
