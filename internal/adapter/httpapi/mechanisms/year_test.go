package mechanisms_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/mechanisms"
)

// The year of a cadence that begins and ends within months shows the periods that are owed.
func TestTheYearShowsWhatIsOwed(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Applied(o.Now, "session: meeting\n", "cadence: brief\ntitle: 月报\nnumber: \"月〔{year}〕{seq}号\"\nevery: monthly\nfor: { each: zone }\nowner: post(招商局局长)\nmet_by: report\neffective: { from: 2023-04-15, to: 2023-07-15 }\n---\nsession: meeting\n")
		var v mechanisms.CadenceYearOutput
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms/kinds/brief/calendar?year=2023"), nil).Into(o, &v.Body)
		shown := ""
		for _, p := range v.Body.Rhythms[0].Periods {
			shown += p.Key + " "
		}
		if shown != "2023-04 2023-05 2023-06 " {
			o.Error(shown)
		}
	})
}
