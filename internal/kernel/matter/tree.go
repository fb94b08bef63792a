package matter

import "qinlian/internal/base/errs"

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
