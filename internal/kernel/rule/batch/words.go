package batch

import "math/bits"

// do decides every clause of the program for the stretch that begins at word first.
func (w *worker) do(first int) {
	w.first, w.sparse = first, !w.run.table.crowded(first, w.words)
	for i := range w.program.steps {
		s := &w.program.steps[i]
		switch s.do {
		case doPlanes:
			w.planes(w.slot(s.dst), s.bits)
		case doAnd:
			w.and(w.slot(s.dst), s.from)
		case doOr:
			w.or(w.slot(s.dst), s.from)
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

// planes goes through the bits of a code from the lowest up, two more at a time.
func (w *worker) planes(dst []uint64, how []bit) {
	so, flip := how[0].plane[w.first:], how[0].how.flips()
	how = how[1:]
	for ; len(how) >= 2; how = how[2:] {
		x, y := how[0], how[1]
		through(dst, so, x.plane[w.first:], y.plane[w.first:], flip, x.how.flips(), y.how.flips(), x.how.meets(), y.how.meets())
		so, flip = dst, 0
	}
	if len(how) == 1 {
		x := how[0]
		through1(dst, so, x.plane[w.first:], flip, x.how.flips(), x.how.meets())
	} else if flip != 0 {
		for i := range dst {
			dst[i] = ^so[i]
		}
	}
}

// flips is what turns a plane into what is wanted of it.
func (j junction) flips() uint64 {
	if j == takeNot || j == meetNot || j == joinNot {
		return ^uint64(0)
	}
	return 0
}

func (j junction) meets() bool { return j == meet || j == meetNot }

func through(dst, a, x, y []uint64, fa, fx, fy uint64, meetX, meetY bool) {
	a, x, y = a[:len(dst)], x[:len(dst)], y[:len(dst)]
	switch {
	case meetX && meetY:
		for i := range dst {
			dst[i] = (a[i] ^ fa) & (x[i] ^ fx) & (y[i] ^ fy)
		}
	case meetX:
		for i := range dst {
			dst[i] = (a[i]^fa)&(x[i]^fx) | (y[i] ^ fy)
		}
	case meetY:
		for i := range dst {
			dst[i] = ((a[i] ^ fa) | (x[i] ^ fx)) & (y[i] ^ fy)
		}
	default:
		for i := range dst {
			dst[i] = (a[i] ^ fa) | (x[i] ^ fx) | (y[i] ^ fy)
		}
	}
}

func through1(dst, a, x []uint64, fa, fx uint64, meets bool) {
	a, x = a[:len(dst)], x[:len(dst)]
	if meets {
		for i := range dst {
			dst[i] = (a[i] ^ fa) & (x[i] ^ fx)
		}
		return
	}
	for i := range dst {
		dst[i] = (a[i] ^ fa) | (x[i] ^ fx)
	}
}

func (w *worker) and(dst []uint64, from []operand) {
	a := w.at(from[0])[:len(dst)]
	for from = from[1:]; len(from) > 0; a = dst {
		b := w.at(from[0])[:len(dst)]
		switch len(from) {
		case 1:
			for i := range dst {
				dst[i] = a[i] & b[i]
			}
			return
		case 2:
			c := w.at(from[1])[:len(dst)]
			for i := range dst {
				dst[i] = a[i] & b[i] & c[i]
			}
			return
		default:
			c, d := w.at(from[1])[:len(dst)], w.at(from[2])[:len(dst)]
			for i := range dst {
				dst[i] = a[i] & b[i] & c[i] & d[i]
			}
			from = from[3:]
		}
	}
}

func (w *worker) or(dst []uint64, from []operand) {
	a := w.at(from[0])[:len(dst)]
	for from = from[1:]; len(from) > 0; a = dst {
		b := w.at(from[0])[:len(dst)]
		switch len(from) {
		case 1:
			for i := range dst {
				dst[i] = a[i] | b[i]
			}
			return
		case 2:
			c := w.at(from[1])[:len(dst)]
			for i := range dst {
				dst[i] = a[i] | b[i] | c[i]
			}
			return
		default:
			c, d := w.at(from[1])[:len(dst)], w.at(from[2])[:len(dst)]
			for i := range dst {
				dst[i] = a[i] | b[i] | c[i] | d[i]
			}
			from = from[3:]
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

func count(words []uint64) int {
	n := 0
	for _, x := range words {
		n += bits.OnesCount64(x)
	}
	return n
}

// undecided counts the rows that are neither taken nor denied.
func (d *decision) undecided() int {
	if d.fails == nil {
		return 0
	}
	n := 0
	for i, x := range d.holds {
		n += bits.OnesCount64(^(x | d.fails[i]))
	}
	return n
}

// total counts the rows and adds up the amounts.
func (d *decision) total() Total {
	out := Total{Faulty: d.undecided()}
	taken := count(d.holds)
	if !d.pays {
		out.Entitled = taken
		return out
	}
	for i := range d.split {
		p := &d.split[i]
		if p.formula == nil && p.asked == nil {
			n := count(d.parts[i])
			out.Entitled += n
			d.add(&out.Amount, p.fixed, int64(n))
			continue
		}
		d.each(i, func(_ int32, amount int64, ok bool) {
			if ok {
				out.Entitled++
				d.add(&out.Amount, amount, 1)
			}
		})
	}
	out.Faulty += taken - out.Entitled
	return out
}

// add is checked.
func (d *decision) add(sum *int64, amount, times int64) {
	high, low := bits.Mul64(magnitude(amount), uint64(times))
	product := int64(low)
	if amount < 0 {
		product = -product
	}
	before := *sum
	*sum += product
	d.over = d.over || high != 0 || product < 0 != (amount < 0) && product != 0 || (*sum > before) != (product > 0)
}

// each computes the amounts of a part.
func (d *decision) each(i int, visit func(row int32, amount int64, ok bool)) {
	w, p := d.w, &d.split[i]
	rows := w.selected(d.parts[i])
	switch {
	case p.formula != nil:
		v := w.compute(p.formula, rows)
		if v.clean {
			for i, row := range rows {
				visit(row, v.n[i], true)
			}
			w.free(v)
			return
		}
		for i, row := range rows {
			visit(row, v.n[i], !v.bad[i])
		}
		w.free(v)
	case p.asked != nil:
		if w.cursor == nil {
			w.cursor = w.run.table.cursor()
		}
		for _, row := range rows {
			v, err := p.asked.Value(w.cursor.at(w.first*64 + int(row)))
			visit(row, v.Number(), err == nil)
		}
	default:
		for _, row := range rows {
			visit(row, p.fixed, true)
		}
	}
}

// list writes down who gets how much.
func (d *decision) list(g *Grants) {
	first := int32(d.w.first * 64)
	if d.fails != nil {
		for i, x := range d.holds {
			for left := ^(x | d.fails[i]); left != 0; left &= left - 1 {
				g.Faulty = append(g.Faulty, first+int32(i*64+bits.TrailingZeros64(left)))
			}
		}
	}
	if !d.pays {
		for _, row := range d.w.selected(d.holds) {
			g.Rows, g.Amounts = append(g.Rows, first+row), append(g.Amounts, 0)
		}
		return
	}
	parts := make([]uint64, len(d.holds))
	for i, words := range d.parts {
		for j, x := range words {
			parts[j] |= x
		}
		d.each(i, func(row int32, amount int64, ok bool) {
			if !ok {
				g.Faulty = append(g.Faulty, first+row)
				return
			}
			g.Rows, g.Amounts = append(g.Rows, first+row), append(g.Amounts, amount)
		})
	}
	for i, x := range d.holds {
		for left := x &^ parts[i]; left != 0; left &= left - 1 {
			g.Faulty = append(g.Faulty, first+int32(i*64+bits.TrailingZeros64(left)))
		}
	}
}
