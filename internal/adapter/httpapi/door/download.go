package door

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/base/clock"
)

// Download is a file on its way out.
type Download struct {
	Name    string // what the browser is to call it
	Type    string // media type
	SHA256  string // hexadecimal; "" where it is not known beforehand
	Content io.ReadSeeker
	Done    func() // called once it was sent, or given up; may be nil
}

// Stream sends a file. A browser keeps it under its name and never shows or runs it in this site's name.
func (f Download) Stream() *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		if f.Done != nil {
			defer f.Done()
		}
		r, w := humago.Unwrap(ctx)
		h := w.Header()
		h.Set("Content-Type", f.Type)
		h.Set("Content-Disposition", Disposition(f.Name))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
		if raw, err := hex.DecodeString(f.SHA256); err == nil && len(raw) > 0 {
			h.Set("ETag", `"`+f.SHA256+`"`)
			h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(raw)+":")
		}
		http.ServeContent(&unhurried{ResponseWriter: w, control: http.NewResponseController(w)}, r, "", time.Time{}, f.Content)
	}}
}

// unhurried lets a file take as long as it goes on moving.
type unhurried struct {
	http.ResponseWriter

	control *http.ResponseController
}

func (u *unhurried) Write(b []byte) (int, error) {
	_ = u.control.SetWriteDeadline(clock.System().Add(idleBody)) // where there is none, the server's own holds
	return u.ResponseWriter.Write(b)
}

// Disposition is the header that names a file that is sent (RFC 6266): in full, and for whoever reads ASCII alone.
func Disposition(name string) string {
	plain := name
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) }) {
		plain = "file"
		if ending := path.Ext(name); len(ending) > 1 && !strings.ContainsFunc(ending[1:], func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
			plain += ending
		}
	}
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// sends describes an answer that is a file.
func sends(types string) map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for t := range strings.SplitSeq(types, ",") {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return map[string]*huma.Response{"200": {Description: "The file, under its name", Content: content}}
}
