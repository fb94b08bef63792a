package batch

import "math"

// narrow is a column's numbers again, in as few bytes as they take: amounts are computed for few rows of a block, and what
// that costs is the memory that is touched. One of the slices is in use.
type narrow struct {
	two  []int16
	four []int32
}

// narrowed makes one for the numbers of a column; nil where they are too large.
func (c *column) narrowed() *narrow {
	switch {
	case c.most <= math.MaxInt16:
		return &narrow{two: shortened[int16](c.numbers)}
	case c.most <= math.MaxInt32:
		return &narrow{four: shortened[int32](c.numbers)}
	default:
		return nil
	}
}

func shortened[T int16 | int32](numbers []int64) []T {
	out := make([]T, len(numbers))
	for i, n := range numbers {
		out[i] = T(n)
	}
	return out
}

// put follows a change of the column; false where its number does not fit.
func (x *narrow) put(row int, n int64) bool {
	if x.two != nil {
		x.two[row] = int16(n)
		return int64(x.two[row]) == n
	}
	x.four[row] = int32(n)
	return int64(x.four[row]) == n
}

// grow makes room for more rows.
func (x *narrow) grow(rows int) {
	if x.two != nil {
		x.two = append(x.two, make([]int16, rows-len(x.two))...)
	} else {
		x.four = append(x.four, make([]int32, rows-len(x.four))...)
	}
}
