package observe

import (
	"context"
	"sync"
)

// streams are the answers that have no end of their own.
type streams struct {
	mu     sync.Mutex
	ended  bool
	open   map[int]context.CancelFunc
	serial int
}

// add notes a stream by what ends it, and gives what forgets it. After end a stream is ended at once.
func (s *streams) add(cancel context.CancelFunc) (forget func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		cancel()
	}
	if s.open == nil {
		s.open = map[int]context.CancelFunc{}
	}
	s.serial++
	serial := s.serial
	s.open[serial] = cancel
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, serial)
	}
}

// EndStreams ends every stream by the context of its request, and those that begin afterwards: a server that stops
// would wait for them in vain. Browsers come back to another node by themselves.
func (o *Observer) EndStreams() {
	o.streams.mu.Lock()
	defer o.streams.mu.Unlock()
	o.streams.ended = true
	for _, cancel := range o.streams.open {
		cancel()
	}
}
