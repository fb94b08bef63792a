package faults_test

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/clock"
)

// wire sends a request as it is written and gives what comes back until the server closes the connection.
func (n *node) wire(t *testing.T, request string, trickle time.Duration) string {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(n.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the other side closes it
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Logf("the server hung up first: %v", err)
	}
	closed := make(chan struct{})
	if trickle > 0 { // a byte now and then, for as long as it is taken
		go func() {
			for {
				select {
				case <-closed:
					return
				case <-time.After(trickle):
					if _, err := conn.Write([]byte("a")); err != nil {
						return
					}
				}
			}
		}()
	}
	raw, err := io.ReadAll(conn)
	close(closed)
	if timeout := net.Error(nil); err != nil && asTimeout(err, &timeout) {
		t.Errorf("the server holds the connection: %q", raw)
	}
	return string(raw)
}

func asTimeout(err error, into *net.Error) bool {
	found, ok := err.(net.Error) //nolint:errorlint // as a connection returns it
	if ok {
		*into = found
	}
	return ok && found.Timeout()
}

// served is an office on SQLite with a node in this process.
func served(t *testing.T, said ...string) (*office, *node, string) {
	t.Helper()
	o := newOffice(t, filepath.Join(t.TempDir(), "qinlian.db"))
	n, _ := o.serve(clock.System, said...)
	return o, n, o.signIn(n)
}

func TestWhoSendsSlowlyOrTooMuchIsCutOff(t *testing.T) {
	t.Parallel()
	_, n, cookie := served(t, "limits.header=200ms", "limits.body=300ms", "limits.header_size=8KiB")
	head := "POST /api/v1/zones/" + zone + "/matters HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nCookie: " + cookie + "\r\n"
	for name, c := range map[string]struct {
		request string
		trickle time.Duration
		want    string // how the answer begins; "" for none
	}{
		"a head that trickles":       {"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", 20 * time.Millisecond, ""},
		"a head that never ends":     {"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", 0, ""},
		"a body that trickles":       {head + "Content-Length: 100000\r\n\r\n{", 20 * time.Millisecond, "HTTP/1.1 408"},
		"a body in pieces, slowly":   {head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 0, "HTTP/1.1 408"},
		"a body of an unknown visit": {"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", 20 * time.Millisecond, "HTTP/1.1 408"},
		"a head that is too large":   {"GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + strings.Repeat("a", 1<<16) + "\r\n\r\n", 0, "HTTP/1.1 431"},
		"a body that is too large":   {head + "Connection: close\r\nContent-Length: 99999999999\r\n\r\n{\"title\":\"" + strings.Repeat("a", 2<<20), 0, "HTTP/1.1 413"},
		"two lengths":                {head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 0, "HTTP/1.1 400"},
		"a length and pieces":        {head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /api/v1/me HTTP/1.1\r\nHost: a\r\n\r\n", 0, "HTTP/1.1 4"},
		"a header with a bare CR":    {"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rX-C: d\r\n\r\n", 0, "HTTP/1.1 400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := n.wire(t, c.request, c.trickle)
			unread := got == "" && c.trickle == 0 // a server that hangs up on what it does not read may take its answer back
			if c.want != "" && !strings.HasPrefix(got, c.want) && !unread || c.want == "" && got != "" && !strings.HasPrefix(got, "HTTP/1.1 4") {
				t.Errorf("answered %.300q, want %s", got, c.want)
			}
			if strings.Count(got, "HTTP/1.1 ") > 1 {
				t.Errorf("a second request was smuggled in: %q", got)
			}
		})
	}
}

func TestAPathLeadsNowhereButToTheInterface(t *testing.T) {
	t.Parallel()
	_, n, cookie := served(t)
	for _, path := range []string{
		"/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cqinlian.db", "//etc/passwd", "/qinlian.db", "/key", "/.git/config",
		"/api/v1/../../etc/passwd", "/api/v1/zones/..%2f..%2fetc%2fpasswd/matters", "/api/v1/zones/" + zone + "/matters/..%2f..%2f..%2fkey",
		"/api/v1/zones/" + zone + "/matters/x/attachments/..%2f..%2fkey", "/api/v1/zones/" + zone + "/imports/..%2f..%2fkey/file", "/api/v1/zones/" + zone + "/mechanisms/files/..%2f..%2fkey",
		"/healthz/../api/v1/me", "http://169.254.169.254/latest/meta-data",
	} {
		got := n.wire(t, "GET "+path+" HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: "+cookie+"\r\n\r\n", 0)
		res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(got)), nil)
		if err != nil {
			t.Errorf("%s: %v %q", path, err, got)
			continue
		}
		_ = res.Body.Close()
		if place := res.Header.Get("Location"); res.StatusCode/100 != 4 && (res.StatusCode/100 != 3 || !strings.HasPrefix(place, "/") || strings.HasPrefix(place, "//")) || strings.Contains(got, "root:") {
			t.Errorf("%s: %.200q", path, got)
		}
	}
}

