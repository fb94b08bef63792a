package office_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
)

// listOf reads a list and its count.
func letters(o *apitest.Office, who, query string) (out office.LettersOutput) {
	o.Helper()
	o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/letters?count=true&"+query), nil).Into(o, &out.Body)
	return out
}

func duties(o *apitest.Office, who, query string) (out office.DutiesOutput) {
	o.Helper()
	o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/duties?count=true&"+query), nil).Into(o, &out.Body)
	return out
}

func TestAnUnannouncedInspectionLeaksByNoListCountSessionOrTree(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		secret := o.Inspection("突击检查招商局")
		open := o.Project("公开项目", nil)
		o.Letter(secret.ID, "招商局局长", "issued") // not delivered: it has not reached anybody
		o.Letter(open.ID, "招商局局长", "issued")
		o.Now = apitest.At("2023-03-20 09:00") // both are overdue, and red
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		m := o.Meeting(map[string]any{"block": "other", "matter": secret.ID}, map[string]any{"block": "other", "title": "其他议题"})
		id := meetingID(o, m)

		for _, who := range []string{"zsj-a", "zsj-c", "zsj-b", "gwh-a", "gwh-c", "jfj-a"} {
			if got := letters(o, who, ""); slices.ContainsFunc(got.Body.Letters, func(l office.LetterLine) bool { return l.Matter == secret.ID }) || *got.Body.Total != len(got.Body.Letters) {
				o.Errorf("%s: letters %+v", who, got.Body)
			}
			if got := duties(o, who, ""); slices.ContainsFunc(got.Body.Duties, func(d office.DutyView) bool { return d.Matter == secret.ID }) || *got.Body.Total != len(got.Body.Duties) {
				o.Errorf("%s: duties %+v", who, got.Body)
			}
			for _, path := range []string{"/letters/L1", "/letters/L1/text", "/history", "/tree", "/clock", "/actions"} {
				nowhere := o.Call(who, http.MethodGet, apitest.OfMatter("none", path), nil)
				if r := o.Call(who, http.MethodGet, apitest.OfMatter(secret.ID, path), nil); r.StatusCode != http.StatusNotFound || r.Problem(o).Code != nowhere.Problem(o).Code {
					o.Errorf("%s %s: %d %s", who, path, r.StatusCode, r.Raw)
				}
			}
			if p := o.Call(who, http.MethodPost, apitest.OfMatter(secret.ID, "/letters/L1/commands"), map[string]any{"command": "sign"}, "If-Match", "*").Problem(o); p.Code != "matter.not_found" {
				o.Errorf("%s signs: %+v", who, p)
			}
		}
		// The agenda that fills itself holds the red project and not the inspection; who is not cleared does not see the
		// inspection that the office put there by hand, nor a gap where it stands.
		for who, want := range map[string]string{"zsj-a": "公开项目|其他议题", "gwh-a": "公开项目|其他议题", "dcs-a": "公开项目|突击检查招商局|其他议题", "jw-a": "公开项目|突击检查招商局|其他议题"} {
			r := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/sessions/"+id), nil)
			var v office.MeetingView
			r.Into(o, &v)
			var titles []string
			for i, item := range v.Agenda {
				if titles = append(titles, item.Title); item.Item != i+1 {
					o.Errorf("%s sees a gap: %+v", who, v.Agenda)
				}
			}
			if got := strings.Join(titles, "|"); got != want {
				o.Errorf("%s sees %s, want %s", who, got, want)
			}
			var list office.SessionsOutput
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/sessions"), nil).Into(o, &list.Body)
			if len(list.Body.Sessions) != 1 || list.Body.Sessions[0].Items != len(titles) {
				o.Errorf("%s counts %+v", who, list.Body)
			}
			minutes := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/sessions/"+id+"/minutes"), nil)
			if strings.Contains(string(minutes.Raw), "突击") != strings.Contains(want, "突击") {
				o.Errorf("%s reads: %s", who, minutes.Raw)
			}
		}
		var matters struct{ Matters []any }
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/matters?session="+id), nil).Into(o, &matters)
		if len(matters.Matters) != 1 {
			o.Errorf("the session's matters for the inspected: %v", matters.Matters)
		}
	})
}

func TestItemsAreNumberedAsTheCallerSeesThem(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		secret := o.Inspection("突击检查")
		id := meetingID(o, o.Meeting(map[string]any{"block": "other", "matter": secret.ID}, map[string]any{"block": "other", "title": "其他议题"}))
		sit := func(who string, deeds ...map[string]any) apitest.Reply {
			return o.Call(who, http.MethodPost, apitest.InZone("/sessions/"+id+"/commands"), apitest.Deeds(deeds...), "If-Match", "*")
		}
		if r := sit("dcs-a", map[string]any{"command": "attend", "all": true}, map[string]any{"command": "open"}); r.StatusCode != http.StatusOK {
			o.Fatalf("%s", r.Raw)
		}
		// The leader, who chairs, sees two items: the red block's line and the other.
		if p := sit("gwh-a", map[string]any{"command": "review", "item": 3, "text": "原则同意"}).Problem(o); p.Code != "session.item" || strings.Contains(p.Detail, "3项，") || !strings.Contains(p.Detail, "2") {
			o.Errorf("an item that the leader does not see: %+v", p)
		}
		if r := sit("gwh-a", map[string]any{"command": "review", "item": 2, "text": "原则同意"}); r.StatusCode != http.StatusOK {
			o.Fatalf("%s", r.Raw)
		}
		var v office.MeetingView
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/sessions/"+id), nil).Into(o, &v)
		if len(v.Reviewed) != 1 || !slices.Equal(v.Reviewed[0].Items, []int{3}) {
			o.Errorf("reviewed: %+v", v.Reviewed)
		}
	})
}

func meetingID(o *apitest.Office, r apitest.Reply) string {
	o.Helper()
	var v office.MeetingView
	r.Into(o, &v)
	return v.ID
}
