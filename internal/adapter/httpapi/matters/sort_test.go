package matters_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

// projects are five that differ in what lists are sorted and filtered by.
func projects(o *apitest.Office) {
	o.Helper()
	for i, p := range []struct {
		title    string
		fields   map[string]any
		progress float64
	}{
		{"甲", map[string]any{"investment": 50_000_000, "phase": "在谈", "listed": true, "chains": []string{"电子", "汽车"}}, 80},
		{"乙", map[string]any{"investment": 9_000_000, "phase": "投产", "signed": "2023-02-01"}, 20},
		{"丙", map[string]any{"phase": "签约", "signed": "2023-01-15", "chains": []string{"汽车"}}, 20},
		{"丁", map[string]any{"investment": 120_000_000, "listed": false}, 0},
		{"戊", nil, 100},
	} {
		m := o.Project(p.title, p.fields)
		report := map[string]any{"command": "report", "text": "进展", "progress": p.progress}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(report), "If-Match", "*")
		o.Now = o.Now.AddDate(0, 0, i)
	}
}

// titles goes through all pages of a list.
func titles(o *apitest.Office, who, query string) string {
	o.Helper()
	var out []string
	for after := ""; ; {
		var page matters.MatterList
		o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/matters?kind=project&limit=2&count=true&"+query+"&after="+url.QueryEscape(after)), nil).Into(o, &page)
		for _, m := range page.Matters {
			out = append(out, m.Title)
		}
		if page.Next == "" {
			if *page.Total != len(out) {
				o.Errorf("%s: %d counted, %d listed", query, *page.Total, len(out))
			}
			return strings.Join(out, "")
		}
		after = page.Next
	}
}

func TestMattersAreSortedByWhatOneAsksAndByTheirKindsOwnFields(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		projects(o)
		for query, want := range map[string]string{ // how it begins: what has no value comes behind, in order of id
			"sort=-due":                  "戊丁丙甲乙",
			"sort=-progress,due":         "戊甲乙丙丁",
			"sort=progress,-registered":  "丁丙乙甲戊",
			"sort=title":                 "丁丙乙戊甲", // by code point, the same on both databases
			"sort=light,number":          "甲乙丙丁戊",
			"sort=field.investment":      "乙甲丁",
			"sort=-field.investment":     "丁甲乙",
			"sort=field.signed":          "丙乙",
			"sort=-field.signed":         "乙丙",
			"sort=-field.listed":         "甲丁",
			"sort=field.phase,-progress": "甲乙丙戊丁", // 在谈, 投产, 签约 by code point
		} {
			if got := titles(o, "dcs-a", query); !strings.HasPrefix(got, want) || len(got) != len("甲乙丙丁戊") {
				o.Errorf("%s: %s, want %s", query, got, want)
			}
		}
	})
}

func TestPagesAreInOrderOfNumberAsAClerkCounts(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		upwards, downwards := "", ""
		for i := range 12 {
			title := string(rune('甲' + i))
			o.Project(title, nil)
			upwards, downwards = upwards+title, title+downwards
		}
		if got := titles(o, "zsj-c", ""); got != upwards {
			o.Errorf("in order of number: %s", got)
		}
		if got := titles(o, "zsj-c", "sort=-number"); got != downwards {
			o.Errorf("downwards: %s", got)
		}
	})
}

func TestMattersAreFilteredByDueProgressAndOwnFields(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		projects(o)
		where := func(test string) string { return "where=" + url.QueryEscape(test) }
		for query, want := range map[string]string{
			where("investment>=50000000"):                     "甲丁",
			where("investment<50000000"):                      "乙",
			where("field.phase=投产"):                           "乙",
			where("signed<2023-02-01"):                        "丙",
			where("listed=true"):                              "甲",
			where("listed=false"):                             "丁",
			where("chains=汽车"):                                "甲丙",
			where("chains=汽车") + "&" + where("phase=签约"):      "丙",
			"progress_from=20&progress_to=80":                 "甲乙丙",
			"due_to=2023-03-16":                               "甲乙丙",
			"due_from=2023-03-17&" + where("investment>1"):    "丁",
			where("investment>1") + "&sort=-field.investment": "丁甲乙",
			where("phase=' OR 1=1 --"):                        "",
		} {
			if got := titles(o, "dcs-a", query); got != want {
				o.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if got := titles(o, "jfj-a", where("investment>1")); got != "" {
			o.Errorf("another unit finds %s", got)
		}
	})
}

func TestAListThatCannotBeSortedOrFilteredSoSaysWhatThereIs(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		projects(o)
		for query, want := range map[string]string{
			"sort=colour":                      "http.sort",
			"sort=field.chains&kind=project":   "http.sort",
			"sort=field.investment&kind=task":  "http.sort",
			"sort=due,light,stage,title,owner": "http.sort",
			"where=colour%3Dred":               "http.field",
			"where=investment":                 "http.where",
			"where=investment%3Dmany":          "http.where",
			"where=signed%3Dsoon":              "http.where",
			"where=listed%3Etrue":              "http.where",
			"due_from=soon":                    "http.date",
			"session=none":                     "session.not_found",
			"sort=due&after=" + "e30":          "http.cursor",
			"sort=due&after=" + "5oub6LCD":     "http.cursor",
		} {
			if p := o.Call("dcs-a", http.MethodGet, apitest.InZone("/matters?"+query), nil).Problem(o); p.Code != want || p.Status >= 500 {
				o.Errorf("%s: %+v", query, p)
			}
		}
		var first matters.MatterList
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/matters?sort=due&limit=1"), nil).Into(o, &first)
		if p := o.Call("dcs-a", http.MethodGet, apitest.InZone("/matters?sort=-due&limit=1&after="+first.Next), nil).Problem(o); p.Code != "http.cursor" {
			o.Errorf("a cursor of another order: %+v", p)
		}
	})
}

func TestWhatOneMayNotReadOneDoesNotFindOutBySortingOrFiltering(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{
			"kind": "project", "title": "企业的", "applicant": "企业甲", "fields": map[string]any{"investment": 1000},
		})
		if got := titles(o, "enterprise", "sort=due"); got != "企业的" {
			o.Errorf("its own matter: %s", got)
		}
		for _, query := range []string{"where=" + url.QueryEscape("investment>=1"), "sort=field.investment", "sort=missed"} {
			if got := titles(o, "enterprise", query); got != "" {
				o.Errorf("%s tells %s", query, got)
			}
		}
	})
}
