package database

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// Row scope as SQL. A row is let through by any of the scope's relations, each a condition on the columns that
// hold it; a confidential kind has conditions of its own. authority.Scope.Holds says the same of one matter,
// and a property test holds the two together on both databases.

// scoped restricts matters to those that lie in a scope; nil is everything.
func scoped(c conditions, zone string, s *authority.Scope) {
	switch {
	case s.All():
	case s.Nothing():
		c.where("FALSE")
	default:
		c.q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return rows(q, zone, s) })
	}
}

// ownScope is a filter's scope where it asks for nothing but what the subject's own posts own, and owners are let
// through: then only confidential kinds are left to ask about, and an index of owners is enough for the others.
func ownScope(f *engine.Filter) *authority.Scope {
	s, posts := f.Scope, f.Owners
	if f.Owner != "" {
		posts = []string{f.Owner}
	}
	if s.All() || s.Nothing() || s.Through&authority.Owner == 0 || len(posts) == 0 || f.Unowned ||
		slices.ContainsFunc(posts, func(post string) bool { return !slices.Contains(s.Subject.Answers(), post) }) {
		return s
	}
	subject, wide := *s.Subject, *s
	subject.Standing |= authority.Owner // as if they owned all there is
	wide.Subject = &subject
	return &wide
}

// outside restricts matters to those that do not lie in a scope; nil does not restrict.
func outside(c conditions, zone string, s *authority.Scope) {
	switch {
	case s == nil || s.Nothing():
	case s.All():
		c.where("FALSE")
	default:
		c.q.WhereGroup(" AND NOT ", func(q *bun.SelectQuery) *bun.SelectQuery { return rows(q, zone, s) })
	}
}

// rows lets through the kinds that are not confidential, and each of those that are by its own relations.
func rows(q *bun.SelectQuery, zone string, s *authority.Scope) *bun.SelectQuery {
	if len(s.Secret) == 0 {
		return through(q, zone, s, s.Through)
	}
	secret := make([]string, len(s.Secret))
	for i, x := range s.Secret {
		secret[i] = x.Kind
	}
	q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("kind NOT IN (?)", bun.List(secret))
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return through(q, zone, s, s.Through) })
	})
	for _, x := range s.Secret {
		q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("kind = ?", x.Kind)
			if x.While == nil {
				return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return through(q, zone, s, x.Through) })
			}
			return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
				q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
					q = q.Where("stage IN (?)", bun.List(x.While))
					return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return through(q, zone, s, x.Through) })
				})
				return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
					q = q.Where("stage NOT IN (?)", bun.List(x.While))
					return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return through(q, zone, s, s.Through) })
				})
			})
		})
	}
	return q
}

// through lets a row pass by any of the relations.
func through(q *bun.SelectQuery, zone string, s *authority.Scope, by authority.Relation) *bun.SelectQuery {
	if s.Everywhere(by) {
		return q.Where("TRUE")
	}
	who, some := s.Subject, false
	let := func(query string, args ...any) { q, some = q.WhereOr(query, args...), true }
	among := func(relation authority.Relation, column string, values []string) {
		if by&relation != 0 && len(values) > 0 {
			let(column+" IN (?) AND "+column+" <> ''", bun.List(values))
		}
	}
	among(authority.Owner, "owner", who.Answers())
	among(authority.Superior, "owner", who.Below)
	among(authority.Sponsor, "sponsor", who.Answers())
	among(authority.Verifier, "verifier", who.Answers())
	among(authority.LeadUnit, "lead_unit", who.Units)
	among(authority.UnitHead, "lead_unit", who.Headed)
	if by&authority.Sponsor != 0 && len(who.Led) > 0 {
		let("sponsor = '' AND lead_unit <> '' AND lead_unit IN (?)", bun.List(who.Led))
	}
	among(authority.Keeper, "kind", who.Kept)
	among(authority.Applicant, "applicant", who.Parties)
	among(authority.FirstContact, "first_contact", who.Answers())
	if by&authority.SupportUnit != 0 && len(who.Units) > 0 {
		some = true
		q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("id IN (SELECT matter_id FROM supports WHERE zone_id = ? AND unit IN (?))", zone, bun.List(who.Units))
			return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
				for _, unit := range who.Units {
					q = q.WhereOr(`support LIKE ? ESCAPE '\'`, "%"+like.Replace(engine.Supporting([]string{unit}))+"%")
				}
				return q
			})
		})
	}
	if !some { // beside others it would keep SQLite from their indexes
		q = q.Where("FALSE")
	}
	return q
}

// standing gives every relation by which a scope may let a row through; some is false where rows need no relation.
func standing(s *authority.Scope) (by authority.Relation, some bool) {
	if s.All() || s.Everywhere(s.Through) {
		return 0, false
	}
	by = s.Through
	for _, x := range s.Secret {
		if s.Everywhere(x.Through) {
			return 0, false
		}
		by |= x.Through
	}
	return by, true
}

// like takes the meaning from the characters that LIKE gives one.
var like = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// supportRow says that a unit supports, or once supported, a matter.
type supportRow struct {
	ZoneID   string `bun:"zone_id,pk"`
	Unit     string `bun:"unit,pk"`
	MatterID string `bun:"matter_id,pk"`
}

// putSupports notes the supporting units of matters.
func (s *Store) putSupports(ctx context.Context, matters []engine.MatterRow) error {
	var rows []supportRow
	for i := range matters {
		m := &matters[i]
		for unit := range strings.SplitSeq(strings.Trim(m.Support, "|"), "|") {
			if unit != "" {
				rows = append(rows, supportRow{m.ZoneID, unit, m.ID})
			}
		}
	}
	return s.supports.put(ctx, s, rows)
}
