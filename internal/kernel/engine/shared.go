package engine

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
)

// A commit costs what a disk needs to make it durable, whether it holds one command or a hundred. Commands
// that arrive while a commit is under way therefore wait for each other and share the next one; none is
// answered before it is durable, and a refusal of one leaves the others as they are.

// mostShared bounds the calls that share a commit, so that the last of them does not wait long.
const mostShared = 256

// After is run in the transaction in which a call's commands are kept, with their outcomes: what must be
// true together with them (the answer to be given again, a job). It may run more than once.
type After func(ctx context.Context, outcomes []Outcome) error

// Share carries out a call's commands in order, all of them or none, in a transaction that it may share with
// other callers. Its outcome is durable when Share returns. When ctx ends first, Share returns the
// context's error and the commands may still be carried out; a commit for which nobody waits any more is given up, so
// that a database that does not answer holds nobody up for longer than that. Within Together they belong to its transaction: nothing
// else shares that, and nothing is durable before it is.
func (e *Engine) Share(ctx context.Context, zone string, commands []matter.Command, after After) ([]Outcome, error) {
	ctx, over := spend(ctx)
	defer over()
	if ctx.Value(withinTogether{}) != nil {
		c := &call{ctx: ctx, commands: commands, after: after}
		err := (&queue{engine: e, zone: zone}).commit(ctx, []*call{c})
		return c.out, err
	}
	c := &call{ctx: ctx, commands: commands, after: after, done: make(chan struct{})}
	waited := func(error) {}
	if e.watcher != nil {
		c.ctx, waited = e.watcher.Call(ctx, zone, len(commands))
	}
	e.queue(zone).add(context.WithoutCancel(ctx), c)
	select {
	case <-c.done:
		waited(c.err)
		return c.out, c.err
	case <-ctx.Done():
		waited(ctx.Err())
		return nil, ctx.Err()
	}
}

// Watcher is told of the calls that share commits, for metrics and traces. What its methods give back is called
// with the outcome.
type Watcher interface {
	// Call begins when commands arrive and ends when they are durable or refused.
	Call(ctx context.Context, zone string, commands int) (context.Context, func(error))
	// Commit begins when calls, known by their contexts, go into a transaction, and ends when it is committed or not.
	Commit(ctx context.Context, zone string, calls []context.Context, commands int) (context.Context, func(error))
}

// Watch has w told of calls and commits; it is said before the engine is used.
func (e *Engine) Watch(w Watcher) { e.watcher = w }

// call is one caller's commands on their way.
type call struct {
	ctx      context.Context //nolint:containedctx // the caller's: for the watcher, and to know when nobody waits any more
	commands []matter.Command
	after    After
	out      []Outcome
	err      error
	done     chan struct{}
}

// queue gathers the calls of one zone while a commit is under way.
type queue struct {
	engine *Engine
	zone   string
	recent recent // of those who run

	mu      sync.Mutex
	waiting []*call
	running bool
}

func (e *Engine) queue(zone string) *queue {
	e.mu.Lock()
	defer e.mu.Unlock()
	q := e.queues[zone]
	if q == nil {
		q = &queue{engine: e, zone: zone}
		e.queues[zone] = q
	}
	return q
}

func (q *queue) add(ctx context.Context, c *call) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	if !q.running {
		q.running = true
		go q.run(ctx)
	}
}

// run commits what waits until nothing does.
func (q *queue) run(ctx context.Context) {
	for {
		q.mu.Lock()
		n := min(len(q.waiting), mostShared)
		if n == 0 {
			q.running = false
			q.mu.Unlock()
			return
		}
		calls := slices.Clone(q.waiting[:n])
		q.waiting = slices.Delete(q.waiting, 0, n)
		q.mu.Unlock()
		wanted, done := whileWanted(ctx, calls)
		q.carry(wanted, calls)
		done()
		for _, c := range calls {
			close(c.done)
		}
	}
}

