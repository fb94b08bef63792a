package engine

import (
	"context"
	"time"
)

// LastEntry is the latest instant of anything in a zone's ledger; zero while there is nothing. It need not be that of what
// was written last: a late sweep writes matter by matter, each at the instants at which it fell due.
func (e *Engine) LastEntry(ctx context.Context, zone string) (time.Time, error) {
	at, err := e.store.Latest(ctx, zone)
	return instant(at), err
}
