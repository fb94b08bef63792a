package batch

// do decides every clause of the program for the stretch that begins at word first.
func (w *worker) do(first int) {
	w.first, w.sparse = first, !w.run.table.crowded(first, w.words)
	for i := range w.program.steps {
		s := &w.program.steps[i]
		switch s.do {
		case doPlanes:
			planes((*stretch)(w.slot(s.dst)), s.bits, w.first, s.flip)
		case doAnd:
			meetAll((*stretch)(w.slot(s.dst)), w.operands(s.from))
		case doOr:
			joinAll((*stretch)(w.slot(s.dst)), w.operands(s.from))
		case doScan:
			w.scan(w.slot(s.dst), s)
		case doLook:
			w.look(w.slot(s.dst), s)
		case doCompare:
			w.compare(w.slot(s.dst), s)
		case doFinish:
			w.finish(s)
		}
	}
}

// scan compares the numbers of a column that is not coded for it.
func (w *worker) scan(dst []uint64, s *step) {
	numbers, set := s.column.numbers[w.first*64:], s.column.set[w.first:]
	for i := range dst {
		var word uint64
		for _, span := range s.spans {
			width := uint64(span.to) - uint64(span.from)
			for j, n := range numbers[i*64:][:64] {
				if uint64(rank(s.column.kind, n))-uint64(span.from) <= width {
					word |= 1 << j
				}
			}
		}
		dst[i] = word & set[i]
		if s.leaf.missing == s.wanted {
			dst[i] |= ^set[i]
		}
	}
}

// look finds the entries of the dictionary that were asked before.
func (w *worker) look(dst []uint64, s *step) {
	entries := s.column.entries[w.first*64:]
	for i := range dst {
		var word uint64
		for j, e := range entries[i*64:][:64] {
			if s.answer[e] {
				word |= 1 << j
			}
		}
		dst[i] = word
	}
}

// compare computes both sides for every row.
func (w *worker) compare(dst []uint64, s *step) {
	if w.all == nil {
		for i := range 64 * w.words {
			w.all = append(w.all, int32(i))
		}
	}
	c := &s.leaf.compare
	a, b := w.compute(c.a, w.all), w.compute(c.b, w.all)
	for i := range dst {
		var word uint64
		for j := range 64 {
			at := i*64 + j
			if !a.bad[at] && !b.bad[at] && c.satisfied(a.n[at], b.n[at]) == (s.wanted == yes) {
				word |= 1 << j
			}
		}
		dst[i] = word
	}
	w.free(a)
	w.free(b)
}

// decision is what came out for a clause in one stretch.
type decision struct {
	w     *worker
	holds []uint64
	fails []uint64   // nil where nobody is left over
	split []part     // of the amount
	parts [][]uint64 // who gets each
	pays  bool
	over  bool
}

func (w *worker) finish(s *step) {
	c := &w.run.set.clauses[s.clause]
	d := decision{w: w, holds: w.at(s.from[0]), split: c.parts, pays: c.Amount != nil}
	w.parts = w.parts[:0]
	for i := range c.parts {
		w.parts = append(w.parts, w.at(s.from[1+i]))
	}
	d.parts = w.parts
	if n := 1 + len(c.parts); len(s.from) > n {
		d.fails = w.at(s.from[n])
	}
	if w.sparse {
		d.mask(func(word int) uint64 { return w.run.table.present(w.first + word) })
	}
	w.decided(s.clause, d)
}

// mask leaves the rows of a pattern; the others count as denied.
func (d *decision) mask(pattern func(word int) uint64) {
	masked := func(words []uint64) []uint64 {
		out := make([]uint64, len(words))
		for i, x := range words {
			out[i] = x & pattern(i)
		}
		return out
	}
	d.holds = masked(d.holds)
	for i, p := range d.parts {
		d.parts[i] = masked(p) // the worker's list, made anew for each clause
	}
	if d.fails != nil {
		fails := make([]uint64, len(d.fails))
		for i, x := range d.fails {
			fails[i] = x | ^pattern(i)
		}
		d.fails = fails
	}
}
