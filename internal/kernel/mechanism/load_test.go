package mechanism

import (
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
)

// folder makes a file system of mechanism files.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fsys
}

const gradedTask = `# yaml-language-server: $schema=../schema.json
kind: graded-task
title: { zh: 分级调度任务, en: Graded task }
source: 招商局分级提醒调度机制
rows: [M01-14, M01-15]
effective: { from: 2023-01-01 }
number: "招调〔{year}〕{seq}号"
fields:
  expected_investment: { type: money, title: 预计投资额 }
urgencies: { red: 红, amber: 橙, green: 绿 }
limit: { default: 30wd, statutory: 60wd, extensions: 1 }
gates:
  assign: { all: [has(matter.due), has(matter.owner), matter.brief != ""], says: 时间表、任务书、责任人缺一不可 }
  recolor:
    all:
      - { if: 'command.session != ""', says: 改色须引用会议决议 }
  close: [size(matter.evidence) > 0, actor != matter.owner]
light:
  red: matter.urgency == "red" || matter.overdue
  amber: matter.urgency == "amber" || matter.remaining <= wd(5)
  green: true
cadence: { red: weekly, amber: half-monthly, green: monthly }
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: missed, raise: true, to: lead_unit.head.superior, when: matter.missed > 1 }
public: { fields: [title, lead_unit], while: open }
`

const zoneYAML = "zone: demo\ntitle: 示范区\nextends: base\n"

var baseFiles = map[string]string{
	"base/zone.yaml": "zone: base\ntitle: 基础\nabstract: true\n",
	"base/letters.yaml": `letter: reminder-letter
title: 提示函
number: "提〔{year}〕{seq}号"
body: 请抓紧办理。
---
letter: supervision-letter
title: 督办函
number: "督〔{year}〕{seq}号"
reply: 3wd
body: 请书面回复。
`,
}

func demo(extra map[string]string) fstest.MapFS {
	files := map[string]string{"demo/zone.yaml": zoneYAML, "demo/graded-task.yaml": gradedTask}
	for name, content := range baseFiles {
		files[name] = content
	}
	for name, content := range extra {
		files[name] = content
	}
	return folder(files)
}

func TestLoadReadsAKindInItsShortForms(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(nil), "demo")
	if err != nil {
		t.Fatal(err)
	}
	k := b.Kind("graded-task")
	if k == nil || k.Title.En != "Graded task" || k.Effective.From != clock.MustDate("2023-01-01") {
		t.Fatalf("header of the kind: %+v", k)
	}
	if len(k.Gates["close"].All) != 2 || k.Gates["close"].All[1].Rule == nil {
		t.Errorf("gate given as a list: %+v", k.Gates["close"])
	}
	if got := k.Gates["recolor"].All[0].Says.Zh; got != "改色须引用会议决议" {
		t.Errorf("message of a condition: %q", got)
	}
	if d, ok := k.Rhythm("amber"); !ok || d.Every != "half-monthly" || k.Cadence.By != "urgency" {
		t.Errorf("rhythm of amber: %+v %v by %q", d, ok, k.Cadence.By)
	}
	if r := k.Ladder[0]; r.Anchor != AnchorDue || !r.Before || r.Offset.IsZero() || r.To.Role.String() != "owner" {
		t.Errorf("first rung: %+v", r)
	}
	if k.LightRules()[2] == nil || k.UsesTree() {
		t.Error("lights are compiled and read no children")
	}
	if b.Letters["reminder-letter"] == nil || b.Extends != "base" || len(b.Version) != 12 || b.Hash[:12] != b.Version {
		t.Errorf("bundle %q extends %q", b.Version, b.Extends)
	}
}
