package httpapi_test

import (
	"maps"
	"net/http"
	"net/url"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	said, asSaid := apitest.Form("回单.csv", "text/csv", []byte("拨付编号,结果\n拨1-1,成功\n"))
	maps.Copy(samples, map[string]sample{
		"list-claims":        {path: "/claims?clause=growth&limit=10&late=true&unit=zsj&line=growth&year=2026&batch=%E6%8B%A81&step=listed&step=paid"},
		"read-claim":         {path: "/claims/THING", made: claimed},
		"read-claim-desk":    {path: "/claim-desk"},
		"read-own-claim":     {path: "/own-claims/THING", made: claimed},
		"read-payments":      {path: "/payments/THING", made: batched},
		"list-claim-notices": {path: "/claim-notices"},
		"list-own-claims":    {path: "/own-claims"},
		"act-on-own-claim":   {path: "/own-claims", body: map[string]any{"do": "object", "claim": "growth/jobs/2026/F1", "text": "金额有误"}, made: claimed},
		"act-on-claims":      {path: "/claims", body: map[string]any{"as": "ACTING", "do": "object", "claims": []string{"growth/jobs/2026/F1"}, "who": "匿名", "text": "不符合条件"}, made: claimed},
		"list-payments":      {path: "/payments"},
		"make-payments":      {path: "/payments", body: map[string]any{"as": "ACTING", "number": "拨1"}, made: batched},
		"download-payments":  {path: "/payment-files/THING?as=ACTING", made: batched},
		"enter-receipts":     {path: "/payment-receipts", body: map[string]any{"as": "ACTING", "batch": "拨1", "receipts": []map[string]any{{"number": "拨1-1", "paid": true}}}, made: batched},
		"upload-receipts":    {path: "/payments/THING/receipts?as=ACTING", body: upload{said, asSaid}, made: batched},
		"withdraw-payments":  {path: "/payments/THING/withdrawal", body: map[string]any{"as": "ACTING", "reason": "误发"}, made: sentOut},
		"list-funds":         {path: "/funds"},
		"read-fund":          {path: "/funds/growth", made: batched},
		"appropriate":        {path: "/funds/growth", body: map[string]any{"as": "ACTING", "amount": 100, "basis": "会议"}},
	})
}

// claimed is the claim of 企业甲 by the automatic clause, listed.
func claimed(m *matrix, _ string) things {
	m.Helper()
	firm(m, "")
	m.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{"do": "match", "clause": "growth/jobs"})
	var all struct {
		Claims []struct{ Number, ID string }
	}
	m.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/claims?clause=growth/jobs"), nil).Into(m.Office, &all)
	return things{"THING": url.PathEscape(all.Claims[0].Number), "growth/jobs/2026/F1": all.Claims[0].ID}
}

// sentOut is a batch of its own, of which the bank has said nothing.
func sentOut(m *matrix, _ string) things {
	m.Helper()
	n := m.next()
	m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/W"+n+"/facts"), map[string]any{
		"from": "2023-01-01", "source": "年报", "values": map[string]string{"name": "企业戊" + n, "staff": "120", "revenue.2022": "1500万元", "revenue.2023": "1500万元", "revenue.2024": "1500万元", "revenue.2025": "1500万元"}, "reason": "核对",
	}, "If-Match", "*")
	m.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/funds/growth"), map[string]any{"amount": 20_000_000, "basis": "会议"}, "If-Match", "*")
	m.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{
		"do": "apply", "clause": "growth/revenue", "record": "W" + n, "promise": "所报属实", "materials": []string{"承诺书"}, "account": map[string]string{"payee": "企业戊", "bank": "示例银行", "number": "6222000000001234"},
	})
	m.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/payments"), map[string]any{"number": "撤" + n})
	return things{"THING": url.PathEscape("撤" + n)}
}

// batched is a batch with one payment, to 企业甲.
func batched(m *matrix, _ string) things {
	m.Helper()
	var all struct {
		Batches []struct{ Number string }
	}
	m.OK(http.StatusOK, "jfj-a", http.MethodGet, apitest.InZone("/payments"), nil).Into(m.Office, &all)
	if len(all.Batches) == 0 {
		m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/F1/facts"), map[string]any{
			"from": "2023-01-01", "source": "年报", "values": map[string]string{"name": "企业甲", "staff": "120", "revenue.2022": "1500万元", "revenue.2023": "1500万元", "revenue.2024": "1500万元", "revenue.2025": "1500万元"}, "reason": "核对",
		}, "If-Match", "*")
		m.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/funds/growth"), map[string]any{"amount": 100_000_000, "basis": "会议"}, "If-Match", "*")
		m.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{
			"do": "apply", "clause": "growth/revenue", "record": "F1", "promise": "所报属实", "materials": []string{"承诺书"}, "account": map[string]string{"payee": "企业甲", "bank": "示例银行", "number": "6222000000001234"},
		})
		m.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/payments"), map[string]any{"number": "拨1"})
	}
	return things{"THING": url.PathEscape("拨1")}
}
