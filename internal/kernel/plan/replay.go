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

// found is what a worker made of some matters.
type found struct {
	differences []*difference
	forest      forest
}

// replayAll hands whole streams to workers and gathers their differences; those that see what hangs below them come
// last, when it is known.
func replayAll(records iter.Seq2[ledger.Record, error], base, candidate *matter.World, o Options, c *collector) error {
	seeing := seers(base, candidate)
	all := forest{members: map[string][]*member{}}
	gather := func(f *found) {
		for _, d := range f.differences {
			c.add(d)
		}
		all.add(&f.forest)
	}
	read := func() func([][]ledger.Record, *found) error {
		var contents matter.Decoder
		return func(streams [][]ledger.Record, out *found) error {
			for _, stream := range streams {
				if err := out.take(stream, &contents, seeing, base, candidate, o); err != nil {
					return err
				}
			}
			return nil
		}
	}
	if err := spread(func(send func([][]ledger.Record)) error { return walk(records, o, send) }, read, gather); err != nil {
		return err
	}
	waiting, members := all.waiting, all.members
	see := func() func([]human, *found) error {
		return func(events []human, out *found) error {
			below := (&forest{members: members}).below(events[0].head.Stream)
			d, err := compare(events, below, base, candidate, o)
			out.differences = append(out.differences, d)
			return err
		}
	}
	return spread(func(send func([]human)) error {
		for _, events := range waiting {
			send(events)
		}
		return nil
	}, see, gather)
}

// spread hands what is fed to a worker for each core and gathers what they find, in no order.
func spread[In any](feed func(send func(In)) error, worker func() func(In, *found) error, gather func(*found)) error {
	jobs, results := make(chan In, 2), make(chan *found, 2)
	var failure error
	var once sync.Once
	var workers sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			work := worker()
			for j := range jobs {
				out := &found{forest: forest{members: map[string][]*member{}}}
				if err := work(j, out); err != nil {
					once.Do(func() { failure = err })
					continue
				}
				results <- out
			}
		})
	}
	gathered := make(chan struct{})
	go func() {
		defer close(gathered)
		for out := range results {
			gather(out)
		}
	}()
	err := feed(func(j In) { jobs <- j })
	close(jobs)
	workers.Wait()
	close(results)
	<-gathered
	if err != nil {
		return err
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

// take compares one matter, or keeps it until what hangs below it is known.
func (f *found) take(stream []ledger.Record, contents *matter.Decoder, seeing map[string]bool, base, candidate *matter.World, o Options) error {
	events := make([]human, 0, len(stream))
	for i := range stream {
		ev := stream[i].Event
		if ev.Data == nil {
			full, err := ledger.Decode(stream[i].Body)
			if err != nil {
				return err
			}
			ev = full
		}
		content, err := contents.Decode(ev.Type, ev.Data)
		if err != nil {
			return fmt.Errorf("%s event %d: %w", ev.Stream, ev.Seq, err)
		}
		events = append(events, human{ev, content})
	}
	if len(events) == 0 || events[0].head.At.After(o.To) {
		return nil
	}
	if len(seeing) > 0 { // else nothing asks for a tree
		if m := memberOf(events); m != nil {
			f.forest.members[m.node.Parent] = append(f.forest.members[m.node.Parent], m)
		}
	}
	switch {
	case o.Without[events[0].head.Stream]: // part of the tree all the same
		return nil
	case sees(events, seeing):
		f.forest.waiting = append(f.forest.waiting, events)
		return nil
	}
	d, err := compare(events, nil, base, candidate, o)
	f.differences = append(f.differences, d)
	return err
}

// compare replays one matter on both sides, with what hangs below it.
func compare(events []human, below []*member, base, candidate *matter.World, o Options) (*difference, error) {
	var sides [2]*story
	for i, w := range []*matter.World{base, candidate} {
		var letters *correspondence
		if i == 1 {
			letters = corresponded(events, sides[0])
		}
		s, err := replay(events, below, letters, w, o.To)
		if errs.Is(err, "matter.unknown_kind") || errs.Is(err, "mechanism.none_in_force") {
			s, err = folded(events), nil // the kind does not exist there: nothing follows from anything
		}
		if err != nil {
			return nil, err
		}
		sides[i] = s
	}
	d := differ(sides[0], sides[1], base, candidate, o)
	for i := range events {
		if !events[i].head.At.After(o.To) {
			d.events++
		}
	}
	return d, nil
}

// story is what one side of a replay brought about.
type story struct {
	state  matter.State
	lights []lit
	rungs  []fired
	duties []dutied

	kindless bool // the side has no such kind
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

// look notes the light that whoever looked at an instant would have seen, where nothing had noted it yet.
func (st *story) look(c *matter.Course, at time.Time) error {
	light, reason, err := c.Light(at)
	if n := len(st.lights); err == nil && (n == 0 || st.lights[n-1].light != light) {
		st.lights = append(st.lights, lit{at, light, reason})
	}
	return err
}

func (st *story) note(d *matter.Derived) {
	switch c := d.Content.(type) {
	case *matter.LightChangedEvent:
		if n := len(st.lights); n == 0 || st.lights[n-1].light != c.To { // else it was seen before it was noted
			st.lights = append(st.lights, lit{d.At, c.To, c.Reason})
		}
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
	return &story{state: s, kindless: true}
}

// begun replays a standing matter that the ledger does not hold yet.
func begun(b *Begun, base, candidate *matter.World, o Options) (*difference, error) {
	var sides [2]*story
	for i, w := range []*matter.World{base, candidate} {
		ev := []*ledger.Event{b.Base, b.Candidate}[i]
		if ev == nil {
			continue
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if err != nil {
			return nil, err
		}
		if sides[i], err = replay([]human{{*ev, content}}, nil, nil, w, o.To); err != nil {
			return nil, err
		}
	}
	for i := range sides {
		if sides[i] == nil { // nothing follows from what is not there
			absent := sides[1-i].state
			absent.Duties, absent.Letters = nil, nil
			_, k := [2]*matter.World{base, candidate}[i].Timeline.Governs(absent.Kind, o.To)
			sides[i] = &story{state: absent, kindless: k == nil}
		}
	}
	return differ(sides[0], sides[1], base, candidate, o), nil
}
