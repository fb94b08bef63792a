package sheet

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What stands below a group is of the group.
func TestWhichFieldAHeaderBelowAGroupIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, above, below, fields string }{
		{"a rate planned and reached", "任务名称,责任单位,完成时限,完成进度,", ",,,计划,实际", "title lead_units due - progress"},
		{"the same with words of its own", "任务名称,责任单位,完成时限,项目进度,", ",,,计划进度,实际进度", "title lead_units due - progress"},
		{"the year's plan of the works", "任务名称,责任单位,完成时限,形象进度,", ",,,年度计划,目前进度", "title lead_units due - narrative"},
		{"when it was told and what", "督办事项,督办要求,责任单位,办理时限,反馈情况,", ",,,,时间,内容", "title brief lead_units due - narrative"},
		{"the same of progress", "督办事项,督办要求,责任单位,办理时限,进展情况,", ",,,,时间,内容", "title brief lead_units due - narrative"},
		{"whether, when and why not", "任务名称,责任单位,完成时限,完成情况,,,", ",,,是否完成,完成时间,未完成原因,佐证材料", "title lead_units due status finished - evidence"},
		{"a problem with its own unit and date", "任务名称,责任单位,计划完成时间,存在问题,,", ",,,内容,责任单位,完成时限", "title lead_units due - - -"},
		{"a next step with its own date", "任务名称,责任单位,办结时限,下一步打算,", ",,,工作措施,完成时限", "title lead_units due - -"},
		{"what is not done", "任务名称,督办要求,责任单位,办理时限,未完成事项,,", ",,,,原因,推进措施,预计完成时间", "title brief lead_units due - - -"},
		{"a quarter's aim beside the year's", "任务名称,年度目标任务,责任单位,完成时限,一季度,", ",,,,工作目标,完成情况", "title brief lead_units due - narrative"},
		{"the beginning and the end", "任务名称,责任单位,时间节点,", ",,开工,竣工", "title lead_units - due"},
		{"from and until", "任务名称,责任单位,整改时限,", ",,开始时间,结束时间", "title lead_units - due"},
		{"this month and all in all", "任务名称,责任单位,完成进度（%）,", ",,本月,累计", "title lead_units - progress"},
		{"progress with its problems and next steps", "任务名称,责任单位,进展情况,,", ",,存在问题,下一步工作措施,工作进展", "title lead_units - - narrative"},
		{"next steps with words of their own", "任务名称,责任单位,下一步打算,", ",,工作内容,完成时限", "title lead_units - -"},
		{"a deadline planned and real", "任务名称,责任单位,完成时限,", ",,计划,实际", "title lead_units due finished"},
		{"planned and real of one month", "任务名称,责任单位,本月,", ",,计划完成进度,实际完成进度", "title lead_units - progress"},
		{"planned and real", "任务名称,责任单位,完成时间,", ",,计划,实际", "title lead_units due finished"},
		{"a unit's name and whom to call", "任务名称,完成时限,责任单位,", ",,名称,责任人", "title due lead_units owner"},
		{"a problem in words", "序号,责任单位,完成时限,问题,", ",,,类别,内容", "ordinal lead_units due category title"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rep, err := Scan(t.Context(), grouped(t, tt.above, tt.below), Options{}, func(Doubt) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			if got := fieldsOf(rep); got != tt.fields {
				t.Errorf("%s\n%s\nis  %s\nnot %s", tt.above, tt.below, got, tt.fields)
			}
		})
	}
}

// grouped is a workbook with a header of two rows: groups are merged over what stands below them, other labels down.
func grouped(t *testing.T, above, below string) string {
	t.Helper()
	return workbookFile(t, "台账.xlsx", func(f *excelize.File) (err error) {
		up, down := strings.Split(above, ","), strings.Split(below, ",")
		row := slices.Repeat([]string{"甲"}, len(up))
		err = errors.Join(f.SetSheetRow("Sheet1", "A1", &up), f.SetSheetRow("Sheet1", "A2", &down), f.SetSheetRow("Sheet1", "A3", &row))
		at := func(col, row int) string {
			cell, bad := excelize.CoordinatesToCellName(col+1, row)
			err = errors.Join(err, bad)
			return cell
		}
		for i := range up {
			if i >= len(down) || down[i] == "" {
				err = errors.Join(err, f.MergeCell("Sheet1", at(i, 1), at(i, 2)))
				continue
			}
			if end := i + 1; up[i] != "" {
				for end < len(up) && up[end] == "" {
					end++
				}
				err = errors.Join(err, f.MergeCell("Sheet1", at(i, 1), at(end-1, 1)))
			}
		}
		return err
	})
}

