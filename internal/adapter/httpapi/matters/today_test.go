package matters_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/kernel/engine"
)

func TestThePageCountsAndNamesWhatItsReaderMaySee(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Inspection("突击检查招商局")
		o.Project("公开项目", nil)
		o.Inspection("再查招商局")
		read := func(who string) (string, engine.Today) {
			var page engine.Today
			r := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/today"), nil)
			r.Into(o, &page)
			carried := 0
			for _, l := range page.Loads {
				carried += l.Matters + l.Duties + l.Missed
			}
			listed := 0
			for _, l := range page.Reviews {
				listed += l.N
			}
			return fmt.Sprintf("%d %d %d, carried %d, reviews %d, missed %d, others %d, unowned %d, late %d",
				page.Totals.Red, page.Totals.Amber, page.Totals.Green, carried, listed, page.Missed.N, page.Duties.N, page.Unowned.N, page.Stale), page
		}
		for _, swept := range []bool{false, true} {
			o.Now = apitest.At("2023-03-20 09:00") // all are overdue
			if swept {
				if _, err := o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil); err != nil {
					o.Fatal(err)
				}
			}
			cleared, _ := read("jw-a")
			got, page := read("gwh-a")
			if strings.Contains(fmt.Sprintf("%+v", page), "查招商局") || page.Totals.Red != 1 || !strings.Contains(got, "carried 7,") {
				o.Errorf("swept %v: who is not cleared reads %s: %+v", swept, got, page)
			}
			if office, _ := read("dcs-a"); office != cleared || office == got {
				o.Errorf("swept %v: the office reads %s, the inspector %s, the leader %s", swept, office, cleared, got)
			}
		}
	})
}