// sheet collects what a logger writes.
type sheet struct {
	mu sync.Mutex
	strings.Builder
}

func (s *sheet) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Builder.Write(p)
}

func (s *sheet) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Split(strings.TrimSuffix(s.String(), "\n"), "\n")
}

func TestNobodyWritesALineOfTheirOwnIntoTheLog(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", "text"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			written := &sheet{}
			o := newOffice(t, filepath.Join(t.TempDir(), "qinlian.db"))
			o.log = observe.Logger(written, format, "debug")
			n, stop := o.serve(clock.System, "proxies=127.0.0.0/8")
			cookie := o.signIn(n)
			forged := "\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\r\nlevel=ERROR msg=forged\x1b[2J\x00\u2028\u202e"
			in := url.PathEscape(forged)
			for _, c := range []struct {
				method, path string
				body         any
				header       []string
			}{
				{http.MethodGet, "/" + in, nil, nil},
				{http.MethodGet, "/api/v1/zones/" + in + "/matters", nil, nil},
				{http.MethodGet, "/api/v1/zones/" + zone + "/matters/" + in, nil, nil},
				{http.MethodGet, "/api/v1/zones/" + zone + "/matters?sort=" + in, nil, nil},
				{http.MethodPost, "/api/v1/session", map[string]string{"login": forged, "password": forged}, nil},
				{http.MethodPost, "/api/v1/zones/" + zone + "/matters", map[string]string{"kind": forged, "title": forged, "owner": forged}, nil},
				{http.MethodPost, "/api/v1/zones/" + zone + "/matters", map[string]string{"kind": "task", "title": strings.ReplaceAll(forged, "\x00", ""), "owner": "招商局局长"}, nil},
				{http.MethodGet, "/api/v1/me", nil, []string{"X-Forwarded-For", "1.2.3.4 msg=forged", "Traceparent", "00-forged-forged-01", "User-Agent", "a\tmsg=forged", "Idempotency-Key", "msg=forged"}},
			} {
				r, err := n.call(cookie, c.method, c.path, c.body, c.header...)
				if err != nil || r.status >= http.StatusInternalServerError {
					t.Errorf("%s %.60q: %+v %v", c.method, c.path, r, err)
				}
			}
			n.wire(t, "GET / HTTP/1.1\r\nHost: a\r\nX: \x1b[2J msg=forged\r\n\x00level=ERROR msg=forged\r\n\r\n", 0)
			stop()
			for i, line := range written.lines() {
				if strings.ContainsFunc(line, func(c rune) bool { return unicode.IsControl(c) || c == 0x2028 || c == 0x202e }) {
					t.Errorf("line %d holds a control character: %q", i, line)
				}
				said := struct{ Level, Msg string }{}
				switch format {
				case "json":
					if err := json.Unmarshal([]byte(line), &said); err != nil || said.Msg == "forged" {
						t.Errorf("line %d was forged: %q %v", i, line, err)
					}
				case "text":
					if !strings.HasPrefix(line, "time=") || strings.Contains(line, " msg=forged") && !strings.Contains(line, `"`) {
						t.Errorf("line %d was forged: %q", i, line)
					}
				}
			}
		})
	}
}

func TestWhatAClientMayNotSayIsRefusedAndNotTakenSilently(t *testing.T) {
	t.Parallel()
	o, n, cookie := served(t)
	own := map[string]any{"kind": "task", "title": "任务", "owner": "招商局局长"}
	for _, member := range []string{"id", "ID", "seq", "number", "zone", "zone_id", "light", "stage", "level", "closed_at", "registered", "actor", "at", "version", "state", "__proto__", "constructor", "admin"} {
		body := map[string]any{member: "1"}
		maps.Copy(body, own)
		r, err := n.call(cookie, http.MethodPost, "/api/v1/zones/"+zone+"/matters", body)
		if err != nil || r.status != http.StatusUnprocessableEntity || !strings.Contains(string(r.raw), `"body.`+member+`"`) {
			t.Errorf("a matter with %s: %d %s %v", member, r.status, r.raw, err)
		}
	}
	for path, body := range map[string]map[string]any{
		"/api/v1/session":                 {"login": "x", "password": "x", "admin": "system", "zone": "other"},
		"/api/v1/me/tokens":               {"title": "x", "scopes": []string{"see"}, "expires_at": "2099-01-01T00:00:00Z", "account": "other", "admin": true},
		"/api/v1/session/password":        {"old": "x", "new": "y", "account": "other"},
		"/api/v1/zones/" + zone + "/work": {},
	} {
		r, err := n.call(cookie, http.MethodPost, path, body)
		if err != nil || r.status/100 != 4 || r.status == http.StatusUnauthorized {
			t.Errorf("%s: %d %s %v", path, r.status, r.raw, err)
		}
	}
	a := o.open(clock.System)
	defer func() { _ = a.Close() }()
	if found := o.verified(a).Matters; found != 0 {
		t.Errorf("%d matters were registered", found)
	}
}
