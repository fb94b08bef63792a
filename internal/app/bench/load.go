package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Load over HTTP: the product's own server in a process of its own, with accounts that sign in, authority, ledger and
// durable commits; the clients in this process, on the same machine. A lifecycle is four steps: register, assign,
// complete and close (two requests, for nobody verifies their own work), search.

// Budgets of the load on two cores, generator included.
const (
	lifecyclesSQLite   = 1000 // per second
	lifecyclesPostgres = 600
	latencyBudget      = 50 // ms, of the slowest hundredth of requests at seventy per cent of the peak
	listBudget         = 30 // ms
	searchBudget       = 50 // ms
	idleBudget         = 80 // MiB
	busyBudget         = 400
	startBudget        = 1 // s
	partOfPeak         = 0.7
)

// loadClients is how many requests are under way at once; each client waits for its answer.
const loadClients = 64

// loaded are the stores that the load is put on.
func (r *run) loaded(on func(name, address string, budget float64) error) error {
	if r.Program == "" {
		r.sayf("load: left out, for there is no program to serve with")
		return nil
	}
	if err := on("load_sqlite", "", lifecyclesSQLite); err != nil || r.Postgres == "" {
		return err
	}
	return on("load_postgres", r.Postgres, lifecyclesPostgres)
}

// load measures an empty zone and one with matters, on SQLite and, where one is named, on PostgreSQL.
func (r *run) load() error {
	return r.loaded(func(name, address string, budget float64) error {
		empty, err := r.loadOn(name, address, 0, budget)
		if err != nil {
			return err
		}
		full, err := r.loadOn(name+fullZone, address, r.Matters, 0.9*empty)
		if err != nil {
			return err
		}
		return r.figure(name+".full_ratio", full/empty, "of the empty zone's rate")
	})
}

// fullZone ends the name of a zone with matters: one that the load left is what the lists are read from.
const fullZone = "_full"

// loadLists measures what screens ask for in a zone with matters.
func (r *run) loadLists() error {
	return r.loaded(func(name, address string, _ float64) error {
		name += fullZone
		s, err := r.serve(name, address, r.Matters)
		if err != nil {
			return err
		}
		return errors.Join(s.lists(name), s.footprint(name+".busy", busyBudget, true), s.stop())
	})
}

// loadOn seeds a zone, serves it and measures.
func (r *run) loadOn(name, address string, matters int, budget float64) (peak float64, err error) {
	s, err := r.serve(name, address, matters)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if peak, err = s.peak(name); err != nil {
		return 0, err
	}
	if err := r.atLeast(name+".lifecycles", peak, "lifecycles/s", budget); err != nil {
		return 0, err
	}
	if err := s.latency(name, peak*partOfPeak); err != nil {
		return 0, err
	}
	return peak, s.footprint(name+".busy", busyBudget, true)
}

// serve seeds a zone, starts its server and signs the staff in.
func (r *run) serve(name, address string, matters int) (s *served, err error) {
	r.sayf("%s: %d matters", name, matters)
	s = &served{run: r, name: name, address: filepath.Join(r.Dir, name+".db"), key: filepath.Join(r.Dir, name+".key"), server: address}
	if address != "" {
		if s.address, err = inSchema(address, schemaPrefix+name); err != nil {
			return nil, err
		}
	}
	if err := s.seed(matters); err != nil {
		return nil, err
	}
	began := r.Now()
	if err := s.start(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.stop())
		}
	}()
	if err := s.ready(); err != nil {
		return nil, err
	}
	if err := r.atMost(name+".first_answer", r.Now().Sub(began).Seconds(), "s", startBudget); err != nil {
		return nil, err
	}
	if err := s.footprint(name+".idle", idleBudget, matters == 0); err != nil {
		return nil, err
	}
	return s, s.signIn()
}

