package database

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

const (
	// tried is how many of the newest matters that the words find are looked at before a scope's rows are gathered:
	// where every twentieth may be seen, they fill a page.
	tried = 1500
	// gathered is how many of the words' matters are then compared with them at a time.
	gathered = 20_000
)

// searchSQLite walks SQLite's full-text index, which gives matters' numbers, the newest first.
func (s *Store) searchSQLite(ctx context.Context, zone string, sought []text.Sought, f *engine.Filter, visit func(engine.MatterRow) bool) error {
	if done, err := s.searchFew(ctx, zone, sought, f, visit); done || err != nil {
		return err
	}
	few, small, err := s.mattersIn(ctx, zone, f)
	if err != nil {
		return err
	}
	if small {
		return s.visit(ctx, s.holding(few, zone, sought).OrderExpr("matters.made DESC"), f.Limit, visit)
	}
	begun := slices.DeleteFunc(slices.Clone(sought), func(p text.Sought) bool { return !p.Prefix }) // the index tells all of the others
	match := fts5(zone, sought)
	partial := match == "" // nothing but beginnings of words, whose lists SQLite would have to join first
	if partial {
		match = fts5Beginnings(zone, sought)
	}
	if f.Limit > 0 && (partial || s.members(zone, f.Scope) != "") {
		latest := s.db.Conn(ctx).NewSelect().TableExpr("matters").ColumnExpr("made").OrderExpr("made DESC") // of all zones
		if !partial {
			latest = s.db.Conn(ctx).NewSelect().TableExpr("search_words").ColumnExpr("rowid AS made").Where("search_words MATCH ?", match).OrderExpr("rowid DESC")
		}
		c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("(?) AS latest CROSS JOIN matters", latest.Limit(tried))}
		c.matters(zone, f)
		var rows []engine.MatterRow
		q := s.holding(c.q.Where("matters.made = latest.made"), zone, begun).OrderExpr("matters.made DESC")
		if err := s.visit(ctx, q, f.Limit, func(row engine.MatterRow) bool { rows = append(rows, row); return true }); err != nil {
			return err
		}
		all, err := s.fewer(ctx, latest, tried)
		if err != nil {
			return err
		}
		if all && !partial || len(rows) >= f.Limit {
			for _, row := range rows {
				if !visit(row) {
					break
				}
			}
			return nil
		}
	}
	if within := s.members(zone, f.Scope); within != "" {
		return s.common(ctx, zone, match, within, f, func(q *bun.SelectQuery) *bun.SelectQuery { return s.holding(q, zone, begun) }, visit)
	}
	// SQLite keeps the order of a CROSS JOIN, and the words come first.
	c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("search_words CROSS JOIN matters")}
	c.matters(zone, f)
	q := c.q.Where("matters.made = search_words.rowid").Where("search_words MATCH ?", match).OrderExpr("search_words.rowid DESC")
	if !partial {
		q = s.holding(q, zone, begun)
	}
	return s.visit(ctx, q, f.Limit, visit)
}

// common visits the matters that the words find among the members of a scope: the numbers of both are read from
// indexes alone, and the rows of those that are in both.
func (s *Store) common(ctx context.Context, zone, match, within string, f *engine.Filter, hold func(*bun.SelectQuery) *bun.SelectQuery, visit func(engine.MatterRow) bool) error {
	mine, err := s.madeBy(ctx, s.db.Conn(ctx).NewSelect().TableExpr("(?) AS mine", bun.Safe(within)).ColumnExpr("made"))
	if err != nil {
		return err
	}
	slices.Sort(mine)
	left, below := f.Limit, int64(math.MaxInt64)
	page := narrow
	if f.Limit > 0 {
		page = min(2*f.Limit, narrow) // the filter may let few of them through
	}
	for stopped := false; !stopped; {
		found, err := s.madeBy(ctx, s.db.Conn(ctx).NewSelect().TableExpr("search_words").ColumnExpr("rowid AS made").
			Where("search_words MATCH ?", match).Where("rowid < ?", below).OrderExpr("rowid DESC").Limit(gathered))
		if err != nil {
			return err
		}
		last := len(found) < gathered
		if !last {
			below = slices.Min(found)
		}
		both := slices.DeleteFunc(found, func(n int64) bool { _, in := slices.BinarySearch(mine, n); return !in })
		slices.SortFunc(both, func(a, b int64) int { return cmp.Compare(b, a) })
		for some := range slices.Chunk(both, page) {
			c := conditions{s.db.Conn(ctx).NewSelect().TableExpr("matters NOT INDEXED").Where("matters.made IN (?)", bun.List(some))}
			c.matters(zone, f)
			err := s.visit(ctx, hold(c.q).OrderExpr("matters.made DESC"), left, func(row engine.MatterRow) bool {
				left--
				stopped = !visit(row) || left == 0
				return !stopped
			})
			if err != nil || stopped {
				return err
			}
		}
		stopped = last
	}
	return nil
}

