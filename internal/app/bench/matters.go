package bench

import (
	"errors"
	"fmt"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// matters measures the 8:30 page and a day's sweep on a zone with many open matters.
func (r *run) matters() (err error) {
	s, err := r.open("matters")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.now = at("2023-05-04", 10)
	if !s.kept {
		if err := r.fillMatters(s); err != nil {
			return err
		}
	}
	s.now = at(changeDay, 0).Add(-time.Second)
	if err := r.today(s, "today"); err != nil {
		return err
	}
	s.now = at(changeDay, 8)
	if err := r.today(s, "today_late"); err != nil { // the sweep of the day has not run yet
		return err
	}
	if s.kept { // a day can be swept but once
		return nil
	}
	if err := r.sweep(s); err != nil {
		return err
	}
	return r.verifyAfter(s)
}

// fillMatters seeds open matters and sweeps them up to the end of the day before changeDay.
func (r *run) fillMatters(s *seeded) error {
	r.sayf("matters: seeding %d open matters", r.Matters)
	day := clock.MustDate(changeDay)
	seeding, err := r.timed(func() error {
		return r.fill(s, "matters", r.Matters, func(i int) []matter.Command { return openMatter(day, i) })
	})
	if err != nil {
		return err
	}
	s.now = at(changeDay, 0).Add(-time.Second)
	before, err := s.Engine.Sweep(r.ctx, zone, s.now, nil)
	if err != nil {
		return err
	}
	r.sayf("matters: %d of them swept up to the day before", before.Matters)
	return r.figure("seed.matters", perSecond(r.Matters, seeding), "matters/s")
}

// today measures the 8:30 page: the first one of a process, and one after that.
func (r *run) today(s *seeded, name string) error {
	var page engine.Today
	ask := func() (err error) {
		page, err = s.Engine.Today(r.ctx, zone, nil, s.now)
		return err
	}
	first, err := r.timed(ask)
	if err != nil {
		return err
	}
	again, err := r.best(3, ask)
	if err != nil {
		return err
	}
	return errors.Join(
		r.figure(name+".stale", float64(page.Stale), "matters worked out again"),
		r.figure(name+".first", first.Seconds(), "s"),
		r.atMost(name+".page", again.Seconds(), "s", 1))
}

// sweep measures a sweep in which one matter in a hundred changes, against reading once the columns that a
// sweep without an index of instants would have to look at.
func (r *run) sweep(s *seeded) error {
	reading, err := r.best(3, func() error {
		return r.read(s, "SELECT id, kind, stage, light, urgency, owner, due_on, missed, registered_at, light_at, next_at, cursor_at FROM matters WHERE zone_id = ? AND open", zone)
	})
	if err != nil {
		return err
	}
	var out engine.Swept
	sweeping, err := r.timed(func() (err error) {
		out, err = s.Engine.Sweep(r.ctx, zone, s.now, nil)
		return err
	})
	if err != nil {
		return err
	}
	if want := r.Matters / 100; out.Matters < want*9/10 || out.Matters > want*3/2 || out.Events == 0 {
		return fmt.Errorf("the sweep looked at %d matters and wrote %d events; about %d matters were to change", out.Matters, out.Events, want)
	}
	idle, err := r.timed(func() error {
		_, err := s.Engine.Sweep(r.ctx, zone, s.now, nil)
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(
		r.figure("sweep.changed", float64(out.Matters), "matters"),
		r.figure("sweep.events", float64(out.Events), "events"),
		r.figure("sweep.read_once", reading.Seconds(), "s"),
		r.figure("sweep.all", sweeping.Seconds(), "s"),
		r.figure("sweep.rate", perSecond(out.Matters, sweeping), "changed matters/s"),
		r.figure("sweep.idle", idle.Seconds(), "s"),
		r.atMost("sweep.read_ratio", sweeping.Seconds()/reading.Seconds(), "× reading the columns once", 2.5))
}

// verifyAfter makes sure that what was seeded and swept is true.
func (r *run) verifyAfter(s *seeded) error {
	var out engine.Verified
	took, err := r.timed(func() (err error) {
		out, err = s.Engine.Verify(r.ctx, zone, nil)
		return err
	})
	if err != nil {
		return err
	}
	return r.figure("verify.matters_events", perSecond(int(out.Events), took), "events/s, few events a matter")
}
