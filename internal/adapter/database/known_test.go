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
	"qinlian/internal/kernel/matter"
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
			return w.Known(t.Context(), zone, z.World, engine.Head{})
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

func TestAMatterThatWasChangedOfLateIsFoundAsItIsWhoeverChangedItLast(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		other := engine.New(database.NewStore(db), func() time.Time { return w.now }, id.Sequence(), rand.Reader)
		w.now = w.now.AddDate(0, 0, 1)
		give := func(e *engine.Engine, c matter.Command) matter.State {
			t.Helper()
			c.Actor = "督查室主任"
			out, err := e.Share(t.Context(), zone, []matter.Command{c}, nil)
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			return out[0].Matter
		}
		made := give(w.Engine, matter.Command{Name: "register", ID: "m-1", Kind: "task", Particulars: matter.Particulars{Title: "修路"}})
		found := func(at time.Time, want matter.State) {
			t.Helper()
			s, err := w.Find(t.Context(), zone, made.ID, at)
			if err != nil || s.Seq != want.Seq || s.Stage != want.Stage || s.Owner != want.Owner || s.Light != want.Light {
				t.Errorf("found %s %s %s %s (%v), want %s %s %s %s", s.Stage, s.Owner, s.Light, made.Number, err, want.Stage, want.Owner, want.Light, want.Number)
			}
		}
		found(w.now, made)
		assigned := give(other, matter.Command{Name: "assign", ID: made.ID, Assignment: matter.Assignment{Owner: "招商局干部", LeadUnit: "zsj"}})
		found(w.now, assigned)
		for _, e := range []*engine.Engine{w.Engine, other} { // a light that no sweep has changed
			late, err := e.Find(t.Context(), zone, made.ID, w.now.AddDate(0, 2, 0))
			if err != nil || late.Light != "red" {
				t.Errorf("two months later: %s (%v)", late.Light, err)
			}
		}
		if _, err := w.Find(t.Context(), zone, "none", w.now); errs.KindOf(err) != errs.NotFound {
			t.Errorf("none: %v", err)
		}
	})
}
