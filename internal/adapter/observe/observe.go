// Package observe tells an operator what the server does: a log of lines in JSON, metrics for Prometheus and traces
// for an OpenTelemetry collector. It looks on and decides nothing; without it everything runs the same.
//
// One id goes through all three. A request brings it (W3C traceparent) or is given one; it stands in the answer's
// Qinlian-Trace, in every line of the log that the request caused, in its problem, and in its spans:
//
//	request ─▶ call (waits for a commit) ─▶ answer          spans of one trace, and a line of the log
//	                └─ commit, linked to every call it carries ─▶ statements
//
// Nothing here holds content: an operation is named by its declaration and not by its path, a statement has marks in
// the place of its values, and queries, bodies and names of persons are never written.
package observe

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"qinlian/internal/base/clock"
)

// Options say what is observed and where it goes.
type Options struct {
	Log      *slog.Logger
	Now      clock.Clock // the machine's, for how long things take; never that of a demonstration
	Version  string      // of the program
	Endpoint string      // of an OTLP/HTTP collector; "" sends no traces
	Headers  map[string]string
	Sample   float64 // share of requests that are traced
	Lines    Lines
}

// Lines says which requests have a line in the log.
type Lines string

// The choices.
const (
	AllLines    Lines = "all"
	FailedLines Lines = "failed" // 5xx
	NoLines     Lines = "none"
)

// Observer looks on. It is safe for concurrent use.
type Observer struct {
	Registry *prometheus.Registry

	log      *slog.Logger
	now      clock.Clock
	lines    Lines
	tracer   trace.Tracer
	provider *sdktrace.TracerProvider
	figures  *figures
	streams  streams
}

// New prepares an observer. A collector that cannot be reached is told in the log later; it stops nothing.
func New(ctx context.Context, o Options) (*Observer, error) {
	sampler := sdktrace.NeverSample()
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "qinlian"), attribute.String("service.version", o.Version)))}
	if o.Endpoint != "" {
		exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(tracesAt(o.Endpoint)), otlptracehttp.WithHeaders(o.Headers))
		if err != nil {
			return nil, fmt.Errorf("prepare to send traces: %w", err)
		}
		ratio := sdktrace.TraceIDRatioBased(o.Sample)
		// What a caller says about sampling is not followed: anybody could have everything recorded.
		sampler = sdktrace.ParentBased(ratio, sdktrace.WithRemoteParentSampled(ratio), sdktrace.WithRemoteParentNotSampled(ratio))
		options = append(options, sdktrace.WithBatcher(exporter))
		otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
			o.Log.Warn("traces cannot be sent", "error", err.Error())
		}))
	}
	provider := sdktrace.NewTracerProvider(append(options, sdktrace.WithSampler(sampler))...)
	registry := prometheus.NewRegistry()
	return &Observer{
		Registry: registry, log: o.Log, now: o.Now, lines: o.Lines,
		tracer: provider.Tracer("qinlian"), provider: provider, figures: newFigures(registry, o.Version),
	}, nil
}

// Close sends the traces that wait, until ctx ends.
func (o *Observer) Close(ctx context.Context) error {
	if err := o.provider.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("send the last traces: %w", err)
	}
	return nil
}

// TraceOf is the id of the trace that ctx belongs to, 32 hexadecimal digits; "" for none.
func TraceOf(ctx context.Context) string {
	if s := trace.SpanContextFromContext(ctx); s.HasTraceID() {
		return s.TraceID().String()
	}
	return ""
}

func seconds(d time.Duration) float64 { return d.Seconds() }

// same compares secrets in a time that tells nothing about them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// tracesAt is where a collector takes traces: at the path that the endpoint names, the usual one where it names none.
func tracesAt(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && strings.Trim(u.Path, "/") == "" {
		u.Path = "/v1/traces"
		return u.String()
	}
	return endpoint
}
