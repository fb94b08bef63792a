package office_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
)

func TestALaterVersionLeavesWhatIsReadOfASessionAsItWas(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		var held office.MeetingView
		o.Meeting(map[string]any{"block": "other", "matter": m.Number}).Into(o, &held)
		path := apitest.InZone("/sessions/" + held.ID)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(
			map[string]any{"command": "attend", "all": true}, map[string]any{"command": "open"}, map[string]any{"command": "review", "item": 1, "text": "没有"},
			map[string]any{"command": "resolve", "item": 2, "matter": m.Number, "text": "改色", "urgency": "red"},
			map[string]any{"command": "minute", "text": "研究两项。"}, map[string]any{"command": "close"},
		), "If-Match", "*").Into(o, &held)
		var next office.MeetingView
		o.Meeting().Into(o, &next)
		texts := func() (all string) {
			for _, of := range []string{"/minutes", "/bulletin"} {
				for _, lang := range []string{"zh", "en"} {
					all += string(o.OK(http.StatusOK, "zsj-a", http.MethodGet, path+of, nil, "Accept-Language", lang).Raw)
				}
			}
			return all
		}
		was := texts()
		o.Now = apitest.At("2023-03-01 10:00")
		o.Applied(apitest.At("2023-03-01 10:00"), "title: 红灯事项", "title: 督办红灯", "urgencies: { red: 红,", "urgencies: { red: 特急,", "zh: 调度会, en: Review", "zh: 例会, en: Meeting")
		o.Now = apitest.At("2023-03-01 11:00")
		o.Applied(apitest.At("2023-03-01 11:00"), "session: meeting", "session: council", "会〔", "政〔")
		o.Now = apitest.At("2023-03-01 12:00")
		if now := texts(); now != was {
			o.Errorf("read\n%s\nand now\n%s", was, now)
		}
		var v office.MeetingView
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, path, nil, "Accept-Language", "en").Into(o, &v)
		if v.Title != "Review" || v.Agenda[0].BlockTitle != "红灯事项" || len(v.Blocks) != 3 || v.Resolutions[0].Title != "红" {
			o.Errorf("read by a later version: %+v", v)
		}
		var list office.SessionsOutput
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/sessions"), nil, "Accept-Language", "en").Into(o, &list.Body)
		if len(list.Body.Sessions) != 2 || list.Body.Sessions[0].Title != "Review" || list.Body.Sessions[1].Title != "Review" {
			o.Errorf("listed: %+v", list.Body.Sessions)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/sessions/"+next.ID), nil, "Accept-Language", "en").Into(o, &v)
		if len(v.HoldAs) != 1 || v.Agenda[0].Earlier == nil || v.Agenda[0].Earlier.Title != "Review" {
			o.Errorf("still to be held: %+v", v)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/sessions/"+next.ID+"/commands"), apitest.Deeds(
			map[string]any{"command": "cancel", "reason": "并入例会"},
		), "If-Match", "*").Into(o, &v)
		if v.Stage != "cancelled" {
			o.Errorf("called off: %+v", v)
		}
	})
}
