package office_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
)

func TestTheRoomIsToldWhatASessionWillBeWhatItOwesAndWhatBecameOfTheLastOne(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		var templates office.TemplatesOutput
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/session-templates"), nil).Into(o, &templates.Body)
		one := templates.Body.Templates[0]
		if one.Number != "会〔{year}〕{seq}号" || strings.Join(one.HoldAs, " ") != "督查室主任" || len(one.Blocks) != 3 || one.Blocks[0].Fill != "last-resolutions" {
			o.Errorf("template: %+v", one)
		}
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/session-templates"), nil).Into(o, &templates.Body)
		if len(templates.Body.Templates[0].HoldAs) != 0 {
			o.Error("a unit's head is told that they may convene")
		}
		var draft office.AgendaOutput
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/session-templates/meeting/agenda"), nil).Into(o, &draft.Body)
		if draft.Body.Chair != "管委会主任" || len(draft.Body.Agenda) != 1 || len(draft.Body.Missing) != 0 {
			o.Errorf("draft: %+v", draft.Body)
		}
		var v office.MeetingView
		o.Meeting(map[string]any{"block": "other", "matter": m.Number}).Into(o, &v)
		path := apitest.InZone("/sessions/" + url.PathEscape(v.Number))
		if !v.Blocks[1].Owed || v.Blocks[2].Owed || v.Needed != 2 || strings.Join(v.HoldAs, " ") != "督查室主任" || v.MayIssue[0].Name != "project" || v.Previous != "" {
			o.Errorf("convened: %+v", v)
		}
		if about := v.Agenda[1].About; about == nil || about.Light == "" || about.Owner != "招商局干部" || len(about.Urgencies) != 2 {
			o.Errorf("the matter behind the item: %+v", v.Agenda[1].About)
		}
		p := o.Call("dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(
			map[string]any{"command": "attend", "all": true}, map[string]any{"command": "open"}, map[string]any{"command": "minute", "text": "研究两项。"}, map[string]any{"command": "close"},
		), "If-Match", "*").Problem(o)
		if p.Code != "session.unhandled" || !strings.Contains(p.Detail, "红灯事项") {
			o.Errorf("closed without a required block: %+v", p)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(
			map[string]any{"command": "attend", "all": true}, map[string]any{"command": "open"},
			map[string]any{"command": "review", "item": 1, "text": "本期没有"},
			map[string]any{"command": "resolve", "item": 2, "matter": m.Number, "text": "改为红色", "urgency": "red"},
			map[string]any{"command": "minute", "text": "研究两项。"}, map[string]any{"command": "close"},
		), "If-Match", "*").Into(o, &v)
		if v.Blocks[1].Owed || v.Resolutions[0].Title == "" || v.Resolutions[0].About.Urgency != "red" {
			o.Errorf("held: %+v", v)
		}
		told := string(o.OK(http.StatusOK, "zsj-a", http.MethodGet, path+"/bulletin", nil).Raw)
		for _, words := range []string{"# 关于调度会议定事项的通报", "调整紧急程度", "引进项目", v.Number} {
			if !strings.Contains(told, words) {
				o.Errorf("the bulletin lacks %q: %s", words, told)
			}
		}
		if en := string(o.OK(http.StatusOK, "zsj-a", http.MethodGet, path+"/bulletin", nil, "Accept-Language", "en").Raw); !strings.Contains(en, "Urgency changed") {
			o.Error(en)
		}
		var next office.MeetingView
		o.Meeting().Into(o, &next)
		if next.Previous != v.Number || !next.Agenda[0].LookBack || next.Agenda[0].Earlier == nil || next.Agenda[0].Earlier.Session != v.Number || next.Agenda[0].Earlier.Text != "改为红色" || next.Agenda[0].BlockTitle == "" {
			o.Errorf("looked back at: %+v", next.Agenda)
		}
	})
}
