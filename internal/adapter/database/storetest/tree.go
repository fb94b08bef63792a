package storetest

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// anyTree draws matters that hang below each other, with the progress that each is told to have.
func anyTree(t *rapid.T, zone string) (rows []engine.MatterRow, told map[string]float64) {
	var nodes []matter.Node
	for i := range rapid.IntRange(1, 14).Draw(t, "rows") {
		r := engine.MatterRow{
			ZoneID: zone, ID: fmt.Sprintf("m-%02d", i), Number: fmt.Sprintf("第%d号", i), State: []byte{}, Head: []byte{}, Open: true, DueOn: 19000,
			Weight: rapid.IntRange(0, 7).Draw(t, "weight"), Progress: rapid.SampledFrom([]float64{0, 12.5, 33.3, 50, 100}).Draw(t, "progress"),
			Stage: string(rapid.SampledFrom([]matter.Stage{matter.Assigned, matter.Reported, matter.Completed, matter.Closed, matter.Withdrawn, matter.Merged}).Draw(t, "stage")),
		}
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "below") > 0 {
			r.Parent = rows[rapid.IntRange(0, i-1).Draw(t, "parent")].ID
		}
		switch {
		case r.Stage == string(matter.Completed):
			r.CompletedAt = 1
		case r.Stage == string(matter.Closed) && rapid.Bool().Draw(t, "closed without being completed"):
			r.ClosedAt = 1
		}
		rows = append(rows, r)
		if r.Stage != string(matter.Withdrawn) && r.Stage != string(matter.Merged) {
			nodes = append(nodes, matter.Node{ID: r.ID, Parent: r.Parent, Weight: r.Weight, Progress: r.Progress, Done: r.CompletedAt != 0 || r.ClosedAt != 0})
		}
	}
	told = map[string]float64{}
	for i := range rows {
		tree := matter.Summarise(rows[i].ID, nodes)
		told[rows[i].ID] = matter.Shown(tree.ProgressOf(&matter.State{Progress: rows[i].Progress}))
	}
	return rows, told
}

var treeTests = map[string]func(*bench){
	"the progress of what others hang below is that of its tree, told, sorted, filtered and counted": func(b *bench) {
		rapid.Check(b, func(t *rapid.T) {
			zone := b.newZone()
			rows, told := anyTree(t, zone)
			b.put(engine.Rows{Matters: rows})
			own := map[string]float64{}
			for i := range rows {
				own[rows[i].ID] = rows[i].Progress
			}
			near := func(x, y float64) bool { return math.Abs(x-y) < 2e-6 }
			for _, f := range []engine.Filter{{Trees: true}, {Trees: true, WithState: true, ByID: true}, {ByID: true}} {
				found := all(b, b.store.List(b.Context(), zone, f))
				for i := range found {
					want := own
					if f.Trees {
						want = told
					}
					if id := found[i].ID; !near(found[i].Progress, want[id]) || found[i].Title != "" || found[i].Weight < 0 {
						t.Fatalf("%+v: %s is told at %v, want %v of\n%+v", f, id, found[i].Progress, want[id], rows)
					}
				}
				if len(found) != len(rows) {
					t.Fatalf("%+v: %d of %d", f, len(found), len(rows))
				}
			}
			paged := engine.Filter{Sort: []engine.Order{{Column: "progress"}}, Limit: 3}
			var met []engine.MatterRow
			for {
				page := all(b, b.store.List(b.Context(), zone, paged))
				if met = append(met, page...); len(page) < paged.Limit || len(met) > len(rows) {
					break
				}
				paged.Past = page[len(page)-1].Keys(paged.Sort, nil)
			}
			if len(met) != len(rows) || !slices.IsSortedFunc(met, func(x, y engine.MatterRow) int {
				return cmp.Or(cmp.Compare(x.Progress, y.Progress), cmp.Compare(x.ID, y.ID))
			}) {
				t.Fatalf("in pages: %+v", met)
			}
			share, within, behind, sum := engine.Share{From: 12.5, To: 40}, 0, 0, 0.0
			lag := engine.Lag{At: 1 << 62, Points: 60}
			for _, p := range told {
				if sum += p; p >= share.From && p <= share.To {
					within++
				}
				if 100 > p+lag.Points {
					behind++
				}
			}
			same(b, "within", got(b.store.CountMatters(b.Context(), zone, engine.Filter{Progress: &share}))(b), within)
			same(b, "behind", got(b.store.CountMatters(b.Context(), zone, engine.Filter{Also: engine.Also{Behind: &lag}}))(b), behind)
			var cell engine.Cell
			for _, c := range got(b.store.Cells(b.Context(), zone, engine.Filter{}, engine.Cuts{Lag: lag}))(b) {
				cell.Add(&c, 1)
			}
			if cell.Behind != behind || math.Abs(cell.Progress-sum) > 1e-4 {
				t.Fatalf("counted: %+v, want %d behind and %v", cell, behind, sum)
			}
		})
	},
}
