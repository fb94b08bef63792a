package app_test

import (
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
)

// A ledger names the posts of its day: after a merger they mean those who answer for them, and nothing is handed on.
func TestALedgerThatNamesPostsFromBeforeAMergerMovesNothing(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	head := "序号,任务名称,目标任务,责任单位,完成时限,完成率,责任人"
	rows := []string{head, "1,甲,目标甲,招商一科,2024-06-30,50%,招商一科科长", "2,乙,目标乙,招商局,2024-07-31,20%,招商二科科长", "3,丙,目标丙,招商二科,2024-08-31,80%,招商二科专员"}
	first := fileOf(t, "台账.csv", rows...)
	if out := imported(t, a, app.Importing{Zone: zone, File: first}); out.New != 3 || out.Errors > 0 {
		t.Fatalf("%+v", out)
	}
	next := afterwards.AddDate(0, 0, 1)
	merger := org.MergeUnits{
		From: []string{"zsj-1", "zsj-2"}, Into: org.Part{Code: "zsjx", Name: "招商新科"}, Head: "招商新科科长",
		Posts: map[string]string{"招商二科专员": "招商三科专员"},
	}
	if _, err := a.Engine.Reorganise(t.Context(), zone, engine.Act{Actor: "督查室主任", At: next}, merger); err != nil {
		t.Fatal(err)
	}
	day := next.AddDate(0, 0, 1)
	for name, o := range map[string]app.Importing{
		"the export":      {Zone: zone, File: exported(t, a, zone, sheet.XLSX), At: day},
		"the first":       {Zone: zone, File: first, At: day},
		"with today's":    {Zone: zone, File: fileOf(t, "台账.csv", head, rows[1], "2,乙,目标乙,招商局,2024-07-31,20%,招商新科科长", "3,丙,目标丙,招商新科,2024-08-31,80%,招商三科专员"), At: day},
		"with some other": {Zone: zone, File: fileOf(t, "台账.csv", head, rows[1], rows[2], "3,丙,目标丙,招商二科,2024-08-31,80%,招商三科科长"), At: day, DryRun: true},
	} {
		out := imported(t, a, o)
		if moved := name == "with some other"; out.New+out.Differing+out.Errors > 0 || (out.Changed == 1) != moved {
			t.Errorf("%s: %d new, %d changed, %d differ: %+v %+v", name, out.New, out.Changed, out.Differing, out.Lines, out.Doubts)
		}
	}
	for title, owner := range map[string]string{"甲": "招商一科科长", "乙": "招商二科科长", "丙": "招商二科专员"} {
		if s := one(t, a, title); s.Owner != owner || s.Handed > 1 {
			t.Errorf("%s is recorded with %s, handed on %d times", title, s.Owner, s.Handed)
		}
	}
	out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "新.csv", head, "1,丁,目标丁,招商二科,2024-08-31,10%,招商二科专员"), At: day})
	if s := one(t, a, "丁"); s.Owner != "招商三科专员" || s.AssignedAt.IsZero() || len(toldOf(out, "import.post_former")) != 1 {
		t.Errorf("a new matter goes to %s: %+v", s.Owner, out.Doubts)
	}
}
