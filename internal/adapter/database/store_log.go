package database

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// Leaves walks a stretch of the zone in order of position.
func (s *Store) Leaves(ctx context.Context, zone string, from, below int64) iter.Seq2[engine.Leaf, error] {
	ctx = s.in(ctx, zone)
	var hash sql.RawBytes
	scan := func(rows *sql.Rows) (leaf engine.Leaf, err error) {
		err = rows.Scan(&leaf.Pos, &leaf.Stream, &leaf.Seq, &hash)
		leaf.Hash = hashOf(hash)
		return leaf, err
	}
	return walk(ctx, s, scan, "SELECT pos, stream, seq, hash FROM events WHERE zone_id = ? AND pos >= ? AND pos < ? ORDER BY pos", zone, from, below)
}

// Latest is the greatest instant of a zone's events.
func (s *Store) Latest(ctx context.Context, zone string) (at int64, err error) {
	if err := s.one(s.in(ctx, zone), []any{&at}, "SELECT coalesce(max(at), 0) FROM events WHERE zone_id = ?", zone); err != nil {
		return 0, Explain(fmt.Errorf("look for the latest event: %w", err))
	}
	return at, nil
}

// Nodes reads stored nodes of the log, or leaves for level 0: fewer than count where some are missing.
func (s *Store) Nodes(ctx context.Context, zone string, level int, from, count int64) ([]tlog.Hash, error) {
	ctx = s.in(ctx, zone)
	query, args := "SELECT hash FROM nodes WHERE zone_id = ? AND level = ? AND n >= ? AND n < ? ORDER BY n", []any{zone, level, from, from + count}
	if level == 0 {
		query, args = "SELECT hash FROM events WHERE zone_id = ? AND pos >= ? AND pos < ? ORDER BY pos", []any{zone, from, from + count}
	}
	r, err := s.runner(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("read nodes of the log: %w", err)
	}
	var stored sql.RawBytes
	nodes, err := collect(rows, query, func(rows *sql.Rows) (tlog.Hash, error) {
		err := rows.Scan(&stored)
		hash := hashOf(stored)
		if level == 0 {
			return ledger.Leaf(hash), err
		}
		return tlog.Hash(hash), err
	})
	if err != nil {
		return nil, fmt.Errorf("read nodes of the log: %w", err)
	}
	return nodes, nil
}

// PutNodes stores nodes of the log.
func (s *Store) PutNodes(ctx context.Context, zone string, nodes []engine.NodeRow) error {
	ctx = s.in(ctx, zone)
	return s.nodes.put(ctx, s, nodes)
}

// Checkpoint returns the checkpoint of the greatest size.
func (s *Store) Checkpoint(ctx context.Context, zone string) (engine.CheckpointRow, error) {
	ctx = s.in(ctx, zone)
	rows, err := s.checkpoints.all(ctx, s, "SELECT "+s.checkpoints.list+" FROM checkpoints WHERE zone_id = ? ORDER BY size DESC LIMIT 1", zone)
	if err != nil || len(rows) == 1 {
		return first(rows), err
	}
	return engine.CheckpointRow{}, errs.Newf(errs.NotFound, "ledger.no_checkpoint",
		"地区“%s”还没有检查点，请先签发一个", "zone %q has no checkpoint yet: sign one first", zone)
}

// Checkpoints returns all checkpoints in order of size.
func (s *Store) Checkpoints(ctx context.Context, zone string) ([]engine.CheckpointRow, error) {
	ctx = s.in(ctx, zone)
	return s.checkpoints.all(ctx, s, "SELECT "+s.checkpoints.list+" FROM checkpoints WHERE zone_id = ? ORDER BY size", zone)
}

// PutCheckpoint stores a signed checkpoint.
func (s *Store) PutCheckpoint(ctx context.Context, c engine.CheckpointRow) error {
	ctx = s.in(ctx, c.ZoneID)
	return s.checkpoints.put(ctx, s, []engine.CheckpointRow{c})
}
