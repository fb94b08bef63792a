package httpapi_test

import (
	"net/http"
	"net/url"
	"testing"

	"qinlian/internal/adapter/httpapi"
)

func (o *office) listed(who, query string) (numbers []string) {
	o.Helper()
	for after := ""; ; {
		var page httpapi.MatterList
		o.ok(http.StatusOK, who, http.MethodGet, inZone("/matters?limit=2&"+query+"&after="+url.QueryEscape(after)), nil).into(o, &page)
		for _, m := range page.Matters {
			numbers = append(numbers, m.Number)
		}
		if page.Next == "" {
			return numbers
		}
		after = page.Next
	}
}

func TestAListShowsWhatOneMaySeePageByPage(t *testing.T) {
	each(t, func(o *office) {
		for range 3 {
			o.given("招商局的")
		}
		r := o.ok(http.StatusCreated, "dcs-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": "经发局的"})
		o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(r.matter(o).ID, "/commands"), deeds(map[string]any{"command": "assign", "owner": "经发局局长", "lead_unit": "jfj"}), "If-Match", "*")
		for who, n := range map[string]int{"dcs-a": 4, "gwh-a": 4, "jw-a": 4, "zsj-c": 3, "zsj-a": 3, "jfj-a": 1, "gwh-c": 4, "enterprise": 0, "system": 0, "audit": 0} {
			if got := o.listed(who, "count=true"); len(got) != n {
				o.Errorf("%s sees %v, want %d", who, got, n)
			}
		}
	})
}

func TestWhatOneMayNotSeeDoesNotExist(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("招商局的")
		nowhere := o.call("jfj-a", http.MethodGet, ofMatter("任〔2023〕99号", ""), nil).problem(o)
		there := o.call("jfj-a", http.MethodGet, ofMatter(m.Number, ""), nil).problem(o)
		if there.Status != http.StatusNotFound || there.Code != nowhere.Code || there.Title != nowhere.Title {
			o.Errorf("%+v, but for a number never given out %+v", there, nowhere)
		}
		if p := o.call("elsewhere", http.MethodGet, ofMatter(m.Number, ""), nil).problem(o); p.Code != "zone.unknown" {
			o.Errorf("from another zone: %+v", p)
		}
		if p := o.call("jfj-a", http.MethodPost, ofMatter(m.Number, "/commands"), deeds(map[string]any{"command": "report"}), "If-Match", "*").problem(o); p.Status != http.StatusNotFound {
			o.Errorf("commanding it: %+v", p)
		}
		if p := o.call("jfj-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": "下级", "parent": m.Number}).problem(o); p.Status != http.StatusNotFound {
			o.Errorf("hanging something below it: %+v", p)
		}
	})
}

func TestAnUnannouncedInspectionIsInvisibleToTheInspectedUntilItStarts(t *testing.T) {
	each(t, func(o *office) {
		m := o.ok(http.StatusCreated, "dcs-a", http.MethodPost, inZone("/matters"),
			map[string]any{"kind": "inspection", "title": "突击检查", "lead_unit": "zsj"}).matter(o)
		o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", "*")
		for _, who := range []string{"zsj-a", "zsj-c", "gwh-a", "gwh-c"} {
			if got := o.listed(who, ""); len(got) != 0 {
				o.Errorf("%s is warned: %v", who, got)
			}
			if p := o.call(who, http.MethodGet, ofMatter(m.Number, ""), nil).problem(o); p.Status != http.StatusNotFound {
				o.Errorf("%s: %+v", who, p)
			}
		}
		if got := o.listed("jw-a", ""); len(got) != 1 {
			o.Errorf("the inspector sees %v", got)
		}
	})
}

func TestWithoutSigningInNothingIsShown(t *testing.T) {
	each(t, func(o *office) {
		for _, who := range []string{"", "expired"} {
			r := o.call(who, http.MethodGet, inZone("/matters"), nil)
			if p := r.problem(o); p.Status != http.StatusUnauthorized || r.Header.Get("WWW-Authenticate") == "" {
				o.Errorf("%q: %+v", who, p)
			}
		}
	})
}

func TestATokenForReadingCannotChangeAnything(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("甲")
		o.ok(http.StatusOK, "reader:zsj-c", http.MethodGet, ofMatter(m.ID, ""), nil)
		p := o.call("reader:zsj-c", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "report"}), "If-Match", "*").problem(o)
		if p.Code != "authority.forbidden" {
			o.Errorf("%+v", p)
		}
		if p := o.call("reader:dcs-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": "甲"}).problem(o); p.Status != http.StatusForbidden {
			o.Errorf("%+v", p)
		}
	})
}
