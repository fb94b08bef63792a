package database_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// The tests of this file run the test binary again as another process: one that writes until it is killed,
// and two that sweep at once. QINLIAN_SOAK=10m (make soak) repeats them for that long.

const (
	childVariable = "QINLIAN_TEST_CHILD" // what the process is to do: "hold", "write", "pay" or "sweep"
	addressOfTest = "QINLIAN_TEST_ADDRESS"
	soakVariable  = "QINLIAN_SOAK"
	writers       = 1000
)

// TestChildProcess is no test: it is what the other process does.
func TestChildProcess(t *testing.T) {
	work := os.Getenv(childVariable)
	if work == "" {
		t.Skip("runs only as a child of the tests below")
	}
	db := databasetest.Open(t, os.Getenv(addressOfTest))
	if work == "hold" {
		hold(db)
	}
	w := reopened(t, db)
	switch work {
	case "write":
		write(t, w)
	case "pay":
		spend(t, w)
	case "sweep":
		w.sweep("2023-06-01 09:00")
	}
}

// reopened is an engine on a store that has its office already.
func reopened(t *testing.T, db *database.DB) *world {
	t.Helper()
	w := &world{t: t, now: at("2023-02-01 09:00")}
	w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, id.New, nil)
	return w
}

// write lets a thousand people work at once, each on a matter of their own, until the process is killed.
// What it acknowledges on standard output has been committed.
func write(t *testing.T, w *world) {
	t.Helper()
	ctx := context.Background()
	var out sync.Mutex
	acknowledge := func(s matter.State) {
		out.Lock()
		defer out.Unlock()
		_, _ = fmt.Fprintf(os.Stdout, "ack %s %s %d\n", s.ID, s.Number, s.Seq) // unbuffered: one write
	}
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			s := matter.State{}
			for _, c := range []matter.Command{
				{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: "red"}},
				{Name: "assign", Actor: "督查室主任", Assignment: matter.Assignment{Owner: "招商局干部"}},
				{Name: "report", Actor: "招商局干部", Text: "在办"},
			} {
				c.ID = s.ID
				done, err := w.Do(ctx, zone, c)
				if err != nil {
					_, _ = fmt.Fprintf(os.Stdout, "fault %s %v\n", c.Name, err)
					return
				}
				s = done.Matter
				acknowledge(s)
			}
		})
	}
	all.Wait()
}

// child starts the test binary again.
func child(t *testing.T, work, address string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChildProcess$", "-test.count=1")
	c.Env = append(os.Environ(), childVariable+"="+work, addressOfTest+"="+address)
	c.Stderr = os.Stderr
	return c
}

// repeated runs a test once, or again and again for as long as make soak asks.
func repeated(t *testing.T, once func()) {
	t.Helper()
	span, err := time.ParseDuration(os.Getenv(soakVariable))
	if err != nil {
		span = 0
	}
	deadline := time.Now().Add(span)
	for round := 1; ; round++ {
		once()
		if t.Failed() || !time.Now().Before(deadline) {
			t.Logf("%d rounds", round)
			return
		}
	}
}

// durable is an address whose store waits for the disk, as a product's does.
func durable(address string) string { return strings.Replace(address, "?synchronous=off", "", 1) }

func TestSoakWhatWasAcknowledgedIsThereAfterTheProcessWasKilled(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		address = durable(address)
		open(t, databasetest.Migrated(t, address))
		acknowledged := map[string]string{} // number by id
		sequence := map[string]int64{}
		repeated(t, func() {
			killed(t, address, 1+rand.IntN(600), acknowledged, sequence)
			whole(t, reopened(t, databasetest.Open(t, address)), acknowledged, sequence)
		})
	})
}

// untilKilled starts a process at some work and kills it (SIGKILL) once it has acknowledged enough, or lets it end; it gives
// how often it did. A line “ack …” is one acknowledgement, of which take gets the words; “fault …” fails the test.
func untilKilled(t *testing.T, work, address string, enough int, take func(said []string)) (n int) {
	t.Helper()
	c := child(t, work, address)
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		said := strings.Fields(lines.Text())
		switch {
		case len(said) > 1 && said[0] == "ack":
			take(said[1:])
			if n++; n == enough {
				if err := c.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		case len(said) > 0 && said[0] == "fault":
			t.Errorf("the process at “%s”: %s", work, lines.Text())
		}
	}
	_ = c.Wait() // says that it was killed
	return n
}

// killed starts a writing process and kills it (SIGKILL) once it has acknowledged enough. What it still
// managed to acknowledge counts, too.
func killed(t *testing.T, address string, enough int, number map[string]string, sequence map[string]int64) {
	t.Helper()
	n := untilKilled(t, "write", address, enough, func(said []string) {
		var seq int64
		if _, err := fmt.Sscan(said[2], &seq); err != nil {
			t.Fatal(err)
		}
		number[said[0]], sequence[said[0]] = said[1], max(seq, sequence[said[0]])
	})
	if n < enough {
		t.Fatalf("the writing process ended by itself after %d acknowledgements", n)
	}
	t.Logf("killed after %d acknowledgements, %d matters so far", n, len(number))
}

