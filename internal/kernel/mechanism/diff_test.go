package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/text"
)

func TestDiffTellsEachChangeInWords(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, from, to string
		zh, en         string
	}{
		{
			"a promised limit", "default: 30wd", "default: 20wd",
			"分级调度任务：时限 › 承诺时限由 30 个工作日 改为 20 个工作日", "Graded task: limits › promised limit changed from 30 working days to 20 working days",
		},
		{
			"a condition of a gate", "matter.brief != \"\"]", "matter.brief != \"\", has(matter.sponsor)]",
			"分级调度任务：闸门 › “交办” › 条件新增条件：“牵头领导已填”", "Graded task: gates › “assign” › conditions: condition “sponsor is set” added",
		},
		{
			"a gate", "  close: [size(matter.evidence) > 0, actor != matter.owner]\n", "",
			"分级调度任务：删除闸门 › “销号”：“有佐证”；“操作岗位不为责任人”", "Graded task: gates › “close out” removed: “any evidence”; “acting post is not owner”",
		},
		{
			"a rung that moved", "at: due - 3wd", "at: due - 5wd",
			"分级调度任务：升级链梯级“向 责任人 发 提示函”由“时限前3个工作日”移到“时限前5个工作日”", "Graded task: ladder: the rung “send 提示函 to the owner” moved from “3 working days before the due date” to “5 working days before the due date”",
		},
		{
			"a rung that is new", "ladder:\n", "ladder:\n  - { at: due + 9wd, talk: true, to: owner }\n",
			"分级调度任务：升级链新增梯级“逾期9个工作日”：约谈 责任人", "Graded task: ladder: rung added, “9 working days after the due date”: formal talk with the owner",
		},
		{
			"the condition of a rung", "when: matter.missed > 1", "when: matter.missed > 2",
			"分级调度任务：升级链 › 梯级“漏办时” › 前提由 “应办未办次数超过 1” 改为 “应办未办次数超过 2”", "Graded task: ladder › rung “at a missed duty” › when changed from “duties missed more than 1” to “duties missed more than 2”",
		},
		{
			"the rhythm of one urgency", "amber: half-monthly", "amber: monthly",
			"分级调度任务：节律 › “橙” › 周期由 每半月 改为 每月", "Graded task: cadence › “橙” › period changed from half-monthly to monthly",
		},
		{
			"a light", "matter.remaining <= wd(5)", "matter.remaining <= wd(3)",
			"分级调度任务：灯色 › 黄灯由 “紧急程度为橙，或剩余工作日不超过 5 天” 改为 “紧急程度为橙，或剩余工作日不超过 3 天”",
			"Graded task: light › amber changed from “urgency is 橙, or working days left at most 5” to “urgency is 橙, or working days left at most 3”",
		},
		{
			"a guard that a comparison says already", "matter.remaining <= wd(5)", "has(matter.remaining) && matter.remaining <= wd(5)",
			"分级调度任务：灯色 › 黄灯由 “紧急程度为橙，或剩余工作日不超过 5 天” 改为 “紧急程度为橙，或（剩余工作日可计，且剩余工作日不超过 5 天）”",
			"Graded task: light › amber changed from “urgency is 橙, or working days left at most 5” to “urgency is 橙, or (working days left is known and working days left at most 5)”",
		},
		{
			"what the command says, told apart from what the matter has", "matter.brief != \"\"]", "matter.brief != \"\", has(command.due) || has(matter.due)]",
			"分级调度任务：闸门 › “交办” › 条件新增条件：“本次办结时限已填，或办结时限已填”", "Graded task: gates › “assign” › conditions: condition “the command's due date is set, or due date is set” added",
		},
		{
			"the day from which it holds", "from: 2023-01-01", "from: 2024-01-01",
			"分级调度任务：有效期 › 起始日由 2023-01-01 改为 2024-01-01", "Graded task: effective period › from changed from 2023-01-01 to 2024-01-01",
		},
		{
			"other limits for a sort", "limit: { default: 30wd,", "limit: { when: [{ if: matter.urgency == \"red\", promised: 5wd }], default: 30wd,",
			"分级调度任务：时限 › 另定时限新增条件：“紧急程度为红”，承诺时限 5 个工作日", "Graded task: limits › other limits: condition “urgency is 红”, promised limit 5 working days added",
		},
		{"layout alone", "limit: { default: 30wd, statutory: 60wd, extensions: 1 }", "limit:\n  promised: 30wd\n  statutory: 60wd\n  extensions: 1", "", ""},
	}
	before, err := Load(demo(nil), "demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(gradedTask, tc.from) {
				t.Fatalf("the sample has no %q", tc.from)
			}
			after, err := Load(demo(map[string]string{"demo/graded-task.yaml": strings.Replace(gradedTask, tc.from, tc.to, 1)}), "demo")
			if err != nil {
				t.Fatal(err)
			}
			changes := Diff(before, after)
			if tc.zh == "" {
				if len(changes) != 0 {
					t.Errorf("changes: %v", changes)
				}
				return
			}
			if len(changes) != 1 {
				t.Fatalf("%d changes: %v", len(changes), changes)
			}
			if got := changes[0].Text.In(text.Zh); got != tc.zh {
				t.Errorf("zh\n got %s\nwant %s", got, tc.zh)
			}
			if got := changes[0].Text.In(text.En); got != tc.en {
				t.Errorf("en\n got %s\nwant %s", got, tc.en)
			}
			if !strings.HasPrefix(changes[0].Where, "demo/graded-task.yaml:") {
				t.Errorf("where: %s", changes[0].Where)
			}
		})
	}
}

