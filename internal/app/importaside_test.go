package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// While a long ledger is tried, somebody registers a matter; the dry run must neither stop that nor keep anything.
func TestADryRunStopsNobodyFromWriting(t *testing.T) {
	t.Parallel()
	start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	b, err := mechanism.Load(mechanisms.Files, zone)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("a file", func(t *testing.T) { // as it is opened
		t.Parallel()
		a, _ := zoneOf(t, zone)
		triedBeside(t, a)
	})
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if db.Dialect() == database.SQLite { // one in memory cannot be copied
			return
		}
		store := database.NewStore(db)
		a := &app.App{DB: db, Store: store, Engine: engine.New(store, func() time.Time { return afterwards }, id.New, rand.Reader)}
		if err := a.Engine.Apply(t.Context(), b, engine.Act{At: start, Program: true}, start); err != nil {
			t.Fatal(err)
		}
		triedBeside(t, a)
		triedBeside(t, a) // again, with statements that were prepared before
	})
}

// triedBeside tries a ledger, and registers a matter in the middle of it.
func triedBeside(t *testing.T, a *app.App) {
	t.Helper()
	before := 0
	for _, err := range a.Store.List(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		before++
	}
	rows := make([]string, 1_200)
	for i := range rows {
		rows[i] = fmt.Sprintf("X%d,引进第%d个项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,,", i, i)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a dry run that holds the writer waits for itself
	defer cancel()
	wrote := 0
	out, err := a.Import(ctx, app.Importing{Zone: zone, File: ledgerOf(t, rows...), As: "招商局党支部书记", At: afterwards, DryRun: true}, func(int64, int64) {
		if wrote > 0 {
			return
		}
		c := matter.Command{Name: "register", Kind: "graded-task", Actor: "招商局党支部书记", At: afterwards}
		c.Title = "同时登记的"
		if _, err := a.Engine.Do(ctx, zone, c); err != nil {
			t.Error(err)
		}
		wrote++
	})
	if err != nil || out.New != len(rows) || out.Errors > 0 || wrote == 0 {
		t.Fatalf("%v, %+v, wrote %d", err, out, wrote)
	}
	last := ""
	n := 0
	for row, err := range a.Store.List(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n, last = n+1, row.Number
	}
	if n != before+1 || last != fmt.Sprintf("招调〔2023〕%d号", before+1) {
		t.Errorf("of %d matters there are %d now, the last of them %s", before, n, last)
	}
	if _, err := a.Engine.Verify(t.Context(), zone, nil); err != nil {
		t.Error(err)
	}
}
