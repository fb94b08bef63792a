package engine

import (
	"context"
	"iter"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
)

// Plan replays a zone's ledger under a candidate bundle, as if it had governed all the time, and reports
// what would have been different up to o.To (zero: now).
func (e *Engine) Plan(ctx context.Context, zone string, candidate *mechanism.Bundle, o plan.Options) (*plan.Report, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	if o.To.IsZero() {
		o.To = e.NowIn(zone)
	}
	o.From, o.To = ledger.Instant(o.From), ledger.Instant(o.To)
	base, other := w.replayWorld(), w.replayWorld()
	other.Timeline = mechanism.Always(candidate)
	if candidate.Org != nil {
		chart := org.Fold(org.NewState(candidate.Org), w.orgLog...)
		other.Org = chart.At
	}
	if o.Begun, err = e.begun(ctx, w, candidate, o); err != nil {
		return nil, err
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return nil, err
	}
	r, err := plan.Run(without(e.store.Causes(ctx, zone), o.Without), base, other, o)
	if err != nil {
		return nil, err
	}
	r.Events = z.Size
	for i := range r.Units {
		r.Units[i].Name = w.unitName(r.Units[i].Unit, r.To)
	}
	for i := range r.Lights {
		r.Lights[i].Name = w.unitName(r.Lights[i].Unit, r.To)
	}
	return r, nil
}

// without passes over the records of some matters.
func without(records iter.Seq2[ledger.Record, error], left map[string]bool) iter.Seq2[ledger.Record, error] {
	if len(left) == 0 {
		return records
	}
	return func(yield func(ledger.Record, error) bool) {
		for r, err := range records {
			if (err != nil || !left[r.Stream]) && !yield(r, err) {
				return
			}
		}
	}
}

// begun gives the registrations of standing matters that only the candidate asks for.
func (e *Engine) begun(ctx context.Context, w *zoneWorld, candidate *mechanism.Bundle, o plan.Options) ([]ledger.Event, error) {
	since, err := e.Since(ctx, w.Zone)
	if err != nil {
		return nil, err
	}
	if since.Before(o.From) {
		since = o.From
	}
	then := &zoneWorld{World: w.World}
	then.Timeline = mechanism.Always(candidate)
	chart := candidate.Org
	if chart == nil {
		chart = &org.Chart{Org: w.Zone}
	}
	then.charts = []*org.State{org.Fold(org.NewState(chart), w.orgLog...)}
	var out []ledger.Event
	for _, name := range sortedNames(candidate.Kinds) {
		k := candidate.Kinds[name]
		if k.Standing.Each == "" {
			continue
		}
		for _, subject := range then.subjects(k, since) {
			_, err := e.store.Matter(ctx, w.Zone, standingID(k.Name, subject.code))
			switch {
			case err == nil:
				continue
			case errs.KindOf(err) != errs.NotFound:
				return nil, err
			}
			content := standingRegistration(k, subject, k.Title.In("zh")+"·"+subject.name)
			out = append(out, ledger.Event{
				Zone: w.Zone, Stream: standingID(k.Name, subject.code), Seq: 1, At: since, Type: content.Type(),
				Derived: true, Data: ledger.Marshal(content),
			})
		}
	}
	return out, nil
}

// replayWorld is the zone's world for a replay: trees are those of now, the same on both sides.
func (w *zoneWorld) replayWorld() *matter.World {
	m := w.World
	return &m
}

// Since is the beginning of a zone's ledger: the first instant that a plan can speak of.
func (e *Engine) Since(ctx context.Context, zone string) (time.Time, error) {
	records, err := e.store.Stream(ctx, zone, ledger.StreamMechanism)
	if err != nil || len(records) == 0 {
		return time.Time{}, err
	}
	return records[0].At, nil
}
