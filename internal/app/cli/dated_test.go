package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// datedZone has a kind that is due on a day of the year, whenever it begins, and two matters of it with a draft each.
func datedZone(t *testing.T) func(args ...string) (out, errOut string, code int) {
	t.Helper()
	bundle, qinlian := t.TempDir(), with(t)
	for name, body := range map[string]string{
		"zone.yaml":    "zone: demo\ntitle: 示范区\n",
		"org.yaml":     "org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }, { code: xm, name: 项目局, parent: gw }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }, { name: 局长, unit: xm, head: true, holder: p-2 }]\npeople: [{ code: p-1 }, { code: p-2 }]\n",
		"letters.yaml": "letter: reminder-letter\ntitle: 提示函\nnumber: \"提〔{year}〕{seq}号\"\nsubject: 提示\nbody: \"请于 {matter.due} 前办理：{reason}\"\n",
		"urging.yaml":  "letter: urging-letter\ntitle: 督办函\nnumber: \"督〔{year}〕{seq}号\"\nsubject: 督办\nbody: \"{reason}\"\n",
		"dated.yaml":   "kind: dated\ntitle: 年内事项\nnumber: \"年〔{year}〕{seq}号\"\nlimit: { promised: 2023-12-29 }\nroles: { assign: post(主任), office: post(主任) }\nlight: { red: matter.overdue, green: true }\n",
	} {
		if err := os.MkdirAll(filepath.Join(bundle, "demo"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(bundle, "demo", name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	commands := [][]string{{"apply", bundle, "--from", "2023-01-01", "--as", "主任"}}
	for _, number := range []string{"年1", "年2"} {
		commands = append(commands, []string{"matter", "register", "--kind", "dated", "--title", "甲", "--lead-unit", "项目局", "--owner", "局长", "--as", "主任"},
			[]string{"matter", "assign", number, "--as", "主任"},
			[]string{"matter", "draft-letter", number, "--template", "提示函", "--to", "局长", "--reason", "滞后", "--as", "主任"})
	}
	for _, args := range commands {
		if out, errOut, code := qinlian(append(args, "--at", "2023-06-09 10:00")...); code != 0 {
			t.Fatalf("%v: %d\n%s%s", args, code, out, errOut)
		}
	}
	return qinlian
}

func TestADateIsNoBudget(t *testing.T) {
	t.Parallel()
	out, _, _ := datedZone(t)("show", "年1")
	if !strings.Contains(out, "期限  2023-12-29，已用") || strings.Contains(out, "额度") {
		t.Error(out)
	}
}

func TestADraftIsNamedAsListsNameIt(t *testing.T) {
	t.Parallel()
	qinlian := datedZone(t)
	for _, name := range []string{"L1", "l1", "年〔2023〕1号/L1", "年1/l1"} {
		if out, errOut, code := qinlian("matter", "draft-letter", "年1", "--letter", name, "--reason", "仍滞后："+name, "--as", "主任"); code != 0 {
			t.Errorf("%s: %d\n%s%s", name, code, out, errOut)
		}
	}
	if out, _, _ := qinlian("letter", "show", "年1/L1"); !strings.Contains(out, "仍滞后：年1/l1") {
		t.Error(out)
	}
	if out, errOut, code := qinlian("matter", "draft-letter", "年1", "--letter", "年2/L1", "--reason", "错", "--as", "主任"); code == 0 || !strings.Contains(errOut, "letter.of_another") {
		t.Errorf("%d\n%s%s", code, out, errOut)
	}
}

func TestAListTellsWhichDraftsDoNotGoOutAsTheyAre(t *testing.T) {
	t.Parallel()
	qinlian := datedZone(t)
	if out, _, _ := qinlian("letter", "list"); strings.Contains(out, "不属实") {
		t.Error(out)
	}
	late := []string{"--at", "2024-01-02 09:00"}
	out, _, _ := qinlian(append(late, "letter", "list")...)
	if strings.Count(out, "不能照发") != 3 || !strings.Contains(out, "2 份草稿不能照发") || !strings.Contains(out, "letter show 年〔2023〕1号/L1") {
		t.Error(out)
	}
	if out, _, _ := qinlian(append(late, "letter", "list", "--json")...); strings.Count(out, `"untrue": true`) != 2 {
		t.Error(out)
	}
}
