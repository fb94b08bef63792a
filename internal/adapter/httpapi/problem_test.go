package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
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
			"body": "缺少必填项 kind", "body.title": "最多 500 个字", "body.weight": "不得小于 1", "body.colour": "没有这一项，请核对名称",
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

func TestEveryFaultThatTheDomainFindsIsToldAtOnceWithItsPlace(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		deeds := apitest.Deeds
		for _, c := range []struct {
			name, method, path string
			body               any
			want               []string // code and place of each fault, in order
		}{
			{"a registration", http.MethodPost, apitest.InZone("/matters"), map[string]any{
				"kind": "project", "title": " ", "urgency": "purple", "lead_unit": "无局", "support_units": []string{"招商局", "没局"}, "owner": "无岗", "sponsor": "没岗", "verifier": "缺岗",
				"due": "2023-01-01", "fields": map[string]any{"phase": "停", "colour": "红"},
			}, []string{
				"matter.no_title body.title", "matter.unknown_urgency body.urgency", "clock.due_past body.due", "matter.unknown_unit body.lead_unit", "matter.unknown_unit body.support_units[1]",
				"org.post_unknown body.owner", "org.post_unknown body.sponsor", "org.post_unknown body.verifier", "matter.unknown_field body.fields.colour", "matter.bad_field body.fields.phase",
			}},
			{"an assignment", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), deeds(map[string]any{
				"command": "transfer", "lead_unit": "无局", "owner": "无岗", "sponsor": "没岗", "verifier": "缺岗",
			}), []string{
				"matter.unknown_unit body.deeds[0].lead_unit", "org.post_unknown body.deeds[0].owner", "org.post_unknown body.deeds[0].sponsor", "org.post_unknown body.deeds[0].verifier", "matter.no_reason body.deeds[0].reason",
			}},
			{
				"the second of two deeds", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), deeds(
					map[string]any{"command": "report", "text": "进展"}, map[string]any{"command": "transfer", "owner": "无岗"}),
				[]string{"org.post_unknown body.deeds[1].owner", "matter.no_reason body.deeds[1].reason"},
			},
			{
				"deeds that cannot be read", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), deeds(
					map[string]any{"command": "explode"}, map[string]any{"command": "ask-extension", "by": "ein Tag"}),
				[]string{"matter.unknown_command body.deeds[0].command", "calendar.limit body.deeds[1].by"},
			},
			{"a close without what its gate asks for", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), deeds(
				map[string]any{"command": "complete"}, map[string]any{"command": "close"}), []string{"matter.four_eyes body.deeds[1]", "gate.close body.deeds[1]"}},
			{"a query", http.MethodGet, apitest.InZone("/matters?colour=red&shape=round&limit=100000&light=blue&sort=taste&where=colour=1&where=investment&due_from=2023-02-30"), nil, []string{
				"http.invalid query.light", "http.invalid query.limit", "http.invalid query.colour", "http.invalid query.shape",
				"http.date query.due_from", "http.field query.where", "http.where query.where", "http.sort query.sort",
			}},
			{"a query with a parameter that nobody knows", http.MethodGet, apitest.InZone("/matters?colour=red&sort=taste"), nil, []string{"http.invalid query.colour", "http.sort query.sort"}},
			{"a query whose words alone are wrong", http.MethodGet, apitest.InZone("/matters?sort=taste&where=colour=1"), nil, []string{"http.field query.where", "http.sort query.sort"}},
		} {
			p := o.Call("dcs-a", c.method, c.path, c.body, "If-Match", "*").Problem(o)
			var got []string
			for _, f := range p.Errors {
				got = append(got, f.Code+" "+f.Location)
				if f.Message == "" || strings.Contains(f.Message, ".yaml") {
					o.Errorf("%s: %+v", c.name, f)
				}
			}
			if p.Status != http.StatusUnprocessableEntity || !slices.Equal(got, c.want) || strings.Contains(p.Detail, ".yaml") {
				o.Errorf("%s: %d %s\n%s\nwant\n%s", c.name, p.Status, p.Detail, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
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
			if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), body, header...).Problem(o); p.Status != http.StatusRequestEntityTooLarge ||
				p.Type != "urn:qinlian:problem:http.too_large" || !strings.Contains(p.Detail, "1024 KB") || len(p.Errors) != 1 || p.Errors[0].Location != "body" {
				o.Errorf("%v: %+v", header, p)
			}
		}
		for _, c := range []struct{ more, status int }{{0, http.StatusUnprocessableEntity}, {1, http.StatusRequestEntityTooLarge}} { // too long a brief, and too large a body
			head := `{"kind":"task","title":"甲","brief":"`
			body := head + strings.Repeat("a", 1<<20-len(head)-2+c.more) + `"}`
			if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), body).Problem(o); p.Status != c.status {
				o.Errorf("%d bytes: %d %s", len(body), p.Status, p.Detail)
			}
		}
	})
}

