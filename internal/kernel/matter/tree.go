package matter

import (
	"slices"
	"strings"

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

// leavesDone refuses to complete what was decomposed before its leaves are, unless the kind allows it.
func (m *moment) leavesDone() error {
	if !m.kind.Tree.Declared() || m.kind.Tree.OpenLeaves {
		return nil
	}
	t := m.below()
	if t.LeavesDone < t.Leaves {
		return errs.Newf(errs.Refused, "matter.open_leaves", "%[1]s 之下共 %[2]d 条，还有 %[3]d 条没有办结，本级不能办结；请先逐条办结，不再办的撤销或并案",
			"%[3]d of the %[2]d leaves below %[1]s are open, so it cannot be completed; complete them first, or withdraw or merge what is dropped", m.s.Number, t.Leaves, t.Leaves-t.LeavesDone)
	}
	if t.Bare > 0 {
		return errs.Newf(errs.Refused, "matter.open_leaves", "%[1]s 之下有 %[2]d 项尚未分解，也没有办结，本级不能办结；请先分解并办结，不再办的撤销或并案",
			"%[2]d matters below %[1]s are neither decomposed nor completed, so it cannot be completed; decompose and complete them first, or withdraw or merge what is dropped", m.s.Number, t.Bare)
	}
	return nil
}

func (m *moment) merge(c *Command) (Content, error) {
	if c.To != "" && (c.To == m.s.ID || c.To == m.s.Number) {
		return nil, mergeSelf(m.s)
	}
	if c.To == "" {
		return nil, missing("matter.no_target", "并入的事项", "the matter to merge into")
	}
	if err := m.mergeable(c.To); err != nil {
		return nil, err
	}
	e := moves(c)
	e.Into = c.To
	return e, nil
}

func mergeSelf(s *State) error {
	return errs.Newf(errs.Refused, "matter.merge_self", "%[1]s 不能并入自己，请写明另一件事项", "%[1]s cannot be merged into itself; name another matter", s.Number).At("to")
}

// mergeable refuses a merger by which work would vanish: into what is over itself, or into what hangs below.
func (m *moment) mergeable(to string) error {
	if m.w.Matter == nil {
		return nil
	}
	into, err := m.w.Matter(to)
	if err != nil {
		return err
	}
	if into.ID == m.s.ID {
		return mergeSelf(m.s)
	}
	if into.Over() {
		zh, en := into.Stage.Words()
		return errs.Newf(errs.Refused, "matter.merge_over", "%[1]s %[2]s，不再办理，不能把 %[3]s 并入；请并入一件在办的事项", "%[1]s is %[4]s and nobody works on it, so %[3]s cannot be merged into it; name a matter that is open", into.Number, zh, m.s.Number, en).At("to")
	}
	seen := map[string]bool{}
	for above := into; above.Parent != "" && !seen[above.ID]; {
		seen[above.ID] = true
		if above.Parent == m.s.ID {
			return errs.Newf(errs.Refused, "matter.merge_below", "%[1]s 由 %[2]s 分解而来，上级不能并入下级；请反过来把下级并入上级，或并入另一件事项", "%[1]s hangs below %[2]s, and nothing is merged into a part of itself; merge the part into the whole, or name another matter", into.Number, m.s.Number).At("to")
		}
		if above, err = m.w.Matter(above.Parent); err != nil {
			return err
		}
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
	if allowed := k.Tree.Children; len(allowed) > 0 && !slices.Contains(allowed, child) {
		var zh, en []string
		for _, kind := range allowed {
			title := named(kind)
			zh, en = append(zh, title.In(text.Zh)), append(en, title.In(text.En))
		}
		return errs.Newf(errs.Refused, "matter.bad_child", "%[1]s 之下只能分解出：%[2]s", "only these kinds may hang below %[1]s: %[3]s", s.Number, strings.Join(zh, "、"), strings.Join(en, ", ")).At("parent")
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
