package cli

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// formerZone has an item and a task. The version in force since 12 June has no items any more, but another kind of the same
// title, and of a task neither the field nor the blue urgency. It is in the folder.
func formerZone(t *testing.T) (qinlian func(args ...string) (out, errOut string, code int), folder string) {
	t.Helper()
	qinlian = with(t)
	was := map[string]string{
		"zone.yaml": "zone: demo\ntitle: 示范区\n",
		"org.yaml":  "org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }, { code: xm, name: 项目局, parent: gw }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }, { name: 局长, unit: xm, head: true, holder: p-2 }]\npeople: [{ code: p-1 }, { code: p-2 }]\n",
		"item.yaml": "kind: item\ntitle: { zh: 举措, en: item }\nnumber: \"举〔{year}〕{seq}号\"\nfields: { sum: { type: money, title: 金额 } }\nurgencies: { amber: 黄色, orange: 橙色 }\nlimit: { promised: 10wd }\nroles: { assign: post(主任), office: post(主任) }\nlight: { red: matter.overdue, green: true }\n",
		"task.yaml": "kind: task\ntitle: 督办事项\nnumber: \"督〔{year}〕{seq}号\"\nfields: { way: { type: string, title: 来路 } }\nurgencies: { red: 红色, blue: 蓝色 }\nlimit: { promised: 10wd }\nroles: { assign: post(主任), office: post(主任) }\nlight: { red: matter.overdue, green: true }\n",
	}
	now := maps.Clone(was)
	delete(now, "item.yaml")
	now["itemx.yaml"] = strings.NewReplacer("kind: item", "kind: itemx", "orange: 橙色", "white: 白色", "举〔", "措〔").Replace(was["item.yaml"])
	now["task.yaml"] = strings.NewReplacer("fields: { way: { type: string, title: 来路 } }\n", "", ", blue: 蓝色", "").Replace(was["task.yaml"])
	ran := func(args ...string) {
		if out, errOut, code := qinlian(append(args, "--as", "主任")...); code != 0 {
			t.Fatalf("%v: %d\n%s%s", args, code, out, errOut)
		}
	}
	ran("apply", folderOf(t, was), "--from", "2023-01-01")
	for _, m := range [][]string{{"item", "甲", "orange", "sum=2亿元"}, {"task", "乙", "blue", "way=走访"}} {
		ran("matter", "register", "--kind", m[0], "--title", m[1], "--urgency", m[2], "--field", m[3], "--lead-unit", "项目局", "--owner", "局长", "--at", "2023-06-09 10:00")
	}
	folder = folderOf(t, now)
	ran("apply", folder, "--from", "2023-06-12", "--at", "2023-06-09 11:00")
	return qinlian, folder
}

// folderOf writes the bundle of the zone demo.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	bundle := t.TempDir()
	if err := os.MkdirAll(filepath.Join(bundle, "demo"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(bundle, "demo", name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return bundle
}

func TestAMatterIsShownAndListedByTheLastVersionThatHadItsKind(t *testing.T) {
	t.Parallel()
	qinlian, _ := formerZone(t)
	for _, tt := range []struct {
		name, command string
		says, never   string // each word of it
		code          int
	}{
		{"the kind, urgency and field of a matter are shown though its kind is no more", "show 举1", "举措 橙色 金额 逾期", "", 0},
		{"the urgency and field of a matter are shown though its kind dropped them", "show 督1", "督办事项 蓝色 来路 走访", "", 0},
		{"a list by the id of a kind that is no more has its matters", "matter list --kind item", "甲", "乙", 0},
		{"a list by the id of the new kind has none of the old", "matter list --kind itemx", "0", "甲 乙", 0},
		{"a list by a title has the matters of every kind that was called so", "matter list --kind 举措", "甲", "乙", 0},
		{"a list by an urgency of a kind that is no more has its matters", "matter list --urgency 橙色", "甲", "乙", 0},
		{"a list by an urgency that its kind dropped has its matters", "matter list --urgency 蓝色", "乙", "甲", 0},
		{"a new matter is not registered under the id of a kind that is no more", "matter register --kind item --title 丙 --as 主任", "“举措（item）”这一类事项自 2023-06-12 起已不在机制里 举措（itemx）", "已登记", 3},
		{"a new matter may be registered under the title that another kind took", "matter register --kind 举措 --title 丁 --as 主任", "措〔2023〕1号", "", 0},
		{"a ledger does not come in under the id of a kind that is no more", "import none.csv --kind item --as 主任", "“举措（item）”这一类事项自 2023-06-12 起已不在机制里", "", 3},
	} {
		out, errOut, code := qinlian(strings.Fields(tt.command)...)
		if out += errOut; code != tt.code {
			t.Errorf("%s: code %d\n%s", tt.name, code, out)
		}
		for want := range strings.FieldsSeq(tt.says) {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %s is not said\n%s", tt.name, want, out)
			}
		}
		for never := range strings.FieldsSeq(tt.never) {
			if strings.Contains(out, never) {
				t.Errorf("%s: %s is said\n%s", tt.name, never, out)
			}
		}
	}
}

func TestALedgerOfFormerKindsGoesOutAndComesBack(t *testing.T) {
	t.Parallel()
	qinlian, _ := formerZone(t)
	book := filepath.Join(t.TempDir(), "台账.csv")
	if out, errOut, code := qinlian("export", book, "--as", "主任"); code != 0 {
		t.Fatal(out, errOut)
	}
	written, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"举措", "橙色", "金额", "2亿元", "蓝色", "来路", "走访"} {
		if !strings.Contains(string(written), want) {
			t.Errorf("%s is not written:\n%s", want, written)
		}
	}
	out, errOut, code := qinlian("import", book, "--as", "主任")
	if code != 0 || !strings.Contains(out, "新增 0，更新 0，不一致 0，未变 2") {
		t.Errorf("%d\n%s%s", code, out, errOut)
	}
	one := filepath.Join(t.TempDir(), "一类.csv")
	if out, errOut, code := qinlian("export", one, "--kind", "item", "--as", "主任"); code != 0 || !strings.Contains(out, "已导出 1 行") {
		t.Errorf("%d\n%s%s", code, out, errOut)
	}
}

func TestAPlanSaysThatTheCandidateHasNoSuchKind(t *testing.T) {
	t.Parallel()
	qinlian, candidate := formerZone(t)
	out, errOut, code := qinlian("plan", "--candidate", candidate, "--from", "2023-06-09")
	if code != 0 || strings.Count(out, "候选版本里没有这一类事项") != 1 || strings.Contains(out, "另有条件") {
		t.Errorf("%d\n%s%s", code, out, errOut)
	}
}
