package matter

import (
	"strings"
	"testing"
)

// Urgency is changed by a session alone, not by merging what is red into what is green.
func TestAMergerCalmsNothing(t *testing.T) {
	t.Parallel()
	const kind = `urgencies: { red: 红色, orange: 橙色, green: 绿色 }
cadence: { by: urgency, rhythm: { red: { every: weekly }, orange: { every: weekly }, green: { every: monthly } } }
roles: { assign: head(bg) }
`
	for name, tt := range map[string]struct{ from, into, says string }{
		"as urgent":                        {"red", "red", ""},
		"looked at more often":             {"green", "red", ""},
		"looked at less often":             {"red", "green", "是绿色，并入就等于不经会议降级"},
		"looked at as often, presses less": {"red", "orange", "是橙色"},
		"not urgent at all":                {"green", "", "没有紧急程度"},
		"what is not urgent":               {"", "green", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := registered(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			into := d.s
			into.ID, into.Number = "m-2", "2号"
			d.s.Urgency, into.Urgency = tt.from, tt.into
			d.w.Matter = func(string) (*State, error) { return &into, nil }
			merge := Command{Name: "merge", Actor: office, To: "m-2", Reason: "同类"}
			if tt.says == "" {
				d.do(t, "2023-03-02 09:00", merge)
				return
			}
			if code, zh := d.refused(t, "2023-03-02 09:00", merge); code != "matter.merge_calmer" || !strings.Contains(zh, tt.says) {
				t.Errorf("%s %s", code, zh)
			}
		})
	}
}
