package directory_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/directory"
)

func posts(o *apitest.Office, on string) map[string]directory.PostView {
	o.Helper()
	var out directory.PostsOutput
	o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/org/posts?on="+on), nil).Into(o, &out.Body)
	byName := map[string]directory.PostView{}
	for _, p := range out.Body.Posts {
		byName[p.Name] = p
	}
	return byName
}

func change(o *apitest.Office, status int, who string, body map[string]any, header ...string) apitest.Reply {
	o.Helper()
	return o.OK(status, who, http.MethodPost, apitest.InZone("/org/commands"), body, append([]string{"If-Match", "*"}, header...)...)
}

func TestAnAbsenceIsEnteredByThePostThoseAboveAndTheOffice(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		absence := func(post, from, to string) map[string]any {
			return map[string]any{"command": "absence", "post": post, "from": from, "to": to, "reason": "病假"}
		}
		change(o, http.StatusForbidden, "jfj-a", absence("招商局干部", "2023-03-02", "2023-03-04"))
		change(o, http.StatusForbidden, "zsj-c", absence("招商局局长", "2023-03-02", "2023-03-04"))
		change(o, http.StatusOK, "zsj-c", absence("招商局干部", "2023-03-02", "2023-03-04"))
		change(o, http.StatusOK, "zsj-a", absence("招商局干部", "2023-03-06", "2023-03-08"))
		change(o, http.StatusOK, "dcs-a", absence("经发局局长", "2023-03-06", "2023-03-08"))

		if p := posts(o, "2023-03-03")["招商局干部"]; p.Acting != "zsj-b" || p.Seat != "deputy" || p.Says == "" || p.Primary != "zsj-c" || p.Deputy != "zsj-b" {
			o.Errorf("while away: %+v", p)
		}
		if p := posts(o, "2023-03-04")["招商局干部"]; p.Acting != "zsj-c" {
			o.Errorf("back again: %+v", p)
		}
		for who, reasons := range map[string]int{"dcs-a": 3, "zsj-a": 2, "zsj-c": 2, "jfj-a": 1, "jw-a": 0, "gwh-a": 3} {
			var out directory.AbsencesOutput
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/org/absences"), nil).Into(o, &out.Body)
			n := 0
			for _, a := range out.Body.Absences {
				if a.Reason != "" {
					n++
				}
			}
			if len(out.Body.Absences) != 3 || n != reasons {
				o.Errorf("%s reads %d reasons, want %d: %+v", who, n, reasons, out.Body.Absences)
			}
		}
	})
}

func TestAHeadRecordsWhoHoldsThePostsOfTheirUnitAndChangesNothingElse(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Given("甲")
		forbidden := func(who string, body map[string]any, names string) {
			o.Helper()
			if p := change(o, http.StatusForbidden, who, body).Problem(o); p.Code != "authority.forbidden" || !strings.Contains(p.Detail, names) {
				o.Errorf("%+v", p)
			}
		}
		forbidden("zsj-a", map[string]any{"command": "merge", "units": []string{"经发局"}, "into": []map[string]any{{"code": "zsj"}}}, "督查室、区领导")
		forbidden("zsj-a", map[string]any{"command": "rename", "unit": "招商局", "name": "投资促进局"}, "督查室、区领导")
		forbidden("zsj-a", map[string]any{"command": "close-post", "post": "招商局干部"}, "督查室、区领导")
		forbidden("zsj-a", map[string]any{"command": "appoint", "post": "经发局局长", "person": "zsj-a", "replace": true}, "单位负责人、督查室、区领导")
		forbidden("zsj-c", map[string]any{"command": "relieve", "post": "招商局干部"}, "单位负责人")
		seats := posts(o, "")
		if seats["招商局干部"].Seats || seats["经发局局长"].Seats {
			o.Error("who heads no unit is offered to seat somebody")
		}
		var heads directory.PostsOutput
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/org/posts"), nil).Into(o, &heads.Body)
		for _, p := range heads.Body.Posts {
			if p.Seats != (p.Unit == "zsj") {
				o.Errorf("%+v", p)
			}
		}
		relieved := change(o, http.StatusOK, "zsj-a", map[string]any{"command": "relieve", "post": "招商局干部"})
		if strings.Contains(string(relieved.Raw), `"matters":["`) {
			o.Errorf("the head is told all that was open: %s", relieved.Raw)
		}
		change(o, http.StatusOK, "zsj-a", map[string]any{"command": "appoint", "post": "招商局干部", "person": "zsj-d"})
		change(o, http.StatusOK, "zsj-a", map[string]any{"command": "hand-over", "post": "招商局干部", "person": "zsj-d"})
		change(o, http.StatusOK, "gwh-a", map[string]any{"command": "rename", "unit": "招商局", "name": "投资促进局"})
	})
}

func TestWhoLeavesHandsOverItemByItemAndOthersSeeOnlyTheirs(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Given("甲")
		o.Inspection("突击检查")
		if p := change(o, http.StatusUnprocessableEntity, "dcs-a", map[string]any{"command": "hand-over", "post": "招商局干部", "former": "zsj-c", "person": "zsj-b"}).Problem(o); p.Code != "org.handover_early" {
			o.Errorf("%+v", p)
		}
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "relieve", "post": "招商局干部", "seat": "primary"})
		for who, want := range map[string][]int{"dcs-a": {1, 2}, "zsj-a": {1, 1}, "jfj-a": {0, 0}, "gwh-a": {1, 1}} {
			var out directory.HandOversOutput
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/org/hand-overs"), nil).Into(o, &out.Body)
			matters := 0
			for _, h := range out.Body.HandOvers {
				matters += len(h.Matters)
			}
			if got := []int{len(out.Body.HandOvers), matters}; !slices.Equal(got, want) {
				o.Errorf("%s: %v, want %v", who, got, want)
			}
		}
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "hand-over", "post": "招商局干部", "person": "zsj-b"})
		if p := change(o, http.StatusNotFound, "dcs-a", map[string]any{"command": "hand-over", "post": "招商局干部", "person": "zsj-b"}).Problem(o); p.Code != "org.nothing_to_hand_over" {
			o.Errorf("%+v", p)
		}
	})
}

