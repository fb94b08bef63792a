package batch

import "slices"

// program is a graph made into steps over blocks of words, for the columns of one table. What a step writes goes into a
// slot; slots are used again as soon as nobody reads them any more.
type program struct {
	steps []step
	slots int
	where map[int32]operand // of nodes that formulas choose by

	single *worker   // for one row
	codes  []*coding // that its comparisons are of
}

type work uint8

const (
	doPlanes work = iota // a comparison, bit by bit of the code
	doAnd
	doOr
	doScan    // numbers against spans, for a column that is not coded for them
	doLook    // entries of the dictionary against answers, likewise
	doCompare // two formulas
	doFinish  // a clause is decided
)

type step struct {
	do     work
	dst    int32
	wanted verdict // doCompare, doScan: which answer is sought
	from   []operand
	bits   []bit
	flip   bool   // doPlanes: turned round at the end
	code   int    // doPlanes: in program.codes
	n      uint32 // doPlanes: what a code is compared with
	exact  bool   // doPlanes: it must be n, not only at least n
	leaf   *leaf
	column *column
	spans  []span
	answer []bool // doLook: by entry
	clause int
}

// bit is one plane's part in a comparison: what came out so far meets it, or is joined with it, or with its opposite.
type bit struct {
	plane     []uint64
	meet, not bool
}

// operand is where a node's words are: in a slot, or in words that are kept anyhow.
type operand struct {
	slot  int32
	words []uint64 // of the whole table; nil for a slot
}

// lowering makes a program.
type lowering struct {
	run   *Run
	out   program
	where map[int32]operand // of nodes
	uses  map[int32]int
	free  []int32
	force map[int32]int32 // nodes that stand for others, when asking what if
}

// lower makes the steps by which clauses are decided, in order. A clause whose columns are all filled denies whom it does
// not take, so that nobody is left over; of the others, who is denied is computed too.
func (r *Run) lower(clauses []int) *program {
	r.table.coding.Lock()
	defer r.table.coding.Unlock()
	l := r.lowering(clauses, nil)
	for _, at := range clauses {
		for _, n := range r.roots(at) {
			l.count(n)
		}
	}
	for _, at := range clauses {
		finish := step{do: doFinish, clause: at}
		for _, n := range r.roots(at) {
			finish.from = append(finish.from, l.visit(n))
		}
		l.out.steps = append(l.out.steps, finish)
		for _, n := range r.roots(at) {
			l.release(n)
		}
	}
	return &l.out
}

// roots lists what finishing a clause reads: who is taken, who gets which part of the amount, and unless the rest
// are denied, who is.
func (r *Run) roots(at int) []int32 {
	c := &r.set.clauses[at]
	out := []int32{c.holds}
	for _, p := range c.parts {
		out = append(out, p.node)
	}
	if !r.total(at) {
		out = append(out, c.fails)
	}
	return out
}

func (r *Run) lowering(clauses []int, force map[int32]int32) *lowering {
	l := &lowering{run: r, where: map[int32]operand{}, uses: map[int32]int{}, force: force, out: program{where: map[int32]operand{}}}
	for _, at := range clauses {
		for _, p := range r.set.clauses[at].parts {
			p.formula.conditions(l.keep)
		}
	}
	return l
}

// keep computes a node that formulas choose by, for good.
func (l *lowering) keep(n int32) {
	if _, done := l.out.where[n]; !done {
		l.count(n)
		l.out.where[n] = l.visit(n)
	}
}

// count notes that somebody reads node n.
func (l *lowering) count(n int32) {
	n = l.stands(n)
	if l.uses[n]++; l.uses[n] > 1 {
		return
	}
	for _, k := range l.run.set.graph.nodes[n].kids {
		l.count(k)
	}
}

func (l *lowering) stands(n int32) int32 {
	if other, ok := l.force[n]; ok {
		return other
	}
	return n
}

