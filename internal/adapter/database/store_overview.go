package database

import (
	"context"
	"database/sql"
	"fmt"

	"qinlian/internal/kernel/engine"
)

// counts reads the rows of a constant query.
func counts[R any](ctx context.Context, s *Store, scan func(*sql.Rows) (R, error), query string, args ...any) ([]R, error) {
	r, err := s.runner(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	found, err := collect(rows, query, scan)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return found, nil
}

// LightCounts counts open matters by lead unit and light, in that order.
func (s *Store) LightCounts(ctx context.Context, zone string) ([]engine.LightCount, error) {
	ctx = s.in(ctx, zone)
	scan := func(rows *sql.Rows) (c engine.LightCount, err error) {
		err = rows.Scan(&c.LeadUnit, &c.Light, &c.N)
		return c, err
	}
	return counts(ctx, s, scan, "SELECT lead_unit, light, count(*) FROM matters WHERE zone_id = ? AND open GROUP BY lead_unit, light ORDER BY lead_unit, light", zone)
}

// CategoryCounts counts open matters by kind, category and light, in that order; those without a category are left out.
func (s *Store) CategoryCounts(ctx context.Context, zone string) ([]engine.CategoryCount, error) {
	ctx = s.in(ctx, zone)
	scan := func(rows *sql.Rows) (c engine.CategoryCount, err error) {
		err = rows.Scan(&c.Kind, &c.Category, &c.Light, &c.N)
		return c, err
	}
	return counts(ctx, s, scan, `SELECT kind, category, light, count(*) FROM matters WHERE zone_id = ? AND open AND category <> ''
		GROUP BY kind, category, light ORDER BY kind, category, light`, zone)
}

// KindCounts counts all matters by kind and stage, in that order.
func (s *Store) KindCounts(ctx context.Context, zone string) ([]engine.KindCount, error) {
	ctx = s.in(ctx, zone)
	scan := func(rows *sql.Rows) (c engine.KindCount, err error) {
		err = rows.Scan(&c.Kind, &c.Stage, &c.N)
		return c, err
	}
	return counts(ctx, s, scan, "SELECT kind, stage, count(*) FROM matters WHERE zone_id = ? GROUP BY kind, stage ORDER BY kind, stage", zone)
}

// DutyCounts counts open and missed duties by state, what, cadence and period, in that order.
func (s *Store) DutyCounts(ctx context.Context, zone string) ([]engine.DutyCount, error) {
	ctx = s.in(ctx, zone)
	scan := func(rows *sql.Rows) (c engine.DutyCount, err error) {
		err = rows.Scan(&c.State, &c.What, &c.Cadence, &c.Period, &c.N)
		return c, err
	}
	return counts(ctx, s, scan, `SELECT state, what, cadence, period, count(*) FROM duties WHERE zone_id = ? AND state IN ('missed', 'open')
		GROUP BY state, what, cadence, period ORDER BY state, what, cadence, period`, zone)
}

// OwnerLoads counts by post: open matters, open duties and missed ones. The post with most of all three
// together comes first, then in order of post.
func (s *Store) OwnerLoads(ctx context.Context, zone string, limit int) ([]engine.OwnerLoad, error) {
	ctx = s.in(ctx, zone)
	scan := func(rows *sql.Rows) (l engine.OwnerLoad, err error) {
		err = rows.Scan(&l.Owner, &l.Matters, &l.Duties, &l.Missed)
		return l, err
	}
	return counts(ctx, s, scan, `SELECT owner, CAST(sum(m) AS BIGINT), CAST(sum(d) AS BIGINT), CAST(sum(x) AS BIGINT) FROM (
			SELECT owner, count(*) AS m, 0 AS d, 0 AS x FROM matters WHERE zone_id = ? AND open AND owner <> '' GROUP BY owner
			UNION ALL
			SELECT owner, 0, count(CASE state WHEN 'open' THEN 1 END), count(CASE state WHEN 'missed' THEN 1 END)
			FROM duties WHERE zone_id = ? AND owner <> '' AND state IN ('open', 'missed') GROUP BY owner
		) AS loads GROUP BY owner ORDER BY sum(m) + sum(d) + sum(x) DESC, owner LIMIT ?`, zone, zone, max(0, limit))
}
