package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
)

func TestEveryFaultOfARequestIsToldAtOnceInTheLanguageAskedFor(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		bad := map[string]any{"title": strings.Repeat("长", 501), "weight": -1, "colour": "red"}
		zh := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), bad).Problem(o)
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
		en := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), bad, "Accept-Language", "en-GB,en;q=0.9").Problem(o)
		for _, f := range en.Errors {
			if strings.ContainsFunc(f.Message, func(r rune) bool { return r > 0x2e80 }) {
				o.Errorf("in English: %+v", f)
			}
		}
	})
}

func TestAMalformedRequestIsAProblemThatSaysWhatIsWrong(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		for _, c := range []struct {
			name, method, path string
			body               any
			header             []string
			status             int
		}{
			{"no JSON", http.MethodPost, apitest.InZone("/matters"), "{", nil, http.StatusBadRequest},
			{"JSON of another shape", http.MethodPost, apitest.InZone("/matters"), "[]", nil, http.StatusUnprocessableEntity},
			{"no body", http.MethodPost, apitest.InZone("/matters"), nil, nil, http.StatusBadRequest},
			{"another content", http.MethodPost, apitest.InZone("/matters"), "<xml/>", []string{"Content-Type", "text/xml"}, http.StatusUnsupportedMediaType},
			{"an unknown query parameter", http.MethodGet, apitest.InZone("/matters?colour=red"), nil, nil, http.StatusUnprocessableEntity},
			{"a cursor of one's own", http.MethodGet, apitest.InZone("/matters?after=!"), nil, nil, http.StatusUnprocessableEntity},
			{"a page that is too long", http.MethodGet, apitest.InZone("/matters?limit=100000"), nil, nil, http.StatusUnprocessableEntity},
			{"an unknown command", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "explode"}), []string{"If-Match", "*"}, http.StatusUnprocessableEntity},
			{"a day that does not exist", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "due": "2023-02-30"}), []string{"If-Match", "*"}, http.StatusUnprocessableEntity},
			{"a zone that does not exist", http.MethodGet, "/api/v1/zones/nowhere/matters", nil, nil, http.StatusNotFound},
			{"a kind that does not exist", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "nothing", "title": "甲"}, nil, http.StatusUnprocessableEntity},
		} {
			p := o.Call("dcs-a", c.method, c.path, c.body, c.header...).Problem(o)
			if p.Status != c.status || p.Code == "" || p.Detail == "" || p.Instance == "" && p.Code != "http.invalid" {
				o.Errorf("%s: %+v, want %d", c.name, p, c.status)
			}
		}
	})
}

func TestABodyThatIsTooLargeIsRefusedUnread(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		body := `{"kind":"task","title":"甲","brief":"` + strings.Repeat("长", 1<<20) + `"}`
		for _, header := range [][]string{nil, {"Idempotency-Key", "k"}} {
			if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), body, header...).Problem(o); p.Status != http.StatusRequestEntityTooLarge {
				o.Errorf("%v: %+v", header, p)
			}
		}
	})
}

func TestWhatTheServerCannotHelpIsToldWithoutItsInsides(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		p := o.Call("broken", http.MethodGet, apitest.InZone("/matters"), nil, "Accept-Language", "en").Problem(o)
		if p.Status != http.StatusInternalServerError || p.Code != "internal" || strings.Contains(p.Detail, "secret") || p.Instance == "" {
			o.Errorf("%+v", p)
		}
	})
}
