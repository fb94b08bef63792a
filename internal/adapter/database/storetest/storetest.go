// Package storetest is the contract of engine.Store as tests. Every implementation runs them.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// Run tests the stores that newStore gives. They may share their data: each test has a zone of its own.
func Run(t *testing.T, newStore func(t *testing.T) engine.Store) {
	t.Helper()
	for _, group := range []map[string]func(*bench){zoneTests, ledgerTests, logTests, matterTests, listTests, scopeTests, searchTests, togetherTests, sortTests, treeTests} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := &bench{T: t, store: newStore(t)}
				b.zone = b.newZone()
				test(b)
			})
		}
	}
}

// bench is what a test works with: a store with one zone.
type bench struct {
	*testing.T

	store engine.Store
	zone  string
}

var zonesMade atomic.Int64

// newZone makes a zone whose id no test has had.
func (b *bench) newZone() string {
	b.Helper()
	zone := fmt.Sprintf("区%d", zonesMade.Add(1))
	b.inTx(func(ctx context.Context) error { return b.store.PutZone(ctx, engine.ZoneRow{ZoneID: zone}) })
	return zone
}

// inTx keeps what fn did.
func (b *bench) inTx(fn func(ctx context.Context) error) {
	b.Helper()
	if err := b.store.InTx(b.Context(), fn); err != nil {
		b.Fatal(err)
	}
}

var errUndo = errors.New("undo")

// undone undoes what fn did.
func (b *bench) undone(fn func(ctx context.Context) error) {
	b.Helper()
	err := b.store.InTx(b.Context(), func(ctx context.Context) error { return errors.Join(fn(ctx), errUndo) })
	if !errors.Is(err, errUndo) || errs.CodeOf(err) != "internal" || strings.Contains(err.Error(), "\n") {
		b.Fatalf("got %v, want %v alone", err, errUndo)
	}
}

func (b *bench) append(records ...ledger.Record) {
	b.Helper()
	b.inTx(func(ctx context.Context) error { return b.store.Append(ctx, b.zone, records) })
}

func (b *bench) put(rows engine.Rows) {
	b.Helper()
	b.inTx(func(ctx context.Context) error { return b.store.Put(ctx, rows) })
}

func (b *bench) wantKind(err error, kind errs.Kind, code string) {
	b.Helper()
	if errs.KindOf(err) != kind || errs.CodeOf(err) != code {
		b.Errorf("got %s %s (%v), want %s %s", errs.KindOf(err), errs.CodeOf(err), err, kind, code)
	}
}

// all gathers a walk.
func all[R any](b *bench, walk iter.Seq2[R, error]) []R {
	b.Helper()
	var rows []R
	for row, err := range walk {
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// got returns a value that must have come without an error.
func got[R any](value R, err error) func(b *bench) R {
	return func(b *bench) R {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
		return value
	}
}

func same(b *bench, what string, got, want any) {
	b.Helper()
	if !reflect.DeepEqual(got, want) {
		b.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// names gives one word for each row.
func names[R any](rows []R, name func(R) string) string {
	words := make([]string, len(rows))
	for i, row := range rows {
		words[i] = name(row)
	}
	return strings.Join(words, " ")
}

// chain seals n records of a stream behind those that were sealed before.
func (b *bench) chain(stream string, behind []ledger.Record, n int) []ledger.Record {
	var prev ledger.Hash
	var seq int64
	if len(behind) > 0 {
		prev, seq = behind[len(behind)-1].Hash, behind[len(behind)-1].Seq
	}
	records := make([]ledger.Record, n)
	for i := range records {
		seq++
		records[i] = ledger.Seal(ledger.Event{
			Zone: b.zone, Stream: stream, Seq: seq, Type: "commented", At: instant.Add(time.Duration(seq) * time.Microsecond), Recorded: instant,
			Actor: "招商局局长", Deputy: seq%2 == 0, Derived: seq%3 == 0, Basis: ledger.Basis{Mechanism: "v1", Calendar: "国办发明电〔2025〕7号"},
			Data: ledger.Marshal(map[string]any{"text": fmt.Sprintf(`第%d条，"data"：引号`, seq)}),
		}, prev)
		prev = records[i].Hash
	}
	return records
}

var instant = time.Date(2026, 2, 14, 15, 59, 59, 123456000, time.UTC)

// filled is a row whose every column has a value that is hard to keep.
func filled[R any](zone string) R {
	var row R
	v := reflect.ValueOf(&row).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("督〔2026〕'12'号？\\ \"" + v.Type().Field(i).Name)
		case reflect.Int, reflect.Int64:
			f.SetInt(1<<53 + 1 + int64(i))
		case reflect.Int32:
			f.SetInt(1<<31 - 1)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Float64:
			f.SetFloat(1.0 / 3)
		default:
			f.SetBytes([]byte{0, 255, '\'', 0, byte(i)})
		}
	}
	v.FieldByName("ZoneID").SetString(zone)
	return row
}
