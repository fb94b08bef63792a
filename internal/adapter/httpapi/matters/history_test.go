package matters_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

func TestAMattersHistoryTellsPastLightClockAndWhatComes(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		o.Now = apitest.At("2023-03-16 10:00") // due on the 15th, not swept
		var h matters.HistoryOutput
		r := o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, "/history"), nil)
		r.Into(o, &h.Body)
		b := h.Body
		if b.Light != "red" || b.Rule != "matter.overdue" || len(b.Why) == 0 || !b.Why[len(b.Why)-1].Holds {
			o.Errorf("light: %s", r.Raw)
		}
		if len(b.Past) == 0 || b.Past[0].Type != "registered" || b.Past[0].Actor != "督查室主任" || b.Past[0].Hash == "" {
			o.Errorf("past: %s", r.Raw)
		}
		if len(b.Unswept) == 0 || len(b.Ahead) == 0 {
			o.Errorf("unswept %v, ahead %v", b.Unswept, b.Ahead)
		}
		if !b.Clock.Overdue || b.Clock.DaysLeft != -1 || b.Clock.Limit != "10wd" || b.Clock.Due == nil || b.Clock.Due.Date.String() != "2023-03-15" {
			o.Errorf("clock: %+v", b.Clock)
		}
		if b.Told.Kind == "" || b.Told.Unit == "" || len(b.Ladder) == 0 || !slices.ContainsFunc(b.Ladder, func(r matters.StepView) bool { return len(r.Fired) > 0 || r.Comes != nil }) || b.Clock.StartedAt == nil {
			o.Errorf("in words: %+v, ladder %+v", b.Told, b.Ladder)
		}
		var clock matters.ClockView
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, "/clock"), nil).Into(o, &clock)
		if !clock.Overdue || clock.DaysLeft != -1 || !clock.Started || clock.Consumed != 11 {
			o.Errorf("clock alone: %+v", clock)
		}
		var page matters.HistoryOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, "/history?limit=1&after=1"), nil, "Accept-Language", "en").Into(o, &page.Body)
		if len(page.Body.Past) != 1 || page.Body.Past[0].Seq != 2 || !page.Body.More || strings.ContainsAny(page.Body.Past[0].Says, "到期时限") {
			o.Errorf("a page in English: %+v", page.Body.Past)
		}
	})
}

func TestALightThatSeveralConditionsDecideNamesThoseThatDid(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Applied(o.Now, "red: matter.overdue", "red: matter.overdue || matter.missed > 5 || matter.reports % 2 == 1")
		m := o.Project("引进项目", nil)
		why := func(lang string) matters.RuleTried {
			var h matters.HistoryOutput
			o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, "/history"), nil, "Accept-Language", lang).Into(o, &h.Body)
			return h.Body.Why[0]
		}
		if red := why("zh"); red.Holds || len(red.Deciding) != 3 || slices.ContainsFunc(red.Deciding, func(d matters.Decided) bool { return d.Verdict != "false" || d.Says == "" }) {
			o.Errorf("none holds: %+v", red)
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.Number, "/commands"), apitest.Deeds(map[string]any{"command": "report", "text": "已签约", "progress": 40}), "If-Match", "*")
		if red := why("en"); !red.Holds || len(red.Deciding) != 1 || red.Deciding[0].Verdict != "true" || !strings.Contains(red.Deciding[0].Says, "matter.reports % 2 == 1") {
			o.Errorf("one holds: %+v", red)
		}
	})
}

func TestReportsAndStopsAreToldWithTheMatter(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("引进项目", nil)
		do := func(who string, deed map[string]any) {
			o.OK(http.StatusOK, who, http.MethodPost, apitest.OfMatter(m.Number, "/commands"), apitest.Deeds(deed), "If-Match", "*")
		}
		do("zsj-c", map[string]any{"command": "report", "text": "已签约", "progress": 40, "evidence": []string{"合同"}})
		do("dcs-a", map[string]any{"command": "suspend", "reason": "专家评审"})
		var h matters.HistoryOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.Number, "/history"), nil).Into(o, &h.Body)
		if r := h.Body.Reports; len(r) != 1 || r[0].Text != "已签约" || *r[0].Progress != 40 || r[0].Evidence[0] != "合同" || r[0].By == "" || r[0].What != "反馈" {
			o.Errorf("reports: %+v", r)
		}
		if c := h.Body.Clock; !c.Suspended || len(c.Stops) != 1 || c.Stops[0].Reason != "专家评审" || c.Stops[0].To != nil {
			o.Errorf("stops: %+v", c)
		}
	})
}

