package mechanism

import (
	"slices"
	"strings"
)

// suggestion says what was probably meant by a word that is not among the known ones.
func suggestion(word string, known []string) (zh, en string) {
	known = slices.Clone(known)
	slices.Sort(known)
	known = slices.Compact(known)
	if best, ok := nearest(word, known); ok {
		return "是否要写“" + best + "”?", "did you mean “" + best + "”?"
	}
	if len(known) == 0 {
		return "这里还没有可用的名称", "there is none to choose from yet"
	}
	const most = 12
	more := ""
	if len(known) > most {
		known, more = known[:most], " …"
	}
	return "可用的有:" + strings.Join(known, "、") + more, "known are: " + strings.Join(known, ", ") + more
}

// nearest finds the known word at the least edit distance, if it is near enough to be a slip.
func nearest(word string, known []string) (best string, ok bool) {
	limit := max(1, len([]rune(word))/3)
	for _, k := range known {
		if dist := distance(word, k, limit); dist <= limit && (best == "" || dist < limit) {
			best, limit = k, dist
		}
	}
	return best, best != ""
}

// distance is the Damerau-Levenshtein distance (optimal string alignment) in letters, or more than
// limit where it exceeds it.
func distance(a, b string, limit int) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if len(x)-len(y) > limit || len(y)-len(x) > limit || len(x) > 64 || len(y) > 64 {
		return limit + 1
	}
	var before, last []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, last, row = last, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
