package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// CommandError tells which of many commands was refused, and why.
type CommandError struct {
	Index int // of the command, from 0
	Err   error
}

// Error gives the reason with the command's place.
func (e *CommandError) Error() string { return fmt.Sprintf("command %d: %v", e.Index+1, e.Err) }

// Unwrap gives the reason alone.
func (e *CommandError) Unwrap() error { return e.Err }

// DoAll carries out commands in the order given, all of them or none, in one transaction. The ledger is the
// same as if Do had been called for each. A refusal is a *CommandError; a zero At means now. Some thousands
// of commands are a good batch.
func (e *Engine) DoAll(ctx context.Context, zone string, commands []matter.Command) ([]Outcome, error) {
	out := make([]Outcome, len(commands))
	err := e.Batch(ctx, zone, func(_ context.Context, b *Batch) error {
		for i := range commands {
			if err := b.do(commands[i], &out[i]); err != nil {
				return &CommandError{Index: i, Err: err}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Batch runs fn in one transaction and stores what the commands it gave have brought about when it returns
// without an error: an import, the assignment of a whole list. fn runs again when another writer was faster.
func (e *Engine) Batch(ctx context.Context, zone string, fn func(ctx context.Context, b *Batch) error) error {
	return e.inTx(ctx, func(ctx context.Context) error {
		b, err := e.batch(ctx, zone)
		if err != nil {
			return err
		}
		if err := fn(ctx, b); err != nil {
			return err
		}
		return b.save(nil)
	})
}

// Batch has the matters of one transaction in hand: each is loaded once and stored once, however many
// commands it gets. What it has not stored yet, lists do not show.
type Batch struct {
	ctx     context.Context //nolint:containedctx // lives no longer than the transaction it belongs to
	engine  *Engine
	world   *zoneWorld
	zone    string
	alone   bool // one command: what it is refused undoes all
	turns   []*turn
	known   map[string]*turn // by id and by number
	ready   map[string]*turn // fetched and not in hand yet, likewise
	numbers map[numberSeries]*numberRun
	drawn   *numberRun // that the present command looked at
	waiting []share
	unsaved int    // records, at most
	saves   int    // how often it has stored
	steps   *steps // of commands that belong together; nil between such
	reveals bool   // what it unmasks is handed out (Unmask)
	spoilt  bool   // half of a call that was refused has been stored: the transaction must not be kept
}

// share is the part of a turn's records that one command brought, for its outcome once they are stored.
type share struct {
	turn     *turn
	from, to int
	out      *Outcome
}

// numberSeries is one gap-free run of numbers; numberRun is what this transaction uses of it. The run is
// locked when it is first looked at and taken when the batch is stored, so that a refusal leaves no gap.
type numberSeries struct {
	register string
	year     int
}

type numberRun struct{ next, used int }

func (e *Engine) batch(ctx context.Context, zone string) (*Batch, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return &Batch{ctx: ctx, engine: e, world: w, zone: zone, known: map[string]*turn{}, numbers: map[numberSeries]*numberRun{}}, nil
}

// Do carries out one command. A refusal changes nothing and the batch goes on; the error matters to
// whoever gave the command alone.
func (b *Batch) Do(c matter.Command) (matter.State, error) {
	var out Outcome
	err := b.do(c, &out)
	return out.Matter, err
}

// Matter is a matter by id or number as the batch has it in hand.
func (b *Batch) Matter(idOrNumber string) (matter.State, error) {
	t, err := b.find(idOrNumber)
	if err != nil {
		return matter.State{}, err
	}
	return t.state, nil
}

// Stream is what is recorded of a matter, by id, what this batch has not stored yet included.
func (b *Batch) Stream(id string) ([]ledger.Record, error) {
	stored, err := b.engine.store.Stream(b.ctx, b.zone, id)
	if t := b.known[id]; t != nil && err == nil {
		stored = append(stored, t.records...)
	}
	return stored, err
}

// at is when a command is given.
func (b *Batch) at(c *matter.Command) time.Time {
	if c.At.IsZero() {
		return b.engine.NowIn(b.zone)
	}
	return ledger.Instant(c.At)
}

// find takes a matter in hand, by id or number.
func (b *Batch) find(idOrNumber string) (*turn, error) {
	if t := b.known[idOrNumber]; t != nil {
		return t, nil
	}
	if t := b.ready[idOrNumber]; t != nil {
		delete(b.ready, t.state.ID)
		delete(b.ready, t.state.Number)
		b.keep(t)
		return t, nil
	}
	row, err := b.engine.store.Matter(b.ctx, b.zone, idOrNumber)
	if err != nil {
		return nil, err
	}
	t := b.turn()
	if err := t.load(&row); err != nil {
		return nil, err
	}
	b.keep(t)
	return t, nil
}

func (b *Batch) keep(t *turn) {
	b.turns = append(b.turns, t)
	b.known[t.state.ID] = t
	if t.state.Number != "" {
		b.known[t.state.Number] = t
	}
}

// do carries out one command; its outcome has its records once they are saved.
func (b *Batch) do(c matter.Command, out *Outcome) error {
	c.At = b.at(&c)
	if err := b.world.actor(&c); err != nil {
		return err
	}
	if c.Name == "unmask" && !b.reveals {
		return errs.Newf(errs.Invalid, "matter.unmask_apart", "查看个人信息明文不是事项操作，请用“查看明文”单独办理（接口 POST …/personal/unmask，命令行 matter unmask）", "personal data is not read in full by a command: ask POST …/personal/unmask for it, or use matter unmask on the command line")
	}
	b.drawn = nil
	t, err := b.prepare(&c)
	if err != nil {
		return err
	}
	before, from := *t, len(t.records)
	if err := b.give(t, &c); err != nil {
		*t = before
		return err
	}
	if b.drawn != nil {
		b.drawn.next++
		b.drawn.used++
	}
	if b.steps != nil {
		b.steps.taken = append(b.steps.taken, step{t, before, b.drawn})
	}
	if c.Name == "register" {
		b.keep(t)
	}
	out.Matter, out.Was = t.state, before.state
	b.waiting = append(b.waiting, share{t, from, len(t.records), out})
	if b.unsaved += len(t.records) - from; b.unsaved < unsavedRecords || t.held || b.steps != nil {
		return nil
	}
	return b.letGo()
}

// give has the command decided on the matter as it is then; a letter is numbered once it is there.
func (b *Batch) give(t *turn, c *matter.Command) (err error) {
	if err := t.reach(c); err != nil {
		return err
	}
	if c.Name == "issue-letter" && c.Number == "" {
		if c.Number, err = b.letterNumber(&t.state, c); err != nil {
			return err
		}
	}
	return t.command(c)
}

// unsavedRecords bounds how many records a batch holds before it stores them and forgets its matters, so that a
// long import takes no more memory than a short one.
const unsavedRecords = 20_000

func (b *Batch) letGo() error {
	if err := b.save(nil); err != nil {
		return err
	}
	b.turns, b.unsaved = nil, 0
	clear(b.known)
	return nil
}

// prepare finds the matter that a command is about and fills in what the shell knows: ids, and the number of one that begins.
func (b *Batch) prepare(c *matter.Command) (*turn, error) {
	if c.Name == "register" {
		return b.registration(c)
	}
	t, err := b.find(c.ID)
	if err != nil {
		return nil, err
	}
	c.ID = t.state.ID
	if c.Expect != 0 && c.Expect != t.state.Seq {
		return nil, Changed(t.state.Number)
	}
	if c.At.Before(t.state.LastAt) {
		return nil, errs.Newf(errs.Refused, "matter.time_back", "%[1]s 在 %[2]s 已有记录，不能补记更早的 %[3]s",
			"%[1]s has an entry of %[2]s already; nothing can be entered for the earlier %[3]s", t.state.Number, calendar.Stamp(t.state.LastAt), calendar.Stamp(c.At))
	}
	if c.Name == "merge" && c.To != "" {
		into, err := b.find(c.To)
		if err != nil {
			return nil, err
		}
		c.To = into.state.ID
	}
	return t, nil
}

// Changed is the refusal of a command that was given for a matter as it no longer is.
func Changed(number string) error {
	return errs.Newf(errs.Conflict, "matter.changed", "%[1]s 在您读取之后已有变动，请刷新后再办", "%[1]s has changed since you read it: read it again first", number)
}

func (b *Batch) registration(c *matter.Command) (*turn, error) {
	t := b.turn()
	if c.ID == "" {
		c.ID = b.engine.newID()
	}
	if bundle := b.world.Timeline.At(c.At); c.Number == "" && bundle != nil && bundle.Kinds[c.Kind] != nil { // else Decide refuses with the reason
		number, _, err := b.next(c.Kind, bundle.Kinds[c.Kind].Number, c.At)
		if err != nil {
			return nil, err
		}
		c.Number = number
	}
	if c.Parent != "" {
		parent, err := b.find(c.Parent)
		if err != nil {
			return nil, err
		}
		c.Parent = parent.state.ID
		if err := b.world.allowsChild(&parent.state, c); err != nil {
			return nil, err
		}
		if err := b.hasRoom(parent, c); err != nil {
			return nil, err
		}
	}
	return t, b.withhold(t, c)
}

// next gives the number after the last one used. It counts as used when its command succeeds.
func (b *Batch) next(register, pattern string, at time.Time) (number string, seq int, err error) {
	d := b.world.today(at)
	if b.alone {
		seq, err = b.engine.store.TakeNumbers(b.ctx, b.zone, register, d.Year(), 1)
		return numbered(pattern, register, d, seq, b.zone), seq, err
	}
	series := numberSeries{register, d.Year()}
	r := b.numbers[series]
	if r == nil {
		first, err := b.engine.store.TakeNumbers(b.ctx, b.zone, register, d.Year(), 0)
		if err != nil {
			return "", 0, err
		}
		r = &numberRun{next: first}
		b.numbers[series] = r
	}
	b.drawn = r
	return numbered(pattern, register, d, r.next, b.zone), r.next, nil
}

// save stores every matter in hand that changed, save one that is not finished with.
func (b *Batch) save(unfinished *turn) error {
	for series, r := range b.numbers {
		if r.used == 0 {
			continue
		}
		if _, err := b.engine.store.TakeNumbers(b.ctx, b.zone, series.register, series.year, r.used); err != nil {
			return err
		}
		r.used = 0
	}
	var changed []*turn
	for _, t := range b.turns {
		if t != unfinished && len(t.records) > 0 {
			changed = append(changed, t)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	b.saves++
	if err := b.engine.save(b.ctx, b.zone, changed...); err != nil {
		return err
	}
	b.waiting = slices.DeleteFunc(b.waiting, func(s share) bool {
		if s.turn == unfinished {
			return false
		}
		s.out.Records = s.turn.records[s.from:s.to:s.to]
		return true
	})
	for _, t := range changed {
		t.saved()
	}
	return nil
}

// saved makes the turn begin anew where it stands.
func (t *turn) saved() {
	t.before, t.text, t.records, t.ended, t.secrets, t.erased = t.state.Duties, textOf(&t.state), nil, nil, nil, nil
}
