package sheet

import "testing"

func TestTheUnitStatedAboveTheHeaderIsFound(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"（单位：亿元）": "亿元", "2023年重点项目台账 单位：万元": "万元", "金额单位: 人民币 亿元": "亿元", "单位：个、万元": "万元", "（以下金额单位均为万元）": "万元", "单位：万元 填报时间：2023年6月": "万元",
		"填报单位：元坝镇政府": "", "责任单位：万元公司": "", "填报单位：招商局": "", "总投资17.5亿元": "",
	} {
		g := grid{rows: []record{{row: 1, cells: []cell{{col: 2, value: value{text: line}}}}}}
		if got, at := g.statedUnit(layout{first: 2}); got != want || want != "" && at != "B1" {
			t.Errorf("%s: %q at %s, not %q", line, got, at, want)
		}
	}
}

func TestAHeaderIsPartedFromItsUnit(t *testing.T) {
	t.Parallel()
	for label, want := range map[string][2]string{
		"目标签约额（亿元）": {"目标签约额", "亿元"}, "总投资(万元)": {"总投资", "万元"}, "投资额（亿元，含税）": {"投资额", "亿元"}, "投资额（含税）（万元）": {"投资额", "万元"}, "总投资：亿元": {"总投资", "亿元"},
		"投资额万元": {"投资额", "万元"}, "投资额【单位：万元】": {"投资额", "万元"}, "资金(含税)": {"资金", ""}, "数量(个)": {"数量", "个"}, "进度(%)": {"进度", "%"}, "公元": {"公元", ""},
	} {
		if bare, unit := bareOf(fold(label)); bare != want[0] || unit != want[1] {
			t.Errorf("%s: %s in %q", label, bare, unit)
		}
	}
}

func TestAGroupOfUnitsIsPartedIntoThoseWhoLeadAndThoseWhoSupport(t *testing.T) {
	t.Parallel()
	rows, rep := readText(t, "序号,重点任务,承办单位,,完成时限\n,,牵头,配合,\n1,甲,招商局,财政局、审计局,2024-1-1\n", Options{})
	if len(rows) != 1 || len(rows[0].LeadUnits) != 1 || len(rows[0].SupportUnits) != 2 || rep.Assumptions+rep.Notes > 0 {
		t.Errorf("%+v, %+v", rows, rep)
	}
}
