package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"qinlian/internal/kernel/engine"
)

// Many matters counted, as SQL. engine.CellOf says of one row what cellColumns says here.

// also restricts matters by what a filter asks besides.
func (c conditions) also(a *engine.Also, lightAt int64) {
	c.between("registered_at", a.Registered)
	if a.Closed != (engine.Between{}) {
		c.where("closed_at > 0") // in these words an index is found
		c.between("closed_at", a.Closed)
	}
	if a.Lit.From != 0 && lightAt != 0 { // what is stored of some does not tell
		c.where("(light_at >= ? OR next_at > 0 AND next_at <= ?)", a.Lit.From, lightAt)
	} else {
		c.between("light_at", a.Lit)
	}
	if a.Level > 0 {
		c.where("level >= ?", a.Level)
	}
	if a.Missed > 0 {
		c.where("missed >= ?", a.Missed)
	}
	if a.NoUnit {
		c.where("lead_unit = ''")
	}
	if a.Top {
		c.where("parent = ''")
	}
	if a.Dated != nil {
		if *a.Dated {
			c.where("due_on <> 0")
		} else {
			c.where("due_on = 0")
		}
	}
	if a.Behind != nil {
		e := elapsed(a.Behind)
		c.where("open AND due_on <> 0 AND "+e.sql+" > "+treeProgress+" + ?", append(e.args, a.Behind.Points)...)
	}
}

func (c conditions) between(column string, b engine.Between) {
	if b.From != 0 {
		c.where(column+" >= ?", b.From)
	}
	if b.Before != 0 {
		c.where(column+" < ?", b.Before)
	}
}

// elapsed is the share of a matter's time that has gone by, in per cent.
func elapsed(l *engine.Lag) expr {
	const end = "(CAST(due_on AS BIGINT) * 86400000000 + ?)"
	return expr{
		"(CASE WHEN " + end + " <= ? OR " + end + " <= registered_at THEN 100 WHEN registered_at >= ? THEN 0" +
			" ELSE CAST(100 AS DOUBLE PRECISION) * CAST(? - registered_at AS DOUBLE PRECISION) / CAST(" + end + " - registered_at AS DOUBLE PRECISION) END)",
		[]any{l.DayEnd, l.At, l.DayEnd, l.At, l.At, l.DayEnd},
	}
}

// band numbers the first of some conditions that holds.
func band(conditions []string, args []any, first int) expr {
	if len(conditions) == 0 {
		return expr{sql: strconv.Itoa(first)}
	}
	e := expr{sql: "(CASE", args: args}
	for i, condition := range conditions {
		e.sql += " WHEN " + condition + " THEN " + strconv.Itoa(first+i)
	}
	e.sql += " ELSE " + strconv.Itoa(first+len(conditions)) + " END)"
	return e
}

// Cells counts the matters of a filter, in no order.
func (s *Store) Cells(ctx context.Context, zone string, f engine.Filter, cuts engine.Cuts) ([]engine.Cell, error) {
	ctx = s.in(ctx, zone)
	q, err := s.mattersCounted(ctx, zone, &f)
	if err != nil {
		return nil, err
	}
	var aged, due []string
	var agedAt, dueOn []any
	for _, at := range cuts.Registered {
		aged, agedAt = append(aged, "registered_at >= ?"), append(agedAt, at)
	}
	due = append(due, "due_on = 0")
	for _, day := range cuts.Due {
		due, dueOn = append(due, "due_on < ?"), append(dueOn, day)
	}
	age, by, e := band(aged, agedAt, 0), band(due, dueOn, 0), elapsed(&cuts.Lag)
	q = q.ColumnExpr("lead_unit, kind, light, level").
		ColumnExpr(age.sql+" AS age", age.args...).
		ColumnExpr(by.sql+" AS band", by.args...).
		ColumnExpr("count(*), count(CASE WHEN due_on <> 0 THEN 1 END)").
		ColumnExpr("count(CASE WHEN due_on <> 0 AND "+e.sql+" > "+treeProgress+" + ? THEN 1 END)", append(slices.Clip(e.args), cuts.Lag.Points)...).
		ColumnExpr("CAST(sum(CASE WHEN due_on <> 0 THEN "+e.sql+" ELSE 0 END) AS DOUBLE PRECISION)", e.args...).
		ColumnExpr("CAST(sum(CASE WHEN due_on <> 0 THEN " + treeProgress + " ELSE 0 END) AS DOUBLE PRECISION)").
		ColumnExpr("count(CASE WHEN missed > 0 THEN 1 END), CAST(sum(missed) AS BIGINT)").
		GroupExpr("1, 2, 3, 4, 5, 6")
	return grouped(ctx, s, q, func(rows *sql.Rows) (c engine.Cell, err error) {
		err = rows.Scan(&c.Unit, &c.Kind, &c.Light, &c.Level, &c.Age, &c.Due, &c.N, &c.Dated, &c.Behind, &c.Elapsed, &c.Progress, &c.Failing, &c.Missed)
		return c, err
	})
}

