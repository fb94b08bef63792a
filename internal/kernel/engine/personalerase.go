package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/personal"
)

// erasedTogether is how many matters EraseDue takes in one transaction.
const erasedTogether = 200

// EraseDue erases the personal values of a zone that may no longer be kept on the day of at, by the mechanisms in
// force then, and tells how many it erased. Each matter gets an event that says which, and by what rule; at is when
// it was done. What is erased already is passed over: it may run at any time and on any node.
func (e *Engine) EraseDue(ctx context.Context, zone string, at time.Time) (int, error) {
	at = ledger.Instant(at)
	w, err := e.world(ctx, zone)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, kind := range w.kindsEver(at) {
		k := w.declares(kind, at)
		for _, field := range k.PersonalFields() {
			keep := k.Fields[field].Keep
			n, err := e.eraseField(ctx, w, kind, field, keep, at)
			if total += n; err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

// kindsEver lists the kinds that a zone has had up to an instant.
func (w *zoneWorld) kindsEver(at time.Time) []string {
	kinds := map[string]bool{}
	for _, v := range w.Timeline {
		if v.From.After(at) {
			break
		}
		for name := range v.Bundle.Kinds {
			kinds[name] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

// eraseField erases what is over in the matters of a kind that hold a field; all that is over in them goes at once.
func (e *Engine) eraseField(ctx context.Context, w *zoneWorld, kind, field string, keep personal.Keep, at time.Time) (int, error) {
	total, last := 0, ""
	for {
		ids, err := e.store.PersonalUntil(ctx, w.Zone, kind, field, keep.After, w.personalRetention(keep, at), last, erasedTogether)
		if err != nil || len(ids) == 0 {
			return total, err
		}
		last = ids[len(ids)-1]
		n := 0
		err = e.Batch(ctx, w.Zone, func(_ context.Context, b *Batch) error {
			n = 0
			for _, id := range ids {
				t, err := b.find(id)
				if err != nil {
					return err
				}
				erased, err := t.eraseOver(at)
				if n += erased; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		total += n
	}
}

// eraseOver writes the erasure of the matter's values whose retention is over, and gives how many they are. A matter
// that has an entry later than at is left for another time.
func (t *turn) eraseOver(at time.Time) (int, error) {
	k := t.world.declares(t.state.Kind, at)
	if k == nil || at.Before(t.state.LastAt) || at.Before(t.cursor) {
		return 0, nil
	}
	if err := t.advance(t.world.matterWorld(t), at.Add(-time.Microsecond)); err != nil {
		return 0, err
	}
	over := t.state.Overdue(k, t.world.today(at))
	for len(over) > 0 { // one event for each retention, which it names
		keep := k.Fields[over[0]].Keep
		var fields []string
		over = slices.DeleteFunc(over, func(name string) bool {
			same := k.Fields[name].Keep == keep
			if same {
				fields = append(fields, name)
			}
			return same
		})
		t.append(ledger.Event{Stream: t.state.ID, At: at, Derived: true, Basis: t.world.basis(at)},
			&matter.PersonalEvent{Command: "erase", Fields: fields, Basis: matter.ByRetention, Reason: keep.String()})
		t.cursor, t.held = at, true
	}
	n := len(t.erased)
	return n, t.react()
}

// EraseAgain deletes values that an event has erased and that are there again, as after part of an old backup was
// put back, and tells how many. Nothing new is written into the ledger.
func (e *Engine) EraseAgain(ctx context.Context, zone string) (int, error) {
	n := 0
	err := e.inTx(ctx, func(ctx context.Context) error {
		var there []PersonalRow // the store is asked for other things meanwhile
		for row, err := range e.store.Personal(ctx, zone, Filter{}) {
			if err != nil {
				return err
			}
			there = append(there, PersonalRow{ZoneID: row.ZoneID, MatterID: row.MatterID, Field: row.Field})
		}
		var rows Rows
		t := &turn{}
		for _, row := range there {
			if t.state.ID != row.MatterID {
				stored, err := e.store.Matter(ctx, zone, row.MatterID)
				if err != nil {
					return err
				}
				t = &turn{}
				if err := t.load(&stored); err != nil {
					return err
				}
			}
			if slices.Contains(t.state.Erased, row.Field) {
				rows.Erased = append(rows.Erased, PersonalKey{zone, row.MatterID, row.Field})
			}
		}
		if n = len(rows.Erased); n == 0 {
			return nil
		}
		return e.store.Put(ctx, rows)
	})
	return n, err
}
