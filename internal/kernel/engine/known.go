package engine

import (
	"context"
	"sync/atomic"
)

// Whether a zone's mechanisms, calendars or posts have changed, its World count tells. A request reads it once, with
// who sends it, and works in that world to its end or until it writes something itself: the transaction and what comes
// after it read the count anew.

type knownKey struct{}

// known is a zone's World count as a request has read it, and how far the matter that it is about had come.
type known struct {
	zone  string
	count int64
	head  Head
	spent atomic.Bool
}

// Known has what is read with ctx take a zone's world to be as it was at a World count that has just been read, and a
// matter to have come as far as a head that was read with it; one without an ID says nothing. It is for work that is soon
// over; Unknown undoes it.
func (e *Engine) Known(ctx context.Context, zone string, count int64, head Head) context.Context {
	return context.WithValue(ctx, knownKey{}, &known{zone: zone, count: count, head: head})
}

// Unknown has ctx read each time whether a zone's world has changed, for work that goes on for long.
func Unknown(ctx context.Context) context.Context {
	if knownIn(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, knownKey{}, (*known)(nil))
}

func knownIn(ctx context.Context) *known {
	k, _ := ctx.Value(knownKey{}).(*known)
	return k
}

// knownWorld is the world that ctx knows and this engine has in hand; nil where it must be read.
func (e *Engine) knownWorld(ctx context.Context, zone string) *zoneWorld {
	k := knownIn(ctx)
	if k == nil || k.zone != zone || k.spent.Load() {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if w := e.worlds[zone]; w != nil && w.count == k.count {
		return w
	}
	return nil
}

// knownHead is how far a matter has come, if ctx knows.
func knownHead(ctx context.Context, zone, id string) (Head, bool) {
	k := knownIn(ctx)
	if k == nil || k.zone != zone || k.head.ID != id || k.spent.Load() {
		return Head{}, false
	}
	return k.head, true
}

// spend gives the context of a transaction, which knows nothing; what comes after it will not either.
func spend(ctx context.Context) (inside context.Context, over func()) {
	k := knownIn(ctx)
	if k == nil {
		return ctx, func() {}
	}
	return Unknown(ctx), func() { k.spent.Store(true) }
}
