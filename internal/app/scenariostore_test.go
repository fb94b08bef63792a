package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/scenario"
)

// failing is a store that fails once: when it is asked for a stream or a matter for the nth time since an instant.
type failing struct {
	*database.Store

	now    clock.Clock
	since  time.Time
	n      int
	failed bool
}

func (f *failing) fails() error {
	if f.now().Before(f.since) {
		return nil
	}
	if f.n--; f.n == 0 {
		f.failed = true
		return errors.New("the disk does not answer")
	}
	return nil
}

func (f *failing) Stream(ctx context.Context, zone, stream string) ([]ledger.Record, error) {
	if err := f.fails(); err != nil {
		return nil, err
	}
	return f.Store.Stream(ctx, zone, stream)
}

func (f *failing) Matter(ctx context.Context, zone, ref string) (engine.MatterRow, error) {
	if err := f.fails(); err != nil {
		return engine.MatterRow{}, err
	}
	return f.Store.Matter(ctx, zone, ref)
}

// Who does what nobody is named for is but a guess, which may do without the store; what is judged may not.
func TestAScenarioPassesOverNoFaultOfItsStore(t *testing.T) {
	t.Parallel()
	bundle, _ := tiny(t)
	files, err := scenario.Load(fstest.MapFS{"z/a.test.yaml": {Data: []byte(`scenarios:
  - name: 两件任务
    given: { at: 2023-06-02 09:00, matters: [{ kind: task, alias: m, title: 甲, brief: 签约, urgency: red, owner: 招商科长, due: 2023-06-08 }, { kind: task, alias: n, title: 乙, brief: 签约, urgency: red, owner: 招商科长, due: 2023-07-10 }] }
    when: [{ at: 2023-06-06 09:00, sweep: true }, { at: 2023-06-06 10:00, do: issue-letter, matter: m, letter: reminder }]
    then:
      events: [{ type: reported, none: true }, { type: rung-fired, rung: due - 3wd, count: 1 }]
      letters: { kind: reminder, says: 从未写过, none: true }
`)}}, "z")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; ; n++ {
		store := &failing{since: time.Date(2023, 6, 6, 10, 0, 0, 0, calendar.Location()), n: n}
		result := scenario.Run(t.Context(), files[0].Scenarios[0], bundle, func(now clock.Clock) (*engine.Engine, func() error, error) {
			db, err := database.Open(t.Context(), databasetest.SQLite(t))
			if err != nil {
				return nil, nil, err
			}
			store.now, store.Store = now, database.NewStore(db)
			return engine.New(store, now, id.Sequence(), rand.Reader), db.Close, database.Migrate(t.Context(), db, database.Migrations)
		})
		switch {
		case !store.failed && !result.Passed:
			t.Fatalf("with a sound store: %v", result.Failures)
		case !store.failed:
			if n < 5 {
				t.Errorf("judged without asking the store more than %d times", n-1)
			}
			return
		case result.Passed:
			t.Errorf("passed although the store failed when it was asked for the %dth time", n)
		}
	}
}