func TestABodyThatDoesNotArriveIsAProblemThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	o.Door.Body = time.Millisecond
	never, writer := io.Pipe()
	defer writer.Close() //nolint:errcheck // nobody reads it
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.Server.URL+apitest.InZone("/matters"), never)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer dcs-a")
	w, err := o.Server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close() //nolint:errcheck // read to its end
	var p door.Problem
	if err := json.NewDecoder(w.Body).Decode(&p); err != nil || p.Status != http.StatusRequestTimeout || p.Code != "http.too_slow" || p.Type == "" || !strings.Contains(p.Detail, "秒") || len(p.Errors) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAProblemSaysWhereAndInWords(t *testing.T) {
	t.Parallel()
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	matters, key := apitest.InZone("/matters"), "header.Idempotency-Key"
	task := map[string]any{"kind": "task", "title": "甲"}
	o.OK(http.StatusCreated, "dcs-a", http.MethodPost, matters, task, "Idempotency-Key", "used")
	stale := o.Given("乙")
	for _, c := range []struct {
		name, method, path string
		body               any
		header             []string
		status             int
		code, place        string
	}{
		{"nothing", http.MethodPost, matters, nil, nil, http.StatusBadRequest, "http.invalid", "body"},
		{"no JSON", http.MethodPost, matters, `{"kind":"task",`, nil, http.StatusBadRequest, "http.invalid", "body"},
		{"another content", http.MethodPost, matters, "<xml/>", []string{"Content-Type", "text/xml"}, http.StatusUnsupportedMediaType, "http.invalid", "body"},
		{"a member twice", http.MethodPost, matters, `{"kind":"task","title":"甲","title":"乙"}`, nil, http.StatusUnprocessableEntity, "http.twice", "body.title"},
		{"a word for a number", http.MethodGet, matters + "?limit=abc", nil, nil, http.StatusUnprocessableEntity, "http.invalid", "query.limit"},
		{"a word for yes or no", http.MethodGet, matters + "?count=maybe", nil, nil, http.StatusUnprocessableEntity, "http.invalid", "query.count"},
		{"an empty key", http.MethodPost, matters, task, []string{"Idempotency-Key", ""}, http.StatusUnprocessableEntity, "http.key_empty", key},
		{"a long key", http.MethodPost, matters, task, []string{"Idempotency-Key", strings.Repeat("k", 129)}, http.StatusUnprocessableEntity, "http.key_too_long", key},
		{"a key that was used", http.MethodPost, matters, map[string]any{"kind": "task", "title": "丙"}, []string{"Idempotency-Key", "used"}, http.StatusConflict, "http.key_reused", key},
		{"a stale version of a matter", http.MethodPost, apitest.OfMatter(stale.ID, "/commands"), apitest.Deeds(map[string]any{"command": "report", "text": "进展"}), []string{"If-Match", `"99"`}, http.StatusPreconditionFailed, "matter.changed", "header.If-Match"},
		{"a stale version of the units", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "rename", "unit": "招商局", "name": "招商一局"}, []string{"If-Match", `"99"`}, http.StatusPreconditionFailed, "http.changed", "header.If-Match"},
		{"no such operation", http.MethodGet, "/api/v1/nothing", nil, nil, http.StatusNotFound, "http.no_operation", ""},
		{"no such method", http.MethodDelete, matters, nil, nil, http.StatusMethodNotAllowed, "http.method", ""},
		{"another site", http.MethodPost, matters, task, []string{"Sec-Fetch-Site", "cross-site", "Authorization", ""}, http.StatusForbidden, "http.other_site", ""},
	} {
		for _, lang := range []string{"zh-CN", "en"} {
			r := o.Call("dcs-a", c.method, c.path, c.body, append(c.header, "Accept-Language", lang)...)
			p := r.Problem(o)
			if p.Status != c.status || len(p.Errors) != 1 || p.Errors[0].Code != c.code || p.Errors[0].Location != c.place || p.Instance != "urn:qinlian:trace:"+r.Header.Get("Qinlian-Trace") {
				t.Errorf("%s: %+v", c.name, p)
			}
			if chinese := strings.ContainsFunc(p.Detail, func(r rune) bool { return r > 0x2e80 }); chinese != (lang != "en") && c.code != "matter.changed" && c.code != "http.changed" || strings.Contains(p.Detail, "Go ") || strings.Contains(p.Detail, "invalid") {
				t.Errorf("%s in %s: %s", c.name, lang, p.Detail)
			}
		}
	}
}

