package app

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule/batch"
)

// A panel is a register as of a day, kept by column in memory. It is read once and then follows what is recorded: whoever
// asks finds it as the log stands when they ask. It goes when the mechanisms define the register otherwise, when the day that
// was today is over, and when others need its room.

// panelRoom bounds the memory of all panels together, in bytes. One that is larger is read for its question alone.
const panelRoom = 3 << 29

// panelTallies is how many schemes a panel keeps the totals of.
const panelTallies = 4

// panelShare is the share of a register's records that must have changed for it to be read anew rather than to follow.
const panelShare = 20

type panelKey struct {
	zone, register string
	day            clock.Date
}

// panels are those of an App; the zero value has none.
type panels struct {
	mu   sync.Mutex
	all  map[panelKey]*panel
	uses int64
	room int64 // 0: panelRoom
}

type panel struct {
	key panelKey

	mu      sync.RWMutex // shared by who reads, held by who reads it in or lets it follow
	columns *facts.Columns
	def     *register.Definition
	size    int64 // of the log, up to which it follows
	tallies []tallied

	bytes   atomic.Int64
	used    int64 // panels.uses, when it was asked for last; under panels.mu
	current bool  // its day was today; likewise
}

// tallied is a scheme whose totals follow.
type tallied struct {
	hash  string // of the bundle
	tally *batch.Tally
}

// OnBenefitRecords calls use with the records that a scheme's clauses are tried on, all their fields, as they stood on its day:
// what BenefitRecords reads, but of a register that keeps facts from a panel in memory, which is read in once (a million
// enterprises: some ten seconds) and follows. It is meant for a server, and for a live count while somebody types:
//
//	err := a.OnBenefitRecords(ctx, zone, bundle, scheme, func(r benefit.Records) error {
//		totals, err := scheme.Count(r) // or Entitle, Explain, Misses, r.Table.At …
//		…
//	})
//
// Several may use one panel at the same time. Nothing changes while they do, and changes wait for them: use must copy what it
// wants to keep, and must set no fact. It must not be called in a transaction, whose statements might never come to stand.
func (a *App) OnBenefitRecords(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, use func(benefit.Records) error) error {
	if !b.Registers[s.Register].Facts {
		r, err := a.BenefitRecords(ctx, zone, b, s)
		if err != nil {
			return err
		}
		return use(r)
	}
	p, err := a.panel(ctx, panelKey{zone, s.Register, s.Day}, false)
	if err != nil {
		return err
	}
	defer p.mu.RUnlock()
	return use(benefit.Records{Table: p.columns.Table, Keys: p.columns.Keys}.As(s))
}

// BenefitTotals tells what each clause of a scheme comes to over a whole register, before anything is held against what was
// paid, other clauses and the budget. The panel keeps the totals of the schemes asked last, and they follow, too.
func (a *App) BenefitTotals(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme) (out []batch.Total, err error) {
	if !b.Registers[s.Register].Facts || b.Hash == "" {
		err = a.OnBenefitRecords(ctx, zone, b, s, func(r benefit.Records) error {
			out, err = s.Count(r)
			return err
		})
		return out, err
	}
	p, err := a.panel(ctx, panelKey{zone, s.Register, s.Day}, true)
	if err != nil {
		return nil, err
	}
	defer p.mu.Unlock()
	return p.tally(b.Hash, s).Totals()
}

// tally finds or makes the totals of a scheme.
func (p *panel) tally(hash string, s *benefit.Scheme) *batch.Tally {
	if at := slices.IndexFunc(p.tallies, func(t tallied) bool { return t.hash == hash }); at >= 0 {
		found := p.tallies[at]
		p.tallies = append(slices.Delete(p.tallies, at, at+1), found)
	} else {
		made := tallied{hash, s.Set().On(p.columns.Table.As(s.Schema())).Tally()}
		p.tallies = append(p.tallies[max(0, len(p.tallies)+1-panelTallies):], made)
	}
	p.columns.Tallies = p.columns.Tallies[:0]
	for _, t := range p.tallies {
		p.columns.Tallies = append(p.columns.Tallies, t.tally)
	}
	p.bytes.Store(p.columns.Table.Bytes() + int64(len(p.columns.Keys))*64)
	return p.tallies[len(p.tallies)-1].tally
}

