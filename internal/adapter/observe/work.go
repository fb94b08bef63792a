package observe

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

var (
	_ engine.Watcher   = (*Observer)(nil)
	_ database.Watcher = statements{}
)

// outcome sorts an error by who can do something about it.
func outcome(err error) string {
	switch {
	case err == nil:
		return done
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return stopped
	case errs.KindOf(err) == errs.Internal, errs.KindOf(err) == errs.Corrupt:
		return failed
	}
	return refused
}

// end closes a span; one that failed says by which code, never in words, which may hold content.
func end(span trace.Span, err error) {
	if err != nil && span.IsRecording() {
		span.SetAttributes(attribute.String("error.type", errs.CodeOf(err)))
		if outcome(err) == failed {
			span.SetStatus(codes.Error, "")
		}
	}
	span.End()
}

// Call measures how long commands wait until they are durable.
func (o *Observer) Call(ctx context.Context, zone string, commands int) (context.Context, func(error)) {
	began := o.now()
	ctx, span := o.tracer.Start(ctx, "call", trace.WithAttributes(attribute.String("qinlian.zone", zone), attribute.Int("qinlian.commands", commands)))
	return ctx, func(err error) {
		o.figures.commands.WithLabelValues(outcome(err)).Add(float64(commands))
		o.figures.callTook.Observe(seconds(o.now().Sub(began)))
		end(span, err)
	}
}

// Commit measures a transaction and the calls that share it. Its span belongs to the trace of the first call and is
// linked to the others.
func (o *Observer) Commit(ctx context.Context, zone string, calls []context.Context, commands int) (context.Context, func(error)) {
	began := o.now()
	var links []trace.Link
	for i, c := range calls {
		if s := trace.SpanContextFromContext(c); s.IsSampled() {
			if i == 0 {
				ctx = trace.ContextWithSpanContext(ctx, s) //nolint:fatcontext // the first alone
				continue
			}
			links = append(links, trace.Link{SpanContext: s})
		} else if i == 0 { // not of whatever trace the queue was started in
			ctx = trace.ContextWithSpanContext(ctx, s)
		}
	}
	ctx, span := o.tracer.Start(ctx, "commit", trace.WithLinks(links...), trace.WithAttributes(
		attribute.String("qinlian.zone", zone), attribute.Int("qinlian.calls", len(calls)), attribute.Int("qinlian.commands", commands)))
	return ctx, func(err error) {
		o.figures.commits.WithLabelValues(outcome(err)).Inc()
		o.figures.perCommit.Observe(float64(commands))
		o.figures.took.Observe(seconds(o.now().Sub(began)))
		end(span, err)
	}
}

// Job measures an attempt at a job, in a trace of its own.
func (o *Observer) Job(ctx context.Context, kind string) (context.Context, func(error)) {
	began := o.now()
	ctx, span := o.tracer.Start(ctx, "job "+kind, trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer))
	return ctx, func(err error) {
		now := o.now()
		o.figures.jobs.WithLabelValues(kind, outcome(err)).Inc()
		o.figures.jobsTook.WithLabelValues(kind).Observe(seconds(now.Sub(began)))
		if err == nil {
			o.figures.jobsLast.WithLabelValues(kind).Set(float64(now.UnixMilli()) / 1000)
		}
		end(span, err)
	}
}

// Statements is a watcher of a store's statements, each a span of what it is part of.
func (o *Observer) Statements(d database.Dialect) database.Watcher {
	return statements{o.tracer, attribute.String("db.system.name", string(d))}
}

type statements struct {
	tracer trace.Tracer
	system attribute.KeyValue
}

// Wants tells whether the trace of ctx is recorded.
func (statements) Wants(ctx context.Context) bool { return trace.SpanFromContext(ctx).IsRecording() }

// Statement begins a span.
func (s statements) Statement(ctx context.Context, text string) func(error) {
	_, span := s.tracer.Start(ctx, "sql", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(s.system, attribute.String("db.query.text", text)))
	return func(err error) { end(span, err) }
}
