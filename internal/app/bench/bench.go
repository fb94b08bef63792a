// Package bench measures the product on seeded, truthful data: every matter is made by commands, so that
// verify holds afterwards. Each figure stands beside a yardstick measured in the same run on the same
// machine (hashing the same bytes, reading the same rows once), because only their ratio travels from one
// machine to another. docs/performance.md tells what the figures mean and what they were.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"qinlian/internal/base/clock"
)

// Options say what to measure. The zero value of a size means a million.
type Options struct {
	Events      int            // in the ledger that verify and plan read
	Matters     int            // open, for sweep and today
	Rows        int            // of the workbook that is imported; 0: a hundred thousand
	Enterprises int            // in the register; 0: a million
	Span        time.Duration  // how long work without a store is repeated at a time; 0: a third of a second
	Only        *regexp.Regexp // jobs to run; nil: all
	// Program is the product's own binary, which the load over HTTP is put on; "" leaves that out.
	Program string
	// Postgres is the URL of a database in which each ledger measured gets a schema of its own; "" leaves PostgreSQL out.
	Postgres string

	Dir string // folder for databases; "" is a temporary one, removed afterwards
	// Profiles is a folder for what the processor's time went to, one file a job and one a server under load, as
	// go tool pprof reads them; "" leaves that out. Figures of such a run are a little worse.
	Profiles string

	Now clock.Clock // stopwatch; nil is the machine's clock
	Out io.Writer   // one JSON line a figure
	Log io.Writer   // what is going on, for people; nil: nobody
}

// Figure is one measured value. Name is job.what; a name that ends in _ratio is cost ÷ yardstick.
type Figure struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Budget string  `json:"budget,omitempty"` // what it ought to be: "≥ 200000", "≤ 2.5"
	Met    *bool   `json:"met,omitempty"`
}

// job is one piece of work that is measured.
type job struct {
	name string
	run  func(r *run) error
}

var jobs = []job{
	{"engine", (*run).engine},
	{"check", (*run).check},
	{"calendar", (*run).calendar},
	{"ledger", (*run).ledger},
	{"matters", (*run).matters},
	{"import", (*run).importing},
	{"enterprises", (*run).enterprises},
	{"instant", (*run).instant},
	{"load", (*run).load},
	{"load_lists", (*run).loadLists},
}

// Names lists the jobs in the order in which they run.
func Names() []string {
	names := make([]string, len(jobs))
	for i, j := range jobs {
		names[i] = j.name
	}
	return names
}

// run is one run of the jobs.
type run struct {
	Options

	ctx context.Context //nolint:containedctx // lives no longer than the run
}

// Run measures and writes the figures. It fails where work fails, not where a budget is missed.
func Run(ctx context.Context, o Options) (err error) {
	if o.Events == 0 {
		o.Events = 1_000_000
	}
	if o.Matters == 0 {
		o.Matters = 1_000_000
	}
	if o.Rows == 0 {
		o.Rows = 100_000
	}
	if o.Enterprises == 0 {
		o.Enterprises = 1_000_000
	}
	if o.Span == 0 {
		o.Span = time.Second / 3
	}
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.Dir == "" {
		if o.Dir, err = os.MkdirTemp("", "qinlian-bench-"); err != nil {
			return fmt.Errorf("make a folder for the databases: %w", err)
		}
		defer func() {
			if gone := os.RemoveAll(o.Dir); err == nil && gone != nil {
				err = gone
			}
		}()
	}
	for _, dir := range []string{o.Dir, o.Profiles} {
		if err := os.MkdirAll(dir, 0o750); dir != "" && err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	r := &run{Options: o, ctx: ctx}
	for _, j := range jobs {
		if o.Only != nil && !o.Only.MatchString(j.name) {
			continue
		}
		if err := r.profiled(j); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
	return nil
}

// sayf tells people what goes on.
func (r *run) sayf(format string, args ...any) { _, _ = fmt.Fprintf(r.Log, format+"\n", args...) }

// figure writes one value that has no budget.
func (r *run) figure(name string, value float64, unit string) error {
	return r.write(Figure{Name: name, Value: value, Unit: unit})
}

// atLeast and atMost write a value with its budget.
func (r *run) atLeast(name string, value float64, unit string, budget float64) error {
	met := value >= budget
	return r.write(Figure{Name: name, Value: value, Unit: unit, Budget: fmt.Sprintf("≥ %g", budget), Met: &met})
}

func (r *run) atMost(name string, value float64, unit string, budget float64) error {
	met := value <= budget
	return r.write(Figure{Name: name, Value: value, Unit: unit, Budget: fmt.Sprintf("≤ %g", budget), Met: &met})
}

func (r *run) write(f Figure) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = r.Out.Write(append(line, '\n'))
	return err
}

// timed gives how long fn took.
func (r *run) timed(fn func() error) (time.Duration, error) {
	began := r.Now()
	err := fn()
	return r.Now().Sub(began), err
}

// best gives the shortest of several runs: what else the machine did only ever adds.
func (r *run) best(times int, fn func() error) (time.Duration, error) {
	var shortest time.Duration
	for i := range times {
		d, err := r.timed(fn)
		if err != nil {
			return 0, err
		}
		if i == 0 || d < shortest {
			shortest = d
		}
	}
	return shortest, nil
}

// worked gives the processor time that fn took, of all cores together.
func (r *run) worked(fn func() error) (time.Duration, error) {
	before, known := spent()
	wall, err := r.timed(fn)
	if !known {
		return wall, err
	}
	after, _ := spent()
	return after - before, err
}

// repeated runs fn over and over for about a span, nine times, and gives the least processor
// time of one call.
func (r *run) repeated(fn func() error) (time.Duration, error) {
	once, err := r.timed(fn)
	if err != nil {
		return 0, err
	}
	n := max(1, int(r.Span/max(once, time.Microsecond)))
	var least time.Duration
	for i := range 9 {
		d, err := r.worked(func() error {
			for range n {
				if err := fn(); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		if i == 0 || d < least {
			least = d
		}
	}
	return least / time.Duration(n), nil
}

func perSecond(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }
