package app_test

import (
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
)

// An office that writes 逾期完成 is not taken for one that was in time.
func TestWhatWasDoneLateIsNotTakenForInTime(t *testing.T) {
	t.Parallel()
	for status, code := range map[string]string{"已完成": "import.finished", "逾期完成": "import.finished_late"} {
		a, _ := zoneOf(t, zone)
		out := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2023-06-30,绿色,已签约,"+status+",签约协议")})
		s := one(t, a, "引进甲项目")
		if len(told(out, code)) != 1 || !s.Done() {
			t.Errorf("%s: %s, told %+v", status, s.Stage, out.Doubts)
		}
		done := clock.DateOf(s.CompletedAt)
		if late := done > s.Due; late != (status == "逾期完成") {
			t.Errorf("%s: done on %s, due on %s", status, done, s.Due)
		}
	}
}
