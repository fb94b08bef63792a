package office_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
	"qinlian/internal/kernel/ledger"
)

func TestASessionIsConvenedHeldAndMinuted(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/sessions"), map[string]any{
			"template": "meeting", "expected": []string{"督查室主任", "招商局局长", "管委会副主任"}, "agenda": []any{map[string]any{"block": "other", "matter": m.Number}},
		})
		var v office.MeetingView
		r.Into(o, &v)
		if v.Number != "会〔2023〕1号" || v.Chair != "管委会主任" || len(v.Agenda) != 2 || v.Agenda[1].Matter != m.Number {
			o.Fatalf("convened: %s", r.Raw)
		}
		path := apitest.InZone("/sessions/" + url.PathEscape(v.Number))
		old := r.Header.Get("ETag")
		for lang, want := range map[string][2]string{"zh": {"调度会", "红灯事项：本期无"}, "en": {"Review", "红灯事项: none this time"}} {
			var told office.MeetingView
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, path, nil, "Accept-Language", lang).Into(o, &told)
			var list struct{ Sessions []office.MeetingLine }
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/sessions"), nil, "Accept-Language", lang).Into(o, &list)
			if told.Title != want[0] || told.Agenda[0].Title != want[1] || told.Agenda[1].Title != "引进项目" || len(list.Sessions) != 1 || list.Sessions[0].Title != want[0] {
				o.Errorf("%s: %s with %+v, listed %+v", lang, told.Title, told.Agenda, list.Sessions)
			}
		}
		r = o.OK(http.StatusOK, "dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(
			map[string]any{"command": "attend", "all": true, "apologies": []any{map[string]any{"post": "招商局局长", "reason": "出差"}}},
			map[string]any{"command": "open"},
			map[string]any{"command": "review", "item": 1, "text": "本期没有红灯事项"},
			map[string]any{"command": "review", "item": 2, "text": "加快推进"},
			map[string]any{"command": "resolve", "matter": m.Number, "text": "改为红色", "urgency": "red"},
			map[string]any{"command": "resolve", "text": "新增一项", "register": map[string]any{
				"kind": "project", "title": "新项目", "owner": "招商局干部", "lead_unit": "zsj", "due": "2023-04-28",
				"urgency": "green", "category": []string{"招商类"}, "place": "南区", "sponsor": "管委会副主任", "fields": map[string]any{"phase": "签约"},
			}},
		), "If-Match", old)
		r.Into(o, &v)
		if len(v.Resolutions) != 2 || v.Resolutions[0].Urgency != "red" || v.Resolutions[1].Matter != "项〔2023〕2号" || v.Stage != "open" {
			o.Fatalf("held: %s", r.Raw)
		}
		made := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter("项〔2023〕2号", ""), nil)
		for _, said := range []string{`"urgency":"green"`, `"招商类"`, `"sponsor":"管委会副主任"`, `签约`} {
			if !strings.Contains(string(made.Raw), said) {
				o.Errorf("the matter that was resolved on lacks %s: %s", said, made.Raw)
			}
		}
		cites := map[string]any{"kind": "project", "title": "引用会议", "lead_unit": "zsj", "session": "no-such-session"}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), cites).Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("a session that was never held is cited: %+v", p)
		}
		cites["session"] = v.ID
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), cites)
		if p := o.Call("dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(map[string]any{"command": "close"}), "If-Match", old).Problem(o); p.Status != http.StatusPreconditionFailed {
			o.Errorf("with an old ETag: %+v", p)
		}
		both := apitest.Deeds(map[string]any{"command": "minute", "text": "纪要"}, map[string]any{"command": "pass", "block": "none", "reason": "无"})
		if p := o.Call("dcs-a", http.MethodPost, path+"/commands", both, "If-Match", "*").Problem(o); p.Status < 400 {
			o.Errorf("%+v", p)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, path, nil).Into(o, &v)
		if v.Minutes != "" {
			o.Error("half of a refused request was kept")
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, path+"/commands", apitest.Deeds(map[string]any{"command": "minute", "text": "会议要求加快。"}, map[string]any{"command": "close"}), "If-Match", "*")
		minutes := o.OK(http.StatusOK, "zsj-a", http.MethodGet, path+"/minutes", nil)
		for _, words := range []string{"# 调度会", "引进项目", "项〔2023〕1号", "会议要求加快", "出差"} {
			if !strings.Contains(string(minutes.Raw), words) {
				o.Errorf("the minutes lack %q: %s", words, minutes.Raw)
			}
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil).Matter(o); got.Urgency != "red" {
			o.Errorf("urgency %q", got.Urgency)
		}
		var list struct{ Matters []struct{ Number string } }
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/matters?session="+url.QueryEscape(v.Number)), nil).Into(o, &list)
		if len(list.Matters) != 2 {
			o.Errorf("of the session: %+v", list.Matters)
		}
	})
}

