package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnterprisesAreTakenInShownAndCorrectedInBothLanguages(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "q.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": "2023-06-12 08:30", "QINLIAN_AS": "统计局局长"} {
		t.Setenv(name, value)
	}
	table := filepath.Join(t.TempDir(), "年报.csv")
	const code = "91360700MA37X8K241"
	if err := os.WriteFile(table, []byte("统一社会信用代码,企业名称,行业代码,从业人员,2022年营业收入（万元）,资质,产业\n"+
		code+",示例电子001有限公司,3985,1200,1500,高新技术企业（2022-11-04至2025-11-03）,电子\n91360700MA37X8K242,示例电子002有限公司,3985,许多,1,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	for _, step := range []struct {
		lang, command string
		says, never   []string
	}{
		{zh, "apply --from 2023-01-03 --at 2023-01-03 --as 党工委书记", []string{"起生效"}, nil},
		{zh, "enterprise import " + table + " --from 2023-01-01 --dry-run", []string{"年报!A3", "第18位应为", "年报!D3", "“许多”不是整数", "将新增 1", "未写入任何内容"}, nil},
		{en, "enterprise import " + table + " --from 2023-01-01", []string{"is no whole number", "1 new", "5 facts recorded", "left out"}, []string{"未"}},
		{zh, "enterprise import " + table + " --from 2023-01-01", []string{"新增 0", "无变化 1"}, nil},
		{zh, "enterprise list", []string{"小型", "1500 万元", "C3985"}, []string{"大型"}},
		{en, "enterprise show " + code, []string{"size class", "CNY 15,000,000", "until 2025-11-03", "#1", "5 facts, from 年报.csv"}, []string{"登记"}},
		{zh, "enterprise state " + code + " revenue.2022=4亿元 --source 税务局", []string{"已记为 1500 万元", "年报.csv", "请写明理由"}, []string{"✓"}},
		{zh, "enterprise correct " + code + " 营业收入（2022年）=4亿元 --from 2023-06-12 --source 税务局 --reason 年报更正", []string{"记下 1 项"}, nil},
		{zh, "enterprise show " + code, []string{"大型", "4 亿元", "更正", "理由：年报更正"}, nil},
		{zh, "enterprise show " + code + " --known 2023-06-11", []string{"没有有效档案"}, []string{"4 亿元"}},
		{zh, "enterprise state " + code + " 资质.高新技术企业= --from 2022-11-04 --source x", []string{"不一致", "撤销"}, nil},
		{en, "enterprise state " + code + " staf=3 --source x", []string{"staff"}, []string{"✓"}},
		{zh, "register put enterprise uscc=" + code + ";name=甲", []string{"逐项登记"}, nil},
		{zh, "register list", []string{"企业档案"}, nil},
		{zh, "enterprise retire " + code + " --from 2023-06-12 --reason 迁出", []string{"自 2023-06-12 起停用"}, nil},
		{zh, "enterprise show " + code, []string{"示例电子001有限公司", "2023-06-12 没有有效档案", "停用"}, nil},
		{zh, "enterprise show 91512081MA62K0260E", []string{"没有 91512081MA62K0260E"}, nil},
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
}
