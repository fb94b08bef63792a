package server_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/server"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// run serves until the test ends and gives its address, and what makes it leave and waits until it has left.
func run(t *testing.T, o server.Options, said ...string) (address string, leave func()) {
	t.Helper()
	from := config.Sources{Flags: map[string][]string{"listen": {"localhost:0"}}}
	for _, pair := range said {
		key, value, _ := strings.Cut(pair, "=")
		from.Flags[key] = []string{value}
	}
	loaded, err := config.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	o.Config = &loaded.Config
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Listener, err = server.Listen(t.Context(), loaded.Listen); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, left := make(chan string), make(chan error, 1)
	o.Ready = func(address string) error { ready <- address; return nil }
	go func() { left <- server.Run(ctx, o) }()
	leave = sync.OnceFunc(func() {
		cancel()
		if err := <-left; err != nil {
			t.Errorf("left with: %v", err)
		}
	})
	t.Cleanup(leave)
	return <-ready, leave
}

func get(t *testing.T, client *http.Client, url string) (status int, header http.Header, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(raw)
}

func words(said string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, said) })
}

func TestReadinessNamesWhatIsMissingByItsCodeAndNoMore(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	broken := errs.Newf(errs.Conflict, "database.unreachable", "连不上 postgres://q:swordfish@db", "cannot reach postgres://q:swordfish@db")
	address, _ := run(t, server.Options{Handler: words("page"), Log: slog.New(slog.NewTextHandler(&log, nil)), Checks: []server.Check{
		{Name: "database", Ask: func(context.Context) error { return broken }},
		{Name: "schema", Ask: func(context.Context) error { return nil }},
	}})
	if status, _, body := get(t, http.DefaultClient, "http://"+address+"/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz: %d %s", status, body)
	}
	status, header, body := get(t, http.DefaultClient, "http://"+address+"/readyz")
	if want := `{"status":"not ready","checks":{"database":"database.unreachable","schema":"ok"}}`; status != http.StatusServiceUnavailable || strings.TrimSpace(body) != want {
		t.Errorf("readyz: %d %s", status, body)
	}
	if header.Get("Cache-Control") != "no-store" {
		t.Error("readiness may be kept by a proxy")
	}
	if _, _, body := get(t, http.DefaultClient, "http://"+address+"/else"); body != "page" {
		t.Errorf("the handler answers %q", body)
	}
	if !strings.Contains(log.String(), "check=database") {
		t.Errorf("the log does not say why: %s", log.String())
	}
}

// What is under way is finished: the answer arrives whole although the server was told to stop in its middle, new
// connections are refused, readiness says no before that, streams are ended, and work beside gets its time.
func TestWhatIsUnderWayIsFinishedWhenTheServerStops(t *testing.T) {
	t.Parallel()
	entered, finish, beside, streams := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	var operators string
	o := server.Options{
		Operators: words("figures"),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(entered)
			<-finish
			_, _ = io.WriteString(w, "whole")
		}),
		Streams: func() { close(streams) },
		Leave: func(ctx context.Context) error {
			if _, bounded := ctx.Deadline(); !bounded {
				t.Error("what runs beside has no end")
			}
			close(beside)
			return nil
		},
		Log: slog.New(spy{func(r slog.Record) {
			r.Attrs(func(a slog.Attr) bool {
				if r.Message == "metrics" && a.Key == "address" {
					operators = a.Value.String()
				}
				return true
			})
		}}),
	}
	address, leave := run(t, o, "metrics.listen=127.0.0.1:0", "drain=50ms")
	answer := make(chan string, 1)
	go func() {
		_, _, body := get(t, http.DefaultClient, "http://"+address)
		answer <- body
	}()
	<-entered
	done := make(chan struct{})
	go func() { leave(); close(done) }()
	for { // until it has noticed
		status, _, body := get(t, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, "http://"+operators+"/readyz")
		if status == http.StatusServiceUnavailable && strings.TrimSpace(body) == `{"status":"draining"}` {
			break
		}
	}
	<-streams
	close(finish)
	if got := <-answer; got != "whole" {
		t.Errorf("the request under way was answered with %q", got)
	}
	<-beside
	<-done
	if _, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
		t.Error("it accepts connections after it left")
	}
	if _, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", operators); err == nil {
		t.Error("it serves operators after it left")
	}
}

func TestARequestThatDoesNotEndIsCutOffAfterTheGrace(t *testing.T) {
	t.Parallel()
	entered, never := make(chan struct{}), make(chan struct{})
	defer close(never)
	address, leave := run(t, server.Options{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-never
	})}, "grace=100ms")
	cut := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+address, nil)
		if err == nil {
			_, err = http.DefaultClient.Do(req) // there is none
		}
		cut <- err
	}()
	<-entered
	leave()
	if err := <-cut; err == nil {
		t.Error("a request that never ends was answered")
	}
}

