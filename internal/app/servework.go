package app

import (
	"context"
	"errors"
	"time"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/kernel/engine"
)

// answersKept is for how long a sender may try a request again under its key.
const answersKept = 72 * time.Hour

// auditKept is for how long the audit log tells who did what: longer than the six months that the law asks for
// (identity.Prune refuses less).
const auditKept = 365 * 24 * time.Hour

// work is what a node does besides answering.
type work struct {
	client   *jobs.Client
	desk     *workbook.Desk
	trial    *trial.Desk
	benefits *entitle.Desk
	messages *messages.Parts
	subs     *subscribe.Desk
}

// work prepares the jobs that every node may run.
func (a *App) work(ctx context.Context, d *identity.Directory, observer *observe.Observer, o *Serving) (*work, error) {
	w := &work{}
	var err error
	if w.messages, err = a.telling(ctx, o); err != nil {
		return nil, err
	}
	if w.desk, err = a.desk(o); err != nil {
		return nil, err
	}
	w.trial = &trial.Desk{Engine: a.Engine, Tasks: w.desk.Tasks, Scratch: playing}
	w.benefits = &entitle.Desk{Engine: a.Engine, Tasks: w.desk.Tasks, Records: a.OnBenefitRecords}
	w.subs = &subscribe.Desk{DB: a.DB, Engine: a.Engine, Notify: w.messages.Notify, Benefits: w.benefits, Parties: parties(d)}
	w.messages.Notify.Followers = w.subs.Followers
	r := jobs.NewRegistry()
	r.Watch = observer.Job
	jobs.Zones(r, a.Engine, jobs.Messages(r, a.steps(w))...)
	w.desk.Work(r)
	w.trial.Work(r)
	w.benefits.Work(r)
	a.backups(r, o.Config)
	jobs.Cleaning(r, map[string]func(context.Context) error{
		"visits":   d.Sweep,
		"answers":  a.forgetAnswers,
		"files":    w.desk.Files.Clean,
		"imports":  a.eachZone(w.desk.Clean),
		"messages": a.forgetMessages(w.messages),
		"audit": func(ctx context.Context) error {
			_, err := d.PruneAll(ctx, auditKept)
			return err
		},
		"personal": a.eachZone(func(ctx context.Context, zone string) error {
			_, err := a.Engine.EraseDue(ctx, zone, a.Engine.NowIn(zone))
			return err
		}),
	})
	c := &o.Config.Jobs
	if w.client, err = jobs.New(a.DB, r, jobs.Config{Log: o.Log, Workers: c.Workers, Long: c.Long, Poll: c.Poll}); err != nil {
		return nil, errors.Join(err, w.desk.Files.Close())
	}
	w.desk.Jobs, w.trial.Jobs, w.benefits.Jobs, w.messages.Jobs = w.client, w.client, w.client, w.client
	w.messages.Machine = a.machine(w, o.Config)
	return w, nil
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
