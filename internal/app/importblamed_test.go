package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"qinlian/internal/app"
)

// Each reason for which a row cannot be registered is told at the cell that it is about, with what stands there; what has no
// column of its own, at the title.
func TestARowThatCannotBeRegisteredIsToldAtTheCellsThatStandInTheWay(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, "ganjiang")
	for head, want := range map[string]struct{ row, cell, read string }{
		"序号,类别,任务名称,任务书,紧急程度\n": {"1,热线,查岗,看是否在岗,\n", "台账!B2", "热线"},
		"序号,任务名称,任务书\n":         {"1,查岗,看是否在岗\n", "台账!B2", "查岗"},
	} {
		file := filepath.Join(t.TempDir(), "台账.csv")
		if err := os.WriteFile(file, []byte(head+want.row), 0o600); err != nil {
			t.Fatal(err)
		}
		out := imported(t, a, app.Importing{Zone: "ganjiang", File: file, Kind: "supervision", DryRun: true})
		found := told(out, "matter.bad_category")
		if len(found) != 1 || found[0].Cell != want.cell || found[0].Read != want.read || out.Errors != 1 {
			t.Errorf("%s: %+v", head, out.Doubts)
		}
	}
}
