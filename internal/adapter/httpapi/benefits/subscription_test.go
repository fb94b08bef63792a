package benefits_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/benefits"
	"qinlian/internal/adapter/httpapi/messages"
)

// follows has somebody subscribe; the language is theirs from then on.
func follows(o *apitest.Office, who, lang string, body benefits.SubscriptionBody) {
	o.Helper()
	o.OK(http.StatusOK, who, http.MethodPut, apitest.InZone("/benefits/mine/subscription"), body, "Accept-Language", lang)
}

// looked is a run of the job, on two nodes at once.
func looked(o *apitest.Office) {
	o.Helper()
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			if _, err := o.Subscribe.Look(o.Context(), apitest.Zone); err != nil {
				o.Error(err)
			}
			if _, err := o.Messages.Notify.Collect(o.Context(), apitest.Zone); err != nil {
				o.Error(err)
			}
		})
	}
	wait.Wait()
}

// told is what has come into somebody's inbox since it was last read, oldest first.
func told(o *apitest.Office, who string) []messages.NoticeView {
	o.Helper()
	var b struct {
		Notices []messages.NoticeView `json:"notices"`
	}
	o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/notices?unread=true"), nil).Into(o, &b)
	o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone("/notices/read"), map[string]any{"ids": []string{}})
	slices.Reverse(b.Notices)
	return b.Notices
}

// rivals are two firms with accounts of their own.
func rivals(o *apitest.Office) {
	o.Helper()
	state(o, "F1", map[string]string{"name": "企业甲", "staff": "120", "revenue.2022": "2000万元"})
	state(o, "F2", map[string]string{"name": "企业丁", "staff": "200", "revenue.2022": "3000万元"})
	if err := o.Messages.Notify.Since(o.Context(), apitest.Zone, 0); err != nil {
		o.Fatal(err)
	}
}

var everything = benefits.SubscriptionBody{Entitlements: true, Claims: true, Clauses: true}

func TestAnEnterpriseIsToldOnceWhatItsOwnFactsChangeAndNothingOfOthers(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		rivals(o)
		follows(o, "enterprise", "zh", everything)
		follows(o, "rival", "en", everything)
		looked(o)
		if n := told(o, "enterprise"); len(n) != 0 {
			t.Fatalf("told of what was so before: %+v", n)
		}
		state(o, "F1", map[string]string{"staff": "99", "revenue.2022": "2500万元"})
		looked(o)
		looked(o)
		n := told(o, "enterprise")
		if len(n) != 1 || n[0].Kind != "entitlement" || n[0].Link != "/benefits/mine" || !strings.Contains(n[0].Title, "企业甲") ||
			!strings.Contains(n[0].Body, "不再符合“吸纳就业奖励”；“营收奖励”由 200000.00元变为 250000.00元") {
			t.Fatalf("%+v", n)
		}
		if n := told(o, "rival"); len(n) != 0 {
			t.Errorf("told of another's facts: %+v", n)
		}
		state(o, "F2", map[string]string{"staff": "300"})
		state(o, "F1", map[string]string{"staff": "120"})
		o.Now = o.Now.Add(72 * time.Hour) // runs that were missed
		looked(o)
		if n := told(o, "enterprise"); len(n) != 1 || !strings.Contains(n[0].Body, "新符合“吸纳就业奖励”，36000.00元") || strings.Contains(n[0].Body, "90000") {
			t.Errorf("%+v", n)
		}
		if n := told(o, "rival"); len(n) != 1 || !strings.Contains(n[0].Body, "“Award for jobs” gives 90000.00 yuan in the place of 60000.00") || strings.Contains(n[0].Body, "企业甲") {
			t.Errorf("%+v", n)
		}
		state(o, "F2", map[string]string{"staff": "301"})
		state(o, "F2", map[string]string{"staff": "300"})
		looked(o)
		if n := told(o, "rival"); len(n) != 0 {
			t.Errorf("nothing differs in the end: %+v", n)
		}
	})
}

