package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
)

// A field that names a post takes who is on record: another name is told and left out of an import.
func TestAFieldOfAPostTakesWhoIsOnRecord(t *testing.T) {
	t.Parallel()
	const city = "ganzhou-city"
	a, _ := zoneOf(t, city)
	file := filepath.Join(t.TempDir(), "台账.csv")
	write := func(lead string) {
		if err := os.WriteFile(file, []byte("编号,任务名称,责任单位,责任人,完成时限,领题人\nX1,内陆双向开放研究,改革研究组,改革研究组组长,2024-06-30,"+lead+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("市委书计")
	out, err := a.Import(t.Context(), app.Importing{Zone: city, File: file, Kind: "research-topic", As: "市委改革办主任", At: afterwards}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := told(out, "import.field_post"); out.New != 0 || len(found) != 1 || found[0].Level != sheet.Assumed || !strings.Contains(found[0].Text.Zh, "是否要写“市委书记”？") {
		t.Errorf("%d new: %+v", out.New, out.Doubts)
	}
	write("市委书记")
	for n := range 2 { // and the same again is the same
		if out = imported(t, a, app.Importing{Zone: city, File: file, Kind: "research-topic", As: "市委改革办主任"}); out.New != 1-n || out.Unchanged != n || len(told(out, "import.field_post")) > 0 {
			t.Errorf("%+v", out)
		}
	}
}
