package database_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// eachStore runs a benchmark on both databases, each time with an empty store that has a zone "z".
func eachStore(b *testing.B, run func(b *testing.B, store *database.Store)) {
	b.Helper()
	for name, address := range map[string]func(testing.TB) string{"SQLite": databasetest.SQLite, "PostgreSQL": databasetest.PostgreSQL} {
		b.Run(name, func(b *testing.B) {
			store := database.NewStore(databasetest.Migrated(b, address(b)))
			keep(b, store, func(ctx context.Context) error { return store.PutZone(ctx, engine.ZoneRow{ZoneID: "z"}) })
			run(b, store)
		})
	}
}

func keep(b *testing.B, store *database.Store, fn func(ctx context.Context) error) {
	b.Helper()
	if err := store.InTx(b.Context(), fn); err != nil {
		b.Fatal(err)
	}
}

func perSecond(b *testing.B, rows int) {
	b.Helper()
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// stream seals five events of one matter, as long as real ones are.
func stream(n int) []ledger.Record {
	id := fmt.Sprintf("01890000-0000-7000-8000-%012d", n)
	records := make([]ledger.Record, 5)
	var prev ledger.Hash
	for i := range records {
		at := time.UnixMicro(int64(n*5+i) * 1000).UTC()
		records[i] = ledger.Seal(ledger.Event{
			Zone: "z", Stream: id, Seq: int64(i + 1), Type: "light-changed", At: at, Recorded: at, Actor: "招商局局长",
			Basis: ledger.Basis{Mechanism: "2026.1", Calendar: "国办发明电〔2025〕7号"}, Data: ledger.Marshal(map[string]string{"from": "green", "to": "red", "why": "逾期三个工作日未办结"}),
		}, prev)
		prev = records[i].Hash
	}
	return records
}

func matterRow(n int) engine.MatterRow {
	number := fmt.Sprintf("招调〔2026〕%07d号", n)
	return engine.MatterRow{
		ZoneID: "z", ID: fmt.Sprintf("01890000-0000-7000-8000-%012d", n), Number: number, NumberKey: text.NumberKey(number), Kind: "graded-task", Title: "推进某项目开工前手续办理",
		Stage: "working", Open: n%4 != 0, Light: []string{"red", "amber", "green"}[n%3], LeadUnit: fmt.Sprintf("局%d", n%20), Owner: fmt.Sprintf("岗%d", n%300), Weight: 1, DueOn: 20000,
		RegisteredAt: 1, NextAt: int64(1 + n), CursorAt: 1, Seq: 5, Head: make([]byte, 32), State: make([]byte, 900),
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, streams := range []int{0, 200} {
		name := fmt.Sprintf("%d events a transaction", 5*streams)
		if streams == 0 {
			name = "1 event a transaction"
		}
		b.Run(name, func(b *testing.B) {
			eachStore(b, func(b *testing.B, store *database.Store) {
				rows, made := 0, 0
				var open []ledger.Record
				for b.Loop() {
					var records []ledger.Record
					if streams == 0 {
						if len(open) == 0 {
							open = stream(made)
							made++
						}
						records, open = open[:1], open[1:]
					}
					for range streams {
						records = append(records, stream(made)...)
						made++
					}
					keep(b, store, func(ctx context.Context) error { return store.Append(ctx, "z", records) })
					rows += len(records)
				}
				perSecond(b, rows)
			})
		})
	}
}

func BenchmarkPut(b *testing.B) {
	for _, size := range []int{1, 1000} {
		b.Run(fmt.Sprintf("%d matters a transaction", size), func(b *testing.B) {
			eachStore(b, func(b *testing.B, store *database.Store) {
				rows := 0
				for b.Loop() {
					matters := make([]engine.MatterRow, size)
					for i := range matters {
						matters[i] = matterRow((rows + i) % 20_000) // new at first, then overwritten
					}
					keep(b, store, func(ctx context.Context) error { return store.Put(ctx, engine.Rows{Matters: matters}) })
					rows += size
				}
				perSecond(b, rows)
			})
		})
	}
}

func BenchmarkCommand(b *testing.B) {
	eachStore(b, func(b *testing.B, store *database.Store) {
		rows := 0
		for b.Loop() {
			records := stream(rows)[:2]
			keep(b, store, func(ctx context.Context) error {
				if _, err := store.TakeNumbers(ctx, "z", "graded-task", 2026, 1); err != nil {
					return err
				}
				if err := store.Append(ctx, "z", records); err != nil {
					return err
				}
				return store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{matterRow(rows)}, Duties: []engine.DutyRow{{ZoneID: "z", MatterID: records[0].Stream, ID: "accept"}}})
			})
			rows++
		}
		perSecond(b, rows)
	})
}

