package httpapi_test

import (
	"maps"

	"qinlian/internal/adapter/httpapi/apitest"
)

// The ways in ask for a browser's visit, which the tokens of the matrix do not have: to them all say 401.
func init() {
	credential := map[string]any{"credential": map[string]any{}}
	maps.Copy(samples, map[string]sample{
		"read-factors":      {path: "/api/v1/session/factors"},
		"remove-code":       {path: "/api/v1/session/factor"},
		"renew-recovery":    {path: "/api/v1/session/recovery", body: map[string]any{}},
		"confirm-self":      {path: "/api/v1/session/confirm", body: map[string]any{"password": "nothing"}},
		"begin-key":         {path: "/api/v1/session/keys/new", body: map[string]any{}},
		"add-key":           {path: "/api/v1/session/keys", body: credential},
		"remove-key":        {path: "/api/v1/session/keys/AAAA"},
		"begin-key-use":     {path: "/api/v1/session/key", body: map[string]any{}},
		"use-key":           {path: "/api/v1/session/key", body: credential},
		"end-visit":         {path: "/api/v1/session/visits/none"},
		"list-providers":    {path: "/api/v1/session/providers"},
		"begin-provider":    {path: "/api/v1/session/providers/city", body: map[string]any{}},
		"finish-provider":   {path: "/api/v1/session/providers/city/return?code=a&state=b"},
		"unlink-provider":   {path: "/api/v1/session/providers/city"},
		"list-delegations":  {path: "/delegations"},
		"delegate":          {path: "/delegations", body: map[string]any{"post": "招商局干部", "taker": "jfj-a", "from": "2023-03-01", "to": "2023-03-08", "reason": "外出招商"}},
		"revoke-delegation": {path: "/delegations/none"},
		"amend-account":     {path: "/api/v1/accounts/none", body: map[string]any{"login": "new", "title": "招商局局长", "zone": apitest.Zone, "kind": "staff", "person": "p-1"}},
		"reset-factors":     {path: "/api/v1/accounts/none/factors", body: map[string]any{}},
		"sign-out-account":  {path: "/api/v1/accounts/none/sign-out", body: map[string]any{}},
	})
}
