package claims_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

type claims struct {
	Sum    int64
	Claims []struct {
		ID, Number, Record, Step, Account string
		Amount                            int64
		Turn                              *struct{ Do, Desk, Unit, Post string }
		Route                             []struct {
			Desk, Unit, Post string
			Here             bool
		}
	}
}

func firms(t *testing.T, o *apitest.Office) {
	t.Helper()
	for key, name := range map[string]string{"F1": "企业甲", "F2": "企业丁"} {
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/"+key+"/facts"), map[string]any{
			"from": "2023-01-01", "source": "年报", "values": map[string]string{"name": name, "staff": "120"}, "reason": "核对",
		}, "If-Match", "*")
	}
}

func TestAnEnterpriseSeesAndActsOnItsOwnClaimsAlone(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	firms(t, o)
	var all, own claims
	o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{"do": "match", "clause": "growth/jobs"}).Into(o, &all)
	if len(all.Claims) != 2 || all.Sum != 2*120*300*100 {
		t.Fatalf("%+v", all)
	}
	o.OK(http.StatusOK, "enterprise", http.MethodGet, apitest.InZone("/own-claims"), nil).Into(o, &own)
	if len(own.Claims) != 1 || own.Claims[0].Record != "F1" {
		t.Fatalf("%+v", own)
	}
	if turn := all.Claims[0].Turn; turn == nil || turn.Do != "confirm" || turn.Desk != "unit" || turn.Post == "" {
		t.Errorf("whose turn the list is: %+v", turn)
	}
	if turn := own.Claims[0].Turn; turn == nil || turn.Unit != all.Claims[0].Turn.Unit || len(own.Claims[0].Route) == 0 {
		t.Errorf("what the enterprise sees of whose turn it is: %+v %+v", turn, own.Claims[0].Route)
	}
	account := map[string]string{"payee": "企业甲", "bank": "示例银行", "number": "6222000000001234"}
	other := all.Claims[1].ID
	for _, c := range []struct {
		body map[string]any
		code string
	}{
		{map[string]any{"do": "account", "claim": other, "account": account}, "claim.not_found"},
		{map[string]any{"do": "object", "claim": other, "text": "不服"}, "claim.not_found"},
		{map[string]any{"do": "apply", "clause": "growth/revenue", "record": "F2", "promise": "属实"}, "claim.not_yours"},
	} {
		if r := o.Call("enterprise", http.MethodPost, apitest.InZone("/own-claims"), c.body); r.StatusCode < 400 || !strings.Contains(string(r.Raw), c.code) {
			t.Errorf("%v: %d %s, want %s", c.body, r.StatusCode, r.Raw, c.code)
		}
	}
	var mine struct{ Account, Step string }
	o.OK(http.StatusOK, "enterprise", http.MethodPost, apitest.InZone("/own-claims"), map[string]any{"do": "account", "claim": own.Claims[0].ID, "account": account}).Into(o, &mine)
	if mine.Account != "企业甲 · 示例银行 · ****1234" {
		t.Errorf("%+v", mine)
	}
}

func TestMoneyGoesFromALineToTheReceiptOverHTTP(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	firms(t, o)
	post := func(who, path string, body map[string]any, into any) {
		t.Helper()
		o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone(path), body, "If-Match", "*").Into(o, into)
	}
	var all claims
	var line struct{ Budget, Committed, Paid, Left int64 }
	post("zsj-a", "/claims", map[string]any{"do": "match"}, &all)
	post("jfj-a", "/funds/jobs", map[string]any{"basis": "年度预算"}, &line)
	if line.Budget != 100_000_000 {
		t.Fatalf("%+v", line)
	}
	post("zsj-a", "/claims", map[string]any{"do": "confirm", "clause": "growth/jobs"}, &all)
	post("zsj-a", "/claims", map[string]any{"do": "notice", "clause": "growth/jobs"}, &all)
	var shown struct {
		Claims []struct{ Name, To string }
	}
	o.OK(http.StatusOK, "", http.MethodGet, apitest.InZone("/claim-notices"), nil).Into(o, &shown)
	if len(shown.Claims) != 2 || shown.Claims[0].To == "" {
		t.Fatalf("%+v", shown)
	}
	if r := o.Call("jfj-a", http.MethodPost, apitest.InZone("/payments"), map[string]any{"number": "拨1"}); !strings.Contains(string(r.Raw), "payment.nothing") {
		t.Errorf("%d %s", r.StatusCode, r.Raw)
	}
	var page claims
	o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/claims?clause=growth&limit=1"), nil).Into(o, &page)
	if len(page.Claims) != 1 {
		t.Errorf("%+v", page)
	}
	var funds struct {
		Date  string
		Lines []struct{ Line string }
	}
	o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/funds"), nil).Into(o, &funds)
	if len(funds.Lines) != 2 || funds.Lines[0].Line != "jobs" || funds.Date == "" {
		t.Errorf("%+v", funds)
	}
}

