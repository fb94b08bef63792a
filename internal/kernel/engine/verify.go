package engine

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register/facts"
)

// Verified is the outcome of a verification that found nothing wrong.
type Verified struct {
	Zone    string `json:"zone"`
	Events  int64  `json:"events"`
	Streams int64  `json:"streams"`
	Matters int64  `json:"matters"`
	Numbers int64  `json:"numbers"` // taken from the gap-free registers
	Root    string `json:"root"`    // of the log, over all events
	Size    int64  `json:"size"`

	SignedAt time.Time `json:"signed_at"` // the newest checkpoint
	Unsigned int64     `json:"unsigned"`  // events after it, which their hashes alone hold together
}

// Verify reads a zone's whole ledger again: every body against its hash and cached columns, every chain,
// every position, every stored node and every checkpoint of the log, and the key that signs them; folds every
// matter and compares it, its duties and its letters, and when it is to be looked at next, and what search finds it by, with what is stored;
// and holds every number taken against its register.
// The error names the first thing found wrong: the matter, the event's sequence number, and what differs; of personal
// values, each of the matter's that is wrong.
//
// It takes no lock, and must not be called inside a transaction. What looks wrong because somebody was
// writing is looked at again by itself. progress may be nil; it is called by one goroutine at a time.
func (e *Engine) Verify(ctx context.Context, zone string, progress func(events int64)) (Verified, error) {
	signed, err := e.store.Checkpoints(ctx, zone) // before the size, so that none covers more
	if err != nil {
		return Verified{Zone: zone}, err
	}
	counters, err := e.store.Numbers(ctx, zone) // before the events, so that every number they count was taken
	if err != nil {
		return Verified{Zone: zone}, err
	}
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return Verified{Zone: zone}, err
	}
	if err := e.store.Fit(ctx, zone); err != nil { // before whatever is found by comparing
		return Verified{Zone: zone}, err
	}
	v := &verification{engine: e, ctx: ctx, zone: z, signed: signed, progress: progress, out: Verified{Zone: zone}}
	if v.words, err = e.store.FactWords(ctx, zone); err != nil {
		return v.out, err
	}
	v.world, err = e.world(ctx, zone)
	unread := err // why the mechanisms cannot be read; versions says so in better words
	if v.reach, err = v.reached(); err != nil {
		return v.out, err
	}
	if v.reach <= gathered {
		v.leaves = make([]tlog.Hash, v.reach)
	}
	if err := v.streams(); err != nil {
		return v.out, cmp.Or(v.cutOff(err), err)
	}
	if err := v.versions(); err != nil {
		return v.out, err
	}
	if unread != nil {
		return v.out, unread
	}
	if err := v.counters(counters); err != nil {
		return v.out, err
	}
	if err := v.supporters(); err != nil {
		return v.out, err
	}
	if err := v.log(); err != nil {
		return v.out, err
	}
	if v.out.Events < z.Size {
		return v.out, broken("ledger.rows_missing", "台账应有 %[1]d 条（zones.size），实有 %[2]d 条", "the ledger should hold %[1]d events (zones.size) and holds %[2]d", z.Size, v.out.Events)
	}
	return v.out, nil
}

func broken(code, zh, en string, args ...any) error {
	return errs.Newf(errs.Corrupt, code, zh, en, args...)
}

// verification is one run of Verify.
type verification struct {
	engine   *Engine
	ctx      context.Context //nolint:containedctx // lives no longer than the run
	zone     ZoneRow
	world    *zoneWorld // nil when the mechanisms cannot be read
	signed   []CheckpointRow
	words    []string // of facts
	reach    int64    // no event stands at this position or between it and the size
	progress func(int64)

	leaves []tlog.Hash // by position, gathered on the way; nil where the ledger is too long for that

	mu      sync.Mutex
	out     Verified
	numbers numbersTaken
	support int   // units that support matters, each for each
	first   int64 // the position of the fault
	fault   error // of those that were found the one that comes first in the ledger
}

// gathered is up to how many events the log is rebuilt from what the walk by streams has read (64 MB); beyond
// it a second walk reads positions and hashes.
const gathered = 1 << 21

// stretchSize is about how many events lie in a range of streams that is read and checked in one go. What is
// cached of its matters is held in memory.
const stretchSize = 8192

// streams checks the zone in stretches of whole streams, side by side. Each reads through a connection of
// its own, one walk after the other.
func (v *verification) streams() error {
	cuts, err := v.engine.store.Cuts(v.ctx, v.zone.ZoneID, int(v.reach/stretchSize)+1)
	if err != nil {
		return err
	}
	ranges := make([]Range, len(cuts)+1)
	for i, cut := range cuts {
		ranges[i].Below, ranges[i+1].From = cut, cut
	}
	var taken atomic.Int64
	var workers sync.WaitGroup
	for range min(len(ranges), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			s := stretch{verification: v, schedule: schedule{world: v.world, words: facts.NewWords(slices.Clone(v.words))}}
			for {
				i := int(taken.Add(1)) - 1
				if i >= len(ranges) || !s.run(ranges[i]) {
					return
				}
			}
		})
	}
	workers.Wait()
	return v.fault
}

// stretch is what one goroutine has in hand.
type stretch struct {
	*verification

	contents matter.Decoder
	schedule schedule
	shelf    shelf
	found    Rows // what search finds the matters of the stretch by
	out      Verified
	numbers  numbersTaken
	support  int
}

