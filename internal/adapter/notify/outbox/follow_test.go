package outbox_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

func write(t *testing.T, db *database.DB, stream string, n int) {
	t.Helper()
	store := database.NewStore(db)
	err := store.InTx(t.Context(), func(ctx context.Context) error {
		var records []ledger.Record
		var head ledger.Hash
		for i := range n {
			r := ledger.Seal(ledger.Event{Zone: zone, Stream: stream, Seq: int64(i + 1), At: time.UnixMicro(1), Type: "x", Data: []byte("{}")}, head)
			head = r.Hash
			records = append(records, r)
		}
		return store.Append(ctx, zone, records)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryEventIsDealtWithOnceHoweverManyFollow(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := database.NewStore(db)
		err := store.InTx(t.Context(), func(ctx context.Context) error { return store.PutZone(ctx, engine.ZoneRow{ZoneID: zone}) })
		if err != nil {
			t.Fatal(err)
		}
		write(t, db, "old", 3)
		var mu sync.Mutex
		kept := map[string]int{}
		follow := func(reader string) (int, error) {
			return outbox.Follow(t.Context(), db, zone, reader, func(_ context.Context, events []ledger.Event) (func(context.Context) error, error) {
				return func(context.Context) error {
					mu.Lock()
					defer mu.Unlock()
					for _, e := range events {
						kept[fmt.Sprintf("%s/%s/%d", reader, e.Stream, e.Seq)]++
					}
					return nil
				}, nil
			})
		}
		if n, err := follow("new"); err != nil || n != 0 {
			t.Fatalf("a new reader was told of %d (%v), want none of the past", n, err)
		}
		if err := outbox.From(t.Context(), db, zone, "whole", 0); err != nil {
			t.Fatal(err)
		}
		write(t, db, "m", 1200)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for _, reader := range []string{"new", "whole"} {
					if _, err := follow(reader); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if len(kept) != 1200+1203 {
			t.Errorf("%d were dealt with, want %d", len(kept), 1200+1203)
		}
		for what, n := range kept {
			if n != 1 {
				t.Errorf("%s was dealt with %d times", what, n)
			}
		}
	})
}
