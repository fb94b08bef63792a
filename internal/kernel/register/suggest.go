package register

import (
	"maps"
	"slices"
	"strings"
)

// suggest says what was probably meant by a word that is none of the known ones.
func suggest(word string, known []string) (zh, en string) {
	best, least := "", max(1, len([]rune(word))/3)+1
	for _, k := range known {
		if len(word) > 4*64 || len(k) > 4*64 { // no slip of the pen
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	const most = 24
	switch {
	case best != "":
		return "是否要写“" + best + "”?", "did you mean “" + best + "”?"
	case len(known) == 0:
		return "目前一项也没有", "there is none at all"
	case len(known) > most:
		return "可用：" + strings.Join(known[:most], "、") + " …", "known: " + strings.Join(known[:most], ", ") + " …"
	}
	return "可用：" + strings.Join(known, "、"), "known: " + strings.Join(known, ", ")
}

// distance is the Levenshtein distance in letters.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
