package door

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "任〔2023〕1号", "\xff", "a.b", "====", Cursor("任〔2023〕1号")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := ReadCursor(Cursor(s)); utf8.ValidString(s) && (err != nil || got != s) {
			t.Errorf("%q came back as %q, %v", s, got, err)
		}
		if got, err := ReadCursor(s); err != nil && !errs.Is(err, "http.cursor") || err == nil && !utf8.ValidString(got) {
			t.Errorf("%q was read as %q, %v", s, got, err)
		}
	})
}

// A body that passes has no NUL in any of its words, however it was written.
func FuzzBodyWithoutNUL(f *testing.F) {
	for _, s := range []string{`{"a":"\u0000"}`, `{"a":"\\u0000"}`, `{"a":"\\\u0000"}`, "{\"a\":\"\x00\"}", `["\uD800\u0000"]`, `{"\u0000":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v any
		if hasNUL(body) || json.Unmarshal(body, &v) != nil {
			return
		}
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		var again any
		if err := json.Unmarshal(out.Bytes(), &again); err != nil {
			t.Fatal(err)
		}
		if holdsNUL(again) {
			t.Errorf("%q brings a NUL in", body)
		}
	})
}

func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, holdsNUL)
	case map[string]any:
		for k, one := range v {
			if strings.ContainsRune(k, 0) || holdsNUL(one) {
				return true
			}
		}
	}
	return false
}

func FuzzDisposition(f *testing.F) {
	for _, s := range []string{"验收单.pdf", "a\r\nX: y.pdf", `a"b\c%d.pdf`, "", "\xff.pdf", "a.\"pdf", "\u202efdp.exe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		header := Disposition(name)
		if strings.ContainsFunc(header, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("%q: %q is no header", name, header)
		}
		kind, params, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || utf8.ValidString(name) && params["filename"] != name {
			t.Errorf("%q: %q reads as %s %v, %v", name, header, kind, params, err)
		}
	})
}

func FuzzLanguage(f *testing.F) {
	for _, s := range []string{"en", "zh-CN,en;q=0.5", "*", "en;q=nan", strings.Repeat("a-", 100), "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if lang := languageOf(s); lang != text.Zh && lang != text.En {
			t.Errorf("%q: %q", s, lang)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2023-02-28", "2023-02-30", "0000-00-00", "２０２３-01-01", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Date(s, "query.day")
		if err != nil && !errs.Is(err, "http.date") || err == nil && s != "" && d.String() != s {
			t.Errorf("%q: %v %v", s, d, err)
		}
	})
}

func FuzzUpload(f *testing.F) {
	part := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\ncontent\r\n"
	for _, s := range []string{part + "--x--\r\n", part + part + "--x--", part, "--x\r\n\r\n--x--", strings.Repeat("--x\r\nContent-Disposition: form-data; name=kind\r\n\r\na\r\n", 30)} {
		f.Add("multipart/form-data; boundary=x", []byte(s))
	}
	f.Add("multipart/form-data; boundary=\"\r\n\"", []byte(part))
	f.Fuzz(func(t *testing.T, media string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header["Content-Type"] = []string{media}
		u := &Upload{r: r, w: httptest.NewRecorder()}
		files := 0
		_, err := u.Receive(1<<10, Form{"kind": "种类"}, func(in File) error {
			files++
			_, err := io.Copy(io.Discard, in)
			return err
		})
		if files > 1 || err == nil && files != 1 {
			t.Errorf("%d files and %v", files, err)
		}
		if one := (*errs.Error)(nil); err != nil && !errors.As(err, &one) {
			t.Errorf("%v is no fault of the sender's", err)
		}
	})
}