func TestWhatTheServerCannotHelpIsToldWithoutItsInsides(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		p := o.Call("broken", http.MethodGet, apitest.InZone("/matters"), nil, "Accept-Language", "en").Problem(o)
		if p.Status != http.StatusInternalServerError || p.Code != "internal" || strings.Contains(p.Detail, "secret") || p.Instance == "" {
			o.Errorf("%+v", p)
		}
	})
}

func TestAPanicIsAProblemWhoseStackIsInTheLog(t *testing.T) {
	t.Parallel()
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	var log bytes.Buffer
	o.Door.Log = slog.New(slog.NewTextHandler(&log, nil))
	door.Public(o.Door, door.Operation{ID: "stumble", Method: http.MethodGet, Path: "/stumble"}, func(context.Context, *door.Caller, *struct{}) (*struct{}, error) {
		panic("secret insides")
	})
	r := o.Call("", http.MethodGet, "/api/v1/stumble", nil)
	p := r.Problem(o)
	if p.Status != http.StatusInternalServerError || p.Code != "internal" || strings.Contains(string(r.Raw), "secret") || p.Instance != "urn:qinlian:trace:"+r.Header.Get("Qinlian-Trace") {
		t.Errorf("%+v", p)
	}
	for _, want := range []string{"secret insides", "operation=stumble", r.Header.Get("Qinlian-Trace"), "problem_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not tell %q:\n%s", want, &log)
		}
	}
}

func TestAMethodThatAPathDoesNotHaveIsRefusedWithThoseThatItHas(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	for path, want := range map[string]string{
		apitest.InZone("/matters"):      "GET, HEAD, POST",
		apitest.OfMatter("x", ""):       "GET, HEAD",
		"/api/v1/openapi.json":          "GET, HEAD",
		"/api/v1/accounts/1/tokens/2":   "DELETE",
		"/api/v1/session":               "GET, HEAD, POST, DELETE",
		"/api/v1/nothing/of/the/sort/x": "",
	} {
		r := o.Call("", http.MethodPatch, path, nil)
		if got := r.Header.Get("Allow"); got != want || (want == "") != (r.StatusCode == http.StatusNotFound) {
			t.Errorf("%s: %d, Allow %q, want %q", path, r.StatusCode, got, want)
		}
	}
}