func BenchmarkWalk(b *testing.B) {
	const events, matters = 300_000, 60_000
	eachStore(b, func(b *testing.B, store *database.Store) {
		for made := 0; made < matters; made += 2000 {
			var records []ledger.Record
			var rows engine.Rows
			for i := range 2000 {
				records = append(records, stream(made+i)...)
				rows.Matters = append(rows.Matters, matterRow(made+i))
			}
			keep(b, store, func(ctx context.Context) error {
				if err := store.Append(ctx, "z", records); err != nil {
					return err
				}
				return store.Put(ctx, rows)
			})
		}
		b.Run("Records", func(b *testing.B) {
			for b.Loop() {
				n := 0
				for _, err := range store.Records(b.Context(), "z") {
					if n++; err != nil {
						b.Fatal(err)
					}
				}
				if n != events {
					b.Fatalf("%d events", n)
				}
			}
			perSecond(b, b.N*events)
		})
		b.Run("Leaves", func(b *testing.B) {
			for b.Loop() {
				for _, err := range store.Leaves(b.Context(), "z", 0, math.MaxInt64) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			perSecond(b, b.N*events)
		})
		b.Run("List with states", func(b *testing.B) {
			for b.Loop() {
				for _, err := range store.List(b.Context(), "z", engine.Filter{ByID: true, WithState: true}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			perSecond(b, b.N*matters)
		})
	})
}

func BenchmarkRead(b *testing.B) {
	const matters = 50_000
	eachStore(b, func(b *testing.B, store *database.Store) {
		for made := 0; made < matters; made += 5000 {
			rows := engine.Rows{}
			for i := range 5000 {
				rows.Matters = append(rows.Matters, matterRow(made+i))
				rows.Duties = append(rows.Duties, engine.DutyRow{ZoneID: "z", MatterID: rows.Matters[i].ID, Owner: rows.Matters[i].Owner, State: []string{"open", "missed", "met", "met"}[i%4]})
			}
			keep(b, store, func(ctx context.Context) error { return store.Put(ctx, rows) })
		}
		open := true
		for name, read := range map[string]func() error{
			"Matter by id":     func() error { _, err := store.Matter(b.Context(), "z", matterRow(4711).ID); return err },
			"Matter by number": func() error { _, err := store.Matter(b.Context(), "z", matterRow(4711).Number); return err },
			"CategoryCounts":   func() error { _, err := store.CategoryCounts(b.Context(), "z"); return err },
			"LightCounts":      func() error { _, err := store.LightCounts(b.Context(), "z"); return err },
			"KindCounts":       func() error { _, err := store.KindCounts(b.Context(), "z"); return err },
			"OwnerLoads":       func() error { _, err := store.OwnerLoads(b.Context(), "z", 20); return err },
			"Due":              func() error { _, err := store.Due(b.Context(), "z", matters, 50); return err },
			"List page": func() error {
				for _, err := range store.List(b.Context(), "z", engine.Filter{Open: &open, Unit: "局7", After: matterRow(20_000).Number, Limit: 50}) {
					if err != nil {
						return err
					}
				}
				return nil
			},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if err := read(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}
