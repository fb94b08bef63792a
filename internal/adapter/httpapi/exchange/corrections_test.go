package exchange_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/kernel/dossier"
)

func correct(o *apitest.Office, v *exchange.ImportView, corrections map[string]string) apitest.Reply {
	o.Helper()
	return o.Call("dcs-a", http.MethodPost, apitest.InZone("/imports/"+v.ID+"/corrections"), map[string]any{"corrections": corrections})
}

func TestDoubtfulCellsAreCorrectedAtTheDeskAndTheLedgerSaysSo(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Work()
		v := begun(o, "编号,任务名称,责任单位,责任人,完成时限\nX1,引进甲项目,没有的局,招商局干部,2月30日\nX2,引进乙项目,经发局,经发局局长,2023-06-30\n")
		if p := correct(o, &v, nil).Problem(o); p.Code == "" {
			o.Errorf("without corrections: %+v", p)
		}
		found := ended(o, v.ID, dry).DryRun.Result
		if found.Errors != 2 || found.Ledger != "台账" {
			o.Fatalf("%+v", found)
		}
		fixed := map[string]string{"台账!C2": "招商局", "台账!E2": "2023-12-30", "台账!D9": "谁"}
		if r := correct(o, &v, fixed); r.StatusCode != http.StatusAccepted {
			o.Fatalf("%s", r.Raw)
		}
		again := ended(o, v.ID, dry)
		if r := again.DryRun.Result; r.Errors != 0 || r.New != 2 || len(again.Corrections) != 3 ||
			!slices.ContainsFunc(r.Doubts, func(d exchange.DoubtView) bool { return d.Code == "correction.unmet" && d.Cell == "D9" }) {
			o.Fatalf("%+v %+v", again, r)
		}
		if p := confirm(o, &v, v.SHA256).Problem(o); p.Code != "import.other_corrections" || p.Status != http.StatusConflict {
			o.Errorf("confirmed without what was seen: %+v", p)
		}
		confirmation := map[string]any{"sha256": v.SHA256, "corrections": fixed}
		if r := o.Call("dcs-a", http.MethodPost, apitest.InZone("/imports/"+v.ID+"/confirmation"), confirmation); r.StatusCode != http.StatusAccepted {
			o.Fatalf("%s", r.Raw)
		}
		if done := ended(o, v.ID, really); !done.Import.Result.Kept || done.Import.Result.New != 2 {
			o.Fatalf("%+v", done.Import)
		}
		if p := correct(o, &v, fixed).Problem(o); p.Code != "import.confirmed" {
			o.Errorf("corrected after the import: %+v", p)
		}
		var list matters.MatterList
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/matters?origin=sheet:"), nil).Into(o, &list)
		d, err := dossier.Of(o.Context(), o.Engine, apitest.Zone, list.Matters[0].ID, o.Now)
		if err != nil || d.State.LeadUnit != "zsj" || d.State.Due.String() != "2023-12-30" || !strings.HasSuffix(d.State.Origin, " corrected=C2,E2") || !strings.Contains(d.Origin.Zh, "导入时更正了 C2,E2") {
			o.Errorf("%+v %q %v", list.Matters[0], d.State.Origin, err)
		}
		var back exchange.ImportView
		same := begun(o, "编号,任务名称,责任单位,责任人,完成时限\nX1,引进甲项目,招商局,招商局干部,2023-12-30\nX2,引进乙项目,经发局,经发局局长,2023-06-30\n")
		if back = ended(o, same.ID, dry); back.DryRun.Result.Unchanged != 2 {
			o.Errorf("the ledger put right agrees: %+v", back.DryRun.Result)
		}
	})
}

func TestWhatIsNoCellIsNotCorrected(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Work()
		v := begun(o, ledgerCSV)
		ended(o, v.ID, dry)
		many := map[string]string{}
		for i := range 2001 {
			many["台账!A"+strconv.Itoa(i+1)] = ""
		}
		for code, c := range map[string]map[string]string{"sheet.no_cell": {"台账": "x"}, "import.too_many_corrections": many} {
			if p := correct(o, &v, c).Problem(o); p.Code != code {
				o.Errorf("%s: %+v", code, p)
			}
		}
	})
}
