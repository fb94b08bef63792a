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

// walkPacked walks on SQLite. plainly reads again, at the same instant, the rows of a key.
func walkPacked[R any](ctx context.Context, s *Store, unpack func(*sql.Rows) (packedRows[R], error),
	plainly func(conn querier, key string) (*sql.Rows, func(*sql.Rows) (R, error), error), query string, args ...any,
) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
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
					return err
				}
				if !found.whole {
					again, scan, err := plainly(conn, found.key)
					if err != nil {
						return err
					}
					if found.rows, err = collect(again, scan); err != nil {
						return err
					}
				}
				for i := range found.rows {
					if stopped = !yield(found.rows[i], nil); stopped {
						return nil
					}
				}
			}
			return rows.Err()
		})
		if err != nil && !stopped {
			var none R
			yield(none, Explain(fmt.Errorf("walk: %w", err)))
		}
	}
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
func (t *table[R]) packed(zone, key, without string) (columns string, unpack func(*sql.Rows) (packedRows[R], error)) {
	row := new(R)
	v := reflect.ValueOf(row).Elem()
	var names, apart []string
	var fields, into []any
	var packed string
	for _, col := range t.columns {
		field := v.Field(col.field).Addr().Interface()
		switch {
		case col.name == without:
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

// packedRecords is a stream in one text: for each record the numbers, then the text columns, whose length
// in all is the seventh number, then hash and body, whose lengths follow. So nothing that a column holds
// can be taken for the next one.
const packedRecords = "stream, group_concat(" + packSQL + "seq, pos, at, recorded, deputy, derived, " +
	"octet_length(concat(type, actor, person, mechanism, calendar)), octet_length(hash), octet_length(body), " +
	"type, actor, person, mechanism, calendar, hash, body, ''), '')"

// unpackRecords reads packedRecords.
func unpackRecords(zone string) func(*sql.Rows) (packedRows[ledger.Record], error) {
	var records []ledger.Record // used again for each stream
	return func(rows *sql.Rows) (packedRows[ledger.Record], error) {
		var stream, packed string
		if err := rows.Scan(&stream, &packed); err != nil {
			return packedRows[ledger.Record]{}, err
		}
		p := recordReader{packed, []byte(packed), 0, true}
		records = records[:0]
		for p.at < len(packed) && p.whole {
			records = append(records, ledger.Record{})
			p.record(&records[len(records)-1])
		}
		bySeq := func(a, b ledger.Record) int { return int(a.Seq - b.Seq) }
		if !slices.IsSortedFunc(records, bySeq) { // it always is: rows lie in this order
			slices.SortFunc(records, bySeq)
		}
		var prev ledger.Hash
		for i := range records {
			records[i].Zone, records[i].Stream, records[i].Prev = zone, stream, prev
			prev = records[i].Hash
		}
		return packedRows[ledger.Record]{stream, records, p.whole}, nil
	}
}

// recordReader reads a packed stream from a place on; whole becomes false where it is not as expected.
type recordReader struct {
	text  string
	bytes []byte // the same, for the bodies
	at    int
	whole bool
}

func (p *recordReader) record(r *ledger.Record) {
	var numbers [9]int64
	for i := range numbers {
		numbers[i] = p.number()
	}
	texts, hash, body := numbers[6], numbers[7], numbers[8]
	if left := int64(len(p.text) - p.at); texts < 0 || hash < 0 || body < 0 || texts > left || hash > left || body > left || texts+5+hash+1+body+1 > left {
		p.whole = false
		return
	}
	r.Seq, r.Pos, r.At, r.Recorded = numbers[0], numbers[1], time.UnixMicro(numbers[2]).UTC(), time.UnixMicro(numbers[3]).UTC()
	r.Deputy, r.Derived = numbers[4] == 1, numbers[5] == 1
	words := p.take(texts + 4)
	fields := [...]any{&r.Type, &r.Actor, &r.Person, &r.Basis.Mechanism, &r.Basis.Calendar}
	p.whole = p.whole && numbers[4]|1 == 1 && numbers[5]|1 == 1 && takeApart(words, fields[:])
	r.Hash = hashOf([]byte(p.take(hash)))
	start := p.at
	p.take(body)
	r.Body = p.bytes[start : start+int(body) : start+int(body)]
	r.Data = content(r.Body)
}

// take reads n bytes and the separator behind them.
func (p *recordReader) take(n int64) string {
	start := p.at
	p.at += int(n) + 1
	p.whole = p.whole && p.text[p.at-1] == packSeparator
	return p.text[start : p.at-1]
}

func (p *recordReader) number() (n int64) {
	start := p.at
	for p.at < len(p.text) && p.text[p.at] != packSeparator {
		p.at++
	}
	n, err := strconv.ParseInt(p.text[start:p.at], 10, 64)
	p.whole = p.whole && err == nil
	p.at++
	return n
}