// served is a zone that another process serves.
type served struct {
	*run

	name, address, key string
	server             string            // URL of the PostgreSQL that the ledger has a schema of its own in; "" for SQLite
	accounts           map[string]string // login → password
	base               string            // http://127.0.0.1:PORT
	operators          string            // where the server tells its operators, if a profile is asked for: 127.0.0.1:PORT
	process            *exec.Cmd
	cookies            map[string]string // login → session
	wires              wires
	made               atomic.Int64
}

// staff are who signs in, and the posts they act in. The desk is of a unit with every fifteenth of all matters and owns half
// of those; the narrow desk has narrowScope of them, as a bureau has in a zone that lists a million.
var staff = map[string]string{"office": office, "owner": owners[0], "closer": closer, "desk": owners[3], "narrow": narrowDesk}

const (
	narrowDesk  = "黄金岭街道党工委书记"
	narrowUnit  = "hlj"
	narrowScope = 500
)

// loadMatter is openMatter in a zone of n matters of which a few are the narrow desk's.
func loadMatter(day clock.Date, i, n int) []matter.Command {
	commands := openMatter(day, i)
	if every := max(1, n/narrowScope); i%every == every/2 {
		commands[0].LeadUnit, commands[0].Owner = narrowUnit, narrowDesk
	}
	return commands
}

