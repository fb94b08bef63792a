package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// While a long ledger is tried, somebody registers a matter; the dry run must neither stop that nor keep anything.
func TestADryRunStopsNobodyFromWriting(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	rows := make([]string, 1_200)
	for i := range rows {
		rows[i] = fmt.Sprintf("X%d,引进第%d个项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,,", i, i)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a dry run that holds the writer waits for itself
	defer cancel()
	wrote := 0
	out, err := a.Import(ctx, app.Importing{Zone: zone, File: ledgerOf(t, rows...), As: "招商局党支部书记", At: afterwards, DryRun: true}, func(int64, int64) {
		if wrote > 0 {
			return
		}
		c := matter.Command{Name: "register", Kind: "graded-task", Actor: "招商局党支部书记", At: afterwards}
		c.Title = "同时登记的"
		if _, err := a.Engine.Do(ctx, zone, c); err != nil {
			t.Error(err)
		}
		wrote++
	})
	if err != nil || out.New != len(rows) || out.Errors > 0 || wrote == 0 {
		t.Fatalf("%v, %+v, wrote %d", err, out, wrote)
	}
	if s := one(t, a, "同时登记的"); s.Number != "招调〔2023〕1号" {
		t.Errorf("it is %s", s.Number)
	}
}