// madeBy reads the numbers that a query calls made, all from one text: the driver is slow in handing over rows.
func (s *Store) madeBy(ctx context.Context, q *bun.SelectQuery) ([]int64, error) {
	var packed string
	if err := s.db.Conn(ctx).NewSelect().TableExpr("(?) AS n", q).ColumnExpr("coalesce(group_concat(made, ' '), '')").Scan(ctx, &packed); err != nil {
		return nil, err
	}
	var out []int64
	for word := range strings.FieldsSeq(packed) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// fewer tells whether a query, which is limited to n rows, has fewer.
func (s *Store) fewer(ctx context.Context, q *bun.SelectQuery, n int) (bool, error) {
	var found int
	err := s.db.Conn(ctx).NewSelect().TableExpr("(?) AS few", q).ColumnExpr("count(*)").Scan(ctx, &found)
	return found < n, err
}

// holding restricts matters to those whose words hold every phrase sought.
func (s *Store) holding(q *bun.SelectQuery, zone string, sought []text.Sought) *bun.SelectQuery {
	if len(sought) == 0 {
		return q
	}
	q = q.Join("CROSS JOIN search").Where("search.made = matters.made")
	for _, p := range sought {
		q = q.Where("(' ' || search.words || ' ') LIKE ?", "% "+strings.Join(phrase(zone, p), " ")+map[bool]string{true: "%", false: " %"}[p.Prefix])
	}
	return q
}

// visit runs a query over matters and gives each row to a function until it wants no more.
func (s *Store) visit(ctx context.Context, q *bun.SelectQuery, limit int, visit func(engine.MatterRow) bool) error {
	columns := of("matters", s.matters.before("state"))
	for row, err := range walk(ctx, s, s.matters.scanner("state"), limited(q, limit).ColumnExpr(columns).String()) {
		if err != nil {
			return err
		}
		if !visit(row) {
			return nil
		}
	}
	return nil
}

// of names the table before each column.
func of(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// fts5 writes what is sought as SQLite reads it, without the words of which only the beginning is known; "" when there
// are no others. Words hold letters and digits alone.
func fts5(zone string, sought []text.Sought) string {
	var out []string
	for _, p := range sought {
		words := phrase(zone, p)
		if p.Prefix {
			words = words[:len(words)-1]
		}
		if len(words) > 0 {
			out = append(out, `"`+strings.Join(words, " ")+`"`)
		}
	}
	return strings.Join(out, " AND ")
}

// fts5Beginnings writes what is sought where it is beginnings of words alone.
func fts5Beginnings(zone string, sought []text.Sought) string {
	out := make([]string, len(sought))
	for i, p := range sought {
		out[i] = `"` + strings.Join(phrase(zone, p), " ") + `" *`
	}
	return strings.Join(out, " AND ")
}

// unfoundSQLite compares entries with the words that they should hold.
func (s *Store) unfoundSQLite(ctx context.Context, rows *engine.Rows) ([]string, error) {
	ids, words := make([]string, len(rows.Texts)), make(map[string]string, len(rows.Texts))
	for i := range rows.Texts {
		t := &rows.Texts[i]
		ids[i], words[t.MatterID] = t.MatterID, strings.Join(marked(t.ZoneID, t.Text), " ")
	}
	condition, list, err := s.among(ids)
	if err != nil {
		return nil, err
	}
	read := func(rows *sql.Rows) (entry [2]string, err error) {
		err = rows.Scan(&entry[0], &entry[1])
		return entry, err
	}
	query := "SELECT matters.id, search.words FROM matters JOIN search ON search.made = matters.made WHERE matters.zone_id = ? AND matters." + condition
	for entry, err := range walk(ctx, s, read, query, zoneOf(rows), list) {
		if err != nil {
			return nil, fmt.Errorf("compare what search finds: %w", err)
		}
		if words[entry[0]] == entry[1] {
			delete(words, entry[0])
		}
	}
	return slices.Sorted(maps.Keys(words)), nil
}
