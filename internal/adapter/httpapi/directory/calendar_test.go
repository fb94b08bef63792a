package directory_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/directory"
)

func TestDeadlinesAreCountedForWhoeverHasSignedIn(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for query, want := range map[string]string{
			"from=2023-01-16&limit=10wd":                                                                        "2023-02-02", // over the Spring Festival and its make-up days
			"from=2023-03-01&limit=10wd":                                                                        "2023-03-15",
			"from=2023-03-01&limit=10wd&suspend=2023-03-06..2023-03-08":                                         "2023-03-20",
			"from=2023-03-01&limit=10d":                                                                         "2023-03-13",
			"from=" + url.QueryEscape("2023-03-01T18:30:00+08:00") + "&limit=1wd":                               "2023-03-03",
			"from=2023-03-01&limit=" + url.QueryEscape("10个工作日"):                                                "2023-03-15",
			"from=2023-03-01&limit=5wd&suspend=2023-03-02&suspend=" + url.QueryEscape("2023-03-06..2023-03-06"): "2023-03-10",
		} {
			for _, who := range []string{"zsj-c", "enterprise", "audit", "machine"} {
				var out directory.DueOutput
				o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/calendar/due?"+query), nil).Into(o, &out.Body)
				if out.Body.Due.String() != want {
					o.Errorf("%s: %s, want %s", query, out.Body.Due, want)
				}
			}
		}
		for query, code := range map[string]string{
			"from=yesterday&limit=10wd": "http.instant", "from=2023-03-01&limit=soon": "calendar.limit", "from=2023-03-01&limit=0wd": "calendar.limit_zero", "from=2023-03-01&limit=1wd&suspend=2023-03-08..2023-03-01": "calendar.span",
			"from=1969-01-01&limit=1wd": "calendar.beyond", "from=9999-12-30&limit=100wd": "calendar.beyond",
		} {
			if p := o.Call("zsj-c", http.MethodGet, apitest.InZone("/calendar/due?"+query), nil).Problem(o); p.Code != code || p.Status != http.StatusUnprocessableEntity {
				o.Errorf("%s: %+v", query, p)
			}
		}
		o.OK(http.StatusUnauthorized, "", http.MethodGet, apitest.InZone("/calendar/due?from=2023-03-01&limit=1wd"), nil)
	})
}

func TestAYearHasItsWorkingDays(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		var out directory.YearOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/calendar/years/2023"), nil).Into(o, &out.Body)
		sum := 0
		for _, n := range out.Body.Months {
			sum += n
		}
		if len(out.Body.Days) != 365 || !out.Body.Gazetted || out.Body.Workdays != 249 || sum != 249 {
			o.Errorf("%d days, %d worked, %v", len(out.Body.Days), out.Body.Workdays, out.Body.Months)
		}
		o.OK(http.StatusUnprocessableEntity, "zsj-c", http.MethodGet, apitest.InZone("/calendar/years/12"), nil)
	})
}

func TestANoticeIsTriedBeforeItIsLoaded(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		given := o.Given("修补道路")
		o.Now = o.Now.Add(time.Minute) // a notice is known after what was entered
		load := func(who string, dry bool) (out directory.NoticeOutput) {
			o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone("/calendar/notices"), map[string]any{"file": apitest.Amendment, "dry_run": dry}).Into(o, &out.Body)
			return out
		}
		worked := func() bool {
			var y directory.YearOutput
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/calendar/years/2023"), nil).Into(o, &y.Body)
			return y.Body.Days[68].Workday // 10 March
		}
		office, system := load("dcs-a", true), load("system", true)
		if office.Body.Total != system.Body.Total || len(system.Body.Moved) != 0 {
			o.Errorf("the office is told of %d, the administrator of %d and %v", office.Body.Total, system.Body.Total, system.Body.Moved)
		}
		for _, m := range office.Body.Moved {
			if m.Number == given.Number && m.Before >= m.After {
				o.Errorf("with a day off more it is due on %s instead of %s", m.After, m.Before)
			}
		}
		if !worked() {
			o.Error("trying it changed the calendar")
		}
		if out := load("dcs-a", false); !out.Body.Loaded || worked() {
			o.Error("it was not loaded")
		}
		o.OK(http.StatusForbidden, "zsj-c", http.MethodPost, apitest.InZone("/calendar/notices"), map[string]any{"file": apitest.Amendment, "dry_run": true})
	})
}
