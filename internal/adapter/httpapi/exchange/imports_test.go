package exchange_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/workbook"
)

const ledgerCSV = "编号,任务名称,责任单位,责任人,完成时限\n" +
	"X1,引进甲项目,招商局,招商局干部,12月底前\n" +
	"X2,引进乙项目,经发局,经发局局长,2023-06-30\n"

func begin(o *apitest.Office, who, name, content string, more ...string) apitest.Reply {
	o.Helper()
	body, form := apitest.Form(name, "", []byte(content), append([]string{"kind", "task", "year", "2023"}, more...)...)
	return o.Call(who, http.MethodPost, apitest.InZone("/imports"), body, form...)
}

// ended waits until a pass over an import is over.
func ended(o *apitest.Office, id string, of func(v *exchange.ImportView) *exchange.TaskView) exchange.ImportView {
	o.Helper()
	ctx, cancel := context.WithTimeout(o.Context(), time.Minute)
	defer cancel()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		var v exchange.ImportView
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/imports/"+id), nil).Into(o, &v)
		if t := of(&v); t != nil && (t.State == "done" || t.State == "failed") {
			return v
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			o.Fatalf("it does not end: %+v", v)
		}
	}
}

func dry(v *exchange.ImportView) *exchange.TaskView    { return v.DryRun }
func really(v *exchange.ImportView) *exchange.TaskView { return v.Import }

func imported(o *apitest.Office) []string {
	o.Helper()
	var list matters.MatterList
	o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/matters?origin=sheet:"), nil).Into(o, &list)
	out := []string{}
	for _, m := range list.Matters {
		out = append(out, m.Title)
	}
	return out
}

func begun(o *apitest.Office, content string, more ...string) exchange.ImportView {
	o.Helper()
	r := begin(o, "dcs-a", "台账.csv", content, more...)
	if r.StatusCode != http.StatusAccepted {
		o.Fatalf("%d: %s", r.StatusCode, r.Raw)
	}
	var v exchange.ImportView
	r.Into(o, &v)
	return v
}

func confirm(o *apitest.Office, v *exchange.ImportView, hash string, header ...string) apitest.Reply {
	o.Helper()
	return o.Call("dcs-a", http.MethodPost, apitest.InZone("/imports/"+v.ID+"/confirmation"), map[string]any{"sha256": hash}, header...)
}

func TestALedgerIsLookedAtThenImportedOnce(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		v := begun(o, ledgerCSV)
		if v.SHA256 != hashOf([]byte(ledgerCSV)) || v.As != "督查室主任" || v.DryRun.State != "waiting" || v.Import != nil {
			o.Fatalf("begun: %+v", v)
		}
		if p := confirm(o, &v, v.SHA256).Problem(o); p.Status != http.StatusConflict || p.Code != "import.not_tried" {
			o.Errorf("confirmed unseen: %+v", p)
		}
		o.Work()
		seen := ended(o, v.ID, dry)
		found := seen.DryRun.Result
		if found == nil || found.Kept || found.Rows != 2 || found.New != 2 || found.Errors != 0 || len(found.Lines) != 2 || found.Lines[0].Number != "" {
			o.Fatalf("dry run: %+v %+v", seen.DryRun, found)
		}
		i := slices.IndexFunc(found.Doubts, func(d exchange.DoubtView) bool { return d.Cell == "E2" })
		if i < 0 || found.Doubts[i].Sheet != "台账" || found.Doubts[i].Read != "12月底前" || found.Doubts[i].Assumed != "2023-12-31" || found.Doubts[i].Message == "" {
			o.Errorf("doubts: %+v", found.Doubts)
		}
		if got := imported(o); len(got) != 0 {
			o.Errorf("a dry run kept %q", got)
		}
		if p := confirm(o, &v, strings.Repeat("0", 64)).Problem(o); p.Code != "import.other_file" {
			o.Errorf("another file: %+v", p)
		}
		for range 2 { // the second time it runs, or was done
			if r := confirm(o, &v, v.SHA256, "Idempotency-Key", "k"); r.StatusCode != http.StatusAccepted {
				o.Fatalf("%s", r.Raw)
			}
		}
		done := ended(o, v.ID, really)
		if done.Import.Result == nil || !done.Import.Result.Kept || done.Import.Result.New != 2 {
			o.Fatalf("import: %+v", done.Import)
		}
		if r := confirm(o, &v, v.SHA256); r.StatusCode != http.StatusAccepted {
			o.Errorf("once more: %s", r.Raw)
		}
		if got := imported(o); !slices.Equal(got, []string{"引进甲项目", "引进乙项目"}) {
			o.Errorf("imported %q", got)
		}
		file := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/imports/"+v.ID+"/file"), nil)
		if string(file.Raw) != ledgerCSV {
			o.Errorf("the file: %q", file.Raw)
		}
		again := begun(o, ledgerCSV)
		if r := ended(o, again.ID, dry).DryRun.Result; r.New != 0 || r.Unchanged != 2 {
			o.Errorf("the same ledger again: %+v", r)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestALedgerWithErrorsIsNotImported(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Work()
		v := begun(o, "编号,任务名称,责任单位,责任人,完成时限\nX1,引进甲项目,没有的局,招商局干部,2023-12-30\n")
		if found := ended(o, v.ID, dry).DryRun.Result; found.Errors != 1 || found.Doubts[0].Level != "error" {
			o.Fatalf("%+v", found)
		}
		if p := confirm(o, &v, v.SHA256).Problem(o); p.Status != http.StatusUnprocessableEntity || p.Code != "import.errors_stand" {
			o.Errorf("%+v", p)
		}
	})
}

