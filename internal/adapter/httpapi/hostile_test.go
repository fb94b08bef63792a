package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
)

// malice makes requests from the interface's description that are nearly right, and wrong in every way that a fault
// in a client, or an attacker, makes them.
type malice struct {
	*rand.Rand

	schemas huma.Registry
}

// strings that have broken servers before.
var nasty = []string{
	"", " ", "\x00", "\u202e反", "🦀", "'; DROP TABLE matters; --", "../../etc/passwd", "%2e%2e%2f", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
	"a\r\nSet-Cookie: x=1", "\r\n\r\nHTTP/1.1 200 OK", "{{7*7}}", "${jndi:ldap://x}", "null", "NaN", "-1", "9223372036854775808", "1e400", "\uFEFF\uFFFF",
	strings.Repeat("长", 3000), strings.Repeat("[", 2000), "2023-02-30", "0000-00-00", "任〔2023〕1号", "招商局干部", "督查室主任", "*", `"1"`, "\\", "\"", "a\x1fb",
}

func (m *malice) nasty() string { return nasty[m.IntN(len(nasty))] }

// value makes a value for a schema, right most of the time.
func (m *malice) value(s *huma.Schema, depth int) any {
	if s != nil && s.Ref != "" {
		s = m.schemas.SchemaFromRef(s.Ref)
	}
	if s == nil || depth > 6 || m.IntN(12) == 0 {
		return m.wrong()
	}
	if len(s.Enum) > 0 && m.IntN(6) > 0 {
		return s.Enum[m.IntN(len(s.Enum))]
	}
	switch s.Type {
	case huma.TypeString:
		switch s.Format {
		case "date":
			return fmt.Sprintf("20%02d-%02d-%02d", m.IntN(40), m.IntN(14), m.IntN(33))
		case "date-time":
			return fmt.Sprintf("20%02d-%02d-%02dT00:00:00Z", m.IntN(40), m.IntN(14), m.IntN(33))
		}
		return m.nasty()
	case huma.TypeInteger:
		return []any{0, 1, -1, 7, 1 << 40, -1 << 62}[m.IntN(6)]
	case huma.TypeNumber:
		return []any{0.5, 50, -3, 1e300}[m.IntN(4)]
	case huma.TypeBoolean:
		return m.IntN(2) == 0
	case huma.TypeArray:
		list := make([]any, m.IntN(4))
		for i := range list {
			list[i] = m.value(s.Items, depth+1)
		}
		return list
	case huma.TypeObject:
		object := map[string]any{}
		for name, member := range s.Properties {
			if m.IntN(5) > 0 {
				object[name] = m.value(member, depth+1)
			}
		}
		if extra, ok := s.AdditionalProperties.(*huma.Schema); ok {
			object[m.nasty()] = m.value(extra, depth+1)
		}
		if m.IntN(10) == 0 { // mass assignment
			object[[]string{"id", "seq", "light", "version", "__proto__", "admin", "closed_at"}[m.IntN(7)]] = m.wrong()
		}
		return object
	}
	return m.wrong()
}

func (m *malice) wrong() any {
	return []any{nil, true, -1, 1.5, "x", m.nasty(), []any{}, map[string]any{}, []any{nil, []any{[]any{}}}, map[string]any{"": nil}}[m.IntN(10)]
}

// body makes a request's body: usually JSON for the schema, sometimes no JSON at all.
func (m *malice) body(op *huma.Operation) (body []byte, media string) {
	media = "application/json"
	if op.RequestBody == nil || m.IntN(15) == 0 {
		return []byte(m.nasty()), []string{media, "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""}[m.IntN(5)]
	}
	for name, content := range op.RequestBody.Content {
		if name != media {
			return []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + "..\\..\\a.pdf" + "\"\r\n\r\n" + m.nasty() + "\r\n--x--\r\n"), "multipart/form-data; boundary=x"
		}
		raw, err := json.Marshal(m.value(content.Schema, 0))
		if err != nil {
			return []byte(m.nasty()), media
		}
		if m.IntN(20) == 0 {
			raw = raw[:m.IntN(len(raw)+1)]
		}
		return raw, media
	}
	return nil, media
}

