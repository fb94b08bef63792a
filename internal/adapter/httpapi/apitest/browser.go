package apitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// Browser keeps the cookies of one person's browser.
type Browser struct {
	*Office

	Client *http.Client
}

// Browse opens a browser.
func Browse(o *Office) *Browser {
	o.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	return &Browser{o, &http.Client{Jar: jar, Transport: o.Server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Send sends a request and decodes the answer into out, if any.
func (b *Browser) Send(method, path string, body, out any) (status int, header http.Header, raw string) {
	b.Helper()
	var reader io.Reader
	if body != nil {
		written, err := json.Marshal(body)
		if err != nil {
			b.Fatal(err)
		}
		reader = bytes.NewReader(written)
	}
	req, err := http.NewRequestWithContext(b.Context(), method, b.Server.URL+path, reader)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := b.Client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			b.Fatalf("%d %s: %v", res.StatusCode, answer, err)
		}
	}
	return res.StatusCode, res.Header, string(answer)
}

// Stage is how far a browser has come in.
type Stage struct{ Stage, Title string }

// SignIn gives login and password of a seeded account.
func (b *Browser) SignIn(login string) (s Stage) {
	b.Helper()
	for _, account := range b.Seeded {
		if account.Login == login {
			b.Send(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": account.Password}, &s)
		}
	}
	return s
}

// Journey goes to the provider and comes back with what it sends.
func (b *Browser) Journey(link bool) url.Values {
	b.Helper()
	path := "/api/v1/session/providers/city"
	if link {
		path += "?link=true"
	}
	var begun struct{ Address string }
	if _, _, raw := b.Send(http.MethodPost, path, map[string]any{}, &begun); begun.Address == "" {
		b.Fatal(raw)
	}
	res, err := b.Client.Get(begun.Address) //nolint:noctx // a test's own provider
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // not read
	back, err := res.Location()
	if err != nil {
		b.Fatal(err)
	}
	return back.Query()
}

// Cookie is what the browser would send, as a header.
func (b *Browser) Cookie() string {
	b.Helper()
	at, err := url.Parse(b.Server.URL + "/api/v1/session")
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for _, c := range b.Client.Jar.Cookies(at) {
		out = append(out, c.Name+"="+c.Value)
	}
	return strings.Join(out, "; ")
}
