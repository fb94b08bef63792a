package matters

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// tree declares what hangs below a matter.
func (a *api) tree() {
	door.OnMatter(a.Door, door.Operation{
		ID: "read-tree", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/tree",
		Summary: "What hangs below a matter, as far as you may see it; progress is that of the whole tree", Tag: "matters",
	}, authority.See, a.readTree)
	door.Personal(a.Door, door.Operation{
		ID: "list-trees", Method: http.MethodGet, Path: "/zones/{zone}/trees",
		Summary: "The matters on top that are decomposed or are to be, with what hangs below them, as far as you may see it", Tag: "matters",
	}, a.listTrees)
}

// TreeNode is a matter of a tree.
type TreeNode struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"`
	Parent      string      `json:"parent,omitempty" doc:"Id of the nearest matter above that you may see; none for the one on top"`
	Depth       int         `json:"depth"`
	Kind        string      `json:"kind"`
	Title       string      `json:"title"`
	Stage       string      `json:"stage"`
	Open        bool        `json:"open"`
	Light       string      `json:"light"`
	LeadUnit    string      `json:"lead_unit,omitempty"`
	Unit        string      `json:"unit,omitempty"`
	Owner       string      `json:"owner,omitempty"`
	Due         *clock.Date `json:"due,omitempty"`
	Provisional bool        `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Done        bool        `json:"done"`
	Progress    float64     `json:"progress" doc:"Per cent; of a branch the weighted mean of all that hangs below, also of what you may not see"`
	Children    int         `json:"children" doc:"Directly below it, without what was withdrawn or merged"`
	Leaves      int         `json:"leaves" doc:"Below it, at any depth"`
	LeavesDone  int         `json:"leaves_done"`
	Weight      int         `json:"weight" doc:"Its share of what is above it, beside its siblings'"`
	Branch      bool        `json:"branch" doc:"Its kind is to be decomposed"`
	Wants       *TreeWants  `json:"wants,omitempty" doc:"Into how many its kind is to be decomposed before it is established"`
	MayHang     []TreeKind  `json:"may_hang" nullable:"false" doc:"Kinds that you may register below it"`
}

// TreeWants is how a matter is to be decomposed.
type TreeWants struct {
	Branches int  `json:"branches,omitempty" doc:"Directly below"`
	Leaves   int  `json:"leaves,omitempty" doc:"At any depth"`
	AtLeast  bool `json:"at_least" doc:"There may be more"`
}

// TreeKind is a kind that may hang below a matter.
type TreeKind struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// TreeOutput is a tree, each matter before what hangs below it; the one on top comes first.
type TreeOutput struct {
	Body struct {
		Nodes  []TreeNode `json:"nodes" nullable:"false"`
		MayTop []TreeKind `json:"may_top" nullable:"false" doc:"Kinds that you may register as a tree of their own; none where a single tree is read"`
		Cut    bool       `json:"cut,omitempty" doc:"There is more than is shown below the last ones: read each tree by itself"`
	}
}

// mostTree bounds a tree: one that is larger is read branch by branch.
const mostTree = 5000

func (a *api) readTree(ctx context.Context, c *door.Caller, in *door.InMatter, m *door.Sight) (*TreeOutput, error) {
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	t := a.branches(c, timeline.At(now))
	scope := c.Subject.Scope(authority.See, c.Rules)
	if err := t.add(ctx, a.Engine, in.Zone, engine.Filter{Scope: scope, IDs: []string{m.State.ID}}, now); err != nil {
		return nil, err
	}
	if err := t.add(ctx, a.Engine, in.Zone, engine.Filter{Scope: scope, Root: m.State.ID, Limit: mostTree + 1}, now); err != nil {
		return nil, err
	}
	if len(t.rows) > mostTree+1 {
		return nil, errs.Newf(errs.Refused, "matter.tree_large", "%[1]s 之下的事项超过 %[2]d 件，请逐个分支读取", "more than %[2]d matters hang below %[1]s: read it branch by branch", m.State.Number, mostTree)
	}
	if err := t.hang(ctx, a.Engine.Store(), in.Zone, m.State.ID, 0); err != nil {
		return nil, err
	}
	out := &TreeOutput{}
	out.Body.MayTop = []TreeKind{}
	out.Body.Nodes = t.told(m.State.ID)
	return out, nil
}

// mostTrees is how many trees are listed at once.
const mostTrees = 200

func (a *api) listTrees(ctx context.Context, c *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*TreeOutput, error) {
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &TreeOutput{}
	out.Body.Nodes, out.Body.MayTop = []TreeNode{}, []TreeKind{}
	t := a.branches(c, timeline.At(now))
	f := engine.Filter{Scope: c.Subject.Scope(authority.See, c.Rules), Kinds: decomposed(t.bundle)}
	if len(f.Kinds) == 0 {
		return out, nil
	}
	if t.registers {
		for _, name := range f.Kinds {
			out.Body.MayTop = append(out.Body.MayTop, TreeKind{name, t.bundle.Kinds[name].Title.In(c.Lang)})
		}
	}
	onTop := []string{}
	err = listing.Walk(ctx, a.Engine, in.Zone, f, now, func(l listing.Row) bool {
		if l.Parent == "" && l.Stage != string(matter.Withdrawn) && l.Stage != string(matter.Merged) {
			t.take(l)
			onTop = append(onTop, l.ID)
		}
		return len(onTop) <= mostTrees
	})
	if err != nil {
		return nil, err
	}
	if out.Body.Cut = len(onTop) > mostTrees; out.Body.Cut {
		onTop = onTop[:mostTrees]
	}
	for _, top := range onTop {
		if len(t.rows) > mostTree {
			out.Body.Cut = true
			break
		}
		from := len(t.rows)
		f := engine.Filter{Scope: f.Scope, Root: top, Limit: mostTree + 1}
		if err := t.add(ctx, a.Engine, in.Zone, f, now); err != nil {
			return nil, err
		}
		if err := t.hang(ctx, a.Engine.Store(), in.Zone, top, from); err != nil {
			return nil, err
		}
	}
	out.Body.Nodes = t.told(onTop...)
	return out, nil
}

// decomposed are the kinds whose matters are decomposed.
func decomposed(b *mechanism.Bundle) []string {
	out := []string{}
	for name, k := range b.Kinds {
		if k.Tree.Declared() {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// branches begins a tree for a caller, under the mechanisms of the instant; none declare no tree.
func (a *api) branches(c *door.Caller, b *mechanism.Bundle) *branches {
	return &branches{
		bundle: cmp.Or(b, &mechanism.Bundle{}), seen: map[string]bool{}, lang: c.Lang, registers: c.Subject.Can(authority.Register),
	}
}

// branches is a tree of the matters that somebody may see.
type branches struct {
	bundle *mechanism.Bundle
	lang   text.Lang

	registers bool // the caller may
	rows      []listing.Row
	seen      map[string]bool // the ids of rows
}

func (t *branches) take(l listing.Row) { t.rows, t.seen[l.ID] = append(t.rows, l), true }

func (t *branches) add(ctx context.Context, e *engine.Engine, zone string, f engine.Filter, now time.Time) error {
	return listing.Walk(ctx, e, zone, f, now, func(l listing.Row) bool {
		t.take(l)
		return len(t.rows) <= mostTree+1
	})
}

// hang puts each matter that was read from the given one on below the nearest one above it that is seen.
func (t *branches) hang(ctx context.Context, store engine.Store, zone, root string, from int) error {
	hidden := map[string]string{} // parents of matters on the way that are not seen
	for i := from; i < len(t.rows); i++ {
		row := &t.rows[i]
		if row.ID == root {
			continue
		}
		for range mostTree {
			if t.seen[row.Parent] || row.Parent == "" {
				break
			}
			above, known := hidden[row.Parent]
			if !known {
				one, err := store.Matter(ctx, zone, row.Parent)
				if err != nil {
					return err
				}
				above = one.Parent
				hidden[row.Parent] = above
			}
			row.Parent = above
		}
	}
	return nil
}

// told is each of the matters on top before what hangs below it.
func (t *branches) told(tops ...string) []TreeNode {
	out := []TreeNode{}
	for _, l := range listing.Trees(t.rows, t.bundle.Branches, tops...) {
		out = append(out, t.node(&l))
	}
	return out
}

func (t *branches) node(l *listing.Hung) TreeNode {
	n := TreeNode{
		ID: l.ID, Number: l.Number, Parent: l.Parent, Depth: l.Depth, Kind: l.Kind, Title: l.Title, Stage: l.Stage, Open: l.Open, Light: string(l.Light),
		LeadUnit: l.LeadUnit, Unit: l.Unit, Owner: l.Owner, Done: l.Done(), Progress: l.Progress,
		Children: l.Sum.Children, Leaves: l.Sum.Leaves, LeavesDone: l.Sum.LeavesDone, Weight: max(l.Weight, 1), MayHang: []TreeKind{},
	}
	if k := t.bundle.Kinds[l.Kind]; k != nil {
		t.shape(&n, k)
	}
	if d := clock.Date(l.DueOn); d != 0 {
		n.Due, n.Provisional = &d, l.Provisional
	}
	return n
}

// shape fills in what the kind of a matter says of its decomposition.
func (t *branches) shape(n *TreeNode, k *mechanism.Kind) {
	n.Branch = k.Tree.Declared()
	if k.Tree.Bounded() {
		n.Wants = &TreeWants{k.Tree.Branches, k.Tree.Leaves, k.Tree.AtLeast}
	}
	if !t.registers || !n.Open {
		return
	}
	for _, name := range k.Tree.Children {
		if child := t.bundle.Kinds[name]; child != nil {
			n.MayHang = append(n.MayHang, TreeKind{name, child.Title.In(t.lang)})
		}
	}
}
