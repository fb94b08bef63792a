package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Config sizes a client; zero members have the default given.
type Config struct {
	Workers int           // jobs of the default queue that this node runs at a time; 10
	Long    int           // of the long queue; 2
	Poll    time.Duration // how often to look for jobs; 1 s. PostgreSQL tells of new ones at once
	Log     *slog.Logger  // discards

	eager bool // in tests: do not stagger the start of what leads
}

// retention is how long jobs that are over stay visible.
const (
	doneRetention      = 24 * time.Hour
	discardedRetention = 30 * 24 * time.Hour
)

// Client inserts jobs and, once started, runs them. It is safe for concurrent use.
type Client struct {
	db       *database.DB
	registry *Registry
	queue    *river.Client[*sql.Tx] // inserts in transactions of database
	runner   runner                 // runs; the same as queue on SQLite
}

// runner is what two kinds of river client have in common.
type runner interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

var (
	_ runner = (*river.Client[*sql.Tx])(nil)
	_ runner = (*river.Client[pgx.Tx])(nil)
)

// New prepares a client; the store must have the tables of Migrate. A client that is not started inserts only.
func New(db *database.DB, registry *Registry, c Config) (*Client, error) {
	if c.Workers <= 0 {
		c.Workers = 10
	}
	if c.Long <= 0 {
		c.Long = 2
	}
	if c.Poll <= 0 {
		c.Poll = time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	// river finishes no more than workers ÷ cooldown jobs a second.
	config := &river.Config{
		Workers: registry.workers, Logger: c.Log, PeriodicJobs: registry.periodic,
		Queues:        map[string]river.QueueConfig{Default: {MaxWorkers: c.Workers}, Long: {MaxWorkers: c.Long}},
		FetchCooldown: min(20*time.Millisecond, c.Poll), FetchPollInterval: c.Poll,
		JobTimeout: defaultTimeout, RescueStuckJobsAfter: rescueAfter,
		CompletedJobRetentionPeriod: doneRetention, CancelledJobRetentionPeriod: discardedRetention, DiscardedJobRetentionPeriod: discardedRetention,
		TestOnly: c.eager,
	}
	if registry.client != nil {
		return nil, errors.New("jobs: a registry belongs to one client")
	}
	client := &Client{db: db, registry: registry}
	registry.client = client
	pool, native := db.Pools()
	var err error
	if db.Dialect() == database.SQLite {
		client.queue, err = river.NewClient(riversqlite.New(pool), config)
		client.runner = client.queue
	} else {
		if client.queue, err = river.NewClient(riverdatabasesql.New(pool), &river.Config{Workers: registry.workers, Logger: c.Log}); err != nil {
			return nil, fmt.Errorf("prepare to insert jobs: %w", err)
		}
		client.runner, err = river.NewClient(riverpgxv5.New(native), config)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare to run jobs: %w", err)
	}
	return client, nil
}

// Inserted tells what Insert did.
type Inserted struct {
	ID      int64 // of the job, or of the one that is in its place
	Skipped bool  // the kind is unique and its job was there already
}

// Insert leaves a job to be done as soon as a node is free. It joins the transaction in ctx.
func (c *Client) Insert(ctx context.Context, job Job) (Inserted, error) {
	return c.InsertAt(ctx, job, time.Time{})
}

// InsertAt leaves a job to be done not before an instant; the zero instant is now.
func (c *Client) InsertAt(ctx context.Context, job Job, at time.Time) (Inserted, error) {
	options, known := c.registry.options[job.Kind()]
	if !known {
		return Inserted{}, fmt.Errorf("jobs: no handler is registered for %q", job.Kind())
	}
	var out Inserted
	err := c.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := c.queue.InsertTx(ctx, tx, job, options.insert(at))
		if err != nil {
			return fmt.Errorf("insert job %s: %w", job.Kind(), err)
		}
		out = Inserted{ID: result.Job.ID, Skipped: result.UniqueSkippedAsDuplicate}
		return nil
	})
	return out, err
}

// inTx runs fn with the transaction in ctx, or in one of its own.
func (c *Client) inTx(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx) error) error {
	return c.db.InTx(ctx, func(ctx context.Context) error {
		tx, ok := c.db.Conn(ctx).(bun.Tx)
		if !ok {
			return errors.New("jobs: no transaction in a transaction")
		}
		return fn(ctx, tx.Tx)
	})
}

// Start begins to run jobs on this node until Stop. The jobs' contexts carry the values of ctx, not its end.
func (c *Client) Start(ctx context.Context) error {
	if err := c.runner.Start(context.WithoutCancel(ctx)); err != nil {
		return database.Explain(fmt.Errorf("start to run jobs: %w", err))
	}
	return nil
}

// Stop takes no more jobs and waits for those that run. When ctx ends first they are interrupted and go back to
// be run by another node or later; Stop waits for that, too, up to grace.
func (c *Client) Stop(ctx context.Context, grace time.Duration) error {
	err := c.runner.Stop(ctx)
	if err == nil || ctx.Err() == nil {
		return err
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := c.runner.StopAndCancel(hard); err != nil {
		return errs.Newf(errs.Conflict, "jobs.still_running",
			"仍有后台作业未能在 %[1]s 内停下，将由其他节点超时后接手", "some jobs did not stop within %[1]s; another node takes them up after their time-out", grace).Because(err)
	}
	return nil
}