func TestTwoWhoGiveALineMoneyOnTheSamePaperGiveItOnce(t *testing.T) {
	t.Parallel()
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	firms(t, o)
	at := apitest.InZone("/funds/jobs")
	var seen struct {
		Version string
		Budget  int64
	}
	first := o.OK(http.StatusOK, "jfj-a", http.MethodGet, at, nil)
	first.Into(o, &seen)
	tag := first.Header.Get("ETag")
	if tag == "" || tag != seen.Version {
		t.Errorf("ETag %q, version %q", tag, seen.Version)
	}
	give := map[string]any{"amount": 100, "basis": "财预〔2023〕1号"}
	o.OK(http.StatusOK, "jfj-a", http.MethodPost, at, give, "If-Match", tag).Into(o, &seen)
	for _, c := range []struct {
		match []string
		code  string
	}{{[]string{"If-Match", tag}, "http.changed"}, {nil, "http.no_precondition"}} {
		if p := o.Call("jfj-a", http.MethodPost, at, give, c.match...).Problem(o); p.Code != c.code {
			t.Errorf("%v: %+v", c.match, p)
		}
	}
	o.OK(http.StatusOK, "jfj-a", http.MethodPost, at, give, "If-Match", seen.Version).Into(o, &seen)
	if seen.Budget != 200 {
		t.Errorf("the budget is %d", seen.Budget)
	}
}

type page struct {
	Step    string
	Acts    []struct{ Do, As string }
	History []struct{ What string }
}

func (p *page) does(do string) bool {
	for _, a := range p.Acts {
		if a.Do == do {
			return true
		}
	}
	return false
}

func TestWhatIsOfferedIsWhatIsNotRefused(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	firms(t, o)
	var all claims
	o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{"do": "match", "clause": "growth/jobs"}).Into(o, &all)
	o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/funds/jobs"), map[string]any{"basis": "年度预算"}, "If-Match", "*")
	number := all.Claims[0].Number
	look := func(who string) page {
		t.Helper()
		var p page
		o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/claims/"+url.PathEscape(number)), nil).Into(o, &p)
		return p
	}
	said := map[string]map[string]any{
		"account": {"account": map[string]string{"payee": "企业甲", "bank": "示例银行", "number": "6222000000001234"}}, "object": {"who": "匿名", "text": "不实"}, "answer": {"objection": 1, "text": "属实"},
		"strike": {"reason": "重复"}, "claw-back": {"reason": "多付"}, "confirm": {}, "notice": {}, "take": {},
	}
	for _, next := range []string{"confirm", "notice", "object", "answer", "account", "strike"} {
		for _, who := range []string{"zsj-a", "jfj-a"} {
			now := look(who)
			for do, more := range said {
				if now.does(do) {
					continue // done below, in its turn
				}
				body := map[string]any{"do": do, "claims": []string{number}}
				maps.Copy(body, more)
				if r := o.Call(who, http.MethodPost, apitest.InZone("/claims"), body); r.StatusCode < 400 {
					t.Fatalf("%s was not offered %s at %s, and may: %d", who, do, now.Step, r.StatusCode)
				}
			}
		}
		if p := look("zsj-a"); !p.does(next) {
			t.Fatalf("%s is not offered at %s: %+v", next, p.Step, p.Acts)
		}
		body := map[string]any{"do": next, "claims": []string{number}}
		maps.Copy(body, said[next])
		o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), body)
	}
	if p := look("zsj-a"); p.Step != "struck" || len(p.Acts) != 0 || len(p.History) != 7 {
		t.Errorf("%+v", p)
	}
	var desk struct {
		Steps []struct {
			Step  string
			Count int
		}
		Clauses []struct {
			ID   string
			Acts []struct{ Do string }
		}
	}
	o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/claim-desk"), nil).Into(o, &desk)
	if desk.Steps[0].Count != 1 || desk.Steps[5].Step != "struck" || desk.Steps[5].Count != 1 || len(desk.Clauses) == 0 || len(desk.Clauses[0].Acts) != 1 {
		t.Errorf("%+v", desk)
	}
}
