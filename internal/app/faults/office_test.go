// Package faults tries the served product the way it will be treated: its database is slow, cut off or killed, its
// node is killed, its disk is full, its clock jumps back, and what comes in is hostile. Clerks work meanwhile, over
// HTTP. Each of them sends what was not acknowledged again under the same Idempotency-Key, as a client should.
//
// Afterwards everything that was acknowledged must be there once, under the number that was told, and the ledger must
// verify. docs/reliability.md says which test shows what.
package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
)

const zone = "testzone"

const mechanisms = `
zone: testzone
title: 测试区
access: { office: [post(督查室主任)], leader: [post(管委会主任)] }
---
org: testzone
units:
  - { code: gwh, name: 管委会 }
  - { code: dcs, name: 督查室, parent: gwh, sponsor: 管委会主任 }
  - { code: zsj, name: 招商局, parent: gwh, sponsor: 管委会主任 }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: gwh-a }
  - { name: 督查室主任, unit: dcs, head: true, holder: dcs-a }
  - { name: 招商局局长, unit: zsj, head: true, holder: zsj-a }
people: [ { code: gwh-a }, { code: dcs-a }, { code: zsj-a } ]
---
letter: reminder
title: 提示函
number: "提〔{year}〕{seq}号"
reply: 2wd
subject: 关于“{matter.title}”的提示函
body: "{to}：请抓紧办理“{matter.title}”。"
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任) }
cadence: weekly
light: { red: matter.overdue, amber: has(matter.due) && matter.remaining <= wd(3), green: "true" }
ladder:
  - { at: due - 2wd, send: reminder, to: owner }
  - { at: due + 1wd, raise: true, to: sponsor }
`

// office is a store with mechanisms in force and accounts, that nodes may serve.
type office struct {
	*testing.T

	address  string
	key      string // the file with the key that the nodes share
	accounts []app.SeededAccount
	log      *slog.Logger // of nodes in this process; nil to keep their last errors
	visit    string       // cookie of the office, once somebody has signed in
}

// newOffice prepares the store at address; matters that were due long ago may be entered by before.
func newOffice(t *testing.T, address string, before ...func(a *app.App)) *office {
	t.Helper()
	o := &office{T: t, address: address, key: filepath.Join(t.TempDir(), "key")}
	if !strings.Contains(address, "?") { // a file
		o.address += "?synchronous=off" // until it is served
	}
	a := o.open(clock.System)
	defer func() { _ = a.Close() }()
	o.address = address
	b, err := mechanism.Load(fstest.MapFS{zone + "/all.yaml": {Data: []byte(mechanisms)}}, zone)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Engine.Apply(t.Context(), b, engine.Act{Program: true}, clock.System().AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for _, enter := range before {
		enter(a)
	}
	d, err := a.Directory(o.settings())
	if err != nil {
		t.Fatal(err)
	}
	if o.accounts, err = a.SeedDemo(t.Context(), d, zone); err != nil {
		t.Fatal(err)
	}
	return o
}

// open opens the store as a node does.
func (o *office) open(now clock.Clock) *app.App {
	o.Helper()
	a, err := app.Open(o.Context(), o.address, now)
	if err != nil {
		o.Fatal(err)
	}
	return a
}

// settings are the defaults but for what is said, as KEY=VALUE.
func (o *office) settings(said ...string) *config.Config {
	o.Helper()
	from := config.Sources{Flags: map[string][]string{}}
	for _, pair := range append([]string{"db=" + o.address, "listen=127.0.0.1:0", "key_file=" + o.key, "files.folder=" + filepath.Join(filepath.Dir(o.key), "files")}, said...) {
		key, value, _ := strings.Cut(pair, "=")
		from.Flags[key] = []string{value}
	}
	loaded, err := config.Load(from)
	if err != nil {
		o.Fatal(err)
	}
	return &loaded.Config
}

// serve runs a node in this process until the test ends, or until it is stopped.
func (o *office) serve(now clock.Clock, said ...string) (n *node, stop func()) {
	o.Helper()
	a := o.open(now)
	a.Clock = now // one machine has one clock
	c := o.settings(said...)
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	lines := &tail{}
	o.Cleanup(func() {
		if o.Failed() {
			o.Logf("the node's last errors:\n%s", lines)
		}
	})
	log := o.log
	if log == nil {
		log = slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{Level: slog.LevelError}))
	}
	go func() {
		done <- a.Serve(ctx, app.Serving{Config: c, Log: log, Ready: func(address string, _ *identity.Directory) error {
			ready <- address
			return nil
		}})
	}()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			o.Errorf("the node: %v", err)
		}
		_ = a.Close() // a database that is gone says so
	}
	o.Cleanup(stop)
	select {
	case address := <-ready:
		return &node{T: o.T, base: "http://" + address}, stop
	case err := <-done:
		o.Fatalf("the node does not start: %v", err)
		return nil, nil
	}
}

