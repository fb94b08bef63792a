package batch

import "math/bits"

// stretch is the words of a block: what the inner loops go over.
type stretch [blockWords]uint64

// inverted is the pattern by which to turn words round, or not.
func inverted(is bool) uint64 {
	if is {
		return ^uint64(0)
	}
	return 0
}

// planesPlain goes through the bits of a code from the lowest up, two more at a time; flip turns round what comes out.
func planesPlain(dst *stretch, how []bit, first int, flip bool) {
	a, first0, how := (*stretch)(how[0].plane[first:]), inverted(how[0].not), how[1:]
	if first0 != 0 {
		to, aa := dst[:], a[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = ^aa[i]
			to[i+1] = ^aa[i+1]
			to[i+2] = ^aa[i+2]
			to[i+3] = ^aa[i+3]
		}
		a = dst
	}
	for len(how) > 0 {
		x := (*stretch)(how[0].plane[first:])
		if len(how) == 1 || how[0].not || how[1].not {
			meetOrJoin(dst, a, x, how[0], inverted(flip && len(how) == 1))
			a, how = dst, how[1:]
			continue
		}
		y, f := (*stretch)(how[1].plane[first:]), inverted(flip && len(how) == 2)
		switch meetX, meetY := how[0].meet, how[1].meet; {
		case meetX && meetY:
			to, aa, xx, yy := dst[:], a[:], x[:], y[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i]&xx[i]&yy[i] ^ f
				to[i+1] = aa[i+1]&xx[i+1]&yy[i+1] ^ f
				to[i+2] = aa[i+2]&xx[i+2]&yy[i+2] ^ f
				to[i+3] = aa[i+3]&xx[i+3]&yy[i+3] ^ f
			}
		case meetX:
			to, aa, xx, yy := dst[:], a[:], x[:], y[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = (aa[i]&xx[i] | yy[i]) ^ f
				to[i+1] = (aa[i+1]&xx[i+1] | yy[i+1]) ^ f
				to[i+2] = (aa[i+2]&xx[i+2] | yy[i+2]) ^ f
				to[i+3] = (aa[i+3]&xx[i+3] | yy[i+3]) ^ f
			}
		case meetY:
			to, aa, xx, yy := dst[:], a[:], x[:], y[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = (aa[i]|xx[i])&yy[i] ^ f
				to[i+1] = (aa[i+1]|xx[i+1])&yy[i+1] ^ f
				to[i+2] = (aa[i+2]|xx[i+2])&yy[i+2] ^ f
				to[i+3] = (aa[i+3]|xx[i+3])&yy[i+3] ^ f
			}
		default:
			to, aa, xx, yy := dst[:], a[:], x[:], y[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = (aa[i] | xx[i] | yy[i]) ^ f
				to[i+1] = (aa[i+1] | xx[i+1] | yy[i+1]) ^ f
				to[i+2] = (aa[i+2] | xx[i+2] | yy[i+2]) ^ f
				to[i+3] = (aa[i+3] | xx[i+3] | yy[i+3]) ^ f
			}
		}
		a, how = dst, how[2:]
	}
	if a != dst || flip && first0 != 0 { // one plane alone
		to, aa := dst[:], a[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = aa[i] ^ inverted(flip)
			to[i+1] = aa[i+1] ^ inverted(flip)
			to[i+2] = aa[i+2] ^ inverted(flip)
			to[i+3] = aa[i+3] ^ inverted(flip)
		}
	}
}

