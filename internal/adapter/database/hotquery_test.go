package database_test

import (
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/database/storetest"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/plan"
)

func TestAStatementThatNamesNoZoneIsFoundOut(t *testing.T) {
	t.Parallel()
	zonal := []string{"matters", "events", "search"}
	for statement, want := range map[string]int{
		"SELECT id FROM matters WHERE zone_id = $1":          0,
		"SELECT id FROM matters WHERE id = $1":               1,
		"SELECT id FROM matters WHERE title = 'zone_id = 1'": 1,
		"UPDATE matters SET title = $1 WHERE id = $2":        1,
		"DELETE FROM matters":                                1,
		"INSERT INTO matters (zone_id, id) VALUES ($1, $2) ON CONFLICT (zone_id, id) DO UPDATE SET title = ''": 0,
		"INSERT INTO matters (id) VALUES ($1)":                                                   1,
		"SELECT m.id FROM matters m JOIN events e ON e.stream = m.id WHERE m.zone_id = $1":       1,
		"SELECT m.id FROM matters m JOIN events e ON e.zone_id = m.zone_id WHERE m.zone_id = $1": 0,
		"SELECT 1 FROM matters WHERE zone_id = $1 AND id IN (SELECT matter_id FROM search)":      1,
		"SELECT 1 FROM matters, events WHERE matters.zone_id = $1":                               10,
		"SELECT id FROM accounts": 0,
	} {
		if got := databasetest.Unbound(statement, zonal); got != want {
			t.Errorf("%s: %d, want %d", statement, got, want)
		}
	}
}

// What the store's contract and a day of the engine ask PostgreSQL names its zone, each table of each statement.
func TestEveryQueryNamesItsZone(t *testing.T) {
	databasetest.Needs(t)
	address := databasetest.PostgreSQL(t)
	zonal := databasetest.ZonalTables(t, databasetest.Migrated(t, address))
	w, past := databasetest.Tapped(t, address)
	t.Run("contract", func(t *testing.T) {
		store := database.NewStore(databasetest.Open(t, past))
		storetest.Run(t, func(*testing.T) engine.Store { return store })
	})
	t.Run("day", func(t *testing.T) { day(t, databasetest.Open(t, past)) })
	if statements := w.NameTheirZone(t, zonal); statements < 60 {
		t.Errorf("only %d statements went past the wire", statements)
	}
}

// day does with the engine what a zone does in a day.
func day(t *testing.T, db *database.DB) {
	t.Helper()
	w := open(t, db)
	s := w.assigned("2023-02-01 09:00", "引进一个项目", "red")
	w.do("2023-02-02 09:10", "招商局干部", "accept", s.Number, nil)
	if _, err := w.Share(t.Context(), zone, given("m"), nil); err != nil {
		t.Fatal(err)
	}
	w.sweep("2023-03-13 09:00")
	store := database.NewStore(db)
	_, today := w.Today(t.Context(), zone, nil, w.now)
	_, checkpoint := w.Checkpoint(t.Context(), zone)
	_, receipt := w.Receipt(t.Context(), zone, s.Number, 0)
	_, planned := w.Plan(t.Context(), zone, bundle(t, "5wd"), plan.Options{})
	_, forgotten := store.ForgetAnswers(t.Context(), zone, w.now.Add(-time.Hour))
	_, zones := store.ListZones(t.Context())
	for _, err := range []error{today, checkpoint, receipt, planned, forgotten, zones, w.Reproject(t.Context(), zone)} {
		if err != nil {
			t.Error(err)
		}
	}
	w.verified()
}