// panel finds or makes a panel, brings it up to date, and gives it with its lock shared or, to count, held.
func (a *App) panel(ctx context.Context, key panelKey, alone bool) (*panel, error) {
	p := a.panels.find(key)
	for size := int64(-1); ; {
		def, _, err := a.Engine.FactRegister(ctx, key.zone, key.register, a.Engine.NowIn(key.zone))
		if err != nil {
			return nil, err
		}
		if size < 0 { // what is recorded while this waits need not be in it
			z, err := a.Engine.Store().Zone(ctx, key.zone)
			if err != nil {
				return nil, err
			}
			size = z.Size
		}
		if !alone {
			p.mu.RLock()
			if p.columns != nil && p.def == def && p.size >= size {
				return p, nil
			}
			p.mu.RUnlock()
		}
		p.mu.Lock()
		wasRead := p.columns != nil
		if err := p.refresh(ctx, a, def, size); err != nil {
			p.columns, p.tallies = nil, nil
			p.mu.Unlock()
			a.panels.drop(p)
			return nil, err
		}
		if !wasRead {
			a.panels.settle(p, calendar.Builtin().DateOf(a.Engine.NowIn(key.zone)))
		}
		if alone {
			return p, nil
		}
		p.mu.Unlock()
	}
}

// refresh reads the panel in, or lets it follow the log up to size. It goes on when whoever asked has left: others wait for it.
func (p *panel) refresh(ctx context.Context, a *App, def *register.Definition, size int64) error {
	ctx = context.WithoutCancel(ctx)
	if p.columns != nil && p.def == def {
		if p.size >= size {
			return nil
		}
		keys, err := a.Engine.Stated(ctx, p.key.zone, p.key.register, p.size, size)
		if err != nil {
			return err
		}
		if len(keys) <= 100+len(p.columns.Keys)/panelShare {
			if err := a.Engine.FollowAll(ctx, p.key.zone, p.columns, p.key.register, keys); err != nil {
				return err
			}
			p.size = size
			return nil
		}
	}
	p.columns, p.tallies = nil, nil
	c, err := a.Engine.Columns(ctx, p.key.zone, p.key.register, p.key.day, time.Time{}, nil)
	if err != nil {
		return err
	}
	p.columns, p.def, p.size = c, def, size // what was recorded since may be read again, to the same effect
	p.bytes.Store(c.Table.Bytes() + int64(len(c.Keys))*64)
	return nil
}

func (s *panels) find(key panelKey) *panel {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all[key]
	if p == nil {
		if s.all == nil {
			s.all = map[panelKey]*panel{}
		}
		p = &panel{key: key}
		s.all[key] = p
	}
	s.uses++
	p.used = s.uses
	return p
}

func (s *panels) drop(p *panel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[p.key] == p {
		delete(s.all, p.key)
	}
}

// settle makes room for a panel just read in: those of a day that was today go, then those that were not asked for longest.
func (s *panels) settle(p *panel, today clock.Date) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.current = p.key.day == today
	var sum int64
	var rest []*panel
	for key, other := range s.all {
		if other.current && key.zone == p.key.zone && key.day != today {
			delete(s.all, key)
			continue
		}
		sum += other.bytes.Load()
		rest = append(rest, other)
	}
	slices.SortFunc(rest, func(a, b *panel) int { return int(a.used - b.used) })
	room := s.room
	if room == 0 {
		room = panelRoom
	}
	for _, other := range rest {
		if sum <= room {
			return
		}
		sum -= other.bytes.Load()
		delete(s.all, other.key) // who reads it keeps it until they are done
	}
}
