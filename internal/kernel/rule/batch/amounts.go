package batch

import (
	"math"
	"math/bits"
	"slices"
)

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
			n := taken
			if &d.parts[i][0] != &d.holds[0] {
				n = count(d.parts[i])
			}
			out.Entitled += n
			d.add(&out.Amount, p.fixed, int64(n))
			continue
		}
		if p.formula != nil {
			if c := p.formula.rate.reads(d.w); c != nil {
				rows := d.w.selected(d.parts[i])
				out.Entitled += len(rows)
				d.add(&out.Amount, p.formula.rate.sum(c, d.w.first, rows), 1)
				continue
			}
		}
		v := d.each(i, d.w.selected(d.parts[i]))
		switch {
		case len(v.n) == 0:
		case v.clean && near(v.n, math.MaxInt64/int64(len(v.n))): // no sum of some of them is too large
			sum := int64(0)
			for _, n := range v.n {
				sum += n
			}
			out.Entitled += len(v.n)
			d.add(&out.Amount, sum, 1)
		default:
			for i, n := range v.n {
				if !v.bad[i] {
					out.Entitled++
					d.add(&out.Amount, n, 1)
				}
			}
		}
		d.w.free(v)
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

// each computes the amounts of a part that is no constant.
func (d *decision) each(i int, rows []int32) vector {
	w, p := d.w, &d.split[i]
	if p.formula != nil {
		return w.compute(p.formula, rows)
	}
	v := w.vector(len(rows))
	v.clean = false
	if w.cursor == nil {
		w.cursor = w.run.table.cursor()
	}
	for i, row := range rows {
		amount, err := p.asked.Value(w.cursor.at(w.first*64 + int(row)))
		v.n[i], v.bad[i] = amount.Number(), err != nil
	}
	return v
}

// list writes down who gets how much.
func (d *decision) list(g *Grants) {
	first := int32(d.w.first * 64)
	if d.fails != nil {
		for i, x := range d.holds {
			g.Faulty = listed(g.Faulty, ^(x | d.fails[i]), first+int32(i*64))
		}
	}
	if !d.pays {
		g.Rows = spread(slices.Grow(g.Rows, 64*len(d.holds)+4), d.holds, first)
		for len(g.Amounts) < len(g.Rows) {
			g.Amounts = append(g.Amounts, 0)
		}
		return
	}
	for i, words := range d.parts {
		p, from := &d.split[i], len(g.Rows)
		g.Rows = spread(slices.Grow(g.Rows, 64*len(words)+4), words, first)
		g.Amounts = slices.Grow(g.Amounts, 64*len(words)+4)[:len(g.Rows)]
		amounts := g.Amounts[from:]
		if p.formula == nil && p.asked == nil {
			for i := range amounts {
				amounts[i] = p.fixed
			}
			continue
		}
		if p.formula != nil {
			if c := p.formula.rate.reads(d.w); c != nil {
				p.formula.rate.list(c, d.w.first, g.Rows[from:], amounts)
				continue
			}
		}
		v := d.each(i, d.w.selected(words))
		copy(amounts, v.n)
		if !v.clean {
			d.without(g, from, v.bad)
		}
		d.w.free(v)
	}
	if len(d.parts) == 1 && &d.parts[0][0] == &d.holds[0] {
		return
	}
	for i, x := range d.holds {
		for _, words := range d.parts {
			x &^= words[i]
		}
		g.Faulty = listed(g.Faulty, x, first+int32(i*64))
	}
}

// without moves the rows from a place on that are bad to those that are faulty.
func (d *decision) without(g *Grants, from int, bad []bool) {
	n := from
	for i, isBad := range bad {
		if isBad {
			g.Faulty = append(g.Faulty, g.Rows[from+i])
			continue
		}
		g.Rows[n], g.Amounts[n] = g.Rows[from+i], g.Amounts[from+i]
		n++
	}
	g.Rows, g.Amounts = g.Rows[:n], g.Amounts[:n]
}

// listed adds the rows of a word.
func listed(rows []int32, word uint64, first int32) []int32 {
	for ; word != 0; word &= word - 1 {
		rows = append(rows, first+int32(bits.TrailingZeros64(word)))
	}
	return rows
}
