package accounts_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity/identitytest"
)

func TestASecurityKeyIsSetUpAndThenAskedForAtSignIn(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		key := identitytest.NewKey(t, "http://localhost:8080")
		b := apitest.Browse(o)
		if s := b.SignIn("system"); s.Stage != "enrol" {
			o.Fatalf("an administrator without a second factor: %+v", s)
		}
		var creation protocol.CredentialCreation
		b.Send(http.MethodPost, "/api/v1/session/keys/new", map[string]any{}, &creation)
		var recovery struct{ Recovery []string }
		status, _, raw := b.Send(http.MethodPost, "/api/v1/session/keys", map[string]any{"title": "办公室的密钥", "credential": json.RawMessage(key.Create(&creation))}, &recovery)
		if status != http.StatusOK || len(recovery.Recovery) == 0 {
			o.Fatalf("%d %s", status, raw)
		}
		var s apitest.Stage
		if b.Send(http.MethodGet, "/api/v1/session", nil, &s); s.Stage != "in" {
			o.Errorf("after setting up: %+v", s)
		}
		b.Send(http.MethodDelete, "/api/v1/session", nil, nil)

		b = apitest.Browse(o)
		if s := b.SignIn("system"); s.Stage != "factor" || s.Title != "" {
			o.Fatalf("the second time: %+v", s)
		}
		var assertion protocol.CredentialAssertion
		b.Send(http.MethodPost, "/api/v1/session/key", map[string]any{}, &assertion)
		id := ""
		for _, account := range o.Seeded {
			if account.Login == "system" {
				id = account.ID
			}
		}
		answer := map[string]any{"credential": json.RawMessage(key.Get(&assertion, id))}
		if status, _, raw := b.Send(http.MethodPut, "/api/v1/session/key", answer, &s); s.Stage != "in" {
			o.Fatalf("%d %s", status, raw)
		}
		if status, _, raw := apitest.Browse(o).Send(http.MethodPut, "/api/v1/session/key", answer, nil); status != http.StatusUnauthorized {
			o.Errorf("in another browser: %d %s", status, raw)
		}
		var factors struct {
			SecurityKeys []struct{ ID string } `json:"security_keys"`
		}
		if b.Send(http.MethodGet, "/api/v1/session/factors", nil, &factors); len(factors.SecurityKeys) != 1 {
			o.Fatalf("%+v", factors)
		}
		if status, _, raw := b.Send(http.MethodDelete, "/api/v1/session/keys/"+factors.SecurityKeys[0].ID, nil, nil); status != http.StatusOK {
			o.Errorf("the key by the id that the list gives: %d %s", status, raw)
		}
	})
}

func TestSomebodyLinksTheCitysProviderAndSignsInByIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		b := apitest.Browse(o)
		b.SignIn("dcs-a")
		if query := b.Journey(true); query.Get("code") == "" {
			o.Fatalf("%v", query)
		} else if status, header, raw := b.Send(http.MethodGet, "/api/v1/session/providers/city/return?iss=x&"+query.Encode(), nil, nil); status != http.StatusSeeOther || header.Get("Location") != "/" {
			o.Fatalf("%d %s", status, raw)
		}
		fresh := apitest.Browse(o)
		query := fresh.Journey(false)
		if status, _, raw := apitest.Browse(o).Send(http.MethodGet, "/api/v1/session/providers/city/return?"+query.Encode(), nil, nil); status < http.StatusBadRequest {
			o.Errorf("in another browser: %d %s", status, raw)
		}
		if status, _, raw := fresh.Send(http.MethodGet, "/api/v1/session/providers/city/return?"+query.Encode(), nil, nil); status != http.StatusSeeOther {
			o.Fatalf("%d %s", status, raw)
		}
		for accept, want := range map[string]string{"text/html,application/xhtml+xml;q=0.9": "/?refused=identity.ceremony", "application/json": ""} {
			req, err := http.NewRequestWithContext(o.Context(), http.MethodGet, o.Server.URL+"/api/v1/session/providers/city/return?"+query.Encode(), nil)
			if err != nil {
				o.Fatal(err)
			}
			req.Header.Set("Accept", accept)
			r, err := fresh.Client.Do(req)
			if err != nil {
				o.Fatal(err)
			}
			if got := r.Header.Get("Location"); r.Body.Close() != nil || got != want || (r.StatusCode == http.StatusSeeOther) != (want != "") {
				o.Errorf("a return that is not accepted, asked for as %s: %d to %q", accept, r.StatusCode, got)
			}
		}
		var s apitest.Stage
		if fresh.Send(http.MethodGet, "/api/v1/session", nil, &s); s.Stage != "in" || s.Title != "督查室主任" {
			o.Errorf("%+v", s)
		}
	})
}

