package database

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// CountSupports counts the entries by which units find the matters that they support now.
func (s *Store) CountSupports(ctx context.Context, zone string) (int, error) {
	n, err := s.db.Conn(ctx).NewSelect().TableExpr("supports").
		Join("JOIN matters ON matters.zone_id = supports.zone_id AND matters.id = supports.matter_id").
		Where("supports.zone_id = ?", zone).
		Where("replace(matters.support, '|' || supports.unit || '|', '') <> matters.support").Count(ctx)
	if err != nil {
		return 0, Explain(fmt.Errorf("count supports: %w", err))
	}
	return int(n), nil
}

// Supported tells whether each of the units finds a matter that it supports.
func (s *Store) Supported(ctx context.Context, zone, matterID string, units []string) (bool, error) {
	n, err := s.db.Conn(ctx).NewSelect().TableExpr("supports").
		Where("zone_id = ?", zone).Where("matter_id = ?", matterID).Where("unit IN (?)", bun.List(units)).Count(ctx)
	if err != nil {
		return false, Explain(fmt.Errorf("supports of %s: %w", matterID, err))
	}
	return int(n) == len(units), nil
}
