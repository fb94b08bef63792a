package engine

import (
	"context"
	"time"
)

// LastEntry is the instant of what was written to a zone's ledger last; zero while nothing is. What falls due is written at
// its own instant, so that something earlier in the ledger may have a later one.
func (e *Engine) LastEntry(ctx context.Context, zone string) (time.Time, error) {
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return time.Time{}, err
	}
	for leaf, err := range e.store.Leaves(ctx, zone, z.Size-1, z.Size) {
		if err != nil {
			return time.Time{}, err
		}
		records, err := e.store.Stream(ctx, zone, leaf.Stream)
		if err != nil {
			return time.Time{}, err
		}
		for i := range records {
			if records[i].Pos == z.Size-1 {
				return records[i].At, nil
			}
		}
	}
	return time.Time{}, nil
}
