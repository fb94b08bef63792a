package app

import (
	"context"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/id"
)

// desk opens the files of a server, and what imports and exports with them. Its jobs are the caller's to give.
func (a *App) desk(o *Serving) (*workbook.Desk, error) {
	c := o.Files
	c.Now, c.NewID, c.Log = a.Engine.Now, id.New, o.Log
	files, err := attachment.New(a.DB, a.Store, c)
	if err != nil {
		return nil, err
	}
	return &workbook.Desk{DB: a.DB, Engine: a.Engine, Files: files, Tasks: jobs.NewTasks(a.DB, a.Engine.Now, id.New)}, nil
}

// eachZone makes one step of what is done for a zone.
func (a *App) eachZone(step func(ctx context.Context, zone string) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		zones, err := a.Store.ListZones(ctx)
		for i := 0; err == nil && i < len(zones); i++ {
			err = step(ctx, zones[i].ZoneID)
		}
		return err
	}
}
