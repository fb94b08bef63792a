package httpapi_test

import (
	"maps"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"read-me":               {path: "/api/v1/me"},
		"sign-in":               {path: "/api/v1/session", body: map[string]any{"login": "nobody", "password": "nothing"}},
		"give-code":             {path: "/api/v1/session/code", body: map[string]any{"code": "000000"}},
		"change-password":       {path: "/api/v1/session/password", body: map[string]any{"old": "a", "new": "b"}},
		"read-session":          {path: "/api/v1/session"},
		"sign-out":              {path: "/api/v1/session"},
		"begin-code":            {path: "/api/v1/session/factor", body: map[string]any{}},
		"confirm-code":          {path: "/api/v1/session/factor", body: map[string]any{"code": "000000"}},
		"list-visits":           {path: "/api/v1/me/visits"},
		"list-tokens":           {path: "/api/v1/me/tokens"},
		"issue-token":           {path: "/api/v1/me/tokens", body: map[string]any{"title": "报表", "scopes": []string{"see"}, "expires_at": "2023-05-01T00:00:00Z"}},
		"revoke-token":          {path: "/api/v1/me/tokens/none"},
		"list-account-tokens":   {path: "/api/v1/accounts/none/tokens"},
		"issue-account-token":   {path: "/api/v1/accounts/none/tokens", body: map[string]any{"title": "12345", "scopes": []string{"intake"}, "expires_at": "2023-05-01T00:00:00Z"}},
		"revoke-account-token":  {path: "/api/v1/accounts/none/tokens/none"},
		"list-accounts":         {path: "/api/v1/accounts"},
		"open-account":          {path: "/api/v1/accounts", body: map[string]any{"login": "new-NUMBER", "title": "招商局局长", "zone": apitest.Zone, "kind": "staff", "person": "p-NUMBER"}},
		"close-account":         {path: "/api/v1/accounts/none/close"},
		"list-pending-accounts": {path: "/api/v1/security/accounts"},
		"admit-account":         {path: "/api/v1/accounts/none/admit"},
		"lock-account":          {path: "/api/v1/accounts/none/lock"},
		"unlock-account":        {path: "/api/v1/accounts/none/unlock"},
		"reset-password":        {path: "/api/v1/accounts/none/password"},
		"read-audit":            {path: "/api/v1/audit"},
		"count-confidential":    {path: "/audit/confidential"},
		"verify-audit":          {path: "/api/v1/audit/verification"},
	})
}
