package listing

import (
	"slices"

	"qinlian/internal/kernel/matter"
)

// Hung is a matter of a tree.
type Hung struct {
	Row

	Depth int
	Sum   matter.Tree // of what hangs below it
}

// Trees puts matters in the order in which trees are told: each before what hangs below it, siblings as they come. tops are the ids
// of those on top, which are given no parent. What was withdrawn or merged is shown, and counted no more.
func Trees(rows []Row, branches func(kind string) bool, tops ...string) []Hung {
	rows = slices.Clone(rows)
	at, below := map[string]*Row{}, map[string][]*Row{}
	var nodes []matter.Node
	for i := range rows {
		l := &rows[i]
		if slices.Contains(tops, l.ID) { // also where tampering hung it below a part of itself
			at[l.ID], l.Parent = l, ""
			continue
		}
		below[l.Parent] = append(below[l.Parent], l)
		if l.Stage != string(matter.Withdrawn) && l.Stage != string(matter.Merged) {
			nodes = append(nodes, matter.Node{ID: l.ID, Parent: l.Parent, Weight: l.Weight, Progress: l.Progress, Done: l.Done(), Branch: branches(l.Kind)})
		}
	}
	sums := matter.Summaries(nodes)
	out := make([]Hung, 0, len(rows))
	var tell func(l *Row, depth int)
	tell = func(l *Row, depth int) {
		out = append(out, Hung{*l, depth, sums[l.ID]})
		for _, part := range below[l.ID] {
			tell(part, depth+1)
		}
	}
	for _, top := range tops {
		if l := at[top]; l != nil {
			tell(l, 0)
		}
	}
	return out
}
