package database

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// table knows how rows of type R lie in a table: their columns follow from the struct's bun tags.
type table[R any] struct {
	name    string
	columns []column
	list    string // all columns, for SELECT
	insert  string // one row, with ? for its columns
	unnest  string // many rows, with one array for each column; PostgreSQL only
	upsert  bool
}

type column struct {
	name  string
	kind  reflect.Kind // String, Int64, Bool, Float64 or Slice (of bytes)
	key   bool
	field int
}

// arrays are PostgreSQL's types for a column's values in bulk.
var arrays = map[reflect.Kind]string{
	reflect.String: "text[]", reflect.Int64: "bigint[]", reflect.Bool: "boolean[]", reflect.Float64: "double precision[]", reflect.Slice: "bytea[]",
}

// conflict is what becomes of a row whose key exists: an error, or its columns are overwritten.
type conflict struct {
	overwrite bool
	keep      bool
	except    []string
}

var insertOnly = conflict{}

// unlessThere leaves a row that is there already as it is.
var unlessThere = conflict{keep: true}

func upsertExcept(columns ...string) conflict { return conflict{overwrite: true, except: columns} }

func newTable[R any](name string, c conflict) *table[R] {
	t := &table[R]{name: name, upsert: c.overwrite}
	row := reflect.TypeFor[R]()
	for i := range row.NumField() {
		tag, option, _ := strings.Cut(row.Field(i).Tag.Get("bun"), ",")
		col := column{name: tag, kind: row.Field(i).Type.Kind(), key: option == "pk", field: i}
		if col.kind == reflect.Int || col.kind == reflect.Int32 {
			col.kind = reflect.Int64
		}
		if tag == "" || arrays[col.kind] == "" {
			panic(fmt.Sprintf("database: %s.%s cannot be a column", row, row.Field(i).Name))
		}
		t.columns = append(t.columns, col)
	}
	var names, marks, types, keys, sets []string
	for _, col := range t.columns {
		names, marks, types = append(names, col.name), append(marks, "?"), append(types, "?::"+arrays[col.kind])
		switch {
		case col.key:
			keys = append(keys, col.name)
		case !slices.Contains(c.except, col.name):
			sets = append(sets, col.name+" = EXCLUDED."+col.name)
		}
	}
	t.list = strings.Join(names, ", ")
	t.insert = "INSERT INTO " + name + " (" + t.list + ") VALUES (" + strings.Join(marks, ", ") + ")"
	t.unnest = "INSERT INTO " + name + " (" + t.list + ") SELECT * FROM unnest(" + strings.Join(types, ", ") + ")" //nolint:unqueryvet // the columns are those of unnest, listed before
	if c.keep {
		t.insert += " ON CONFLICT DO NOTHING"
		t.unnest += " ON CONFLICT DO NOTHING"
	}
	if c.overwrite {
		clause := " ON CONFLICT (" + strings.Join(keys, ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
		t.insert += clause
		t.unnest += clause
	}
	return t
}

// upTo gives the columns that stand before one, all when it is "": what comes from there on is long, or lies behind what is.
func (t *table[R]) upTo(name string) []column {
	if i := slices.IndexFunc(t.columns, func(col column) bool { return col.name == name }); i >= 0 {
		return t.columns[:i]
	}
	return t.columns
}

// before lists for SELECT the columns that stand before one, all when it is "".
func (t *table[R]) before(name string) string {
	var names []string
	for _, col := range t.upTo(name) {
		names = append(names, col.name)
	}
	return strings.Join(names, ", ")
}

// bulk bounds the rows of one statement on PostgreSQL, so that a statement stays well below its limits.
const bulk = 4096

// put stores rows. SQLite runs one prepared statement for each, which is as fast as many in one;
// PostgreSQL takes many in one, each column as an array, so that the statement is the same for any number.
func (t *table[R]) put(ctx context.Context, s *Store, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	if s.db.dialect == PostgreSQL && len(rows) > 1 {
		return t.putArrays(ctx, s, t.last(rows))
	}
	r, err := s.runner(ctx, t.insert)
	if err != nil {
		return err
	}
	args := make([]any, len(t.columns))
	for i := range rows {
		t.values(&rows[i], args)
		if err := r.exec(ctx, args...); err != nil {
			return fmt.Errorf("store in %s: %w", t.name, err)
		}
	}
	return nil
}

func (t *table[R]) values(row *R, args []any) {
	v := reflect.ValueOf(row).Elem()
	for i, col := range t.columns {
		f := v.Field(col.field)
		switch col.kind {
		case reflect.String:
			args[i] = f.String()
		case reflect.Int64:
			args[i] = f.Int()
		case reflect.Bool:
			args[i] = f.Bool()
		case reflect.Float64:
			args[i] = f.Float()
		default:
			args[i] = present(f.Bytes())
		}
	}
}

// present makes no bytes an empty value rather than NULL.
func present(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// last drops rows that a later one with the same key replaces: PostgreSQL takes a key once a statement.
func (t *table[R]) last(rows []R) []R {
	if !t.upsert {
		return rows
	}
	seen := make(map[string]struct{}, len(rows))
	again := map[int]bool{}
	var key []byte
	for i := len(rows) - 1; i >= 0; i-- {
		key = key[:0]
		v := reflect.ValueOf(&rows[i]).Elem()
		for _, col := range t.columns {
			if col.key {
				key = fmt.Appendf(key, "%v\x00", v.Field(col.field))
			}
		}
		if _, found := seen[string(key)]; found {
			again[i] = true
		}
		seen[string(key)] = struct{}{}
	}
	if len(again) == 0 {
		return rows
	}
	kept := make([]R, 0, len(rows)-len(again))
	for i := range rows {
		if !again[i] {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

func (t *table[R]) putArrays(ctx context.Context, s *Store, rows []R) error {
	r, err := s.runner(ctx, t.unnest)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(rows, bulk) {
		args := make([]any, len(t.columns))
		for i, col := range t.columns {
			args[i] = array(chunk, col)
		}
		if err := r.exec(ctx, args...); err != nil {
			return fmt.Errorf("store in %s: %w", t.name, err)
		}
	}
	return nil
}

// array gathers one column of many rows.
func array[R any](rows []R, col column) any {
	field := func(i int) reflect.Value { return reflect.ValueOf(&rows[i]).Elem().Field(col.field) }
	switch col.kind {
	case reflect.String:
		return gather(len(rows), func(i int) string { return field(i).String() })
	case reflect.Int64:
		return gather(len(rows), func(i int) int64 { return field(i).Int() })
	case reflect.Bool:
		return gather(len(rows), func(i int) bool { return field(i).Bool() })
	case reflect.Float64:
		return gather(len(rows), func(i int) float64 { return field(i).Float() })
	default:
		return gather(len(rows), func(i int) []byte { return present(field(i).Bytes()) })
	}
}

func gather[T any](n int, value func(i int) T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = value(i)
	}
	return all
}

// targets gives a row and where its columns go, as far as before lists them.
func (t *table[R]) targets(before string) (row *R, into []any) {
	row = new(R)
	v := reflect.ValueOf(row).Elem()
	for _, col := range t.upTo(before) {
		into = append(into, v.Field(col.field).Addr().Interface())
	}
	return row, into
}

// scanner reads rows whose columns are those of R, in order, as far as before lists them.
func (t *table[R]) scanner(before string) func(*sql.Rows) (R, error) {
	row, into := t.targets(before)
	return func(rows *sql.Rows) (R, error) {
		err := rows.Scan(into...)
		return *row, err
	}
}

// all reads every row of a constant query for the columns in list.
func (t *table[R]) all(ctx context.Context, s *Store, query string, args ...any) ([]R, error) {
	r, err := s.runner(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	found, err := collect(rows, query, t.scanner(""))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	return found, nil
}
