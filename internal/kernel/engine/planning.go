package engine

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// Plan replays a zone's ledger under a candidate bundle, as if it had governed all the time, and reports
// what would have been different from o.From, or from the beginning of the ledger where that is later, up to o.To (zero: now). Files that were in force all the way from o.From on are compared with
// themselves: what governed before them is what governed.
func (e *Engine) Plan(ctx context.Context, zone string, candidate *mechanism.Bundle, o plan.Options) (*plan.Report, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	if o.To.IsZero() {
		o.To = e.NowIn(zone)
	}
	begins, err := e.begins(ctx, zone)
	if err != nil {
		return nil, err
	}
	if o.From.Before(begins) { // before it there is nothing to replay
		o.From = begins
	}
	o.From, o.To = ledger.Instant(o.From), ledger.Instant(o.To)
	base, other := w.replayWorld(), w.replayWorld()
	since, governs := governing(w.Timeline, candidate, o.To)
	governs = governs && !o.From.Before(since)
	if !governs {
		other.Timeline = mechanism.Always(candidate)
	}
	if candidate.Org != nil && !governs {
		other.Org = w.charted(candidate).At
	}
	if o.Begun, err = e.begun(ctx, w, candidate, o); err != nil {
		return nil, err
	}
	r, err := plan.Run(e.store.Causes(ctx, zone), base, other, o)
	if err != nil {
		return nil, err
	}
	if !governs && len(w.Timeline) > 0 {
		if r.Left, err = e.left(ctx, w, candidate, r.To, o.Without); err != nil {
			return nil, err
		}
		r.Barred = w.Timeline.Until(o.To).Barred(candidate)
	}
	r.Units = w.answering(r.Units, r.To)
	for i := range r.Lights {
		r.Lights[i].Name = w.unitName(r.Lights[i].Unit, r.To)
	}
	return r, nil
}

// answering counts by the unit that answers on a day, as the 8:30 page does: those of a unit that was merged into another by
// that one.
func (w *zoneWorld) answering(units []plan.UnitDelta, d clock.Date) []plan.UnitDelta {
	chart, sums := w.chart(d), map[string]plan.UnitDelta{}
	for _, u := range units {
		code := chart.Answering(u.Unit, d)
		sum := sums[code]
		sums[code] = plan.UnitDelta{
			Unit: code, Name: w.unitName(code, d), Matters: sum.Matters + u.Matters, RedBefore: sum.RedBefore + u.RedBefore, RedAfter: sum.RedAfter + u.RedAfter,
			AmberBefore: sum.AmberBefore + u.AmberBefore, AmberAfter: sum.AmberAfter + u.AmberAfter,
		}
	}
	out := make([]plan.UnitDelta, 0, len(sums))
	for _, code := range sortedNames(sums) {
		out = append(out, sums[code])
	}
	return out
}

// begun gives the standing matters that the mechanisms which govern, or the candidate, ask for and that the ledger
// does not hold.
func (e *Engine) begun(ctx context.Context, w *zoneWorld, candidate *mechanism.Bundle, o plan.Options) ([]plan.Begun, error) {
	if len(w.Timeline) == 0 {
		return nil, nil
	}
	sides := [2]map[string]*ledger.Event{}
	streams := map[string]bool{}
	for i, side := range []*zoneWorld{w, w.under(candidate, w.Timeline[0].From)} {
		sides[i] = side.asked(o)
		for stream := range sides[i] {
			streams[stream] = true
		}
	}
	var out []plan.Begun
	for _, stream := range sortedNames(streams) {
		switch _, err := e.store.Matter(ctx, w.Zone, stream); {
		case errs.KindOf(err) == errs.NotFound:
			out = append(out, plan.Begun{Base: sides[0][stream], Candidate: sides[1][stream]})
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}

// asked gives the registrations, by stream, of all standing matters that a world asks for up to o.To. Those from before
// o.From begin with it: what would have come of them earlier is nobody's any more.
func (w *zoneWorld) asked(o plan.Options) map[string]*ledger.Event {
	out := map[string]*ledger.Event{}
	for _, d := range w.standingDue(o.From, o.To) {
		content := standingRegistration(d.kind, d.subject, d.kind.Title.In("zh")+"·"+d.subject.name)
		out[d.id()] = &ledger.Event{Zone: w.Zone, Stream: d.id(), Seq: 1, At: ledger.Instant(d.at), Type: content.Type(), Derived: true, Data: ledger.Marshal(content)}
	}
	return out
}

// replayWorld is the zone's world for a replay, which knows the trees itself.
func (w *zoneWorld) replayWorld() *matter.World {
	m := w.World
	return &m
}

// governing tells since when the very files of a bundle have been in force at an instant.
func governing(t mechanism.Timeline, b *mechanism.Bundle, at time.Time) (since time.Time, ok bool) {
	for _, version := range slices.Backward(t) {
		switch {
		case version.From.After(at):
		case version.Bundle.Hash != b.Hash:
			return since, ok
		default:
			since, ok = version.From, true
		}
	}
	return since, ok
}

// Since is from when a plan of a candidate up to an instant (zero: now) speaks unless somebody says otherwise: the beginning of
// the zone's ledger, or, of the very files that are in force then, the instant at which they came into force.
func (e *Engine) Since(ctx context.Context, zone string, candidate *mechanism.Bundle, to time.Time) (time.Time, error) {
	timeline, err := e.Timeline(ctx, zone)
	if err != nil {
		return time.Time{}, err
	}
	if to.IsZero() {
		to = e.NowIn(zone)
	}
	if since, ok := governing(timeline, candidate, to); ok && since.After(timeline[0].From) {
		return since, nil
	}
	return e.begins(ctx, zone)
}

// begins is when a zone's ledger begins; zero where it has not.
func (e *Engine) begins(ctx context.Context, zone string) (time.Time, error) {
	records, err := e.store.Stream(ctx, zone, ledger.StreamMechanism)
	if err != nil || len(records) == 0 {
		return time.Time{}, err
	}
	return records[0].At, nil
}
