package server

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Check is one thing that a node needs to be ready.
type Check struct {
	Name string
	Ask  func(ctx context.Context) error
}

const (
	askWithin = 3 * time.Second // or half of what an answer may take, where that is less
	askAgain  = time.Second     // whoever asks more often is told the last answer
)

// health answers /healthz and /readyz. The words are for load balancers: they name no cause, which the log does.
type health struct {
	now    clock.Clock
	log    *slog.Logger
	checks []Check
	within time.Duration

	draining atomic.Bool

	mu    sync.Mutex
	asked time.Time
	last  state
}

// state is what /readyz says.
type state struct {
	Status string            `json:"status"`           // ready, not ready, draining
	Checks map[string]string `json:"checks,omitempty"` // ok, or the code of what is wrong
}

func newHealth(o *Options) *health {
	return &health{now: o.Now, log: o.Log, checks: o.Checks, within: min(askWithin, o.Config.Limits.Answer/2)}
}

func (h *health) drain() { h.draining.Store(true) }

// before answers the two paths and leaves all others to next.
func (h *health) before(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, "ok\n") // who hung up is not told
	})
	mux.HandleFunc("GET /readyz", h.readyz)
	mux.Handle("/", next)
	return mux
}

func (h *health) readyz(w http.ResponseWriter, r *http.Request) {
	s := state{Status: "draining"}
	if !h.draining.Load() {
		s = h.ask(r.Context())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if s.Status != "ready" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(s) //nolint:errchkjson // as above
}

func (h *health) ask(ctx context.Context) state {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	if age := now.Sub(h.asked); h.last.Status != "" && age >= 0 && age < askAgain {
		return h.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.within)
	defer cancel()
	s := state{"ready", map[string]string{}}
	for _, c := range h.checks {
		s.Checks[c.Name] = "ok"
		if err := c.Ask(ctx); err != nil {
			s.Status, s.Checks[c.Name] = "not ready", errs.CodeOf(err)
			h.log.Error("not ready", "check", c.Name, "error", err.Error())
		}
	}
	h.asked, h.last = now, s
	return s
}
