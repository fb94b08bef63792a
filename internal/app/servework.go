package app

import (
	"context"
	"time"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/kernel/engine"
)

// answersKept is for how long a sender may try a request again under its key.
const answersKept = 72 * time.Hour

// work prepares the jobs that every node may run.
func (a *App) work(d *identity.Directory, observer *observe.Observer, o *Serving) (*jobs.Client, error) {
	r := jobs.NewRegistry()
	r.Watch = observer.Job
	jobs.Zones(r, a.Engine)
	jobs.Cleaning(r, map[string]func(context.Context) error{
		"visits":  d.Sweep,
		"answers": a.forgetAnswers,
	})
	c := &o.Config.Jobs
	return jobs.New(a.DB, r, jobs.Config{Log: o.Log, Workers: c.Workers, Long: c.Long, Poll: c.Poll})
}

func (a *App) forgetAnswers(ctx context.Context) error {
	zones, err := a.Store.ListZones(ctx)
	if err != nil {
		return err
	}
	for _, zone := range append(zones, engine.ZoneRow{}) {
		if _, err := a.Store.ForgetAnswers(ctx, zone.ZoneID, a.Engine.Now().Add(-answersKept)); err != nil {
			return err
		}
	}
	return nil
}
