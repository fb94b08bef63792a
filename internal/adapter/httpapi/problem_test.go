package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestEveryFaultOfARequestIsToldAtOnceInTheLanguageAskedFor(t *testing.T) {
	each(t, func(o *office) {
		bad := map[string]any{"title": strings.Repeat("长", 501), "weight": -1, "colour": "red"}
		zh := o.call("dcs-a", http.MethodPost, inZone("/matters"), bad).problem(o)
		if zh.Status != http.StatusUnprocessableEntity || len(zh.Errors) != 4 {
			o.Fatalf("%+v", zh)
		}
		told := map[string]string{}
		for _, f := range zh.Errors {
			told[f.Location] = f.Message
		}
		for where, message := range map[string]string{
			"body": "缺少必填项 kind", "body.title": "最多 500 个字", "body.weight": "不得小于 0", "body.colour": "没有这一项，请核对名称",
		} {
			if told[where] != message {
				o.Errorf("%s: %q, want %q", where, told[where], message)
			}
		}
		en := o.call("dcs-a", http.MethodPost, inZone("/matters"), bad, "Accept-Language", "en-GB,en;q=0.9").problem(o)
		for _, f := range en.Errors {
			if strings.ContainsFunc(f.Message, func(r rune) bool { return r > 0x2e80 }) {
				o.Errorf("in English: %+v", f)
			}
		}
	})
}

func TestAMalformedRequestIsAProblemThatSaysWhatIsWrong(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("甲")
		for _, c := range []struct {
			name, method, path string
			body               any
			header             []string
			status             int
		}{
			{"no JSON", http.MethodPost, inZone("/matters"), "{", nil, http.StatusBadRequest},
			{"JSON of another shape", http.MethodPost, inZone("/matters"), "[]", nil, http.StatusUnprocessableEntity},
			{"no body", http.MethodPost, inZone("/matters"), nil, nil, http.StatusBadRequest},
			{"another content", http.MethodPost, inZone("/matters"), "<xml/>", []string{"Content-Type", "text/xml"}, http.StatusUnsupportedMediaType},
			{"an unknown query parameter", http.MethodGet, inZone("/matters?colour=red"), nil, nil, http.StatusUnprocessableEntity},
			{"a cursor of one's own", http.MethodGet, inZone("/matters?after=!"), nil, nil, http.StatusUnprocessableEntity},
			{"a page that is too long", http.MethodGet, inZone("/matters?limit=100000"), nil, nil, http.StatusUnprocessableEntity},
			{"an unknown command", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "explode"}), []string{"If-Match", "*"}, http.StatusUnprocessableEntity},
			{"a day that does not exist", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign", "due": "2023-02-30"}), []string{"If-Match", "*"}, http.StatusUnprocessableEntity},
			{"a zone that does not exist", http.MethodGet, "/api/v1/zones/nowhere/matters", nil, nil, http.StatusNotFound},
			{"a kind that does not exist", http.MethodPost, inZone("/matters"), map[string]any{"kind": "nothing", "title": "甲"}, nil, http.StatusUnprocessableEntity},
		} {
			p := o.call("dcs-a", c.method, c.path, c.body, c.header...).problem(o)
			if p.Status != c.status || p.Code == "" || p.Detail == "" || p.Instance == "" && p.Code != "http.invalid" {
				o.Errorf("%s: %+v, want %d", c.name, p, c.status)
			}
		}
	})
}

func TestABodyThatIsTooLargeIsRefusedUnread(t *testing.T) {
	each(t, func(o *office) {
		body := `{"kind":"task","title":"甲","brief":"` + strings.Repeat("长", 1<<20) + `"}`
		for _, header := range [][]string{nil, {"Idempotency-Key", "k"}} {
			if p := o.call("dcs-a", http.MethodPost, inZone("/matters"), body, header...).problem(o); p.Status != http.StatusRequestEntityTooLarge {
				o.Errorf("%v: %+v", header, p)
			}
		}
	})
}

func TestWhatTheServerCannotHelpIsToldWithoutItsInsides(t *testing.T) {
	each(t, func(o *office) {
		o.broken = true
		p := o.call("dcs-a", http.MethodGet, inZone("/matters"), nil, "Accept-Language", "en").problem(o)
		if p.Status != http.StatusInternalServerError || p.Code != "internal" || strings.Contains(p.Detail, "secret") || p.Instance == "" {
			o.Errorf("%+v", p)
		}
	})
}
