package sheet

import (
	"strings"
	"testing"
)

func TestAMonthThatMayHaveLostItsZeroNamesOctober(t *testing.T) {
	t.Parallel()
	for raw, october := range map[string]bool{"2023.1": true, "2023.10": false, "2023.01": false, "2023-1": false, "2023.11": false} {
		r := dateContext{year: 2023}.date(raw)
		if r.doubt.Level != Assumed || strings.Contains(r.doubt.Text.Zh, "2023年10月") != october || strings.Contains(r.doubt.Text.En, "October") != october {
			t.Errorf("%s: %+v", raw, r.doubt)
		}
	}
}
