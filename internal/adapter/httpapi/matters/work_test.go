package matters_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

func TestEachFindsTheirOwnWorkCountedWholeAndShownInPart(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		work := func(who, query string) (w matters.Work) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/work"+query), nil).Into(o, &w)
			return w
		}
		same := func(what, who, query, want string) {
			o.Helper()
			w := work(who, query)
			got := fmt.Sprintf("accept %d/%d report %d/%d verify %d/%d due %d/%d missed %d/%d", len(w.Accept.Matters), w.Accept.Total, len(w.Report.Matters), w.Report.Total,
				len(w.Verify.Matters), w.Verify.Total, len(w.Due.Duties), w.Due.Total, len(w.Missed.Duties), w.Missed.Total)
			for _, h := range w.HandOver {
				got += fmt.Sprintf(" hand over %s mine %v %d/%d", h.Post, h.Mine, len(h.Matters), h.Total)
			}
			if got != want {
				o.Errorf("%s: %s has\n%s, want\n%s", what, who, got, want)
			}
		}
		for _, title := range []string{"甲", "乙", "丙"} {
			o.Given(title)
		}
		o.Project("戊", nil)
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter("任〔2023〕2号", "/commands"), apitest.Deeds(map[string]any{"command": "accept"}), "If-Match", "*")
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter("任〔2023〕3号", "/commands"),
			apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{"验收单"}, "text": "已办结"}), "If-Match", "*")
		same("one of each", "zsj-c", "", "accept 2/2 report 1/1 verify 0/0 due 1/1 missed 0/0")
		same("what waits is for the verifier", "dcs-a", "", "accept 0/0 report 0/0 verify 1/1 due 0/0 missed 0/0")
		same("a leader who sees it does not verify it", "gwh-a", "", "accept 0/0 report 0/0 verify 0/0 due 0/0 missed 0/0")
		same("nor does the unit's head, nor a deputy for a holder who is there", "zsj-a", "", "accept 0/0 report 0/0 verify 0/0 due 0/0 missed 0/0")
		same("another unit has none of it", "jfj-a", "", "accept 0/0 report 0/0 verify 0/0 due 0/0 missed 0/0")
		o.Given("丁")
		same("a page of one", "zsj-c", "?limit=1", "accept 1/3 report 1/1 verify 0/0 due 1/1 missed 0/0")

		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "relieve", "post": "招商局干部", "seat": "primary"}, "If-Match", "*")
		same("who was relieved hands over", "zsj-c", "", "accept 0/0 report 0/0 verify 0/0 due 0/0 missed 0/0 hand over 招商局干部 mine true 0/5")
	})
}

func TestWhatAPostThatIsNoMoreLeftIsTheWorkOfWhoAnswersForIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for _, title := range []string{"甲", "乙"} {
			o.Given(title)
		}
		o.Project("丙", nil)
		get := func(who, path string, into any) {
			o.Helper()
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone(path), nil).Into(o, into)
		}
		holds := func(when, heir string, matterN int) {
			o.Helper()
			var work matters.Work
			var list, duties, mine struct {
				Matters, Duties []any
			}
			var figures matters.FiguresView
			get("zsj-a", "/work", &work)
			get("zsj-a", "/matters?owner="+url.QueryEscape(heir), &list)
			get("zsj-a", "/duties?owner="+url.QueryEscape(heir), &duties)
			get("zsj-a", "/duties?mine=true&owner="+url.QueryEscape(heir), &mine)
			get("dcs-a", "/figures", &figures)
			loads := map[string]int{}
			for _, l := range figures.Loads {
				loads[l.Owner] = l.Matters.N
			}
			if work.Accept.Total != matterN || len(list.Matters) != matterN || loads[heir] != matterN {
				o.Errorf("%s: %s has work %d, a list of %d, a load of %d, want %d", when, heir, work.Accept.Total, len(list.Matters), loads[heir], matterN)
			}
			if len(duties.Duties) != len(mine.Duties) || (len(duties.Duties) > 0) != (matterN > 0) || work.Due.Total != len(duties.Duties) {
				o.Errorf("%s: %d duties, %d of them mine, %d at work", when, len(duties.Duties), len(mine.Duties), work.Due.Total)
			}
			if matterN > 0 && loads["招商局干部"] > 0 {
				o.Errorf("%s: the post that is no more still carries %d", when, loads["招商局干部"])
			}
		}
		holds("before", "招商局局长", 0)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "close-post", "post": "招商局干部"}, "If-Match", "*")
		holds("after", "招商局局长", 3)
	})
}

func TestWhatWasMissedLastStandsFirstAtWork(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("戊", nil)
		o.Now = o.Now.AddDate(0, 0, 30)
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		for _, who := range []string{"zsj-c", "zsj-a"} {
			var w matters.Work
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/work"), nil).Into(o, &w)
			for i, d := range w.Missed.Duties {
				if i > 0 && d.Due.After(w.Missed.Duties[i-1].Due) {
					o.Errorf("%s: %s is due after what stands before it", who, d.Period)
				}
			}
			if n := len(w.Missed.Duties); who == "zsj-c" && n < 2 {
				o.Errorf("%d missed of %s: the test tries nothing", n, m.Number)
			}
		}
	})
}
