package observe_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/clock"
)

// pages is a buffer that a server's goroutines write to.
type pages struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (p *pages) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.Write(b)
}

func (p *pages) lines(t *testing.T) (out []map[string]any) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for line := range strings.Lines(p.buf.String()) {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out = append(out, l)
	}
	return out
}

func observer(t *testing.T, log io.Writer, lines observe.Lines) *observe.Observer {
	t.Helper()
	o, err := observe.New(t.Context(), observe.Options{Log: observe.Logger(log, "json", "info"), Now: clock.System, Version: "test", Lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var operations = []observe.Operation{{ID: "read-matter", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}"}, {ID: "write", Method: http.MethodPost, Path: "/write"}}

// served puts an observed handler on the network.
func served(t *testing.T, o *observe.Observer, pace observe.Pace, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(o.Requests(h, operations, pace))
	t.Cleanup(s.Close)
	return s.URL
}

func ask(t *testing.T, method, url string, header http.Header) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); errors.Join(err, res.Body.Close()) != nil {
		t.Fatal(err)
	}
	return res
}

// shows gives the lines of a figure as Prometheus reads them.
func shows(t *testing.T, o *observe.Observer, figure string) (out string) {
	t.Helper()
	w := httptest.NewRecorder()
	o.Operators("").ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, figure) {
			out += line
		}
	}
	return out
}

func TestOneTraceGoesThroughTheHeaderTheHandlerAndTheLog(t *testing.T) {
	t.Parallel()
	var log pages
	o := observer(t, &log, observe.AllLines)
	logger := observe.Logger(&log, "json", "info")
	var inside []string
	url := served(t, o, observe.Pace{}, func(w http.ResponseWriter, r *http.Request) {
		inside = append(inside, observe.TraceOf(r.Context()))
		logger.InfoContext(r.Context(), "within")
		logger.InfoContext(r.Context(), "named already", "trace", "mine")
		w.WriteHeader(http.StatusTeapot)
	})
	const known = "4bf92f3577b34da6a3ce929d0e0e4736"
	for _, tt := range []struct{ parent, want string }{
		{"00-" + known + "-00f067aa0ba902b7-01", known}, // W3C's own example
		{"00-" + strings.Repeat("0", 32) + "-00f067aa0ba902b7-01", ""},
		{"nonsense\\nX", ""},
		{"", ""},
	} {
		res := ask(t, http.MethodGet, url+"/zones/z/matters/1", http.Header{"Traceparent": {tt.parent}})
		got := res.Header.Get(observe.TraceHeader)
		if len(got) != 32 || tt.want != "" && got != tt.want || tt.want == "" && got == known {
			t.Errorf("%q: the answer's trace is %q", tt.parent, got)
		}
		if inside[len(inside)-1] != got {
			t.Errorf("the handler saw the trace %q, the caller %q", inside[len(inside)-1], got)
		}
		lines := log.lines(t)
		lines = lines[len(lines)-3:]
		if lines[0]["trace"] != got || lines[1]["trace"] != "mine" || lines[2]["trace"] != got {
			t.Errorf("lines: %v", lines)
		}
	}
}

func TestALineNamesTheOperationAndNothingOfItsContent(t *testing.T) {
	t.Parallel()
	var log pages
	o := observer(t, &log, observe.AllLines)
	url := served(t, o, observe.Pace{}, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "some words") })
	ask(t, http.MethodGet, url+"/zones/ganzhou-etdz/matters/%E6%8B%9B%E8%B0%83?q=360701199001011234", nil)
	ask(t, "PRY", url+"/zones/ganzhou-etdz/matters/1", nil)
	lines := log.lines(t)
	first := lines[0]
	for key, want := range map[string]any{"msg": "request", "operation": "read-matter", "method": "GET", "status": 200.0, "bytes": 10.0, "from": "127.0.0.1"} {
		if first[key] != want {
			t.Errorf("%s is %v, want %v", key, first[key], want)
		}
	}
	if raw, _ := json.Marshal(first); strings.Contains(string(raw), "3607") || strings.Contains(string(raw), "ganzhou") || strings.Contains(string(raw), "%E6") {
		t.Errorf("the line holds content: %s", raw)
	}
	if lines[1]["operation"] != "other" || lines[1]["method"] != "_OTHER" {
		t.Errorf("an invented method: %v", lines[1])
	}
}

