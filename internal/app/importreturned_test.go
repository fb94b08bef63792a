package app_test

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// Many ledgers have no column of evidence: what they call done is reported as 100 %. Once somebody returned that, the same row is
// no news, in whatever cells it says so and whatever changes beside it.
func TestARowThatCallsDoneWhatWasReturnedBringsNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, head, before, done, says string
		field                          string
	}{
		{"words and a state", "完成情况,状态", "打桩,正在推进", "竣工,已完成", "后来被退回", "status"},
		{"a state alone", "状态", "正在推进", "已完成", "后来被退回", "status"},
		{"a rate and a state", "完成率,状态", "30%,正在推进", "100%,已完成", "后来被退回", "status"},
		{"a rate alone", "完成率", "30%", "100%", "后来被退回", "progress"},
		{"a rate, and words that are a state", "完成率,完成情况", "30%,打桩", "100%,已完成", "后来被退回", "status"},
		{"all of it, and yet going on", "完成率,状态", "30%,正在推进", "100%,正在推进", "以前反馈过", "progress"},
	} {
		for _, months := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, ", months: ", months), func(t *testing.T) {
				t.Parallel()
				a, _ := zoneOf(t, zone)
				var sheets []monthSheet
				take := func(cells, other string) *app.Imported {
					t.Helper()
					name := "台账"
					if months {
						name = fmt.Sprintf("%d月", len(sheets)+3)
					} else {
						sheets = nil
					}
					rest := strings.Repeat(",", strings.Count(tt.head, ","))
					sheets = append(sheets, month(name, "序号,任务名称,任务书,责任单位,责任人,完成时限,"+tt.head+",备注",
						"1,引进甲项目,完成签约,招商一科,招商一科科长,2024-09-30,"+cells+",", "2,信访,化解,招商三科,招商三科科长,2024-12-31,"+rest+other))
					return imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "台账.xlsx", sheets...), At: afterwards})
				}
				take(tt.before, ",甲")
				take(tt.done, ",甲")
				if s := one(t, a, "引进甲项目"); s.Progress != 100 || s.Stage != matter.Reported {
					t.Fatalf("%s at %v", s.Stage, s.Progress)
				}
				does(t, a, matter.Command{Name: "return", Actor: "招商局党支部书记", Reason: "不合格"})
				was := one(t, a, "引进甲项目")
				for i := range 2 {
					out, s := take(tt.done, fmt.Sprint(",", i)), one(t, a, "引进甲项目")
					found := told(out, "import.differs_"+tt.field)
					if s.Stage != was.Stage || s.Progress != was.Progress || s.Reports != was.Reports || len(found) == 0 || !strings.Contains(found[0].Text.Zh, tt.says) {
						t.Errorf("time %d: %s at %v: %+v", i+1, s.Stage, s.Progress, out.Doubts)
					}
				}
			})
		}
	}
}

// Once the ledger says something new of it, it is heard.
func TestALedgerThatPutRightWhatWasReturnedIsHeard(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taking(t, a, "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态")
	const row = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-09-30,"
	take(row + "30%,打桩,正在推进")
	take(row + "100%,竣工,已完成")
	does(t, a, matter.Command{Name: "return", Actor: "招商局党支部书记", Reason: "不合格"})
	take(row + "100%,竣工，已返工,已完成")
	if s := one(t, a, "引进甲项目"); s.Stage != matter.Reported || s.Progress != 100 {
		t.Errorf("new words: %s at %v", s.Stage, s.Progress)
	}
	does(t, a, matter.Command{Name: "return", Actor: "招商局党支部书记", Reason: "仍不合格"})
	take(row + "60%,返工,正在推进")
	take(row + "100%,竣工，已返工,已完成")
	if s := one(t, a, "引进甲项目"); s.Stage != matter.Reported || s.Progress != 100 {
		t.Errorf("after it went on: %s at %v", s.Stage, s.Progress)
	}
}

// A matter whose clock a person has stopped goes on in the ledger: that is told.
func TestWhatGoesOnWhileItsClockStandsStillIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taking(t, a, "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,佐证材料")
	const row = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-09-30,"
	take(row + "30%,打桩,")
	does(t, a, matter.Command{Name: "suspend", Actor: "招商局党支部书记", Reason: "等规划批复"})
	if out := take(row + "50%,封顶,"); len(told(out, "import.suspended")) != 1 || !one(t, a, "引进甲项目").Suspended {
		t.Errorf("a report: %+v", out.Doubts)
	}
	if out := take(row + "100%,竣工,验收单"); len(told(out, "import.suspended")) != 2 || one(t, a, "引进甲项目").Suspended {
		t.Errorf("a completion: %+v", out.Doubts)
	}
	if out := take(row + "100%,竣工,验收单"); len(out.Doubts) > 0 || out.Unchanged != 1 {
		t.Errorf("again: %+v", out.Doubts)
	}
}
