// Package entitle keeps the registers that benefits are of at hand, so that a clause is tried while somebody types it.
//
//	Desk.On(zone, register, day) ─▶ Panel: records by column, the clauses of that day, what they come to
//	Panel.Count(draft)  Panel.Outcome()  Panel.Misses(clause)  Panel.Explain(record, clause)
//	Desk.Begin(plan) ─▶ task + job ─(any node)─▶ Planning.Compare ─▶ Report
//
// Where the records come from, and whether they stay in memory, is for who makes the desk; what the clauses come to is kept
// until something is written in the zone. Whoever asks has been let in by package authority before.
package entitle

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// On calls use with the records that a scheme's clauses are tried on, all their fields, as they stood on its day. They hold
// until use returns, and nothing may be set in them.
type On func(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, use func(benefit.Records) error) error

// Read gives the records that a scheme's clauses are tried on, as they stood on its day: what the clauses read, and also
// the fields of the register that are named.
type Read func(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, also ...string) (benefit.Records, error)

// Inserter leaves a job in the transaction of its context.
type Inserter interface {
	Insert(ctx context.Context, job jobs.Job) (jobs.Inserted, error)
}

// Desk answers what benefits come to. It is safe for concurrent use; panels share nothing with each other.
type Desk struct {
	Engine *engine.Engine
	Tasks  *jobs.Tasks
	Jobs   Inserter // of the client that the registry of Work belongs to

	Records On // nil: from the database, each time anew

	mu       sync.Mutex
	subjects map[place]*mechanism.Subject
	schemes  map[place]*benefit.Scheme
	outcomes []*outcome // those asked for last come first
}

// mostKept bounds what is kept of each sort.
const mostKept = 32

// Records reads them from the ledger's tables.
func Records(e *engine.Engine) Read {
	return func(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, also ...string) (benefit.Records, error) {
		def := b.Registers[s.Register]
		if !def.Facts {
			records, err := e.Records(ctx, zone, s.Register)
			if err != nil {
				return benefit.Records{}, err
			}
			return benefit.FromRegister(def, s.Schema(), records, s.Day)
		}
		paths := s.Reads()
		for _, field := range also {
			paths = append(paths, def.Root()+"."+field)
		}
		c, err := e.Columns(ctx, zone, s.Register, s.Day, time.Time{}, nil, paths...)
		if err != nil {
			return benefit.Records{}, err
		}
		return benefit.Records{Table: c.Table, Keys: c.Keys}.As(s), nil
	}
}

// Source tells where the facts of a record come from, as they held on a day; nil of a register that keeps its records
// whole.
func Source(ctx context.Context, e *engine.Engine, zone string, def *register.Definition, key string, day clock.Date) (benefit.Source, error) {
	if !def.Facts {
		return nil, nil //nolint:nilnil // nobody noted any
	}
	record, err := e.FactRecord(ctx, zone, def, key)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	held := record.Facts()
	for _, r := range def.Readings() {
		var periods []facts.Period
		if per := def.Fields[r.Field].Per; r.Of != register.Plain {
			periods = facts.PeriodsOf(per, r.Of, day)
		}
		for i := range held {
			h := &held[i]
			if h.Field != r.Field || len(periods) > 0 && !slices.Contains(periods, h.Period) || len(periods) == 0 && h.From > day {
				continue
			}
			of[def.Root()+"."+r.Name] = strings.TrimSpace(h.By.Source + " " + cmp.Or(h.By.Dated, h.By.From).String())
		}
	}
	return func(path string) string { return of[path] }, nil
}

// redeemed is what claims have got or are to get by a day, and what budget lines have left of its year.
func (d *Desk) redeemed(ctx context.Context, zone string, day clock.Date) ([]benefit.Payment, map[string]money.Fen, error) {
	paid, left, err := (&redeem.Counter{Engine: d.Engine, Zone: zone}).Case(ctx, day)
	return slices.DeleteFunc(paid, func(p benefit.Payment) bool { return p.On > day }), left, err
}

// On calls use with a register as of a day and the clauses of a bundle that govern on it. It fails with register.unknown. The
// panel holds until use returns. It belongs into no transaction.
func (d *Desk) On(ctx context.Context, zone string, b *mechanism.Bundle, registerName string, day clock.Date, use func(*Panel) error) error {
	at := place{zone, b.Hash, registerName, day}
	p := &Panel{Bundle: b, Definition: b.Registers[registerName], Day: day, desk: d, place: at}
	var err error
	if p.Subject, err = d.subject(b, registerName); err != nil {
		return err
	}
	if p.Scheme, err = d.scheme(b, registerName, day); err != nil && !errs.Is(err, "benefit.no_clause") {
		return err
	}
	row, err := d.Engine.Store().Zone(ctx, zone)
	if err != nil {
		return err
	}
	p.size = row.Size
	with := func(r benefit.Records) error {
		p.records = r
		return use(p)
	}
	bare := benefit.Bare(registerName, p.Subject.Schema, day)
	if d.Records != nil {
		return d.Records(ctx, zone, b, bare, with)
	}
	var all []string
	for _, r := range p.Definition.Readings() {
		all = append(all, r.Name)
	}
	records, err := Records(d.Engine)(ctx, zone, b, bare, all...)
	if err != nil {
		return err
	}
	return with(records)
}

// place is what is kept at the desk.
type place struct {
	zone, hash, register string
	day                  clock.Date
}

// outcome is what the clauses came to when the zone's log had a size, on records that lay where keys lies.
type outcome struct {
	place

	mu   sync.Mutex // while it is worked out
	size int64
	keys []string
	out  *benefit.Outcome
}

// outcomeAt finds or makes the place of an outcome and puts it first.
func (d *Desk) outcomeAt(of place) *outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	o := &outcome{place: of}
	if at := slices.IndexFunc(d.outcomes, func(o *outcome) bool { return o.place == of }); at >= 0 {
		o = d.outcomes[at]
		d.outcomes = slices.Delete(d.outcomes, at, at+1)
	}
	d.outcomes = slices.Insert(d.outcomes, 0, o)
	d.outcomes = d.outcomes[:min(len(d.outcomes), mostKept)]
	return o
}

// subject gives a register as drafts read it; those asked for last are kept.
func (d *Desk) subject(b *mechanism.Bundle, registerName string) (*mechanism.Subject, error) {
	return keep(d, &d.subjects, place{b.Zone, b.Hash, registerName, 0}, func() (*mechanism.Subject, error) { return b.Subject(registerName) })
}

// scheme gives the clauses of a bundle on a register that govern on a day; those asked for last are kept.
func (d *Desk) scheme(b *mechanism.Bundle, registerName string, day clock.Date) (*benefit.Scheme, error) {
	return keep(d, &d.schemes, place{b.Zone, b.Hash, registerName, day}, func() (*benefit.Scheme, error) { return benefit.Compile(b, registerName, day) })
}

// keep gives what is kept at a place, or makes it.
func keep[T any](d *Desk, kept *map[place]*T, at place, mk func() (*T, error)) (*T, error) {
	d.mu.Lock()
	found := (*kept)[at]
	d.mu.Unlock()
	if found != nil {
		return found, nil
	}
	made, err := mk()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if *kept == nil || len(*kept) >= mostKept {
		*kept = map[place]*T{}
	}
	(*kept)[at] = made
	return made, nil
}
