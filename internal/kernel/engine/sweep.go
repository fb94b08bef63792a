package engine

import (
	"context"
	"time"

	"qinlian/internal/kernel/ledger"
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
