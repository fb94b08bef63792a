package sheet

import (
	"slices"
	"testing"
)

func TestTheLinesOfAPrintedFormAreNoMatters(t *testing.T) {
	t.Parallel()
	const head = "序号,事项,责任单位,责任人,完成时限\n"
	for _, c := range []struct {
		name, text, titles string
		told               []string
	}{
		{"the columns' numbers", head + "(1),(2),(3),(4),(5)\n1,甲,A局,局长,长期\n", "甲", []string{"row.header A2"}},
		{"letters and numbers", head + "甲,乙,1,2,3\n1,甲,A局,局长,长期\n", "甲", []string{"row.header A2"}},
		{"numbers behind a word", "事项,责任单位,责任人,完成时限\n栏次,1,2,3\n甲,A局,局长,长期\n", "甲", []string{"row.header A2"}},
		{"names beside their labels", head + "1,甲,A局,局长,长期\n填表人：,某甲,,审核人：,某乙\n", "甲", []string{"row.footer A3"}},
		{"labels alone", head + "1,甲,A局,局长,长期\n,填表人,,审核人,\n", "甲", []string{"row.footer B3"}},
		{"names in the labels' cells, and a day", head + "1,甲,A局,局长,长期\n填表人：某甲,,审核人：某乙,,2024年5月1日\n", "甲", []string{"row.footer A3"}},
		{"one label under the ordinals", head + "1,甲,A局,局长,长期\n单位负责人（签字）,某甲,,,\n", "甲", []string{"row.footer A3"}},
		{"circled numbers, and one that is worked out", head + "①,②,③,④,⑤=③+④\n1,甲,A局,局长,长期\n", "甲", []string{"row.header A2"}},
		{"labels without a person's word", head + "1,甲,A局,局长,长期\n制表：,某甲,,审核：,某乙\n", "甲", []string{"row.footer A3"}},
		{"those in charge", head + "1,甲,A局,局长,长期\n主要负责人：,,,填表人：,\n分管领导（签字）：,,主要领导签字：,,\n", "甲", []string{"row.footer A3", "row.footer A4"}},
		{"pages", head + "1,甲,A局,局长,长期\n第一页，共2页,,,,\n（续表）,,,,\n2,乙,A局,局长,长期\n,以下空白,,,\n,2024年5月1日,,,\n", "甲 乙", []string{"row.footer A3", "row.footer A4", "row.footer B6", "row.footer B7"}},
		{"a heading whose ordinal has a cell of its own", head + "一,重点项目（2项）,,,\n1,甲,A局,局长,长期\n（二）,民生实事,,,\n2,乙,A局,局长,长期\n", "甲 乙", []string{"row.section A2", "row.section A4"}},
		{"remarks that are counted, and a further table's caption", head + "1,甲,A局,局长,长期\n说明：1.本表每月报送,,,,\n2.本表由各责任单位填写,,,,\n表二：民生实事,,,,\n1,乙,A局,局长,长期\n", "甲 乙", []string{"row.footer A3", "row.footer A4", "row.section A5"}},
		{"a matter that begins like one", head + "1,联系人制度,A局,局长,长期\n2,审核人员培训,A局,局长,长期\n", "联系人制度 审核人员培训", nil},
		{"a matter of figures", head + "1,2,A局,局长,长期\n", "2", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, rep := readText(t, c.text, Options{})
			if got := titlesOf(rows); got != c.titles || rep.Errors > 0 {
				t.Errorf("%q, want %q; %+v", got, c.titles, rep)
			}
			if got := codes(Row{Doubts: rep.Doubts}); !slices.Equal(got, c.told) {
				t.Errorf("told as %q, want %q", got, c.told)
			}
		})
	}
}

func TestAFormulaThatFailedIsAFaultInACsvToo(t *testing.T) {
	t.Parallel()
	_, rep := readText(t, "序号,事项,责任单位,进展情况,完成时限\n1,甲,A局,#REF!,长期\n2,#N/A,A局,,长期\n", Options{})
	if rep.Errors < 2 {
		t.Errorf("%+v", rep)
	}
}

func TestRatesThatAreRoughlySoOrInWordsAreReadOrTold(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int{"30%左右": 3000, "30％上下": 3000, "百分之三十": 3000, "三分之一": -1} {
		rows, rep := readText(t, "序号,事项,责任单位,完成时限,完成率\n1,甲,A局,长期,"+cell+"\n", Options{})
		got := -1
		if rows[0].Progress != nil {
			got = *rows[0].Progress
		}
		if told := slices.ContainsFunc(rows[0].Doubts, func(d Doubt) bool { return d.Code == "progress.words" }); got != want || told != (want < 0) {
			t.Errorf("%s is %d, want %d; %+v, %+v", cell, got, want, rows[0].Doubts, rep)
		}
	}
}
