// Package live tells browsers what changed, as it changes: server-sent events, each about a matter that its receiver
// may see at that instant. One pulse for each zone on each node looks whether the zone's log has grown, so it does not
// matter which node made the change; a stream that is interrupted goes on from the position it had reached.
//
//	log of the zone ─▶ pulse ─▶ stream ─(may the caller see it?)─▶ changed {number, light, version …}
package live

import (
	"context"
	"net/http"
	"sync"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Hub keeps the pulses and the streams of one node.
type Hub struct {
	door  *door.Door
	every time.Duration

	mu      sync.Mutex
	pulses  map[string]*pulse
	streams map[string]int // of each account
	all     int
	closed  chan struct{}
	close   sync.Once
}

const (
	lifetime   = 5 * time.Minute  // of a stream, after which its browser signs in by it again
	heartbeat  = 20 * time.Second // tells proxies that the stream lives
	mostOfOne  = 6                // streams of one account on one node: tabs
	mostOfAll  = 2000
	mostAtOnce = 500 // changes that a stream is told one by one; after more it is told to read again
)

// Declare adds the operation. The hub's Close ends all streams, so that a server can stop.
func Declare(d *door.Door, every time.Duration) *Hub {
	h := &Hub{door: d, every: every, pulses: map[string]*pulse{}, streams: map[string]int{}, closed: make(chan struct{})}
	door.Stream(d, door.Operation{
		ID: "watch-changes", Method: http.MethodGet, Path: "/zones/{zone}/changes",
		Summary: "Live changes of the matters that you may see, as server-sent events; goes on after Last-Event-ID", Tag: "matters",
	}, map[string]any{"changed": Changed{}, "behind": Behind{}, "beat": Beat{}, "refused": Refused{}}, h.watch)
	return h
}

// Streams tells how many streams are open on this node.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}

// Close ends every stream and lets none begin.
func (h *Hub) Close() { h.close.Do(func() { close(h.closed) }) }

// Input names the zone and where to go on.
type Input struct {
	Zone string `path:"zone" maxLength:"64"`
	Last int64  `header:"Last-Event-ID" minimum:"0" doc:"Position that the stream before had reached"`
}

// Changed is a matter of which something changed, as it stands now.
type Changed struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"`
	Kind        string       `json:"kind"`
	Title       string       `json:"title"`
	Stage       matter.Stage `json:"stage"`
	Open        bool         `json:"open"`
	Light       string       `json:"light"`
	Owner       string       `json:"owner,omitempty"`
	Due         *clock.Date  `json:"due,omitempty"`
	Provisional bool         `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Version     int64        `json:"version"`
}

// Behind says that more changed than is told one by one: read what you show again.
type Behind struct {
	Position int64 `json:"position"`
}

// Beat says that the stream lives.
type Beat struct {
	Position int64 `json:"position"`
}

// Refused says why the stream ends.
type Refused struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (h *Hub) watch(ctx context.Context, c *door.Caller, in *Input, send door.Send) {
	refuse := func(err error) {
		send(0, Refused{errs.CodeOf(err), errs.Message(err, c.Lang)})
	}
	leave, err := h.enter(c)
	if err != nil {
		refuse(err)
		return
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, lifetime)
	defer cancel()
	p, done := h.pulse(in.Zone) //nolint:contextcheck // it outlives this caller: all who listen share it
	defer done()
	grown, size := p.state()
	now, err := h.size(ctx, in.Zone) // a pulse that has just begun does not know yet
	if err != nil {
		refuse(err)
		return
	}
	size = max(size, now)
	position := in.Last
	if position == 0 || position > size {
		position = size
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	if !send(position, Beat{position}) {
		return
	}
	for {
		if position < size {
			if position, err = h.tell(ctx, c, in.Zone, position, size, send); err != nil {
				refuse(err)
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-h.closed:
			return
		case <-beat.C:
			if !send(position, Beat{position}) {
				return
			}
		case <-grown:
			grown, size = p.state()
		}
	}
}

// enter counts a stream; refused where one account or all together have too many.
func (h *Hub) enter(c *door.Caller) (leave func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[c.Account.ID] >= mostOfOne || h.all >= mostOfAll {
		return nil, errs.Newf(errs.Refused, "http.too_many", "实时连接过多，请关闭不用的页面", "there are too many live streams: close pages that you do not need")
	}
	h.streams[c.Account.ID]++
	h.all++
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.streams[c.Account.ID]--; h.streams[c.Account.ID] == 0 {
			delete(h.streams, c.Account.ID)
		}
		h.all--
	}, nil
}

// tell sends what changed between two positions of the log, each matter once, as far as the caller may see it now.
func (h *Hub) tell(ctx context.Context, c *door.Caller, zone string, from, to int64, send door.Send) (int64, error) {
	if err := h.door.Stand(ctx, c, zone); err != nil {
		return from, err
	}
	var streams []string
	seen := map[string]bool{}
	for leaf, err := range h.door.Engine.Store().Leaves(ctx, zone, from, to) {
		if err != nil {
			return from, err
		}
		if !seen[leaf.Stream] {
			seen[leaf.Stream] = true
			streams = append(streams, leaf.Stream)
		}
		if len(streams) > mostAtOnce {
			send(to, Behind{to})
			return to, nil
		}
	}
	for _, stream := range streams {
		s, err := h.door.Engine.Find(ctx, zone, stream, h.door.Engine.NowIn(zone))
		if errs.KindOf(err) == errs.NotFound { // the org chart, a session, a register: no matter
			continue
		}
		if err != nil {
			return from, err
		}
		if facts := engine.FactsOf(&s); !c.Subject.May(authority.See, &facts, c.Rules) {
			continue
		}
		if !send(to, changedOf(&s)) {
			break
		}
	}
	return to, nil
}

func changedOf(s *matter.State) Changed {
	out := Changed{ID: s.ID, Number: s.Number, Kind: s.Kind, Title: s.Title, Stage: s.Stage, Open: !s.Over(), Light: string(s.Light), Owner: s.Owner, Version: s.Seq}
	if d := s.Deadlines.Working(); d.Date != 0 {
		out.Due, out.Provisional = &d.Date, d.Provisional
	}
	return out
}

func (h *Hub) size(ctx context.Context, zone string) (int64, error) {
	z, err := h.door.Engine.Store().Zone(ctx, zone)
	return z.Size, err
}
