package cli

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
)

// positive writes a count, "" for none.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sortedPairs sorts pairs by name from the given one on: those that came out of a map.
func sortedPairs(pairs [][2]string, from int) [][2]string {
	slices.SortFunc(pairs[min(from, len(pairs)):], func(a, b [2]string) int { return cmp.Compare(a[0], b[0]) })
	return pairs
}

func number(n int) string { return strconv.Itoa(n) }

// join writes a list of names as the language does.
func (s *Shell) join(list []string) string {
	if s.Lang == text.En {
		return strings.Join(list, ", ")
	}
	return strings.Join(list, "、")
}

func joinWords(list []string) string { return strings.Join(list, ", ") }