func TestWhatIsNoLedgerIsToldInTheReadersLanguage(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Work()
		v := begun(o, "这不是台账\n")
		if got := ended(o, v.ID, dry).DryRun; got.State != "failed" || got.Error == "" {
			o.Errorf("%+v", got)
		}
		if p := begin(o, "dcs-a", "台账.pdf", string(pdf)).Problem(o); p.Code != "attachment.type" {
			o.Errorf("a file of another type: %+v", p)
		}
		for _, c := range []struct{ field, value, code string }{
			{"year", "去年", "import.year"},
			{"unit", "角", "import.unknown_unit"},
			{"as", "招商局局长", "authority.not_your_post"},
			{"kind", "任\x00务", "http.nul"},
			{"ledger", "\xff", "http.nul"},
			{"sheet", strings.Repeat("长", 2000), "http.part_too_long"},
		} {
			if p := begin(o, "dcs-a", "台账.csv", ledgerCSV, c.field, c.value).Problem(o); p.Code != c.code {
				o.Errorf("%s=%s: %+v", c.field, c.value, p)
			}
		}
		if left := lying(o, "incoming"); len(left) > 0 {
			o.Errorf("left behind: %q", left)
		}
	})
}

func TestAnImportIsTheirsWhoSentIt(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		v := begun(o, ledgerCSV)
		for _, path := range []string{"", "/file"} { // the deputy holds the same post
			if p := o.Call("dcs-b", http.MethodGet, apitest.InZone("/imports/"+v.ID+path), nil).Problem(o); p.Status != http.StatusNotFound {
				o.Errorf("%+v", p)
			}
		}
		var mine struct{ Imports []exchange.ImportView }
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/imports"), nil).Into(o, &mine)
		if len(mine.Imports) != 1 || mine.Imports[0].File != "台账.csv" {
			o.Errorf("%+v", mine)
		}
		if r := begin(o, "zsj-a", "台账.csv", ledgerCSV); r.StatusCode != http.StatusForbidden {
			o.Errorf("a unit head imports: %d", r.StatusCode)
		}
	})
}

func TestAnUploadOfALedgerUnderAKeyIsOneImport(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		send := func(year string) apitest.Reply {
			body, form := apitest.Form("台账.csv", "", []byte(ledgerCSV), "kind", "task", "year", year)
			return o.Call("dcs-a", http.MethodPost, apitest.InZone("/imports"), body, append(form, "Idempotency-Key", "k")...)
		}
		first, again := send("2023"), send("2023")
		if string(first.Raw) != string(again.Raw) || again.StatusCode != http.StatusAccepted {
			o.Errorf("%s and %s", first.Raw, again.Raw)
		}
		if p := send("2024").Problem(o); p.Code != "http.key_reused" {
			o.Errorf("%+v", p)
		}
	})
}

func TestAnOldDryRunIsForgottenAndAnImportIsNot(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Work()
		v, other := begun(o, ledgerCSV), begun(o, ledgerCSV+"X3,引进丙项目,招商局,招商局干部,2023-12-30\n")
		ended(o, v.ID, dry)
		ended(o, other.ID, dry)
		confirm(o, &v, v.SHA256)
		ended(o, v.ID, really)
		o.Now = o.Now.AddDate(0, 0, 40)
		desk := o.Exchange.Desk
		if err := desk.Clean(o.Context(), apitest.Zone); err != nil {
			o.Fatal(err)
		}
		var kept exchange.ImportView
		o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/imports/"+v.ID), nil).Into(o, &kept)
		if kept.Import.State != workbook.Forgotten {
			o.Errorf("%+v", kept)
		}
		if r := o.Call("dcs-a", http.MethodGet, apitest.InZone("/imports/"+other.ID), nil); r.StatusCode != http.StatusNotFound {
			o.Errorf("%s", r.Raw)
		}
		rows, err := o.Exchange.Files.List(o.Context(), apitest.Zone, workbook.About(other.ID))
		if err != nil || len(rows) != 0 {
			o.Errorf("%+v %v", rows, err)
		}
	})
}
