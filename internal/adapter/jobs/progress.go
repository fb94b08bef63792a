package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
)

// The states of a long task.
const (
	Waiting = "waiting"
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// Task is a long piece of work that somebody waits for (a plan, an import), as they see it. The job that does it
// carries zone and id alone.
type Task struct {
	ZoneID    string `bun:"zone_id,pk"`
	ID        string `bun:"id,pk"`
	Kind      string `bun:"kind"`
	Person    string `bun:"person"` // who asked; nobody else reads it
	State     string `bun:"state"`
	Done      int64  `bun:"done"`
	Total     int64  `bun:"total"` // 0: not known
	Note      string `bun:"note"`  // what is being done
	Result    []byte `bun:"result"`
	Error     string `bun:"error"`
	CreatedAt int64  `bun:"created_at"` // µs since 1970, as are the others
	UpdatedAt int64  `bun:"updated_at"`
	EndedAt   int64  `bun:"ended_at"` // 0: not yet
}

// Tasks keeps the progress of long tasks.
type Tasks struct {
	db    *database.DB
	now   clock.Clock
	newID id.Source
}

// NewTasks works on an open store with the newest schema.
func NewTasks(db *database.DB, now clock.Clock, newID id.Source) *Tasks {
	return &Tasks{db: db, now: now, newID: newID}
}

// Begin notes that somebody waits for a task; the caller inserts its job in the same transaction. input is kept as
// the result until there is one, so that the job need not carry it. total is how much there is to do; 0 where that is
// yet to be found out.
func (t *Tasks) Begin(ctx context.Context, zone, kind, person string, total int64, input []byte) (string, error) {
	ctx = database.InZone(ctx, zone)
	at := t.now().UnixMicro()
	row := Task{ZoneID: zone, ID: t.newID(), Kind: kind, Person: person, State: Waiting, Total: total, Result: input, CreatedAt: at, UpdatedAt: at}
	if row.Result == nil {
		row.Result = []byte{}
	}
	err := t.db.InTx(ctx, func(ctx context.Context) error {
		_, err := t.db.Conn(ctx).NewInsert().Model(&row).ModelTableExpr("job_progress").Exec(ctx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin a task: %w", err)
	}
	return row.ID, nil
}

// Read gives a task to whoever asked for it; to others it does not exist (jobs.no_task).
func (t *Tasks) Read(ctx context.Context, zone, person, taskID string) (Task, error) {
	row, err := t.read(ctx, zone, taskID)
	if err == nil && row.Person != person {
		err = noTask(taskID)
	}
	if err != nil {
		return Task{}, err
	}
	return row, nil
}

func (t *Tasks) read(ctx context.Context, zone, taskID string) (Task, error) {
	ctx = database.InZone(ctx, zone)
	var row Task
	err := t.db.Conn(ctx).NewSelect().Model(&row).ModelTableExpr("job_progress AS task").
		Where("zone_id = ?", zone).Where("id = ?", taskID).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return row, noTask(taskID)
	case err != nil:
		return row, database.Explain(fmt.Errorf("read task: %w", err))
	}
	return row, nil
}

func noTask(taskID string) error {
	return errs.Newf(errs.NotFound, "jobs.no_task", "没有任务“%[1]s”，可能已清理", "there is no task %[1]q; it may have been cleaned away", taskID)
}

// List gives a person's tasks without their results, newest first; before is the ID that ended the page before.
func (t *Tasks) List(ctx context.Context, zone, person, before string, limit int) ([]Task, error) {
	ctx = database.InZone(ctx, zone)
	rows := []Task{}
	q := t.db.Conn(ctx).NewSelect().Model(&rows).ModelTableExpr("job_progress AS task").ExcludeColumn("result").
		Where("zone_id = ?", zone).Where("person = ?", person).OrderExpr("id DESC").Limit(int64(limit))
	if before != "" {
		q = q.Where("id < ?", before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("list tasks: %w", err))
	}
	return rows, nil
}

// Report tells how far a task has come. It may be called often: it is written down at first, and then once a second.
type Report func(done, total int64, note string)

// written is how often progress is stored.
const written = time.Second

// Run does a task inside its job: work gets the input of Begin and its result is stored. A task that has ended is
// left as it is, so that a job that runs twice does no harm. An error that a person can act on ends the task, with
// its words in lang; every other is returned for the job to be tried again.
func (t *Tasks) Run(ctx context.Context, zone, taskID string, lang text.Lang, work func(ctx context.Context, input []byte, report Report) ([]byte, error)) error {
	row, err := t.read(ctx, zone, taskID)
	if errs.Is(err, "jobs.no_task") || err == nil && row.EndedAt != 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.set(ctx, zone, taskID, map[string]any{"state": Running}); err != nil {
		return err
	}
	var fault error
	var all int64 // of the work, as last told
	var last time.Time
	result, err := work(ctx, row.Result, func(done, total int64, note string) {
		all = total
		now := t.now()
		if now.Sub(last) < written || fault != nil {
			return
		}
		last = now
		fault = t.set(ctx, zone, taskID, map[string]any{"done": done, "total": total, "note": note})
	})
	end := map[string]any{"state": Done, "note": "", "ended_at": t.now().UnixMicro()}
	switch {
	case errs.KindOf(err) != errs.Internal && err != nil:
		end["state"], end["error"] = Failed, errs.Message(err, lang)
	case err != nil:
		return err
	default:
		end["result"], end["done"], end["total"] = result, all, all
	}
	return t.set(ctx, zone, taskID, end)
}

// Fail ends a task whose job was given up.
func (t *Tasks) Fail(ctx context.Context, zone, taskID, words string) error {
	return t.set(ctx, zone, taskID, map[string]any{"state": Failed, "error": words, "ended_at": t.now().UnixMicro()})
}

// set changes a task that has not ended.
func (t *Tasks) set(ctx context.Context, zone, taskID string, values map[string]any) error {
	ctx = database.InZone(ctx, zone)
	err := t.db.InTx(ctx, func(ctx context.Context) error {
		values["updated_at"] = t.now().UnixMicro()
		_, err := t.db.Conn(ctx).NewUpdate().Model(&values).TableExpr("job_progress").
			Where("zone_id = ?", zone).Where("id = ?", taskID).Where("ended_at = 0").Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the progress of task %s: %w", taskID, err)
	}
	return nil
}

// Clean forgets a zone's tasks that ended before an instant.
func (t *Tasks) Clean(ctx context.Context, zone string, before time.Time) error {
	ctx = database.InZone(ctx, zone)
	return t.db.InTx(ctx, func(ctx context.Context) error {
		_, err := t.db.Conn(ctx).NewDelete().TableExpr("job_progress").
			Where("zone_id = ?", zone).Where("ended_at > 0").Where("ended_at < ?", before.UnixMicro()).Exec(ctx)
		return err
	})
}