// fieldsOf names the fields of the columns of a first sheet.
func fieldsOf(rep Report) string {
	var is []string
	for _, c := range rep.Sheets[0].Columns {
		is = append(is, cmp.Or(string(c.Field), "-"))
	}
	return strings.Join(is, " ")
}

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
		{"what is expected beside a deadline", "任务名称,责任单位,办理时限,预计办结时间,是否办结", "title lead_units due - status"},
		{"what is planned is the deadline where there is no other", "任务名称,责任单位,计划完成日期,实际完成日期", "title lead_units due finished"},
		{"and what is demanded", "任务名称,责任单位,要求办结时间,办理情况", "title lead_units due narrative"},
		{"what is promised", "任务名称,责任单位,承诺办结时间", "title lead_units due"},
		{"what is promised beside what the law allows", "事项名称,责任单位,法定办结时限,承诺办结时限", "title lead_units - due"},
		{"a day of completion that is the only date", "任务名称,责任单位,完成日期", "title lead_units due"},
		{"the unit and the measures of a problem", "存在问题,问题整改措施,问题整改责任单位,问题整改时限", "title brief lead_units due"},
		{"of two years the later", "任务名称,2023年完成情况,2024年工作目标,2024年进展情况", "title - brief narrative"},
		{"a wide name beside a narrow one and its measures", "重点工作,工作任务,工作措施,责任单位", "category title brief lead_units"},
		{"a wide name and what is in it", "重点工作,工作任务,责任单位", "title brief lead_units"},
		{"a wide name alone", "重点工作,具体举措,责任单位", "title brief lead_units"},
		{"last year's beside this year's aim", "任务名称,2023年完成情况,2024年目标任务,责任单位", "title - brief lead_units"},
		{"this year's alone", "任务名称,责任单位,2023年完成情况", "title lead_units narrative"},
		{"whether a step is done", "项目名称,责任单位,进展情况,公司注册是否完成", "title lead_units narrative -"},
		{"the day of a step", "项目名称,责任单位,完成时限,征拆完成时间,施工许可办结时间", "title lead_units due - -"},
		{"the date of a step beside the end", "项目名称,责任单位,签约时间节点,开工时间节点,竣工时间节点,投产时间节点", "title lead_units - - due -"},
		{"the date of a step beside a planned end", "项目名称,责任单位,供地完成时限,计划竣工时间", "title lead_units - due"},
		{"all in all before this month", "项目名称,责任单位,本月完成进度（%）,累计完成进度（%）", "title lead_units - progress"},
		{"who answers for putting it right", "隐患描述,整改措施,整改责任人,联络员", "title brief owner -"},
		{"who answers by a word not known", "项目名称,责任单位,推进责任人,联系人", "title lead_units owner -"},
		{"who does it before who helps", "项目名称,要素保障责任单位,项目责任单位", "title - lead_units"},
		{"what the firm thinks of it", "诉求事项,责任单位,办理结果,企业反馈情况", "title lead_units narrative -"},
		{"what was fed back beside how it went", "任务名称,责任单位,任务落实情况,反馈情况", "title lead_units narrative -"},
		{"the year's aim before the quarter's", "任务名称,年度目标,一季度目标任务,责任单位", "title brief - lead_units"},
		{"when the firm was registered", "项目名称,企业登记日期,责任单位", "title - lead_units"},
		{"against last year", "任务名称,责任单位,同比完成情况", "title lead_units -"},
		{"an instruction in brackets", "任务名称,责任单位（行业主管部门）,完成情况（未完成的说明原因）,是否完成（未完成的说明原因）", "title lead_units narrative status"},
		{"a deadline that is the newest", "任务名称,责任单位,最新完成时限", "title lead_units due"},
		{"planned and real of this month", "任务名称,责任单位,本月计划形象进度,本月实际形象进度", "title lead_units - narrative"},
		{"planned and real until a month", "任务名称,责任单位,截至6月底计划完成进度,截至6月底实际完成进度", "title lead_units - progress"},
		{"planned in all beside a month", "任务名称,责任单位,计划完成进度（%）,6月完成进度（%）", "title lead_units - progress"},
		{"people in need are no trouble", "任务名称,困难群众帮扶责任单位,困难群众帮扶完成情况", "title lead_units narrative"},
		{"who is under age is not undone", "任务名称,责任单位,未成年人保护工作进展情况", "title lead_units narrative"},
		{"evidence is counted in copies", "任务名称,责任单位,佐证材料（份）", "title lead_units evidence"},
		{"a rate and its troubles", "任务名称,责任单位,完成进度及存在问题", "title lead_units progress"},
		{"a problem beside a wide title with a word before it", "年度重点工作,具体任务,责任单位,完成时限,进展情况,存在问题", "title brief lead_units due narrative -"},
		{"a problem behind an aim and its measures", "目标任务,工作措施,责任单位,完成时限,进展情况,存在问题", "title brief lead_units due narrative -"},
		{"a problem behind a title by another name", "重点项目,年度目标,责任单位,进展情况,存在问题", "title brief lead_units narrative -"},
		{"a project and what is built", "招商项目,建设内容,责任单位,进展情况", "title brief lead_units narrative"},
		{"a project by a short name", "项目,年度目标,责任单位", "title brief lead_units"},
		{"work by a name not known", "序号,园区攻坚工作包,建设内容,责任单位,检查时间", "ordinal title brief lead_units -"},
		{"measures, and nothing that is called after work", "序号,受理时间,建设内容,责任单位", "ordinal registered brief lead_units"},
		{"work and what is in it", "主要任务,工作内容,责任单位", "title brief lead_units"},
		{"work by a less usual name and what is in it", "攻坚任务,工作内容,责任单位", "title brief lead_units"},
		{"what is to be done, alone", "工作内容,具体措施,责任单位", "title brief lead_units"},
		{"the number of the work above", "任务名称,上级任务编号,责任单位", "title parent lead_units"},
		{"the planned rate is none", "任务名称,责任单位,计划完成进度（%）,实际完成进度（%）", "title lead_units - progress"},
		{"nor is it in brackets", "任务名称,责任单位,完成进度（计划）,完成进度（实际）", "title lead_units - progress"},
		{"how far the year's plan is", "任务名称,责任单位,年度计划完成情况", "title lead_units narrative"},
		{"a number of things is no rate", "任务名称,责任单位,年度目标（个）,完成情况（个）", "title lead_units - -"},
		{"nor is a sum", "任务名称,责任单位,投资完成情况（亿元）,进展情况", "title lead_units - narrative"},
		{"this month's, not last month's", "任务名称,责任单位,上月进展情况,本月进展情况", "title lead_units - narrative"},
		{"the plan of the works and how they look", "任务名称,责任单位,计划形象进度,目前形象进度", "title lead_units - narrative"},
		{"a step on the way is not the whole", "项目名称,责任单位,前期手续办理情况,征地拆迁完成情况", "title lead_units - -"},
		{"two that may be parts", "项目名称,责任单位,东区推进情况,西区推进情况", "title lead_units - -"},
		{"one that may be a part, alone", "项目名称,责任单位,园区建设推进情况", "title lead_units narrative"},
		{"reasons and measures", "重点工作,责任单位,完成时限,逾期原因及整改措施", "title lead_units due -"},
		{"troubles and measures", "重点工作,责任单位,主要困难及推进措施", "title lead_units -"},
		{"what comes later", "重点工作,责任单位,后续工作措施,下季度工作目标", "title lead_units - -"},
		{"measures and what came of them", "反馈问题,责任单位,整改措施及完成情况", "title lead_units narrative"},
		{"where it begins and where it ends", "项目名称,责任单位,开工时间节点,竣工时间节点", "title lead_units - due"},
		{"evidence to be given is none", "任务名称,责任单位,应提供佐证材料,佐证材料", "title lead_units - evidence"},
		{"who watches is not who does it", "隐患内容,监管责任单位,整改责任单位,整改时限", "title - lead_units due"},
		{"the sum of all before the year's", "项目名称,责任单位,项目总投资（亿元）,年度计划投资（亿元）", "title lead_units amount -"},
		{"the letter's title and what its margin says", "来文标题,批示内容,责任单位", "title brief lead_units"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, rep := readText(t, tt.header+"\n"+strings.Repeat("甲,", strings.Count(tt.header, ","))+"甲\n", Options{})
			if got := fieldsOf(rep); got != tt.fields {
				t.Errorf("%s\nis  %s\nnot %s", tt.header, got, tt.fields)
			}
		})
	}
}
