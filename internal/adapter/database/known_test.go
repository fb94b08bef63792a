package database_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
)

func TestARequestWorksInTheWorldThatItHasReadUntilItWrites(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, store := open(t, db), database.NewStore(db)
		other := engine.New(store, func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		rename := func(ctx context.Context, e *engine.Engine, name string) {
			t.Helper()
			w.now = w.now.AddDate(0, 0, 1)
			if _, err := e.Reorganise(ctx, zone, engine.Act{Actor: "督查室主任", At: w.now}, org.RenameUnit{Code: "jfj", Name: name, On: clock.DateOf(w.now)}); err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
		}
		called := func(ctx context.Context, want string) {
			t.Helper()
			_, view, err := w.Org(ctx, zone, w.now)
			if err != nil {
				t.Fatal(err)
			}
			if unit, _ := view.Unit("jfj"); unit.Name != want {
				t.Errorf("the unit is called %s, want %s", unit.Name, want)
			}
		}
		arrive := func() context.Context {
			t.Helper()
			z, err := store.Zone(t.Context(), zone)
			if err != nil {
				t.Fatal(err)
			}
			return w.Known(t.Context(), zone, z.World)
		}
		called(t.Context(), "经发局")
		first := arrive()
		rename(t.Context(), other, "经济发展局")
		called(first, "经发局")
		called(engine.Unknown(first), "经济发展局") // a stream goes on
		called(arrive(), "经济发展局")
		first = arrive()
		rename(first, w.Engine, "经济运行局")
		called(first, "经济运行局")
		called(arrive(), "经济运行局")
	})
}
