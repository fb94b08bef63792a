package matter

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// treeShape refuses to establish a plan whose decomposition is not what the mechanism asks for: so many
// branches, so many leaves, exactly or at least (六大工程 → 20 条举措).
func (m *moment) treeShape() error {
	want, have := m.kind.Tree, m.below()
	short := func(want, have int) bool {
		return want > 0 && (have < want || have > want && !m.kind.Tree.AtLeast)
	}
	if short(want.Branches, have.Children) {
		return errs.Newf(errs.Refused, "matter.tree_branches", "%[1]s 应分解为 %[2]d 个分支，现有 %[3]d 个", "%[1]s must have %[2]d branches and has %[3]d", m.s.Number, want.Branches, have.Children)
	}
	if short(want.Leaves, have.Leaves) {
		return errs.Newf(errs.Refused, "matter.tree_leaves", "%[1]s 应分解到 %[2]d 条，现有 %[3]d 条", "%[1]s must have %[2]d leaves and has %[3]d", m.s.Number, want.Leaves, have.Leaves)
	}
	return nil
}

// leavesDone refuses to complete what was decomposed before its leaves are, or to close it out once one of them is open
// again, unless the kind allows it. A plan of which nothing is left has done nothing.
func (m *moment) leavesDone(c *Command) error {
	if !m.kind.Tree.Declared() || m.kind.Tree.OpenLeaves {
		return nil
	}
	t := m.below()
	cz, ce := CommandWords(c.Name)
	if t.Children == 0 && (m.kind.Tree.Bounded() || m.bundle.Branches(m.s.Kind)) || t.Leaves == 0 && m.kind.Tree.Leaves > 0 && t.Bare == 0 {
		return errs.Newf(errs.Refused, "matter.no_leaves", "%[1]s 之下一条也没有（尚未分解，或已全部撤销、并案），不能%[2]s；请先分解并办结，整件不再办的撤销",
			"nothing is left below %[1]s (it was not decomposed, or all of it was withdrawn or merged), so it cannot be taken to %[3]s; decompose it first, or withdraw it where all of it is dropped", m.s.Number, cz, ce)
	}
	zh, en := "", ""
	if t.LeavesDone < t.Leaves || t.Bare > 0 {
		if open := m.hanging(func(nodes []Node) []Node { return unfinished(m.s.ID, nodes) }); len(open) > 0 {
			zh, en = "（"+listZh(open)+"）", " ("+listEn(open)+")"
		}
	}
	if t.LeavesDone < t.Leaves {
		return errs.Newf(errs.Refused, "matter.open_leaves", "%[1]s 之下共 %[2]d 条，还有 %[3]d 条没有办结%[4]s，本级不能%[6]s；请先逐条办结，不再办的撤销或并案",
			"%[3]d of the %[2]d leaves below %[1]s are open%[5]s, so it cannot be taken to %[7]s; complete them first, or withdraw or merge what is dropped", m.s.Number, t.Leaves, t.Leaves-t.LeavesDone, zh, en, cz, ce)
	}
	if t.Bare > 0 {
		return errs.Newf(errs.Refused, "matter.open_leaves", "%[1]s 之下有 %[2]d 项尚未分解，也没有办结%[3]s，本级不能%[5]s；请先分解并办结，不再办的撤销或并案",
			"%[2]d matters below %[1]s are neither decomposed nor completed%[4]s, so it cannot be taken to %[6]s; decompose and complete them first, or withdraw or merge what is dropped", m.s.Number, t.Bare, zh, en, cz, ce)
	}
	return nil
}

// addedUp refuses a progress of its own to what others hang below: it is the weighted mean of theirs.
func (m *moment) addedUp() error {
	t := m.below()
	if t.Children == 0 {
		return nil
	}
	parts := m.hanging(func(nodes []Node) []Node {
		return slices.DeleteFunc(nodes, func(n Node) bool { return n.Parent != m.s.ID })
	})
	return errs.Newf(errs.Refused, "matter.progress_of_tree", "%[1]s 之下有 %[2]d 件（%[3]s），它的进度由它们汇总，现为 %[5]v%%，不单独填报；请去掉进度，逐件反馈下级的进度",
		"%[2]d matters hang below %[1]s (%[4]s), and its progress is that of theirs, %[5]v%% now: leave the progress out and report it of each of them", m.s.Number, t.Children, listZh(parts), listEn(parts), math.Round(t.Progress*10)/10).At("progress")
}

