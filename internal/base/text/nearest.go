package text

import (
	"slices"
	"strings"
)

// longest is the length in letters beyond which a word is no slip of the pen.
const longest = 64

// Suggest says what was probably meant by a word that is not among the known ones: the nearest, or else
// which there are.
func Suggest(word string, known []string) (zh, en string) {
	known = slices.Clone(known)
	slices.Sort(known)
	known = slices.Compact(known)
	if best, ok := Nearest(word, known); ok {
		return "是否要写“" + best + "”？", "did you mean “" + best + "”?"
	}
	if len(known) == 0 {
		return "这里还没有可用的名称", "there is none to choose from yet"
	}
	const most = 12
	more := ""
	if len(known) > most {
		known, more = known[:most], " …"
	}
	return "可用的有：" + strings.Join(known, "、") + more, "known are: " + strings.Join(known, ", ") + more
}

// Nearest finds the known word at the least distance, if it is near enough to be a slip: a third of the
// word's letters, at least one.
func Nearest(word string, known []string) (best string, ok bool) {
	limit := max(1, len([]rune(word))/3)
	for _, k := range known {
		if d := Distance(word, k); d <= limit && (best == "" || d < limit) {
			best, limit = k, d
		}
	}
	return best, best != ""
}

// Distance counts the letters to change, add, leave out or swap with their neighbour to make a of b (the
// optimal string alignment distance), upper and lower case alike. Words too long to be slips are far apart.
func Distance(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if len(x) > longest || len(y) > longest {
		return max(len(x), len(y))
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
