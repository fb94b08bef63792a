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

func TestWhatIsNotDecomposedAnyFurtherIsALeaf(t *testing.T) {
	t.Parallel()
	b := bundle(t, kindWith("measure", "tree: { children: [measure] }\n"), kindWith("plan", "tree: { children: [project] }\n"),
		kindWith("project", "tree: { children: [measure, task] }\n"), kindWith("task", ""), kindWith("ping", "tree: { children: [pong] }\n"), kindWith("pong", "tree: { children: [ping] }\n"))
	for kind, want := range map[string]bool{"measure": false, "plan": true, "project": true, "task": false, "ping": false, "pong": false, "none": false} {
		if b.Branches(kind) != want {
			t.Errorf("%s always decomposes: %v", kind, !want)
		}
	}
	node := func(id, kind string, done bool) Node {
		return Node{ID: id, Parent: "top", Done: done, Branch: b.Branches(kind)}
	}
	for _, tt := range []struct {
		name string
		node Node
		want Tree
	}{
		{"an open measure is an open leaf", node("a", "measure", false), Tree{Children: 1, Leaves: 1}},
		{"one that is done is a leaf that is", node("a", "measure", true), Tree{Children: 1, Leaves: 1, LeavesDone: 1, Progress: 100}},
		{"a project that was not decomposed is no leaf, and unfinished", node("a", "project", false), Tree{Children: 1, Bare: 1}},
		{"unless it was completed", node("a", "project", true), Tree{Children: 1, Progress: 100}},
	} {
		if got := Summarise("top", []Node{tt.node}); got != tt.want {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	w := world(t, kindWith("measure", "tree: { children: [measure] }\n"))
	for _, below := range []Tree{{Children: 1, Leaves: 1}, {Children: 1, Bare: 1}} {
		w.Tree = func(string, time.Time) Tree { return below }
		d := assigned(t, w, "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-03-02 09:00", Command{Name: "complete", Actor: owner}); code != "matter.open_leaves" {
			t.Errorf("%+v below: %s %s", below, code, zh)
		}
	}
}

func TestAMergerLosesNoWork(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", ""))
	others := map[string]*State{
		"open": {ID: "open", Number: "2号", Stage: Working}, "parent": {ID: "parent", Number: "6号", Stage: Working},
		"child": {ID: "child", Number: "3号", Stage: Working, Particulars: Particulars{Parent: "m-1"}},
		"deep":  {ID: "deep", Number: "4号", Stage: Working, Particulars: Particulars{Parent: "child"}},
		"m-1":   {ID: "m-1", Number: "1号", Stage: Assigned, Particulars: Particulars{Parent: "parent"}},
		"loop":  {ID: "loop", Number: "5号", Stage: Working, Particulars: Particulars{Parent: "loop"}},
	}
	for _, stage := range []Stage{Withdrawn, Merged, Closed, Archived} {
		others[string(stage)] = &State{ID: string(stage), Number: "7号", Stage: stage, Into: "m-1"}
	}
	w.Matter = func(id string) (*State, error) {
		if s := others[id]; s != nil {
			return s, nil
		}
		return nil, errs.Newf(errs.NotFound, "matter.not_found", "查无此事项", "there is no such matter")
	}
	for to, code := range map[string]string{
		"open": "", "loop": "", "parent": "", "withdrawn": "matter.merge_over", "merged": "matter.merge_over", "closed": "matter.merge_over", "archived": "matter.merge_over",
		"child": "matter.merge_below", "deep": "matter.merge_below", "nowhere": "matter.not_found",
	} {
		d := assigned(t, w, "2023-03-01 09:00")
		d.s.Parent = "parent"
		c := Command{Name: "merge", Actor: office, To: to, Reason: "重复"}
		if code == "" {
			d.do(t, "2023-03-02 09:00", c)
		} else if got, zh := d.refused(t, "2023-03-02 09:00", c); got != code {
			t.Errorf("into %s: %s %s", to, got, zh)
		}
	}
}

func TestWhatHangsBelowWhat(t *testing.T) {
	t.Parallel()
	named := func(kind string) text.Text { return text.Text{Zh: "叫" + kind, En: kind} }
	tree := &mechanism.Kind{Tree: mechanism.Tree{Children: []string{"task"}}}
	for _, tt := range []struct {
		stage Stage
		k     *mechanism.Kind
		child string
		code  string
	}{
		{Working, tree, "task", ""},
		{Completed, tree, "task", ""},
		{Working, nil, "task", ""},
		{Working, &mechanism.Kind{Tree: mechanism.Tree{Leaves: 3}}, "task", ""},
		{Working, tree, "case", "matter.bad_child"},
		{Working, &mechanism.Kind{}, "task", "matter.no_tree"},
		{Closed, tree, "task", "matter.parent_over"},
		{Archived, tree, "task", "matter.parent_over"},
		{Withdrawn, tree, "task", "matter.parent_over"},
		{Merged, nil, "task", "matter.parent_over"},
	} {
		err := Adopts(&State{Number: "1号", Kind: "plan", Stage: tt.stage}, tt.k, tt.child, named)
		if (err != nil || tt.code != "") && errs.CodeOf(err) != tt.code {
			t.Errorf("%s below %s: %v", tt.child, tt.stage, err)
		}
		if err == nil {
			continue
		}
		if says := errs.Message(err, "zh"); tt.code == "matter.bad_child" && !strings.Contains(says, "“叫plan”，其下只能分解出：叫task") || tt.code == "matter.no_tree" && !strings.Contains(says, "“叫plan”，该类事项不分解") {
			t.Errorf("%s below %s: %s", tt.child, tt.stage, says)
		}
	}
}

func TestAWeightIsAWholeNumberFromOne(t *testing.T) {
	t.Parallel()
	for word, ok := range map[string]bool{"1": true, "10000": true, "0": false, "-1": false, "10001": false, "1.5": false, "": false} {
		var w Weight
		if err := w.UnmarshalText([]byte(word)); (err == nil) != ok || err != nil && !strings.Contains(errs.Message(err, "zh"), "1 至 10000") {
			t.Errorf("%q: %v", word, err)
		}
	}
}
