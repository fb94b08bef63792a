package calendar

import (
	"strings"
	"testing"
)

func TestAFaultOfANoticeStandsWhereItWasWritten(t *testing.T) {
	t.Parallel()
	const sound = "id: \"2027.1\"\nyear: 2027\ntitle: 通知\npublished: 2026-11-04\nchecked: memory\noff: [2027-01-01, 2027-05-01, 2027-10-01..2027-10-03]\nwork:\n  - 2027-01-03\n  - 2027-01-04\n"
	for name, tt := range map[string]struct{ from, to, at, says string }{
		"a make-up day that is no weekend": {"x", "x", "a.yaml:9:5", "2027-01-04"},
		"a day of another year":            {"2027-01-04", "2029-01-06", "a.yaml:9:5", "2029-01-06"},
		"a key that is written wrong":      {"off:", "of:", "a.yaml:6:1", "“off”"},
	} {
		_, err := ParseNoticeFile("a.yaml", []byte(strings.ReplaceAll(sound, tt.from, tt.to)))
		if err == nil || !strings.Contains(err.Error(), tt.at) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
