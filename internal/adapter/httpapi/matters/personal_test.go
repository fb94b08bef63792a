package matters_test

import (
	"net/http"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/identity"
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

func TestTheAuditorLearnsThatHiddenPersonalDataWasReadAndByWhom(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for kind, hidden := range map[string]bool{"raid": true, "visit": false} {
			body := map[string]any{"kind": kind, "title": "走访", "fields": map[string]any{"phone": "13800001234"}, "applicant": "企业甲"}
			if !hidden {
				delete(body, "applicant")
			}
			m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), body).Matter(o)
			reason := "核实" + kind
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, "/personal"), nil)
			o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/personal/unmask"), map[string]any{"fields": []string{"phone"}, "reason": reason}, "If-Match", "*")
			objects := map[string]bool{}
			for _, action := range []string{"personal.read", "personal.unmasked"} {
				var log struct {
					Lines []identity.Line
				}
				r := o.OK(http.StatusOK, "audit", http.MethodGet, "/api/v1/audit?zone="+apitest.Zone+"&limit=1&action="+action, nil)
				r.Into(o, &log)
				if len(log.Lines) != 1 || log.Lines[0].Account == "" || strings.Contains(string(r.Raw), m.Number) == hidden {
					o.Fatalf("%s of %s: %s", action, kind, r.Raw)
				}
				if told := strings.Contains(string(r.Raw), reason) || log.Lines[0].Detail["fields"] != ""; told != (!hidden && action == "personal.unmasked") {
					o.Errorf("%s of %s: %s", action, kind, r.Raw)
				}
				objects[log.Lines[0].Object] = true
			}
			if len(objects) != 1 {
				o.Errorf("two reads of one matter look like %d: %v", len(objects), objects)
			}
		}
	})
}
