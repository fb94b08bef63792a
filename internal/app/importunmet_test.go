package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/app"
)

func TestAColumnLeftOutIsToldFirstWithWhatItMayHaveBeen(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"任务要点": "任务书", "任务书": "", "工作任务": ""} {
		a, _ := zoneOf(t, zone)
		name := filepath.Join(t.TempDir(), "台账.csv")
		if err := os.WriteFile(name, []byte("编号,任务名称,"+header+",责任单位,责任人,完成时限\nX1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30"), 0o600); err != nil {
			t.Fatal(err)
		}
		out := imported(t, a, app.Importing{Zone: zone, File: name})
		told := len(out.Doubts) > 0 && out.Doubts[0].Code == "import.columns_left"
		if told != (want != "") || told && (out.Doubts[0].Read != header || !strings.Contains(out.Doubts[0].Text.Zh, want)) {
			t.Errorf("%s: %+v", header, out.Doubts)
		}
	}
}
