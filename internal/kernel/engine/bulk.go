package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
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

// DoAll carries out commands in the order given, all of them or none, in one transaction: an import, the
// assignment of a whole list. The ledger is the same as if Do had been called for each, but a matter is
// read and stored once however many of them it gets, and numbers are taken together. A refusal is a
// *CommandError; a zero At means now. Some thousands of commands are a good batch.
func (e *Engine) DoAll(ctx context.Context, zone string, commands []matter.Command) ([]Outcome, error) {
	var out []Outcome
	err := e.inTx(ctx, func(ctx context.Context) error {
		h, err := e.take(ctx, zone, commands)
		if err != nil {
			return err
		}
		out = make([]Outcome, len(commands))
		for i := range commands {
			if out[i], err = h.do(commands[i]); err != nil {
				return &CommandError{Index: i, Err: err}
			}
		}
		return h.save(nil)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// hands are the matters that one transaction has in hand, each loaded once.
type hands struct {
	ctx     context.Context //nolint:containedctx // lives no longer than the transaction it belongs to
	engine  *Engine
	world   *zoneWorld
	zone    string
	turns   []*turn
	known   map[string]*turn // by id and by number
	numbers map[numberSeries]*numberRun
}

// numberSeries is one gap-free run of numbers; numberRun is what this transaction took of it.
type numberSeries struct {
	register string
	year     int
}

type numberRun struct{ next, left, wanted int }

func (e *Engine) take(ctx context.Context, zone string, commands []matter.Command) (*hands, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	h := &hands{ctx: ctx, engine: e, world: w, zone: zone, known: map[string]*turn{}, numbers: map[numberSeries]*numberRun{}}
	if len(commands) > 1 {
		for i := range commands {
			if c := &commands[i]; c.Name == "register" && c.Number == "" {
				h.run(numberSeries{c.Kind, w.today(h.at(c)).Year()}).wanted++
			}
		}
	}
	return h, nil
}

func (h *hands) at(c *matter.Command) time.Time {
	if c.At.IsZero() {
		return h.engine.Now()
	}
	return ledger.Instant(c.At)
}

func (h *hands) run(s numberSeries) *numberRun {
	r := h.numbers[s]
	if r == nil {
		r = &numberRun{}
		h.numbers[s] = r
	}
	return r
}

// find takes a matter in hand, by id or number.
func (h *hands) find(idOrNumber string) (*turn, error) {
	if t := h.known[idOrNumber]; t != nil {
		return t, nil
	}
	row, err := h.engine.store.Matter(h.ctx, h.zone, idOrNumber)
	if err != nil {
		return nil, err
	}
	t := &turn{ctx: h.ctx, engine: h.engine, world: h.world, zone: h.zone, hands: h}
	if err := t.load(&row); err != nil {
		return nil, err
	}
	h.keep(t)
	return t, nil
}

func (h *hands) keep(t *turn) {
	h.turns = append(h.turns, t)
	h.known[t.state.ID] = t
	if t.state.Number != "" {
		h.known[t.state.Number] = t
	}
}

func (h *hands) do(c matter.Command) (Outcome, error) {
	c.At = h.at(&c)
	if err := h.world.actor(&c); err != nil {
		return Outcome{}, err
	}
	t, err := h.prepare(&c)
	if err != nil {
		return Outcome{}, err
	}
	before := len(t.records)
	if err := t.command(&c); err != nil {
		return Outcome{}, err
	}
	if c.Name == "register" {
		h.keep(t)
	}
	return Outcome{Matter: t.state, Records: slices.Clip(t.records[before:])}, nil
}

// prepare finds the matter that a command is about and fills in what the shell knows: ids and numbers.
func (h *hands) prepare(c *matter.Command) (*turn, error) {
	if c.Name == "register" {
		return h.registration(c)
	}
	t, err := h.find(c.ID)
	if err != nil {
		return nil, err
	}
	c.ID = t.state.ID
	if c.At.Before(t.state.LastAt) {
		return nil, errs.Newf(errs.Refused, "matter.time_back", "%[1]s 在 %[2]s 已有记录,不能补记更早的 %[3]s",
			"%[1]s has an entry of %[2]s already; nothing can be entered for the earlier %[3]s", t.state.Number, t.state.LastAt.Format(time.RFC3339), c.At.Format(time.RFC3339))
	}
	if c.Name == "merge" && c.To != "" {
		into, err := h.find(c.To)
		if err != nil {
			return nil, err
		}
		c.To = into.state.ID
	}
	if c.Name == "issue-letter" && c.Number == "" {
		c.Number, err = h.letterNumber(&t.state, c)
	}
	return t, err
}

func (h *hands) registration(c *matter.Command) (*turn, error) {
	t := &turn{ctx: h.ctx, engine: h.engine, world: h.world, zone: h.zone, hands: h}
	if c.ID == "" {
		c.ID = h.engine.newID()
	}
	if b := h.world.Timeline.At(c.At); c.Number == "" && b != nil && b.Kinds[c.Kind] != nil { // else Decide refuses with the reason
		number, err := h.next(c.Kind, b.Kinds[c.Kind].Number, c.At)
		if err != nil {
			return nil, err
		}
		c.Number = number
	}
	if c.Parent != "" {
		parent, err := h.find(c.Parent)
		if err != nil {
			return nil, err
		}
		c.Parent = parent.state.ID
		if err := h.world.allowsChild(&parent.state, c); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (h *hands) letterNumber(s *matter.State, c *matter.Command) (string, error) {
	b := h.world.Timeline.At(c.At)
	for _, l := range s.Letters {
		if t := b.Letters[l.Template]; l.ID == c.Letter && t != nil {
			return h.next("letter/"+l.Template, t.Number, c.At)
		}
	}
	return "", nil
}

// next gives the next number of a register. Of numbers that are sure to be wanted several are taken at
// once; what is refused gives all of them back.
func (h *hands) next(register, pattern string, at time.Time) (string, error) {
	d := h.world.today(at)
	r := h.run(numberSeries{register, d.Year()})
	if r.left == 0 {
		n := max(1, r.wanted)
		first, err := h.engine.store.TakeNumbers(h.ctx, h.zone, register, d.Year(), n)
		if err != nil {
			return "", err
		}
		r.next, r.left, r.wanted = first, n, 0
	}
	seq := r.next
	r.next, r.left = r.next+1, r.left-1
	if pattern == "" {
		pattern = register + "〔{year}〕{seq}号"
	}
	return letter.FormatNumber(pattern, d.Year(), seq, int(d.Month()), h.zone), nil
}

// save stores every matter in hand that changed, save one that is not finished with.
func (h *hands) save(unfinished *turn) error {
	var changed []*turn
	for _, t := range h.turns {
		if t != unfinished && len(t.records) > 0 {
			changed = append(changed, t)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := h.engine.save(h.ctx, h.zone, changed...); err != nil {
		return err
	}
	for _, t := range changed {
		t.saved()
	}
	return nil
}

// saved makes the turn begin anew where it stands.
func (t *turn) saved() {
	t.before, t.records, t.ended, t.lapsed, t.opened = t.state.Duties, nil, nil, nil, nil
}
