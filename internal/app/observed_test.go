package app_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracespb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/app"
)

// receiver is an OTLP/HTTP collector that keeps what it is sent.
type receiver struct {
	*httptest.Server

	mu    sync.Mutex
	spans []*tracespb.Span
	raw   []byte
	keys  map[string]bool
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{keys: map[string]bool{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body := io.Reader(req.Body)
		if req.Header.Get("Content-Encoding") == "gzip" {
			unzipped, err := gzip.NewReader(body)
			if err != nil {
				t.Error(err)
				return
			}
			body = unzipped
		}
		raw, err := io.ReadAll(body)
		var sent collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(raw, &sent)
		}
		if err != nil || req.URL.Path != "/v1/traces" {
			t.Errorf("the collector was sent to %s: %v", req.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw = append(r.raw, raw...)
		r.keys[req.Header.Get("X-Key")] = true
		for _, of := range sent.GetResourceSpans() {
			for _, scope := range of.GetScopeSpans() {
				r.spans = append(r.spans, scope.GetSpans()...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(r.Close)
	return r
}

// chain gives the names of the spans from the root of a trace down to the first of the given name.
func (r *receiver) chain(trace, name string) (names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	byID := map[string]*tracespb.Span{}
	var last *tracespb.Span
	for _, s := range r.spans {
		if hex.EncodeToString(s.GetTraceId()) != trace {
			continue
		}
		byID[string(s.GetSpanId())] = s
		if s.GetName() == name {
			last = s
		}
	}
	for ; last != nil; last = byID[string(last.GetParentSpanId())] {
		names = append([]string{last.GetName()}, names...)
	}
	return names
}

// One request, followed from its traceparent through the call, the commit and its statements to the collector, in the
// metrics and in the log: nowhere is anything of what it said.
func TestARequestIsFollowedEverywhereAndItsContentNowhere(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		a := testZone(t, address)
		spans, log := newReceiver(t), &lockedBuffer{}
		ctx, stop := context.WithCancel(t.Context())
		const trace, secret = "4bf92f3577b34da6a3ce929d0e0e4736", "沉香协查"
		var operation, figures string
		hidden := []string{secret, "%E6%B2%89", `\u6c89`}
		err := a.Serve(ctx, app.Serving{
			Config: settings(t, "listen=127.0.0.1:0", "key_file="+filepath.Join(t.TempDir(), "key"), "traces.endpoint="+spans.URL, "traces.headers=X-Key: a", "metrics.listen=127.0.0.1:0"),
			Log:    observe.Logger(log, "json", "info"),
			Ready: func(address string, d *identity.Directory) error {
				defer stop()
				accounts, err := a.SeedDemo(t.Context(), d, "testzone")
				if err != nil {
					return err
				}
				hidden = append(hidden, accounts[0].Login, accounts[0].Password, accounts[0].Title)
				jar, err := cookiejar.New(nil)
				if err != nil {
					return err
				}
				person := &browser{t, &http.Client{Jar: jar}, "http://" + address}
				person.call(http.MethodPost, "/api/v1/session", map[string]string{"login": accounts[0].Login, "password": accounts[0].Password})
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, person.base+"/api/v1/zones/testzone/matters", strings.NewReader(`{"kind":"task","title":"`+secret+`"}`))
				if err != nil {
					return err
				}
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-00")
				res, err := person.client.Do(req)
				if err != nil {
					return err
				}
				if res.StatusCode != http.StatusCreated || res.Body.Close() != nil || res.Header.Get("Qinlian-Trace") == "" {
					t.Errorf("registering: %d %v", res.StatusCode, res.Header)
				}
				if status, answer := person.call(http.MethodGet, "/api/v1/zones/testzone/search?q="+url.QueryEscape(secret), nil); status != http.StatusOK {
					t.Errorf("search: %d %v", status, answer)
				}
				metrics := "http://" + log.find(t, "metrics", "address") + "/metrics"
				for !strings.Contains(figures, "qinlian_jobs{") && t.Context().Err() == nil { // the node that leads inserts the first ones
					figures = read(t, metrics)
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spans.spans {
			if hex.EncodeToString(s.GetTraceId()) == trace && hex.EncodeToString(s.GetParentSpanId()) == "00f067aa0ba902b7" {
				operation = s.GetName()
			}
		}
		if got := strings.Join(spans.chain(trace, "sql"), " "); operation == "" || got != operation+" call commit sql" && got != operation+" sql" {
			t.Errorf("the chain of spans is %q", got)
		}
		if got := strings.Join(spans.chain(trace, "commit"), " "); got != operation+" call commit" {
			t.Errorf("the chain of spans is %q", got)
		}
		if !spans.keys["a"] {
			t.Error("the collector was not given its key")
		}
		for where, words := range map[string]string{"spans": string(spans.raw), "log": log.String(), "metrics": figures} {
			for _, word := range hidden {
				if strings.Contains(words, word) {
					t.Errorf("%s hold content (%s)", where, word)
				}
			}
		}
		if lines := log.String(); !strings.Contains(lines, trace) {
			t.Error("the log does not name the trace")
		}
		for _, want := range []string{
			`qinlian_http_requests_total{operation="` + operation + `",status="201"} 1`,
			`qinlian_commands_total{outcome="done"} 1`, `qinlian_commits_total{outcome="done"} 1`, `qinlian_commit_commands_sum 1`,
			`qinlian_ledger_events{zone="testzone"}`, `qinlian_database_connections{pool="write",state="in_use"}`, `qinlian_jobs{kind=`, `qinlian_build_info{`,
			"go_goroutines", "process_resident_memory_bytes",
		} {
			if !strings.Contains(figures, want) {
				t.Errorf("the metrics lack %s", want)
			}
		}
	})
}

func read(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.Body.Close() != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// find gives a member of the line with the given message.
func (b *lockedBuffer) find(t *testing.T, message, key string) string {
	t.Helper()
	for line := range strings.Lines(b.String()) {
		if _, after, ok := strings.Cut(line, `"`+key+`":"`); ok && strings.Contains(line, `"msg":"`+message+`"`) {
			value, _, _ := strings.Cut(after, `"`)
			return value
		}
	}
	t.Fatalf("no line %q", message)
	return ""
}
