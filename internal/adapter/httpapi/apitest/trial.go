package apitest

import (
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
)

// tries makes what plans need. Plans wait until Try.
func (o *Office) tries(t testing.TB, db *database.DB, now clock.Clock) *trial.Desk {
	t.Helper()
	desk := &trial.Desk{Engine: o.Engine, Tasks: jobs.NewTasks(db, now, id.New)}
	registry := jobs.NewRegistry()
	desk.Work(registry)
	client, err := jobs.New(db, registry, jobs.Config{Poll: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	desk.Jobs, o.trials = client, client
	return desk
}

// Try begins to do the plans that wait, until the test ends.
func (o *Office) Try() {
	o.Helper()
	if err := o.trials.Start(o.Context()); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() { _ = o.trials.Stop(o.Context(), time.Second) })
}
