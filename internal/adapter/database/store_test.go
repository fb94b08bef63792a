package database_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/database/storetest"
	"qinlian/internal/kernel/engine"
)

func TestTheStoreKeepsItsContract(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Helper()
		store := database.NewStore(db)
		storetest.Run(t, func(*testing.T) engine.Store { return store })
	})
}

// A statement is prepared after its first run: what works once must work again, in a snapshot too.
func TestStatementsWorkBeforeAndAfterTheyArePrepared(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := database.NewStore(db)
		for i := range 3 {
			row := engine.MatterRow{ZoneID: "z", ID: fmt.Sprint(i), State: []byte{}}
			// Not by the store's own InTx, which prepares.
			if err := db.InTx(t.Context(), func(ctx context.Context) error { return store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{row}}) }); err != nil {
				t.Fatal(err)
			}
			if err := store.InTx(t.Context(), func(ctx context.Context) error { return store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{row}}) }); err != nil {
				t.Fatal(err)
			}
			err := db.InSnapshot(t.Context(), func(ctx context.Context) error {
				for range 2 {
					if _, err := store.Matter(ctx, "z", row.ID); err != nil {
						return err
					}
				}
				_, err := store.Matter(t.Context(), "z", row.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestTwoSweepersOnPostgreSQLDoNotWaitForEachOther(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if db.Dialect() != database.PostgreSQL {
			t.Skip("SQLite has one writer")
		}
		store := database.NewStore(db)
		var rows engine.Rows
		for i := range 10 {
			rows.Matters = append(rows.Matters, engine.MatterRow{ZoneID: "z", ID: fmt.Sprint(i), NextAt: int64(1 + i)})
		}
		if err := store.InTx(t.Context(), func(ctx context.Context) error { return store.Put(ctx, rows) }); err != nil {
			t.Fatal(err)
		}
		due := func(ctx context.Context) string {
			found, err := store.Due(ctx, "z", 100, 5)
			if err != nil {
				t.Fatal(err)
			}
			var ids string
			for _, row := range found {
				ids += row.ID
			}
			return ids
		}
		err := store.InTx(t.Context(), func(one context.Context) error {
			first := due(one)
			return store.InTx(t.Context(), func(two context.Context) error {
				if second := due(two); first != "01234" || second != "56789" {
					t.Errorf("got %s and %s", first, second)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The overview and the sweep must not read matters, however many there are.
func TestTheOverviewIsReadFromIndexesAlone(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	for query, index := range map[string]string{
		"SELECT lead_unit, light, count(*) FROM matters WHERE zone_id = 'z' AND open GROUP BY lead_unit, light":                                         "COVERING INDEX matters_light",
		"SELECT kind, stage, count(*) FROM matters WHERE zone_id = 'z' GROUP BY kind, stage":                                                            "COVERING INDEX matters_kind",
		"SELECT owner, count(*) FROM matters WHERE zone_id = 'z' AND open AND owner <> '' GROUP BY owner":                                               "COVERING INDEX matters_owner",
		"SELECT owner, state, count(*) FROM duties WHERE zone_id = 'z' AND state IN ('open') GROUP BY owner":                                            "COVERING INDEX duties_",
		"SELECT pos, stream, seq, hash FROM events WHERE zone_id = 'z' AND pos >= 0 ORDER BY pos":                                                       "COVERING INDEX events_log",
		"SELECT * FROM matters WHERE zone_id = 'z' AND next_at > 0 AND next_at <= 1 ORDER BY next_at, id":                                               "INDEX matters_due",
		"SELECT * FROM matters WHERE zone_id = 'z' ORDER BY number_key, (CASE number_key WHEN '' THEN id ELSE '' END)":                                  "INDEX matters_number",
		"SELECT * FROM matters WHERE zone_id = 'z' AND number_key > 'a' ORDER BY number_key, (CASE number_key WHEN '' THEN id ELSE '' END)":             "INDEX matters_number",
		"SELECT * FROM matters WHERE zone_id = 'z' AND open AND owner = '' ORDER BY number_key, (CASE number_key WHEN '' THEN id ELSE '' END) LIMIT 12": "INDEX matters_unowned",
		"SELECT * FROM duties WHERE zone_id = 'z' AND state = 'open' ORDER BY due_at, matter_key, matter_id, id, opens_at":                              "INDEX duties_state",
	} {
		var plan string
		rows, err := db.Conn(t.Context()).QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan += detail + "\n"
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, index) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%swant %s alone", query, plan, index)
		}
	}
}