func TestATreeShowsAndCountsWhatOneMaySee(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		register := func(kind, title, parent, unit, owner string) matters.MatterView {
			m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": kind, "title": title, "lead_unit": unit, "parent": parent}).Matter(o)
			return o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": owner, "lead_unit": unit}), "If-Match", "*").Matter(o)
		}
		root := register("task", "总任务", "", "zsj", "招商局局长")
		done := register("task", "招商局子任务", root.ID, "zsj", "招商局干部")
		register("task", "招商局另一子任务", root.ID, "zsj", "招商局干部")
		register("task", "经发局子任务", root.ID, "jfj", "经发局局长")
		secret := register("inspection", "突击检查", root.ID, "zsj", "招商局干部")
		register("task", "检查后的任务", secret.ID, "zsj", "招商局干部")
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(done.ID, "/commands"), apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{"验收单"}}), "If-Match", "*")
		for who, want := range map[string]struct {
			titles   string
			children int
			leaves   int
			progress float64
		}{
			"zsj-a": {"总任务 招商局子任务 招商局另一子任务 检查后的任务", 3, 3, 25},
			"dcs-a": {"总任务 突击检查 检查后的任务 招商局子任务 招商局另一子任务 经发局子任务", 4, 4, 25},
			"gwh-a": {"总任务 招商局子任务 招商局另一子任务 经发局子任务 检查后的任务", 4, 4, 25},
		} {
			var tree matters.TreeOutput
			o.OK(http.StatusOK, who, http.MethodGet, apitest.OfMatter(root.ID, "/tree"), nil).Into(o, &tree.Body)
			var titles []string
			for _, n := range tree.Body.Nodes {
				titles = append(titles, n.Title)
				if strings.Contains(n.Parent, secret.ID) && who != "dcs-a" {
					o.Errorf("%s is told what hangs below the inspection: %+v", who, n)
				}
			}
			slices.Sort(titles)
			expected := strings.Fields(want.titles)
			slices.Sort(expected)
			top := tree.Body.Nodes[0]
			if !slices.Equal(titles, expected) || top.Children != want.children || top.Leaves != want.leaves || top.LeavesDone != 1 || top.Progress != want.progress {
				o.Errorf("%s: %v %+v", who, titles, top)
			}
			var list matters.MatterList
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/matters?sort=-progress&progress_from=25&progress_to=25"), nil).Into(o, &list)
			one := o.OK(http.StatusOK, who, http.MethodGet, apitest.OfMatter(root.ID, ""), nil).Matter(o)
			if len(list.Matters) != 1 || list.Matters[0].Progress != want.progress || one.Progress != want.progress {
				o.Errorf("%s: the list tells of %+v, the matter of %v", who, list.Matters, one.Progress)
			}
		}
		o.OK(http.StatusNotFound, "jfj-a", http.MethodGet, apitest.OfMatter(root.ID, "/tree"), nil)

		gone := register("task", "不再办的", root.ID, "zsj", "招商局干部")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(gone.ID, "/commands"), apitest.Deeds(map[string]any{"command": "withdraw", "reason": "重复"}), "If-Match", "*")
		var tree matters.TreeOutput
		o.OK(http.StatusOK, "gwh-a", http.MethodGet, apitest.OfMatter(root.ID, "/tree"), nil).Into(o, &tree.Body)
		if top := tree.Body.Nodes[0]; len(tree.Body.Nodes) != 6 || top.Children != 4 || top.Leaves != 4 || top.Progress != 25 {
			o.Errorf("what was withdrawn counts: %+v", top)
		}
	})
}

func actionsOf(o *apitest.Office, who, id string) map[string][]string {
	o.Helper()
	var out matters.ActionsOutput
	o.OK(http.StatusOK, who, http.MethodGet, apitest.OfMatter(id, "/actions"), nil).Into(o, &out.Body)
	found := map[string][]string{}
	for _, a := range out.Body.Actions {
		codes := []string{}
		for _, m := range a.Missing {
			codes = append(codes, m.Code)
		}
		if a.Ready != (len(codes) == 0) {
			o.Errorf("%+v", a)
		}
		found[a.Command+a.Letter] = codes
	}
	return found
}

func TestActionsAreTheCommandsThatOneMayGiveNow(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		if got := actionsOf(o, "zsj-c", m.ID); !slices.Equal(got["attach"], []string{"matter.no_evidence"}) || got["accept"] == nil || len(got["accept"]) != 0 || got["assign"] != nil || got["close"] != nil || got["issue-letterL1"] != nil {
			o.Errorf("the owner: %v", got)
		}
		if got := actionsOf(o, "gwh-a", m.ID); got["report"] != nil || got["accept"] != nil {
			o.Errorf("the leader: %v", got)
		}
		if got := actionsOf(o, "jw-a", m.ID); len(got) != 0 {
			o.Errorf("the inspector: %v", got)
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "complete"}), "If-Match", "*")
		if got := actionsOf(o, "dcs-a", m.ID); !slices.Equal(got["close"], []string{"gate.close"}) || !slices.Equal(got["return"], []string{"matter.no_reason"}) || got["resume"] != nil {
			o.Errorf("the office, before there is evidence: %v", got)
		}
		o.Letter(m.ID, "招商局局长", "delivered")
		if got := actionsOf(o, "zsj-a", m.ID); got["sign-letterL1"] == nil || got["deliver-letterL1"] != nil {
			o.Errorf("the addressee: %v", got)
		}
		if got := actionsOf(o, "reader:dcs-a", m.ID); len(got) != 0 {
			o.Errorf("a token for reading: %v", got)
		}
	})
}

func TestADeputyHasTheActionsOfAPostOnlyWhileActingForIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		if got := actionsOf(o, "zsj-b", m.ID); len(got) != 0 {
			o.Errorf("while the holder is there: %v", got)
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/org/commands"), map[string]any{"command": "absence", "post": "招商局干部", "from": "2023-03-01", "to": "2023-03-03"}, "If-Match", "*")
		if got := actionsOf(o, "zsj-b", m.ID); got["accept"] == nil {
			o.Errorf("while acting: %v", got)
		}
		if got := actionsOf(o, "zsj-c", m.ID); len(got) != 0 {
			o.Errorf("the absent holder: %v", got)
		}
		o.OK(http.StatusOK, "zsj-b", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "accept", "as": "招商局干部"}), "If-Match", "*")
		if r := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(m.ID, "/history"), nil); !strings.Contains(string(r.Raw), `"person":"zsj-b","deputy":true`) {
			o.Errorf("the history does not name the deputy: %s", r.Raw)
		}
	})
}
