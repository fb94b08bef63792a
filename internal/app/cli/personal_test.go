package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPersonalDataIsShownMaskedReadForAReasonAndErased(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "care.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AS": "社会事业局局长", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	list := filepath.Join(t.TempDir(), "list.csv")
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	const number = "访〔2023〕1号"
	for _, step := range []struct {
		lang, command string
		says, never   []string
	}{
		{zh, "apply ../../../mechanisms/ganzhou-etdz --from 2023-01-01 --as 督查室主任", []string{"✓"}, nil},
		{
			zh, "matter register --kind 特殊人群探访帮扶 --title 某社区一户 --place 黄金岭街道 --field 处理依据=法定职责 --field 人群类别=独居老人" +
				" --field 姓名=某甲 --field 联系电话=13800001234 --field 身份证号=000000190001010013 --at 2023-02-01",
			[]string{number},
			[]string{"13800001234"},
		},
		{zh, "show " + number + " --at 2023-02-02", []string{"138****1234", "某*", "0000**********0013"}, []string{"13800001234", "某甲", "独居老人"}},
		{zh, "show " + number + " --json --at 2023-02-02", []string{`"138****1234"`}, []string{"13800001234", "某甲", "独居老人"}},
		{zh, "matter unmask " + number + " --which 联系电话 --at 2023-02-02", []string{"--reason"}, []string{"13800001234"}},
		{zh, "matter unmask " + number + " --which 邮箱 --reason 上门前电话联系 --at 2023-02-02", []string{"phone", "(matter.which)"}, []string{"13800001234"}},
		{zh, "matter unmask " + number + " --which 联系电话 --reason 上门前电话联系 --at 2023-02-02", []string{"13800001234", "已记入台账"}, []string{"某甲"}},
		{en, "show " + number + " --at 2023-02-03", []string{"read personal data in full (phone): 上门前电话联系"}, []string{"13800001234"}},
		{zh, "export " + list + " --kind 特殊人群探访帮扶 --unmask 联系电话 --at 2023-02-03", []string{"(export.no_reason)"}, nil},
		{zh, "export " + list + " --force --kind 特殊人群探访帮扶 --unmask 联系电话 --reason 月度核对 --at 2023-02-03", []string{"已导出 1 行"}, nil},
		{zh, "export " + list + " --force --kind 特殊人群探访帮扶 --unmask 联系电话 --reason 月度核对 --at 2040-01-01", []string{"(usage.future)"}, nil},
		{zh, "matter erase " + number + " --which 姓名 --reason 本人书面要求 --at 2023-02-04", []string{"删除个人信息"}, nil},
		{zh, "show " + number + " --at 2023-02-05", []string{"已删除", "删除个人信息（姓名）：本人书面要求"}, []string{"某*"}},
		{zh, "erase-due --at 2040-01-01", []string{"(usage.future)"}, nil},
		{zh, "erase-due --at 2023-06-01", []string{"个人信息 1 项"}, nil},
		{en, "erase-due --at 2023-06-01", []string{": 0 personal values erased"}, nil},
		{zh, "show " + number + " --at 2023-06-02", []string{"保存期满（登记后 90 天）"}, nil},
		{zh, "verify", []string{"全部相符"}, nil},
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
	if written, err := os.ReadFile(list); err != nil || !strings.Contains(string(written), "13800001234") || strings.Contains(string(written), "某甲") {
		t.Errorf("%s %v", written, err)
	}
}
