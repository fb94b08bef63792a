package matter

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestOneWalkTellsOfEachBranchWhatAWalkOfItsOwnDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		var nodes []Node
		above := map[string]string{"top": ""}
		names := []string{"top"}
		for i := range rapid.IntRange(0, 20).Draw(r, "nodes") {
			n := Node{
				ID: fmt.Sprint(i), Parent: rapid.SampledFrom(names).Draw(r, "parent"), Weight: rapid.IntRange(0, 5).Draw(r, "weight"),
				Progress: rapid.Float64Range(0, 100).Draw(r, "progress"), Done: rapid.Bool().Draw(r, "done"), Over: rapid.Bool().Draw(r, "over"), Branch: rapid.Bool().Draw(r, "branch"),
			}
			nodes, names, above[n.ID] = append(nodes, n), append(names, n.ID), n.Parent
		}
		nodes = rapid.Permutation(nodes).Draw(r, "order")
		sums := Summaries(nodes)
		for _, id := range names {
			var want Tree // counted from below
			parents := map[string]bool{}
			for i := range nodes {
				parents[nodes[i].Parent] = true
			}
			var under []Node
			for _, n := range nodes {
				at := n.Parent
				for at != id && at != "" {
					at = above[at]
				}
				if at != id {
					continue
				}
				under = append(under, n)
				if n.Parent == id {
					want.Children++
				}
				switch {
				case parents[n.ID]:
				case n.Branch && !n.Done:
					want.Bare++
				case !n.Branch:
					want.Leaves++
					if n.Done {
						want.LeavesDone++
					}
					if n.Over {
						want.LeavesClosed++
					}
				}
			}
			alone := Summarise(id, under)
			if want.Progress = alone.Progress; sums[id] != alone || sums[id] != want || sums[id] != Summarise(id, nodes) {
				r.Fatalf("%s: %+v, want %+v, alone %+v", id, sums[id], want, alone)
			}
		}
	})
}

func TestACircleEnds(t *testing.T) {
	t.Parallel()
	nodes := []Node{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}, {ID: "c", Parent: "b", Done: true}, {ID: "self", Parent: "self"}}
	if sums := Summaries(nodes); len(sums) != 3 || Summarise("a", nodes).LeavesDone != 1 {
		t.Errorf("%+v", sums)
	}
}
