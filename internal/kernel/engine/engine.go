// Package engine is the imperative shell around the kernel: it loads what a decision needs, lets the
// pure packages decide, and remembers the outcome, all in one transaction.
//
//	command ─▶ load state ─▶ make what fell due before ─▶ decide ─▶ make what follows ─▶ seal ─▶ append, project
//
// Sweep does the same without a command. Nothing depends on when a sweep runs: what fell due is written
// at the instant at which it fell due, and what is true at an instant (a light, what is overdue) is
// computed on read. Verify folds the ledger again and compares.
package engine

import (
	"cmp"
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/personal"
)

// Engine runs the zones of one store. It is safe for concurrent use.
type Engine struct {
	store  Store
	now    clock.Clock
	ahead  map[string]time.Duration // by zone; nil for none
	newID  id.Source
	random io.Reader

	watcher Watcher // of shared commits; nil for none

	mu     sync.Mutex
	worlds map[string]*zoneWorld
	queues map[string]*queue

	applied sync.Map // "zone hash" → *mechanism.Bundle: those that this engine applied, compiled already
}

// New makes an engine. random signs up new zones (Ed25519 keys).
func New(store Store, now clock.Clock, newID id.Source, random io.Reader) *Engine {
	return &Engine{store: store, now: now, newID: newID, random: random, worlds: map[string]*zoneWorld{}, queues: map[string]*queue{}}
}

// Store gives read access for shells that list and export.
func (e *Engine) Store() Store { return e.store }

// Now is the engine's present instant, as the ledger keeps it.
func (e *Engine) Now() time.Time { return ledger.Instant(e.now()) }

// NowIn is the present instant in a zone: Now, unless the zone has a day of its own.
func (e *Engine) NowIn(zone string) time.Time { return ledger.Instant(e.now().Add(e.ahead[zone])) }

// Shift gives zones a day of their own, as a demonstration does that shows several: by how much their clocks are ahead
// of the engine's. To be called before the engine is used.
func (e *Engine) Shift(ahead map[string]time.Duration) { e.ahead = ahead }

// Outcome is what a command brought about.
type Outcome struct {
	Matter  matter.State
	Was     matter.State // before the command; zero where there was no matter yet
	Records []ledger.Record
}

// attempts bounds how often a command is tried again when somebody else was faster.
const attempts = 8

// Do carries out one command on one matter: all of it or nothing. A zero At means now.
func (e *Engine) Do(ctx context.Context, zone string, c matter.Command) (Outcome, error) {
	var out Outcome
	err := e.inTx(ctx, func(ctx context.Context) (err error) {
		out, err = e.do(ctx, zone, c)
		return err
	})
	return out, err
}

// inTx runs fn in a transaction and tries again when another writer won.
func (e *Engine) inTx(ctx context.Context, fn func(ctx context.Context) error) error {
	ctx, over := spend(ctx)
	defer over()
	var err error
	for range attempts {
		if err = e.store.InTx(ctx, fn); errs.KindOf(err) != errs.Conflict || !strings.HasPrefix(errs.CodeOf(err), "ledger.") {
			return err
		}
	}
	return err
}

// Together runs several uses of the engine as one: all of them are kept, or none.
func (e *Engine) Together(ctx context.Context, fn func(ctx context.Context) error) error {
	return e.inTx(ctx, func(ctx context.Context) error { return fn(context.WithValue(ctx, withinTogether{}, true)) })
}

// withinTogether marks the context of what runs in a transaction of Together.
type withinTogether struct{}

func (e *Engine) do(ctx context.Context, zone string, c matter.Command) (Outcome, error) {
	b, err := e.batch(ctx, zone)
	if err != nil {
		return Outcome{}, err
	}
	b.alone = true
	var out Outcome
	if err := b.do(c, &out); err != nil {
		return Outcome{}, err
	}
	return out, b.save(nil)
}

// next takes a register's next number of the year of a day and writes it by its pattern.
func (e *Engine) next(ctx context.Context, zone, register, pattern string, d clock.Date) (string, error) {
	seq, err := e.store.TakeNumbers(ctx, zone, register, d.Year(), 1)
	if err != nil {
		return "", err
	}
	return numbered(pattern, register, d, seq, zone), nil
}

// numbered writes a number of a register, by its name where no file says how.
func numbered(pattern, register string, d clock.Date, seq int, zone string) string {
	if pattern == "" {
		pattern = register + mechanism.UnnamedNumber
	}
	return letter.FormatNumber(pattern, d.Year(), seq, int(d.Month()), zone)
}

// turn is one matter in the hands of one transaction.
type turn struct {
	ctx     context.Context //nolint:containedctx // lives no longer than the transaction it belongs to
	engine  *Engine
	world   *zoneWorld
	zone    string
	batch   *Batch // the other matters of the transaction; nil where there are none
	state   matter.State
	head    ledger.Hash
	cursor  time.Time
	was     MatterRow // as stored, without its state; without an ID where there is none
	before  []matter.Duty
	text    string // that the matter is found by, as stored
	records []ledger.Record
	ended   []endedDuty
	secrets []personal.Secret // values of personal fields, to be stored beside the ledger
	erased  []string          // personal fields whose values are to be deleted
	held    bool              // what follows from the last commands has not been made yet
	fault   error             // met while a decision read what lies outside the matter: nothing is saved
}

