package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A round from the list to the receipt, as the offices do it, in both languages.
func TestARoundOfRedemption(t *testing.T) {
	folder := t.TempDir()
	c := clerk{filepath.Join(folder, "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, "demo", "--db", c.db)
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	receipts, out, again := filepath.Join(folder, "receipts.csv"), filepath.Join(folder, "out.csv"), filepath.Join(folder, "again.csv")
	if err := os.WriteFile(receipts, []byte("拨付编号,结果,金额,原因\n拨1-1,成功,60000.00,\n拨1-2,退回,30000.00,户名不符\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	later := func(when string) { t.Setenv("QINLIAN_AT", when) }
	for _, step := range []struct {
		lang, at, as, command string
		says                  []string
	}{
		{zh, "", "党群工作部部长", "register put talent-studio code=S1 name=甲工作室 level=国家级 verdict=优秀", nil},
		{zh, "", "党群工作部部长", "register put talent-studio code=S2 name=乙工作室 level=国家级 verdict=合格", nil},
		{zh, "", "招商局局长", "claim match", []string{"无权生成名单", "党群工作部"}},
		{zh, "", "党群工作部部长", "claim match", []string{"共 2 件，90000.00元"}},
		{en, "", "党群工作部部长", "claim confirm --clause talent-studio", []string{"nothing has been appropriated"}},
		{en, "", "财政局局长", "fund appropriate talent-studio 50万元 --basis 会议", []string{"500000.00 yuan budgeted"}},
		{en, "", "党群工作部部长", "claim confirm --clause talent-studio", []string{"2 in all, 90000.00 yuan"}},
		{zh, "", "党群工作部部长", "matter complete 兑〔2023〕1号", []string{"请用兑现的操作"}},
		{zh, "", "党群工作部部长", "claim notice --clause talent-studio", []string{"公示到 2023-06-19"}},
		{zh, "", "党群工作部部长", "claim settle 兑〔2023〕1号 兑〔2023〕2号 --payee 工作室 --bank 示例银行 --account 6222000000001234", nil},
		{zh, "2023-06-15", "财政局局长", "claim batch 拨9", []string{"兑〔2023〕2号 公示到 2023-06-19"}},
		{en, "2023-06-15", "财政局局长", "claim batch 拨9", []string{"兑〔2023〕2号 is on show until 2023-06-19"}},
		{zh, "2023-06-20", "财政局局长", "claim batch 误1", []string{"2 笔，合计 90000.00元"}},
		{en, "2023-06-20", "财政局局长", "claim withdraw 误1 --reason 误发", []string{"batch 误1 is withdrawn: 2 payments, 90000.00 yuan"}},
		{zh, "2023-06-20", "", "claim batches", []string{"已由财政局局长撤回：误发"}},
		{zh, "2023-06-20", "", "claim show 兑〔2023〕2号", []string{"已撤回：误发"}},
		{zh, "2023-06-20", "", "fund show talent-studio", []string{"已承诺 90000.00元，已拨付 0.00元", "撤回"}},
		{zh, "2023-06-20", "财政局局长", "claim receipt 误1 " + receipts, []string{"批次 误1 已由财政局局长撤回（误发）"}},
		{zh, "2023-06-20", "财政局局长", "claim batch 拨1 -o " + out, []string{"2 笔，合计 90000.00元"}},
		{zh, "2023-06-20", "财政局局长", "claim batch 拨1 -o " + again, []string{"2 笔，合计 90000.00元"}},
		{zh, "2023-06-20", "财政局局长", "claim withdraw 拨1", []string{"请写明原因"}},
		{zh, "2023-06-20", "党群工作部部长", "claim withdraw 拨1 --reason 误发", []string{"无权撤回批次"}},
		{zh, "2023-06-21", "财政局局长", "claim receipt 拨1 " + receipts, []string{"到账 1 笔 60000.00元，退票 1 笔 30000.00元"}},
		{en, "2023-06-21", "财政局局长", "claim receipt 拨1 " + receipts, []string{"0 paid", "2 entered before"}},
		{zh, "2023-06-21", "", "claim show 兑〔2023〕2号", []string{"待更正账户", "2023-06-21 退票：户名不符"}},
		{en, "2023-06-21", "", "fund list", []string{"as of 2023-06-21", "30000.00  60000.00"}},
		{en, "2023-06-21", "财政局局长", "claim clawback 兑〔2023〕1号 --reason 数据不实", []string{"taken back"}},
		{en, "2023-06-21", "", "fund show talent-studio", []string{"470000.00 left", "taken back", "兑〔2023〕1号"}},
		{zh, "", "", "fund show 国家级人才工作室补助", []string{"兑〔2023〕2号"}},
		{zh, "", "", "claim show 1", []string{"兑〔2023〕1号"}},
		{en, "", "", "claim show 兑2", []string{"兑〔2023〕2号"}},
		{zh, "", "", "claim show 兑2023-2", []string{"兑〔2023〕2号"}},
		{zh, "", "", "claim show 总1", []string{"没有兑现件“总1”"}},
		{zh, "", "财政局局长", "claim receipt 拨〔1〕号 " + receipts, []string{"到账 0 笔"}},
		{zh, "", "财政局局长", "claim receipt 扌1 " + receipts, []string{"是否要写“拨1”"}},
		{en, "", "财政局局长", "claim receipt 扌1 " + receipts, []string{"did you mean"}},
		{zh, "2023-06-21", "", "verify", []string{"全部相符"}},
	} {
		if step.at != "" {
			later(step.at)
		}
		args := strings.Fields(step.command)
		if step.as != "" {
			args = append(args, "--as", step.as)
		}
		said := c.says(t, step.lang, args...)
		for _, want := range step.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", step.command, want, said)
			}
		}
	}
	one, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(again)
	if err != nil || string(one) != string(two) || !strings.Contains(string(one), "合计,,,,2 笔,90000.00") {
		t.Errorf("the same number gave other bytes, or no totals: %v\n%s", err, one)
	}
	page := c.says(t, zh, "claim", "show", "兑〔2023〕1号")
	var named claimLine
	if err := json.Unmarshal([]byte(c.says(t, zh, "claim", "show", "兑〔2023〕1号", "--json")), &named); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{named.ID(), "拨1-1"} {
		if said := c.says(t, zh, "show", ref); said != page {
			t.Errorf("show %s says\n%s\nand claim show\n%s", ref, said, page)
		}
	}
	if said := c.says(t, zh, "show", "拨1-2"); !strings.Contains(said, "兑〔2023〕2号") {
		t.Error(said)
	}
	for _, ref := range []string{"拨1-3", "拨9-1"} {
		if said := c.says(t, zh, "show", ref); !strings.Contains(said, "matter.not_found") {
			t.Errorf("show %s: %s", ref, said)
		}
	}
	if said := c.says(t, zh, "show", "兑〔2023〕1号"); !strings.Contains(said, "兑〔2023〕1号") || !strings.Contains(said, "经过（") {
		t.Error(said)
	}
	var lines []claimLine
	if err := json.Unmarshal([]byte(c.says(t, zh, "claim", "list", "--json")), &lines); err != nil || len(lines) != 2 || lines[0].Number != "兑〔2023〕1号" {
		t.Errorf("%+v %v", lines, err)
	}
}
