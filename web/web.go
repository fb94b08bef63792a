// Package web is the site as the binary carries it: what `npm run build` made of web/src, or, in a binary built without
// Node, one plain page that says so. Nothing here knows the interface; the pages ask it like any other client.
//
// The page itself is never kept by a browser; what it loads has its content's hash in its name and is kept for ever.
package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Handler serves the site. Addresses that name no file are the site's own (/ledger, /matters/…) and get the page.
func Handler() http.Handler { return serving(site()) }

func serving(files fs.FS) http.Handler {
	if files == nil {
		return http.HandlerFunc(plain)
	}
	return &server{files: files, packed: map[string][]byte{}}
}

type server struct {
	files fs.FS

	mu     sync.Mutex
	packed map[string][]byte // gzip of what was asked for so far
}

const page = "index.html"

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	content, err := fs.ReadFile(s.files, name)
	if err != nil {
		if path.Ext(name) != "" && strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r)
			return
		}
		name = page
		if content, err = fs.ReadFile(s.files, page); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	h := w.Header()
	h.Set("Content-Type", kind(name))
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Add("Vary", "Accept-Encoding")
	if packable(name) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		content = s.gzip(name, content)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(content) //nolint:gosec // the site's own files, never what a request says; whoever hangs up has no use for the error
	}
}

// kind does not ask the machine's own list of types, which differs from one to the next.
func kind(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".html":
		return "text/html; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func packable(name string) bool {
	switch path.Ext(name) {
	case ".js", ".css", ".svg", ".html", ".json":
		return true
	}
	return false
}

func (s *server) gzip(name string, content []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if done, ok := s.packed[name]; ok {
		return done
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one that exists
	_, _ = w.Write(content)                               // a buffer takes everything
	_ = w.Close()
	s.packed[name] = b.Bytes()
	return s.packed[name]
}

func plain(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" && r.URL.Path != "/index.html" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte(without)) // as above
	if code := r.URL.Query().Get("refused"); code != "" {
		_, _ = fmt.Fprintf(w, "<p>登录未完成 · Not signed in: %s</p>\n", html.EscapeString(code))
	}
}

const without = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>勤廉</title>
<h1>勤廉</h1>
<p>这个程序构建时没有 Node.js，因此不带网页；接口照常可用：<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>。安装 Node.js 20 或更新版本后重新运行 make build 即有网页。</p>
<p lang="en">This program was built without Node.js and carries no site; the interface works: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>. Install Node.js 20 or newer and run make build again.</p>
`
