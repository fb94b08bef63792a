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
)

// Swept tells what a sweep did.
type Swept struct {
	Matters  int            `json:"matters"`  // looked at
	Standing int            `json:"standing"` // standing matters begun
	Events   int            `json:"events"`
	ByType   map[string]int `json:"by_type,omitempty"`
}

// sweepBatch is how many matters share a transaction.
const sweepBatch = 500

// Sweep makes everything that fell due in a zone up to until, that instant included. It may run at any time, twice at once, or
// after a week of downtime: the ledger comes out the same.
func (e *Engine) Sweep(ctx context.Context, zone string, until time.Time, progress func(done int)) (Swept, error) {
	until = ledger.Instant(until)
	total := Swept{ByType: map[string]int{}}
	if err := e.standing(ctx, zone, until, &total); err != nil {
		return total, err
	}
	for {
		n := 0
		batch := Swept{ByType: map[string]int{}}
		err := e.inTx(ctx, func(ctx context.Context) error {
			batch = Swept{ByType: map[string]int{}}
			w, err := e.world(ctx, zone)
			if err != nil {
				return err
			}
			rows, err := e.store.Due(ctx, zone, until.UnixMicro(), sweepBatch)
			if n = len(rows); err != nil || n == 0 {
				return err
			}
			turns := make([]*turn, 0, n)
			for i := range rows {
				t := &turn{ctx: ctx, engine: e, world: w, zone: zone}
				if err := t.load(&rows[i]); err != nil {
					return err
				}
				if err := t.advance(w.matterWorld(t), until); err != nil {
					return err
				}
				for j := range t.records {
					batch.ByType[t.records[j].Type]++
				}
				batch.Events += len(t.records)
				turns = append(turns, t)
			}
			return e.save(ctx, zone, turns...)
		})
		if err != nil {
			return total, err
		}
		if n == 0 {
			return total, nil
		}
		total.Matters += n
		total.Events += batch.Events
		for kind, k := range batch.ByType {
			total.ByType[kind] += k
		}
		if progress != nil {
			progress(total.Matters)
		}
	}
}

// standing begins the standing matters that the mechanisms in force ask for and that do not exist yet.
func (e *Engine) standing(ctx context.Context, zone string, until time.Time, total *Swept) error {
	w, err := e.world(ctx, zone)
	if err != nil {
		return err
	}
	for _, v := range w.Timeline {
		if v.From.After(until) {
			break
		}
		names := make([]string, 0, len(v.Bundle.Kinds))
		for name, k := range v.Bundle.Kinds {
			if k.Standing.Each != "" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			if err := e.standingKind(ctx, w, v, v.Bundle.Kinds[name], until, total); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) standingKind(ctx context.Context, w *zoneWorld, v mechanism.Version, k *mechanism.Kind, until time.Time, total *Swept) error {
	for _, subject := range w.subjects(k, until) {
		id := standingID(k.Name, subject.code)
		_, err := e.store.Matter(ctx, w.Zone, id)
		if errs.KindOf(err) != errs.NotFound {
			if err != nil {
				return err
			}
			continue
		}
		err = e.inTx(ctx, func(ctx context.Context) error {
			if _, err := e.store.Matter(ctx, w.Zone, id); errs.KindOf(err) != errs.NotFound {
				return err
			}
			at := v.From
			if begins := w.CalendarAt(at).StartOfDay(subject.from); subject.from != 0 && begins.After(at) {
				at = begins
			}
			seq, err := e.store.TakeNumbers(ctx, w.Zone, k.Name, w.today(at).Year(), 1)
			if err != nil {
				return err
			}
			t := &turn{ctx: ctx, engine: e, world: w, zone: w.Zone}
			t.state = matter.State{ID: id}
			day := w.today(at)
			content := standingRegistration(k, subject, numbered(k.Number, k.Name, day, seq, w.Zone))
			t.append(ledger.Event{Stream: id, At: at, Derived: true, Basis: w.basis(at)}, content)
			_, derived, err := matter.React(t.state, w.matterWorld(t), at)
			if err != nil {
				return err
			}
			t.derive(derived)
			t.cursor = at
			total.Standing++
			total.Events += len(t.records)
			return e.save(ctx, w.Zone, t)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// standingID is the stream of a standing matter: the same whoever begins it.
func standingID(kind, subject string) string { return "standing/" + kind + "/" + subject }

func standingRegistration(k *mechanism.Kind, subject standingSubject, number string) *matter.RegisteredEvent {
	return &matter.RegisteredEvent{
		Number: number, Kind: k.Name, Standing: subject.code,
		Particulars: matter.Particulars{Title: k.Title.In("zh") + "·" + subject.name},
		Assignment:  matter.Assignment{LeadUnit: subject.unit, Owner: subject.post, Ongoing: true},
	}
}

// standingSubject is the subject of a standing matter.
type standingSubject struct {
	code, name, unit, post string
	from                   clock.Date
}

// subjects lists whom a standing kind is about on the day of at.
func (w *zoneWorld) subjects(k *mechanism.Kind, at time.Time) []standingSubject {
	view := w.view(w.today(at))
	wanted := func(names ...string) bool {
		if len(k.Standing.Where) == 0 {
			return true
		}
		for _, n := range names {
			if n != "" && slices.Contains(k.Standing.Where, n) {
				return true
			}
		}
		return false
	}
	var out []standingSubject
	head := func(unit string) string { post, _ := view.Head(unit); return post }
	switch k.Standing.Each {
	case "unit":
		for _, u := range view.Units() {
			if wanted(u.Type, u.Code, u.Name) {
				out = append(out, standingSubject{u.Code, u.Name, u.Code, head(u.Code), u.From})
			}
		}
	case "post":
		for _, name := range view.Posts() {
			if p, ok := view.Post(name); ok && wanted(p.Name, p.Level, p.Unit) {
				out = append(out, standingSubject{p.Name, p.Name, p.Unit, p.Name, p.From})
			}
		}
	case "body":
		for _, b := range view.Bodies() {
			if wanted(b.Code, b.Name, b.Kind) {
				out = append(out, standingSubject{b.Code, b.Name, "", b.Head, b.From})
			}
		}
	case "zone":
		out = append(out, standingSubject{code: w.Zone, name: w.Zone})
	}
	return out
}
