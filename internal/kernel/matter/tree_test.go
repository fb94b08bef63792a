package matter

import (
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

func TestATreeThatWasEstablishedTakesNoMoreThanItsNumber(t *testing.T) {
	t.Parallel()
	exact := mechanism.Kind{Tree: mechanism.Tree{Branches: 6, Leaves: 20}}
	atLeast := mechanism.Kind{Tree: mechanism.Tree{Branches: 6, Leaves: 20, AtLeast: true}}
	full := Tree{Children: 6, Leaves: 20}
	for _, tt := range []struct {
		name   string
		stage  Stage
		k      *mechanism.Kind
		below  Tree
		direct bool
		leaves int
		zh     string // of the refusal
	}{
		{"a leaf too many", Established, &exact, full, false, 1, "定为 20 条"},
		{"a leaf too many, on the root itself", Working, &exact, Tree{Children: 5, Leaves: 20}, true, 1, "定为 20 条"},
		{"a branch too many", Established, &exact, Tree{Children: 6, Leaves: 3}, true, 0, "定为 6 个分支"},
		{"the last leaf", Established, &exact, Tree{Children: 6, Leaves: 19}, false, 1, ""},
		{"a branch within a branch", Established, &exact, full, false, 0, ""},
		{"before it is established", Registered, &exact, full, true, 1, ""},
		{"where the numbers are lower bounds", Established, &atLeast, full, true, 1, ""},
	} {
		err := Surplus(&State{Number: "1号", Stage: tt.stage}, tt.k, tt.below, tt.direct, tt.leaves)
		if (err == nil) != (tt.zh == "") || err != nil && (!errs.Is(err, "matter.tree_full") || !strings.Contains(errs.Message(err, text.Zh), tt.zh)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestAMatterIsCompletedAfterItsLeaves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		tree string
		open int
		code string
	}{
		{"tree: { children: [case] }", 1, "matter.open_leaves"}, {"tree: { children: [case] }", 0, ""}, {"tree: { children: [case], open_leaves: true }", 1, ""}, {"", 1, ""},
	} {
		w := world(t, kindWith("case", tt.tree+"\n"))
		w.Tree = func(string, time.Time) Tree { return Tree{Children: 2, Leaves: 2, LeavesDone: 2 - tt.open} }
		d := assigned(t, w, "2023-03-01 09:00")
		c := Command{Name: "complete", Actor: owner}
		if tt.code == "" {
			d.do(t, "2023-03-02 09:00", c)
		} else if code, zh := d.refused(t, "2023-03-02 09:00", c); code != tt.code || !strings.Contains(zh, "还有 1 条") {
			t.Errorf("%q: %s %s", tt.tree, code, zh)
		}
	}
}
