package messages_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/adapter/notify/webhook"
)

const work = `{"number":"GZ2023-0612","type":"投诉","title":"道路破损","content":"请修复","received_at":"2023-03-01T08:00:00+08:00"}`

func TestAnInboxHasWhatIsOnesOwnAndForgetsNothingByBeingRead(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		if err := o.Messages.Notify.Since(o.Context(), apitest.Zone, 0); err != nil {
			o.Fatal(err)
		}
		m := o.Given("落实招商项目")
		if _, err := o.Messages.Notify.Collect(o.Context(), apitest.Zone); err != nil {
			o.Fatal(err)
		}
		read := func(who string) (b struct {
			Notices []messages.NoticeView `json:"notices"`
			Unread  int                   `json:"unread"`
		},
		) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/notices"), nil).Into(o, &b)
			return b
		}
		b := read("zsj-c")
		if len(b.Notices) == 0 || b.Unread != len(b.Notices) || b.Notices[0].Number != m.Number {
			o.Fatalf("%+v", b)
		}
		if other := read("jfj-a"); len(other.Notices) != 0 {
			o.Errorf("another's inbox: %+v", other)
		}
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/notices/read"), map[string]any{"ids": []string{b.Notices[0].ID}})
		if read("zsj-c").Unread != b.Unread {
			o.Error("somebody else marked it as read")
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.InZone("/notices/read"), map[string]any{"ids": []string{}})
		if after := read("zsj-c"); after.Unread != 0 || len(after.Notices) != len(b.Notices) || after.Notices[0].ReadAt == nil {
			o.Errorf("%+v", after)
		}
		if p := o.Call("system", http.MethodGet, apitest.InZone("/notices"), nil).Problem(o); p.Code != "notify.nobody" {
			o.Errorf("an administrator's inbox: %+v", p)
		}
	})
}

func TestPreferencesAreOnesOwnAndTheirSecretsAreNeverGivenBack(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		body := map[string]any{
			"lang": "zh", "quiet": map[string]any{"from": "21:00", "to": "07:30", "rest_days": true, "urgent": true}, "muted": []string{"duty-opened"},
			"channels": []map[string]any{{"name": "dingtalk", "address": "http://127.0.0.1:9/robot", "secret": "SEC000", "enabled": true}},
		}
		r := o.OK(http.StatusOK, "zsj-c", http.MethodPut, apitest.InZone("/preferences"), body, "If-Match", "*")
		if strings.Contains(string(r.Raw), "SEC000") {
			o.Errorf("the secret came back: %s", r.Raw)
		}
		var got messages.PreferencesBody
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/preferences"), nil).Into(o, &got)
		if got.Quiet.From != "21:00" || !got.Quiet.RestDays || len(got.Channels) != 1 || got.Muted[0] != "duty-opened" {
			o.Errorf("%+v", got)
		}
		body["channels"] = []map[string]any{{"name": "pigeon", "address": "x", "enabled": true}}
		if p := o.Call("zsj-c", http.MethodPut, apitest.InZone("/preferences"), body, "If-Match", "*").Problem(o); p.Status != http.StatusUnprocessableEntity {
			o.Errorf("%+v", p)
		}
	})
}

