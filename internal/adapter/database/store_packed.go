package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"qinlian/internal/kernel/ledger"
)

// SQLite's driver takes longer to hand over a column than SQLite to find the row, so walks over events and
// matters let SQLite put the columns of a row, or the rows of a stream, into one text (see
// BenchmarkWalk). The separator may occur in a column: that is always noticed, and the row is then read
// column by column.
const (
	packSeparator = '\x1f'
	packSQL       = "concat_ws(char(31), "
)

// packedRows are the rows that one text held, until the next is unpacked; key is their id or stream. whole
// is false when the text could not be taken apart.
type packedRows[R any] struct {
	key   string
	rows  []R
	whole bool
}

// querier is *sql.Tx or *sql.Conn.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// plainReader reads the rows of one key column by column.
type plainReader[R any] func(conn querier, key string) (*sql.Rows, func(*sql.Rows) (R, error), error)

// walkPacked walks on SQLite what one text held at a time: a row, or the rows of a key. plainly reads again,
// at the same instant, the rows of a key.
func walkPacked[R any](ctx context.Context, s *Store, unpack func(*sql.Rows) (packedRows[R], error), plainly plainReader[R],
	query string, args ...any,
) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		stopped := false
		err := s.onConnection(ctx, func(conn querier) (err error) {
			rows, err := conn.QueryContext(ctx, query, args...)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, rows.Close()) }()
			for rows.Next() {
				found, err := unpack(rows)
				if err != nil {
					err = unreadable(rows, query, err)
				}
				if err == nil && !found.whole {
					found.rows, err = plainly.read(conn, query, found.key)
				}
				if err != nil {
					return err
				}
				if stopped = !yield(found.rows, nil); stopped {
					return nil
				}
			}
			return rows.Err()
		})
		if err != nil && !stopped {
			yield(nil, Explain(fmt.Errorf("walk: %w", err)))
		}
	}
}

// singly walks row by row what comes in groups.
func singly[R any](groups iter.Seq2[[]R, error]) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for rows, err := range groups {
			if err != nil {
				var none R
				yield(none, err)
				return
			}
			for i := range rows {
				if !yield(rows[i], nil) {
					return
				}
			}
		}
	}
}

func (plainly plainReader[R]) read(conn querier, query, key string) ([]R, error) {
	rows, scan, err := plainly(conn, key)
	if err != nil {
		return nil, err
	}
	return collect(rows, query, scan)
}

// onConnection runs fn on one connection, that of the transaction if there is one.
func (s *Store) onConnection(ctx context.Context, fn func(conn querier) error) error {
	if t := s.db.current(ctx); t != nil {
		return fn(t.tx.Tx)
	}
	conn, err := s.db.read.DB.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(fn(conn), conn.Close())
}

// packed gives the columns to select so that unpack can read a row: the key, one text, and what no text
// can hold exactly.
func (t *table[R]) packed(zone, key, before string) (columns string, unpack func(*sql.Rows) (packedRows[R], error)) {
	row := new(R)
	v := reflect.ValueOf(row).Elem()
	var names, apart []string
	var fields, into []any
	var packed string
	for _, col := range t.upTo(before) {
		field := v.Field(col.field).Addr().Interface()
		switch {
		case col.name == "zone_id":
			v.Field(col.field).SetString(zone)
		case col.name == key || col.kind == reflect.Float64 || col.kind == reflect.Slice:
			apart, into = append(apart, col.name), append(into, field)
		default:
			names, fields = append(names, col.name), append(fields, field)
		}
	}
	columns = packSQL + strings.Join(names, ", ") + "), " + strings.Join(apart, ", ")
	into = append([]any{&packed}, into...)
	id := v.FieldByName("ID")
	one := make([]R, 1)
	return columns, func(rows *sql.Rows) (packedRows[R], error) {
		if err := rows.Scan(into...); err != nil {
			return packedRows[R]{}, err
		}
		whole := takeApart(packed, fields)
		one[0] = *row
		return packedRows[R]{key: id.String(), rows: one, whole: whole}, nil
	}
}

// grouped gives the columns to select, grouped by a key, so that unpack can read all rows of one key from one
// text. order tells whether a row may lie behind another; SQLite promises no order within a group.
func (t *table[R]) grouped(zone, key string, order func(a, b *R) int) (columns string, unpack func(*sql.Rows) (packedRows[R], error)) {
	row := new(R)
	v := reflect.ValueOf(row).Elem()
	var names []string
	var fields []any
	var of *string
	for _, col := range t.columns {
		field := v.Field(col.field).Addr().Interface()
		switch col.name {
		case "zone_id":
			v.Field(col.field).SetString(zone)
		case key:
			of = field.(*string) //nolint:forcetypeassert // keys are texts
		default:
			names, fields = append(names, col.name), append(fields, field)
		}
	}
	columns = key + ", count(*), group_concat(" + packSQL + strings.Join(names, ", ") + "), char(30))"
	var n int
	var packed string
	var all []R
	return columns, func(rows *sql.Rows) (packedRows[R], error) {
		if err := rows.Scan(of, &n, &packed); err != nil {
			return packedRows[R]{}, err
		}
		found := packedRows[R]{key: *of, whole: true}
		all = all[:0]
		for more := true; more; {
			var one string
			one, packed, more = strings.Cut(packed, string(recordEnd))
			found.whole = found.whole && takeApart(one, fields) && (len(all) == 0 || order(&all[len(all)-1], row) < 0)
			all = append(all, *row)
		}
		found.rows, found.whole = all, found.whole && len(all) == n
		return found, nil
	}
}

