package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"qinlian/internal/kernel/engine"
)

// The jobs that are about a zone. Each does all that is due in it, so that one at a time is enough.
type (
	// SweepZone makes what fell due.
	SweepZone struct {
		Zone string `json:"zone"`
	}
	// CheckpointZone signs the zone's log.
	CheckpointZone struct {
		Zone string `json:"zone"`
	}
	// CollectZone writes notices and outgoing events of what happened.
	CollectZone struct {
		Zone string `json:"zone"`
	}
	// DigestZone makes one message a person of their new notices.
	DigestZone struct {
		Zone string `json:"zone"`
	}
	// DeliverZone sends what waits to be sent.
	DeliverZone struct {
		Zone string `json:"zone"`
	}
	// Clean forgets what need not be kept: sessions, idempotency keys, old notices.
	Clean struct{}

	// eachZone inserts the job of one kind for every zone.
	eachZone struct {
		Of string `json:"of"`
	}
)

// Kind of the jobs.
func (SweepZone) Kind() string { return "sweep" }

// Kind is "checkpoint".
func (CheckpointZone) Kind() string { return "checkpoint" }

// Kind is "collect".
func (CollectZone) Kind() string { return "collect" }

// Kind is "digest".
func (DigestZone) Kind() string { return "digest" }

// Kind is "deliver".
func (DeliverZone) Kind() string { return "deliver" }

// Kind is "clean".
func (Clean) Kind() string { return "clean" }

// Kind is "each-zone".
func (eachZone) Kind() string { return "each-zone" }

// Zonal is work that is done for every zone at an interval, by a kind of job that is registered.
type Zonal struct {
	Job   func(zone string) Job
	Every time.Duration
}

// Zones registers the jobs of an engine's zones: a sweep each minute and a checkpoint each hour, and more.
func Zones(r *Registry, e *engine.Engine, more ...Zonal) {
	// A sweep that runs out of time has kept what it did; its next attempt goes on at once.
	again := func(int) time.Duration { return time.Second }
	Register(r, func(ctx context.Context, job SweepZone) error {
		_, err := e.Sweep(ctx, job.Zone, e.NowIn(job.Zone), nil)
		return err
	}, Options{Unique: true, Priority: 1, Timeout: 5 * time.Minute, Backoff: again, Attempts: 100})
	Register(r, func(ctx context.Context, job CheckpointZone) error {
		_, err := e.Checkpoint(ctx, job.Zone)
		return err
	}, Options{Unique: true, Timeout: 5 * time.Minute})

	all := append([]Zonal{
		{Job: func(zone string) Job { return SweepZone{zone} }, Every: time.Minute},
		{Job: func(zone string) Job { return CheckpointZone{zone} }, Every: time.Hour},
	}, more...)
	of := map[string]func(zone string) Job{}
	Register(r, func(ctx context.Context, job eachZone) error {
		one, known := of[job.Of]
		if !known {
			return Never(fmt.Errorf("jobs: nothing called %q is done for each zone", job.Of))
		}
		return forEach(ctx, e, r.client, one)
	}, Options{Unique: true, Priority: 1, Attempts: 3})
	for _, z := range all {
		kind := z.Job("").Kind()
		of[kind] = z.Job
		Every(r, z.Every, eachZone{Of: kind})
	}
}

// Steps are what is done for a zone to tell people and other systems what happened (adapter/notify).
type Steps struct {
	Collect func(ctx context.Context, zone string) error // notices and webhooks of what happened
	Digest  func(ctx context.Context, zone string) error // one message a person
	Deliver func(ctx context.Context, zone string) error // send
}

// Messages registers the steps and gives them for Zones: collect each minute, digest each quarter of an hour, and
// deliver each minute and after either of them.
func Messages(r *Registry, s Steps) []Zonal {
	then := func(ctx context.Context, zone string, err error) error {
		if err == nil {
			_, err = r.client.Insert(ctx, DeliverZone{zone})
		}
		return err
	}
	Register(r, func(ctx context.Context, job CollectZone) error {
		return then(ctx, job.Zone, s.Collect(ctx, job.Zone))
	}, Options{Unique: true, Timeout: 5 * time.Minute})
	Register(r, func(ctx context.Context, job DigestZone) error {
		return then(ctx, job.Zone, s.Digest(ctx, job.Zone))
	}, Options{Unique: true, Timeout: 5 * time.Minute})
	Register(r, func(ctx context.Context, job DeliverZone) error {
		return s.Deliver(ctx, job.Zone)
	}, Options{Unique: true, Priority: 3, Timeout: 10 * time.Minute})
	return []Zonal{
		{Job: func(zone string) Job { return CollectZone{zone} }, Every: time.Minute},
		{Job: func(zone string) Job { return DigestZone{zone} }, Every: 15 * time.Minute},
		{Job: func(zone string) Job { return DeliverZone{zone} }, Every: time.Minute},
	}
}

// SweepZones inserts a sweep for every zone that has none waiting or running, for whoever does not want to wait
// for the next minute: after mechanisms were applied, after an import.
func SweepZones(ctx context.Context, e *engine.Engine, c *Client) error {
	return forEach(ctx, e, c, func(zone string) Job { return SweepZone{zone} })
}

func forEach(ctx context.Context, e *engine.Engine, c *Client, one func(zone string) Job) error {
	return c.db.InTx(ctx, func(ctx context.Context) error {
		zones, err := e.Store().ListZones(ctx)
		if err != nil {
			return err
		}
		for _, z := range zones {
			if _, err := c.Insert(ctx, one(z.ZoneID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Cleaning registers a job that runs every step each hour. One that fails does not keep the others from running.
func Cleaning(r *Registry, steps map[string]func(ctx context.Context) error) {
	Register(r, func(ctx context.Context, _ Clean) error {
		var faults []error
		for _, name := range slices.Sorted(maps.Keys(steps)) {
			if err := steps[name](ctx); err != nil {
				faults = append(faults, fmt.Errorf("clean %s: %w", name, err))
			}
		}
		return errors.Join(faults...)
	}, Options{Unique: true, Priority: 4, Timeout: 10 * time.Minute})
	Every(r, time.Hour, Clean{})
}
