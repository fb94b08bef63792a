package database

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// Who has few matters among a million gets lists, counts and searches from those few, each way of standing to a matter
// from an index of its own. SQLite's planner does not know how few there are. PostgreSQL's does, but a scope is one condition
// of several columns with a pattern among them, which it may not ask an index for behind row-level security: it would read
// the whole zone.

// narrow is how many rows a scope may have so that it is better to begin with them than with what else is asked.
const narrow = 2000

// fewMembers gives the members of a scope that has few, "" of one that has more.
func (s *Store) fewMembers(ctx context.Context, zone string, scope *authority.Scope) (string, error) {
	within := s.members(zone, scope)
	if within == "" {
		return "", nil
	}
	var n int
	if err := s.db.Conn(ctx).NewRaw("SELECT count(*) FROM (? LIMIT ?) AS few", bun.Safe(within), narrow).Scan(ctx, &n); err != nil {
		return "", Explain(fmt.Errorf("count a scope: %w", err))
	}
	if n >= narrow {
		return "", nil
	}
	return within, nil
}

// ofMembers restricts matters to members.
func (s *Store) ofMembers(c conditions, within string) {
	if s.db.dialect == PostgreSQL {
		c.where("matters.id = ANY(ARRAY(?))", bun.Safe(within))
		return
	}
	c.where("matters.made IN (?)", bun.Safe(within))
}

// mattersIn is selectMatters that begins with the rows of a scope that has few of them, unless the filter names posts of
// the subject's own, whose matters have an index. small tells whether it does.
func (s *Store) mattersIn(ctx context.Context, zone string, f *engine.Filter) (q *bun.SelectQuery, small bool, err error) {
	if hasIndex(f) {
		return s.selectMatters(ctx, zone, f), false, nil
	}
	within, err := s.fewMembers(ctx, zone, f.Scope)
	if err != nil || within == "" {
		return s.selectMatters(ctx, zone, f), false, err
	}
	return s.fromMembers(ctx, zone, f, within), true, nil
}

// hasIndex tells whether an index leads to what a filter asks for, whoever asks.
func hasIndex(f *engine.Filter) bool {
	return ownScope(f) != f.Scope || f.Matter != "" || f.Number != ""
}

// mattersCounted is mattersIn where nothing has to be in order: then SQLite, which would walk the zone, is better off with
// the members of a scope that has many, too.
func (s *Store) mattersCounted(ctx context.Context, zone string, f *engine.Filter) (*bun.SelectQuery, error) {
	if s.db.dialect == SQLite && !hasIndex(f) {
		if within := s.members(zone, f.Scope); within != "" {
			return s.fromMembers(ctx, zone, f, within), nil
		}
	}
	q, _, err := s.mattersIn(ctx, zone, f)
	return q, err
}

// fromMembers is selectMatters that begins with members.
func (s *Store) fromMembers(ctx context.Context, zone string, f *engine.Filter, within string) *bun.SelectQuery {
	from := "matters"
	if s.db.dialect == SQLite {
		from += " NOT INDEXED"
	}
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr(from)}
	s.ofMembers(c, within)
	c.matters(zone, f)
	s.beyond(c, f)
	return c.q
}

// members selects what the rows are known by among which those of a scope are, SQLite's numbers or ids, each way of standing
// to a matter from an index of its own; "" where they may be anybody's. The scope itself decides which of them are in it.
func (s *Store) members(zone string, scope *authority.Scope) string {
	by, some := standing(scope)
	if !some {
		return ""
	}
	column, supported, written := "made", "SELECT made FROM supports CROSS JOIN matters WHERE supports.zone_id = ? AND unit IN (?) AND matters.zone_id = supports.zone_id AND matters.id = matter_id", sqliteText
	if s.db.dialect == PostgreSQL {
		column, supported, written = "id", "SELECT matter_id FROM supports WHERE zone_id = ? AND unit IN (?)", postgresText
	}
	var arms []string
	arm := func(of string, names []string) {
		if len(names) > 0 {
			arms = append(arms, written.FormatQuery("SELECT "+column+" FROM matters WHERE zone_id = ? AND "+of+" IN (?) AND "+of+" <> ''", zone, bun.List(names)))
		}
	}
	of := func(relation authority.Relation, names []string) []string {
		if by&relation == 0 {
			return nil
		}
		return names
	}
	who := scope.Subject
	arm("owner", slices.Concat(of(authority.Owner, who.Answers()), of(authority.Superior, who.Below)))
	arm("sponsor", of(authority.Sponsor, who.Answers()))
	arm("verifier", of(authority.Verifier, who.Answers()))
	arm("lead_unit", slices.Concat(of(authority.LeadUnit, who.Units), of(authority.UnitHead, who.Headed), of(authority.Sponsor, who.Led)))
	arm("kind", of(authority.Keeper, who.Kept))
	arm("applicant", of(authority.Applicant, who.Parties))
	arm("first_contact", of(authority.FirstContact, who.Answers()))
	if units := of(authority.SupportUnit, who.Units); len(units) > 0 {
		arms = append(arms, written.FormatQuery(supported, zone, bun.List(units)))
	}
	if len(arms) == 0 {
		return written.FormatQuery("SELECT "+column+" FROM matters WHERE zone_id = ? AND FALSE", zone)
	}
	return strings.Join(arms, " UNION ALL ")
}

// These write values into SQL.
var (
	sqliteText   = schema.NewQueryGen(sqliteDialect{sqlitedialect.New()})
	postgresText = schema.NewQueryGen(pgdialect.New())
)
