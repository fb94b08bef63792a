package engine

import (
	"slices"
	"strings"
	"testing"
)

// Lists put first what presses most, by the order by which mergers are judged.
func TestUrgenciesAreListedAsTheyPress(t *testing.T) {
	t.Parallel()
	key := func(urgency string) string {
		k, _ := (&MatterRow{Urgency: urgency}).Keys([]Order{{Column: "urgency"}}, nil)[0].(string)
		return k
	}
	got := []string{"", "normal", "daily", "green", "red", "amber", "orange"}
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	if want := []string{"red", "orange", "amber", "green", "daily", "normal", ""}; !slices.Equal(got, want) {
		t.Error(got)
	}
}
