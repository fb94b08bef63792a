package httpapi_test

import (
	"maps"
	"net/http"
	"strconv"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	hook := map[string]any{"url": "https://127.0.0.1/none", "kinds": []string{"matter.closed"}, "active": true}
	maps.Copy(samples, map[string]sample{
		"list-notices":     {path: "/notices"},
		"read-notices":     {path: "/notices/read", body: map[string]any{"ids": []string{"none"}}},
		"read-preferences": {path: "/preferences"},
		"set-preferences": {path: "/preferences", body: map[string]any{
			"lang": "zh", "quiet": map[string]any{"from": "22:00", "to": "07:30", "rest_days": true, "urgent": true}, "muted": []string{}, "channels": []any{},
		}},
		"list-webhooks":   {path: "/webhooks"},
		"add-webhook":     {path: "/webhooks", body: hook},
		"change-webhook":  {path: "/webhooks/THING", body: hook, made: hooked},
		"rotate-webhook":  {path: "/webhooks/THING/secret", body: map[string]any{}, made: hooked},
		"remove-webhook":  {path: "/webhooks/THING", made: hooked},
		"list-deliveries": {path: "/deliveries"},
		"resend-delivery": {path: "/deliveries/THING/resend", body: map[string]any{}, made: dropped},
		"drop-delivery":   {path: "/deliveries/THING/drop", body: map[string]any{}, made: waiting},
		"list-jobs":       {path: "/api/v1/admin/jobs"},
		"read-job":        {path: "/api/v1/admin/jobs/THING", made: idle},
		"retry-job":       {path: "/api/v1/admin/jobs/THING/retry", body: map[string]any{}, made: idle},
		"cancel-job":      {path: "/api/v1/admin/jobs/THING/cancel", body: map[string]any{}, made: idle},
		"read-health":     {path: "/api/v1/admin/health"},
		"list-backups":    {path: "/api/v1/admin/backups"},
		"begin-backup":    {path: "/api/v1/admin/backups", body: map[string]any{}},
		"list-channels":   {path: "/channels"},
		"hand-in-order": {path: "/intake/12345", body: map[string]any{
			"number": "GZ-NUMBER", "type": "投诉", "title": "道路破损", "content": "请修复", "received_at": "2023-03-01T08:00:00+08:00",
		}},
	})
}

// idle is a job that waits.
func idle(m *matrix, _ string) things {
	made, err := m.Messages.Jobs.Insert(m.Context(), apitest.Idle{})
	if err != nil {
		m.Fatal(err)
	}
	return things{"THING": strconv.FormatInt(made.ID, 10)}
}

// hooked is a webhook.
func hooked(m *matrix, _ string) things {
	m.Helper()
	var made struct{ ID string }
	m.OK(http.StatusCreated, "system", http.MethodPost, apitest.InZone("/webhooks"), map[string]any{"url": "https://127.0.0.1/none", "kinds": []string{"matter.registered"}, "active": true}).Into(m.Office, &made)
	return things{"THING": made.ID}
}

// waiting is a message to a webhook that was not sent yet.
func waiting(m *matrix, _ string) things {
	m.Helper()
	hook := hooked(m, "")["THING"]
	for _, before := range []func(){func() {}, func() { m.matter("zsj") }} { // a webhook begins at the present end
		before()
		if _, err := m.Messages.Hooks.Fan(m.Context(), m.Store, apitest.Zone); err != nil {
			m.Fatal(err)
		}
	}
	m.OK(http.StatusNoContent, "system", http.MethodDelete, apitest.InZone("/webhooks/"+hook), nil, "If-Match", "*")
	var page struct{ Deliveries []struct{ ID, State string } }
	m.OK(http.StatusOK, "system", http.MethodGet, apitest.InZone("/deliveries?state=waiting"), nil).Into(m.Office, &page)
	if len(page.Deliveries) == 0 {
		m.Fatal("no message waits")
	}
	return things{"THING": page.Deliveries[0].ID}
}

// dropped is one that was given up.
func dropped(m *matrix, _ string) things {
	given := waiting(m, "")
	m.OK(http.StatusNoContent, "system", http.MethodPost, apitest.InZone("/deliveries/"+given["THING"]+"/drop"), map[string]any{})
	return given
}
