package mechanisms_test

import (
	"net/http"
	"slices"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/mechanisms"
)

func TestAKindIsReadAsAPageInTheLanguageAskedFor(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		read := func(who, lang string) (v mechanisms.KindView) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/mechanisms/kinds/project"), nil, "Accept-Language", lang).Into(o, &v)
			return v
		}
		zh, en := read("dcs-a", "zh-CN"), read("dcs-a", "en")
		if zh.Title != "项目" || len(zh.Fields) != 5 || zh.File == "" || zh.Line == 0 || len(zh.Stages) != 11 || len(zh.Roles) != 6 {
			o.Errorf("%+v", zh)
		}
		if len(zh.Limits) != 1 || zh.Limits[0].Says != "10 个工作日" || en.Limits[0].Says != "10 working days" || zh.Limits[0].Value != "10wd" {
			o.Errorf("%+v %+v", zh.Limits, en.Limits)
		}
		if len(zh.Lights) != 3 || zh.Lights[0].Says == "" || en.Lights[0].Says == "" || zh.Lights[0].Says == en.Lights[0].Says || zh.Lights[0].Rule != "matter.overdue" {
			o.Errorf("%+v %+v", zh.Lights, en.Lights)
		}
		if len(zh.Ladder) != 2 || zh.Ladder[0].After != "逾期1个工作日" || zh.Ladder[0].Says != "约谈" || zh.Ladder[0].To != "责任人" || en.Ladder[0].To != "the owner" || zh.Ladder[1].Letter != "reminder" {
			o.Errorf("%+v", zh.Ladder)
		}
		if len(zh.Cadence) != 1 || zh.Cadence[0].Says != "每周" || en.Cadence[0].Says != "weekly" || len(zh.Letters) != 1 || zh.Letters[0].Title != "提示函" {
			o.Errorf("%+v %+v", zh.Cadence, zh.Letters)
		}
		if !slices.ContainsFunc(zh.RegisterTakes, func(v door.TakeView) bool { return v.Name == "title" && v.Required }) ||
			!slices.ContainsFunc(zh.RegisterTakes, func(v door.TakeView) bool { return v.Name == "fields.investment" && v.Type == "money" }) {
			o.Errorf("%+v", zh.RegisterTakes)
		}
		if p := o.Call("dcs-a", http.MethodGet, apitest.InZone("/mechanisms/kinds/projct"), nil).Problem(o); p.Code != "mechanism.no_kind" || p.Status != http.StatusNotFound {
			o.Errorf("%+v", p)
		}
		if p := o.Call("dcs-a", http.MethodGet, apitest.InZone("/mechanisms/kinds/project?version=none"), nil).Problem(o); p.Code != "mechanism.no_version" {
			o.Errorf("%+v", p)
		}
		var letters mechanisms.LetterTemplatesOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/letter-templates"), nil).Into(o, &letters.Body)
		i := slices.IndexFunc(letters.Body.Templates, func(v mechanisms.LetterTemplateView) bool { return v.Name == "reminder" })
		if i < 0 || letters.Body.Templates[i].Reply != "3 个工作日" || letters.Body.Templates[i].Body == "" || len(letters.Body.Templates[i].Placeholders) == 0 {
			o.Errorf("%+v", letters.Body)
		}
	})
}
