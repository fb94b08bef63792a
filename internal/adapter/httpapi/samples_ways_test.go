package httpapi_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/pquerna/otp/totp"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/identity/identitytest"
)

// The ways in ask for a browser's visit, which has an account of its own: to tokens they say 401.
func init() {
	credential := map[string]any{"title": "密钥", "credential": "CREDENTIAL"}
	maps.Copy(samples, map[string]sample{
		"read-factors":      {path: "/api/v1/session/factors"},
		"remove-code":       {path: "/api/v1/session/factor", visit: (*matrix).coded},
		"renew-recovery":    {path: "/api/v1/session/recovery", body: map[string]any{}, visit: (*matrix).coded},
		"confirm-self":      {path: "/api/v1/session/confirm", body: map[string]any{"password": "PASSWORD"}, visit: (*matrix).plain},
		"begin-key":         {path: "/api/v1/session/keys/new", body: map[string]any{}, visit: (*matrix).plain},
		"add-key":           {path: "/api/v1/session/keys", body: credential, visit: (*matrix).offered},
		"remove-key":        {path: "/api/v1/session/keys/KEY", visit: (*matrix).keyed},
		"begin-key-use":     {path: "/api/v1/session/key", body: map[string]any{}, visit: (*matrix).waiting},
		"use-key":           {path: "/api/v1/session/key", body: credential, visit: (*matrix).asked},
		"end-visit":         {path: "/api/v1/session/visits/VISIT", visit: (*matrix).twice},
		"list-providers":    {path: "/api/v1/session/providers"},
		"begin-provider":    {path: "/api/v1/session/providers/city", body: map[string]any{}},
		"finish-provider":   {path: "/api/v1/session/providers/city/return?QUERY", visit: (*matrix).returned},
		"unlink-provider":   {path: "/api/v1/session/providers/city", visit: (*matrix).linked},
		"list-delegations":  {path: "/delegations"},
		"delegate":          {path: "/delegations", body: map[string]any{"post": "招商局干部", "taker": "jfj-a", "from": "2023-05-01", "to": "2023-05-08", "reason": "外出招商"}},
		"revoke-delegation": {path: "/delegations/THING", made: delegated},
		"amend-account":     {path: "/api/v1/accounts/THING", match: "VERSION", body: map[string]any{"login": "LOGIN", "title": "招商局局长", "zone": apitest.Zone, "kind": "staff", "person": "p-LOGIN"}, made: of("admitted")},
		"reset-factors":     {path: "/api/v1/accounts/THING/factors", body: map[string]any{}, made: of("admitted")},
		"sign-out-account":  {path: "/api/v1/accounts/THING/sign-out", body: map[string]any{}, made: of("admitted")},
	})
}

// delegated is a delegation of the owner's.
func delegated(m *matrix, _ string) things {
	m.Helper()
	var d struct{ ID string }
	m.OK(http.StatusCreated, "zsj-c", http.MethodPost, apitest.InZone("/delegations"), map[string]any{"post": "招商局干部", "taker": "jfj-a", "from": "2023-07-01", "to": "2023-07-08", "reason": "外出招商"}).Into(m.Office, &d)
	return things{"THING": d.ID}
}

// plain is a visit of an account that has a password and nothing else.
func (m *matrix) plain() (*apitest.Browser, things) {
	b, given, password := m.visit()
	given["PASSWORD"] = password
	return b, given
}

// begun is one in which one-time codes are being set up.
func (m *matrix) begun() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.plain()
	var begun struct{ Address string }
	b.Send(http.MethodPost, "/api/v1/session/factor", map[string]any{}, &begun)
	at, err := url.Parse(begun.Address)
	if err != nil {
		m.Fatal(err)
	}
	if given["CODE"], err = totp.GenerateCode(at.Query().Get("secret"), m.Now); err != nil {
		m.Fatal(err)
	}
	return b, given
}

// coded is one whose account has them.
func (m *matrix) coded() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.begun()
	var done struct{ Recovery []string }
	if _, _, raw := b.Send(http.MethodPut, "/api/v1/session/factor", map[string]any{"code": given["CODE"]}, &done); len(done.Recovery) == 0 {
		m.Fatal(raw)
	}
	given["CODE"] = done.Recovery[0]
	return b, given
}

// halfway is one who has given the password alone, and has a recovery code.
func (m *matrix) halfway() (*apitest.Browser, things) {
	m.Helper()
	_, given := m.coded()
	return m.again(given), given
}

// again gives login and password in another browser.
func (m *matrix) again(given things) *apitest.Browser {
	m.Helper()
	b := apitest.Browse(m.Office)
	var s apitest.Stage
	if _, _, raw := b.Send(http.MethodPost, "/api/v1/session", map[string]any{"login": given["LOGIN"], "password": given["PASSWORD"]}, &s); s.Stage == "" {
		m.Fatal(raw)
	}
	return b
}

// offered is one in which a security key answers.
func (m *matrix) offered() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.plain()
	m.key = identitytest.NewKey(m, "http://localhost:8080")
	var creation protocol.CredentialCreation
	b.Send(http.MethodPost, "/api/v1/session/keys/new", map[string]any{}, &creation)
	given["CREDENTIAL"], given["KEY"] = string(m.key.Create(&creation)), base64.RawURLEncoding.EncodeToString(m.key.ID)
	return b, given
}

// keyed is one whose account has a key.
func (m *matrix) keyed() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.offered()
	if status, _, raw := b.Send(http.MethodPost, "/api/v1/session/keys", map[string]any{"title": "密钥", "credential": json.RawMessage(given["CREDENTIAL"])}, nil); status != http.StatusOK {
		m.Fatal(raw)
	}
	return b, given
}

// waiting is one who is to use the key.
func (m *matrix) waiting() (*apitest.Browser, things) {
	_, given := m.keyed()
	return m.again(given), given
}

// asked is one whose key answers.
func (m *matrix) asked() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.waiting()
	var assertion protocol.CredentialAssertion
	b.Send(http.MethodPost, "/api/v1/session/key", map[string]any{}, &assertion)
	given["CREDENTIAL"] = string(m.key.Get(&assertion, given["THING"]))
	return b, given
}

// twice is one who is signed in twice.
func (m *matrix) twice() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.plain()
	m.again(given)
	var list struct {
		Visits []struct {
			ID      string
			Current bool
		}
	}
	if _, _, raw := b.Send(http.MethodGet, "/api/v1/me/visits", nil, &list); len(list.Visits) != 2 {
		m.Fatal(raw)
	}
	for _, v := range list.Visits {
		if !v.Current {
			given["VISIT"] = v.ID
		}
	}
	return b, given
}

// returned is one who comes back from the provider to link the account.
func (m *matrix) returned() (*apitest.Browser, things) {
	b, given := m.plain()
	m.Provider.Subject = "s-" + m.next()
	given["QUERY"] = b.Journey(true).Encode()
	return b, given
}

// linked is one whose account is linked.
func (m *matrix) linked() (*apitest.Browser, things) {
	m.Helper()
	b, given := m.returned()
	if status, _, raw := b.Send(http.MethodGet, "/api/v1/session/providers/city/return?"+given["QUERY"], nil, nil); status != http.StatusSeeOther {
		m.Fatal(raw)
	}
	return b, given
}