// seed makes the zone, its matters, swept up to now, and accounts, unless an earlier run left them in the folder.
func (s *served) seed(matters int) error {
	passwords := filepath.Join(s.Dir, s.name+".accounts")
	if raw, err := os.ReadFile(passwords); err == nil {
		return json.Unmarshal(raw, &s.accounts)
	}
	if s.server != "" {
		if err := freshSchema(s.ctx, s.server, schemaPrefix+s.name); err != nil {
			return err
		}
	}
	now := clock.System()
	db := &seeded{now: now, file: s.address}
	unsafe := s.address
	if !strings.HasPrefix(unsafe, "postgres") {
		unsafe += "?synchronous=off"
	}
	a, err := app.Open(s.ctx, unsafe, func() time.Time { return db.now })
	if err != nil {
		return err
	}
	db.App = a
	b, err := bundle()
	if err == nil {
		err = a.Engine.Apply(s.ctx, b, engine.Act{Actor: engine.Governors(b, at("2023-01-01", 0))[0]}, at("2023-01-01", 0))
	}
	if err == nil {
		day := calendar.Builtin().DateOf(now)
		err = s.run.fill(db, s.name, matters, func(i int) []matter.Command { return loadMatter(day, i, matters) })
	}
	if err == nil {
		_, err = a.Engine.Sweep(s.ctx, zone, now, nil)
	}
	if err == nil {
		_, err = a.Engine.Checkpoint(s.ctx, zone)
	}
	if err == nil {
		err = s.enrol(a)
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	raw, err := json.Marshal(s.accounts)
	if err != nil {
		return err
	}
	return os.WriteFile(passwords, raw, 0o600)
}

func (s *served) enrol(a *app.App) error {
	loaded, err := config.Load(config.Sources{Flags: map[string][]string{"db": {s.address}, "key_file": {s.key}, "listen": {"127.0.0.1:0"}}})
	if err != nil {
		return err
	}
	d, err := a.Directory(&loaded.Config)
	if err != nil {
		return err
	}
	_, view, err := a.Engine.Org(s.ctx, zone, clock.System()) // who holds the posts while the server runs
	if err != nil {
		return err
	}
	var drafts []identity.Draft
	for _, admin := range []identity.Admin{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin} {
		drafts = append(drafts, identity.Draft{Login: string(admin), Title: string(admin), Kind: identity.Staff, Admin: admin, Holder: "bench-" + string(admin)})
	}
	for login, post := range staff {
		acting, err := view.Holder(post)
		if err != nil {
			return err
		}
		drafts = append(drafts, identity.Draft{Login: login, Title: post, Zone: zone, Kind: identity.Staff, Person: acting.Person})
	}
	made, err := d.Seed(s.ctx, false, drafts...)
	s.accounts = map[string]string{}
	for _, account := range made {
		s.accounts[account.Login] = account.Password
	}
	return err
}

// start begins the server and waits until it says where it listens.
func (s *served) start() error {
	arguments := []string{"serve", "--db", s.address, "--listen", "127.0.0.1:0", "--key-file", s.key, "--set", "log.level=error", "--set", "limits.account=0", "--set", "limits.address=0"}
	if s.Profiles != "" {
		var err error
		if s.operators, err = free(s.ctx); err != nil {
			return err
		}
		arguments = append(arguments, "--set", "metrics.listen="+s.operators)
	}
	s.process = exec.CommandContext(s.ctx, s.Program, arguments...) //nolint:gosec // the operator's own program
	s.process.Env = append(os.Environ(), "LANG=en_US.UTF-8")
	s.process.Stderr = s.Log
	out, err := s.process.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	if err := s.process.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.base = "http://" + strings.TrimRight(strings.Fields(rest)[0], ".,;)")
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	return errors.Join(errors.New("the server ended before it listened"), s.process.Wait())
}

func (s *served) stop() error {
	if err := s.wires.close(); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}

// footprint tells how much memory the server holds, where the system tells it.
func (s *served) footprint(name string, budget float64, judged bool) error {
	held, ok := resident(s.process.Process.Pid)
	switch {
	case !ok:
		return nil
	case judged:
		return s.atMost(name, held, "MiB", budget)
	}
	return s.figure(name, held, "MiB")
}

// loadTime is how long each of the two loads lasts.
const loadTime = 10 * time.Second

// peak is how many lifecycles a second all clients together complete, each beginning the next as soon as one ends,
// and what one takes of the server's and of the clients' processor time: on a machine that others use too, the better yardstick.
func (s *served) peak(name string) (float64, error) {
	ctx, cancel := context.WithTimeout(s.ctx, loadTime)
	defer cancel()
	var done atomic.Int64
	var faults sync.Map
	var group sync.WaitGroup
	began := s.Now()
	serverBegan, told := spentBy(s.process.Process.Pid)
	clientsBegan, _ := spent()
	for range loadClients {
		group.Go(func() {
			for ctx.Err() == nil {
				if err := s.lifecycle(nil); err != nil {
					faults.Store(err.Error(), true)
					return
				}
				done.Add(1)
			}
		})
	}
	var err error
	if s.Profiles != "" {
		err = s.profile(s.ctx, loadTime-time.Second)
	}
	group.Wait()
	faults.Range(func(words, _ any) bool { err = errors.Join(err, fmt.Errorf("under load: %v", words)); return false })
	if n := float64(done.Load()); told && n > 0 {
		server, _ := spentBy(s.process.Process.Pid)
		clients, _ := spent()
		err = errors.Join(err,
			s.figure(name+".server_work", (server-serverBegan).Seconds()*1000/n, "ms of processor time/lifecycle"),
			s.figure(name+".client_work", (clients-clientsBegan).Seconds()*1000/n, "ms of processor time/lifecycle"))
	}
	return float64(done.Load()) / s.Now().Sub(began).Seconds(), err
}

// latency begins lifecycles at a rate, whether or not those before have ended, and measures each request.
func (s *served) latency(name string, rate float64) error {
	var mu sync.Mutex
	var took []float64
	note := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		took = append(took, d.Seconds()*1000)
	}
	var group sync.WaitGroup
	var failed atomic.Pointer[string]
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	for end := s.Now().Add(loadTime); s.Now().Before(end); <-tick.C {
		group.Go(func() {
			if err := s.lifecycle(note); err != nil {
				words := err.Error()
				failed.Store(&words)
			}
		})
	}
	group.Wait()
	if words := failed.Load(); words != nil {
		return errors.New(*words)
	}
	if err := s.figure(name+".p50", quantile(took, 0.5), "ms"); err != nil {
		return err
	}
	return s.atMost(name+".p99", quantile(took, 0.99), "ms", latencyBudget)
}

// quantile is the value below which a part of the values lies.
func quantile(values []float64, part float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, int(part*float64(len(values))))]
}
