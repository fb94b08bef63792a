package directory_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/directory"
)

func TestARecordIsKeptWithItsHistory(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		all := apitest.InZone("/registers/enterprises/records")
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, all, map[string]any{"from": "2023-01-01", "values": map[string]any{"code": "E1", "name": "甲公司", "investment": "近3亿元"}})
		var v directory.RecordView
		r.Into(o, &v)
		one := all + "/E1"
		if v.Key != "E1" || !v.Holds || r.Header.Get("Location") != one {
			o.Fatalf("put: %s %s", r.Raw, r.Header.Get("Location"))
		}
		if p := o.OK(http.StatusConflict, "dcs-a", http.MethodPost, all, map[string]any{"values": map[string]any{"code": "E1", "name": "乙"}}).Problem(o); p.Code != "register.exists" {
			o.Errorf("again: %+v", p)
		}
		faults := o.OK(http.StatusUnprocessableEntity, "dcs-a", http.MethodPost, all, map[string]any{"values": map[string]any{"investment": "很多"}}).Problem(o)
		if len(faults.Errors) != 3 {
			o.Errorf("every fault at once: %+v", faults.Errors)
		}
		seen := r.Header.Get("ETag")
		renamed := map[string]any{"command": "put", "from": "2023-02-01", "values": map[string]any{"code": "E1", "name": "乙公司"}}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, one, renamed, "If-Match", seen)
		renamed["from"] = "2023-02-02"
		o.OK(http.StatusPreconditionFailed, "dcs-a", http.MethodPost, one, renamed, "If-Match", seen)
		if p := o.OK(http.StatusUnprocessableEntity, "dcs-a", http.MethodPost, one, map[string]any{"command": "retire", "from": "2023-02-20"}, "If-Match", "*").Problem(o); p.Code != "register.no_reason" {
			o.Errorf("without a reason: %+v", p)
		}
		known := o.Now
		o.Now = apitest.At("2023-03-02 09:00")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, one, map[string]any{"command": "correct", "from": "2023-02-01", "values": map[string]any{"code": "E1", "name": "丙公司"}, "reason": "录错"}, "If-Match", "*")
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, one, map[string]any{"command": "retire", "from": "2023-03-01", "reason": "注销"}, "If-Match", "*")
		for query, want := range map[string]string{
			"on=2023-01-15": "甲公司", "on=2023-02-15": "丙公司", "on=2022-12-31": "", "on=2023-03-01": "",
			"on=2023-02-15&known_at=" + url.QueryEscape(known.Format("2006-01-02T15:04:05Z07:00")): "乙公司",
		} {
			var v directory.RecordView
			o.OK(http.StatusOK, "zsj-c", http.MethodGet, one+"?"+query, nil).Into(o, &v)
			if name, _ := v.Values["name"].(string); name != want || v.Holds != (want != "") || len(v.History) != 4 {
				o.Errorf("%s: %+v", query, v)
			}
		}
		o.OK(http.StatusNotFound, "zsj-c", http.MethodGet, all+"/E9", nil)
		o.OK(http.StatusForbidden, "zsj-a", http.MethodPost, all, map[string]any{"values": map[string]any{"code": "E2", "name": "乙"}})
		o.OK(http.StatusForbidden, "audit", http.MethodGet, one, nil)
		o.OK(http.StatusNotFound, "elsewhere", http.MethodGet, one, nil)
	})
}

func TestPagesOfRecordsHoldThoseInUseOnTheDay(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		all := apitest.InZone("/registers/enterprises/records")
		for i := range 5 {
			o.OK(http.StatusCreated, "dcs-a", http.MethodPost, all, map[string]any{"from": "2023-02-0" + strconv.Itoa(i+1), "values": map[string]any{"code": "E" + strconv.Itoa(i), "name": "甲"}})
		}
		var keys []string
		for after := ""; ; {
			var page directory.RecordsOutput
			o.OK(http.StatusOK, "zsj-c", http.MethodGet, all+"?on=2023-02-04&limit=2&after="+url.QueryEscape(after), nil).Into(o, &page.Body)
			for _, r := range page.Body.Records {
				keys = append(keys, r.Key)
			}
			if after = page.Body.Next; after == "" {
				break
			}
		}
		if got := strings.Join(keys, " "); got != "E0 E1 E2 E3" {
			o.Error(got)
		}
	})
}

func TestListsAndRegistersAreReadAsDeclared(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		var registers directory.RegistersOutput
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/registers"), nil, "Accept-Language", "en").Into(o, &registers.Body)
		if len(registers.Body.Registers) != 2 || !registers.Body.Registers[1].Facts || len(registers.Body.Registers[0].Fields) != 3 || !registers.Body.Registers[0].Fields[0].Required {
			o.Errorf("%+v", registers.Body)
		}
		for query, want := range map[string]int{"": 1, "?on=2023-01-15": 2, "?all=true": 2, "?on=2022-06-01": 1} {
			var list directory.ReadListOutput
			o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.InZone("/lists/leniency"+query), nil).Into(o, &list.Body)
			if len(list.Body.Items) != want || list.Body.Version != "2023-02" {
				o.Errorf("%q: %+v", query, list.Body)
			}
		}
		o.OK(http.StatusNotFound, "zsj-c", http.MethodGet, apitest.InZone("/lists/none"), nil)
		o.OK(http.StatusNotFound, "zsj-c", http.MethodGet, apitest.InZone("/registers/none/records"), nil)
	})
}