// spy is told of every line.
type spy struct{ of func(slog.Record) }

func (spy) Enabled(context.Context, slog.Level) bool        { return true }
func (s spy) Handle(_ context.Context, r slog.Record) error { s.of(r); return nil }
func (s spy) WithAttrs([]slog.Attr) slog.Handler            { return s }
func (s spy) WithGroup(string) slog.Handler                 { return s }

func TestWhoSendsAHeadSlowlyIsCutOff(t *testing.T) {
	t.Parallel()
	address, _ := run(t, server.Options{Handler: words("page")}, "limits.header=50ms")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the other side closes it
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(conn); err != nil || len(raw) > 0 && !bytes.HasPrefix(raw, []byte("HTTP/1.1 4")) { // until it is closed
		t.Errorf("%q, %v", raw, err)
	}
}

func TestAHeadThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	address, _ := run(t, server.Options{Handler: words("page")}, "limits.header_size=4KiB")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()                                                                                          //nolint:errcheck // as above
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\nX-Large: "+strings.Repeat("a", 1<<14)+"\r\n\r\n") // it may hang up before the end
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d, %v", res.StatusCode, err)
	}
}

func TestConnectionsBeyondTheirNumberWaitTheirTurn(t *testing.T) {
	t.Parallel()
	address, _ := run(t, server.Options{Handler: words("page")}, "limits.connections=1", "limits.idle=50ms")
	idle, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close() //nolint:errcheck // the other side closes it
	if _, err := io.WriteString(idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if status, _, body := get(t, http.DefaultClient, "http://"+address); status != http.StatusOK || body != "page" { // once the idle one is closed
		t.Errorf("%d %s", status, body)
	}
}

func TestEveryAnswerHasTheHeadersThatProtectAPage(t *testing.T) {
	t.Parallel()
	for _, site := range []string{"http://localhost:1", "https://qinlian.example"} {
		address, _ := run(t, server.Options{Handler: words("page")}, "origins="+site)
		for _, path := range []string{"/", "/healthz", "/readyz"} {
			_, header, _ := get(t, http.DefaultClient, "http://"+address+path)
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if header.Get(name) != want {
					t.Errorf("%s: %s is %q", path, name, header.Get(name))
				}
			}
			csp := header.Get("Content-Security-Policy")
			for _, must := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(csp, must) {
					t.Errorf("%s: the policy lacks %s", path, must)
				}
			}
			if strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "script-src") {
				t.Errorf("%s: scripts are let in: %s", path, csp)
			}
			if hsts := header.Get("Strict-Transport-Security") != ""; hsts != strings.HasPrefix(site, "https") {
				t.Errorf("%s of %s: strict transport is %v", path, site, hsts)
			}
		}
	}
}

func TestOnlyAProxyIsBelievedAboutWhoAsks(t *testing.T) {
	t.Parallel()
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) })
	for _, tt := range []struct {
		name, proxies, want string
		forwarded           []string
	}{
		{"nobody is believed unless named", "10.0.0.0/8", "127.0.0.1", []string{"192.0.2.7"}},
		{"a proxy tells the client", "127.0.0.1", "192.0.2.7", []string{"192.0.2.7"}},
		{"what the client wrote itself is not reached", "127.0.0.1", "192.0.2.7", []string{"1.1.1.1, 192.0.2.7"}},
		{"of several proxies the nearest stranger counts", "127.0.0.1,10.0.0.0/8", "192.0.2.7", []string{"1.1.1.1, 192.0.2.7, 10.2.3.4", "10.0.0.1"}},
		{"nonsense ends the way", "127.0.0.1,10.0.0.0/8", "10.0.0.1", []string{"192.0.2.7, nonsense, 10.0.0.1"}},
		{"a proxy that tells nothing is itself the client", "127.0.0.1", "127.0.0.1", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address, _ := run(t, server.Options{Handler: who}, "proxies="+tt.proxies, "listen=127.0.0.1:0")
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header["X-Forwarded-For"] = tt.forwarded
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(res.Body)
			if err := errors.Join(err, res.Body.Close()); err != nil {
				t.Fatal(err)
			}
			if host, _, err := net.SplitHostPort(string(raw)); err != nil || host != tt.want {
				t.Errorf("asked by %s, want %s", raw, tt.want)
			}
		})
	}
}

func TestAnAddressThatCannotBeHadIsExplained(t *testing.T) {
	t.Parallel()
	taken, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // the test is over
	for address, code := range map[string]string{taken.Addr().String(): "serve.in_use", "192.0.2.1:1": "serve.listen", "localhost:none": "serve.listen"} {
		if _, err := server.Listen(t.Context(), address); !errs.Is(err, code) || !strings.Contains(err.Error(), address) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
