package httpapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/httpapi"
)

func TestAMatterGoesFromRegistrationToCloseOutOverHTTP(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("落实招商项目")
		if m.Number != "任〔2023〕1号" || m.Owner != "招商局干部" || m.Light != "green" || m.Due == nil {
			o.Fatalf("assigned: %+v", m)
		}
		r := o.ok(http.StatusOK, "zsj-c", http.MethodGet, ofMatter(m.Number, ""), nil)
		r = o.ok(http.StatusOK, "zsj-c", http.MethodPost, ofMatter(m.ID, "/commands"),
			deeds(map[string]any{"command": "complete", "evidence": []string{"验收单"}, "text": "已办结"}), "If-Match", r.Header.Get("ETag"))
		if r.matter(o).Stage != "completed" {
			o.Fatalf("completed: %s", r.raw)
		}
		refused := o.call("zsj-c", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "close"}), "If-Match", "*")
		if p := refused.problem(o); p.Status != http.StatusForbidden {
			o.Errorf("the owner closes out: %+v", p)
		}
		r = o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "close"}), "If-Match", "*")
		if got := r.matter(o); got.Open || got.ClosedAt == nil {
			o.Errorf("closed: %+v", got)
		}
		if _, err := o.engine.Verify(o.Context(), zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestSeveralCommandsInOneRequestAreAllCarriedOutOrNone(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("甲")
		both := deeds(map[string]any{"command": "complete", "evidence": []string{"照片"}}, map[string]any{"command": "close"})
		p := o.call("zsj-c", http.MethodPost, ofMatter(m.ID, "/commands"), both, "If-Match", "*").problem(o)
		if p.Status != http.StatusForbidden {
			o.Fatalf("complete and close by the owner: %+v", p)
		}
		if got := o.ok(http.StatusOK, "dcs-a", http.MethodGet, ofMatter(m.ID, ""), nil).matter(o); got.Stage != "assigned" {
			o.Errorf("half of it was done: %s", got.Stage)
		}
	})
}

func TestAChangeMadeMeanwhileIsNotOverwritten(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("甲")
		seen := o.ok(http.StatusOK, "zsj-c", http.MethodGet, ofMatter(m.ID, ""), nil).Header.Get("ETag")
		report := deeds(map[string]any{"command": "report", "text": "进展"})
		o.ok(http.StatusOK, "zsj-c", http.MethodPost, ofMatter(m.ID, "/commands"), report, "If-Match", seen)
		p := o.call("dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign", "owner": "招商局局长"}), "If-Match", seen).problem(o)
		if p.Status != http.StatusPreconditionFailed || p.Code != "matter.changed" {
			o.Errorf("with an old ETag: %+v", p)
		}
		if r := o.call("dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), report); r.StatusCode < 400 {
			o.Errorf("without If-Match: %d", r.StatusCode)
		}
	})
}

func TestTheSameRequestUnderTheSameKeyIsDoneOnceAndAnsweredTheSame(t *testing.T) {
	each(t, func(o *office) {
		body := map[string]any{"kind": "task", "title": "只登记一次"}
		replies := make([]reply, 8)
		var group sync.WaitGroup
		for i := range replies {
			group.Go(func() {
				replies[i] = o.call("dcs-a", http.MethodPost, inZone("/matters"), body, "Idempotency-Key", "k-1")
			})
		}
		group.Wait()
		for _, r := range replies {
			if r.StatusCode != http.StatusCreated || string(r.raw) != string(replies[0].raw) || r.Header.Get("ETag") != replies[0].Header.Get("ETag") {
				o.Errorf("%d %s, want %s", r.StatusCode, r.raw, replies[0].raw)
			}
		}
		var list httpapi.MatterList
		o.ok(http.StatusOK, "dcs-a", http.MethodGet, inZone("/matters"), nil).into(o, &list)
		if len(list.Matters) != 1 {
			o.Errorf("registered %d times", len(list.Matters))
		}
		body["title"] = "另一件"
		if p := o.call("dcs-a", http.MethodPost, inZone("/matters"), body, "Idempotency-Key", "k-1").problem(o); p.Code != "http.key_reused" || p.Status != http.StatusConflict {
			o.Errorf("another body under the key: %+v", p)
		}
		if r := o.call("dcs-b", http.MethodPost, inZone("/matters"), body, "Idempotency-Key", "k-1"); r.StatusCode == http.StatusConflict {
			o.Errorf("somebody else's key: %s", r.raw)
		}
	})
}

func TestARefusedRequestMaySucceedUnderTheSameKeyLater(t *testing.T) {
	each(t, func(o *office) {
		m := o.ok(http.StatusCreated, "dcs-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": "甲"}).matter(o)
		p := o.call("dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign"}), "If-Match", "*", "Idempotency-Key", "k").problem(o)
		if !strings.Contains(p.Detail, "缺少责任人") || p.Status != http.StatusUnprocessableEntity {
			o.Errorf("the gate's refusal: %+v", p)
		}
		o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign", "owner": "招商局干部"}), "If-Match", "*", "Idempotency-Key", "k")
	})
}

func TestOneActsOnlyAsAPostOfOnesOwnAndADeputyOnlyInAbsence(t *testing.T) {
	each(t, func(o *office) {
		m := o.given("甲")
		report := func(as string) map[string]any {
			return deeds(map[string]any{"command": "report", "text": "进展", "as": as})
		}
		for _, c := range []struct{ who, as, code string }{
			{"zsj-c", "督查室主任", "authority.not_your_post"},
			{"zsj-b", "招商局干部", "authority.holder_present"},
			{"zsj-b", "", "authority.which_post"},
		} {
			if p := o.call(c.who, http.MethodPost, ofMatter(m.ID, "/commands"), report(c.as), "If-Match", "*").problem(o); p.Code != c.code {
				o.Errorf("%s as %q: %+v", c.who, c.as, p)
			}
		}
	})
}
