package observe

import (
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// figures are what is counted and timed. docs/operations.md lists them; a test holds the two together.
type figures struct {
	requests    *prometheus.CounterVec   // operation, status
	requestTook *prometheus.HistogramVec // operation
	inFlight    prometheus.Gauge
	streams     prometheus.Gauge

	commands  *prometheus.CounterVec // outcome
	callTook  prometheus.Histogram
	commits   *prometheus.CounterVec // outcome
	perCommit prometheus.Histogram
	took      prometheus.Histogram

	jobs     *prometheus.CounterVec // kind, outcome
	jobsTook *prometheus.HistogramVec
	jobsLast *prometheus.GaugeVec // kind
}

const space = "qinlian"

// Buckets in seconds: around the 50 ms that a command may take and the 30 ms of a list.
var quick = []float64{.001, .0025, .005, .01, .02, .03, .05, .1, .25, .5, 1, 2.5, 10, 60}

func newFigures(r *prometheus.Registry, version string) *figures {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: name, Help: help}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: space, Name: name, Help: help})
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: space, Name: name, Help: help, Buckets: buckets})
	}
	f := &figures{
		requests: counter("http_requests_total", "Requests answered.", "operation", "status"),
		requestTook: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: space, Name: "http_request_seconds", Help: "From a request's head to the end of its answer.", Buckets: quick,
		}, []string{"operation"}),
		inFlight: gauge("http_requests_in_flight", "Requests being answered."),
		streams:  gauge("sse_connections", "Streams of server-sent events that are open."),

		commands:  counter("commands_total", "Commands on matters that came in, by what became of their call.", "outcome"),
		callTook:  histogram("call_seconds", "From a call's commands coming in to their being durable.", quick),
		commits:   counter("commits_total", "Transactions that calls shared.", "outcome"),
		perCommit: histogram("commit_commands", "Commands in one transaction.", []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 1024}),
		took:      histogram("commit_seconds", "From the begin of a transaction to its being durable.", quick),

		jobs: counter("jobs_total", "Attempts at jobs that ended on this node.", "kind", "outcome"),
		jobsTook: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: space, Name: "job_seconds", Help: "How long an attempt at a job took.", Buckets: []float64{.005, .02, .1, .5, 2, 10, 60, 300},
		}, []string{"kind"}),
		jobsLast: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: space, Name: "job_last_done_timestamp_seconds", Help: "When a job of the kind was last done on this node.",
		}, []string{"kind"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: space, Name: "build_info", Help: "1, with what was built.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	r.MustRegister(f.requests, f.requestTook, f.inFlight, f.streams, f.commands, f.callTook, f.commits, f.perCommit, f.took,
		f.jobs, f.jobsTook, f.jobsLast, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

func (f *figures) request(operation string, status int, took time.Duration) {
	f.requests.WithLabelValues(operation, strconv.Itoa(status)).Inc()
	f.requestTook.WithLabelValues(operation).Observe(seconds(took))
}

// outcomes of calls, commits and jobs.
const (
	done    = "done"
	refused = "refused" // the caller can put it right
	failed  = "failed"
	stopped = "stopped" // the node, or the caller, went away
)
