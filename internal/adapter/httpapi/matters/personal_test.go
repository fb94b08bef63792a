package matters_test

import (
	"net/http"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
)

func TestAPhoneNumberIsMaskedUntilSomebodyReadsItForAReason(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		const phone = "13800001234"
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{
			"kind": "visit", "title": "走访困难群众", "owner": "招商局干部", "lead_unit": "zsj", "fields": map[string]any{"phone": phone},
		})
		m := r.Matter(o)
		for _, path := range []string{"", "/history", "/personal"} {
			if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, path), nil); strings.Contains(string(got.Raw), phone) {
				o.Errorf("%s shows it: %s", path, got.Raw)
			}
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, "/personal"), nil); !strings.Contains(string(got.Raw), "138****1234") {
			o.Errorf("%s", got.Raw)
		}
		ask := map[string]any{"fields": []string{"phone"}, "reason": "电话回访"}
		if p := o.Call("jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/personal/unmask"), ask, "If-Match", "*").Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("who may not see the matter: %+v", p)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/personal/unmask"), map[string]any{"fields": []string{"phone"}, "reason": ""}, "If-Match", "*").Problem(o); p.Status != http.StatusUnprocessableEntity {
			o.Errorf("without a reason: %+v", p)
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/personal/unmask"), ask, "Idempotency-Key", "u", "If-Match", "*"); !strings.Contains(string(got.Raw), phone) {
			o.Errorf("%s", got.Raw)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/personal/unmask"), ask, "Idempotency-Key", "u", "If-Match", "*").Problem(o); p.Code != "http.shown_once" {
			o.Errorf("under the same key again: %+v", p)
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, "/personal"), nil); !strings.Contains(string(got.Raw), `"title":"联系电话"`) {
			o.Errorf("a title in one language: %s", got.Raw)
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, "/history"), nil); !strings.Contains(string(got.Raw), "unmasked") {
			o.Errorf("the ledger does not say so: %s", got.Raw)
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/search?q="+phone), nil); strings.Contains(string(got.Raw), m.ID) {
			o.Errorf("found by the number: %s", got.Raw)
		}
	})
}
