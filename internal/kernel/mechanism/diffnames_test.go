package mechanism

import (
	"regexp"
	"strings"
	"testing"
)

// What a diff names is called as people call it: stages, the hours that nobody wrote, bodies and their offices.
func TestDiffNamesStagesHoursAndBodies(t *testing.T) {
	t.Parallel()
	task := strings.Replace(gradedTask, "|| matter.overdue", `|| matter.stage == "completed"`, 1)
	zone := "zone: demo\ntitle: 示范区\n"
	load := func(files map[string]string) *Bundle {
		b, err := Load(demo(files), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	before := load(map[string]string{"demo/zone.yaml": zone})
	after := load(map[string]string{"demo/graded-task.yaml": task, "demo/zone.yaml": zone + "hours: { morning: 09:00-12:00 }\nroles: { office: office(领导小组) }\n"})
	var said strings.Builder
	for _, c := range Diff(before, after) {
		said.WriteString(c.Text.Zh + "\n" + c.Text.En + "\n")
	}
	for _, want := range []string{"阶段为已办结", "stage is completed", "上午由 08:30-12:00 改为 09:00-12:00", "领导小组办公室", "the office of 领导小组"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("nowhere %q:\n%s", want, said.String())
		}
	}
	if strings.Contains(said.String(), "下午") {
		t.Errorf("the afternoon that nobody changed is told:\n%s", said.String())
	}
}

// What a document names by its code, a comparison calls by its title: documents, the kind's own fields, its lights and stages.
func TestDiffCallsByTheTitleWhatAFileNamesByItsCode(t *testing.T) {
	t.Parallel()
	const zone = "zone: demo\ntitle: 示范区\n"
	const shared = `
---
letter: supervision-letter
title: 督办函
number: "督〔{year}〕{seq}号"
reply: 3wd
body: 请办理。
lists:
  late: { of: [task], light: [amber], by: progress, if: 'matter.urgency == "red"', line: "{n}" }
---
ladder: usual
title: 通用升级链
rungs:
  - { at: due - 3wd, send: supervision-letter, to: owner, when: 'unreplied("supervision-letter") > 0' }
---
gate: proof
title: 佐证
all: [size(matter.evidence) > 0]
---
session: meeting
title: 例会
blocks: [{ name: a, title: 甲, required: true, kinds: [task] }]
`
	const before = `kind: task
title: 任务
number: "甲〔{year}〕{seq}号"
fields: { level: { title: 层级, type: date } }
limit: { promised: 5wd, start: register }
use_ladder: usual
public: { fields: [level], while: open }
` + shared
	const after = `kind: task
title: 任务
number: "甲〔{year}〕{seq}号"
fields: { level: { title: 层级, type: string }, phone: { title: 电话, type: string, personal: phone, keep: 3y after close } }
limit: { promised: 5wd }
use_ladder: usual
tree: { children: [task] }
gates: { close: { use: [proof] } }
public: { fields: [title, light], while: always }
cadence: { every: weekly, due: day 3, met_by: { letter: supervision-letter } }
roles: { assign: "owner, lead_unit.head" }
`
	load := func(task string) *Bundle {
		b, err := Load(demo(map[string]string{"demo/zone.yaml": zone, "demo/graded-task.yaml": task}), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	changed := strings.NewReplacer("amber", "red", "by: progress", "by: due", "due - 3wd", "due - 4wd", `== "red"`, `== "amber"`, "> 0'", "> 1'", "kinds: [task]", "kinds: []").Replace(shared)
	var said strings.Builder
	for _, c := range Diff(load(before), load(after+changed)) {
		said.WriteString(c.Text.Zh + "\n")
	}
	golden(t, "diffnames.golden", said.String())
	for _, word := range regexp.MustCompile(`[a-z][a-z-]+`).FindAllString(strings.ReplaceAll(said.String(), "“late”", ""), -1) {
		t.Errorf("%s stands there as the file writes it", word)
	}
	for key := range refers {
		if _, ok := terms[key]; !ok {
			t.Errorf("%s refers to something, and no file can say it", key)
		}
	}
}
