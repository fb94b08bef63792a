//go:build !(goexperiment.simd && amd64)

package batch

func planes(dst *stretch, how []bit, first int, flip bool) { planesPlain(dst, how, first, flip) }

func meetAll(dst *stretch, from []*stretch) { meetPlain(dst, from) }

func joinAll(dst *stretch, from []*stretch) { joinPlain(dst, from) }

func count(words []uint64) int { return countPlain(words) }
