package exchange_test

import (
	"bytes"
	"encoding/csv"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/matters"
)

// table reads an exported csv: header and rows.
func table(o *apitest.Office, raw []byte) (header []string, rows [][]string) {
	o.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil || len(all) < 2 {
		o.Fatalf("%q: %v", raw, err)
	}
	return all[1], all[2:]
}

func column(o *apitest.Office, header []string, rows [][]string, name string) []string {
	o.Helper()
	i := slices.Index(header, name)
	if i < 0 {
		o.Fatalf("no column %s in %q", name, header)
	}
	out := []string{}
	for _, row := range rows {
		out = append(out, row[i])
	}
	return out
}

func TestAnExportHoldsWhatTheListHoldsAndNoMore(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Given("甲")
		o.Given("乙")
		registered(o, "jfj-a", "task", "丙")
		registered(o, "dcs-a", "inspection", "突击检查")
		for _, who := range []string{"dcs-a", "jw-a", "gwh-a", "gwh-c", "zsj-a", "zsj-c", "jfj-a"} {
			for _, query := range []string{"", "kind=task", "open=true&light=green", "owner=%E6%8B%9B%E5%95%86%E5%B1%80%E5%B9%B2%E9%83%A8&sort=-number", "unit=zsj", "kind=inspection"} {
				var list matters.MatterList
				o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/matters?limit=500&"+query), nil).Into(o, &list)
				want := []string{}
				for _, m := range list.Matters {
					want = append(want, m.Number)
				}
				r := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/export?format=csv&"+query), nil)
				header, rows := table(o, r.Raw)
				if got := column(o, header, rows, "编号"); !slices.Equal(got, want) {
					o.Errorf("%s %s: exported %q, listed %q", who, query, got, want)
				}
			}
		}
	})
}

func TestAnExportIsNamedMarkedAndNeutralised(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Given("=HYPERLINK(\"http://evil\")")
		r := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/export?format=csv"), nil)
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
		if err != nil || params["filename"] != "测试区事项台账2023-03-01.csv" || r.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
			o.Errorf("%v: %v %v", r.Header, params, err)
		}
		if !bytes.HasPrefix(r.Raw, []byte("\ufeff")) {
			o.Error("no mark for Excel")
		}
		header, rows := table(o, r.Raw)
		if got := column(o, header, rows, "事项名称"); got[0] != "'=HYPERLINK(\"http://evil\")" {
			o.Errorf("%q", got)
		}
		if plain := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/export?format=csv&bom=false"), nil); bytes.HasPrefix(plain.Raw, []byte("\ufeff")) {
			o.Error("marked though it was not wanted")
		}
		x := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/export"), nil)
		book, err := excelize.OpenReader(bytes.NewReader(x.Raw))
		if err != nil {
			o.Fatal(err)
		}
		defer book.Close() //nolint:errcheck // was only read
		all, err := book.GetRows("台账")
		if err != nil || len(all) != 3 {
			o.Fatalf("%q %v", all, err)
		}
		at, err := excelize.CoordinatesToCellName(slices.Index(all[1], "事项名称")+1, 3)
		if err != nil {
			o.Fatal(err)
		}
		if formula, err := book.GetCellFormula("台账", at); err != nil || formula != "" || !strings.HasPrefix(all[2][slices.Index(all[1], "事项名称")], "=HYPERLINK") {
			o.Errorf("formula %q in %q", formula, all[2])
		}
		if left := lying(o, "incoming"); len(left) > 0 {
			o.Errorf("left behind: %q", left)
		}
	})
}

func TestAnExportTellsNothingOfWhatStandsAboveAndMayNotBeSeen(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		above := registered(o, "dcs-a", "task", "总任务")
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{
			"kind": "task", "title": "分任务", "parent": above.Number, "lead_unit": "jfj",
		})
		for who, want := range map[string]string{"dcs-a": above.Number, "jfj-a": ""} {
			r := o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/export?format=csv&parent="+above.ID), nil)
			header, rows := table(o, r.Raw)
			if got := column(o, header, rows, "上级事项"); len(got) != 1 || got[0] != want {
				o.Errorf("%s: %q, want %q", who, got, want)
			}
		}
	})
}

func TestAnExportIsInTheAuditLog(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Given("甲")
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/export?format=csv"), nil)
		r := o.OK(http.StatusOK, "audit", http.MethodGet, "/api/v1/audit?zone="+apitest.Zone, nil)
		if !strings.Contains(string(r.Raw), "access.exported") {
			o.Errorf("%s", r.Raw)
		}
	})
}
