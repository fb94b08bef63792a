package batch

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/rule"
)

// Run is a set of clauses on a table. It follows the table: ask again after a change. It may not be used from two
// goroutines at once; Totals itself uses as many processors as there are.
type Run struct {
	set     *Set
	table   *Table
	ones    []uint64
	zeros   []uint64
	kept    map[int32]*answers // of conditions asked row by row
	seen    int                // of table.touched
	version int64
	whole   *program
	parts   map[string]*program // by the columns that they read
}

// answers are the rows with each verdict, in words.
type answers [3][]uint64

// On codes the columns of t for the clauses and makes ready to try them. Columns coded finely enough already stay as
// they are.
func (s *Set) On(t *Table) *Run {
	byColumn := map[string][]*leaf{}
	for _, l := range s.graph.leaves {
		if l.how == byRank || l.how == byWord {
			byColumn[l.column] = append(byColumn[l.column], l)
		}
	}
	t.coding.Lock()
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var once sync.Once
	for path, leaves := range byColumn {
		c := t.columns[path]
		if c == nil {
			continue
		}
		group.Go(func() {
			slots <- struct{}{}
			if c.prepare(t, leaves) {
				once.Do(func() { t.version.Add(1) })
			}
			<-slots
		})
	}
	for _, c := range s.clauses {
		for _, p := range c.parts {
			if p.formula == nil || p.formula.rate == nil {
				continue
			}
			if of := t.columns[p.formula.rate.column]; of != nil && of.narrow.Load() == nil {
				of.narrow.Store(of.narrowed())
			}
		}
	}
	group.Wait()
	t.coding.Unlock()
	return s.Try(t)
}

// Try is On without coding: conditions that the table is not coded for are read from the columns as they are. It suits a
// draft that is tried once.
func (s *Set) Try(t *Table) *Run {
	t.runs.Store(true)
	r := &Run{set: s, table: t, version: -1, seen: len(t.touched)}
	r.ready()
	return r
}

// ready makes the run anew where the table's shape has changed, and asks again what was kept of rows that changed.
func (r *Run) ready() {
	t := r.table
	version := t.version.Load()
	if words := padded(t.rows) / 64; r.version != version || len(r.ones) != words {
		r.version, r.whole, r.parts, r.kept = version, nil, map[string]*program{}, map[int32]*answers{}
		if len(r.ones) != words {
			r.ones, r.zeros = slices.Repeat([]uint64{math.MaxUint64}, words), make([]uint64, words)
		}
	}
	if len(r.kept) > 0 && r.seen < len(t.touched) {
		at := t.cursor()
		for leaf, kept := range r.kept {
			for _, row := range t.touched[r.seen:] {
				kept.ask(r.set.graph.leaves[leaf].judge, at, int(row))
			}
		}
	}
	r.seen = len(t.touched)
}

// rowByRow asks package rule about every row, once.
func (r *Run) rowByRow(leaf int32) *answers {
	if kept := r.kept[leaf]; kept != nil {
		return kept
	}
	kept := &answers{}
	for i := range kept {
		kept[i] = make([]uint64, padded(r.table.rows)/64)
	}
	at := r.table.cursor()
	for row := range r.table.rows {
		kept.ask(r.set.graph.leaves[leaf].judge, at, row)
	}
	r.kept[leaf] = kept
	return kept
}

func (a *answers) ask(judge *rule.Program, at *cursor, row int) {
	v := judged(judge, at.at(row))
	for i := range a {
		a[i][row/64] &^= 1 << (row % 64)
	}
	a[v][row/64] |= 1 << (row % 64)
}

// Total is what a clause comes to over all rows.
type Total struct {
	Entitled int   // rows that satisfy it and whose amount can be computed
	Amount   int64 // fen, or whatever the clause's int counts
	Faulty   int   // rows that lack a fact which decides, or whose amount cannot be computed
}

// Totals tries every clause on every row. It fails with batch.overflow where an amount in all does not fit 64 bits.
func (r *Run) Totals() ([]Total, error) {
	r.ready()
	p := r.program()
	blocks := padded(r.table.rows) / blockRows
	workers := max(1, min(runtime.GOMAXPROCS(0), blocks))
	found := make([][]Total, workers)
	over := make([]bool, workers)
	var group sync.WaitGroup
	for n := range workers {
		group.Go(func() {
			sums := make([]Total, r.set.Len())
			w := r.worker(p, blockWords)
			w.decided = func(clause int, d decision) {
				sum, add := &sums[clause], d.total()
				sum.Entitled += add.Entitled
				sum.Faulty += add.Faulty
				before := sum.Amount
				sum.Amount += add.Amount
				over[n] = over[n] || d.over || (sum.Amount > before) != (add.Amount > 0)
			}
			for b := n * blocks / workers; b < (n+1)*blocks/workers; b++ {
				w.do(b * blockWords)
			}
			found[n] = sums
		})
	}
	group.Wait()
	out := make([]Total, r.set.Len())
	tooMuch := slices.Contains(over, true)
	for _, sums := range found {
		for i, s := range sums {
			before := out[i].Amount
			out[i].Entitled, out[i].Amount, out[i].Faulty = out[i].Entitled+s.Entitled, before+s.Amount, out[i].Faulty+s.Faulty
			tooMuch = tooMuch || (out[i].Amount > before) != (s.Amount > 0)
		}
	}
	if tooMuch {
		return nil, errs.Newf(errs.Invalid, "batch.overflow", "金额合计超出可计范围", "the amounts together are too large to count")
	}
	return out, nil
}

