package office_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
)

func TestALetterGoesFromDraftToAnswer(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/letters"), map[string]any{"template": "reminder", "to": "招商局局长"}, "If-Match", "*")
		var l office.LetterView
		r.Into(o, &l)
		if l.State != "drafted" || l.Subject != "关于“引进项目”的提示函" || !strings.Contains(l.Text, "招商局局长") || r.Header.Get("Location") == "" {
			o.Fatalf("drafted: %s", r.Raw)
		}
		path := apitest.OfMatter(m.ID, "/letters/L1")
		step := func(status int, who string, body map[string]any) apitest.Reply {
			return o.OK(status, who, http.MethodPost, path+"/commands", body, "If-Match", "*")
		}
		step(http.StatusOK, "dcs-a", map[string]any{"command": "issue"})
		step(http.StatusOK, "dcs-a", map[string]any{"command": "deliver"})
		if p := step(http.StatusForbidden, "zsj-c", map[string]any{"command": "sign"}).Problem(o); !strings.Contains(p.Detail, "招商局局长") {
			o.Errorf("somebody else signs: %+v", p)
		}
		step(http.StatusOK, "zsj-a", map[string]any{"command": "sign"})
		if p := step(http.StatusUnprocessableEntity, "zsj-a", map[string]any{"command": "answer"}).Problem(o); p.Code != "letter.empty_reply" {
			o.Errorf("an empty answer: %+v", p)
		}
		step(http.StatusOK, "zsj-a", map[string]any{"command": "answer", "text": "已落实"}).Into(o, &l)
		if l.State != "replied" || l.Reply != "已落实" || l.Number != "催〔2023〕1号" || l.SignedBy != "招商局局长" {
			o.Errorf("answered: %+v", l)
		}
		markdown := o.OK(http.StatusOK, "zsj-a", http.MethodGet, path+"/text?format=markdown", nil)
		if got := markdown.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/markdown") || !strings.Contains(string(markdown.Raw), "# 关于") {
			o.Errorf("%s: %s", got, markdown.Raw)
		}
		if plain := o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.OfMatter(m.ID, "/letters/"+url.PathEscape("催〔2023〕1号")+"/text"), nil); !strings.Contains(string(plain.Raw), "2023年3月1日") {
			o.Errorf("by its number: %s", plain.Raw)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestWhoeverALetterReachedReadsSignsAndAnswersItWithoutSeeingTheMatter(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		o.Letter(m.ID, "经发局局长", "issued")
		path := apitest.OfMatter(m.ID, "/letters/L1")
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, path, nil)
		if got := letters(o, "jfj-a", ""); len(got.Body.Letters) != 0 || *got.Body.Total != 0 {
			o.Errorf("before it is delivered: %+v", got.Body)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path+"/commands", map[string]any{"command": "deliver"}, "If-Match", "*")
		got := letters(o, "jfj-a", "mine=true")
		if len(got.Body.Letters) != 1 || *got.Body.Total != 1 || got.Body.Letters[0].MatterNumber != "" || got.Body.Letters[0].MatterTitle != "" {
			o.Errorf("delivered: %+v", got.Body)
		}
		r := o.OK(http.StatusOK, "jfj-a", http.MethodGet, path, nil)
		var l office.LetterView
		r.Into(o, &l)
		if l.MatterTitle != "" || !strings.Contains(l.Text, "请抓紧办理") {
			o.Errorf("read: %+v", l)
		}
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil)
		o.OK(http.StatusForbidden, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "deliver"}, "If-Match", "*")
		o.OK(http.StatusPreconditionFailed, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "sign"}, "If-Match", `"1"`)
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "sign"}, "If-Match", r.Header.Get("ETag"))
		o.OK(http.StatusNotFound, "reader:jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "answer", "text": "已办"}, "If-Match", "*")
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, path+"/commands", map[string]any{"command": "answer", "text": "已办"}, "If-Match", "*")
		o.OK(http.StatusNotFound, "elsewhere", http.MethodGet, path, nil)
	})
}

func TestPagesOfLettersAndDutiesHoldEachOnce(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for range 5 {
			o.Letter(o.Project("项目", nil).ID, "招商局局长", "drafted")
		}
		seen := map[string]bool{}
		for after := ""; ; {
			page := letters(o, "dcs-a", "limit=2&after="+url.QueryEscape(after))
			for _, l := range page.Body.Letters {
				seen[l.Matter] = true
			}
			if after = page.Body.Next; after == "" {
				break
			}
		}
		if len(seen) != 5 {
			o.Errorf("letters of %d matters", len(seen))
		}
		seen = map[string]bool{}
		var total int
		for after := ""; ; {
			page := duties(o, "dcs-a", "limit=2&after="+url.QueryEscape(after))
			for _, d := range page.Body.Duties {
				seen[d.Matter+d.ID] = true
			}
			if total, after = *page.Body.Total, page.Body.Next; after == "" {
				break
			}
		}
		if total == 0 || len(seen) != total {
			o.Errorf("%d duties of %d", len(seen), total)
		}
		if p := o.Call("dcs-a", http.MethodGet, apitest.InZone("/duties?after=e30"), nil).Problem(o); p.Code != "http.cursor" {
			o.Errorf("another list's cursor: %+v", p)
		}
	})
}
