package matters_test

import (
	"net/http"
	"net/url"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

// A leading group whose office the bureau keeps owns a matter; its head is the zone's leader. When it is dissolved, the
// bureau's head goes on answering for it.
func TestWhatABodyOwnsIsTheWorkOfWhoKeepsItsOffice(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		change := func(body map[string]any) {
			o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), body, "If-Match", "*")
		}
		do := func(status int, who, id string, body map[string]any) apitest.Reply {
			return o.OK(status, who, http.MethodPost, apitest.OfMatter(id, "/commands"), apitest.Deeds(body), "If-Match", "*")
		}
		work := func(who string) (w matters.Work) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/work"), nil).Into(o, &w)
			return w
		}
		listed := func(who, owner string) int {
			var page matters.ListOutput
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/matters?owner="+url.QueryEscape(owner)), nil).Into(o, &page.Body)
			return len(page.Body.Matters)
		}
		change(map[string]any{"command": "form-body", "code": "ldxz", "name": "产业领导小组", "kind": "领导小组", "post": "管委会主任", "units": []string{"招商局"}, "office": "经发局"})
		m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "产业链专项", "owner": "领导小组"}).Matter(o)
		m = do(http.StatusOK, "dcs-a", m.ID, map[string]any{"command": "assign", "owner": "ldxz"}).Matter(o)
		if m.Owner != "产业领导小组" || m.LeadUnit != "jfj" {
			o.Fatalf("it is of %s in %s", m.Owner, m.LeadUnit)
		}
		for who, want := range map[string]int{"jfj-a": 1, "gwh-a": 0, "zsj-a": 0} {
			if w := work(who); w.Accept.Total != want {
				o.Errorf("%s has %d to accept, want %d", who, w.Accept.Total, want)
			}
		}
		for _, owner := range []string{"产业领导小组", "领导小组", "经发局局长"} {
			if n := listed("jfj-a", owner); n != 1 {
				o.Errorf("under %s there are %d", owner, n)
			}
		}
		do(http.StatusNotFound, "zsj-c", m.ID, map[string]any{"command": "accept"}) // of a member unit, which alone is no relation
		if n := listed("gwh-a", "产业领导小组"); n != 1 {
			o.Errorf("its head sees %d", n)
		}
		do(http.StatusOK, "jfj-a", m.ID, map[string]any{"command": "accept"})
		do(http.StatusOK, "jfj-a", m.ID, map[string]any{"command": "report", "text": "已开工"})
		change(map[string]any{"command": "dissolve-body", "code": "ldxz", "on": "2023-03-02"})
		o.Now = apitest.At("2023-03-03 09:00")
		do(http.StatusOK, "jfj-a", m.ID, map[string]any{"command": "report", "text": "机构撤销后继续推进"})
		if n := listed("jfj-a", "经发局局长"); n != 1 {
			o.Errorf("after the body is no more %d are under who answers for it", n)
		}
	})
}
