package matters_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

func TestAMatterGoesFromRegistrationToCloseOutOverHTTP(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("落实招商项目")
		if m.Number != "任〔2023〕1号" || m.Owner != "招商局干部" || m.Light != "green" || m.Due == nil {
			o.Fatalf("assigned: %+v", m)
		}
		r := o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, ""), nil)
		r = o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"),
			apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{"验收单"}, "text": "已办结"}), "If-Match", r.Header.Get("ETag"))
		if r.Matter(o).Stage != "completed" {
			o.Fatalf("completed: %s", r.Raw)
		}
		refused := o.Call("zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "close"}), "If-Match", "*")
		if p := refused.Problem(o); p.Status != http.StatusForbidden {
			o.Errorf("the owner closes out: %+v", p)
		}
		r = o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "close"}), "If-Match", "*")
		if got := r.Matter(o); got.Open || got.ClosedAt == nil {
			o.Errorf("closed: %+v", got)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestSeveralCommandsInOneRequestAreAllCarriedOutOrNone(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		both := apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{"照片"}}, map[string]any{"command": "close"})
		p := o.Call("zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), both, "If-Match", "*").Problem(o)
		if p.Status != http.StatusForbidden {
			o.Fatalf("complete and close by the owner: %+v", p)
		}
		if got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, ""), nil).Matter(o); got.Stage != "assigned" {
			o.Errorf("half of it was done: %s", got.Stage)
		}
	})
}

func TestAChangeMadeMeanwhileIsNotOverwritten(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		seen := o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.ID, ""), nil).Header.Get("ETag")
		report := apitest.Deeds(map[string]any{"command": "report", "text": "进展"})
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report, "If-Match", seen)
		p := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "招商局局长"}), "If-Match", seen).Problem(o)
		if p.Status != http.StatusPreconditionFailed || p.Code != "matter.changed" {
			o.Errorf("with an old ETag: %+v", p)
		}
		if r := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report); r.StatusCode != http.StatusPreconditionRequired {
			o.Errorf("without If-Match: %d", r.StatusCode)
		}
	})
}

func TestTheSameRequestUnderTheSameKeyIsDoneOnceAndAnsweredTheSame(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		body := map[string]any{"kind": "task", "title": "只登记一次"}
		replies := make([]apitest.Reply, 8)
		var group sync.WaitGroup
		for i := range replies {
			group.Go(func() {
				replies[i] = o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), body, "Idempotency-Key", "k-1")
			})
		}
		group.Wait()
		for _, r := range replies {
			if r.StatusCode != http.StatusCreated || string(r.Raw) != string(replies[0].Raw) || r.Header.Get("ETag") != replies[0].Header.Get("ETag") {
				o.Errorf("%d %s, want %s", r.StatusCode, r.Raw, replies[0].Raw)
			}
		}
		var list matters.MatterList
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/matters"), nil).Into(o, &list)
		if len(list.Matters) != 1 {
			o.Errorf("registered %d times", len(list.Matters))
		}
		body["title"] = "另一件"
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/matters"), body, "Idempotency-Key", "k-1").Problem(o); p.Code != "http.key_reused" || p.Status != http.StatusConflict {
			o.Errorf("another body under the key: %+v", p)
		}
		if r := o.Call("dcs-b", http.MethodPost, apitest.InZone("/matters"), body, "Idempotency-Key", "k-1"); r.StatusCode == http.StatusConflict {
			o.Errorf("somebody else's key: %s", r.Raw)
		}
	})
}

func TestARefusedRequestMaySucceedUnderTheSameKeyLater(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "甲"}).Matter(o)
		p := o.Call("dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign"}), "If-Match", "*", "Idempotency-Key", "k").Problem(o)
		if !strings.Contains(p.Detail, "缺少责任人") || p.Status != http.StatusUnprocessableEntity {
			o.Errorf("the gate's refusal: %+v", p)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "招商局干部"}), "If-Match", "*", "Idempotency-Key", "k")
	})
}

func TestOneActsOnlyAsAPostOfOnesOwnAndADeputyOnlyInAbsence(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		report := func(as string) map[string]any {
			return apitest.Deeds(map[string]any{"command": "report", "text": "进展", "as": as})
		}
		for _, c := range []struct{ who, as, code string }{
			{"zsj-c", "督查室主任", "authority.not_your_post"},
			{"zsj-b", "招商局干部", "authority.holder_present"},
			{"zsj-b", "", "authority.which_post"},
		} {
			if p := o.Call(c.who, http.MethodPost, apitest.OfMatter(m.ID, "/commands"), report(c.as), "If-Match", "*").Problem(o); p.Code != c.code {
				o.Errorf("%s as %q: %+v", c.who, c.as, p)
			}
		}
	})
}
