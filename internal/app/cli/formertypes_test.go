package cli

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A field keeps its type as long as it keeps its name, and what a version leaves out, registers and their fields, kinds and
// urgencies, is told and refused by name.
func TestWhatIsHeldIsNeverReadAsWhatItIsNot(t *testing.T) {
	t.Parallel()
	qinlian := with(t)
	first := map[string]string{
		"zone.yaml":  "zone: demo\ntitle: 示范区\n",
		"org.yaml":   "org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }]\npeople: [{ code: p-1 }]\n",
		"item.yaml":  "kind: item\ntitle: 举措\nnumber: \"举〔{year}〕{seq}号\"\n---\nkind: other\ntitle: 其他\nnumber: \"他〔{year}〕{seq}号\"\n",
		"task.yaml":  "kind: task\ntitle: 督办事项\nnumber: \"督〔{year}〕{seq}号\"\nfields: { sum: { type: money, title: 金额 }, way: { type: string, title: 渠道, one_of: [走访, 来信] } }\nurgencies: { red: 红色, blue: 蓝色 }\nlimit: { promised: 10wd, start: register }\nlight: { red: matter.overdue, green: true }\n",
		"visit.yaml": "register: visits\ntitle: 走访簿\nkey: name\nfields:\n  name: { type: string, title: 名称 }\n  spent: { type: money, title: 花费 }\n  why: { type: string, title: 事由 }\n",
		"firms.yaml": "register: enterprise\ntitle: 企业档案\nkey: code\nfacts: true\nfields:\n  code: { type: string, title: 代码, check: uscc }\n  name: { type: string, title: 名称, required: true }\n  boss: { type: string, title: 法人 }\n",
		"meet.yaml":  "session: weekly\ntitle: 主任办公会\nnumber: \"会〔{year}〕{seq}号\"\nchair: post(主任)\nper_year: 12\nblocks: [{ name: a, title: 通报, required: true }]\n",
	}
	saying := func(files map[string]string, file string, oldnew ...string) map[string]string {
		out := maps.Clone(files)
		if out[file] = strings.NewReplacer(oldnew...).Replace(out[file]); out[file] == files[file] {
			t.Fatalf("%s says nothing else", file)
		}
		return out
	}
	retyped := folderOf(t, saying(saying(first, "task.yaml", "type: money", "type: string"), "visit.yaml", "type: money", "type: int"))
	less := saying(saying(saying(saying(first, "task.yaml", "走访, ", "", ", blue: 蓝色", "", "sum: { type: money, title: 金额 }, ", ""), "firms.yaml", "  boss: { type: string, title: 法人 }\n", ""), "visit.yaml", "  why: { type: string, title: 事由 }\n", "", "  spent: { type: money, title: 花费 }\n", ""), "meet.yaml", "主任办公会", "调度会")
	least := maps.Clone(less)
	for _, file := range []string{"task.yaml", "visit.yaml", "firms.yaml"} {
		delete(least, file)
	}
	rows := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(rows, []byte("事项,类别,责任人\n戊,督办事项,主任\n己,无此类,主任\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	book := filepath.Join(t.TempDir(), "全部.csv")
	at := ""
	does := func(command string, code int, says ...string) {
		t.Helper()
		out, errOut, got := qinlian(append(strings.Fields(command), "--as", "主任", "--at", at)...)
		out = strings.Join(strings.Fields(out+errOut), "") // as it is before lines are broken
		for _, one := range says {
			if never, no := strings.CutPrefix(one, "!"); no && strings.Contains(out, never) || !no && !strings.Contains(out, strings.ReplaceAll(one, " ", "")) {
				t.Errorf("%s says not %q\n%s", command, one, out)
			}
		}
		if got != code {
			t.Fatalf("%s: %d, want %d\n%s", command, got, code, out)
		}
	}

	at = "2023-06-05 09:00"
	does("apply "+folderOf(t, first)+" --from 2023-06-05", 0)
	does("matter register --kind task --title 甲 --owner 主任 --lead-unit 管委会 --urgency blue --field 金额=2亿元 --field 渠道=走访", 0)
	does("register put 走访簿 名称=甲 花费=3万元 事由=慰问", 0)
	does("enterprise state 91360700MA35F0G12X name=甲公司 boss=张三 --source 执照 --vouched 主任", 0)
	does("session convene 主任办公会 --item 通报=甲", 0)
	does("session attend 1 --all", 0)
	does("session open 1", 0)
	const refusal = "的字段“金额”（sum）在版本"
	does("apply "+retyped+" --from 2023-06-06", 2, "demo/task.yaml:4:24", refusal, "中是金额（money），不能改为文字（string）", "“走访簿”(visits)的字段“花费”（spent）在版本", "（2023-06-05起）", "请给新字段另取一个名字")
	does("plan --candidate "+retyped, 0, "不能启用demo/task.yaml:4:24", refusal)
	does("plan --json --candidate "+retyped, 0, `"barred":[`, refusal)
	does("diff "+retyped, 0, refusal)

	does("apply "+folderOf(t, less)+" --from 2023-06-06", 0)
	at = "2023-06-06 09:00"
	does("apply "+retyped+" --from 2023-06-07", 2, refusal, "（2023-06-05起）")
	does("diff "+retyped, 0, "新增专有字段", refusal)
	does("show 1", 0, "金额2亿元", "渠道走访", "蓝色")
	does("register list 走访簿", 0, "花费事由", "3万元慰问")
	does("register show 走访簿 甲", 0, "花费3万元", "事由慰问")
	does("enterprise show 91360700MA35F0G12X", 0, "甲公司", "法人张三")
	does("register put 走访簿 名称=乙 事由=慰问", 2, "没有字段“事由”")
	does("matter register --kind task --title 乙 --urgency blue", 2, "“督办事项”已不再有紧急程度“蓝色”；可填：red（红色）")
	does("export "+book, 0)
	does("import "+book, 0, "新增0，更新0，不一致0，未变1", "须改正0")
	does("today", 0, "主任办公会：已开1次，计划12次", "!调度会")
	does("session convene 调度会 --item 通报=乙", 0)
	does("session attend 2 --all", 0)
	does("session open 2", 0)
	does("today", 0, "主任办公会、调度会：已开2次，计划12次")

	does("plan --json --candidate "+folderOf(t, least), 0, `"reason":{"zh":"候选版本里没有这一类事项`, `"track":"due"`)
	does("apply "+folderOf(t, least)+" --from 2023-06-07", 0)
	at = "2023-06-07 09:00"
	does("register list", 0, "走访簿visits1", "企业档案enterprise1")
	does("register list 走访簿", 0, "3万元慰问")
	does("register show visits 甲", 0, "花费3万元", "事由慰问")
	does("enterprise list", 0, "甲公司")
	does("enterprise show 91360700MA35F0G12X", 0, "甲公司")
	does("register put 走访簿 名称=乙", 1, "登记簿“走访簿”自2023-06-07起已不在机制里，不再登记、更正")
	does("register retire 走访簿 甲 --reason 重复", 1, "自2023-06-07起已不在机制里")
	does("enterprise state 91360700MA35F0G12X name=乙公司 --source 执照", 1, "登记簿“企业档案”自2023-06-07起已不在机制里")
	const out = "“督办事项”这一类事项自2023-06-07起已不在机制里，不再登记新的"
	does("import "+rows, 1, "共1行："+out, "import:{categories:…}", "从这一行起共1行看不出是哪一类事项")
	for _, kind := range []string{"task", "督办事项"} {
		does("import "+rows+" --kind "+kind, 3, out, "可用的有：")
		does("matter register --kind "+kind+" --title 丙", 3, out)
	}
	does("verify", 0)
}