func TestADelegateActsInThePostAndTheEventNamesThePerson(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("落实招商项目")
		report := apitest.Deeds(map[string]any{"command": "report", "text": "进展", "as": "招商局干部"})
		if r := o.Call("jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report, "If-Match", "*"); r.StatusCode != http.StatusNotFound {
			o.Fatalf("before: %s", r.Raw)
		}
		given := map[string]any{"post": "招商局干部", "taker": "jfj-a", "from": "2023-03-01", "to": "2023-03-08", "reason": "外出招商"}
		if p := o.Call("zsj-a", http.MethodPost, apitest.InZone("/delegations"), given).Problem(o); p.Status < http.StatusBadRequest {
			o.Errorf("of another's post: %+v", p)
		}
		var d struct{ ID string }
		o.OK(http.StatusCreated, "zsj-c", http.MethodPost, apitest.InZone("/delegations"), given).Into(o, &d)
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report, "If-Match", "*")
		records, err := o.Store.Stream(o.Context(), apitest.Zone, m.ID)
		if err != nil {
			o.Fatal(err)
		}
		if last := string(records[len(records)-1].Body); !strings.Contains(last, "招商局干部") || !strings.Contains(last, "jfj-a") {
			o.Errorf("the event: %s", last)
		}
		if r := o.Call("gwh-c", http.MethodDelete, apitest.InZone("/delegations/"+d.ID), nil); r.StatusCode < http.StatusBadRequest {
			o.Errorf("somebody else ends it: %d", r.StatusCode)
		}
		o.OK(http.StatusNoContent, "zsj-c", http.MethodDelete, apitest.InZone("/delegations/"+d.ID), nil)
		if r := o.Call("jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report, "If-Match", "*"); r.StatusCode != http.StatusNotFound {
			o.Errorf("after: %s", r.Raw)
		}
	})
}

func TestEnumeratingAccountsTellsNothing(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		told := map[string]string{}
		for _, login := range []string{"dcs-a", "nobody"} {
			status, _, raw := apitest.Browse(o).Send(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": "wrong password"}, nil)
			var p door.Problem
			if err := json.Unmarshal([]byte(raw), &p); err != nil || status != http.StatusUnauthorized {
				o.Fatalf("%d %s", status, raw)
			}
			p.Instance = ""
			told[login] = p.Code + p.Detail
		}
		if told["dcs-a"] != told["nobody"] {
			o.Errorf("%v", told)
		}
	})
}

