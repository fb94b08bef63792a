package httpapi_test

import (
	"maps"
	"net/http"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"read-me":               {path: "/api/v1/me"},
		"sign-in":               {path: "/api/v1/session", body: map[string]any{"login": "LOGIN", "password": "PASSWORD"}, made: (*matrix).known, visit: (*matrix).plain},
		"give-code":             {path: "/api/v1/session/code", body: map[string]any{"code": "CODE"}, visit: (*matrix).halfway},
		"change-password":       {path: "/api/v1/session/password", body: map[string]any{"old": "PASSWORD", "new": "Yingbin-7 lu NUMBER"}, visit: (*matrix).plain},
		"read-session":          {path: "/api/v1/session"},
		"sign-out":              {path: "/api/v1/session", visit: (*matrix).plain},
		"begin-code":            {path: "/api/v1/session/factor", body: map[string]any{}, visit: (*matrix).plain},
		"confirm-code":          {path: "/api/v1/session/factor", body: map[string]any{"code": "CODE"}, visit: (*matrix).begun},
		"list-visits":           {path: "/api/v1/me/visits"},
		"list-tokens":           {path: "/api/v1/me/tokens"},
		"issue-token":           {path: "/api/v1/me/tokens", body: map[string]any{"title": "报表", "scopes": []string{"see"}, "expires_at": "2023-05-01T00:00:00Z"}},
		"revoke-token":          {path: "/api/v1/me/tokens/THING", made: (*matrix).issued},
		"list-account-tokens":   {path: "/api/v1/accounts/THING/tokens", made: of("machine")},
		"issue-account-token":   {path: "/api/v1/accounts/THING/tokens", body: map[string]any{"title": "12345", "scopes": []string{"intake"}, "expires_at": "2023-05-01T00:00:00Z"}, made: of("machine")},
		"revoke-account-token":  {path: "/api/v1/accounts/THING/tokens/TOKEN", made: (*matrix).issuedToMachine},
		"list-accounts":         {path: "/api/v1/accounts"},
		"open-account":          {path: "/api/v1/accounts", body: map[string]any{"login": "new-NUMBER", "title": "招商局局长", "zone": apitest.Zone, "kind": "staff", "person": "n-NUMBER"}},
		"close-account":         {path: "/api/v1/accounts/THING/close", match: "VERSION", made: of("admitted")},
		"list-pending-accounts": {path: "/api/v1/security/accounts"},
		"admit-account":         {path: "/api/v1/accounts/THING/admit", match: "VERSION", made: of("pending")},
		"readmit-account":       {path: "/api/v1/accounts/THING/readmit", match: "VERSION", made: of("reset")},
		"lock-account":          {path: "/api/v1/accounts/THING/lock", match: "VERSION", made: of("admitted")},
		"unlock-account":        {path: "/api/v1/accounts/THING/unlock", match: "VERSION", made: of("locked")},
		"reset-password":        {path: "/api/v1/accounts/THING/password", made: of("admitted")},
		"read-audit":            {path: "/api/v1/audit"},
		"count-confidential":    {path: "/audit/confidential"},
		"verify-audit":          {path: "/api/v1/audit/verification"},
	})
}

// of makes an account in a state.
func of(state string) func(*matrix, string) things {
	return func(m *matrix, _ string) things { return m.account(state) }
}

// known is an account that can sign in.
func (m *matrix) known(string) things {
	return things{"LOGIN": m.Seeded[0].Login, "PASSWORD": m.Seeded[0].Password}
}

// issued is a token of the owner's, issued in their visit.
func (m *matrix) issued(string) things {
	var token struct{ ID string }
	m.OK(http.StatusCreated, "", http.MethodPost, "/api/v1/me/tokens", map[string]any{"title": "报表", "scopes": []string{"see"}, "expires_at": "2023-05-01T00:00:00Z"}, "Cookie", m.cookie).Into(m.Office, &token)
	return things{"THING": token.ID}
}

func (m *matrix) issuedToMachine(string) things {
	given := m.account("machine")
	var token struct{ ID string }
	m.OK(http.StatusCreated, "security", http.MethodPost, "/api/v1/accounts/"+given["THING"]+"/tokens", map[string]any{"title": "12345", "scopes": []string{"intake"}, "expires_at": "2023-05-01T00:00:00Z"}).Into(m.Office, &token)
	given["TOKEN"] = token.ID
	return given
}
