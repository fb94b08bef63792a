package jobs_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/jobs"
)

type count struct {
	N int `json:"n"`
}

func (count) Kind() string { return "count" }

type other struct{}

func (other) Kind() string { return "other" }

// seen gathers what handlers did, and closes full when as much as expected has happened.
type seen struct {
	mu   sync.Mutex
	by   map[string]int
	left int
	full chan struct{}
}

func expect(n int) *seen { return &seen{by: map[string]int{}, left: n, full: make(chan struct{})} }

func (s *seen) note(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by[what]++
	if s.left--; s.left == 0 {
		close(s.full)
	}
	return s.by[what]
}

func (s *seen) wait(t *testing.T) {
	t.Helper()
	select {
	case <-s.full:
	case <-time.After(30 * time.Second):
		t.Fatalf("%d are still missing", s.left)
	}
}

var atOnce = func(int) time.Duration { return 0 }

// node opens the store and runs jobs on it until the test ends.
func node(t *testing.T, address string, register func(r *jobs.Registry)) *jobs.Client {
	t.Helper()
	c := idle(t, databasetest.Open(t, address), register)
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(context.Background(), time.Second); err != nil {
			t.Error(err)
		}
	})
	return c
}

// idle is a client that inserts only.
func idle(t *testing.T, db *database.DB, register func(r *jobs.Registry)) *jobs.Client {
	t.Helper()
	r := jobs.NewRegistry()
	register(r)
	c, err := jobs.New(db, r, jobs.Config{Poll: 10 * time.Millisecond}.Eager())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func migrated(t *testing.T, address string) *database.DB {
	t.Helper()
	db := databasetest.Migrated(t, address)
	if err := jobs.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

func each(t *testing.T, run func(t *testing.T, address string, db *database.DB)) {
	t.Helper()
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		run(t, address, migrated(t, address))
	})
}

func insert(t *testing.T, c *jobs.Client, job jobs.Job) jobs.Inserted {
	t.Helper()
	out, err := c.Insert(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// eventually waits for what another goroutine brings about.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for tick := time.NewTicker(5 * time.Millisecond); !holds(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it did not come about")
		}
	}
}