func TestASystemOfTheHotlineIsGivenATokenAndHandsInOrdersWithIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		const accounts = "/api/v1/accounts"
		var machine, other struct {
			ID      string
			Version int64
		}
		o.OK(http.StatusCreated, "system", http.MethodPost, accounts, map[string]any{"login": "hotline-12345", "title": "12345 热线平台", "zone": apitest.Zone, "kind": "machine"}).Into(o, &machine)
		o.OK(http.StatusCreated, "system", http.MethodPost, accounts, map[string]any{"login": "another-system", "title": "网格平台", "zone": apitest.Zone, "kind": "machine"}).Into(o, &other)
		tokens := accounts + "/" + machine.ID + "/tokens"
		want := map[string]any{"title": "12345 工单", "scopes": []string{"intake"}, "expires_at": o.Now.AddDate(0, 6, 0)}
		if p := o.Call("security", http.MethodPost, tokens, want).Problem(o); p.Code != "identity.pending" {
			o.Errorf("before it was admitted: %+v", p)
		}
		o.OK(http.StatusOK, "security", http.MethodPost, accounts+"/"+machine.ID+"/admit", nil, "If-Match", `"1"`)
		for _, who := range []string{"system", "audit", "dcs-a"} {
			if p := o.Call(who, http.MethodPost, tokens, want).Problem(o); p.Status != http.StatusForbidden {
				o.Errorf("%s issues it: %+v", who, p)
			}
		}
		var issued struct{ ID, Token, Prefix string }
		o.OK(http.StatusCreated, "security", http.MethodPost, tokens, want, "Idempotency-Key", "once").Into(o, &issued)
		if p := o.Call("security", http.MethodPost, tokens, want, "Idempotency-Key", "once").Problem(o); p.Status != http.StatusConflict {
			o.Errorf("shown a second time: %+v", p)
		}

		work := `{"number":"GZ2023-1","type":"投诉","title":"道路破损"}`
		r := o.OK(http.StatusOK, issued.Token, http.MethodPost, apitest.InZone("/intake/12345"), work)
		if !strings.Contains(string(r.Raw), `"matter_number"`) {
			o.Errorf("%s", r.Raw)
		}
		if r := o.OK(http.StatusOK, issued.Token, http.MethodGet, apitest.InZone("/matters"), nil); string(r.Raw) != `{"matters":[]}`+"\n" {
			o.Errorf("it reads matters: %s", r.Raw)
		}

		list := o.OK(http.StatusOK, "security", http.MethodGet, tokens, nil)
		if !strings.Contains(string(list.Raw), issued.Prefix) || strings.Contains(string(list.Raw), issued.Token) {
			o.Errorf("%s", list.Raw)
		}
		if p := o.Call("security", http.MethodDelete, accounts+"/"+other.ID+"/tokens/"+issued.ID, nil).Problem(o); p.Code != "identity.no_token" {
			o.Errorf("revoked by way of another account: %+v", p)
		}
		o.OK(http.StatusNoContent, "security", http.MethodDelete, tokens+"/"+issued.ID, nil)
		if p := o.Call(issued.Token, http.MethodPost, apitest.InZone("/intake/12345"), work).Problem(o); p.Code != "identity.token" {
			o.Errorf("after it was revoked: %+v", p)
		}
		audit := o.OK(http.StatusOK, "audit", http.MethodGet, "/api/v1/audit?zone="+apitest.Zone, nil)
		for _, action := range []string{"token.issued", "token.revoked"} {
			if !strings.Contains(string(audit.Raw), action) {
				o.Errorf("the log says nothing of %s", action)
			}
		}
	})
}

func TestThePasswordThatTheSecurityAdministratorKnowsOpensNothingBeforeTheSystemAdministratorAdmitsIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		id := ""
		for _, account := range o.Seeded {
			if account.Login == "dcs-a" {
				id = account.ID
			}
		}
		var reset struct{ Password string }
		o.OK(http.StatusOK, "security", http.MethodPost, "/api/v1/accounts/"+id+"/password", nil).Into(o, &reset)
		o.OK(http.StatusNoContent, "security", http.MethodPost, "/api/v1/accounts/"+id+"/factors", nil)
		for path, code := range map[string]string{"/admit": "identity.pending", "/unlock": "identity.state", "/readmit": "authority.forbidden"} {
			if p := o.Call("security", http.MethodPost, "/api/v1/accounts/"+id+path, nil, "If-Match", `"4"`).Problem(o); p.Code != code {
				o.Errorf("%s: %+v", path, p)
			}
		}
		enter := map[string]string{"login": "dcs-a", "password": reset.Password}
		var p door.Problem
		if _, _, raw := apitest.Browse(o).Send(http.MethodPost, "/api/v1/session", enter, &p); p.Code != "identity.pending" {
			o.Errorf("%s", raw)
		}
		o.OK(http.StatusOK, "system", http.MethodPost, "/api/v1/accounts/"+id+"/readmit", nil, "If-Match", `"4"`)
		var s apitest.Stage
		if _, _, raw := apitest.Browse(o).Send(http.MethodPost, "/api/v1/session", enter, &s); s.Stage != "password" {
			o.Errorf("%s", raw)
		}
	})
}