func TestWhichRequestsHaveALine(t *testing.T) {
	t.Parallel()
	for lines, want := range map[observe.Lines]int{observe.AllLines: 2, observe.FailedLines: 1, observe.NoLines: 0} {
		var log pages
		o := observer(t, &log, lines)
		url := served(t, o, observe.Pace{}, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		ask(t, http.MethodGet, url+"/", nil)
		ask(t, http.MethodPost, url+"/write", nil)
		if got := log.lines(t); len(got) != want {
			t.Errorf("%s: %v", lines, got)
		}
	}
}

func TestRequestsAreCountedByOperationAndStatusAndStrangersMakeNoRows(t *testing.T) {
	t.Parallel()
	o := observer(t, io.Discard, observe.NoLines)
	url := served(t, o, observe.Pace{}, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "none") {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	for _, path := range []string{"/zones/a/matters/1", "/zones/b/matters/2", "/zones/b/matters/none", "/x1", "/x2", "/x3"} {
		ask(t, http.MethodGet, url+path, nil)
	}
	const want = `qinlian_http_requests_total{operation="other",status="200"} 3
qinlian_http_requests_total{operation="read-matter",status="200"} 2
qinlian_http_requests_total{operation="read-matter",status="404"} 1
`
	if got := shows(t, o, "qinlian_http_requests_total"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestMetricsAndProfilesAreForBearersOfTheTokenWhereThereIsOne(t *testing.T) {
	t.Parallel()
	o := observer(t, io.Discard, observe.NoLines)
	for path, holds := range map[string]string{"/metrics": `qinlian_build_info{go="go`, "/debug/pprof/goroutine?debug=1": "goroutine profile: total"} {
		for _, tt := range []struct {
			token, given string
			want         int
		}{{"", "", 200}, {"swordfish", "", 401}, {"swordfish", "Bearer swordfisH", 401}, {"swordfish", "Bearer swordfish", 200}} {
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.Header.Set("Authorization", tt.given)
			o.Operators(tt.token).ServeHTTP(w, r)
			if w.Code != tt.want || tt.want == 200 != strings.Contains(w.Body.String(), holds) {
				t.Errorf("%s: %q to %q: %d", path, tt.given, tt.token, w.Code)
			}
		}
	}
}

func TestAStreamIsCountedAndEndedWhenTheServerStops(t *testing.T) {
	t.Parallel()
	o := observer(t, io.Discard, observe.NoLines)
	url := served(t, o, observe.Pace{Answer: time.Minute}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		_, _ = io.WriteString(w, "data: end\n\n")
	})
	open := func() *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	streams := func() string { return shows(t, o, "qinlian_sse_connections") }
	first := open()
	if got := streams(); got != "qinlian_sse_connections 1\n" {
		t.Error(got)
	}
	o.EndStreams()
	for _, res := range []*http.Response{first, open()} { // and one that begins afterwards
		if raw, err := io.ReadAll(res.Body); err != nil || string(raw) != "data: end\n\n" {
			t.Errorf("%q, %v", raw, err)
		}
	}
	for streams() != "qinlian_sse_connections 0\n" { // until the handlers have returned; the test's own time limit bounds it
		if t.Context().Err() != nil {
			t.Fatal("streams stay counted")
		}
	}
}

func TestWhoSendsABodySlowlyIsCutOffAndWhoWorksLongIsNot(t *testing.T) {
	t.Parallel()
	o := observer(t, io.Discard, observe.NoLines)
	faults := make(chan error, 1)
	url := served(t, o, observe.Pace{Body: 50 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		if r.URL.Path == "/long" { // longer than the body had
			select {
			case <-r.Context().Done():
				err = errors.Join(err, r.Context().Err())
			case <-time.After(150 * time.Millisecond):
			}
		}
		faults <- err
		_, _ = io.WriteString(w, "done")
	})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the other side closes it
	if _, err := io.WriteString(conn, "POST /write HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nslow"); err != nil {
		t.Fatal(err)
	}
	if err := <-faults; !errors.Is(err, context.DeadlineExceeded) && (err == nil || !strings.Contains(err.Error(), "timeout")) {
		t.Errorf("the slow body: %v", err)
	}
	_, _ = bufio.NewReader(conn).ReadString('\n') // whatever it is told

	res, err := http.Post(url+"/long", "text/plain", strings.NewReader("words")) // as above
	if err != nil {
		t.Fatal(err)
	}
	if err := <-faults; err != nil || res.StatusCode != http.StatusOK || res.Body.Close() != nil {
		t.Errorf("work that takes longer than a body may: %d, %v", res.StatusCode, err)
	}
}

func TestWhoDoesNotTakeTheAnswerIsCutOff(t *testing.T) {
	t.Parallel()
	o := observer(t, io.Discard, observe.NoLines)
	fault := make(chan error, 1)
	url := served(t, o, observe.Pace{Answer: 50 * time.Millisecond}, func(w http.ResponseWriter, _ *http.Request) {
		piece := make([]byte, 1<<20)
		for {
			if _, err := w.Write(piece); err != nil {
				fault <- err
				return
			}
		}
	})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the other side closes it
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := <-fault; err == nil {
		t.Error("an answer that nobody takes was written")
	}
}

func TestAPanicIsCountedAndGoesOn(t *testing.T) {
	t.Parallel()
	var log pages
	o := observer(t, &log, observe.FailedLines)
	h := o.Requests(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a mistake") }), operations, observe.Pace{})
	func() {
		defer func() {
			if recover() != "a mistake" {
				t.Error("the panic was swallowed")
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	}()
	lines := log.lines(t)
	if len(lines) != 2 || lines[0]["status"] != 500.0 || lines[1]["panic"] != "a mistake" {
		t.Fatalf("%v", lines)
	}
	if stack, _ := lines[1]["stack"].(string); !strings.Contains(stack, "TestAPanicIsCounted") {
		t.Errorf("the stack does not lead to the mistake: %s", stack)
	}
}

func TestTheLogIsWrittenFromItsLevelOn(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]int{"debug": 4, "info": 3, "warn": 2, "error": 1, "nonsense": 3} {
		var log pages
		l := observe.Logger(&log, "json", level).With("a", 1)
		for _, at := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			l.Log(t.Context(), at, "line")
		}
		if got := log.lines(t); len(got) != want {
			t.Errorf("%s: %v", level, got)
		}
	}
}

func TestTheGuideForOperatorsNamesEveryMetric(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	o := observer(t, io.Discard, observe.NoLines)
	o.Gather(observe.Sources{})
	descriptions := make(chan *prometheus.Desc, 1000)
	o.Registry.Describe(descriptions)
	close(descriptions)
	known := map[string]bool{}
	for d := range descriptions {
		_, after, _ := strings.Cut(d.String(), `fqName: "`)
		if name, _, _ := strings.Cut(after, `"`); strings.HasPrefix(name, "qinlian_") {
			known[name] = true
			if !strings.Contains(string(raw), "`"+name+"`") {
				t.Errorf("docs/operations.md does not name %s", name)
			}
		}
	}
	for _, name := range regexp.MustCompile(`qinlian_[a-z_]+`).FindAllString(string(raw), -1) {
		if !known[name] && name != "qinlian_backup" {
			t.Errorf("docs/operations.md names %s, which there is not", name)
		}
	}
}