func TestAnotherSystemIsToldOfAClosedMatterBySignedWebhook(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		var mu sync.Mutex
		var heard []*http.Request
		var bodies []string
		receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			heard, bodies = append(heard, r), append(bodies, string(raw))
		}))
		defer receiver.Close()
		hook := map[string]any{"url": receiver.URL, "kinds": []string{"matter.registered"}, "active": true}
		r := o.OK(http.StatusCreated, "system", http.MethodPost, apitest.InZone("/webhooks"), hook, "Idempotency-Key", "hook-1")
		var made struct{ ID, Secret string }
		r.Into(o, &made)
		if !strings.HasPrefix(made.Secret, "whsec_") {
			o.Fatalf("%s", r.Raw)
		}
		if p := o.Call("system", http.MethodPost, apitest.InZone("/webhooks"), hook, "Idempotency-Key", "hook-1").Problem(o); p.Code != "http.shown_once" {
			o.Errorf("the secret is shown again: %+v", p)
		}
		if list := o.OK(http.StatusOK, "system", http.MethodGet, apitest.InZone("/webhooks"), nil); strings.Contains(string(list.Raw), made.Secret) || strings.Count(string(list.Raw), `"id"`) != 1 {
			o.Errorf("%s", list.Raw)
		}
		for _, kinds := range []any{nil, []string{}} { // all of them, as the documentation says
			var all struct {
				ID    string
				Kinds []string
			}
			body := map[string]any{"url": receiver.URL, "active": false, "kinds": kinds}
			if kinds == nil {
				delete(body, "kinds")
			}
			o.OK(http.StatusCreated, "system", http.MethodPost, apitest.InZone("/webhooks"), body).Into(o, &all)
			if all.Kinds == nil || len(all.Kinds) != 0 {
				o.Errorf("a webhook for everything: %+v", all)
			}
			o.OK(http.StatusNoContent, "system", http.MethodDelete, apitest.InZone("/webhooks/"+all.ID), nil, "If-Match", "*")
		}
		if _, err := o.Messages.Hooks.Fan(o.Context(), o.Store, apitest.Zone); err != nil { // begins at the present end
			o.Fatal(err)
		}
		m := o.Given("落实招商项目")
		if _, err := o.Messages.Hooks.Fan(o.Context(), o.Store, apitest.Zone); err != nil {
			o.Fatal(err)
		}
		if _, err := o.Messages.Outbox.Run(o.Context(), apitest.Zone); err != nil {
			o.Fatal(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if len(heard) != 1 || !strings.Contains(bodies[0], m.Number) || heard[0].Header.Get(webhook.HeaderSignature) == "" {
			o.Fatalf("%d: %v", len(heard), bodies)
		}
		var page struct {
			Deliveries []messages.DeliveryView `json:"deliveries"`
		}
		o.OK(http.StatusOK, "system", http.MethodGet, apitest.InZone("/deliveries?state=done"), nil).Into(o, &page)
		if len(page.Deliveries) != 1 || page.Deliveries[0].Target != made.ID {
			o.Errorf("%+v", page)
		}
		o.OK(http.StatusNoContent, "system", http.MethodPost, apitest.InZone("/deliveries/"+page.Deliveries[0].ID+"/resend"), map[string]any{})
		o.OK(http.StatusNoContent, "system", http.MethodDelete, apitest.InZone("/webhooks/"+made.ID), nil, "If-Match", "*")
	})
}

func TestAWorkOrderBecomesOneMatterHoweverOftenItComes(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		var first, again intake.Receipt
		o.OK(http.StatusOK, "machine", http.MethodPost, apitest.InZone("/intake/12345"), work, "Idempotency-Key", "k").Into(o, &first)
		o.OK(http.StatusOK, "machine", http.MethodPost, apitest.InZone("/intake/12345"), work).Into(o, &again)
		if first.Matter == "" || again.Matter != first.Matter || !again.Repeated {
			o.Errorf("%+v, then %+v", first, again)
		}
		changed := strings.Replace(work, "道路破损", "路灯不亮", 1)
		if p := o.Call("machine", http.MethodPost, apitest.InZone("/intake/12345"), changed).Problem(o); p.Status != http.StatusConflict {
			o.Errorf("other content under the number: %+v", p)
		}
		if p := o.Call("machine", http.MethodPost, apitest.InZone("/intake/pigeon"), work).Problem(o); p.Code != "intake.unknown_sender" {
			o.Errorf("%+v", p)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/intake/12345"), work).Problem(o); p.Status != http.StatusForbidden {
			o.Errorf("a person hands in orders: %+v", p)
		}
	})
}

func TestTheSystemAdministratorLooksAfterJobs(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		made, err := o.Messages.Jobs.Insert(o.Context(), apitest.Idle{N: 1})
		if err != nil {
			o.Fatal(err)
		}
		path := "/api/v1/admin/jobs/" + strconv.FormatInt(made.ID, 10)
		if r := o.OK(http.StatusOK, "system", http.MethodGet, "/api/v1/admin/jobs?kind=idle", nil); !strings.Contains(string(r.Raw), `"idle"`) {
			o.Errorf("%s", r.Raw)
		}
		if r := o.OK(http.StatusOK, "system", http.MethodPost, path+"/cancel", map[string]any{}); !strings.Contains(string(r.Raw), `"cancelled"`) {
			o.Errorf("%s", r.Raw)
		}
		if r := o.OK(http.StatusOK, "system", http.MethodPost, path+"/retry", map[string]any{}); !strings.Contains(string(r.Raw), `"available"`) {
			o.Errorf("%s", r.Raw)
		}
		o.OK(http.StatusOK, "system", http.MethodPost, path+"/cancel", map[string]any{})
		if p := o.Call("system", http.MethodPost, path+"/cancel", map[string]any{}).Problem(o); p.Status != http.StatusConflict || p.Code != "jobs.over" {
			o.Errorf("given up when it is over: %+v", p)
		}
		if p := o.Call("system", http.MethodGet, "/api/v1/admin/jobs/999999999999999", nil).Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("%+v", p)
		}
		for _, who := range []string{"dcs-a", "security", "audit"} {
			if p := o.Call(who, http.MethodGet, path, nil).Problem(o); p.Status != http.StatusForbidden {
				o.Errorf("%s: %+v", who, p)
			}
		}
	})
}
