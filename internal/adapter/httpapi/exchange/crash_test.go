package exchange_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/kernel/engine"
)

// node runs imports as a node of its own does, until it is stopped.
func node(o *apitest.Office) (stop func()) {
	o.Helper()
	registry := jobs.NewRegistry()
	o.Exchange.Desk.Work(registry)
	client, err := jobs.New(o.Exchange.Desk.DB, registry, jobs.Config{Poll: 10 * time.Millisecond})
	if err == nil {
		err = client.Start(o.Context())
	}
	if err != nil {
		o.Fatal(err)
	}
	return sync.OnceFunc(func() {
		at, cancel := context.WithCancel(context.Background())
		cancel() // at once: what runs is interrupted
		if err := client.Stop(at, 10*time.Second); err != nil {
			o.Error(err)
		}
	})
}

func TestAnImportWhoseNodeDiesIsDoneByAnotherAndOnce(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		const rows = 1100 // progress is told every thousand
		var ledger strings.Builder
		ledger.WriteString("编号,任务名称,责任单位,责任人,完成时限\n")
		for i := range rows {
			fmt.Fprintf(&ledger, "X%d,项目%d,招商局,招商局干部,2023-12-29\n", i, i)
		}
		v := begun(o, ledger.String())
		stop := node(o)
		ended(o, v.ID, dry)
		confirm(o, &v, v.SHA256)
		for tick := time.NewTicker(time.Millisecond); ; <-tick.C {
			e, err := o.Exchange.Desk.Read(o.Context(), apitest.Zone, "dcs-a", v.ID)
			if err != nil {
				o.Fatal(err)
			}
			if e.Real.Done > 0 || e.Real.State == jobs.Done { // in the middle of it
				break
			}
		}
		stop()
		o.Cleanup(node(o))
		if r := ended(o, v.ID, really).Import.Result; r == nil || r.New+r.Unchanged != rows || !r.Kept {
			o.Errorf("%+v", r)
		}
		n, err := o.Store.CountMatters(o.Context(), apitest.Zone, engine.Filter{Kind: "task"})
		if err != nil || n != rows {
			o.Errorf("%d matters, want %d (%v)", n, rows, err)
		}
		if left := lying(o, "incoming"); len(left) > 0 {
			o.Errorf("left behind: %q", left)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestAFileIsNeverTakenAwayFromUnderACitation(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for i := range 8 {
			m := o.Given(fmt.Sprint("事项", i))
			v := attached(o, attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf))
			var both sync.WaitGroup
			var cited, detached apitest.Reply
			both.Go(func() {
				cited = o.Call("zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "report", "text": "进展", "evidence": []string{v.Cite}}), "If-Match", "*")
			})
			both.Go(func() {
				detached = o.Call("zsj-c", http.MethodDelete, apitest.OfMatter(m.ID, "/attachments/"+v.SHA256), nil, "If-Match", "*")
			})
			both.Wait()
			if (cited.StatusCode == http.StatusOK) == (detached.StatusCode == http.StatusNoContent) {
				o.Errorf("cited %d %s, taken away %d %s", cited.StatusCode, cited.Raw, detached.StatusCode, detached.Raw)
			}
			var list struct{ Attachments []exchange.AttachmentView }
			o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.ID, "/attachments"), nil).Into(o, &list)
			if cited.StatusCode == http.StatusOK && (len(list.Attachments) != 1 || !list.Attachments[0].Cited) {
				o.Errorf("the ledger cites what is not there: %+v", list)
			}
		}
	})
}
