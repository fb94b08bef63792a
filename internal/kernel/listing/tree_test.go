package listing

import (
	"fmt"
	"slices"
	"testing"

	"qinlian/internal/kernel/engine"
)

func TestATreeIsToldFromTheTopEachMatterBeforeWhatHangsBelowIt(t *testing.T) {
	t.Parallel()
	row := func(id, parent, stage string) Row {
		return Row{MatterRow: engine.MatterRow{ID: id, Parent: parent, Stage: stage, Kind: "leaf"}}
	}
	rows := []Row{
		row("a", "b2", "assigned"), // as only tampering hangs what is on top
		row("b1", "a", "withdrawn"),
		row("b2", "a", "assigned"),
		row("c1", "b2", "assigned"),
		row("elsewhere", "nowhere", "assigned"),
	}
	rows[3].CompletedAt = 1
	var got []string
	for _, l := range Trees(rows, func(string) bool { return false }, "a", "gone") {
		got = append(got, fmt.Sprintf("%s<%s %d: %d %d/%d", l.ID, l.Parent, l.Depth, l.Sum.Children, l.Sum.LeavesDone, l.Sum.Leaves))
	}
	want := []string{"a< 0: 1 1/1", "b1<a 1: 0 0/0", "b2<a 1: 1 1/1", "c1<b2 2: 0 0/0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if rows[0].Parent != "b2" {
		t.Error("the rows themselves were changed")
	}
}
