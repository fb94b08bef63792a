package database

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Sorting and filtering beyond plain columns, as SQL. Every expression here says what engine.MatterRow.Keys says of
// the same row: a test on both databases turns pages and holds the two together.

// expr is a piece of SQL with its arguments.
type expr struct {
	sql  string
	args []any
}

// sortExpr is what an order sorts matters by.
func (s *Store) sortExpr(o *engine.Order) expr {
	if o.Field != "" {
		return s.lastOf(o, s.fieldExpr(o.Field, o.Type), textual(o.Type))
	}
	switch o.Column {
	case "light":
		return ranked("light", engine.LightOrder(), none(o, false))
	case "stage":
		return ranked("stage", engine.StageOrder(), none(o, false))
	case "urgency":
		e := expr{sql: "(CASE urgency"}
		for i, word := range matter.UrgencyOrder() {
			e.sql, e.args = e.sql+" WHEN ? THEN ?", append(e.args, word, string(rune('0'+i)))
		}
		return expr{e.sql + " WHEN '' THEN ? ELSE urgency END)", append(e.args, none(o, true))}
	case "number":
		return filled(o, "number_key")
	case "kind", "title", "owner":
		return filled(o, o.Column)
	case "unit":
		return filled(o, "lead_unit")
	case "progress":
		return expr{sql: treeProgress}
	case "level", "missed":
		return expr{sql: o.Column}
	case "registered":
		return expr{sql: "registered_at"}
	case "completed", "closed":
		return expr{"(CASE " + o.Column + "_at WHEN 0 THEN ? ELSE " + o.Column + "_at END)", []any{none(o, false)}}
	}
	return expr{"(CASE due_on WHEN 0 THEN ? ELSE due_on END)", []any{none(o, false)}}
}

// textual tells whether values of a field's type are compared as texts.
func textual(fieldType string) bool {
	return fieldType == "string" || fieldType == "role" || fieldType == "date"
}

// none stands for what has no value: behind every value.
func none(o *engine.Order, text bool) any {
	switch {
	case text && o.Desc:
		return ""
	case text:
		return engine.LastText
	case o.Desc:
		return int64(-engine.LastNumber)
	}
	return int64(engine.LastNumber)
}

func filled(o *engine.Order, column string) expr {
	return expr{"(CASE " + column + " WHEN '' THEN ? ELSE " + column + " END)", []any{none(o, true)}}
}

func ranked(column string, order []string, other any) expr {
	e := expr{sql: "(CASE " + column}
	for i, word := range order {
		e.sql, e.args = e.sql+" WHEN ? THEN ?", append(e.args, word, i)
	}
	return expr{e.sql + " ELSE ? END)", append(e.args, other)}
}

func (s *Store) lastOf(o *engine.Order, value expr, text bool) expr {
	if text {
		return expr{"COALESCE(NULLIF(" + value.sql + ", ''), ?)", append(value.args, none(o, true))}
	}
	return expr{"COALESCE(" + value.sql + ", ?)", append(value.args, none(o, false))}
}

// fieldExpr reads one of a kind's own fields out of a matter's state: a text, a number, or 0 and 1; NULL where it
// has no value of the type.
func (s *Store) fieldExpr(field, fieldType string) expr {
	if s.db.dialect == PostgreSQL {
		// \u0000 is JSON, but not to PostgreSQL; another escape of the same length keeps what stands around it.
		at := `(replace(convert_from(state, 'UTF8'), '\u0000', '\u0001')::json -> 'fields' -> ?)`
		two := []any{field, field}
		switch {
		case textual(fieldType):
			return expr{"(CASE json_typeof(" + at + ") WHEN 'string' THEN (" + at + " #>> '{}') COLLATE \"C\" END)", two}
		case fieldType == "bool":
			return expr{"(CASE json_typeof(" + at + ") WHEN 'boolean' THEN (CASE " + at + " #>> '{}' WHEN 'true' THEN 1 ELSE 0 END) END)", two} //nolint:dupword // both ends
		case fieldType == list:
			return expr{"(CASE json_typeof(" + at + ") WHEN 'array' THEN " + at + " END)", two}
		}
		return expr{"(CASE json_typeof(" + at + ") WHEN 'number' THEN (" + at + " #>> '{}')::double precision END)", two}
	}
	path := `$.fields."` + strings.ReplaceAll(field, `"`, "") + `"`
	const kept = "CAST(state AS TEXT)"
	args := []any{path, path}
	switch {
	case textual(fieldType):
		return expr{"(CASE json_type(" + kept + ", ?) WHEN 'text' THEN json_extract(" + kept + ", ?) END)", args}
	case fieldType == "bool":
		return expr{"(CASE json_type(" + kept + ", ?) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)", args[:1]}
	case fieldType == list:
		return expr{"(CASE json_type(" + kept + ", ?) WHEN 'array' THEN json_extract(" + kept + ", ?) END)", args}
	}
	return expr{"(CASE WHEN json_type(" + kept + ", ?) IN ('integer', 'real') THEN json_extract(" + kept + ", ?) END)", args}
}