// emptied refuses to withdraw or merge what still has open matters below: they would hang below nothing. Each is dropped,
// merged or closed out by itself, so that its own owner is told and its own reason is kept.
func (m *moment) emptied(c *Command) error {
	open := m.hanging(func(nodes []Node) []Node {
		return slices.DeleteFunc(nodes, func(n Node) bool { return n.Over })
	})
	if len(open) == 0 {
		return nil
	}
	cz, ce := CommandWords(c.Name)
	return errs.Newf(errs.Refused, "matter.open_below", "%[1]s 之下还有 %[2]d 件在办（%[3]s），不能%[5]s：它们会失去上级；请先把它们逐件撤销、并案或销号",
		"%[2]d matters below %[1]s are open (%[4]s), so it cannot be taken to %[6]s: they would hang below nothing; withdraw, merge or close out each of them first", m.s.Number, len(open), listZh(open), listEn(open), cz, ce)
}

// standsAbove refuses to take up again what hangs below a plan that is closed out: the plan would be closed with part of
// it open. It is reopened first, from the top down.
func (m *moment) standsAbove(c *Command) error {
	if m.w.Matter == nil {
		return nil
	}
	for above, err := range m.above(m.s) {
		if err != nil {
			return err
		}
		if above.Stage != Closed && above.Stage != Archived {
			continue
		}
		if _, k, err := m.w.kind(above.Kind, m.now); err != nil || !k.Tree.Declared() || k.Tree.OpenLeaves {
			continue
		}
		zh, en := above.Stage.Words()
		cz, ce := CommandWords(c.Name)
		return errs.Newf(errs.Refused, "matter.above_over", "%[1]s 的上级 %[2]s %[3]s，其下须全部办结，不能%[4]s；请先重启 %[2]s",
			"%[2]s, above %[1]s, is %[5]s with all below it done, so this cannot be taken to %[6]s; reopen %[2]s first", m.s.Number, above.Number, zh, cz, en, ce)
	}
	return nil
}

// above walks up from a matter through those that it hangs below, the nearest first.
func (m *moment) above(s *State) iter.Seq2[*State, error] {
	return func(yield func(*State, error) bool) {
		seen := map[string]bool{s.ID: true}
		for id := s.Parent; id != "" && !seen[id]; {
			seen[id] = true
			up, err := m.w.Matter(id)
			if !yield(up, err) || err != nil {
				return
			}
			id = up.Parent
		}
	}
}

// hangsBelow tells whether a part hangs below a whole, at whatever depth.
func (m *moment) hangsBelow(part, whole *State) (bool, error) {
	for above, err := range m.above(part) {
		if err != nil || above.ID == whole.ID {
			return err == nil, err
		}
	}
	return false, nil
}

// hanging are those of the matters below that pick leaves.
func (m *moment) hanging(pick func(nodes []Node) []Node) []Node {
	if m.w.Below == nil {
		return nil
	}
	return pick(m.w.Below(m.s.ID, m.now))
}

// unfinished keeps of the nodes below root those with nothing below them that are not done.
func unfinished(root string, nodes []Node) []Node {
	children := map[string][]*Node{}
	for i := range nodes {
		children[nodes[i].Parent] = append(children[nodes[i].Parent], &nodes[i])
	}
	var out []Node
	seen := map[string]bool{root: true}
	var walk func(id string)
	walk = func(id string) {
		for _, n := range children[id] {
			if seen[n.ID] {
				continue
			}
			seen[n.ID] = true
			if walk(n.ID); len(children[n.ID]) == 0 && !n.Done {
				out = append(out, *n)
			}
		}
	}
	walk(root)
	return out
}

// mostNamed bounds how many matters a refusal names.
const mostNamed = 5

func listZh(nodes []Node) string { return listNodes(nodes, "、", " 等") }

