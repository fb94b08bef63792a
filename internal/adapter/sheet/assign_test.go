package sheet

import (
	"cmp"
	"strings"
	"testing"
)

// What stands in a header names its field by itself, or by what stands beside it.
func TestWhichFieldAHeaderIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, header, fields string }{
		{"a problem beside a title is aside", "工作任务,责任单位,完成时限,进展情况,存在问题", "title lead_units due narrative -"},
		{"and beside every other title", "实事名称,具体举措,责任单位,存在问题", "title brief lead_units -"},
		{"and beside one that is only like a title", "年度重点工作任务,责任单位,存在问题", "title lead_units -"},
		{"a problem alone is the title", "序号,存在问题,整改措施,责任单位,整改时限", "ordinal title brief lead_units due"},
		{"of two problems one is", "问题,存在问题,责任单位", "title - lead_units"},
		{"what was asked for beside a title is the brief", "事项名称,诉求内容,责任单位", "title brief lead_units"},
		{"the first of two parts", "重点工作,责任单位,进展情况及存在问题", "title lead_units narrative"},
		{"the first of two parts, beside a brief", "重点工作,具体举措,责任单位,工作进展和存在问题", "title brief lead_units narrative"},
		{"progress and the next steps", "重点工作,责任单位,目前进展及下一步工作措施", "title lead_units narrative"},
		{"progress and its evidence", "重点工作,责任单位,完成情况及佐证材料", "title lead_units narrative"},
		{"a unit and its deadline go by the last", "重点工作,责任单位,责任单位及完成时限", "title lead_units due"},
		{"next steps are no brief", "重点工作,责任单位,下一步工作措施", "title lead_units -"},
		{"nor are reasons", "重点工作,责任单位,未完成原因及整改措施", "title lead_units -"},
		{"the day of completion beside a deadline", "隐患内容,整改措施,责任单位,整改时限,整改情况,完成时间", "title brief lead_units due narrative finished"},
		{"beside one that is planned", "任务名称,责任单位,计划完成时间,完成时间", "title lead_units due finished"},
		{"beside one that has a better name", "任务名称,责任单位,整改期限,办结日期,完成时间", "title lead_units due finished -"},
		{"and the deadline where there is no other", "任务名称,责任单位,完成时间", "title lead_units due"},
		{"who answers before whom to call", "任务名称,责任单位,联系人,负责人", "title lead_units - owner"},
		{"whom to call where nobody else is named", "任务名称,责任单位,联系人", "title lead_units owner"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, rep := readText(t, tt.header+"\n"+strings.Repeat("甲,", strings.Count(tt.header, ","))+"甲\n", Options{})
			var is []string
			for _, c := range rep.Sheets[0].Columns {
				is = append(is, cmp.Or(string(c.Field), "-"))
			}
			if got := strings.Join(is, " "); got != tt.fields {
				t.Errorf("%s\nis  %s\nnot %s", tt.header, got, tt.fields)
			}
		})
	}
}
