package httpapi_test

import (
	"maps"
	"net/http"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"list-benefit-clauses":   {path: "/benefits/clauses"},
		"read-benefit-clause":    {path: "/benefits/clauses/growth/jobs"},
		"list-benefit-registers": {path: "/benefits/registers"},
		"calculate-benefits":     {path: "/benefits/calculator", body: map[string]any{"register": "firm", "facts": map[string]any{"staff": 120}}},
		"try-benefits":           {path: "/benefits/results"},
		"list-grants":            {path: "/benefits/clauses/growth/jobs/grants"},
		"explain-benefit":        {path: "/benefits/clauses/growth/jobs/records/THING", made: firm},
		"list-misses":            {path: "/benefits/clauses/growth/revenue/misses"},
		"count-draft":            {path: "/benefits/count", body: map[string]any{"register": "firm", "when": "firm.staff > NUMBER"}},
		"plan-benefits":          {path: "/benefits/plans", body: map[string]any{"files": "FILES", "year": true}, made: files},
		"read-benefit-plan":      {path: "/benefits/plans/THING", made: plannedBenefits},
		"list-entitlements":      {path: "/benefits/mine"},
		"read-subscription":      {path: "/benefits/mine/subscription"},
		"subscribe":              {path: "/benefits/mine/subscription", body: map[string]any{"entitlements": false, "claims": true, "clauses": false}},
		"explain-entitlement":    {path: "/benefits/mine/THING/clauses/growth/jobs", made: firm},
	})
}

// firm is the record of 企业甲, for which the enterprise's account acts.
func firm(m *matrix, _ string) things {
	m.Helper()
	m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/F1/facts"), map[string]any{
		"from": "2023-01-01", "source": "年报", "values": map[string]string{"name": "企业甲", "staff": "120"}, "reason": "核对",
	}, "If-Match", "*")
	return things{"THING": "F1"}
}

// plannedBenefits is a plan that 督查室主任 asked for.
func plannedBenefits(m *matrix, _ string) things {
	m.Helper()
	var begun struct{ ID string }
	m.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/benefits/plans"), map[string]any{}).Into(m.Office, &begun)
	return things{"THING": begun.ID}
}
