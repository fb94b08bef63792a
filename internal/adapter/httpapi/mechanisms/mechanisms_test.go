package mechanisms_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/mechanisms"
	"qinlian/internal/kernel/ledger"
)

type checked struct {
	Sound  bool
	Hash   string
	Faults []mechanisms.FaultView
}

// inForce is the one file of the zone's bundle.
func inForce(o *apitest.Office) (path, text string) {
	o.Helper()
	var b struct {
		Files []mechanisms.MechanismFileView
	}
	o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms/files"), nil).Into(o, &b)
	if len(b.Files) != 1 {
		o.Fatalf("%d files", len(b.Files))
	}
	return b.Files[0].Path, b.Files[0].Text
}

func TestAChangedFileIsCheckedWithTheOthersAndItsFaultsHavePlaces(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		var sound, broken checked
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": map[string]string{path: strings.Replace(text, "limit: 10wd", "limit: 5wd", 1)}}).Into(o, &sound)
		if !sound.Sound || sound.Hash == "" || len(sound.Faults) != 0 {
			o.Errorf("%+v", sound)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": map[string]string{path: strings.Replace(text, `command.owner != ""`, "command.onwer > 3", 1)}}).Into(o, &broken)
		if broken.Sound || len(broken.Faults) == 0 || broken.Faults[0].File != path || broken.Faults[0].Line == 0 || broken.Faults[0].Column == 0 {
			o.Errorf("%+v", broken)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": map[string]string{"../etc/passwd.yaml": "a: b"}}).Problem(o); p.Code != "mechanism.path" {
			o.Errorf("%+v", p)
		}
	})
}

func TestADifferenceIsToldInWords(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		var d struct{ Changes []mechanisms.DifferenceView }
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/diff"), map[string]any{"files": map[string]string{path: strings.Replace(text, "title: 任务\n", "title: 工作任务\n", 1)}}).Into(o, &d)
		if len(d.Changes) == 0 || !strings.Contains(d.Changes[0].Says, "工作任务") {
			o.Errorf("%+v", d)
		}
	})
}

func TestAPlanIsDoneWhileSomebodyWaitsAndNobodyElseReadsIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		for range 3 {
			o.Given("招商局的")
		}
		var begun mechanisms.PlanView
		r := o.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/plans"), map[string]any{"files": map[string]string{path: strings.Replace(text, "limit: 10wd", "limit: 5wd", 1)}}, "Idempotency-Key", "p")
		r.Into(o, &begun)
		if begun.ID == "" || begun.State != "waiting" {
			o.Fatalf("%s", r.Raw)
		}
		where := r.Header.Get("Location")
		if p := o.Call("gwh-a", http.MethodGet, where, nil).Problem(o); p.Status != http.StatusNotFound {
			o.Errorf("somebody else reads it: %+v", p)
		}
		o.Try()
		var v mechanisms.PlanView
		for deadline := time.Now().Add(30 * time.Second); v.State != "done" && v.State != "failed"; {
			if time.Now().After(deadline) {
				o.Fatalf("%+v", v)
			}
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, where, nil).Into(o, &v)
		}
		if v.Report == nil || v.Error != "" || v.Report.Matters == 0 {
			o.Fatalf("%+v", v)
		}
	})
}

func TestAPlanLeavesOutWhatWhoeverAskedMayNotSee(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		o.Given("公开")
		o.Inspection("突击检查招商局")
		o.Try()
		for who, want := range map[string]int64{"gwh-a": 1, "dcs-a": 2} {
			r := o.OK(http.StatusAccepted, who, http.MethodPost, apitest.InZone("/mechanisms/plans"), map[string]any{"files": map[string]string{path: strings.ReplaceAll(text, "limit: 10wd", "limit: 5wd")}})
			where := r.Header.Get("Location")
			var v mechanisms.PlanView
			for deadline := time.Now().Add(30 * time.Second); v.State != "done" && v.State != "failed"; {
				if time.Now().After(deadline) {
					o.Fatalf("%+v", v)
				}
				r = o.OK(http.StatusOK, who, http.MethodGet, where, nil)
				r.Into(o, &v)
			}
			if v.Report == nil || v.Report.Matters != want {
				o.Errorf("%s is told of %d: %s", who, want, r.Raw)
			}
		}
	})
}