func listEn(nodes []Node) string { return listNodes(nodes, ", ", " …") }

func listNodes(nodes []Node, comma, more string) string {
	var numbers []string
	for i := range nodes[:min(len(nodes), mostNamed)] {
		numbers = append(numbers, nodes[i].Number)
	}
	out := strings.Join(numbers, comma)
	if len(nodes) > mostNamed {
		out += more
	}
	return out
}

func (m *moment) merge(c *Command) (Content, error) {
	if c.To != "" && (c.To == m.s.ID || c.To == m.s.Number) {
		return nil, mergeSelf(m.s)
	}
	if c.To == "" {
		return nil, missing("matter.no_target", "并入的事项", "the matter to merge into")
	}
	into, err := m.mergeable(c.To)
	if err != nil {
		return nil, err
	}
	if err := m.emptied(c); err != nil {
		return nil, err
	}
	if into != nil {
		if err := cmp.Or(m.hides(into), m.calms(into)); err != nil {
			return nil, err
		}
	}
	e := moves(c)
	e.Into, e.Unsigned = c.To, m.s.Stage == Assigned
	return e, nil
}

func mergeSelf(s *State) error {
	return errs.Newf(errs.Refused, "matter.merge_self", "%[1]s 不能并入自己，请写明另一件事项", "%[1]s cannot be merged into itself; name another matter", s.Number).At("to")
}

// mergeable gives the matter to merge into, nil where nobody can tell yet, and refuses a merger by which work would vanish: into
// what is over itself, or into what hangs below.
func (m *moment) mergeable(to string) (*State, error) {
	if m.w.Matter == nil || to == something { // nobody has said yet which
		return nil, nil //nolint:nilnil // see above
	}
	into, err := m.w.Matter(to)
	if err != nil {
		return nil, err
	}
	if into.ID == m.s.ID {
		return nil, mergeSelf(m.s)
	}
	if into.Over() {
		zh, en := into.Stage.Words()
		return nil, errs.Newf(errs.Refused, "matter.merge_over", "%[1]s %[2]s，不再办理，不能把 %[3]s 并入；请并入一件在办的事项", "%[1]s is %[4]s and nobody works on it, so %[3]s cannot be merged into it; name a matter that is open", into.Number, zh, m.s.Number, en).At("to")
	}
	switch below, err := m.hangsBelow(into, m.s); {
	case err != nil:
		return nil, err
	case below:
		return nil, errs.Newf(errs.Refused, "matter.merge_below", "%[1]s 由 %[2]s 分解而来，上级不能并入下级；请反过来把下级并入上级，或并入另一件事项", "%[1]s hangs below %[2]s, and nothing is merged into a part of itself; merge the part into the whole, or name another matter", into.Number, m.s.Number).At("to")
	}
	return into, nil
}

// hides refuses a merger by which what somebody has would be nobody's, or due later: a deadline moves by an extension or a
// change of plan, which somebody grants. A part may go back into its whole, which is due later by its nature, while it is in time.
func (m *moment) hides(into *State) error {
	s := m.s
	whole, err := m.hangsBelow(s, into)
	if err != nil {
		return err
	}
	if s.Stage.rank() >= Assigned.rank() && into.Stage.rank() < Assigned.rank() {
		return errs.Newf(errs.Refused, "matter.merge_unassigned", "%[1]s 还没有交办，把已交办的 %[2]s 并入就没有人办了；请先交办 %[1]s，或反过来把 %[1]s 并入 %[2]s",
			"%[1]s is not assigned: with %[2]s merged into it nobody would have the work; assign %[1]s first, or merge it into %[2]s", into.Number, s.Number).At("to")
	}
	held := func(s *State) clock.Date { return cmp.Or(s.Deadlines.Working().Date, s.fixed()) }
	for i, d := range [...]struct {
		own, theirs clock.Date
		zh, en      string
	}{{held(s), held(into), "办结时限", "deadline"}, {s.Deadlines.Statutory.Date, into.Deadlines.Statutory.Date, "法定时限", "statutory limit"}} {
		if d.own.IsZero() || !d.theirs.IsZero() && d.theirs <= d.own || whole && i == 0 && d.own >= m.reckoned() {
			continue
		}
		zh, en := "没有"+d.zh, "has none"
		if !d.theirs.IsZero() {
			zh, en = "的是 "+d.theirs.String(), "has "+d.theirs.String()
		}
		adviceZh, adviceEn := fmt.Sprintf("请反过来把 %s 并入 %s，或", into.Number, s.Number), fmt.Sprintf("merge %s into %s instead, or ", into.Number, s.Number)
		if whole {
			adviceZh, adviceEn = "请", ""
		}
		return errs.Newf(errs.Refused, "matter.merge_later", "%[1]s 的%[3]s是 %[4]s，%[2]s %[5]s，并入就等于延后时限；%[8]s先把 %[2]s 的时限调整到不晚于 %[4]s",
			"the %[6]s of %[1]s is %[4]s and %[2]s %[7]s: the merger would put it off; %[9]shave the plan of %[2]s changed to %[4]s at the latest", s.Number, into.Number, d.zh, d.own, zh, d.en, en, adviceZh, adviceEn).At("to")
	}
	return nil
}

