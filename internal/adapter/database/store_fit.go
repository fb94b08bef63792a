package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"qinlian/internal/base/errs"
)

// SQLite's columns hold whatever they are given: what was a text may lie there as bytes, which read the same and which no
// comparison finds, so that a matter is shown whole and is in no list. PostgreSQL's hold nothing but their own.

// shape is what a table's columns hold.
type shape struct {
	table   string
	columns []column
	indexed bool   // an index lists the rows that do not fit: events_unfit
	where   string // its rows of a zone
}

func (t *table[R]) shape() shape {
	return shape{table: t.name, columns: t.columns, where: "zone_id = ?"}
}

// shapes are those of all that verify answers for.
func (s *Store) shapes() []shape {
	events := s.events.shape()
	events.indexed = true
	search := shape{
		table: "search", columns: []column{{name: "made", kind: reflect.Int64, key: true}, {name: "words", kind: reflect.String}},
		where: "made IN (SELECT made FROM matters WHERE zone_id = ?)",
	}
	return []shape{
		events, s.zones.shape(), s.versions.shape(), s.proposals.shape(), s.numbers.shape(), s.nodes.shape(), s.checkpoints.shape(), s.matters.shape(), s.duties.shape(),
		s.letters.shape(), s.supports.shape(), search, s.personal.shape(), s.facts.shape(), s.factWords.shape(), s.funds.shape(), s.holdings.shape(), s.claims.shape(),
	}
}

// unfit is the condition under which a column does not hold what it should, and the class that it should. In SQLite's order
// numbers come before texts and texts before bytes, whatever they are.
func (col *column) unfit() (condition, class string) {
	switch col.kind {
	case reflect.String:
		return col.name + " >= x''", "text"
	case reflect.Slice:
		return "typeof(" + col.name + ") NOT IN ('blob', 'text')", "blob" // no query looks for bytes, and a text has them, too
	case reflect.Float64:
		return col.name + " >= ''", "real"
	default:
		return col.name + " >= ''", "integer"
	}
}

// query finds a row that does not fit: its first column that does not, what class that should be and is, and the row's key.
// A row whose zone_id does not fit is no zone's: it is missed elsewhere.
func (p *shape) query() string {
	var conditions, names, should, is, key []string
	for i := range p.columns {
		col := &p.columns[i]
		if col.name == "zone_id" {
			continue
		}
		condition, class := col.unfit()
		conditions = append(conditions, condition)
		names = append(names, "WHEN "+condition+" THEN '"+col.name+"'")
		should = append(should, "WHEN "+condition+" THEN '"+class+"'")
		is = append(is, "WHEN "+condition+" THEN typeof("+col.name+")")
		if col.key {
			key = append(key, "'"+col.name+"=' || "+col.name)
		}
	}
	which := " NOT INDEXED"
	if p.indexed {
		which = " INDEXED BY " + p.table + "_unfit"
	}
	choose := func(of []string) string { return "CASE " + strings.Join(of, " ") + " END" }
	return "SELECT " + choose(names) + ", " + choose(should) + ", " + choose(is) + ", " + packSQL + strings.Join(append(key, "''"), ", ") + ") FROM " + p.table + which +
		" WHERE " + p.where + " AND (" + strings.Join(conditions, " OR ") + ") LIMIT 1"
}

// Fit tells whether every value of a zone is stored as its column's; what does not fit is named.
func (s *Store) Fit(ctx context.Context, zone string) error {
	if s.db.dialect == PostgreSQL {
		return nil
	}
	ctx = s.in(ctx, zone)
	for _, p := range s.shapes() {
		var column, should, is, key string
		err := s.one(ctx, []any{&column, &should, &is, &key}, p.query(), zone)
		switch {
		case err == nil:
			key = strings.Trim(strings.ReplaceAll(key, string(packSeparator), " "), " ")
			return errs.Newf(errs.Corrupt, "ledger.column", "表 %[1]s 的一行（%[2]s）：列 %[1]s.%[3]s 存成 %[4]s，应为 %[5]s，查询找不到它：数据库被改动过",
				"a row of table %[1]s (%[2]s): column %[1]s.%[3]s is stored as %[4]s and should be %[5]s, and no query finds it: the database was changed", p.table, key, column, is, should)
		case p.indexed && sqlitePrimary(err) == sqlite3.SQLITE_ERROR: // there is no such index, or its condition is another
			return errs.Newf(errs.Corrupt, "database.incomplete", "数据库的索引 %[1]s_unfit 缺失或被改动过。请停止写入，从备份恢复", "index %[1]s_unfit of the database is missing or was changed. Stop writing and restore a backup", p.table).Because(err)
		case !errors.Is(err, sql.ErrNoRows):
			return Explain(fmt.Errorf("look what is stored in %s: %w", p.table, err))
		}
	}
	return nil
}