func meetOrJoin(dst, a, x *stretch, how bit, f uint64) {
	switch {
	case how.meet && how.not:
		to, aa, xx := dst[:], a[:], x[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = aa[i]&^xx[i] ^ f
			to[i+1] = aa[i+1]&^xx[i+1] ^ f
			to[i+2] = aa[i+2]&^xx[i+2] ^ f
			to[i+3] = aa[i+3]&^xx[i+3] ^ f
		}
	case how.meet:
		to, aa, xx := dst[:], a[:], x[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = aa[i]&xx[i] ^ f
			to[i+1] = aa[i+1]&xx[i+1] ^ f
			to[i+2] = aa[i+2]&xx[i+2] ^ f
			to[i+3] = aa[i+3]&xx[i+3] ^ f
		}
	case how.not:
		to, aa, xx := dst[:], a[:], x[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = (aa[i] | ^xx[i]) ^ f
			to[i+1] = (aa[i+1] | ^xx[i+1]) ^ f
			to[i+2] = (aa[i+2] | ^xx[i+2]) ^ f
			to[i+3] = (aa[i+3] | ^xx[i+3]) ^ f
		}
	default:
		to, aa, xx := dst[:], a[:], x[:]
		for i := 0; i < blockWords; i += 4 {
			to[i] = (aa[i] | xx[i]) ^ f
			to[i+1] = (aa[i+1] | xx[i+1]) ^ f
			to[i+2] = (aa[i+2] | xx[i+2]) ^ f
			to[i+3] = (aa[i+3] | xx[i+3]) ^ f
		}
	}
}

func meetPlain(dst *stretch, from []*stretch) {
	a := from[0]
	for from = from[1:]; len(from) > 0; a = dst {
		switch b := from[0]; len(from) {
		case 1:
			to, aa, bb := dst[:], a[:], b[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] & bb[i]
				to[i+1] = aa[i+1] & bb[i+1]
				to[i+2] = aa[i+2] & bb[i+2]
				to[i+3] = aa[i+3] & bb[i+3]
			}
			return
		case 2:
			c := from[1]
			to, aa, bb, cc := dst[:], a[:], b[:], c[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] & bb[i] & cc[i]
				to[i+1] = aa[i+1] & bb[i+1] & cc[i+1]
				to[i+2] = aa[i+2] & bb[i+2] & cc[i+2]
				to[i+3] = aa[i+3] & bb[i+3] & cc[i+3]
			}
			return
		default:
			c, d := from[1], from[2]
			to, aa, bb, cc, dd := dst[:], a[:], b[:], c[:], d[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] & bb[i] & cc[i] & dd[i]
				to[i+1] = aa[i+1] & bb[i+1] & cc[i+1] & dd[i+1]
				to[i+2] = aa[i+2] & bb[i+2] & cc[i+2] & dd[i+2]
				to[i+3] = aa[i+3] & bb[i+3] & cc[i+3] & dd[i+3]
			}
			from = from[3:]
		}
	}
}

func joinPlain(dst *stretch, from []*stretch) {
	a := from[0]
	for from = from[1:]; len(from) > 0; a = dst {
		switch b := from[0]; len(from) {
		case 1:
			to, aa, bb := dst[:], a[:], b[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] | bb[i]
				to[i+1] = aa[i+1] | bb[i+1]
				to[i+2] = aa[i+2] | bb[i+2]
				to[i+3] = aa[i+3] | bb[i+3]
			}
			return
		case 2:
			c := from[1]
			to, aa, bb, cc := dst[:], a[:], b[:], c[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] | bb[i] | cc[i]
				to[i+1] = aa[i+1] | bb[i+1] | cc[i+1]
				to[i+2] = aa[i+2] | bb[i+2] | cc[i+2]
				to[i+3] = aa[i+3] | bb[i+3] | cc[i+3]
			}
			return
		default:
			c, d := from[1], from[2]
			to, aa, bb, cc, dd := dst[:], a[:], b[:], c[:], d[:]
			for i := 0; i < blockWords; i += 4 {
				to[i] = aa[i] | bb[i] | cc[i] | dd[i]
				to[i+1] = aa[i+1] | bb[i+1] | cc[i+1] | dd[i+1]
				to[i+2] = aa[i+2] | bb[i+2] | cc[i+2] | dd[i+2]
				to[i+3] = aa[i+3] | bb[i+3] | cc[i+3] | dd[i+3]
			}
			from = from[3:]
		}
	}
}

func countPlain(words []uint64) int {
	n := 0
	for _, x := range words {
		n += bits.OnesCount64(x)
	}
	return n
}
