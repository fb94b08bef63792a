package app

import (
	"context"
	"os"
	"strings"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/id"
)

// desk opens the files of a server, and what imports and exports with them. Its jobs are the caller's to give.
func (a *App) desk(o *Serving) (*workbook.Desk, error) {
	c := filesOf(o.Config)
	c.Now, c.Days, c.NewID, c.Log = a.Engine.Now, a.Engine.NowIn, id.New, o.Log
	files, err := attachment.New(a.DB, a.Store, c)
	if err != nil {
		return nil, err
	}
	return &workbook.Desk{DB: a.DB, Engine: a.Engine, Files: files, Tasks: jobs.NewTasks(a.DB, a.Engine.Now, id.New), Rehearse: a.rehearse}, nil
}

// filesOf is where files lie and which are taken. They lie beside a database that is a file, unless told otherwise.
func filesOf(o *config.Config) attachment.Config {
	f := &o.Files
	c := attachment.Config{
		Folder: f.Folder, Bucket: attachment.Bucket{Address: f.Bucket, Region: os.Getenv("AWS_REGION")},
		Policy: attachment.Policy{Most: int64(f.Most)}, Zones: map[string]attachment.Policy{}, Scan: strings.Fields(f.Scan),
	}
	if file, isFile := FileOf(o.DB); isFile && c.Folder == "" {
		c.Folder = file + ".files"
	}
	for _, words := range f.Types {
		zone, types, named := strings.Cut(words, "=")
		if !named {
			c.Policy.Types = append(c.Policy.Types, strings.Split(words, ",")...)
			continue
		}
		p := c.Zones[zone]
		p.Types, p.Most = append(p.Types, strings.Split(types, ",")...), int64(f.Most)
		c.Zones[zone] = p
	}
	return c
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
