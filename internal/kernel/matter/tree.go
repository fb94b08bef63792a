package matter

import (
	"qinlian/internal/base/errs"
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
	if t := m.below(); t.LeavesDone < t.Leaves {
		return errs.Newf(errs.Refused, "matter.open_leaves", "%[1]s 之下共 %[2]d 条，还有 %[3]d 条没有办结，本级不能办结；请先逐条办结，不再办的撤销或并案",
			"%[3]d of the %[2]d leaves below %[1]s are open, so it cannot be completed; complete them first, or withdraw or merge what is dropped", m.s.Number, t.Leaves, t.Leaves-t.LeavesDone)
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
