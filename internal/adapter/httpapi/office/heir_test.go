package office_test

import (
	"net/http"
	"net/url"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/httpapi/office"
)

// A post of one unit ends and one of another takes over: what was addressed to it, and what it owned, is theirs.
func TestWhoTakesOverAPostHasItsLettersAndItsMatters(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		o.Letter(m.ID, "招商局干部", "delivered")
		path := apitest.OfMatter(m.ID, "/letters/L1")
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil)
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, path, nil)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"),
			map[string]any{"command": "close-post", "post": "招商局干部", "heirs": []map[string]any{{"heir": "经发局局长"}}}, "If-Match", "*")

		o.OK(http.StatusOK, "jfj-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil)
		waits := func() (sign, reply int) {
			var w matters.Work
			o.OK(http.StatusOK, "jfj-a", http.MethodGet, apitest.InZone("/work"), nil).Into(o, &w)
			return w.Sign.Total, w.Reply.Total
		}
		to := url.QueryEscape("经发局局长")
		for query, want := range map[string]int{
			"to=" + to: 1, "mine=true": 1, "mine=true&to=" + to: 1, "to=" + url.QueryEscape("招商局局长"): 0, "mine=true&to=" + url.QueryEscape("招商局干部"): 1,
		} {
			if got := letters(o, "jfj-a", query); len(got.Body.Letters) != want || *got.Body.Total != want {
				o.Errorf("%s: %+v", query, got.Body)
			}
		}
		if got := letters(o, "zsj-a", "mine=true"); len(got.Body.Letters) != 0 {
			o.Errorf("another's: %+v", got.Body)
		}
		if sign, reply := waits(); sign != 1 || reply != 0 {
			o.Errorf("before it is signed: %d to sign, %d to answer", sign, reply)
		}
		o.OK(http.StatusForbidden, "zsj-a", http.MethodPost, path+"/commands", map[string]any{"command": "sign"}, "If-Match", "*")
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "sign"}, "If-Match", "*")
		if sign, reply := waits(); sign != 0 || reply != 1 {
			o.Errorf("signed: %d to sign, %d to answer", sign, reply)
		}
		var l office.LetterView
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "answer", "text": "已接手办理"}, "If-Match", "*").Into(o, &l)
		if l.State != "replied" || l.SignedBy != "经发局局长" || l.To != "招商局干部" {
			o.Errorf("%+v", l)
		}
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "accept"}), "If-Match", "*")
	})
}

// A letter to a post that has ended reaches its heir even where the matter is not theirs to see.
func TestAnHeirReadsALetterWithoutSeeingItsMatter(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		o.Letter(m.ID, "招商局专员", "delivered")
		path := apitest.OfMatter(m.ID, "/letters/L1")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"),
			map[string]any{"command": "close-post", "post": "招商局专员", "heirs": []map[string]any{{"heir": "经发局局长"}}}, "If-Match", "*")
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil)
		o.OK(http.StatusOK, "jfj-a", http.MethodGet, path, nil)
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "sign"}, "If-Match", "*")
	})
}
