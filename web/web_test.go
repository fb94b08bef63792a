package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWhatTheSiteAnswers(t *testing.T) {
	site := serving(fstest.MapFS{
		"index.html":         {Data: []byte("<!doctype html><title>page</title>")},
		"mark.svg":           {Data: []byte("<svg/>")},
		"assets/app-1a2b.js": {Data: []byte("let x = 1")},
	})
	for _, c := range []struct {
		name, method, path string
		status             int
		kind, cache, body  string
	}{
		{"the page, which is asked for anew each time", "GET", "/", 200, "text/html; charset=utf-8", "no-cache", "<title>page"},
		{"an address of the site's own gets the page", "GET", "/matters/招调〔2023〕1号", 200, "text/html; charset=utf-8", "no-cache", "<title>page"},
		{"a script, kept for ever", "GET", "/assets/app-1a2b.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "let x"},
		{"a script of an older site is not the page", "GET", "/assets/app-0000.js", 404, "", "", ""},
		{"a picture", "GET", "/mark.svg", 200, "image/svg+xml", "no-cache", "<svg"},
		{"nothing outside of the site", "GET", "/../web.go", 200, "text/html; charset=utf-8", "no-cache", "<title>page"},
		{"only the head", "HEAD", "/", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"nothing can be sent", "POST", "/", 405, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(c.method, "/", nil)
			r.URL.Path = c.path
			site.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d", w.Code, c.status)
			}
			if c.kind != "" && w.Header().Get("Content-Type") != c.kind {
				t.Errorf("type %q", w.Header().Get("Content-Type"))
			}
			if c.cache != "" && w.Header().Get("Cache-Control") != c.cache {
				t.Errorf("cache %q", w.Header().Get("Cache-Control"))
			}
			if !strings.Contains(w.Body.String(), c.body) {
				t.Errorf("body %q", w.Body.String())
			}
			if c.method == "HEAD" && w.Body.Len() > 0 {
				t.Error("a head has a body")
			}
		})
	}
	t.Run("packed for whoever can unpack it", func(t *testing.T) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/assets/app-1a2b.js", nil)
		r.Header.Set("Accept-Encoding", "br, gzip")
		site.ServeHTTP(w, r)
		packed, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(packed); err != nil || string(plain) != "let x = 1" {
			t.Errorf("%q, %v", plain, err)
		}
	})
}

func TestWithoutNodeThereIsAPlainPage(t *testing.T) {
	site := serving(nil)
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Node.js") || !strings.Contains(w.Body.String(), "/api/v1/openapi.json") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?refused=identity.ceremony%3Cb%3E", nil))
	if !strings.Contains(w.Body.String(), "identity.ceremony&lt;b&gt;") {
		t.Errorf("who comes back from a provider that was not believed reads %s", w.Body)
	}
	w = httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/ledger", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("/ledger is answered %d", w.Code)
	}
}
