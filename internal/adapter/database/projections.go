package database

import (
	"context"
	"fmt"
)

// Projected tells whether a table folded from a zone's matters is complete.
func (s *Store) Projected(ctx context.Context, zone, name string) (bool, error) {
	ctx = s.in(ctx, zone)
	n, err := s.db.Conn(ctx).NewSelect().TableExpr("projections").Where("zone_id = ? AND name = ?", zone, name).Count(ctx)
	if err != nil {
		return false, fmt.Errorf("read projections: %w", err)
	}
	return n > 0, nil
}

// MarkProjected notes that it is.
func (s *Store) MarkProjected(ctx context.Context, zone, name string) error {
	ctx = s.in(ctx, zone)
	return s.exec(ctx, "INSERT INTO projections (zone_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", zone, name)
}
