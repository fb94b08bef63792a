package text

import "testing"

func TestQuotationMarksWithinOthersAreSingle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"新增机构““四个一批”专班”":   "新增机构“‘四个一批’专班”",
		"由“甲”改为““乙”“丙””":   "由“甲”改为“‘乙’‘丙’”",
		"“甲“乙“丙”丁”戊”":      "“甲‘乙“丙”丁’戊”",
		"“甲”与“乙”":          "“甲”与“乙”",
		"写作“甲的“乙”":         "写作“甲的“乙”",
		"甲”“乙":             "甲”“乙",
		`unit "a" without`: `unit "a" without`,
	} {
		if got := Nested(s); got != want {
			t.Errorf("%s became %s, want %s", s, got, want)
		}
	}
}