// proposal lays a changed limit before the leader; the proposer is who.
func proposal(o *apitest.Office, who, limit, from string) (p mechanisms.ProposalWhole, c checked) {
	o.Helper()
	path, text := inForce(o)
	files := map[string]string{path: strings.Replace(text, "limit: 10wd", "limit: "+limit, 1)}
	o.OK(http.StatusOK, who, http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": files}).Into(o, &c)
	body := map[string]any{"files": files, "from": from, "hash": c.Hash, "why": "提速增效"}
	for range 2 { // the same key: once
		o.OK(http.StatusCreated, who, http.MethodPost, apitest.InZone("/mechanisms/proposals"), body, "Idempotency-Key", who+limit).Into(o, &p)
	}
	return p, c
}

func at(p mechanisms.ProposalWhole, step string) string {
	return apitest.InZone("/mechanisms/proposals/" + p.ID + "/" + step)
}

func TestWhatOneProposedAnotherPutsInForceAndTheRecordNamesBoth(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		p, c := proposal(o, "dcs-a", "5wd", "2023-03-06T00:00:00+08:00")
		if p.State != "open" || p.Post != "督查室主任" || !p.MayWithdraw || p.MayApprove || len(p.Changes) == 0 || len(p.Files) != 1 {
			o.Errorf("%+v", p)
		}
		if f := o.Call("dcs-a", http.MethodPost, at(p, "approval"), map[string]any{"hash": c.Hash}).Problem(o); f.Status != http.StatusForbidden {
			o.Errorf("the office approves: %+v", f)
		}
		if f := o.Call("gwh-a", http.MethodPost, at(p, "approval"), map[string]any{"hash": "other"}).Problem(o); f.Code != "proposal.other_hash" {
			o.Errorf("%+v", f)
		}
		o.OK(http.StatusOK, "gwh-a", http.MethodGet, apitest.InZone("/mechanisms/proposals/"+p.ID), nil).Into(o, &p)
		if !p.MayApprove {
			o.Errorf("%+v", p)
		}
		o.OK(http.StatusOK, "gwh-a", http.MethodPost, at(p, "approval"), map[string]any{"hash": c.Hash})
		if f := o.Call("gwh-a", http.MethodPost, at(p, "approval"), map[string]any{"hash": c.Hash}).Problem(o); f.Code != "proposal.answered" {
			o.Errorf("approved twice: %+v", f)
		}
		var list struct{ Versions []mechanisms.MechanismVersion }
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/mechanisms"), nil).Into(o, &list)
		if v := list.Versions; len(v) != 2 || v[0].Hash != c.Hash || v[0].AppliedBy != "管委会主任" || v[0].ProposedBy != "督查室主任" || v[0].Why != "提速增效" {
			o.Errorf("%+v", list)
		}
		records, err := o.Store.Stream(o.Context(), apitest.Zone, ledger.StreamMechanism)
		if err != nil {
			o.Fatal(err)
		}
		last := string(records[len(records)-1].Body)
		if !strings.Contains(last, `"proposer":"dcs-a"`) || !strings.Contains(last, "gwh-a") {
			o.Errorf("the event names not both: %s", last)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
		var d mechanisms.BetweenOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/mechanisms/differences?version="+c.Hash), nil).Into(o, &d.Body)
		if len(d.Body.Changes) == 0 || len(d.Body.Files) != 1 || !strings.Contains(d.Body.Files[0].After, "limit: 5wd") {
			o.Errorf("%+v", d.Body)
		}
	})
}

