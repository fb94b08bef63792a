// Command benefit makes the same work with the product's batch evaluator and with what ships through ordinary registries:
// cel-go, expr, SQLite, PostgreSQL and NumPy. All must come to the same count and the same total; then it prints how many
// clauses each tries on a row in a second of processor time on one core, side by side.
//
//	bench/benefit/run                 # builds it twice, plainly and with GOEXPERIMENT=simd, and runs both in turn
//	bench/benefit/run --rows 20000    # a smaller table
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "benefit:", err)
		os.Exit(1)
	}
}

// processor is the time that this process has had of processors.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func run(ctx context.Context) error {
	rows := flag.Int("rows", 100_000, "enterprises")
	clauses := flag.Int("clauses", 200, "clauses")
	rounds := flag.Int("rounds", 5, "how often each engine has its turn; the median counts")
	wide := flag.String("simd", "", "this program built with GOEXPERIMENT=simd")
	only := flag.String("only", "", "totals or pairs: the product alone, once, as JSON")
	postgres := flag.String("postgres", os.Getenv("QINLIAN_TEST_POSTGRES"), "URL of a PostgreSQL")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	w := newWork(*rows, *clauses)
	totals, pairs, coding, err := w.qinlian()
	if err != nil {
		return err
	}
	if *only != "" {
		r, err := map[string]func() (result, error){"totals": totals, "pairs": pairs}[*only]()
		return errors.Join(err, json.NewEncoder(os.Stdout).Encode(r))
	}
	dir, err := os.MkdirTemp("", "bench-benefit")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder for the time being
	all := []engine{{name: "qinlian, totals", do: totals}, {name: "qinlian, every pair written out", do: pairs}, {name: "qinlian, coding the columns, once", do: coding}}
	other := func(what string) func() (result, error) {
		return func() (r result, err error) {
			out, err := exec.CommandContext(ctx, *wide, "-only", what, "-rows", fmt.Sprint(*rows), "-clauses", fmt.Sprint(*clauses)).Output()
			if err == nil {
				err = json.Unmarshal(out, &r)
			}
			return r, err
		}
	}
	if *wide != "" {
		all = append(all, engine{name: "qinlian with SIMD, totals", do: other("totals")}, engine{name: "qinlian with SIMD, every pair written out", do: other("pairs")})
	}
	for _, e := range []struct {
		name string
		make func() (func() (result, error), error)
	}{
		{"cel-go, row by row", w.cel}, {"expr, row by row", w.expr},
		{"SQLite, a statement a clause", func() (func() (result, error), error) { return w.sqlite(ctx, dir) }},
		{"PostgreSQL, a statement a clause", func() (func() (result, error), error) { return w.postgres(ctx, *postgres) }},
		{"NumPy, whole columns", func() (func() (result, error), error) { return w.numpy(ctx, dir) }},
	} {
		do, err := e.make()
		switch {
		case errors.Is(err, errMissing):
			all = append(all, engine{name: e.name, note: "not here: left out"})
		case err != nil:
			return fmt.Errorf("%s: %w", e.name, err)
		default:
			all = append(all, engine{name: e.name, do: do})
		}
	}
	return compare(all, *rounds, *rows**clauses)
}

// compare gives every engine its turn, round by round, and prints the medians.
func compare(all []engine, rounds, evaluations int) error {
	took := make([][]time.Duration, len(all))
	var want *result
	for round := range rounds {
		for i, e := range all {
			if e.do == nil {
				continue
			}
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, rounds, e.name)
			r, err := e.do()
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			if want == nil {
				want = &r
			}
			if r.Count != want.Count || r.Total != want.Total {
				return fmt.Errorf("%s: %d entitled to %d, and the others say %d to %d", e.name, r.Count, r.Total, want.Count, want.Total)
			}
			took[i] = append(took[i], max(r.Took, time.Nanosecond))
		}
	}
	load, _ := os.ReadFile("/proc/loadavg") //nolint:errcheck // not everywhere
	fmt.Printf("%d evaluations, %d entitled (%.2f %%) to %d in all, the same by every engine; median of %d rounds in turn, load %s\n\n",
		evaluations, want.Count, 100*float64(want.Count)/float64(evaluations), want.Total, rounds, strings.Join(strings.Fields(string(load))[:min(1, len(load))], ""))
	fmt.Println("| Engine | M evaluations/s a core | least and most | × cel-go |\n|---|---:|---:|---:|")
	rate := func(d time.Duration) float64 { return float64(evaluations) / d.Seconds() / 1e6 }
	median := func(i int) float64 {
		slices.Sort(took[i])
		return rate(took[i][len(took[i])/2])
	}
	base := 0.0
	for i, e := range all {
		if strings.HasPrefix(e.name, "cel-go") {
			base = median(i)
		}
	}
	for i, e := range all {
		if e.do == nil {
			fmt.Printf("| %s | %s | | |\n", e.name, e.note)
			continue
		}
		m := median(i)
		fmt.Printf("| %s | %s | %s to %s | %.1f |\n", e.name, figure(m), figure(rate(took[i][len(took[i])-1])), figure(rate(took[i][0])), m/base)
	}
	return nil
}

func figure(f float64) string {
	if f < 100 {
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.0f", f)
}