// whileWanted is a context that ends when those of all the calls have.
func whileWanted(ctx context.Context, calls []*call) (wanted context.Context, done func()) {
	wanted, cancel := context.WithCancel(ctx)
	var waiting atomic.Int64
	waiting.Store(int64(len(calls)))
	forget := make([]func() bool, len(calls))
	for i, c := range calls {
		forget[i] = context.AfterFunc(c.ctx, func() {
			if waiting.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return wanted, func() {
		for _, f := range forget {
			f()
		}
		cancel()
	}
}

// carry commits the calls together; when that fails for a reason that is not one call's own, each by itself,
// so that one cannot take the others with it.
func (q *queue) carry(ctx context.Context, calls []*call) {
	err := q.commit(ctx, calls)
	if err == nil {
		return
	}
	for _, c := range calls {
		if len(calls) > 1 {
			if err = q.commit(ctx, []*call{c}); err == nil {
				continue
			}
		}
		c.out, c.err = nil, err
	}
}

func (q *queue) commit(ctx context.Context, calls []*call) (err error) {
	if w := q.engine.watcher; w != nil {
		callers, commands := make([]context.Context, 0, len(calls)), 0
		for _, c := range calls {
			callers = append(callers, c.ctx)
			commands += len(c.commands)
		}
		var done func(error)
		ctx, done = w.Commit(ctx, q.zone, callers, commands)
		defer func() { done(err) }()
	}
	var b *Batch
	err = q.engine.inTx(ctx, func(ctx context.Context) (err error) {
		if b, err = q.engine.batch(ctx, q.zone); err != nil {
			return err
		}
		if err := b.fetch(&q.recent, calls); err != nil {
			return err
		}
		for _, c := range calls {
			if c.out, c.err = b.together(c.commands); c.err != nil && (len(calls) == 1 || b.spoilt) {
				return c.err
			}
		}
		if err := b.save(nil); err != nil {
			return err
		}
		for _, c := range calls {
			if c.err == nil && c.after != nil {
				if err := c.after(ctx, c.out); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil && ctx.Value(withinTogether{}) == nil {
		q.recent.keep(b)
	}
	return err
}

// together carries out commands, all or none; a refusal leaves the batch as it was, unless some of it had to be
// stored meanwhile: then the batch is spoilt and must not be kept. Of several commands the error is a
// *CommandError.
func (b *Batch) together(commands []matter.Command) ([]Outcome, error) {
	if len(commands) > mostTogether {
		return nil, errs.Newf(errs.Invalid, "engine.too_many", "一次最多 %[1]d 条命令，现有 %[2]d 条，请分批提交",
			"at most %[1]d commands at a time; there are %[2]d: send them in parts", mostTogether, len(commands))
	}
	out := make([]Outcome, len(commands))
	if len(commands) == 1 {
		if err := b.do(commands[0], &out[0]); err != nil {
			return nil, err
		}
		return out, nil
	}
	b.steps = &steps{turns: len(b.turns), waiting: len(b.waiting), unsaved: b.unsaved, saves: b.saves}
	defer func() { b.steps = nil }()
	for i := range commands {
		if err := b.do(commands[i], &out[i]); err != nil {
			b.spoilt = b.saves != b.steps.saves
			b.undo()
			return nil, &CommandError{Index: i, Err: err}
		}
	}
	return out, nil
}

// mostTogether bounds the commands of one call: they are kept in hand until the last has succeeded.
const mostTogether = 1000

// steps is how to go back to where a batch stood before several commands that belong together.
type steps struct {
	turns, waiting, unsaved, saves int
	taken                          []step
}

// step is one command carried out: its matter as it was, and the number it used.
type step struct {
	turn   *turn
	before turn
	drawn  *numberRun
}

func (b *Batch) undo() {
	for _, s := range slices.Backward(b.steps.taken) {
		*s.turn = s.before
		if s.drawn != nil {
			s.drawn.next--
			s.drawn.used--
		}
	}
	for _, t := range b.turns[b.steps.turns:] {
		delete(b.known, t.state.ID)
		delete(b.known, t.state.Number)
	}
	b.turns, b.waiting, b.unsaved = b.turns[:b.steps.turns], b.waiting[:b.steps.waiting], b.steps.unsaved
}
