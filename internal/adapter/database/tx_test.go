package database_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

var errRefused = errors.New("refused")

func TestATransactionIsKeptWholeOrNotAtAll(t *testing.T) {
	cases := []struct {
		name string
		run  func(ctx context.Context, db *database.DB) error
		want int
		err  error
	}{
		{"both parts are kept", func(ctx context.Context, db *database.DB) error {
			return errors.Join(insert(ctx, db, "a"), insert(ctx, db, "b"))
		}, 2, nil},
		{"an error undoes what came before", func(ctx context.Context, db *database.DB) error {
			return errors.Join(insert(ctx, db, "a"), errRefused)
		}, 0, errRefused},
		{"an inner part joins", func(ctx context.Context, db *database.DB) error {
			return errors.Join(insert(ctx, db, "a"), db.InTx(ctx, func(ctx context.Context) error { return insert(ctx, db, "b") }))
		}, 2, nil},
		{"an inner part that fails undoes the whole, even when its error is dropped", func(ctx context.Context, db *database.DB) error {
			_ = db.InTx(ctx, func(ctx context.Context) error { return errors.Join(insert(ctx, db, "b"), errRefused) })
			return nil
		}, 0, errRefused},
		{"a snapshot inside joins and sees what was written", func(ctx context.Context, db *database.DB) error {
			return errors.Join(insert(ctx, db, "a"), db.InSnapshot(ctx, func(ctx context.Context) error {
				n, err := db.Conn(ctx).NewSelect().Table("notes").Count(ctx)
				if n != 1 {
					return fmt.Errorf("sees %d rows: %w", n, errRefused)
				}
				return err
			}))
		}, 1, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			withNotes(t, func(t *testing.T, db *database.DB) {
				err := db.InTx(t.Context(), func(ctx context.Context) error { return c.run(ctx, db) })
				if !errors.Is(err, c.err) {
					t.Errorf("got %v, want %v", err, c.err)
				}
				if n := count(t, t.Context(), db); n != c.want {
					t.Errorf("%d rows were kept, want %d", n, c.want)
				}
			})
		})
	}
}

func TestAPanicRollsBackAndFreesTheWriter(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		func() {
			defer func() { _ = recover() }()
			_ = db.InTx(t.Context(), func(ctx context.Context) error {
				_ = insert(ctx, db, "a")
				panic("a fault in a rule")
			})
		}()
		if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "b") }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, t.Context(), db); n != 1 {
			t.Errorf("%d rows were kept, want 1", n)
		}
	})
}

func TestACancelledContextKeepsNothingAndFreesTheWriter(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		cancelled, cancel := context.WithCancel(t.Context())
		err := db.InTx(cancelled, func(ctx context.Context) error {
			if err := insert(ctx, db, "a"); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want a cancellation", err)
		}
		if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "b") }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, t.Context(), db); n != 1 {
			t.Errorf("%d rows were kept, want 1", n)
		}
	})
}

// Every use case reads a sum and writes it back raised by one: without Lock some would be lost.
func TestUseCasesThatLockTheSameNameRunOneAfterTheOther(t *testing.T) {
	const workers, each = 8, 25
	withNotes(t, func(t *testing.T, db *database.DB) {
		if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "sum") }); err != nil {
			t.Fatal(err)
		}
		raise := func(ctx context.Context) error {
			if err := db.Lock(ctx, "zone"); err != nil {
				return err
			}
			var sum int64
			if err := db.Conn(ctx).NewSelect().Table("notes").Column("amount_fen").Where("id = ?", "sum").Scan(ctx, &sum); err != nil {
				return err
			}
			_, err := db.Conn(ctx).NewUpdate().Table("notes").Set("amount_fen = ?", sum+1).Where("id = ?", "sum").Exec(ctx)
			return err
		}
		var group sync.WaitGroup
		for range workers {
			group.Go(func() {
				for range each {
					if err := db.InTx(t.Context(), raise); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		var sum int64
		if err := db.Conn(t.Context()).NewSelect().Table("notes").Column("amount_fen").Scan(t.Context(), &sum); err != nil {
			t.Fatal(err)
		}
		if sum != workers*each {
			t.Errorf("the sum is %d, want %d", sum, workers*each)
		}
	})
}

func TestALockNeedsAWriteTransaction(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		if err := db.Lock(t.Context(), "zone"); err == nil {
			t.Error("a lock outside a transaction protects nothing and was given")
		}
		err := db.InSnapshot(t.Context(), func(ctx context.Context) error { return db.Lock(ctx, "zone") })
		if err == nil {
			t.Error("a lock in a snapshot was given")
		}
	})
}

// Two transactions take two rows in opposite order: PostgreSQL must stop one of them, and InTx must run
// that one again.
func TestATransactionThatLostADeadlockIsRunAgain(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			return errors.Join(insert(ctx, db, "a"), insert(ctx, db, "b"))
		})
		if err != nil {
			t.Fatal(err)
		}
		var met sync.WaitGroup // both hold their first row; on SQLite they cannot meet
		met.Add(2)
		var group sync.WaitGroup
		for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
			group.Go(func() {
				first := true
				err := db.InTx(t.Context(), func(ctx context.Context) error {
					for i, id := range order {
						if _, err := db.Conn(ctx).NewUpdate().Table("notes").Set("amount_fen = amount_fen + 1").Where("id = ?", id).Exec(ctx); err != nil {
							return err
						}
						if i == 0 && first && db.Dialect() == database.PostgreSQL {
							first = false
							met.Done()
							met.Wait()
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		var sums []int64
		if err := db.Conn(t.Context()).NewSelect().Table("notes").Column("amount_fen").Scan(t.Context(), &sums); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(sums) != "[2 2]" {
			t.Errorf("got %v, want each row raised twice", sums)
		}
	})
}

func TestTwoStoresDoNotShareATransaction(t *testing.T) {
	t.Parallel()
	one, two := databasetest.Open(t, databasetest.SQLite(t)), databasetest.Open(t, databasetest.SQLite(t))
	for _, db := range []*database.DB{one, two} {
		if err := database.Migrate(t.Context(), db, note); err != nil {
			t.Fatal(err)
		}
	}
	err := one.InTx(t.Context(), func(ctx context.Context) error {
		if err := insert(ctx, two, "a"); !database.IsReadOnly(err) {
			t.Errorf("got %v, want a read-only error", err)
		}
		return two.InTx(ctx, func(ctx context.Context) error { return errors.Join(insert(ctx, one, "a"), insert(ctx, two, "a")) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, t.Context(), one) + count(t, t.Context(), two); n != 2 {
		t.Errorf("%d rows, want one in each", n)
	}
}