// release notes that one reader of n is done.
func (l *lowering) release(n int32) {
	n = l.stands(n)
	if l.uses[n]--; l.uses[n] == 0 {
		l.drop(l.where[n])
		delete(l.where, n) // who reads it later computes it again
	}
}

func (l *lowering) slot() int32 {
	if n := len(l.free); n > 0 {
		at := l.free[n-1]
		l.free = l.free[:n-1]
		return at
	}
	l.out.slots++
	return int32(l.out.slots - 1)
}

// visit makes the steps that compute node n, once.
func (l *lowering) visit(n int32) operand {
	n = l.stands(n)
	at, done := l.where[n]
	if !done {
		at = l.compute(n)
		l.where[n] = at
	}
	return at
}

func (l *lowering) compute(n int32) operand {
	node := l.run.set.graph.nodes[n]
	switch node.op {
	case never:
		return operand{words: l.run.zeros}
	case always:
		return operand{words: l.run.ones}
	case holds, fails:
		return l.condition(node)
	}
	s := step{do: doAnd}
	if node.op == or {
		s.do = doOr
	}
	for _, k := range node.kids {
		s.from = append(s.from, l.visit(k))
	}
	s.dst = l.slot()
	l.out.steps = append(l.out.steps, s)
	for _, k := range node.kids {
		l.release(k)
	}
	return operand{slot: s.dst}
}

func (l *lowering) condition(node node) operand {
	asked, wanted := l.run.set.graph.leaves[node.leaf], yes
	if node.op == fails {
		wanted = no
	}
	switch asked.how {
	case byRow:
		return operand{words: l.run.rowByRow(node.leaf)[wanted]}
	case byValue:
		asked.compare.a.conditions(l.keep)
		asked.compare.b.conditions(l.keep)
		s := step{do: doCompare, dst: l.slot(), leaf: asked, wanted: wanted}
		l.out.steps = append(l.out.steps, s)
		return operand{slot: s.dst}
	}
	c := l.run.table.columns[asked.column]
	switch {
	case c == nil && asked.missing == wanted: // in no row is anything set
		return operand{words: l.run.ones}
	case c == nil && asked.how == byRank:
		return operand{words: l.run.zeros}
	case c == nil:
		c = &column{path: asked.column, entries: make([]uint32, padded(l.run.table.rows))}
	}
	if !c.answers(asked) {
		return l.scan(asked, c, wanted)
	}
	var found []operand
	for _, r := range c.codes(asked, wanted) {
		found = append(found, l.between(c, r))
	}
	switch len(found) {
	case 0:
		return operand{words: l.run.zeros}
	case 1:
		return found[0]
	}
	s := step{do: doOr, from: found, dst: l.slot()}
	l.out.steps = append(l.out.steps, s)
	for _, f := range found {
		l.drop(f)
	}
	return operand{slot: s.dst}
}

// drop gives back the slot of what only the step just made has read.
func (l *lowering) drop(o operand) {
	if o.words == nil {
		l.free = append(l.free, o.slot)
	}
}

// between finds the rows whose code lies in r.
func (l *lowering) between(c *column, r run) operand {
	last := c.last()
	switch {
	case r.from == r.to && r.to > 0 && r.to < last:
		return l.planes(c, equal(c.code.Load().planes, r.from), r.from, true, false)
	case r.from == 0 && r.to >= last, r.from == 1 && r.to >= last && c.code.Load().full():
		return operand{words: l.run.ones}
	case r.to >= last:
		return l.planes(c, atLeast(c.code.Load().planes, r.from), r.from, false, false)
	case r.from == 0, r.from == 1 && c.code.Load().full():
		return l.planes(c, atLeast(c.code.Load().planes, r.to+1), r.to+1, false, true)
	}
	low := l.planes(c, atLeast(c.code.Load().planes, r.from), r.from, false, false)
	high := l.planes(c, atLeast(c.code.Load().planes, r.to+1), r.to+1, false, true)
	s := step{do: doAnd, from: []operand{low, high}, dst: l.slot()}
	l.out.steps = append(l.out.steps, s)
	l.drop(low)
	l.drop(high)
	return operand{slot: s.dst}
}

