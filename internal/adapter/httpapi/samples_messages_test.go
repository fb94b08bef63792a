package httpapi_test

import (
	"maps"
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
		"change-webhook":  {path: "/webhooks/none", body: hook},
		"rotate-webhook":  {path: "/webhooks/none/secret", body: map[string]any{}},
		"remove-webhook":  {path: "/webhooks/none"},
		"list-deliveries": {path: "/deliveries"},
		"resend-delivery": {path: "/deliveries/none/resend", body: map[string]any{}},
		"drop-delivery":   {path: "/deliveries/none/drop", body: map[string]any{}},
		"list-jobs":       {path: "/api/v1/admin/jobs"},
		"read-job":        {path: "/api/v1/admin/jobs/THING", made: idle},
		"retry-job":       {path: "/api/v1/admin/jobs/THING/retry", body: map[string]any{}, made: idle},
		"discard-job":     {path: "/api/v1/admin/jobs/THING/discard", body: map[string]any{}, made: idle},
		"hand-in-order": {path: "/intake/12345", body: map[string]any{
			"number": "GZ-NUMBER", "type": "投诉", "title": "道路破损", "content": "请修复", "received_at": "2023-03-01T08:00:00+08:00",
		}},
	})
}

// idle is a job that waits.
func idle(o *apitest.Office) string {
	made, err := o.Messages.Jobs.Insert(o.Context(), apitest.Idle{})
	if err != nil {
		o.Fatal(err)
	}
	return strconv.FormatInt(made.ID, 10)
}
