package office_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/office"
)

func TestADutyIsMetByWhoOwesItAndNobodyElse(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("逾期项目", nil)
		o.Now = apitest.At("2023-03-17 09:00") // due on the 15th
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		open := duties(o, "gwh-c", "what=talk&mine=true&state=open&kind=project")
		if len(open.Body.Duties) != 1 || open.Body.Duties[0].Owner != "管委会副主任" || open.Body.Duties[0].Title != "约谈" {
			o.Fatalf("talks: %+v", open.Body)
		}
		talk := map[string]any{"duty": open.Body.Duties[0].ID, "text": "已约谈"}
		o.OK(http.StatusForbidden, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/duties"), talk, "If-Match", "*")
		o.OK(http.StatusNotFound, "jfj-a", http.MethodPost, apitest.OfMatter(m.ID, "/duties"), talk, "If-Match", "*")
		var met office.MetOutput
		o.OK(http.StatusOK, "gwh-c", http.MethodPost, apitest.OfMatter(m.ID, "/duties"), talk, "If-Match", "*").Into(o, &met.Body)
		for _, d := range met.Body.Duties {
			if d.What == "talk" {
				o.Errorf("still owed: %+v", d)
			}
		}
		if got := duties(o, "gwh-c", "what=talk&state=met"); len(got.Body.Duties) != 1 {
			o.Errorf("met: %+v", got.Body)
		}
		if got := duties(o, "jfj-a", ""); len(got.Body.Duties) != 0 || *got.Body.Total != 0 {
			o.Errorf("another unit: %+v", got.Body)
		}
	})
}

func TestAReviewIsNotMetByTheOwnerOfTheMatter(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("项目", nil)
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		owed := duties(o, "zsj-c", "what=review&mine=true&state=open&matter="+m.ID)
		if len(owed.Body.Duties) == 0 {
			o.Fatal("no review is owed")
		}
		look := map[string]any{"duty": owed.Body.Duties[0].ID, "text": "自己看过"}
		o.OK(http.StatusForbidden, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/duties"), look, "If-Match", "*")
		o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.OfMatter(m.ID, "/duties"), look, "If-Match", "*")
	})
}

func TestADutyPastDueIsOverdueThoughNoSweepHasSeenIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Project("项目", nil)
		o.Now = apitest.At("2023-04-20 09:00")
		for _, d := range duties(o, "dcs-a", "state=open").Body.Duties {
			if !d.Overdue {
				o.Errorf("%+v", d)
			}
		}
	})
}

func TestTheBulletinNamesWhatMustBeNamed(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Project("逾期项目", nil)
		o.Now = apitest.At("2023-03-20 09:00")
		if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
			o.Fatal(err)
		}
		var b office.BulletinOutput
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/bulletin"), nil).Into(o, &b.Body)
		if len(b.Body.Name) != 1 || b.Body.Name[0].Matter != m.ID {
			o.Errorf("%+v", b.Body)
		}
	})
}
