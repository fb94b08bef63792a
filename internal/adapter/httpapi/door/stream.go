package door

import (
	"context"

	"github.com/danielgtaylor/huma/v2/sse"

	"qinlian/internal/kernel/engine"
)

// Send sends one server-sent event under an id that a client may go on from; false once nobody listens.
type Send func(id int64, event any) bool

// Stream declares an operation that goes on answering with server-sent events, each of a type that events names,
// about whoever has signed in. watch returns when nobody listens or the stream has lived long enough: a browser opens
// it again by itself, and is asked again who it is.
func Stream[I any](d *Door, op Operation, events map[string]any, watch func(ctx context.Context, c *Caller, in *I, send Send)) {
	defer d.complete(&op, guard{whose: toOneself})
	sse.Register(d.huma, d.described(&op, guard{whose: toOneself}), events, func(ctx context.Context, in *I, sender sse.Sender) {
		ctx, cancel := context.WithCancel(engine.Unknown(ctx))
		defer cancel()
		watch(ctx, callerOf(ctx), in, func(id int64, event any) bool {
			if ctx.Err() == nil && sender(sse.Message{ID: int(id), Data: event}) != nil {
				cancel()
			}
			return ctx.Err() == nil
		})
	})
}

// Stand works out again how a caller stands: posts come and go while a stream is open.
func (d *Door) Stand(ctx context.Context, c *Caller, zone string) error { return d.stand(ctx, c, zone) }