// Adopts refuses to hang a matter of a kind below one that is over, or whose kind k (nil where it is no longer in
// force) does not decompose into it. named is what a kind is called.
func Adopts(s *State, k *mechanism.Kind, child string, named func(kind string) text.Text) error {
	if s.Over() {
		zh, en := s.Stage.Words()
		return errs.Newf(errs.Refused, "matter.parent_over", "%[1]s %[2]s，其下不能再分解；请写明一件在办的上级事项", "%[1]s is %[3]s and takes nothing below it; name a parent that is open", s.Number, zh, en).At("parent")
	}
	if k == nil {
		return nil
	}
	own := named(s.Kind)
	if !k.Tree.Declared() {
		return errs.Newf(errs.Refused, "matter.no_tree", "%[1]s 属“%[2]s”，该类事项不分解，其下不能登记任何事项；请写明另一件上级事项，或在该类机制的 tree.children 中写明可以分解出哪几类",
			"%[1]s is of the kind “%[3]s”, which does not decompose: it accepts no kind below it. Name another parent, or list the kinds it takes in tree.children of that kind", s.Number, own.In(text.Zh), own.In(text.En)).At("parent")
	}
	if allowed := k.Tree.Children; len(allowed) > 0 && !slices.Contains(allowed, child) {
		var zh, en []string
		for _, kind := range allowed {
			title := named(kind)
			zh, en = append(zh, title.In(text.Zh)), append(en, title.In(text.En))
		}
		return errs.Newf(errs.Refused, "matter.bad_child", "%[1]s 属“%[4]s”，其下只能分解出：%[2]s", "%[1]s is of the kind “%[5]s”, below which only these may hang: %[3]s", s.Number, strings.Join(zh, "、"), strings.Join(en, ", "), own.In(text.Zh), own.In(text.En)).At("parent")
	}
	return nil
}

// Surplus refuses one more below s, of kind k, which was established with an exact number of branches or leaves. below
// is what hangs there now; direct tells whether the new matter hangs on s itself, leaves how many leaves it adds.
func Surplus(s *State, k *mechanism.Kind, below Tree, direct bool, leaves int) error {
	if s.Stage == Registered || s.Over() || k.Tree.AtLeast {
		return nil
	}
	refuse := func(n int, zh, en string) error {
		return errs.Newf(errs.Refused, "matter.tree_full", "%[1]s 立项时定为 %[2]d %[3]s，已经齐全，不能再加；须先撤销或并案其中一条，或修改机制里的数目",
			"%[1]s was established with %[2]d %[4]s and has them all; withdraw or merge one of them first, or change the number in the mechanism", s.Number, n, zh, en)
	}
	if n := k.Tree.Branches; n > 0 && direct && below.Children >= n {
		return refuse(n, "个分支", "branches")
	}
	if n := k.Tree.Leaves; n > 0 && leaves > 0 && below.Leaves+leaves > n {
		return refuse(n, "条", "leaves")
	}
	return nil
}
