// Package jobs does later, on any node, what must not keep a request waiting: sweeps, notices, webhooks, imports,
// plans, checkpoints, cleaning. It is a small face of river, which keeps the jobs in the store itself.
//
//	Insert(ctx, job)   joins the caller's transaction: the job exists if and only if its reason does
//	any node           takes the job, one node at a time, and runs the handler of its kind
//	handler            nil: done · error: again after a pause · Never(error): given up
//
// A handler may run twice: a node can die between a side effect and the note that it was done. So a handler does
// all that is due and nothing else, or asks whether the effect named by Key(ctx) has happened. What falls due
// periodically is triggered by time but found in the store: a trigger that was missed is made up by the next.
//
// A job's content is shown to the system administrator, who may read no business: it holds ids and nothing more.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"qinlian/internal/base/clock"
)

// Job is what is to be done, as data that survives a restart (JSON). Kind names its handler and must not change
// once jobs of it were inserted; it has at least two letters.
type Job interface{ Kind() string }

// The queues. Each has workers of its own, so that a plan of an hour does not hold up a sweep.
const (
	Default = river.QueueDefault
	Long    = "long"
)

// Options say how jobs of a kind are run; zero members have the default given.
type Options struct {
	Queue    string        // Default
	Priority int           // 1 goes first, 4 last; 2
	Attempts int           // after which the job is discarded; 12
	Timeout  time.Duration // of one attempt; 1 minute. A job whose node died is taken up again after it (at least two minutes)
	// Backoff is the pause after the attempt of the given number, which begins at 1; Backoff doubles.
	Backoff func(attempt int) time.Duration
	// Unique lets one job of the same kind and content wait or run at a time: inserting another does nothing.
	Unique bool
	// Within lets one job of the same kind and content exist in each period of this length since 1970, be it done
	// or not; it is at least a second.
	Within time.Duration
}

const (
	defaultTimeout  = time.Minute
	defaultAttempts = 12
	defaultPriority = 2
	rescueAfter     = 2 * time.Minute
)

// Backoff doubles the pause from five seconds up to an hour.
func Backoff(attempt int) time.Duration {
	const first, most = 5 * time.Second, time.Hour
	return min(first<<min(max(attempt-1, 0), 20), most)
}

// Registry knows the handler of every kind. It belongs to one client.
type Registry struct {
	client   *Client
	workers  *river.Workers
	options  map[string]Options
	periodic []*river.PeriodicJob

	// Watch, if any, is told of each attempt before it begins; what it gives back is called with the attempt's error.
	Watch func(ctx context.Context, kind string) (context.Context, func(error))
}

// NewRegistry returns a registry without kinds.
func NewRegistry() *Registry {
	return &Registry{workers: river.NewWorkers(), options: map[string]Options{}}
}

// Register names the handler of T's kind. It panics on a kind that has one, which is a mistake in the program.
func Register[T Job](r *Registry, handle func(ctx context.Context, job T) error, o Options) {
	var none T
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Backoff == nil {
		o.Backoff = Backoff
	}
	river.AddWorker(r.workers, &worker[T]{registry: r, handle: handle, options: o})
	r.options[none.Kind()] = o
}

// Every triggers a registered job at an interval of at least a second, and once when a node becomes the one that
// triggers. Of several nodes one does; of triggers that were missed the next makes up.
func Every(r *Registry, interval time.Duration, job Job) {
	options, known := r.options[job.Kind()]
	if !known {
		panic(fmt.Sprintf("jobs: %q is to run every %s and has no handler", job.Kind(), interval))
	}
	options.Unique = true
	r.periodic = append(r.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return job, options.insert(time.Time{}) },
		&river.PeriodicJobOpts{RunOnStart: true}))
}

// outstanding are the states in which a job is not over.
var outstanding = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

func (o *Options) insert(at time.Time) *river.InsertOpts {
	opts := &river.InsertOpts{MaxAttempts: o.Attempts, Priority: o.Priority, Queue: o.Queue, ScheduledAt: at}
	if opts.MaxAttempts == 0 {
		opts.MaxAttempts = defaultAttempts
	}
	if opts.Priority == 0 {
		opts.Priority = defaultPriority
	}
	switch {
	case o.Within > 0:
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: o.Within}
	case o.Unique:
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: outstanding}
	}
	return opts
}

// worker is a handler as river wants it.
type worker[T Job] struct {
	river.WorkerDefaults[T]

	registry *Registry
	handle   func(ctx context.Context, job T) error
	options  Options
}

// Work runs the handler. What a stopping node interrupted goes back as if it had not been taken.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	done := func(error) {}
	if w.registry.Watch != nil {
		ctx, done = w.registry.Watch(ctx, job.Kind)
	}
	err := w.handle(context.WithValue(ctx, keyOfKey{}, keyOf(job.JobRow)), job.Args)
	done(err)
	never := (*neverError)(nil)
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled) && !errors.Is(context.Cause(ctx), rivertype.ErrJobCancelledRemotely):
		return river.JobSnooze(0)
	case errors.As(err, &never):
		return river.JobCancel(err)
	}
	return err
}

// Timeout bounds one attempt.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.options.Timeout }

// soonest is the least pause: river takes an instant that is past as none and applies a policy of its own.
const soonest = 100 * time.Millisecond

// NextRetry is when a failed attempt is made again, counted from its end by the clock that river goes by.
func (w *worker[T]) NextRetry(job *river.Job[T]) time.Time {
	return clock.System().Add(max(soonest, w.options.Backoff(job.Attempt)))
}

type keyOfKey struct{}

// Key names the job that ctx belongs to, the same for each of its attempts and for no other job: the idempotency
// key of its side effects. It is "" outside a handler.
func Key(ctx context.Context) string {
	key, _ := ctx.Value(keyOfKey{}).(string)
	return key
}

// keyOf adds the instant of insertion: SQLite gives the number of a deleted job out again.
func keyOf(job *rivertype.JobRow) string {
	return job.Kind + "-" + strconv.FormatInt(job.ID, 10) + "-" + strconv.FormatInt(job.CreatedAt.UnixMilli(), 36)
}

type neverError struct{ cause error }

func (e *neverError) Error() string { return e.cause.Error() }
func (e *neverError) Unwrap() error { return e.cause }

// Never marks an error that another attempt would meet again: the job is given up at once.
func Never(err error) error {
	if err == nil {
		return nil
	}
	return &neverError{err}
}
