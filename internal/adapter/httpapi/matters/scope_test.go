package matters_test

import (
	"net/http"
	"net/url"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

func listed(o *apitest.Office, who, query string) (numbers []string) {
	o.Helper()
	for after := ""; ; {
		var page matters.MatterList
		o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/matters?limit=2&"+query+"&after="+url.QueryEscape(after)), nil).Into(o, &page)
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
	apitest.Each(t, func(o *apitest.Office) {
		for range 3 {
			o.Given("招商局的")
		}
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "经发局的"})
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(r.Matter(o).ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "经发局局长", "lead_unit": "jfj"}), "If-Match", "*")
		for who, n := range map[string]int{"dcs-a": 4, "gwh-a": 4, "jw-a": 4, "zsj-c": 3, "zsj-a": 3, "jfj-a": 1, "gwh-c": 4, "enterprise": 0, "system": 0, "audit": 0} {
			if got := listed(o, who, "count=true"); len(got) != n {
				o.Errorf("%s sees %v, want %d", who, got, n)
			}
		}
	})
}

func TestWhatOneMayNotSeeDoesNotExist(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("招商局的")
		nowhere := o.Call("jfj-a", http.MethodGet, apitest.OfMatter("任〔2023〕99号", ""), nil).Problem(o)
		there := o.Call("jfj-a", http.MethodGet, apitest.OfMatter(m.Number, ""), nil).Problem(o)
		if there.Status != http.StatusNotFound || there.Code != nowhere.Code || there.Title != nowhere.Title {
			o.Errorf("%+v, but for a number never given out %+v", there, nowhere)
		}
		if p := o.Call("elsewhere", http.MethodGet, apitest.OfMatter(m.Number, ""), nil).Problem(o); p.Code != "zone.unknown" {
			o.Errorf("from another zone: %+v", p)
		}
		if p := o.Call("jfj-a", http.MethodPost, apitest.OfMatter(m.Number, "/commands"), apitest.Deeds(map[string]any{"command": "report"}), "If-Match", "*").Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("commanding it: %+v", p)
		}
		if p := o.Call("jfj-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "下级", "parent": m.Number}).Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("hanging something below it: %+v", p)
		}
	})
}

func TestAnUnannouncedInspectionIsInvisibleToTheInspectedUntilItStarts(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"),
			map[string]any{"kind": "inspection", "title": "突击检查", "lead_unit": "zsj"}).Matter(o)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", "*")
		for _, who := range []string{"zsj-a", "zsj-c", "gwh-a", "gwh-c"} {
			if got := listed(o, who, ""); len(got) != 0 {
				o.Errorf("%s is warned: %v", who, got)
			}
			if p := o.Call(who, http.MethodGet, apitest.OfMatter(m.Number, ""), nil).Problem(o); p.Status != http.StatusNotFound {
				o.Errorf("%s: %+v", who, p)
			}
		}
		if got := listed(o, "jw-a", ""); len(got) != 1 {
			o.Errorf("the inspector sees %v", got)
		}
	})
}

func TestWhoFirstReceivedAMatterSeesWhatBecomesOfIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		r := o.OK(http.StatusCreated, "zsj-d", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "来电反映停水"})
		m := r.Matter(o)
		sees := func(who string, want bool) {
			o.Helper()
			if got := o.Call(who, http.MethodGet, r.Header.Get("Location"), nil).StatusCode == http.StatusOK; got != want {
				o.Errorf("%s opens it: %v, want %v", who, got, want)
			}
			if got := len(listed(o, who, "count=true")) == 1; got != want {
				o.Errorf("%s lists it: %v, want %v", who, got, want)
			}
			var found struct{ Matters []any }
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/search?q="+url.QueryEscape("停水")), nil).Into(o, &found)
			if got := len(found.Matters) == 1; got != want {
				o.Errorf("%s finds it: %v, want %v", who, got, want)
			}
		}
		sees("zsj-d", true)
		sees("zsj-c", false) // of the same unit, which has nothing to do with it yet
		o.OK(http.StatusOK, "zsj-d", http.MethodGet, apitest.OfMatter(m.ID, "/history"), nil)
		if p := o.Call("zsj-d", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "report", "text": "进展"}), "If-Match", "*").Problem(o); p.Code != "authority.forbidden" {
			o.Errorf("handles it: %+v", p)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "经发局局长", "lead_unit": "jfj"}), "If-Match", "*")
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "accept"}), "If-Match", "*")
		sees("zsj-d", true)

		// Of a confidential kind, who is not cleared sees not even what they registered.
		r = o.OK(http.StatusCreated, "zsj-d", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "inspection", "title": "突击检查"})
		if p := o.Call("zsj-d", http.MethodGet, r.Header.Get("Location"), nil).Problem(o); p.Code != "matter.not_found" {
			o.Errorf("%+v", p)
		}
	})
}

func TestWithoutSigningInNothingIsShown(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for _, who := range []string{"", "expired"} {
			r := o.Call(who, http.MethodGet, apitest.InZone("/matters"), nil)
			if p := r.Problem(o); p.Status != http.StatusUnauthorized || r.Header.Get("WWW-Authenticate") == "" {
				o.Errorf("%q: %+v", who, p)
			}
		}
	})
}

func TestATokenForReadingCannotChangeAnything(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		o.OK(http.StatusOK, "reader:zsj-c", http.MethodGet, apitest.OfMatter(m.ID, ""), nil)
		p := o.Call("reader:zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "report"}), "If-Match", "*").Problem(o)
		if p.Code != "authority.no_scope" {
			o.Errorf("%+v", p)
		}
		if p := o.Call("reader:dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "甲"}).Problem(o); p.Status != http.StatusForbidden {
			o.Errorf("%+v", p)
		}
	})
}
