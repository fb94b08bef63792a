package text

import "testing"

func TestQuotationMarksWithinOthersAreSingle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"新增机构““四个一批”专班”":          "新增机构“‘四个一批’专班”",
		"由“甲”改为““乙”“丙””":          "由“甲”改为“‘乙’‘丙’”",
		"“甲“乙“丙”丁”戊”":             "“甲‘乙“丙”丁’戊”",
		"“甲”与“乙”":                 "“甲”与“乙”",
		"写作“甲的“乙”":                "写作“甲的“乙”",
		"甲”“乙":                    "甲”“乙",
		"关于督办“政务服务“一窗受理、一网通办””的函": "关于督办“政务服务‘一窗受理、一网通办’”的函",
		`unit "a" without`:        `unit "a" without`,
	} {
		if got := Nested(s); got != want {
			t.Errorf("%s became %s, want %s", s, got, want)
		}
	}
}

func TestAMarkWithoutItsOtherHalfSpoilsItsOwnLineAlone(t *testing.T) {
	t.Parallel()
	if got, want := NestedLines("““甲”乙”\n写作“丙\n““丁””"), "“‘甲’乙”\n写作“丙\n“‘丁’”"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