// list is the type of a field that holds several texts.
const list = "list<string>"

// oneOf restricts a column to some values: to none of them where the list is empty, not at all where it is nil.
func (c conditions) oneOf(column string, values []string) {
	switch {
	case values == nil:
	case len(values) == 0:
		c.where("FALSE")
	default:
		c.where(column+" IN (?)", bun.List(values))
	}
}

// beyond restricts matters by what a filter asks besides plain columns.
func (s *Store) beyond(c conditions, f *engine.Filter) {
	c.oneOf("matters.id", f.IDs)
	c.is("urgency", f.Urgency)
	if f.Due.From != 0 {
		c.where("due_on >= ?", int64(f.Due.From))
	}
	if f.Due.To != 0 {
		c.where("due_on <> 0 AND due_on <= ?", int64(f.Due.To))
	}
	if f.Progress != nil {
		c.where(treeProgress+" >= ? AND "+treeProgress+" <= ?", f.Progress.From, f.Progress.To)
	}
	for i := range f.Where {
		s.fieldTest(c, &f.Where[i])
	}
	c.also(&f.Also, f.LightAt)
}

// operators are the comparisons that a test may ask for, as SQL writes them.
var operators = map[string]string{"=": " = ?", "<": " < ?", "<=": " <= ?", ">": " > ?", ">=": " >= ?"}

func (s *Store) fieldTest(c conditions, t *engine.FieldTest) {
	value, op := s.fieldExpr(t.Field, t.Type), operators[t.Op]
	if b, ok := t.Value.(bool); ok {
		t.Value = map[bool]int{true: 1}[b]
	}
	switch {
	case op == "":
		c.where("FALSE")
	case t.Type == list && s.db.dialect == PostgreSQL:
		c.where("EXISTS (SELECT 1 FROM json_array_elements_text("+value.sql+") AS item WHERE item = ?)", append(value.args, t.Value)...)
	case t.Type == list:
		c.where("EXISTS (SELECT 1 FROM json_each("+value.sql+") AS item WHERE item.value = ?)", append(value.args, t.Value)...)
	default:
		c.where(value.sql+op, append(value.args, t.Value)...)
	}
}

// sorted puts matters in order, from the row on that a page ended with.
func (s *Store) sorted(q *bun.SelectQuery, f *engine.Filter) *bun.SelectQuery {
	exprs, desc := make([]expr, len(f.Sort)), make([]bool, len(f.Sort))
	for i := range f.Sort {
		exprs[i], desc[i] = s.sortExpr(&f.Sort[i]), f.Sort[i].Desc
		way := ""
		if desc[i] {
			way = " DESC"
		}
		q = q.OrderExpr(exprs[i].sql+way, exprs[i].args...)
	}
	return past(q.OrderExpr("matters.id"), slices.Concat(exprs, []expr{{sql: "matters.id"}}), slices.Concat(desc, []bool{false}), f.Past)
}

// past lets through what comes behind a row with the given keys: greater in the first thing sorted by, or the same
// there and greater in the next, and so on. Of as many keys as there are things to sort by; else everything.
func past(q *bun.SelectQuery, by []expr, desc []bool, keys []any) *bun.SelectQuery {
	if len(keys) != len(by) {
		return q
	}
	from := " >= ?"
	if desc[0] {
		from = " <= ?"
	}
	q = q.Where(by[0].sql+from, append(slices.Clip(by[0].args), keys[0])...) // an index can begin here
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for i := range by {
			q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				for j := range i {
					q = q.Where(by[j].sql+" = ?", append(slices.Clip(by[j].args), keys[j])...)
				}
				way := " > ?"
				if desc[i] {
					way = " < ?"
				}
				return q.Where(by[i].sql+way, append(slices.Clip(by[i].args), keys[i])...)
			})
		}
		return q
	})
}

// columns are plain columns to sort by: the first downwards if asked, all others upwards.
func columns(q *bun.SelectQuery, keys []any, down bool, names ...string) *bun.SelectQuery {
	by, desc := make([]expr, len(names)), make([]bool, len(names))
	desc[0] = down
	for i, name := range names {
		by[i] = expr{sql: name}
	}
	return past(q, by, desc, keys)
}

// reached restricts letters to those whose matter lies in the scope, and those that have reached one of the posts
// they are for.
func (s *Store) reached(c conditions, zone string, f *engine.Filter) {
	inner := conditions{c.q.DB().NewSelect().TableExpr("matters").ColumnExpr("id").Where("zone_id = ?", zone)}
	scoped(inner, zone, f.Scope)
	c.q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("matter_id IN (?)", inner.q).
			WhereOr("to_post IN (?) AND state IN ('delivered', 'signed', 'replied')", bun.List(f.Addressed))
	})
}
