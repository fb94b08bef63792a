package observe

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/pprof" // what it puts on the default mux is served nowhere
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"qinlian/internal/adapter/jobs"
	"qinlian/internal/kernel/engine"
)

// Sources are asked when metrics are read; nil ones are left out.
type Sources struct {
	Connections func() map[string]sql.DBStats                       // by pool
	Jobs        func(ctx context.Context) ([]jobs.Count, error)     // in the queue
	Zones       func(ctx context.Context) ([]engine.ZoneRow, error) // with the sizes of their ledgers
}

// gatherTime bounds what is asked of the database for one reading.
const gatherTime = 5 * time.Second

// Gather has the sources asked at each reading. One that fails leaves its figures out and counts as a fault.
func (o *Observer) Gather(s Sources) {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(space+"_"+name, help, labels, nil)
	}
	o.Registry.MustRegister(&gatherer{
		Sources: s, log: o.logFault,
		connections: describe("database_connections", "Connections to the database.", "pool", "state"),
		waits:       describe("database_waits_total", "Times that no connection was free.", "pool"),
		waited:      describe("database_wait_seconds_total", "Time spent waiting for a connection.", "pool"),
		queue:       describe("jobs", "Jobs in the queue of the installation, by state; those that are over stay for a while.", "kind", "state"),
		events:      describe("ledger_events", "Events in a zone's ledger.", "zone"),
	})
}

func (o *Observer) logFault(what string, err error) {
	o.log.Warn("a figure could not be read", "figure", what, "error", err.Error())
}

type gatherer struct {
	Sources

	log                                       func(what string, err error)
	connections, waits, waited, queue, events *prometheus.Desc
}

// Describe lists what may be gathered.
func (g *gatherer) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.connections, g.waits, g.waited, g.queue, g.events} {
		out <- d
	}
}

// Collect asks the sources.
func (g *gatherer) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), gatherTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	if g.Connections != nil {
		for pool, s := range g.Connections() {
			gauge(g.connections, float64(s.InUse), pool, "in_use")
			gauge(g.connections, float64(s.Idle), pool, "idle")
			gauge(g.connections, float64(s.MaxOpenConnections), pool, "most")
			out <- prometheus.MustNewConstMetric(g.waits, prometheus.CounterValue, float64(s.WaitCount), pool)
			out <- prometheus.MustNewConstMetric(g.waited, prometheus.CounterValue, s.WaitDuration.Seconds(), pool)
		}
	}
	if g.Jobs != nil {
		counts, err := g.Jobs(ctx)
		if err != nil {
			g.log("jobs", err)
		}
		for _, c := range counts {
			gauge(g.queue, float64(c.N), c.Kind, c.State)
		}
	}
	if g.Zones != nil {
		zones, err := g.Zones(ctx)
		if err != nil {
			g.log("ledger_events", err)
		}
		for i := range zones {
			gauge(g.events, float64(zones[i].Size), zones[i].ZoneID)
		}
	}
}

// Operators serves what tells an operator how the process fares, to bearers of the token if there is one: /metrics, and
// under /debug/pprof/ what its processor time, memory and goroutines go to, as go tool pprof reads it.
func (o *Observer) Operators(token string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.Registry, promhttp.HandlerOpts{Registry: o.Registry, MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index) // and every profile that the runtime keeps by its name
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if token != "" && !same(given, token) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="qinlian metrics"`)
			http.Error(w, "the metrics token is missing or wrong", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
