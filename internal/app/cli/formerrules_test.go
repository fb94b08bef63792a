package cli

import (
	"maps"
	"strings"
	"testing"
)

// What a version left out goes on for what was begun by it: a drafted letter is issued in its words, and a tree that was established
// with its number takes no more.
func TestWhatAVersionLeftOutGoesOnForWhatWasBegunByIt(t *testing.T) {
	t.Parallel()
	qinlian := with(t)
	was := map[string]string{
		"zone.yaml":    "zone: demo\ntitle: 示范区\n",
		"org.yaml":     "org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }, { code: xm, name: 项目局, parent: gw }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }, { name: 局长, unit: xm, head: true, holder: p-2 }]\npeople: [{ code: p-1 }, { code: p-2 }]\n",
		"item.yaml":    "kind: item\ntitle: { zh: 举措, en: item }\nnumber: \"举〔{year}〕{seq}号\"\nlimit: { promised: 10wd }\nroles: { assign: post(主任), office: post(主任) }\nlight: { red: matter.overdue, green: true }\n",
		"plan.yaml":    "kind: plan\ntitle: { zh: 方案, en: plan }\nnumber: \"方〔{year}〕{seq}号\"\nrequires: [establish]\ntree: { children: [item], leaves: 1 }\nroles: { office: post(主任) }\n",
		"letters.yaml": "letter: nudge\ntitle: { zh: 催办单, en: Nudge }\nnumber: \"催〔{year}〕{seq}号\"\nsubject: 关于“{matter.title}”的催办单\nbody: |\n  {to}：\n  请尽快办理“{matter.title}”。\n",
	}
	now := maps.Clone(was)
	delete(now, "plan.yaml")
	delete(now, "letters.yaml")
	at := "2023-06-09 10:00"
	does := func(command, says string, code int) {
		t.Helper()
		out, errOut, got := qinlian(append(strings.Fields(command), "--as", "主任", "--at", at)...)
		if out += errOut; got != code || !strings.Contains(out, says) {
			t.Errorf("%s: %d, want %d and %q\n%s", command, got, code, says, out)
		}
	}
	does("apply "+folderOf(t, was)+" --from 2023-01-01", "", 0)
	does("matter register --kind plan --title 行动 --lead-unit 项目局 --owner 局长", "", 0)
	does("matter register --kind item --parent 方1 --title 甲 --lead-unit 项目局 --owner 局长", "", 0)
	does("matter establish 方1", "", 0)
	does("matter draft-letter 举1 --template nudge --to 局长 --reason 临近时限", "", 0)
	does("apply "+folderOf(t, now)+" --from 2023-06-12", "", 0)
	at = "2023-06-12 09:00"
	does("matter register --kind item --parent 方1 --title 乙 --lead-unit 项目局 --owner 局长", "matter.tree_full", 1)
	does("letter show 举〔2023〕1号/L1", "请尽快办理“甲”", 0)
	does("letter issue 举〔2023〕1号/L1", "催〔2023〕1号", 0)
	does("letter show 举〔2023〕1号/L1", "请尽快办理“甲”", 0)
	does("verify", "", 0)
}