func TestDiffTellsOfDocumentsListsAndOrg(t *testing.T) {
	t.Parallel()
	before, err := Load(demo(map[string]string{
		"demo/list.yaml":   "list: leniency\ntitle: 免罚清单\nversion: a\nitems: [{ code: A1, title: 一 }, { code: A2, title: 二 }]\n",
		"demo/org.yaml":    "org: demo\nname: 示范区\nunits: [{ code: zs, name: 招商局 }]\nposts: []\npeople: []\n",
		"demo/sum.yaml":    "letter: sum\ntitle: 汇编\nnumber: \"汇〔{year}〕{seq}号\"\nbody: \"{list.a}\"\nlists:\n  a: { register: x, line: \"{n}\" }\n",
		"demo/agenda.yaml": "session: agenda\ntitle: 例会\nblocks: [{ name: a, title: 甲, required: true }, { name: b, title: 乙 }]\n",
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	after, err := Load(demo(map[string]string{
		"demo/list.yaml":   "list: leniency\ntitle: 免罚清单\nversion: b\nitems: [{ code: A1, title: 一改 }, { code: A3, title: 三 }]\n",
		"demo/org.yaml":    "org: demo\nname: 示范区\nunits: [{ code: zs, name: 投资促进局 }]\nposts: []\npeople: []\n",
		"demo/sum.yaml":    "letter: sum\ntitle: 汇编\nnumber: \"汇〔{year}〕{seq}号\"\nbody: \"{list.a}{list.b}\"\nlists:\n  a: { register: x, line: \"{n}．\" }\n  b: { register: x, line: \"{n}\" }\n",
		"demo/letter.yaml": "letter: talk\ntitle: 约谈通知\nnumber: \"约〔{year}〕{seq}号\"\nbody: 请到会。\n",
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, c := range Diff(before, after) {
		got.WriteString(c.Where + " " + c.Text.Zh + "\n    " + c.Text.En + "\n")
	}
	golden(t, "diff.golden", got.String())
}

func TestDiffTellsAChangeOfASharedGate(t *testing.T) {
	t.Parallel()
	load := func(condition, kind string) *Bundle {
		t.Helper()
		b, err := Load(demo(map[string]string{"demo/gates.yaml": "gate: proof\ntitle: 佐证\nsays: 须附佐证\nall: [" + condition + "]\n", "demo/graded-task.yaml": kind}), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	used := strings.Replace(gradedTask, "  close: [size(matter.evidence) > 0, ", "  close: { use: [proof], all: [", 1)
	used = strings.Replace(used, "actor != matter.owner]\n", "actor != matter.owner], says: 缺佐证 }\n", 1)
	for name, tc := range map[string]struct{ kind, want string }{
		"of one that a kind uses, in words":              {used, "共用闸门“佐证”"},
		"of one that no kind uses, not as it is written": {gradedTask, "共用闸门“佐证”(proof)有改动；没有一种事项使用它，不影响任何事项"},
	} {
		changes := Diff(load("size(matter.evidence) > 0", tc.kind), load("size(matter.evidence) > 1", tc.kind))
		if len(changes) == 0 {
			t.Errorf("%s: nothing is told", name)
		}
		for _, c := range changes {
			if zh := c.Text.In(text.Zh); strings.Contains(zh, "matter.") || strings.Contains(c.Text.In(text.En), "matter.") || tc.kind == gradedTask && zh != tc.want {
				t.Errorf("%s: %s", name, zh)
			}
		}
	}
}