// whole checks that nothing acknowledged is lost, that numbers have no gap, and that the ledger holds.
func whole(t *testing.T, w *world, number map[string]string, sequence map[string]int64) {
	t.Helper()
	numbers := map[string]bool{}
	for row, err := range w.Store().List(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		numbers[row.Number] = true
		if want, ok := number[row.ID]; ok && (row.Number != want || row.Seq < sequence[row.ID]) {
			t.Errorf("%s was acknowledged as %s with %d events and is %s with %d", row.ID, want, sequence[row.ID], row.Number, row.Seq)
		}
	}
	for _, want := range number {
		if !numbers[want] {
			t.Errorf("%s was acknowledged and is gone", want)
		}
	}
	for i := range numbers {
		if !strings.HasPrefix(i, "任〔2023〕") {
			t.Errorf("unexpected number %s", i)
		}
	}
	for i := 1; i <= len(numbers); i++ {
		if want := fmt.Sprintf("任〔2023〕%d号", i); !numbers[want] {
			t.Errorf("there are %d matters and none is %s", len(numbers), want)
		}
	}
	if v := w.verified(); v.Matters != int64(len(numbers)) {
		t.Errorf("%d matters verified, %d listed", v.Matters, len(numbers))
	}
	if s := w.do("2023-02-01 09:00", "督查室主任", "register", "", func(c *matter.Command) { c.Kind, c.Title, c.Urgency = "task", "任务", "red" }); s.Number != fmt.Sprintf("任〔2023〕%d号", len(numbers)+1) {
		t.Errorf("the next number is %s", s.Number)
	}
}

func TestSoakTwoProcessesThatSweepAtOnceFireEachRungOnce(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		address = durable(address)
		db := databasetest.Migrated(t, address)
		w := open(t, db)
		quiet := open(t, databasetest.Migrated(t, databasetest.SQLite(t))) // swept once, by nobody else
		done := 0
		repeated(t, func() {
			const matters = 700
			for _, one := range []*world{w, quiet} {
				assignMany(t, one, done, matters)
			}
			done += matters
			quiet.sweep("2023-06-01 09:00")
			sweepers := []*exec.Cmd{child(t, "sweep", address), child(t, "sweep", address)}
			for _, c := range sweepers {
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range sweepers {
				if err := c.Wait(); err != nil {
					t.Errorf("a sweeping process: %v", err)
				}
			}
			if left := w.sweep("2023-06-01 09:00"); left.Events != 0 {
				t.Errorf("the two left %d events undone", left.Events)
			}
			w.verified()
			want, got := courses(t, quiet), courses(t, w)
			if len(want) != done || len(got) != done {
				t.Fatalf("%d and %d matters, not %d", len(want), len(got), done)
			}
			for number, course := range want {
				if !slices.Equal(course, got[number]) {
					t.Fatalf("%s, swept by two:\n%s\nby one:\n%s", number, strings.Join(got[number], "\n"), strings.Join(course, "\n"))
				}
			}
		})
	})
}

// assignMany registers and assigns matters that will be late.
func assignMany(t *testing.T, w *world, from, n int) {
	t.Helper()
	w.now = at("2023-02-01 10:00")
	var commands []matter.Command
	for i := range n {
		name := fmt.Sprintf("m-%06d", from+i)
		commands = append(commands,
			matter.Command{Name: "register", ID: name, Actor: "督查室主任", At: at("2023-02-01 09:00"), Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: "green"}},
			matter.Command{Name: "assign", ID: name, Actor: "督查室主任", At: at("2023-02-01 09:30"), Assignment: matter.Assignment{Owner: "招商局干部"}})
	}
	if _, err := w.DoAll(t.Context(), zone, commands); err != nil {
		t.Fatal(err)
	}
}

// courses gives what happened to every matter, by number, with what each rung fired on.
func courses(t *testing.T, w *world) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	number := map[string]string{}
	for row, err := range w.Store().List(t.Context(), zone, engine.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		number[row.ID] = row.Number
	}
	for r, err := range w.Store().Records(t.Context(), zone) {
		if err != nil {
			t.Fatal(err)
		}
		if n := number[r.Stream]; n != "" {
			out[n] = append(out[n], fmt.Sprintf("%d %s %s %s", r.Seq, r.Type, r.At.Format(time.RFC3339), r.Data))
		}
	}
	return out
}

// TestADiskThatIsFullGivesOneErrorAndLeavesNothingHalfDone writes to a store of its own small disk.
func TestADiskThatIsFullGivesOneErrorAndLeavesNothingHalfDone(t *testing.T) {
	folder := databasetest.SmallDisk(t, 4<<20)
	db := databasetest.Migrated(t, folder+"/qinlian.db")
	w := open(t, db)
	ballast := folder + "/ballast"
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	w.now = at("2023-02-01 09:00")
	register := matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务", Brief: strings.Repeat("任务", 500), Urgency: "red"}}
	n := 0
	var err error
	for ; n < 10_000; n++ {
		if _, err = w.Do(t.Context(), zone, register); err != nil {
			break
		}
	}
	if !errs.Is(err, "database.disk_full") {
		t.Fatalf("after %d matters: %v", n, err)
	}
	if _, again := w.Do(t.Context(), zone, register); !errs.Is(again, "database.disk_full") {
		t.Errorf("again: %v", again)
	}
	count := func() int {
		found, err := w.Store().CountMatters(t.Context(), zone, engine.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := count(); found != n {
		t.Errorf("%d matters were acknowledged and %d are there", n, found)
	}
	w.verified()
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	out, err := w.Do(t.Context(), zone, register)
	if err != nil {
		t.Fatalf("with space again: %v", err)
	}
	if want := fmt.Sprintf("任〔2023〕%d号", n+1); out.Matter.Number != want {
		t.Errorf("the next number is %s, not %s", out.Matter.Number, want)
	}
	w.verified()
}
