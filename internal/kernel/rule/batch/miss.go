package batch

import (
	"math/bits"
	"slices"
)

// Want is a condition that would have to come out otherwise.
type Want struct {
	Condition string // as the rule writes it
	Holds     bool   // whether it would have to hold or to fail
}

// Miss is a smallest change by which rows would come to satisfy a clause: one condition, or two neither of which suffices
// alone.
type Miss struct {
	Wants []Want
	Rows  []int32 // in order
}

// Misses tells, for a clause, which rows lack one condition only, or two, and which: those that most rows lack come first.
// Rows that would need more are in none. The conditions of a clause are tried one by one and pair by pair, on all rows at
// once.
func (r *Run) Misses(clause int) []Miss {
	r.ready()
	g, root := r.set.graph, r.set.clauses[clause].holds
	literals := g.under(root)
	taken := r.rowsIf(root, nil)
	alone := make([][]uint64, len(literals))
	var out []Miss
	note := func(rows []uint64, at ...int) {
		m := Miss{}
		for i, word := range rows {
			for ; word != 0; word &= word - 1 {
				m.Rows = append(m.Rows, int32(i*64+bits.TrailingZeros64(word)))
			}
		}
		for _, n := range at {
			node := g.nodes[literals[n]]
			m.Wants = append(m.Wants, Want{g.leaves[node.leaf].text, node.op == holds})
		}
		if len(m.Rows) > 0 {
			out = append(out, m)
		}
	}
	for i, n := range literals {
		alone[i] = without(r.rowsIf(root, g.forced(n)), taken)
		note(alone[i], i)
	}
	for i, n := range literals {
		for j, m := range literals[:i] {
			if g.nodes[n].leaf != g.nodes[m].leaf {
				note(without(r.rowsIf(root, g.forced(n, m)), taken, alone[i], alone[j]), j, i)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Miss) int {
		if len(a.Wants) != len(b.Wants) {
			return len(a.Wants) - len(b.Wants)
		}
		return len(b.Rows) - len(a.Rows)
	})
	return out
}

// forced makes conditions come out as their nodes say.
func (g *graph) forced(nodes ...int32) map[int32]int32 {
	out := map[int32]int32{}
	for _, n := range nodes {
		leaf := g.nodes[n].leaf
		for other, node := range g.nodes {
			if (node.op == holds || node.op == fails) && node.leaf == leaf {
				out[int32(other)] = nobody
			}
		}
	}
	for _, n := range nodes {
		out[n] = everybody
	}
	return out
}

// rowsIf gives the rows in a node, were some nodes others.
func (r *Run) rowsIf(root int32, force map[int32]int32) []uint64 {
	r.table.coding.Lock()
	l := r.lowering(nil, force)
	l.count(root)
	at := l.visit(root)
	r.table.coding.Unlock()
	out := make([]uint64, len(r.ones))
	w := r.worker(&l.out, blockWords)
	for first := 0; first < len(out); first += blockWords {
		w.do(first)
		copy(out[first:], w.at(at))
		for i := first; i < first+blockWords; i++ {
			out[i] &= r.table.present(i)
		}
	}
	return out
}

func without(rows []uint64, others ...[]uint64) []uint64 {
	for _, o := range others {
		for i, x := range o {
			rows[i] &^= x
		}
	}
	return rows
}
