package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

func TestEveryPostThatNobodyHoldsIsNoted(t *testing.T) {
	t.Parallel()
	b, err := Load(folder(map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范区\n", "demo/org.yaml": `org: demo
units: [{ code: gw, name: 管委会 }]
posts:
  - { name: 主任, unit: gw, head: true, holder: p-1 }
  - { name: 空缺岗, unit: gw }
  - { name: 待任岗, unit: gw, primary: { person: p-1, from: 2024-01-01 } }
  - { name: B岗代行岗, unit: gw, deputy: p-2 }
  - { name: 已撤岗, unit: gw, to: 2023-01-01 }
people: [{ code: p-1 }, { code: p-2 }]
`}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string][]string{"2023-06-12": {"demo/org.yaml:5", "空缺岗", "demo/org.yaml:6", "待任岗"}, "2024-06-12": {"demo/org.yaml:5", "空缺岗"}} {
		got := Notes(b, calendar.Builtin(), clock.MustDate(day))
		if len(got) != len(want)/2 {
			t.Fatalf("%s: %v", day, got)
		}
		for i, note := range got {
			if !strings.HasPrefix(note.Where, want[2*i]) || !strings.Contains(note.Text.In(text.Zh), want[2*i+1]) {
				t.Errorf("%s: %v, want %s", day, note, want[2*i:])
			}
		}
	}
	if faults := Check(b, calendar.Builtin(), clock.MustDate("2023-06-12")); len(faults) != 0 {
		t.Errorf("a vacancy that no role needs is a fault: %v", faults)
	}
}
