package workbook

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
)

// Read gives an import to whoever sent it; to others it does not exist (import.not_found).
func (d *Desk) Read(ctx context.Context, zone, person, importID string) (*Entry, error) {
	ctx = database.InZone(ctx, zone)
	row, err := d.row(ctx, zone, importID)
	if err == nil && row.Person != person {
		err = notFound(importID)
	}
	if err != nil {
		return nil, err
	}
	e, err := row.entry()
	if err != nil {
		return nil, err
	}
	if e.Dry, err = d.task(ctx, zone, person, row.Dry); err != nil {
		return nil, err
	}
	if row.Real != "" {
		task, err := d.task(ctx, zone, person, row.Real)
		if err != nil {
			return nil, err
		}
		e.Real = &task
	}
	return e, nil
}

// List gives a person's imports, newest first, without what became of them; before is the ID that ended the page before.
func (d *Desk) List(ctx context.Context, zone, person, before string, limit int) ([]*Entry, error) {
	ctx = database.InZone(ctx, zone)
	var rows []importRow
	q := d.DB.Conn(ctx).NewSelect().Model(&rows).ModelTableExpr("imports AS import_row").Where("zone_id = ? AND person = ?", zone, person).OrderExpr("id DESC").Limit(int64(limit))
	if before != "" {
		q = q.Where("id < ?", before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("list imports: %w", err))
	}
	out := make([]*Entry, len(rows))
	for i := range rows {
		var err error
		if out[i], err = rows[i].entry(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d *Desk) row(ctx context.Context, zone, importID string) (*importRow, error) {
	ctx = database.InZone(ctx, zone)
	row := &importRow{}
	err := d.DB.Conn(ctx).NewSelect().Model(row).ModelTableExpr("imports AS import_row").Where("zone_id = ? AND id = ?", zone, importID).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, notFound(importID)
	case err != nil:
		return nil, database.Explain(fmt.Errorf("find an import: %w", err))
	}
	return row, nil
}

func notFound(importID string) error {
	return errs.Newf(errs.NotFound, "import.not_found", "没有导入“%[1]s”，可能已清理", "there is no import %[1]q; it may have been cleaned away", importID)
}

func (r *importRow) entry() (*Entry, error) {
	e := &Entry{ID: r.ID, Person: r.Person, Post: r.Post, Hash: r.Hash, Created: time.UnixMicro(r.Created).UTC(), Dry: jobs.Task{ID: r.Dry}}
	if r.Real != "" {
		e.Real = &jobs.Task{ID: r.Real}
	}
	if err := json.Unmarshal([]byte(r.Options), &e.Order); err != nil {
		return nil, fmt.Errorf("options of import %s: %w", r.ID, err)
	}
	return e, nil
}

// Forgotten is the state of a task that ended long ago, of which nothing but its import is kept.
const Forgotten = "forgotten"

// task reads how far a task is. One that gave no sign for hours lost its job: it is ended here.
func (d *Desk) task(ctx context.Context, zone, person, taskID string) (jobs.Task, error) {
	t, err := d.Tasks.Read(ctx, zone, person, taskID)
	if errs.Is(err, "jobs.no_task") {
		return jobs.Task{ID: taskID, State: Forgotten}, nil
	}
	if err != nil || t.EndedAt != 0 {
		return t, err
	}
	if at, here := d.under.Load(taskID); here {
		if steps, ok := at.([2]int64); ok {
			t.Done, t.Total = steps[0], steps[1]
		}
		return t, nil
	}
	if d.Engine.Now().Sub(time.UnixMicro(t.UpdatedAt)) < givenUp {
		return t, nil
	}
	if err := d.Tasks.Fail(ctx, zone, taskID, "多次未能完成，已放弃，没有导入任何内容；请重新上传，仍不行请告诉管理员"); err != nil {
		return t, err
	}
	return d.Tasks.Read(ctx, zone, person, taskID)
}

// Clean forgets, in a zone, long tasks that ended a month ago, and dry runs of then that nobody went on with, with their
// files. Imports that were made stay with theirs: the ledger names them.
func (d *Desk) Clean(ctx context.Context, zone string) error {
	ctx = database.InZone(ctx, zone)
	before := d.Engine.NowIn(zone).Add(-dryRunKept)
	if err := d.Tasks.Clean(ctx, zone, d.Engine.Now().Add(-dryRunKept)); err != nil { // tasks go by the engine's clock
		return err
	}
	var ids []string
	err := d.DB.Conn(ctx).NewSelect().TableExpr("imports").Column("id").Where("zone_id = ? AND created_at < ? AND real_task = ''", zone, before.UnixMicro()).Scan(ctx, &ids)
	if err != nil {
		return database.Explain(fmt.Errorf("find old imports: %w", err))
	}
	for _, id := range ids {
		err := d.DB.InTx(ctx, func(ctx context.Context) error {
			if err := d.DB.Lock(ctx, "import/"+zone+"/"+id); err != nil {
				return err
			}
			done, err := d.DB.Conn(ctx).NewDelete().TableExpr("imports").Where("zone_id = ? AND id = ? AND real_task = ''", zone, id).Exec(ctx)
			if err != nil {
				return fmt.Errorf("forget an import: %w", err)
			}
			if n, err := done.RowsAffected(); n == 0 || err != nil {
				return err
			}
			return d.Files.Forget(ctx, zone, About(id))
		})
		if err != nil {
			return err
		}
	}
	return nil
}