func TestASessionIsReadByThoseWhoAttendItAndHeldByOfficeLeadersAndChair(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		id := meetingID(o, o.Meeting())
		path := apitest.InZone("/sessions/" + id)
		for who, status := range map[string]int{"dcs-a": 200, "gwh-a": 200, "jw-a": 200, "zsj-a": 200, "zsj-c": 404, "jfj-a": 404, "elsewhere": 404, "audit": 404, "enterprise": 404} {
			o.OK(status, who, http.MethodGet, path, nil)
			o.OK(status, who, http.MethodGet, path+"/minutes", nil)
		}
		attend := apitest.Deeds(map[string]any{"command": "attend", "all": true})
		for who, status := range map[string]int{"zsj-a": 403, "zsj-c": 404, "jw-a": 403, "gwh-a": 200, "dcs-a": 200, "reader:dcs-a": 403} {
			o.OK(status, who, http.MethodPost, path+"/commands", attend, "If-Match", "*")
		}
		var mine, none office.SessionsOutput
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/sessions?template=meeting&stage=convened&from=2023-03-01"), nil).Into(o, &mine.Body)
		o.OK(http.StatusOK, "jfj-a", http.MethodGet, apitest.InZone("/sessions"), nil).Into(o, &none.Body)
		if len(mine.Body.Sessions) != 1 || len(none.Body.Sessions) != 0 || none.Body.Total != 0 {
			o.Errorf("%+v, %+v", mine.Body, none.Body)
		}
	})
}

func TestPagesOfSessionsComeNewestFirst(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for _, day := range []string{"2023-03-03", "2023-03-01", "2023-03-02", "2023-03-02"} {
			o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/sessions"), map[string]any{"template": "meeting", "date": day, "expected": []string{"督查室主任"}})
		}
		var days []string
		for after := ""; ; {
			var page office.SessionsOutput
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/sessions?limit=1&after="+url.QueryEscape(after)), nil).Into(o, &page.Body)
			for _, s := range page.Body.Sessions {
				days = append(days, s.Date.String())
			}
			if after = page.Body.Next; after == "" {
				break
			}
		}
		if got := strings.Join(days, " "); got != "2023-03-03 2023-03-02 2023-03-02 2023-03-01" {
			o.Error(got)
		}
	})
}

func TestADeputyConvenesAsDeputyAndTheLedgerSaysSo(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		convene := map[string]any{"template": "meeting", "expected": []string{"督查室主任"}}
		if p := o.Call("dcs-b", http.MethodPost, apitest.InZone("/sessions"), convene).Problem(o); p.Code != "authority.which_post" && p.Code != "authority.holder_present" {
			o.Errorf("while the holder is there: %+v", p)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "absence", "post": "督查室主任", "from": "2023-03-01", "to": "2023-03-08", "reason": "培训"}, "If-Match", "*")
		id := meetingID(o, o.OK(http.StatusCreated, "dcs-b", http.MethodPost, apitest.InZone("/sessions"), convene))
		records, err := o.Store.Stream(o.Context(), apitest.Zone, ledger.SessionPrefix+id)
		if err != nil || len(records) == 0 {
			o.Fatal(records, err)
		}
		ev, err := ledger.Decode(records[0].Body)
		if err != nil || ev.Actor != "督查室主任" || ev.Person != "dcs-b" || !ev.Deputy {
			o.Errorf("%+v, %v", ev, err)
		}
	})
}