func TestAClauseThatAVersionChangesIsToldInOneNoticeAndOneMessage(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		rivals(o)
		follows(o, "enterprise", "zh", everything)
		follows(o, "rival", "zh", benefits.SubscriptionBody{Clauses: true})
		o.OK(http.StatusOK, "enterprise", http.MethodPut, apitest.InZone("/preferences"), map[string]any{
			"lang": "en", "quiet": map[string]any{"from": "00:00", "to": "00:00", "rest_days": false, "urgent": true}, "muted": []string{},
			"channels": []map[string]any{{"name": "webhook", "address": "http://127.0.0.1:9/hook", "enabled": true}},
		}, "If-Match", "*")
		o.Applied(apitest.At("2023-03-02 00:00"), "yuan(300)", "yuan(400)")
		looked(o)
		if n := told(o, "enterprise"); len(n) != 0 {
			t.Fatalf("it does not govern yet: %+v", n)
		}
		o.Now = apitest.At("2023-03-02 09:00")
		looked(o)
		n := told(o, "enterprise")
		if len(n) != 2 || n[0].Kind != "clause" || n[0].Link != "/benefits/clauses/growth/jobs" || !strings.Contains(n[0].Body, "changed: “Award for jobs”") ||
			n[1].Kind != "entitlement" || !strings.Contains(n[1].Body, "gives 48000.00 yuan in the place of 36000.00") {
			t.Fatalf("%+v", n)
		}
		if n := told(o, "rival"); len(n) != 1 || n[0].Kind != "clause" || !strings.Contains(n[0].Body, "“吸纳就业奖励”有修改") {
			t.Errorf("%+v", n)
		}
		o.Messages.Notify.Site = "https://zone.example"
		if made, err := o.Messages.Notify.Digest(o.Context(), apitest.Zone); err != nil || made != 1 {
			t.Fatalf("%d messages: %v", made, err)
		}
		o.Now = apitest.At("2023-03-06 09:00")
		o.Applied(o.Now, "yuan(300)", "yuan(400)", "  - key: park", "  - key: bonus\n    title: { zh: 新设奖励, en: Bonus }\n    when: firm.staff >= 500\n    amount: yuan(1)\n    mode: reviewed\n    period: year\n  - key: park")
		looked(o)
		if n := told(o, "enterprise"); len(n) != 1 || !strings.Contains(n[0].Body, "new: “Bonus”") {
			t.Errorf("%+v", n)
		}
	})
}

func TestAnEnterpriseHearsOfEachStepOfItsOwnClaimThatOthersTake(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		rivals(o)
		follows(o, "enterprise", "zh", benefits.SubscriptionBody{Claims: true})
		looked(o)
		act := func(who string, body map[string]any) {
			t.Helper()
			o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone("/claims"), body)
		}
		act("zsj-a", map[string]any{"do": "match", "clause": "growth/jobs"})
		o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/funds/jobs"), map[string]any{"basis": "年度预算"}, "If-Match", "*")
		act("zsj-a", map[string]any{"do": "confirm", "clause": "growth/jobs"})
		looked(o)
		n := told(o, "enterprise")
		if len(n) != 1 || n[0].Kind != "claim-step" || n[0].Number == "" || !strings.HasPrefix(n[0].Link, "/redemption/mine/") ||
			!strings.Contains(n[0].Body, "企业甲：列入名单或申请 36000.00元；确认 36000.00元。") {
			t.Fatalf("%+v", n)
		}
		o.OK(http.StatusOK, "enterprise", http.MethodPost, apitest.InZone("/own-claims"), map[string]any{
			"do": "account", "claim": n[0].Number, "account": map[string]string{"payee": "企业甲", "bank": "示例银行", "number": "6222000000001234"},
		})
		looked(o)
		if n := told(o, "enterprise"); len(n) != 0 {
			t.Errorf("told of its own deed: %+v", n)
		}
		act("zsj-a", map[string]any{"do": "notice", "clause": "growth/jobs"})
		looked(o)
		if n := told(o, "enterprise"); len(n) != 1 || !strings.Contains(n[0].Body, "公示，2023-03-01 至 2023-03-0") || strings.Contains(n[0].Body, "6222") {
			t.Errorf("%+v", n)
		}
		if n := told(o, "rival"); len(n) != 0 {
			t.Errorf("somebody who did not subscribe is told: %+v", n)
		}
	})
}

func TestWhoEndsASubscriptionOrTheirAccountIsToldNoMore(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		rivals(o)
		follows(o, "enterprise", "zh", everything)
		follows(o, "rival", "zh", everything)
		subscription := func(who string) (b struct {
			Clauses bool
			Since   *time.Time
		},
		) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/benefits/mine/subscription"), nil).Into(o, &b)
			return b
		}
		if s := subscription("enterprise"); !s.Clauses || s.Since == nil {
			t.Errorf("%+v", s)
		}
		follows(o, "enterprise", "zh", benefits.SubscriptionBody{})
		if s := subscription("enterprise"); s.Clauses || s.Since != nil {
			t.Errorf("%+v", s)
		}
		o.Closed = []string{"rival"}
		state(o, "F1", map[string]string{"staff": "99"})
		state(o, "F2", map[string]string{"staff": "99"})
		o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{"do": "match"})
		looked(o)
		for _, who := range []string{"enterprise", "rival"} {
			if n := told(o, who); len(n) != 0 {
				t.Errorf("%s is told: %+v", who, n)
			}
		}
		if all, err := o.Subscribe.List(t.Context(), apitest.Zone); err != nil || len(all) != 0 {
			t.Errorf("%+v %v", all, err)
		}
		if p := o.Call("zsj-a", http.MethodGet, apitest.InZone("/benefits/mine/subscription"), nil).Problem(o); p.Code != "benefit.no_party" {
			t.Errorf("%+v", p)
		}
	})
}
