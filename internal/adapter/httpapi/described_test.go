package httpapi_test

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
)

// listed reads which operations docs/server.md lists in the table after some words.
func listed(t *testing.T, after string) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("../../../docs/server.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(raw), after)
	_, rest, table := strings.Cut(rest, "\n\n")
	rest, _, _ = strings.Cut(rest, "\n\n")
	if !found || !table {
		t.Fatalf("docs/server.md has no table after %q", after)
	}
	all := map[string]bool{}
	for _, name := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(rest, -1) {
		if all[name[1]] {
			t.Errorf("docs/server.md lists %s twice", name[1])
		}
		all[name[1]] = true
	}
	return all
}

func operations(o *apitest.Office) map[string]*huma.Operation {
	all := map[string]*huma.Operation{}
	for _, item := range o.Door.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				all[op.OperationID] = op
			}
		}
	}
	return all
}

func header(op *huma.Operation, name string) *huma.Param {
	i := slices.IndexFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "header" && p.Name == name })
	if i < 0 {
		return nil
	}
	return op.Parameters[i]
}

func TestEveryChangeSaysWhichStateItIsAbout(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	all, unconditional := operations(o), listed(t, "These take no `If-Match`")
	for id, op := range all {
		match := header(op, "If-Match")
		switch {
		case op.Method == http.MethodGet:
			if match != nil {
				t.Errorf("%s reads and asks for If-Match", id)
			}
		case match == nil && !unconditional[id]:
			t.Errorf("%s %s (%s) takes no If-Match: require it, or say in docs/server.md why nobody's change is lost", op.Method, op.Path, id)
		case match != nil && (unconditional[id] || !match.Required):
			t.Errorf("%s takes If-Match: require it, and take it off the list", id)
		}
	}
	for id := range unconditional {
		if all[id] == nil {
			t.Errorf("there is no operation %s", id)
		}
	}
}

func TestEveryPostTakesAKeyOrIsListedAsOneThatDoesNot(t *testing.T) {
	t.Parallel()
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	all, keyless := operations(o), listed(t, "Every POST takes an `Idempotency-Key`")
	for id, op := range all {
		if takes := header(op, "Idempotency-Key") != nil; op.Method == http.MethodPost && takes == keyless[id] {
			t.Errorf("%s %s (%s) takes a key: %v, and docs/server.md says otherwise", op.Method, op.Path, id, takes)
		}
	}
	for id := range keyless {
		if all[id] == nil || all[id].Method != http.MethodPost {
			t.Errorf("there is no POST %s", id)
		}
	}
}

func TestTheDescriptionTellsWhatEveryOperationObeysAndAnswers(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	for id, op := range operations(o) {
		want := []string{"429", "503"}
		if header(op, "If-Match") != nil {
			want = append(want, "412", "428")
		}
		if op.RequestBody != nil {
			want = append(want, "413", "415")
		}
		for _, status := range want {
			r := op.Responses[status]
			if r == nil || r.Content["application/problem+json"] == nil {
				t.Errorf("%s does not describe %s as a problem", id, status)
				continue
			}
			if (status == "429" || status == "503") && r.Headers["Retry-After"] == nil {
				t.Errorf("%s: %s without Retry-After", id, status)
			}
		}
	}
}

func TestAStaleIfMatchIsRefusedWhateverItIsAbout(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		stale := func(who, method, path string, body any, code string) {
			o.Helper()
			p := o.Call(who, method, path, body, "If-Match", `"999"`).Problem(o)
			if p.Status != http.StatusPreconditionFailed || p.Code != code {
				o.Errorf("%s %s: %+v", method, path, p)
			}
			if p := o.Call(who, method, path, body).Problem(o); p.Status != http.StatusPreconditionRequired || p.Code != "http.no_precondition" {
				o.Errorf("%s %s without If-Match: %+v", method, path, p)
			}
		}
		m := o.Given("甲")
		file, as := apitest.Form("现场.txt", "text/plain", []byte("现场情况"))
		var kept struct{ SHA256 string }
		o.OK(http.StatusCreated, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/attachments"), file, as...).Into(o, &kept)
		visit := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "visit", "title": "走访", "fields": map[string]any{"phone": "13800001234"}}).Matter(o)
		hook := map[string]any{"url": "https://93.184.215.14/in", "kinds": []string{"matter.closed"}, "active": true}
		made := o.OK(http.StatusCreated, "system", http.MethodPost, apitest.InZone("/webhooks"), hook)
		var subscription struct{ ID string }
		made.Into(o, &subscription)
		at := apitest.InZone("/webhooks/" + subscription.ID)
		preferences := map[string]any{"lang": "en", "quiet": map[string]any{"from": "22:00", "to": "07:30", "rest_days": true, "urgent": true}, "muted": []string{}, "channels": []any{}}
		account := map[string]any{"login": "new", "title": "招商局干部", "zone": apitest.Zone, "kind": "staff", "person": "zsj-c"}

		stale("zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "report", "text": "进展"}), "matter.changed")
		stale("zsj-c", http.MethodDelete, apitest.OfMatter(m.ID, "/attachments/"+kept.SHA256), nil, "matter.changed")
		stale("dcs-a", http.MethodPost, apitest.OfMatter(visit.ID, "/personal/unmask"), map[string]any{"fields": []string{"phone"}, "reason": "回访"}, "matter.changed")
		stale("dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "rename", "unit": "招商局", "name": "招商一局"}, "http.changed")
		stale("system", http.MethodPut, at, hook, "http.changed")
		stale("system", http.MethodPost, at+"/secret", map[string]any{}, "http.changed")
		stale("system", http.MethodDelete, at, nil, "http.changed")
		stale("zsj-c", http.MethodPut, apitest.InZone("/preferences"), preferences, "http.changed")
		for _, seeded := range o.Seeded {
			if seeded.Login == "zsj-c" {
				stale("system", http.MethodPut, "/api/v1/accounts/"+seeded.ID, account, "identity.changed")
				stale("security", http.MethodPost, "/api/v1/accounts/"+seeded.ID+"/lock", nil, "identity.changed")
			}
		}

		// What came with the reading is taken, once.
		tag := made.Header.Get("ETag")
		changed := o.OK(http.StatusOK, "system", http.MethodPut, at, map[string]any{"url": hook["url"], "kinds": hook["kinds"], "active": false}, "If-Match", tag)
		if p := o.Call("system", http.MethodPut, at, hook, "If-Match", tag).Problem(o); p.Code != "http.changed" {
			o.Errorf("%+v", p)
		}
		o.OK(http.StatusNoContent, "system", http.MethodDelete, at, nil, "If-Match", changed.Header.Get("ETag"))
		tag = o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/preferences"), nil).Header.Get("ETag")
		again := o.OK(http.StatusOK, "zsj-c", http.MethodPut, apitest.InZone("/preferences"), preferences, "If-Match", tag).Header.Get("ETag")
		if p := o.Call("zsj-c", http.MethodPut, apitest.InZone("/preferences"), preferences, "If-Match", tag).Problem(o); again == tag || p.Code != "http.changed" {
			o.Errorf("%s, %s: %+v", tag, again, p)
		}
		units := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/org/units"), nil).Header.Get("ETag")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "rename", "unit": "招商局", "name": "招商一局"}, "If-Match", units)
		o.OK(http.StatusNoContent, "zsj-c", http.MethodDelete, apitest.OfMatter(m.ID, "/attachments/"+kept.SHA256), nil, "If-Match", door.ETag(m.Version))
	})
}