// node is a served product, wherever it runs.
type node struct {
	*testing.T

	base string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	raw    []byte
}

// web keeps connections open, and gives nobody longer than a request of a test may take.
var web = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}

// call sends a request. Err is of the connection.
func (n *node) call(cookie, method, path string, body any, header ...string) (*reply, error) {
	var reader io.Reader = http.NoBody
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			n.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, n.base+path, reader)
	if err != nil {
		n.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w, err := web.Do(r)
	if err != nil {
		return nil, err
	}
	defer w.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(w.Body)
	return &reply{w.StatusCode, w.Header, raw}, err
}

// signIn gives the cookie of the office's visit.
func (o *office) signIn(n *node) string {
	o.Helper()
	for i := range o.accounts {
		if !strings.HasSuffix(o.accounts[i].Login, ".office") {
			continue
		}
		who := map[string]string{"login": o.accounts[i].Login, "password": o.accounts[i].Password}
		r, err := n.call("", http.MethodPost, "/api/v1/session", who)
		for tries := 0; err == nil && r.header.Get("Retry-After") != "" && tries < 60; tries++ { // a password takes its time on a busy machine
			wait, _ := strconv.Atoi(r.header.Get("Retry-After"))
			<-time.After(time.Duration(min(max(1, wait), 5)) * time.Second) // who asks at once again is only told to wait longer
			r, err = n.call("", http.MethodPost, "/api/v1/session", who)
		}
		if err != nil || r.status != http.StatusOK {
			o.Fatalf("sign in: %+v %v", r, err)
		}
		cookie, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
		if err != nil {
			o.Fatal(err)
		}
		return cookie.Name + "=" + cookie.Value
	}
	o.Fatal("nobody plays the office")
	return ""
}

// ready asks /readyz, and sees that /healthz says that the process lives.
func (n *node) ready() (ready bool, said string) {
	n.Helper()
	if r, err := n.call("", http.MethodGet, "/healthz", nil); err != nil || r.status != http.StatusOK {
		n.Errorf("/healthz: %+v %v", r, err)
	}
	r, err := n.call("", http.MethodGet, "/readyz", nil)
	if err != nil {
		n.Errorf("/readyz: %v", err)
		return false, ""
	}
	return r.status == http.StatusOK, string(r.raw)
}

// verified checks the whole ledger of the zone.
func (o *office) verified(a *app.App) engine.Verified {
	o.Helper()
	v, err := a.Engine.Verify(o.Context(), zone, nil)
	if err != nil {
		o.Fatalf("the ledger: %v", err)
	}
	return v
}

// repeated runs a test once, or again and again for as long as make soak asks.
func repeated(t *testing.T, once func(first bool)) {
	t.Helper()
	span, err := time.ParseDuration(os.Getenv("QINLIAN_SOAK"))
	if err != nil {
		span = 0
	}
	deadline := time.Now().Add(span)
	for round := 1; ; round++ {
		once(round == 1 && span == 0)
		if t.Failed() || !time.Now().Before(deadline) {
			t.Logf("%d rounds", round)
			return
		}
	}
}

// soaking tells whether tests may take long.
func soaking() bool { return os.Getenv("QINLIAN_SOAK") != "" }

// until asks again and again.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for begun := time.Now(); !done(); {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("waited in vain until %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// tail keeps the last lines that were written.
type tail struct {
	mu    sync.Mutex
	lines []string
}

func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines[max(0, len(l.lines)-20):], string(p))
	return len(p), nil
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "")
}
