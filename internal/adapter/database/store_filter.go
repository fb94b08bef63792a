package database

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// conditions gathers what a filter asks of one table.
type conditions struct{ q *bun.SelectQuery }

func (c conditions) where(query string, args ...any) { c.q.Where(query, args...) }

// is restricts a column to a value, "" not at all.
func (c conditions) is(column, value string) {
	if value != "" {
		c.where(column+" = ?", value)
	}
}

// in restricts a column to a range.
func (c conditions) in(column string, r engine.Range) {
	if r.From != "" {
		c.where(column+" >= ?", r.From)
	}
	if r.Below != "" {
		c.where(column+" < ?", r.Below)
	}
}

// among restricts a column to some values, none not at all.
func (c conditions) among(column string, values []string) {
	if len(values) > 0 {
		c.where(column+" IN (?)", bun.List(values))
	}
}

func (s *Store) selectMatters(ctx context.Context, zone string, f *engine.Filter) *bun.SelectQuery {
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("matters")}
	c.matters(zone, f)
	s.beyond(c, f)
	return c.q
}

// matters restricts a query over matters, and whatever is joined to them, by a filter.
func (c conditions) matters(zone string, f *engine.Filter) {
	c.where("matters.zone_id = ?", zone)
	own := *f
	own.Scope = ownScope(f)
	ofMatter(c, zone, &own)
	c.is("id", f.Matter)
	c.in("id", f.Range)
	c.is("number_key", text.NumberKey(f.Number))
	c.is("owner", f.Owner)
	c.oneOf("owner", f.Owners)
	if f.Unowned {
		if len(f.Vacant) == 0 {
			c.where("owner = ''") // in these words the index of what nobody owns is found
		} else {
			c.among("owner", append([]string{""}, f.Vacant...))
		}
		if len(f.Borne) > 0 {
			c.where("(owner <> '' OR id NOT IN (?))", bun.List(f.Borne))
		}
		if len(f.Ended) > 0 {
			c.where("id NOT IN (?)", bun.List(f.Ended))
		}
	}
	if f.Owned {
		c.where("owner <> ''")
	}
	if f.After != "" {
		c.where("number_key > ?", text.NumberKey(f.After))
	}
}

// ofMatter restricts matters by what duties and letters have in common with the matter they belong to.
func ofMatter(c conditions, zone string, f *engine.Filter) {
	scoped(c, zone, f.Scope)
	outside(c, zone, f.Outside)
	c.is("kind", f.Kind)
	c.among("kind", f.Kinds)
	c.is("stage", f.Stage)
	c.among("stage", f.Stages)
	if f.Light != "" && f.LightAt != 0 {
		c.where("(light = ? OR next_at > 0 AND next_at <= ?)", f.Light, f.LightAt)
	} else {
		c.is("light", f.Light)
	}
	c.is("category", f.Category)
	c.is("lead_unit", f.Unit)
	c.among("lead_unit", f.Units)
	if f.Open != nil {
		if *f.Open {
			c.where("open") // in these words the indexes of open matters are found
		} else {
			c.where("NOT open")
		}
	}
	if f.Parent != "" {
		c.where("parent = ? AND parent <> ''", f.Parent)
	}
	if f.Root != "" {
		// UNION, not UNION ALL: matters that are above themselves end it, too.
		c.where(`id <> ?1 AND id IN (WITH RECURSIVE below(id) AS (
			SELECT id FROM matters WHERE zone_id = ?0 AND parent = ?1 AND parent <> ''
			UNION
			SELECT child.id FROM below CROSS JOIN matters child WHERE child.parent = below.id AND child.zone_id = ?0 AND child.parent <> '')
			SELECT id FROM below)`, zone, f.Root)
	}
	if f.Origin != "" {
		c.where("origin <> '' AND origin >= ? AND origin < ?", f.Origin, f.Origin+afterPrefix)
	}
	if f.StaleAt != 0 {
		c.where("next_at > 0 AND next_at <= ?", f.StaleAt)
	}
}

// throughMatter restricts duties or letters by the matters they belong to, where the filter asks for it.
func (s *Store) throughMatter(ctx context.Context, c conditions, zone string, f *engine.Filter) error {
	c.is("matter_id", f.Matter)
	c.oneOf("matter_id", f.IDs)
	if f.Kind == "" && len(f.Kinds) == 0 && f.Stage == "" && len(f.Stages) == 0 && f.Light == "" && f.Category == "" && f.Unit == "" && len(f.Units) == 0 &&
		f.Scope.All() && f.Outside == nil && f.Open == nil && f.Parent == "" && f.Root == "" && f.Origin == "" && f.StaleAt == 0 && f.Also == (engine.Also{}) {
		return nil
	}
	inner := conditions{s.db.Conn(ctx).NewSelect().TableExpr("matters").Where("zone_id = ?", zone)}
	ofMatter(inner, zone, f)
	inner.also(&f.Also, f.LightAt)
	if f.Owner != "" || f.Owners != nil { // of few posts: each row asks for its matter
		c.where("EXISTS (?)", inner.q.ColumnExpr("1").Where("id = matter_id"))
		return nil
	}
	if f.Matter == "" {
		within, err := s.fewMembers(ctx, zone, f.Scope)
		if err != nil {
			return err
		}
		if within != "" {
			s.ofMembers(inner, within)
		}
	}
	c.where("matter_id IN (?)", inner.q.ColumnExpr("id"))
	return nil
}

func (s *Store) selectDuties(ctx context.Context, zone string, f *engine.Filter) (*bun.SelectQuery, error) {
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("duties").Where("zone_id = ?", zone)}
	if err := s.throughMatter(ctx, c, zone, f); err != nil {
		return nil, err
	}
	c.in("matter_id", f.Range)
	c.is("owner", f.Owner)
	c.oneOf("owner", f.Owners)
	if f.Unowned {
		c.where("owner = ''")
	}
	c.is("state", f.State)
	if slices.Contains(f.States, engine.DutyLate) {
		c.where("(state IN (?) OR state = ? AND due_at > 0 AND ended_at > due_at)", bun.List(f.States), engine.DutyMet)
	} else {
		c.among("state", f.States)
	}
	c.is("what", f.What)
	c.is("cadence", f.Cadence)
	c.is("period", f.Period)
	if f.DueFrom != 0 {
		c.where("due_at >= ?", f.DueFrom)
	}
	if f.DueTo != 0 {
		c.where("due_at < ?", f.DueTo)
	}
	if f.Number != "" {
		c.where("matter_id IN (SELECT id FROM matters WHERE zone_id = ? AND number_key = ?)", zone, text.NumberKey(f.Number))
	}
	return c.q, nil
}

func (s *Store) selectLetters(ctx context.Context, zone string, f *engine.Filter) (*bun.SelectQuery, error) {
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("letters").Where("zone_id = ?", zone)}
	through := *f
	if len(f.Addressed) > 0 && !f.Scope.All() {
		s.reached(c, zone, f)
		through.Scope = nil
	}
	if err := s.throughMatter(ctx, c, zone, &through); err != nil {
		return nil, err
	}
	c.in("matter_id", f.Range)
	c.is("to_post", f.Owner)
	c.oneOf("to_post", f.Owners)
	if f.Unowned {
		c.where("to_post = ''")
	}
	c.is("state", f.State)
	c.among("state", f.States)
	c.is("number", f.Number)
	c.oneOf("by_post", f.By)
	if f.DueFrom != 0 {
		c.where("reply_by >= ?", f.DueFrom)
	}
	if f.DueTo != 0 {
		c.where("reply_by > 0 AND reply_by < ?", f.DueTo)
	}
	return c.q, nil
}
