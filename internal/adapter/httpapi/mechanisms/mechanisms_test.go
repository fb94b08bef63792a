package mechanisms_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/mechanisms"
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

func TestOnlyWhatWasCheckedIsPutInForceByTheLeader(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		path, text := inForce(o)
		files := map[string]string{path: strings.Replace(text, "limit: 10wd", "limit: 5wd", 1)}
		var c checked
		o.OK(http.StatusOK, "gwh-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": files}).Into(o, &c)
		body := map[string]any{"files": files, "from": "2023-03-06T00:00:00+08:00", "hash": "other"}
		if p := o.Call("gwh-a", http.MethodPost, apitest.InZone("/mechanisms/versions"), body).Problem(o); p.Code != "mechanism.other_hash" {
			o.Errorf("%+v", p)
		}
		body["hash"] = c.Hash
		if p := o.Call("dcs-a", http.MethodPost, apitest.InZone("/mechanisms/versions"), body).Problem(o); p.Status != http.StatusForbidden {
			o.Errorf("the office applies: %+v", p)
		}
		for range 2 { // the same key: once
			o.OK(http.StatusOK, "gwh-a", http.MethodPost, apitest.InZone("/mechanisms/versions"), body, "Idempotency-Key", "a")
		}
		var list struct{ Versions []mechanisms.MechanismVersion }
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/mechanisms"), nil).Into(o, &list)
		if len(list.Versions) != 2 || list.Versions[0].Hash != c.Hash || list.Versions[0].AppliedBy != "管委会主任" {
			o.Errorf("%+v", list)
		}
	})
}
