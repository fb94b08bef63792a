package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river/rivertype"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// States lists the words for where a job stands: those that wait, the one that runs, those that are over.
var States = []string{"available", "scheduled", "retryable", "pending", "running", "completed", "cancelled", "discarded"}

// Row is a job as its administrator sees it.
type Row struct {
	ID          int64           `json:"id"`
	Kind        string          `json:"kind"`
	State       string          `json:"state"`
	Queue       string          `json:"queue"`
	Priority    int             `json:"priority"`
	Attempt     int             `json:"attempt"`
	MaxAttempts int             `json:"max_attempts"`
	Args        json.RawMessage `json:"args"`
	Error       string          `json:"error,omitempty"` // of the last attempt that failed
	CreatedAt   time.Time       `json:"created_at"`
	ScheduledAt time.Time       `json:"scheduled_at"` // not to be run before
	AttemptedAt time.Time       `json:"attempted_at,omitzero"`
	FinalizedAt time.Time       `json:"finalized_at,omitzero"`
}

// Filter picks jobs; zero members do not restrict.
type Filter struct {
	State  string
	Kind   string
	Before int64 // the cursor: the ID of the last job of the page before
	Limit  int   // 1 to 200; 50
}

// columns of a job, each readable in the same way on both databases.
var columns = map[database.Dialect]string{
	database.SQLite:     "json(args), coalesce(json(errors), '[]'), state",
	database.PostgreSQL: "args::text, coalesce(array_to_json(errors)::text, '[]'), state::text",
}

// List gives the newest jobs first.
func (c *Client) List(ctx context.Context, f Filter) ([]Row, error) {
	if f.State != "" && !slices.Contains(States, f.State) {
		return nil, errs.Newf(errs.Invalid, "jobs.unknown_state", "没有作业状态“%[1]s”；可写：%[2]v", "there is no state %[1]q; it may be one of %[2]v", f.State, States).At("state")
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	q := c.db.Conn(ctx).NewSelect().TableExpr("river_job").
		ColumnExpr("id, kind, queue, priority, attempt, max_attempts, created_at, scheduled_at, attempted_at, finalized_at").
		ColumnExpr(columns[c.db.Dialect()]).OrderExpr("id DESC").Limit(int64(f.Limit))
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	return c.rows(ctx, q)
}

// Read gives one job; jobs.not_found when it is not, or no longer, there.
func (c *Client) Read(ctx context.Context, id int64) (Row, error) {
	rows, err := c.rows(ctx, c.db.Conn(ctx).NewSelect().TableExpr("river_job").
		ColumnExpr("id, kind, queue, priority, attempt, max_attempts, created_at, scheduled_at, attempted_at, finalized_at").
		ColumnExpr(columns[c.db.Dialect()]).Where("id = ?", id))
	if err != nil {
		return Row{}, err
	}
	if len(rows) == 0 {
		return Row{}, notFound(id)
	}
	return rows[0], nil
}

// querier is a select of bun.
type querier interface {
	Rows(ctx context.Context) (*sql.Rows, error)
}

func (c *Client) rows(ctx context.Context, q querier) (out []Row, err error) {
	rows, err := q.Rows(ctx)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("list jobs: %w", err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r Row
		var args, faults string
		var attempted, finalized sql.NullTime
		if err := rows.Scan(&r.ID, &r.Kind, &r.Queue, &r.Priority, &r.Attempt, &r.MaxAttempts, &r.CreatedAt, &r.ScheduledAt,
			&attempted, &finalized, &args, &faults, &r.State); err != nil {
			return nil, fmt.Errorf("read a job: %w", err)
		}
		r.CreatedAt, r.ScheduledAt = r.CreatedAt.UTC(), r.ScheduledAt.UTC()
		r.AttemptedAt, r.FinalizedAt = attempted.Time.UTC(), finalized.Time.UTC()
		r.Args, r.Error = json.RawMessage(args), lastError(faults)
		out = append(out, r)
	}
	return out, rows.Err()
}

func lastError(faults string) string {
	var all []rivertype.AttemptError
	if json.Unmarshal([]byte(faults), &all) != nil || len(all) == 0 {
		return ""
	}
	return all[len(all)-1].Error
}

// Count is how many jobs of a kind are in a state.
type Count struct {
	Kind  string `bun:"kind"  json:"kind"`
	State string `bun:"state" json:"state"`
	N     int    `bun:"n"     json:"n"`
}

// Counts counts jobs by kind and state, for the page of jobs and for metrics.
func (c *Client) Counts(ctx context.Context) ([]Count, error) {
	var out []Count
	err := c.db.Conn(ctx).NewSelect().TableExpr("river_job").ColumnExpr("kind, state, count(*) AS n").
		GroupExpr("kind, state").OrderExpr("kind, state").Scan(ctx, &out)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("count jobs: %w", err))
	}
	return out, nil
}

// Oldest is for how long the first of the jobs that are ready to run has waited; 0 where none does.
func (c *Client) Oldest(ctx context.Context, now time.Time) (time.Duration, error) {
	var first sql.NullInt64
	err := c.db.Conn(ctx).NewSelect().TableExpr("river_job").ColumnExpr("min(id)").Where("state = 'available'").Scan(ctx, &first)
	if err != nil {
		return 0, database.Explain(fmt.Errorf("read the oldest job: %w", err))
	}
	if !first.Valid {
		return 0, nil
	}
	row, err := c.Read(ctx, first.Int64)
	if err != nil {
		return 0, err
	}
	return max(0, now.Sub(row.ScheduledAt)), nil
}

// Retry makes a job that waits, or was given up, run now, with one more attempt if it had none left. One that was done
// is jobs.done: what asked for it asks again.
func (c *Client) Retry(ctx context.Context, id int64) error {
	return c.alter(ctx, id, func(ctx context.Context, tx *sql.Tx) error {
		row, err := c.queue.JobGetTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.State == rivertype.JobStateCompleted {
			return errs.Newf(errs.Conflict, "jobs.done", "第 %[1]d 号任务已经完成，不再重办；要再办一次，请从原处重新发起", "job %[1]d is done and is not run again: ask for it anew where it was asked for", id)
		}
		_, err = c.queue.JobRetryTx(ctx, tx, id)
		return err
	})
}

// Cancel gives a job up: it will not run again. One that runs is told to stop, on SQLite only once it fails. One that
// is over is jobs.over.
func (c *Client) Cancel(ctx context.Context, id int64) error {
	return c.alter(ctx, id, func(ctx context.Context, tx *sql.Tx) error {
		row, err := c.queue.JobGetTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.FinalizedAt != nil {
			return errs.Newf(errs.Conflict, "jobs.over", "第 %[1]d 号任务已经结束（%[2]s），无可取消", "job %[1]d is over (%[2]s): there is nothing to cancel", id, row.State)
		}
		_, err = c.queue.JobCancelTx(ctx, tx, id)
		return err
	})
}

func (c *Client) alter(ctx context.Context, id int64, change func(ctx context.Context, tx *sql.Tx) error) error {
	err := c.inTx(ctx, change)
	if errors.Is(err, rivertype.ErrNotFound) {
		return notFound(id)
	}
	return err
}

func notFound(id int64) error {
	return errs.Newf(errs.NotFound, "jobs.not_found", "没有第 %[1]d 号作业，可能已清理", "there is no job %[1]d; it may have been cleaned away", id)
}
