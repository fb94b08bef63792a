package apitest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/scenario"
)

// tries makes what plans need. Plans wait until Try.
func (o *Office) tries(t testing.TB, db *database.DB, now clock.Clock) (*trial.Desk, *entitle.Desk) {
	t.Helper()
	benefits := &entitle.Desk{Engine: o.Engine, Tasks: jobs.NewTasks(db, now, id.New)}
	desk := &trial.Desk{Engine: o.Engine, Tasks: jobs.NewTasks(db, now, id.New), Scratch: scratch(t)}
	registry := jobs.NewRegistry()
	desk.Work(registry)
	benefits.Work(registry)
	client, err := jobs.New(db, registry, jobs.Config{Poll: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	desk.Jobs, benefits.Jobs, o.trials = client, client, client
	return desk, benefits
}

// scratch gives scenarios databases of their own.
func scratch(t testing.TB) trial.Scratch {
	t.Helper()
	return func(context.Context) (scenario.Open, func() error, error) {
		return func(now clock.Clock) (*engine.Engine, func() error, error) { //nolint:contextcheck // each lives as long as its test
			db := databasetest.Migrated(t, databasetest.SQLite(t))
			return engine.New(database.NewStore(db), now, id.New, rand.Reader), func() error { return nil }, nil
		}, func() error { return nil }, nil
	}
}

// Try begins to do the plans that wait, until the test ends.
func (o *Office) Try() {
	o.Helper()
	if err := o.trials.Start(o.Context()); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() { _ = o.trials.Stop(o.Context(), time.Second) })
}
