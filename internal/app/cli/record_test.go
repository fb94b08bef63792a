package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestARecordIsReadAndCorrectedAsPeopleWriteIt(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "q.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "nanchang-etdz", "QINLIAN_AT": "2020-06-20 08:30"} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	folder := candidateWith(t, "nanchang-etdz/line-duty.yaml", "  basis: { type: string, title: { zh: 依据, en: basis } }",
		"  basis: { type: string, title: { zh: 依据, en: basis } }\n  budget: { type: money, title: { zh: 经费, en: budget } }\n  staff: { type: count, title: { zh: 编制, en: places } }")
	for _, step := range []struct {
		lang, command string
		says, never   []string
	}{
		{zh, "apply " + folder + " --from 2020-01-06 --at 2020-01-06 --as 督查考核科科长", []string{"起生效"}, nil},
		{zh, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算、国资;直接上级=党工委书记;经费=1.2亿元;编制=50余人 --as 党政办主任", []string{"第 1 次记录"}, nil},
		{zh, "register show post-duties 财政局局长", []string{"经费", "1.2 亿元", "不少于 50", "预算、国资"}, []string{"{", "120000000"}},
		{en, "register show post-duties 财政局局长", []string{"budget", "CNY 120,000,000", "at least 50"}, []string{"{"}},
		{zh, "register list post-duties", []string{"1.2 亿元", "不少于 50"}, []string{"{", "120000000"}},
		{zh, "register correct post-duties 财政局局长 经费=1.3亿元 --from 2020-06-20 --reason 批复 --as 党政办主任", []string{"第 2 次记录"}, []string{"必填"}},
		{zh, "register show post-duties 财政局局长", []string{"1.3 亿元", "不少于 50", "预算、国资", "批复"}, nil},
		{zh, "register show post-duties 财政局局长", []string{"经费：1.2 亿元", "经费：1.3 亿元", "岗位职责：预算、国资"}, nil}, // each version with what it held
		{zh, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算;直接上级=党工委书记 --from 2020-06-21 --as 党政办主任", []string{
			"经费：1.3 亿元 → 无", "编制：不少于 50 → 无", "没写的字段自 2020-06-21 起无值", "register correct 岗位职责库 财政局局长 字段=值 --from 2020-06-21",
		}, []string{"预算、国资 →"}},
		{zh, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算;直接上级=党工委书记;编制=3 --from 2020-06-22 --as 党政办主任", []string{"第 4 次记录"}, []string{"→ 无", "没写的字段"}},
		{en, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算;直接上级=党工委书记 --from 2020-06-23 --as 党政办主任", []string{"places: 3 → none", "put as a whole"}, nil},
		{zh, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算;直接上级=党工委书记;经费=1元 --from 2020-06-24 --as 党政办主任", []string{"第 6 次记录"}, nil},
		{zh, "register put post-duties 岗位=财政局局长;单位=财政局;岗位职责=预算;直接上级=党工委书记 --from 2020-06-25 --as 党政办主任 --json", []string{`"dropped": {`}, nil},
		{zh, "register correct post-duties 财政局局长 单位= --from 2020-06-20 --reason x --as 党政办主任", []string{"单位必填"}, []string{"unit"}},
		{en, "register correct post-duties 财政局局长 单位= --from 2020-06-20 --reason x --as 党政办主任", []string{"unit is required"}, nil},
	} {
		said := c.says(t, step.lang, strings.Fields(step.command)...)
		for _, want := range step.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", step.command, want, said)
			}
		}
		for _, never := range step.never {
			if strings.Contains(said, never) {
				t.Errorf("%s says %q:\n%s", step.command, never, said)
			}
		}
	}
}
