package plan

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// human is one event that the replay takes over as it was.
type human struct {
	head    ledger.Event
	content matter.Content
}

// batch is how many events' worth of whole matters a worker takes at a time.
const batch = 2048

// replayAll hands whole streams to workers and gathers their differences.
func replayAll(records iter.Seq2[ledger.Record, error], base, candidate *matter.World, o Options, c *collector) error {
	type job [][]ledger.Record
	jobs, results := make(chan job, 2), make(chan []*difference, 2)
	var failure error
	var once sync.Once
	fail := func(err error) { once.Do(func() { failure = err }) }
	var workers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			var contents matter.Decoder
			for j := range jobs {
				out := make([]*difference, 0, len(j))
				for _, stream := range j {
					d, err := compare(stream, &contents, base, candidate, o)
					if err != nil {
						fail(err)
						continue
					}
					if d != nil {
						out = append(out, d)
					}
				}
				results <- out
			}
		})
	}
	gathered := make(chan struct{})
	go func() {
		defer close(gathered)
		for out := range results {
			for _, d := range out {
				c.add(d)
			}
		}
	}()
	walkErr := walk(records, o, func(j [][]ledger.Record) { jobs <- j })
	close(jobs)
	workers.Wait()
	close(results)
	<-gathered
	if walkErr != nil {
		return walkErr
	}
	return failure
}

// walk cuts the records into whole streams and sends them in batches.
func walk(records iter.Seq2[ledger.Record, error], o Options, send func([][]ledger.Record)) error {
	var job [][]ledger.Record
	var stream []ledger.Record
	var passed, told int64
	held := 0
	flush := func() {
		if len(stream) > 0 {
			job = append(job, stream)
			held += len(stream)
			stream = nil
		}
		if held >= batch {
			send(job)
			job, held = nil, 0
		}
	}
	for r, err := range records {
		if err != nil {
			return err
		}
		if len(stream) > 0 && stream[0].Stream != r.Stream {
			flush()
		}
		if !ledger.IsMatter(r.Stream) || r.Derived && r.Type != "registered" {
			continue
		}
		passed += r.Seq
		if len(stream) > 0 {
			passed -= stream[len(stream)-1].Seq
		}
		if o.Progress != nil && passed-told >= 8192 {
			o.Progress(passed)
			told = passed
		}
		stream = append(stream, r)
	}
	flush()
	if len(job) > 0 {
		send(job)
	}
	return nil
}

// compare replays one matter on both sides.
func compare(stream []ledger.Record, contents *matter.Decoder, base, candidate *matter.World, o Options) (*difference, error) {
	events := make([]human, 0, len(stream))
	for i := range stream {
		ev := stream[i].Event
		if ev.Data == nil {
			full, err := ledger.Decode(stream[i].Body)
			if err != nil {
				return nil, err
			}
			ev = full
		}
		content, err := contents.Decode(ev.Type, ev.Data)
		if err != nil {
			return nil, fmt.Errorf("%s event %d: %w", ev.Stream, ev.Seq, err)
		}
		events = append(events, human{ev, content})
	}
	if len(events) == 0 || events[0].head.At.After(o.To) {
		return nil, nil //nolint:nilnil // nothing to compare
	}
	var sides [2]*story
	for i, w := range []*matter.World{base, candidate} {
		s, err := replay(events, w, o.To)
		if errs.Is(err, "matter.unknown_kind") || errs.Is(err, "mechanism.none_in_force") {
			s, err = folded(events), nil // the kind does not exist there: nothing follows from anything
		}
		if err != nil {
			return nil, err
		}
		sides[i] = s
	}
	return differ(sides[0], sides[1], base, o), nil
}

// story is what one side of a replay brought about.
type story struct {
	state  matter.State
	lights []lit
	rungs  []fired
	duties []dutied
}

type lit struct {
	at     time.Time
	light  matter.Light
	reason string
}

type fired struct {
	at    time.Time
	event *matter.RungFiredEvent
}

type dutied struct {
	at    time.Time
	event *matter.DutyEvent
}

// replay folds human events and derives the rest under a world.
func replay(events []human, w *matter.World, until time.Time) (*story, error) {
	st := &story{}
	c := matter.Follow(matter.State{}, w)
	var cursor time.Time
	take := func(derived []matter.Derived, err error) error {
		for i := range derived {
			st.note(&derived[i])
		}
		return err
	}
	for i := range events {
		ev := &events[i]
		if ev.head.At.After(until) {
			break
		}
		if c.State().ID != "" {
			before := ev.head.At.Add(-time.Microsecond)
			if before.After(cursor) {
				if err := take(c.Advance(cursor, before)); err != nil {
					return nil, err
				}
			}
		}
		if !matter.Applies(c.State(), ev.content) {
			continue
		}
		c.Fold(&ev.head, ev.content)
		cursor = ev.head.At
		if err := take(c.React(cursor)); err != nil {
			return nil, err
		}
	}
	if c.State().ID != "" && until.After(cursor) {
		if err := take(c.Advance(cursor, until)); err != nil {
			return nil, err
		}
	}
	st.state = c.End()
	return st, nil
}

func (st *story) note(d *matter.Derived) {
	switch c := d.Content.(type) {
	case *matter.LightChangedEvent:
		st.lights = append(st.lights, lit{d.At, c.To, c.Reason})
	case *matter.RungFiredEvent:
		st.rungs = append(st.rungs, fired{d.At, c})
	case *matter.DutyEvent:
		st.duties = append(st.duties, dutied{d.At, c})
	}
}

// folded is the story of a matter whose kind does not exist: its human events and no consequences.
func folded(events []human) *story {
	s := matter.State{}
	for i := range events {
		if matter.Applies(&s, events[i].content) {
			s = matter.Evolve(s, &events[i].head, events[i].content)
		}
	}
	return &story{state: s}
}

// begun replays a standing matter that only the candidate brings about.
func begun(ev ledger.Event, base, candidate *matter.World, o Options) (*difference, error) {
	content, err := matter.DecodeContent(ev.Type, ev.Data)
	if err != nil {
		return nil, err
	}
	after, err := replay([]human{{ev, content}}, candidate, o.To)
	if err != nil {
		return nil, err
	}
	return differ(&story{state: after.state}, after, base, o), nil
}