// takeApart reads fields from a text with a separator between them.
func takeApart(packed string, fields []any) bool {
	for i, field := range fields {
		word, rest, more := strings.Cut(packed, string(packSeparator))
		if more != (i < len(fields)-1) || !read(word, field) {
			return false
		}
		packed = rest
	}
	return true
}

func read(word string, field any) bool {
	if f, ok := field.(*string); ok {
		*f = word
		return true
	}
	n, err := strconv.ParseInt(word, 10, 64)
	switch f := field.(type) {
	case *int64:
		*f = n
	case *int:
		*f = int(n)
	case *int32:
		*f = int32(n)
	case *bool:
		*f = n == 1
		return word == "0" || word == "1"
	default:
		return false
	}
	return err == nil
}

// packedRecords is a stream in one text, with the number of its records. Each record has its numbers, the
// last two of which are the lengths of hash and body, then the text columns, hash and body, and ends in
// recordEnd. || puts a blob behind without the copy that functions make to end it with a zero.
const (
	packedRecords = "stream, count(*), group_concat(" + packSQL + "seq, pos, at, recorded, deputy, derived, octet_length(hash), octet_length(body), " +
		"type, actor, person, mechanism, calendar, '') || hash || body, char(30))"
	recordEnd = '\x1e'
)

// unpackRecords reads packedRecords.
func unpackRecords(zone string) func(*sql.Rows) (packedRows[ledger.Record], error) {
	var records []ledger.Record // used again for each stream
	return func(rows *sql.Rows) (packedRows[ledger.Record], error) {
		var stream, packed string
		var n int
		if err := rows.Scan(&stream, &n, &packed); err != nil {
			return packedRows[ledger.Record]{}, err
		}
		// The text is this stream's alone: nothing else reads or writes these bytes.
		p := recordReader{packed, unsafe.Slice(unsafe.StringData(packed), len(packed)), 0, true} //nolint:gosec // read only, as the text itself
		records = slices.Grow(records[:0], n)[:n]
		var last ledger.Record
		for i := range records {
			r := &records[i]
			*r = ledger.Record{Prev: last.Hash}
			r.Zone, r.Stream = zone, stream
			p.record(r)
			p.whole = p.whole && r.Seq > last.Seq // rows lie in this order; should SQLite ever give them in another, they are read plainly
			last.Seq, last.Hash = r.Seq, r.Hash
		}
		// A separator or an end inside a text column puts hash and body elsewhere than where they lie, for both are as
		// long as they say: the body no longer ends with its record, or there are more records than there are.
		return packedRows[ledger.Record]{stream, records, p.whole && p.at > len(packed)}, nil
	}
}

// recordReader reads a packed stream from a place on; whole becomes false where it is not as expected, and
// then nothing more is read.
type recordReader struct {
	text  string
	bytes []byte // the same, for the bodies
	at    int
	whole bool
}

func (p *recordReader) record(r *ledger.Record) {
	var numbers [8]int64
	for i := range numbers {
		numbers[i] = p.number()
	}
	for _, word := range [...]*string{&r.Type, &r.Actor, &r.Person, &r.Basis.Mechanism, &r.Basis.Calendar} {
		*word = p.word()
	}
	if !p.whole || numbers[4]|1 != 1 || numbers[5]|1 != 1 || numbers[6] != int64(len(r.Hash)) || numbers[7] < 0 ||
		numbers[6]+numbers[7] > int64(len(p.text)-p.at) {
		p.whole = false
		return
	}
	r.Seq, r.Pos, r.At, r.Recorded = numbers[0], numbers[1], time.UnixMicro(numbers[2]).UTC(), time.UnixMicro(numbers[3]).UTC()
	r.Deputy, r.Derived = numbers[4] == 1, numbers[5] == 1
	start := p.at + copy(r.Hash[:], p.text[p.at:])
	end := start + int(numbers[7])
	r.Body = p.bytes[start:end:end]
	r.Data = content(r.Body)
	p.at = end + 1
	p.whole = end == len(p.text) || p.text[end] == recordEnd
}

// word reads a text and the separator behind it.
func (p *recordReader) word() string {
	if !p.whole {
		return ""
	}
	n := strings.IndexByte(p.text[p.at:], packSeparator)
	if n < 0 {
		p.whole = false
		return ""
	}
	p.at += n + 1
	return p.text[p.at-n-1 : p.at-1]
}

// number reads a whole number of at most 18 digits, enough for instants, and the separator behind it.
func (p *recordReader) number() (n int64) {
	i := p.at
	negative := i < len(p.text) && p.text[i] == '-'
	if negative {
		i++
	}
	digits := i
	for ; i < len(p.text) && '0' <= p.text[i] && p.text[i] <= '9'; i++ {
		n = 10*n + int64(p.text[i]-'0')
	}
	p.whole = p.whole && digits < i && i <= digits+18 && i < len(p.text) && p.text[i] == packSeparator
	p.at = i + 1
	if negative {
		return -n
	}
	return n
}
