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
		"a colon of a Chinese keyboard":    {"year: 2027", "year： 2027", "a.yaml:2:5", "全角“：”，"},
		"a comma of a Chinese keyboard":    {"2027-01-01, 2027-05-01", "2027-01-01， 2027-05-01", "a.yaml:6:17", "全角“，”"},
		"a bracket that is not closed":     {"2027-10-03]", "2027-10-03", "a.yaml:", "右方括号"},
		"an indent that does not fit":      {"  - 2027-01-04", " - 2027-01-04", "a.yaml:9:2", "缩进"},
		"what is no list of keys":          {sound, "- 1", "a.yaml:1:1", "首行如 id"},
		"a key that is missing":            {"checked: memory\n", "", "a.yaml:1:1", "如 checked: official"},
	} {
		_, err := ParseNoticeFile("a.yaml", []byte(strings.ReplaceAll(sound, tt.from, tt.to)))
		if err == nil || !strings.Contains(err.Error(), tt.at) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