func (r *Run) program() *program {
	if r.whole == nil {
		all := make([]int, r.set.Len())
		for i := range all {
			all[i] = i
		}
		r.whole = r.lower(all)
	}
	return r.whole
}

// Grants are the rows that a clause takes within a block, each with its amount.
type Grants struct {
	Clause  int
	Rows    []int32
	Amounts []int64
	Faulty  []int32
}

// Each calls visit with who gets how much, block by block and clause by clause; what it is given is used again.
func (r *Run) Each(visit func(Grants)) {
	r.ready()
	w := r.worker(r.program(), blockWords)
	g := Grants{}
	w.decided = func(clause int, d decision) {
		g.Clause, g.Rows, g.Amounts, g.Faulty = clause, g.Rows[:0], g.Amounts[:0], g.Faulty[:0]
		d.list(&g)
		if len(g.Rows)+len(g.Faulty) > 0 {
			visit(g)
		}
	}
	for first := 0; first < padded(r.table.rows)/64; first += blockWords {
		w.do(first)
	}
}

// Outcome is what a clause comes to for one row.
type Outcome struct {
	Clause   int
	Entitled bool
	Amount   int64
	Faulty   bool // a fact that decides is missing, or the amount cannot be computed; ask the clause's rules why
}

// Row tries every clause on one row.
func (r *Run) Row(row int) []Outcome {
	r.ready()
	return r.row(r.program(), row, nil)
}

func (r *Run) row(p *program, row int, out []Outcome) []Outcome {
	if p.single == nil {
		p.single = r.worker(p, 1)
	}
	return p.single.single(row, out)
}

// Changed is a clause that came to something else for a row.
type Changed struct{ Before, After Outcome }

// Change gives a fact of a row and tells which clauses come to something else for it. Only those that read the fact are
// tried. Errors are those of Table.Set.
func (r *Run) Change(row int, path string, v rule.Value) ([]Changed, error) {
	r.ready()
	paths := []string{path}
	var before []Outcome
	if row >= 0 && row < r.table.rows {
		before = r.row(r.reading(paths), row, nil)
	}
	if err := r.table.Set(row, path, v); err != nil {
		return nil, err
	}
	r.ready()
	var out []Changed
	for i, after := range r.row(r.reading(paths), row, nil) {
		if before[i] != after {
			out = append(out, Changed{before[i], after})
		}
	}
	return out, nil
}

// worker goes through the steps of a program for one stretch of words at a time.
type worker struct {
	run     *Run
	program *program
	words   int  // in a stretch
	first   int  // word of the table
	sparse  bool // there are rows in it on which no clause is tried
	slots   []uint64
	decided func(clause int, d decision)

	rows   []int32
	from   []*stretch
	codes  []uint32 // of one row, by program.codes
	parts  [][]uint64
	spare  []vector
	all    []int32
	cursor *cursor
}

func (r *Run) worker(p *program, words int) *worker {
	return &worker{run: r, program: p, words: words, slots: make([]uint64, p.slots*words)}
}

func (w *worker) slot(n int32) []uint64 { return w.slots[int(n)*w.words:][:w.words:w.words] }

func (w *worker) at(o operand) []uint64 {
	if o.words != nil {
		return o.words[w.first:][:w.words:w.words]
	}
	return w.slot(o.slot)
}

// operands are what a step reads.
func (w *worker) operands(from []operand) []*stretch {
	w.from = w.from[:0]
	for _, o := range from {
		words := o.words
		if words != nil {
			words = words[w.first:]
		} else {
			words = w.slots[int(o.slot)*blockWords:]
		}
		w.from = append(w.from, (*stretch)(words))
	}
	return w.from
}

// operand is where a node that formulas choose by is.
func (w *worker) operand(node int32) []uint64 { return w.at(w.program.where[node]) }

func (w *worker) vector(n int) vector {
	if last := len(w.spare) - 1; last >= 0 && cap(w.spare[last].n) >= n {
		v := w.spare[last]
		w.spare = w.spare[:last]
		v.n, v.bad = v.n[:n], v.bad[:n]
		if !v.clean {
			clear(v.bad[:cap(v.bad)])
		}
		v.clean = true
		return v
	}
	room := max(n, 64*w.words)
	return vector{make([]int64, n, room), make([]bool, n, room), true}
}

func (w *worker) free(v vector) { w.spare = append(w.spare, v) }

// selected lists the rows of the stretch whose bit is set.
func (w *worker) selected(words []uint64) []int32 {
	if cap(w.rows) < 64*w.words+4 {
		w.rows = make([]int32, 0, 64*w.words+4)
	}
	return spread(w.rows[:0], words, 0)
}

// spread adds the rows whose bit is set to out, which has room for them and four more.
func spread(out []int32, words []uint64, first int32) []int32 {
	n := len(out)
	out = out[:cap(out)]
	for i, word := range words {
		found, at := bits.OnesCount64(word), first+int32(i*64)
		for to := 0; to < found; to += 4 { // four at a time: mostly once, whatever the pattern
			four := (*[4]int32)(out[n+to:])
			four[0] = at + int32(bits.TrailingZeros64(word))
			word &= word - 1
			four[1] = at + int32(bits.TrailingZeros64(word))
			word &= word - 1
			four[2] = at + int32(bits.TrailingZeros64(word))
			word &= word - 1
			four[3] = at + int32(bits.TrailingZeros64(word))
			word &= word - 1
		}
		n += found
	}
	return out[:n]
}
