package observe

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// TraceHeader carries a request's trace in its answer.
const TraceHeader = "Qinlian-Trace"

var traceparent propagation.TraceContext

// Pace bounds how slowly a client may send a body and take an answer.
type Pace struct {
	Body   time.Duration // for the whole of a body; an operation may set a deadline of its own
	Answer time.Duration // for the next piece of the answer; what has not begun one a little before is given up
}

// Requests surrounds next: it gives each request its trace, measures it under the name of its operation, bounds its
// pace, and writes its line. Streams (server-sent events) are counted, and ended by EndStreams.
func (o *Observer) Requests(next http.Handler, operations []Operation, pace Pace) http.Handler {
	names := newNamer(operations)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, operation := o.now(), names.operation(r)
		ctx, span := o.tracer.Start(traceparent.Extract(r.Context(), propagation.HeaderCarrier(r.Header)), operation,
			trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(attribute.String("http.request.method", method(r)), attribute.String("url.scheme", scheme(r))))
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		id := TraceOf(ctx)
		w.Header().Set(TraceHeader, id)
		control := http.NewResponseController(w)
		answer := &answer{ResponseWriter: w, control: control, now: o.now, pace: pace.Answer}
		if pace.Answer > 0 {
			answer.late = time.AfterFunc(pace.toBegin(), func() {
				if !answer.begun.Load() {
					cancel()
				}
			})
			defer answer.late.Stop()
		}
		answer.stream = func() func() {
			o.figures.streams.Inc()
			leave := o.streams.add(cancel)
			return func() { leave(); o.figures.streams.Dec() }
		}
		if r.Body != nil && r.Body != http.NoBody && pace.Body > 0 {
			_ = control.SetReadDeadline(began.Add(pace.Body)) // where it cannot be set there is no connection to hold
			r.Body = &body{r.Body, control, answer, pace}
		}
		o.figures.inFlight.Inc()
		defer func() {
			crash := recover()
			if answer.left != nil {
				answer.left()
			}
			o.figures.inFlight.Dec()
			status := answer.status
			switch {
			case crash != nil && status == 0:
				status = http.StatusInternalServerError
			case status == 0:
				status = http.StatusOK
			}
			o.finished(ctx, span, finishedRequest{r, operation, status, answer.bytes, o.now().Sub(began)})
			if crash != nil {
				if crash != http.ErrAbortHandler { //nolint:errorlint // what net/http compares, too
					o.log.ErrorContext(ctx, "a handler panicked", "operation", operation, "panic", fmt.Sprint(crash), "stack", string(debug.Stack()))
				}
				panic(crash) // net/http closes the connection
			}
		}()
		next.ServeHTTP(answer, r.WithContext(ctx))
	})
}

// toBegin is for how long work may go on before its answer begins: what then is under way is given up, and there is time
// left to say so.
func (p *Pace) toBegin() time.Duration { return p.Answer / 10 * 9 }

// finishedRequest is what is said of a request.
type finishedRequest struct {
	request   *http.Request
	operation string
	status    int
	bytes     int64
	took      time.Duration
}

func (o *Observer) finished(ctx context.Context, span trace.Span, f finishedRequest) {
	o.figures.request(f.operation, f.status, f.took)
	if span.IsRecording() {
		span.SetAttributes(attribute.Int("http.response.status_code", f.status))
		if f.status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
	}
	span.End()
	failed := f.status >= http.StatusInternalServerError
	if o.lines == NoLines || o.lines == FailedLines && !failed {
		return
	}
	level := slog.LevelInfo
	if failed {
		level = slog.LevelError
	}
	o.log.LogAttrs(ctx, level, "request", slog.String("operation", f.operation), slog.String("method", method(f.request)), slog.Int("status", f.status),
		slog.Int64("bytes", f.bytes), slog.Float64("ms", float64(f.took.Microseconds())/1000), slog.String("from", from(f.request)))
}

// method gives one of the methods that there are, so that an invented one makes no row of its own.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "_OTHER"
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

func from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// answer notes what is answered and sees that its pieces are taken in time.
type answer struct {
	http.ResponseWriter

	control *http.ResponseController
	now     func() time.Time
	pace    time.Duration
	status  int
	bytes   int64
	stream  func() func() // begins a stream
	left    func()        // ends it
	begun   atomic.Bool
	late    *time.Timer // gives up what was not answered in time; nil for never
}

// Unwrap lets an http.ResponseController through.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush sends what was written.
func (a *answer) Flush() {
	a.begin(http.StatusOK)
	_ = a.control.Flush() // a writer that cannot has nothing waiting
}

// WriteHeader notes the status of the answer; those before it (1xx) are not it.
func (a *answer) WriteHeader(status int) {
	if status >= http.StatusOK {
		a.begin(status)
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) begin(status int) {
	if a.status != 0 {
		return
	}
	a.status = status
	a.begun.Store(true)
	if strings.HasPrefix(a.Header().Get("Content-Type"), "text/event-stream") {
		a.left = a.stream()
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.begin(http.StatusOK)
	if a.pace > 0 {
		_ = a.control.SetWriteDeadline(a.now().Add(a.pace)) // as above
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// body lifts the deadline of its arrival once it is there: what the handler then does may take longer.
type body struct {
	io.ReadCloser

	control *http.ResponseController
	answer  *answer
	pace    Pace
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.answer.late != nil { // the time for the answer begins when the body is there
		b.answer.late.Reset(b.pace.toBegin())
	}
	if err == io.EOF {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