// planes makes the step that goes through the planes of a code to find those that are at least n, or just n, and turns round what
// comes out if told so.
func (l *lowering) planes(c *column, how []bit, n uint32, exact, flip bool) operand {
	if len(how) == 1 && how[0].not == flip {
		return operand{words: how[0].plane}
	}
	code := c.code.Load()
	at := slices.Index(l.out.codes, code)
	if at < 0 {
		at = len(l.out.codes)
		l.out.codes = append(l.out.codes, code)
	}
	s := step{do: doPlanes, bits: how, flip: flip, code: at, n: n, exact: exact, dst: l.slot()}
	l.out.steps = append(l.out.steps, s)
	return operand{slot: s.dst}
}

// atLeast: from the lowest bit up, x ≥ n where the bit of x is set and the rest suffices (bit of n set), or where it is
// set or the rest suffices (bit of n clear).
func atLeast(planes [][]uint64, n uint32) []bit {
	var out []bit
	for i, plane := range planes {
		if set := n>>i&1 == 1; set || len(out) > 0 { // before, every x will do
			out = append(out, bit{plane: plane, meet: set})
		}
	}
	return out
}

func equal(planes [][]uint64, n uint32) []bit {
	out := make([]bit, len(planes))
	for i, plane := range planes {
		out[i] = bit{plane: plane, meet: true, not: n>>i&1 == 0}
	}
	return out
}

// scan answers a leaf from the column as it is.
func (l *lowering) scan(leaf *leaf, c *column, wanted verdict) operand {
	s := step{do: doScan, column: c, leaf: leaf, wanted: wanted}
	if leaf.how == byRank {
		s.spans = leaf.spans[0]
		if wanted == no {
			s.spans = leaf.spans[1]
		}
	} else {
		s.do = doLook
		for e := range len(c.words) + 1 {
			s.answer = append(s.answer, leaf.word(c, uint32(e)) == wanted)
		}
	}
	s.dst = l.slot()
	l.out.steps = append(l.out.steps, s)
	return operand{slot: s.dst}
}

// total tells whether a clause leaves nobody over: all it reads is filled and read by comparison.
func (r *Run) total(at int) bool {
	c := r.set.clauses[at]
	for _, n := range append(r.set.graph.under(c.holds), r.set.graph.under(c.fails)...) { // a clause that nobody can satisfy still reads
		leaf := r.set.graph.leaves[r.set.graph.nodes[n].leaf]
		column := r.table.columns[leaf.column]
		switch {
		case leaf.how == byRank && leaf.missing != neither: // has()
		case leaf.how != byRank || column == nil || column.code.Load() == nil || !column.code.Load().full():
			if leaf.how != byWord || column == nil || column.code.Load() == nil || !column.code.Load().decides(leaf) {
				return false
			}
		}
	}
	return true
}

// decides tells whether a judge knows an answer for whatever occurs in the column.
func (code *coding) decides(l *leaf) bool {
	at := code.judge(l)
	return at >= 0 && !slices.ContainsFunc(code.answers, func(a string) bool { return verdict(a[at]) == neither })
}

// under lists the conditions that a node is made from, as nodes, once each.
func (g *graph) under(n int32) []int32 {
	seen := map[int32]bool{}
	var out []int32
	var visit func(n int32)
	visit = func(n int32) {
		if seen[n] {
			return
		}
		seen[n] = true
		switch g.nodes[n].op {
		case holds, fails:
			out = append(out, n)
		case and, or:
			for _, k := range g.nodes[n].kids {
				visit(k)
			}
		}
	}
	visit(n)
	return out
}
