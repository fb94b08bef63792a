package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestPeopleReadNamesAndNoIds(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, "demo", "--db", c.db)
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	for _, step := range []struct {
		lang, command string
		says, never   []string
	}{
		{zh, "matter merge 2 --to 1 --reason 同一项目 --as 招商局党支部书记", []string{"已并案"}, nil},
		{zh, "show 2", []string{"并入", "招调〔2023〕1号 引进锂电正极材料项目"}, nil},
		{en, "show 2", []string{"merged into", "招调〔2023〕1号 引进锂电正极材料项目"}, nil},
		{zh, "show 1", []string{"并入本件的", "招调〔2023〕2号 引进新能源汽车电机项目"}, nil},
		{en, "show 1", []string{"merged into this", "招调〔2023〕2号 引进新能源汽车电机项目"}, nil},
		{zh, "duty list --matter 1", []string{"调度 2023年第23周"}, []string{"W23"}},
		{en, "duty list --matter 1", []string{"week 23 of 2023"}, []string{"W23"}},
		{zh, "check ../../../mechanisms --zone ganzhou-etdz", []string{"✓ 赣州经济技术开发区："}, []string{"ganzhou-etdz："}},
		{en, "check ../../../mechanisms --zone ganzhou-etdz", []string{"✓ Ganzhou Economic"}, []string{"ganzhou-etdz:"}},
		{zh, "diff ../../../mechanisms ../../../mechanisms --zone ganzhou-etdz", []string{"赣州经济技术开发区  "}, []string{"ganzhou-etdz"}},
		{zh, "matter list --help", []string{"灯：红、黄、绿"}, []string{"amber"}},
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