func TestAReorganisationHoldsFromItsDayAndTheDaysBeforeStayAsTheyWere(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		units := func(on string) (names []string, etag string) {
			var out directory.UnitsOutput
			r := o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/org/units?on="+on), nil)
			r.Into(o, &out.Body)
			for _, u := range out.Body.Units {
				names = append(names, u.Name)
			}
			return names, r.Header.Get("ETag")
		}
		_, etag := units("")
		rename := map[string]any{"command": "rename", "unit": "经发局", "name": "经济发展和改革局", "on": "2023-04-01"}
		change(o, http.StatusOK, "dcs-a", rename, "If-Match", etag)
		change(o, http.StatusPreconditionFailed, "dcs-a", map[string]any{"command": "rename", "unit": "招商局", "name": "投资促进局"}, "If-Match", etag)
		before, _ := units("2023-03-31")
		after, _ := units("2023-04-01")
		if !slices.Contains(before, "经发局") || slices.Contains(after, "经发局") || !slices.Contains(after, "经济发展和改革局") {
			o.Errorf("before %v, after %v", before, after)
		}
		if p := change(o, http.StatusUnprocessableEntity, "dcs-a", map[string]any{"command": "rename", "unit": "招商局", "name": "投资促进局", "on": "2022-01-01"}).Problem(o); p.Code != "org.backdated" {
			o.Errorf("%+v", p)
		}
		type part = map[string]string
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "split", "unit": "评估中心", "into": []part{{"code": "pgz-1", "name": "评估一中心", "head": "评估一中心主任"}, {"code": "pgz-2", "name": "评估二中心", "head": "评估二中心主任"}}, "on": "2023-06-01"})
		var posts directory.PostsOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/org/posts?on=2023-06-01"), nil).Into(o, &posts.Body)
		heads := map[string]string{}
		for _, p := range posts.Body.Posts {
			if p.Head {
				heads[p.Unit] = p.Name
			}
		}
		if heads["pgz-1"] != "评估一中心主任" || heads["pgz-2"] != "评估二中心主任" {
			o.Errorf("each part has its head: %v", heads)
		}
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "form-body", "code": "ldxz", "name": "领导小组", "post": "管委会主任", "units": []string{"招商局"}, "office": "督查室"})
		onDay := func(day string) (bodies []directory.BodyView) {
			var out directory.BodiesOutput
			o.OK(http.StatusOK, "jw-a", http.MethodGet, apitest.InZone("/org/bodies?on="+day), nil).Into(o, &out.Body)
			return out.Body.Bodies
		}
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "change-body", "code": "领导小组", "post": "管委会副主任", "units": []string{"社发局", "招商局专员"}, "leaving": []string{"招商局"}, "office": "社发局", "on": "2023-04-01"})
		var ended struct{ Events []directory.OrgEvent }
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "dissolve-body", "code": "领导小组", "heirs": []map[string]string{{"heir": "督查室主任"}}, "on": "2023-05-01"}).Into(o, &ended)
		if len(ended.Events) != 1 || ended.Events[0].Event.(map[string]any)["to"] != "督查室主任" {
			o.Errorf("%+v", ended)
		}
		for day, want := range map[string]directory.BodyView{
			"2023-03-31": {Head: "管委会主任", Members: []string{"zsj"}, Office: "dcs", Acts: "督查室主任"},
			"2023-04-01": {Head: "管委会副主任", Members: []string{"sfj", "招商局专员"}, Office: "sfj", Acts: "社发局主任"},
		} {
			if b := onDay(day); len(b) != 1 || b[0].Head != want.Head || !slices.Equal(b[0].Members, want.Members) || b[0].Office != want.Office || b[0].Acts != want.Acts || b[0].Vacant {
				o.Errorf("on %s: %+v", day, b)
			}
		}
		if b := onDay("2023-05-01"); len(b) != 0 {
			o.Errorf("dissolved, yet there: %+v", b)
		}
	})
}

func TestAnUnheldPostIsToldByTheResponsibilityMatrix(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		var gone struct{ Events []directory.OrgEvent }
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "absence", "person": "sfj-a", "from": "2023-06-12", "to": "2023-06-20"}).Into(o, &gone)
		if len(gone.Events) != 1 || len(gone.Events[0].Unheld) != 1 || gone.Events[0].Unheld[0].Post != "社发局主任" {
			o.Errorf("an absence that nobody covers: %+v", gone.Events)
		}
		change(o, http.StatusOK, "dcs-a", map[string]any{"command": "open-post", "post": "经发局干部", "unit": "经发局"})
		var out directory.MatrixOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/org/responsibility"), nil).Into(o, &out.Body)
		if len(out.Body.Unheld) != 1 || !slices.Equal(out.Body.Unheld[0].Posts, []string{"经发局干部"}) {
			o.Errorf("%+v", out.Body)
		}
	})
}
