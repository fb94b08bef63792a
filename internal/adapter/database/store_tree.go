package database

import (
	"slices"
	"strings"

	"qinlian/internal/kernel/engine"
)

// counted are the matters of a tree below one, as matter.NodeOf counts them: without those withdrawn or merged. Their ids
// come from the index of parents, which alone says all that it is asked: SQLite would otherwise walk the zone for each.
func counted(one, above string) string {
	return "matters id_" + one + " CROSS JOIN matters " + one + " WHERE id_" + one + ".zone_id = matters.zone_id AND id_" + one + ".parent = " + above +
		" AND id_" + one + ".parent <> '' AND " + one + ".zone_id = matters.zone_id AND " + one + ".id = id_" + one + ".id AND " + one + ".stage NOT IN ('withdrawn', 'merged')"
}

// weight is a matter's share in what is above it.
func weight(one string) string {
	return "(CASE WHEN " + one + ".weight > 1 THEN CAST(" + one + ".weight AS DOUBLE PRECISION) ELSE 1 END)"
}

// deepest bounds how far a tree is followed: one that was tampered into a circle ends there.
const deepest = "100"

// treeProgress is matter.Shown of a row's progress: matter.Summarise of what hangs below it, else its own. A leaf counts by
// the product of the shares above it, which is the same sum. Tests on both databases hold the two together.
var treeProgress = "(CASE WHEN EXISTS (SELECT 1 FROM " + counted("first", "matters.id") + ") THEN (" +
	"WITH RECURSIVE part(id, depth, share, rate, below) AS (" +
	"SELECT matters.id, 0, CAST(1 AS DOUBLE PRECISION), CAST(0 AS DOUBLE PRECISION), (SELECT sum(" + weight("top") + ") FROM " + counted("top", "matters.id") + ")" +
	" UNION ALL " +
	"SELECT child.id, part.depth + 1, part.share * " + weight("child") + " / part.below," +
	" (CASE WHEN child.completed_at <> 0 OR child.stage = 'closed' AND child.closed_at <> 0 THEN CAST(100 AS DOUBLE PRECISION) ELSE child.progress END)," +
	" (SELECT sum(" + weight("leaf") + ") FROM " + counted("leaf", "child.id") + ")" +
	" FROM part CROSS JOIN " + counted("child", "part.id") + " AND part.depth < " + deepest + ")" +
	" SELECT round(sum(share * rate) * 1000000) / 1000000 FROM part WHERE below IS NULL) ELSE progress END)"

// progressed puts the tree's progress in place of a row's own among columns, where a filter asks for it or sorts by it: a page
// goes on by what its last row shows.
func (s *Store) progressed(columns string, f *engine.Filter) string {
	if !f.Trees && !slices.ContainsFunc(f.Sort, func(o engine.Order) bool { return o.Column == "progress" }) {
		return columns
	}
	return strings.Replace(columns, "progress", treeProgress, 1)
}
