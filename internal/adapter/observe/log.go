package observe

import (
	"context"
	"io"
	"log/slog"
)

// Logger writes lines to w, as JSON or as text, each with the trace that its context belongs to. Level is one of
// debug, info, warn and error; info where it is none of them.
func Logger(w io.Writer, format, level string) *slog.Logger {
	least := slog.LevelInfo
	_ = least.UnmarshalText([]byte(level)) // info where it does not say
	options := &slog.HandlerOptions{Level: least}
	var inner slog.Handler = slog.NewJSONHandler(w, options)
	if format == "text" {
		inner = slog.NewTextHandler(w, options)
	}
	return slog.New(tracing{inner})
}

// tracing adds the trace to lines that do not name it themselves.
type tracing struct{ slog.Handler }

const traceKey = "trace"

// Handle adds the trace of ctx.
func (t tracing) Handle(ctx context.Context, r slog.Record) error {
	if id := TraceOf(ctx); id != "" && !named(&r) {
		r.AddAttrs(slog.String(traceKey, id))
	}
	return t.Handler.Handle(ctx, r)
}

func named(r *slog.Record) (found bool) {
	r.Attrs(func(a slog.Attr) bool {
		found = a.Key == traceKey
		return !found
	})
	return found
}

// WithAttrs keeps adding traces to lines that have more to say.
func (t tracing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return tracing{t.Handler.WithAttrs(attrs)}
}

// WithGroup keeps adding traces, within the group.
func (t tracing) WithGroup(name string) slog.Handler { return tracing{t.Handler.WithGroup(name)} }
