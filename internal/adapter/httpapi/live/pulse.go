package live

import (
	"context"
	"sync"
	"time"
)

// pulse looks again and again how long a zone's log is, as long as anybody listens, and wakes them when it has grown.
type pulse struct {
	mu        sync.Mutex
	size      int64
	grown     chan struct{} // closed when size grows, and replaced
	listeners int
	stop      context.CancelFunc
}

// pulse gives the zone's pulse, which begins with its first listener and ends with its last.
func (h *Hub) pulse(zone string) (p *pulse, done func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p = h.pulses[zone]
	if p == nil {
		ctx, stop := context.WithCancel(context.Background())
		p = &pulse{grown: make(chan struct{}), stop: stop}
		h.pulses[zone] = p
		go h.beat(ctx, zone, p)
	}
	p.listeners++
	return p, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if p.listeners--; p.listeners == 0 {
			p.stop()
			delete(h.pulses, zone)
		}
	}
}

// beat looks until nobody listens. What cannot be read now is read the next time.
func (h *Hub) beat(ctx context.Context, zone string, p *pulse) {
	tick := time.NewTicker(h.every)
	defer tick.Stop()
	for {
		if size, err := h.size(ctx, zone); err == nil {
			p.reach(size)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (p *pulse) reach(size int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if size > p.size {
		p.size = size
		close(p.grown)
		p.grown = make(chan struct{})
	}
}

// state is how long the log is, and what is closed when it grows.
func (p *pulse) state() (grown <-chan struct{}, size int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.grown, p.size
}