func TestWhoProposedNeverApprovesAndWhatWasOvertakenIsProposedAgain(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		own, c := proposal(o, "gwh-a", "5wd", "2023-03-06T00:00:00+08:00")
		for _, step := range []string{"approval", "refusal"} {
			f := o.Call("gwh-a", http.MethodPost, at(own, step), map[string]any{"approval": map[string]any{"hash": c.Hash}, "refusal": map[string]any{"why": "不妥"}}[step]).Problem(o)
			if f.Code != "proposal.four_eyes" && f.Code != "proposal.own" {
				o.Errorf("who proposed it decides on it: %+v", f)
			}
		}
		first, c1 := proposal(o, "dcs-a", "7wd", "2023-03-06T00:00:00+08:00")
		second, c2 := proposal(o, "dcs-a", "8wd", "2023-03-07T00:00:00+08:00")
		o.OK(http.StatusOK, "gwh-a", http.MethodPost, at(first, "approval"), map[string]any{"hash": c1.Hash})
		if f := o.Call("gwh-a", http.MethodPost, at(second, "approval"), map[string]any{"hash": c2.Hash}).Problem(o); f.Code != "proposal.overtaken" {
			o.Errorf("%+v", f)
		}
		o.OK(http.StatusOK, "gwh-a", http.MethodPost, at(second, "refusal"), map[string]any{"why": "已另有版本"}).Into(o, &second)
		if second.State != "refused" || second.Answer != "已另有版本" || second.AnswerPost != "管委会主任" {
			o.Errorf("%+v", second)
		}
		o.OK(http.StatusOK, "gwh-a", http.MethodPost, at(own, "withdrawal"), map[string]any{}).Into(o, &own)
		if own.State != "withdrawn" {
			o.Errorf("%+v", own)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestAPlanGoesAlongOnlyToWhoMaySeeWhatItTells(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		o.Given("公开")
		o.Inspection("突击检查招商局") // the leader does not see it
		o.Try()
		files := map[string]string{path: strings.ReplaceAll(text, "limit: 10wd", "limit: 5wd")}
		var c checked
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": files}).Into(o, &c)
		planned := func(who string) string {
			r := o.OK(http.StatusAccepted, who, http.MethodPost, apitest.InZone("/mechanisms/plans"), map[string]any{"files": files})
			var v mechanisms.PlanView
			for deadline := time.Now().Add(30 * time.Second); v.State != "done" && v.State != "failed"; {
				if time.Now().After(deadline) {
					o.Fatalf("%+v", v)
				}
				o.OK(http.StatusOK, who, http.MethodGet, r.Header.Get("Location"), nil).Into(o, &v)
			}
			return v.ID
		}
		body := map[string]any{"files": files, "from": "2023-03-06T00:00:00+08:00", "hash": c.Hash, "why": "提速", "plan": planned("dcs-a")}
		var p mechanisms.ProposalWhole
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/proposals"), body).Into(o, &p)
		if p.Report == nil || p.Headline == "" {
			o.Errorf("%+v", p)
		}
		var theirs mechanisms.ProposalWhole
		o.OK(http.StatusOK, "gwh-a", http.MethodGet, apitest.InZone("/mechanisms/proposals/"+p.ID), nil).Into(o, &theirs)
		if !theirs.Planned || theirs.Report != nil {
			o.Errorf("the leader reads of an inspection that nobody may be warned of: %+v", theirs)
		}
		if f := o.Call("dcs-a", http.MethodPost, apitest.InZone("/mechanisms/proposals"), map[string]any{
			"files": map[string]string{path: strings.ReplaceAll(text, "limit: 10wd", "limit: 4wd")}, "from": "2023-03-06T00:00:00+08:00", "hash": "x", "why": "提速", "plan": p.ID,
		}).Problem(o); f.Code != "mechanism.other_hash" {
			o.Errorf("%+v", f)
		}
	})
}

func TestScenariosBesideChangedFilesArePlayed(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		o.Try()
		story := "scenarios:\n  - name: 登记之后即为已登记\n    given: { at: 2023-03-01, matter: { kind: task, title: 走访企业 } }\n    then: { stage: registered }\n" +
			"  - name: 登记之后即为已办结\n    given: { at: 2023-03-01, matter: { kind: task, title: 走访企业 } }\n    then: { stage: closed }\n"
		files := map[string]string{path: text, "testzone/all.test.yaml": story}
		r := o.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/scenarios"), map[string]any{"files": files})
		var v mechanisms.PlayView
		for deadline := time.Now().Add(60 * time.Second); v.State != "done" && v.State != "failed"; {
			if time.Now().After(deadline) {
				o.Fatalf("%+v", v)
			}
			o.OK(http.StatusOK, "dcs-a", http.MethodGet, r.Header.Get("Location"), nil).Into(o, &v)
		}
		if len(v.Scenarios) != 2 || !v.Scenarios[0].Passed || v.Scenarios[1].Passed || len(v.Scenarios[1].Failures) != 1 || v.Scenarios[1].Failures[0].Line == 0 || v.Passed != 1 {
			o.Errorf("%+v", v)
		}
		var c checked
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": map[string]string{"testzone/all.test.yaml": strings.Replace(story, "then:", "thne:", 1)}}).Into(o, &c)
		if c.Sound || len(c.Faults) == 0 || c.Faults[0].File != "testzone/all.test.yaml" || c.Faults[0].Line == 0 {
			o.Errorf("%+v", c)
		}
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/mechanisms/scenarios"), map[string]any{"files": map[string]string{path: text}}).Problem(o); p.Code != "scenario.none" {
			o.Errorf("%+v", p)
		}
	})
}
