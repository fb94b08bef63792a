package exchange_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/httpapi/matters"
)

func bulk(o *apitest.Office, who, path string, body map[string]any, header ...string) exchange.BulkView {
	o.Helper()
	var v exchange.BulkView
	o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone("/bulk"+path), body, header...).Into(o, &v)
	return v
}

func with(body map[string]any, more ...any) map[string]any {
	out := maps.Clone(body)
	for i := 0; i+1 < len(more); i += 2 {
		if name, is := more[i].(string); is {
			out[name] = more[i+1]
		}
	}
	return out
}

func registered(o *apitest.Office, who, kind, title string) matters.MatterView {
	o.Helper()
	return o.OK(http.StatusCreated, who, http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": kind, "title": title}).Matter(o)
}

func read(o *apitest.Office, id string) matters.MatterView {
	o.Helper()
	return o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(id, ""), nil).Matter(o)
}

func TestManyMattersAreAssignedAndEachFaresByItself(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m, n := registered(o, "dcs-a", "task", "甲"), registered(o, "dcs-a", "task", "乙")
		over := registered(o, "dcs-a", "task", "丙")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(over.ID, "/commands"), apitest.Deeds(map[string]any{"command": "withdraw", "reason": "重复"}), "If-Match", "*")
		body := map[string]any{"matters": []string{m.Number, n.ID, n.Number, over.ID, "任〔2023〕99号"}, "owner": "招商局干部", "lead_unit": "zsj"}
		tried := bulk(o, "dcs-a", "/assign", with(body, "dry_run", true))
		if tried.Selected != 4 || tried.Done != 2 || tried.Refused != 2 || !tried.DryRun {
			o.Fatalf("dry run: %+v", tried)
		}
		if read(o, m.ID).Stage != "registered" {
			o.Error("a dry run assigned")
		}
		done := bulk(o, "dcs-a", "/assign", with(body, "expect", 4), "Idempotency-Key", "k")
		if again := bulk(o, "dcs-a", "/assign", with(body, "expect", 4), "Idempotency-Key", "k"); again.Done != done.Done || again.Items[0].Version != done.Items[0].Version {
			o.Errorf("again: %+v", again)
		}
		for i, want := range []string{"done", "done", "refused", "refused"} {
			if done.Items[i].Outcome != want || (want == "refused") != (done.Items[i].Message != "") {
				o.Errorf("%d: %+v", i, done.Items[i])
			}
		}
		if got := done.Items[3]; got.Code != "matter.not_found" || got.Title != "" {
			o.Errorf("one that there is none of: %+v", got)
		}
		if a, b := read(o, m.ID), read(o, n.ID); a.Owner != "招商局干部" || b.Owner != "招商局干部" || a.Version != done.Items[0].Version {
			o.Errorf("%+v %+v", a, b)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestABulkCommandReachesNoMatterThatItsSenderMayNotSeeOrHandle(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		secret := registered(o, "dcs-a", "inspection", "突击检查")
		other := bulk(o, "jfj-a", "/assign", map[string]any{"matters": []string{m.Number, secret.Number}, "owner": "经发局局长", "lead_unit": "jfj"})
		for _, item := range other.Items {
			if item.Code != "matter.not_found" || item.ID != "" || item.Title != "" {
				o.Errorf("another unit's: %+v", item)
			}
		}
		owner := bulk(o, "zsj-c", "/assign", map[string]any{"matters": []string{m.Number}, "owner": "招商局局长", "lead_unit": "zsj"})
		if owner.Done != 0 || owner.Items[0].Code != "authority.forbidden" {
			o.Errorf("the owner: %+v", owner)
		}
		all := bulk(o, "jfj-a", "/assign", map[string]any{"owner": "经发局局长", "lead_unit": "jfj", "dry_run": true})
		if all.Selected != 0 {
			o.Errorf("everything that another unit sees: %+v", all)
		}
		if read(o, m.ID).Owner != "招商局干部" {
			o.Error("it was assigned all the same")
		}
	})
}

func TestLettersAreDraftedAndIssuedForWhatAQueryPicks(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m, n := o.Given("甲"), o.Given("乙")
		registered(o, "dcs-a", "task", "丙")
		body := map[string]any{"template": "reminder", "reason": "临期未反馈"}
		const picked = "/remind?kind=task&open=true&sort=-number"
		p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/bulk"+picked), body).Problem(o)
		if p.Code != "bulk.no_dry_run" {
			o.Errorf("without a dry run: %+v", p)
		}
		tried := bulk(o, "dcs-a", picked, with(body, "dry_run", true, "issue", true))
		if tried.Selected != 3 || tried.Done != 2 || tried.Refused != 1 || tried.Items[0].Code != "bulk.no_owner" || tried.Items[1].Letter != "" {
			o.Fatalf("dry run: %+v", tried)
		}
		drafted := bulk(o, "dcs-a", picked, with(body, "expect", 3))
		if drafted.Done != 2 || drafted.Items[1].Letter != n.Number+"/L1" {
			o.Errorf("drafted: %+v", drafted)
		}
		again := bulk(o, "dcs-a", picked, with(body, "expect", 3))
		if again.Items[1].Outcome != "unchanged" || again.Items[1].Letter != n.Number+"/L1" {
			o.Errorf("drafted again: %+v", again)
		}
		registered(o, "dcs-a", "task", "丁")
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/bulk"+picked), with(body, "expect", 3)).Problem(o); p.Code != "bulk.others" {
			o.Errorf("one more since: %+v", p)
		}
		issued := bulk(o, "dcs-a", "/remind", with(body, "matters", []string{m.ID, n.ID}, "issue", true))
		if issued.Done != 2 || issued.Items[0].Letter != "催〔2023〕1号" || issued.Items[1].Letter != "催〔2023〕2号" || strings.Join(issued.Items[0].Did, " ") != "issue-letter" {
			o.Errorf("issued: %+v", issued)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestABulkCommandIsBounded(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		many := make([]string, 501)
		for i := range many {
			many[i] = "x"
		}
		p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/bulk/assign"), map[string]any{"matters": many, "owner": "招商局干部"}).Problem(o)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Detail, "500") {
			o.Errorf("%+v", p)
		}
	})
}