// ByOwner counts the matters of a filter by owner.
func (s *Store) ByOwner(ctx context.Context, zone string, f engine.Filter) ([]engine.OwnerLoad, error) {
	ctx = s.in(ctx, zone)
	q, err := s.mattersCounted(ctx, zone, &f)
	if err != nil {
		return nil, err
	}
	q = q.Where("owner <> ''").ColumnExpr("owner, count(*)").GroupExpr("owner").OrderExpr("owner")
	return grouped(ctx, s, q, func(rows *sql.Rows) (l engine.OwnerLoad, err error) {
		err = rows.Scan(&l.Owner, &l.Matters)
		return l, err
	})
}

// DutyCells counts the duties about the matters of a filter.
func (s *Store) DutyCells(ctx context.Context, zone string, f engine.Filter, at int64) ([]engine.DutyCell, error) {
	ctx = s.in(ctx, zone)
	owed := s.db.Conn(ctx).NewSelect().TableExpr("duties").Where("zone_id = ?", zone)
	if at == 0 {
		owed = owed.ColumnExpr("matter_id, owner AS post, what, state AS standing").Where("state IN ('missed', 'open')")
	} else {
		owed = owed.ColumnExpr("matter_id, owner AS post, what, (CASE WHEN missed_at > 0 AND missed_at <= ? THEN 'missed' ELSE 'open' END) AS standing", at).
			Where("opens_at <= ? AND (ended_at = 0 OR ended_at > ?)", at, at)
	}
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("(?) AS owed CROSS JOIN matters", owed).Where("matters.id = owed.matter_id")}
	c.matters(zone, &f)
	s.beyond(c, &f)
	q := c.q.ColumnExpr("lead_unit, post, what, standing, count(*)").GroupExpr("lead_unit, post, what, standing")
	return grouped(ctx, s, q, func(rows *sql.Rows) (d engine.DutyCell, err error) {
		err = rows.Scan(&d.Unit, &d.Owner, &d.What, &d.State, &d.N)
		return d, err
	})
}

// Days counts the matters of a filter by the day on which they were registered or closed.
func (s *Store) Days(ctx context.Context, zone string, f engine.Filter, of engine.Flow, span engine.Between) ([]engine.DayCount, error) {
	ctx = s.in(ctx, zone)
	column := "registered_at"
	if of == engine.FlowClosed {
		column, f.Also.Closed = "closed_at", span
	} else {
		f.Also.Registered = span
	}
	q, err := s.mattersCounted(ctx, zone, &f)
	if err != nil {
		return nil, err
	}
	q = q.ColumnExpr("("+column+" - ?) / 86400000000 AS day, count(*)", span.From).GroupExpr("1").OrderExpr("1")
	return grouped(ctx, s, q, func(rows *sql.Rows) (d engine.DayCount, err error) {
		err = rows.Scan(&d.Day, &d.N)
		return d, err
	})
}

func grouped[R any](ctx context.Context, s *Store, q *bun.SelectQuery, scan func(*sql.Rows) (R, error)) ([]R, error) {
	query := q.String()
	rows, err := s.db.Conn(ctx).QueryContext(ctx, query)
	if err != nil {
		return nil, Explain(fmt.Errorf("count: %w", err))
	}
	found, err := collect(rows, query, scan)
	return found, Explain(err)
}
