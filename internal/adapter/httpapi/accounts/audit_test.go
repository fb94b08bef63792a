package accounts_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/httpapi/accounts"
	"qinlian/internal/adapter/httpapi/apitest"
)

func TestTheAuditorSeesThatConfidentialMattersExistAndNothingElseOfThem(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Inspection("突击检查招商局")
		var out accounts.ConfidentialOutput
		o.OK(http.StatusOK, "audit", http.MethodGet, apitest.InZone("/audit/confidential"), nil).Into(o, &out.Body)
		if len(out.Body.Kinds) != 2 || out.Body.Kinds[0] != (accounts.ConfidentialCount{Kind: "inspection", Title: "四不两直检查", All: 1, Open: 1}) {
			o.Errorf("%+v", out.Body)
		}
		if r := o.Call("audit", http.MethodGet, apitest.OfMatter(m.ID, ""), nil); r.StatusCode != http.StatusNotFound {
			o.Errorf("the auditor opens it: %d %s", r.StatusCode, r.Raw)
		}
		for _, who := range []string{"zsj-a", "dcs-a", "system", "security", "machine"} {
			if r := o.Call(who, http.MethodGet, apitest.InZone("/audit/confidential"), nil); r.StatusCode != http.StatusForbidden {
				o.Errorf("%s counts them: %d %s", who, r.StatusCode, r.Raw)
			}
		}
	})
}

func TestARefusalForWantOfAuthorityIsWrittenDownOnceAnHour(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		lines := func() (out accounts.AuditOutput) {
			o.OK(http.StatusOK, "audit", http.MethodGet, "/api/v1/audit?action=access.refused&zone="+apitest.Zone, nil).Into(o, &out.Body)
			return out
		}
		before := len(lines().Body.Lines)
		for range 3 {
			if r := o.Call("security", http.MethodGet, apitest.InZone("/today"), nil); r.StatusCode != http.StatusForbidden {
				o.Fatalf("%d %s", r.StatusCode, r.Raw)
			}
		}
		got := lines().Body.Lines
		if len(got) != before+1 || got[0].Object != "read-today" || got[0].Outcome != "refused" || got[0].Account == "" {
			o.Errorf("written down: %+v", got)
		}
	})
}
