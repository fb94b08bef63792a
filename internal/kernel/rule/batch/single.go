package batch

// single tries the clauses of a program on one row: the steps for one word of rows, of which one bit counts.
func (w *worker) single(row int, out []Outcome) []Outcome {
	w.first = row / 64
	at := row % 64
	w.codes = w.codes[:0]
	for _, code := range w.program.codes {
		w.codes = append(w.codes, code.ranked(w.first, at))
	}
	for i := range w.program.steps {
		s := &w.program.steps[i]
		switch s.do {
		case doPlanes:
			w.slots[s.dst] = s.compared(w.codes[s.code], at)
		case doAnd:
			x := w.word(s.from[0])
			for _, o := range s.from[1:] {
				x &= w.word(o)
			}
			w.slots[s.dst] = x
		case doOr:
			x := w.word(s.from[0])
			for _, o := range s.from[1:] {
				x |= w.word(o)
			}
			w.slots[s.dst] = x
		case doScan:
			w.scan(w.slot(s.dst), s)
		case doLook:
			w.look(w.slot(s.dst), s)
		case doCompare:
			c := &s.leaf.compare
			a, b := w.compute(c.a, w.only(at)), w.compute(c.b, w.only(at))
			w.slots[s.dst] = 0
			if !a.bad[0] && !b.bad[0] && c.satisfied(a.n[0], b.n[0]) == (s.wanted == yes) {
				w.slots[s.dst] = 1 << at
			}
			w.free(a)
			w.free(b)
		case doFinish:
			out = append(out, w.outcome(s, at))
		}
	}
	return out
}

func (w *worker) word(o operand) uint64 {
	if o.words != nil {
		return o.words[w.first]
	}
	return w.slots[o.slot]
}

// only is the one row, by its place in the word.
func (w *worker) only(at int) []int32 {
	w.rows = append(w.rows[:0], int32(at))
	return w.rows[:1]
}

// ranked reads the code of a row.
func (code *coding) ranked(word, at int) (n uint32) {
	for p, plane := range code.planes {
		n |= uint32(plane[word]>>at&1) << p
	}
	return n
}

// compared tells, in the place of the row, what a comparison comes to for a code.
func (s *step) compared(code uint32, at int) uint64 {
	is := code >= s.n
	if s.exact {
		is = code == s.n
	}
	if is != s.flip {
		return 1 << at
	}
	return 0
}

func (w *worker) outcome(s *step, at int) Outcome {
	c := &w.run.set.clauses[s.clause]
	o := Outcome{Clause: s.clause}
	if w.run.table.Left(64*w.first + at) {
		return o
	}
	is := func(n int) bool { return w.word(s.from[n])>>at&1 == 1 }
	if !is(0) {
		fails := 1 + len(c.parts)
		o.Faulty = len(s.from) > fails && !is(fails)
		return o
	}
	if c.Amount == nil {
		o.Entitled = true
		return o
	}
	for i := range c.parts {
		if !is(1 + i) {
			continue
		}
		switch p := &c.parts[i]; {
		case p.formula != nil:
			v := w.compute(p.formula, w.only(at))
			o.Amount, o.Entitled = v.n[0], !v.bad[0]
			w.free(v)
		case p.asked != nil:
			v, err := p.asked.Value(w.run.table.cursor().at(64*w.first + at))
			o.Amount, o.Entitled = v.Number(), err == nil
		default:
			o.Amount, o.Entitled = p.fixed, true
		}
		break
	}
	if o.Faulty = !o.Entitled; o.Faulty {
		o.Amount = 0
	}
	return o
}
