//go:build goexperiment.simd && amd64

package batch

import "simd/archsimd"

// wide tells whether the processor has vectors of 512 bits. A block of rows is eight of them, and what a step has come to stays
// in registers until it is done.
var wide = archsimd.X86.AVX512()

// counts tells whether it counts the bits of such vectors, too.
var counts = wide && archsimd.X86.AVX512VPOPCNTDQ()

func planes(dst *stretch, how []bit, first int, flip bool) {
	if !wide {
		planesPlain(dst, how, first, flip)
		return
	}
	s := (*stretch)(how[0].plane[first:])
	a := archsimd.LoadUint64x8((*[8]uint64)(s[0:]))
	b := archsimd.LoadUint64x8((*[8]uint64)(s[8:]))
	c := archsimd.LoadUint64x8((*[8]uint64)(s[16:]))
	d := archsimd.LoadUint64x8((*[8]uint64)(s[24:]))
	e := archsimd.LoadUint64x8((*[8]uint64)(s[32:]))
	f := archsimd.LoadUint64x8((*[8]uint64)(s[40:]))
	g := archsimd.LoadUint64x8((*[8]uint64)(s[48:]))
	h := archsimd.LoadUint64x8((*[8]uint64)(s[56:]))
	ones := archsimd.BroadcastUint64x8(^uint64(0))
	if how[0].not {
		a = a.Xor(ones)
		b = b.Xor(ones)
		c = c.Xor(ones)
		d = d.Xor(ones)
		e = e.Xor(ones)
		f = f.Xor(ones)
		g = g.Xor(ones)
		h = h.Xor(ones)
	}
	for i := range how[1:] {
		x := &how[1+i]
		s := (*stretch)(x.plane[first:])
		switch {
		case x.meet && x.not:
			a = a.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[0:])))
			b = b.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[8:])))
			c = c.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[16:])))
			d = d.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[24:])))
			e = e.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[32:])))
			f = f.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[40:])))
			g = g.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[48:])))
			h = h.AndNot(archsimd.LoadUint64x8((*[8]uint64)(s[56:])))
		case x.meet:
			a = a.And(archsimd.LoadUint64x8((*[8]uint64)(s[0:])))
			b = b.And(archsimd.LoadUint64x8((*[8]uint64)(s[8:])))
			c = c.And(archsimd.LoadUint64x8((*[8]uint64)(s[16:])))
			d = d.And(archsimd.LoadUint64x8((*[8]uint64)(s[24:])))
			e = e.And(archsimd.LoadUint64x8((*[8]uint64)(s[32:])))
			f = f.And(archsimd.LoadUint64x8((*[8]uint64)(s[40:])))
			g = g.And(archsimd.LoadUint64x8((*[8]uint64)(s[48:])))
			h = h.And(archsimd.LoadUint64x8((*[8]uint64)(s[56:])))
		case x.not:
			a = a.Or(archsimd.LoadUint64x8((*[8]uint64)(s[0:])).Xor(ones))
			b = b.Or(archsimd.LoadUint64x8((*[8]uint64)(s[8:])).Xor(ones))
			c = c.Or(archsimd.LoadUint64x8((*[8]uint64)(s[16:])).Xor(ones))
			d = d.Or(archsimd.LoadUint64x8((*[8]uint64)(s[24:])).Xor(ones))
			e = e.Or(archsimd.LoadUint64x8((*[8]uint64)(s[32:])).Xor(ones))
			f = f.Or(archsimd.LoadUint64x8((*[8]uint64)(s[40:])).Xor(ones))
			g = g.Or(archsimd.LoadUint64x8((*[8]uint64)(s[48:])).Xor(ones))
			h = h.Or(archsimd.LoadUint64x8((*[8]uint64)(s[56:])).Xor(ones))
		default:
			a = a.Or(archsimd.LoadUint64x8((*[8]uint64)(s[0:])))
			b = b.Or(archsimd.LoadUint64x8((*[8]uint64)(s[8:])))
			c = c.Or(archsimd.LoadUint64x8((*[8]uint64)(s[16:])))
			d = d.Or(archsimd.LoadUint64x8((*[8]uint64)(s[24:])))
			e = e.Or(archsimd.LoadUint64x8((*[8]uint64)(s[32:])))
			f = f.Or(archsimd.LoadUint64x8((*[8]uint64)(s[40:])))
			g = g.Or(archsimd.LoadUint64x8((*[8]uint64)(s[48:])))
			h = h.Or(archsimd.LoadUint64x8((*[8]uint64)(s[56:])))
		}
	}
	if flip {
		a = a.Xor(ones)
		b = b.Xor(ones)
		c = c.Xor(ones)
		d = d.Xor(ones)
		e = e.Xor(ones)
		f = f.Xor(ones)
		g = g.Xor(ones)
		h = h.Xor(ones)
	}
	a.Store((*[8]uint64)(dst[0:]))
	b.Store((*[8]uint64)(dst[8:]))
	c.Store((*[8]uint64)(dst[16:]))
	d.Store((*[8]uint64)(dst[24:]))
	e.Store((*[8]uint64)(dst[32:]))
	f.Store((*[8]uint64)(dst[40:]))
	g.Store((*[8]uint64)(dst[48:]))
	h.Store((*[8]uint64)(dst[56:]))
}