// request makes a request of an operation as somebody.
func (m *malice) request(t *testing.T, server string, op *huma.Operation, who string, things []string) *http.Request {
	t.Helper()
	path, query := op.Path, url.Values{}
	header := http.Header{}
	for _, p := range op.Parameters {
		value := fmt.Sprint(m.value(p.Schema, 5))
		switch p.In {
		case "path":
			value = m.nasty()
			switch {
			case p.Name == "zone" && m.IntN(8) > 0:
				value = apitest.Zone
			case m.IntN(2) == 0:
				value = things[m.IntN(len(things))]
			}
			if value == "" {
				value = "-"
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case "query":
			if m.IntN(2) == 0 {
				query.Add(p.Name, value)
			}
		case "header":
			if m.IntN(2) == 0 && p.Name != "Idempotency-Key" || m.IntN(8) == 0 {
				header.Set(p.Name, strings.Map(printable, value))
			}
		}
	}
	if m.IntN(20) == 0 {
		query.Add(m.nasty(), m.nasty())
	}
	body, media := m.body(op)
	r, err := http.NewRequestWithContext(t.Context(), op.Method, server+path+"?"+query.Encode(), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
	if _, given := header["If-Match"]; !given {
		r.Header.Set("If-Match", "*")
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	r.Header.Set("Accept-Language", strings.Map(printable, m.nasty()))
	r.Header.Set("User-Agent", strings.Map(printable, m.nasty()))
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	return r
}

// printable drops what net/http lets nobody send in a header.
func printable(r rune) rune {
	if r < ' ' || r == utf8.RuneError || r == 0x7f {
		return -1
	}
	return r
}

// mischief is how many requests the test makes.
const mischief = 10_000

func TestTenThousandMalformedRequestsBreakNothing(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	m := &malice{rand.New(rand.NewPCG(1, 2)), o.Door.OpenAPI().Components.Schemas} // the same each time
	things := []string{"none", "1"}
	for range 3 {
		things = append(things, o.Given("招商局的").ID)
	}
	var ops []*huma.Operation
	for _, item := range o.Door.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete, item.Patch} {
			if op != nil {
				ops = append(ops, op)
			}
		}
	}
	answered := map[int]int{}
	for range mischief {
		op := ops[m.IntN(len(ops))]
		who := everybody[m.IntN(len(everybody))].who
		r := m.request(t, o.Server.URL, op, who, things)
		w, err := o.Server.Client().Do(r)
		if err != nil {
			t.Fatalf("%s %s as %q: %v", r.Method, r.URL, who, err)
		}
		var raw []byte
		if w.Header.Get("Content-Type") != "text/event-stream" { // which has no end
			raw, _ = io.ReadAll(w.Body)
		}
		_ = w.Body.Close()
		answered[w.StatusCode]++
		switch {
		case w.StatusCode >= http.StatusInternalServerError:
			t.Errorf("%s %s as %q: %d %s", r.Method, r.URL, who, w.StatusCode, raw)
		case w.StatusCode >= http.StatusBadRequest:
			var p door.Problem
			if err := json.Unmarshal(raw, &p); err != nil || p.Code == "" || p.Detail == "" || w.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s as %q: %d is no problem: %.300s", r.Method, r.URL, who, w.StatusCode, raw)
			}
		}
		for name, values := range w.Header {
			if strings.ContainsAny(name+strings.Join(values, ""), "\r\n") {
				t.Errorf("%s %s: a header was injected: %s: %q", r.Method, r.URL, name, values)
			}
		}
		if t.Failed() && len(answered) > 0 && answered[http.StatusInternalServerError] > 20 {
			break
		}
	}
	if answered[http.StatusOK] < mischief/100 {
		t.Errorf("hardly anything got past the schema: %v", answered)
	}
	if _, err := o.Engine.Verify(t.Context(), apitest.Zone, nil); err != nil {
		t.Errorf("the ledger afterwards: %v", err)
	}
	t.Log(answered)
}