// run checks a range and adds up what it found; false ends the work. A fault does not end it: another may come before it in
// the ledger, of which the walk by streams knows nothing.
func (s *stretch) run(r Range) bool {
	s.out, s.support, s.found = Verified{}, 0, Rows{}
	err := s.check(r)
	v := s.verification
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil { // nothing more can be read
		v.fault, v.first = err, -1
	}
	v.out.Events += s.out.Events
	v.out.Streams += s.out.Streams
	v.out.Matters += s.out.Matters
	v.support += s.support
	v.numbers.join(&s.numbers)
	if v.progress != nil {
		v.progress(v.out.Events)
	}
	return err == nil
}

// earlier tells whether a fault at a position would come before the one that is known.
func (v *verification) earlier(pos int64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.fault == nil || pos < v.first
}

// keep keeps a fault at a position if it comes first; what is no fault of the ledger it returns.
func (v *verification) keep(pos int64, err error) error {
	if errs.KindOf(err) != errs.Corrupt {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fault == nil || pos < v.first {
		v.fault, v.first = err, pos
	}
	return nil
}

func (s *stretch) check(r Range) error {
	if err := s.shelf.fill(s.ctx, s.engine.store, s.zone.ZoneID, r); err != nil {
		return err
	}
	for chain, err := range s.engine.store.Chains(s.ctx, s.zone.ZoneID, r) {
		if err != nil {
			return err
		}
		c, strays := s.shelf.upTo(chain[0].Stream)
		if err := s.keep(math.MaxInt64, s.strays(strays)); err != nil {
			return err
		}
		state, err := s.checkStream(chain, &c, &s.contents, &s.schedule)
		if err != nil {
			if pos := firstWrong(chain); s.earlier(pos) {
				err = s.keep(pos, s.recheck(chain[0].Stream, err))
			} else {
				err = nil
			}
		}
		if err != nil {
			return err
		}
		s.count(chain, &state)
		if state.ID != "" && c.row != nil {
			s.found.Matters = append(s.found.Matters, *c.row)
			s.found.Texts = append(s.found.Texts, TextRow{state.Zone, state.ID, micros(state.RegisteredAt), textOf(&state)})
		}
	}
	_, strays := s.shelf.upTo(afterAll)
	if err := s.keep(math.MaxInt64, s.strays(strays)); err != nil {
		return err
	}
	return s.keep(math.MaxInt64, s.findable())
}

// count adds a stream to what was found.
func (s *stretch) count(chain []ledger.Record, state *matter.State) {
	s.out.Streams++
	if state.ID != "" {
		s.out.Matters++
		s.support += len(supporting(state.Support))
	}
	if s.world != nil {
		s.numbers.of(s.world, chain, state)
	}
	for i := range chain {
		r := &chain[i]
		if r.Pos >= s.zone.Size {
			continue
		}
		s.out.Events++
		if r.Pos >= 0 && r.Pos < int64(len(s.leaves)) {
			s.leaves[r.Pos] = ledger.Leaf(r.Hash)
		}
	}
}

// strays are streams of which something is cached and that have no events.
func (s *stretch) strays(ids []string) error {
	for _, id := range ids {
		if err := s.recheck(id, nil); err != nil {
			return err
		}
	}
	return nil
}

// checkStream checks one stream against itself and what is cached of it. It gives the state of a matter.
func (v *verification) checkStream(chain []ledger.Record, c *cached, contents *matter.Decoder, plan *schedule) (matter.State, error) {
	if err := verifyChain(c.name(chain[0].Stream), chain); err != nil {
		return matter.State{}, err
	}
	if strings.HasPrefix(chain[0].Stream, ledger.FactPrefix) {
		return matter.State{}, plan.verifyFacts(chain, c)
	}
	if isMoney(chain[0].Stream) {
		return matter.State{}, verifyMoney(chain, c)
	}
	if !ledger.IsMatter(chain[0].Stream) {
		return matter.State{}, c.noMatter(chain[0].Stream)
	}
	return verifyMatter(chain, c, contents, plan)
}

// recheck looks at one stream again by itself, where nobody can write to it meanwhile. It returns nil if
// what was suspected was only somebody at work, and otherwise what is wrong now.
func (v *verification) recheck(stream string, suspected error) error {
	return v.engine.inTx(v.ctx, func(ctx context.Context) error {
		c := cached{}
		row, err := v.engine.store.Matter(ctx, v.zone.ZoneID, stream)
		switch {
		case err == nil && row.ID == stream:
			c.row = &row
		case err != nil && errs.KindOf(err) != errs.NotFound:
			return err
		}
		if err := c.load(ctx, v.engine.store, v.zone.ZoneID, stream); err != nil {
			return err
		}
		if err := c.loadMoney(ctx, v.engine.store, v.zone.ZoneID, stream); err != nil {
			return err
		}
		stored, err := c.loadFacts(ctx, v.engine.store, v.zone.ZoneID, stream)
		if err != nil {
			return err
		}
		chain, err := v.engine.store.Stream(ctx, v.zone.ZoneID, stream)
		switch {
		case err != nil:
			return err
		case len(chain) > 0:
			plan := schedule{words: facts.NewWords(stored)}
			if v.world != nil { // as it is now: the suspicion may be due to mechanisms applied since
				if plan.world, err = v.engine.world(ctx, v.zone.ZoneID); err != nil {
					return err
				}
			}
			_, err := v.checkStream(chain, &c, &matter.Decoder{}, &plan)
			return err
		case suspected != nil && c.empty():
			return suspected // a stream was read that is gone
		}
		return c.noMatter(stream)
	})
}
