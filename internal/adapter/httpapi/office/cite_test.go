package office_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
)

// What cites a session cites one that was held and that its sender may read, whatever the command.
func TestACommandCitesOnlyASessionThatWasHeldAndThatItsSenderMayRead(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("项目", nil)
		var held struct{ ID, Number string }
		o.Meeting().Into(o, &held)
		at := apitest.InZone("/sessions/" + held.ID + "/commands")
		deeds := map[string]func(session string) (path string, body any){
			"report": func(s string) (string, any) {
				return "/commands", apitest.Deeds(map[string]any{"command": "report", "text": "进展", "session": s})
			},
			"ask for another plan": func(s string) (string, any) {
				return "/commands", apitest.Deeds(map[string]any{"command": "ask-replan", "reason": "用地未批", "due": "2023-04-28", "session": s})
			},
			"meet a duty": func(s string) (string, any) {
				return "/duties", map[string]any{"duty": "none", "session": s}
			},
			"recolour": func(s string) (string, any) {
				return "/commands", apitest.Deeds(map[string]any{"command": "recolor", "urgency": "red", "reason": "决议", "session": s})
			},
		}
		refused := func(who, session, code string) {
			o.Helper()
			for name, deed := range deeds {
				if name == "recolour" {
					continue // not theirs
				}
				path, body := deed(session)
				if p := o.Call(who, http.MethodPost, apitest.OfMatter(m.ID, path), body, "If-Match", "*").Problem(o); p.Code != code || p.Errors[0].Location == "" {
					o.Errorf("%s to %s, citing %q: %+v, want %s", who, name, session, p, code)
				}
			}
		}
		refused("zsj-a", "no-such-session", "session.not_found")
		refused("zsj-a", held.ID, "session.not_held")
		refused("zsj-c", held.ID, "session.not_found") // is not among those who attend it
		_, recolor := deeds["recolour"](held.ID)
		if p := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), recolor, "If-Match", "*").Problem(o); p.Code != "session.not_held" {
			o.Errorf("recoloured by a session that was not held: %+v", p)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "project", "title": "引用", "session": held.Number}).Problem(o); p.Code != "session.not_held" {
			o.Errorf("registered by a session that was not held: %+v", p)
		}

		for _, deed := range []map[string]any{
			{"command": "attend", "all": true}, {"command": "open"}, {"command": "resolve", "matter": m.ID, "urgency": "red", "text": "转红"},
		} {
			o.OK(http.StatusOK, "gwh-a", http.MethodPost, at, apitest.Deeds(deed), "If-Match", "*")
		}
		refused("zsj-c", held.ID, "session.not_found")
		for _, ref := range []string{held.ID, held.Number} {
			_, report := deeds["report"](ref)
			if got := o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report, "If-Match", "*").Matter(o); got.Urgency != "red" {
				o.Errorf("%+v", got)
			}
		}
		if p := o.Call("zsj-c", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "project", "title": "引用", "session": held.ID}).Problem(o); p.Code != "session.not_found" {
			o.Errorf("registered by a session that its sender may not read: %+v", p)
		}
		o.OK(http.StatusCreated, "zsj-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "project", "title": "引用", "session": held.Number})
	})
}