// endedDuty is a duty that was met, or lapsed, within a turn.
type endedDuty struct {
	duty   matter.Duty
	at     time.Time
	lapsed bool
}

// reach makes what fell due before c. What falls due at its very instant comes after it, unless c names what comes with it.
func (t *turn) reach(c *matter.Command) error {
	if t.held && !c.At.Equal(t.cursor) {
		if err := t.react(); err != nil {
			return err
		}
	}
	if t.state.ID == "" || t.held {
		return nil
	}
	w := t.world.matterWorld(t)
	if err := t.advance(w, c.At.Add(-time.Microsecond)); err != nil || t.state.HasNamed(c) {
		return err
	}
	return t.advance(w, c.At)
}

// command decides c and makes what follows from it.
func (t *turn) command(c *matter.Command) error {
	content, err := matter.Decide(&t.state, c, t.world.matterWorld(t))
	if err != nil {
		return err
	}
	t.append(ledger.Event{
		Stream: c.ID, At: c.At, Actor: c.Actor, Person: c.Person, Deputy: c.Deputy,
		Basis: t.world.basis(c.At),
	}, content)
	t.cursor, t.held = c.At, true
	if c.Hold {
		return nil
	}
	return t.react()
}

// react makes what follows from the commands given so far, at their instant.
func (t *turn) react() error {
	if !t.held {
		return nil
	}
	t.held = false
	_, derived, err := matter.React(t.state, t.world.matterWorld(t), t.cursor)
	if err != nil {
		return err
	}
	t.derive(derived)
	return nil
}

// advance makes everything that falls due up to until.
func (t *turn) advance(w *matter.World, until time.Time) error {
	if until.Before(t.cursor) {
		return nil
	}
	_, derived, err := matter.Advance(t.state, w, t.cursor, until)
	if err != nil {
		return err
	}
	t.derive(derived)
	t.cursor = until
	return nil
}

func (t *turn) derive(derived []matter.Derived) {
	for _, d := range derived {
		t.append(ledger.Event{Stream: t.state.ID, At: d.At, Derived: true, Basis: d.Basis}, d.Content)
	}
}

// append seals one event behind the last and folds it.
func (t *turn) append(ev ledger.Event, content matter.Content) {
	ev.Zone, ev.Seq, ev.Type = t.zone, t.state.Seq+1, content.Type()
	ev.Recorded = t.engine.NowIn(t.zone)
	r := ledger.SealContent(ev, content, t.head)
	old := t.state.Duties
	t.state = matter.Evolve(t.state, &ev, content)
	t.note(old, content, ev.At)
	if c, ok := content.(*matter.PersonalEvent); ok && c.Command == "erase" {
		t.erased = append(t.erased, c.Fields...)
	}
	t.head = r.Hash
	t.records = append(t.records, r)
}

// note keeps track of duties that end within the turn, for the duty list.
func (t *turn) note(old []matter.Duty, content matter.Content, at time.Time) {
	t.ended = appendEnded(t.ended, old, t.state.Duties, content, at)
}

// appendEnded adds the duties that were there before an event and are no more.
func appendEnded(ended []endedDuty, before, now []matter.Duty, content matter.Content, at time.Time) []endedDuty {
	d, ok := content.(*matter.DutyEvent)
	lapsed := ok && d.What == "lapsed"
	for i := range before {
		if !hasDuty(now, &before[i]) {
			ended = append(ended, endedDuty{before[i], at, lapsed})
		}
	}
	return ended
}

func hasDuty(duties []matter.Duty, d *matter.Duty) bool {
	for i := range duties {
		if duties[i].ID == d.ID && duties[i].Opens.Equal(d.Opens) {
			return true
		}
	}
	return false
}

// save appends the turn's records and stores the rows that follow from them.
func (e *Engine) save(ctx context.Context, zone string, turns ...*turn) error {
	var rows Rows
	n := 0
	for _, t := range turns {
		if err := t.react(); err != nil {
			return err
		}
		n += len(t.records)
	}
	records := make([]ledger.Record, 0, n)
	for _, t := range turns {
		records = append(records, t.records...)
		next, err := t.next()
		if err = cmp.Or(t.fault, err); err != nil {
			return err
		}
		rows.Matters, rows.Was = append(rows.Matters, Project(&t.state, t.head, t.cursor, next)), append(rows.Was, t.was)
		rows.Duties = append(rows.Duties, t.duties()...)
		rows.Letters = append(rows.Letters, letterRows(&t.state)...)
		t.personalRows(&rows)
		if text := textOf(&t.state); text != t.text {
			rows.Texts = append(rows.Texts, TextRow{zone, t.state.ID, micros(t.state.RegisteredAt), text})
		}
	}
	if len(records) > 0 {
		if err := e.store.Append(ctx, zone, records); err != nil {
			return err
		}
		for _, t := range turns { // with their positions
			records = records[copy(t.records, records):]
		}
	}
	if err := e.store.Put(ctx, rows); err != nil {
		return err
	}
	for i, t := range turns {
		t.was = rows.Matters[i]
		t.was.State = nil
	}
	return nil
}

func (t *turn) next() (time.Time, error) {
	next, ok, err := matter.Next(&t.state, t.world.matterWorld(t), t.cursor)
	if err != nil || !ok {
		return time.Time{}, err
	}
	return next, nil
}

// micros and instant convert between instants and what rows hold; zero stays zero.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