func meetAll(dst *stretch, from []*stretch) {
	if !wide {
		meetPlain(dst, from)
		return
	}
	s := from[0]
	a := archsimd.LoadUint64x8((*[8]uint64)(s[0:]))
	b := archsimd.LoadUint64x8((*[8]uint64)(s[8:]))
	c := archsimd.LoadUint64x8((*[8]uint64)(s[16:]))
	d := archsimd.LoadUint64x8((*[8]uint64)(s[24:]))
	e := archsimd.LoadUint64x8((*[8]uint64)(s[32:]))
	f := archsimd.LoadUint64x8((*[8]uint64)(s[40:]))
	g := archsimd.LoadUint64x8((*[8]uint64)(s[48:]))
	h := archsimd.LoadUint64x8((*[8]uint64)(s[56:]))
	for _, s := range from[1:] {
		a = a.And(archsimd.LoadUint64x8((*[8]uint64)(s[0:])))
		b = b.And(archsimd.LoadUint64x8((*[8]uint64)(s[8:])))
		c = c.And(archsimd.LoadUint64x8((*[8]uint64)(s[16:])))
		d = d.And(archsimd.LoadUint64x8((*[8]uint64)(s[24:])))
		e = e.And(archsimd.LoadUint64x8((*[8]uint64)(s[32:])))
		f = f.And(archsimd.LoadUint64x8((*[8]uint64)(s[40:])))
		g = g.And(archsimd.LoadUint64x8((*[8]uint64)(s[48:])))
		h = h.And(archsimd.LoadUint64x8((*[8]uint64)(s[56:])))
	}
	a.Store((*[8]uint64)(dst[0:]))
	b.Store((*[8]uint64)(dst[8:]))
	c.Store((*[8]uint64)(dst[16:]))
	d.Store((*[8]uint64)(dst[24:]))
	e.Store((*[8]uint64)(dst[32:]))
	f.Store((*[8]uint64)(dst[40:]))
	g.Store((*[8]uint64)(dst[48:]))
	h.Store((*[8]uint64)(dst[56:]))
}

func joinAll(dst *stretch, from []*stretch) {
	if !wide {
		joinPlain(dst, from)
		return
	}
	s := from[0]
	a := archsimd.LoadUint64x8((*[8]uint64)(s[0:]))
	b := archsimd.LoadUint64x8((*[8]uint64)(s[8:]))
	c := archsimd.LoadUint64x8((*[8]uint64)(s[16:]))
	d := archsimd.LoadUint64x8((*[8]uint64)(s[24:]))
	e := archsimd.LoadUint64x8((*[8]uint64)(s[32:]))
	f := archsimd.LoadUint64x8((*[8]uint64)(s[40:]))
	g := archsimd.LoadUint64x8((*[8]uint64)(s[48:]))
	h := archsimd.LoadUint64x8((*[8]uint64)(s[56:]))
	for _, s := range from[1:] {
		a = a.Or(archsimd.LoadUint64x8((*[8]uint64)(s[0:])))
		b = b.Or(archsimd.LoadUint64x8((*[8]uint64)(s[8:])))
		c = c.Or(archsimd.LoadUint64x8((*[8]uint64)(s[16:])))
		d = d.Or(archsimd.LoadUint64x8((*[8]uint64)(s[24:])))
		e = e.Or(archsimd.LoadUint64x8((*[8]uint64)(s[32:])))
		f = f.Or(archsimd.LoadUint64x8((*[8]uint64)(s[40:])))
		g = g.Or(archsimd.LoadUint64x8((*[8]uint64)(s[48:])))
		h = h.Or(archsimd.LoadUint64x8((*[8]uint64)(s[56:])))
	}
	a.Store((*[8]uint64)(dst[0:]))
	b.Store((*[8]uint64)(dst[8:]))
	c.Store((*[8]uint64)(dst[16:]))
	d.Store((*[8]uint64)(dst[24:]))
	e.Store((*[8]uint64)(dst[32:]))
	f.Store((*[8]uint64)(dst[40:]))
	g.Store((*[8]uint64)(dst[48:]))
	h.Store((*[8]uint64)(dst[56:]))
}

func count(words []uint64) int {
	if !counts || len(words) != blockWords {
		return countPlain(words)
	}
	s := (*stretch)(words)
	a := archsimd.LoadUint64x8((*[8]uint64)(s[0:])).OnesCount()
	b := archsimd.LoadUint64x8((*[8]uint64)(s[8:])).OnesCount()
	c := archsimd.LoadUint64x8((*[8]uint64)(s[16:])).OnesCount()
	d := archsimd.LoadUint64x8((*[8]uint64)(s[24:])).OnesCount()
	a = a.Add(archsimd.LoadUint64x8((*[8]uint64)(s[32:])).OnesCount())
	b = b.Add(archsimd.LoadUint64x8((*[8]uint64)(s[40:])).OnesCount())
	c = c.Add(archsimd.LoadUint64x8((*[8]uint64)(s[48:])).OnesCount())
	d = d.Add(archsimd.LoadUint64x8((*[8]uint64)(s[56:])).OnesCount())
	var sums [8]uint64
	a.Add(b).Add(c.Add(d)).Store(&sums)
	return int(sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7])
}
