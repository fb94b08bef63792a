package httpapi_test

import (
	"net/http"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/kernel/authority"
)

// caller is somebody who asks; how they stand is how the order of 招商局 sees them.
type caller struct {
	title, who string
	as         string             // post in which they act, where they must say so
	standing   authority.Relation // of who has no post
	parties    []string
	only       []authority.Capability
	delegated  []string
}

// everybody is one of each relation.
var everybody = []caller{
	{title: "nobody"},
	{title: "owner", who: "zsj-c"},
	{title: "visit", who: "visit"}, // the owner by their browser
	{title: "token", who: "reader:zsj-c", only: []authority.Capability{authority.See}},
	{title: "deputy", who: "zsj-b", as: "招商局干部"}, // of the owner, who is there
	{title: "deleg.", who: "zhb-a", as: "招商局干部", delegated: []string{"招商局干部"}},
	{title: "unit", who: "zsj-d"},
	{title: "head", who: "zsj-a"},
	{title: "spons.", who: "gwh-c"},
	{title: "supp.", who: "sfj-a"},
	{title: "verif.", who: "pgz-a"},
	{title: "keeper", who: "zwz-a"},
	{title: "other", who: "jfj-a"},
	{title: "office", who: "dcs-a"},
	{title: "leader", who: "gwh-a"},
	{title: "insp.", who: "jw-a"},
	{title: "enter.", who: "enterprise", parties: []string{"企业甲"}},
	{title: "citiz.", who: "citizen", parties: []string{"市民乙"}},
	{title: "o.zone", who: "elsewhere"},
	{title: "system", who: "system", standing: authority.SystemAdmin},
	{title: "secur.", who: "security", standing: authority.SecurityAdmin},
	{title: "audit", who: "audit", standing: authority.AuditAdmin},
	{title: "mach.", who: "machine", standing: authority.Machine},
}

// marks are how a refusal is written in the table, by its code; a success is written as its status.
var marks = []struct{ mark, code, says string }{
	{"in?", "http.unauthenticated", "has not signed in"},
	{"in!", "identity.sign_in", "asks for a browser's visit"},
	{"-", "authority.forbidden", "is told who may"},
	{".", "matter.not_found", "there is no such matter, for them"},
	{"zone", "zone.unknown", "there is no such zone, for them"},
	{"scope", "authority.no_scope", "the token does not cover it"},
	{"post", "authority.no_post", "holds no post"},
	{"seat", "authority.holder_present", "the deputy, while the holder is there"},
	{"mech.", "matter.not_your_post", "may try; the mechanism names another post"},
	{"desk", "claim.desk", "may try; the policy names another desk"},
	{"party", "claim.no_party", "acts for nobody on record"},
	{"party", "benefit.no_party", "acts for nobody on record"},
	{"recus", "matter.recused", "may try; is a party to it"},
	{"none", "identity.no_token", "there is no such token, for them"},
	{"login", "authority.not_by_token", "no token does it for its owner"},
	{"step", "identity.ceremony", "did not begin it in this browser"},
	{"acct", "identity.no_account", "has no account in this test"},
	{"own", "identity.not_yours", "it is not theirs to give"},
	{"none", "identity.no_delegation", "there is no such delegation, for them"},
	{"none", "jobs.no_task", "there is no such plan, for them"},
	{"theirs", "proposal.not_yours", "it is for the post that proposed it"},
	{"none", "benefit.not_yours", "has no such record"},
	{"inbox", "notify.nobody", "has no inbox"},
	{"sess.", "session.not_found", "there is no such session, for them"},
}

// subject is how a caller stands, as the table of package authority sees it; nil where that is not asked.
func (m *matrix) subject(c *caller) (*authority.Subject, *authority.Rules) {
	m.Helper()
	person := map[string]string{"visit": "zsj-c", "reader:zsj-c": "zsj-c"}[c.who]
	switch {
	case c.who == "" || c.who == "elsewhere":
		return nil, nil
	case person == "" && c.standing == 0 && c.parties == nil:
		person = c.who
	}
	s, rules, err := m.Engine.Standing(m.Context(), apitest.Zone, person, c.delegated, m.Now)
	if err != nil {
		m.Fatal(err)
	}
	s.Standing, s.Parties, s.Only = s.Standing|c.standing, c.parties, c.only
	return &s, rules
}

// visit is the browser of an account that nobody used before: its password is known, and it has come in.
func (m *matrix) visit() (b *apitest.Browser, account things, password string) {
	m.Helper()
	account = m.account("reset")
	given := account["PASSWORD"]
	m.OK(http.StatusOK, "system", http.MethodPost, "/api/v1/accounts/"+account["THING"]+"/readmit", nil, "If-Match", account["VERSION"])
	b, password = apitest.Browse(m.Office), "Zhong-3 shan lu "+m.next()
	b.Send(http.MethodPost, "/api/v1/session", map[string]any{"login": account["LOGIN"], "password": given}, nil)
	var s apitest.Stage
	if _, _, raw := b.Send(http.MethodPost, "/api/v1/session/password", map[string]any{"old": given, "new": password}, &s); s.Stage != "in" {
		m.Fatalf("%s", raw)
	}
	return b, account, password
}

// account is a new account in a state: pending, admitted, reset, locked or machine, with its id and version.
func (m *matrix) account(state string) things {
	m.Helper()
	login := "account-" + m.next()
	draft := map[string]any{"login": login, "title": "招商局干部", "zone": apitest.Zone, "kind": "staff", "person": "p-" + login}
	if state == "machine" {
		draft = map[string]any{"login": login, "title": "热线平台", "zone": apitest.Zone, "kind": "machine"}
	}
	var made struct{ ID string }
	r := m.OK(http.StatusCreated, "system", http.MethodPost, "/api/v1/accounts", draft)
	r.Into(m.Office, &made)
	steps := map[string][]string{"admitted": {"admit"}, "machine": {"admit"}, "locked": {"admit", "lock"}, "reset": {"admit"}}[state]
	for _, step := range steps {
		r = m.OK(http.StatusOK, "security", http.MethodPost, "/api/v1/accounts/"+made.ID+"/"+step, nil, "If-Match", r.Header.Get("ETag"))
	}
	if state == "reset" {
		var reset struct{ Password string }
		m.OK(http.StatusOK, "security", http.MethodPost, "/api/v1/accounts/"+made.ID+"/password", nil).Into(m.Office, &reset)
		return things{"THING": made.ID, "LOGIN": login, "VERSION": `"3"`, "PASSWORD": reset.Password}
	}
	return things{"THING": made.ID, "LOGIN": login, "VERSION": r.Header.Get("ETag")}
}
