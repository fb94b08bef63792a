package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A deadline that was counted through a year without notice says so wherever its date stands; a date that somebody gave does not.
func TestAProvisionalDateIsMarkedWhereverItStands(t *testing.T) {
	t.Parallel()
	bundle, qinlian := t.TempDir(), with(t)
	for name, body := range map[string]string{
		"zone.yaml":    "zone: demo\ntitle: 示范区\n",
		"org.yaml":     "org: demo\nname: 示范区\nunits: [{ code: gw, name: 管委会 }, { code: xm, name: 项目局, parent: gw }]\nposts: [{ name: 主任, unit: gw, head: true, holder: p-1 }, { name: 局长, unit: xm, head: true, holder: p-2 }]\npeople: [{ code: p-1 }, { code: p-2 }]\n",
		"letters.yaml": "letter: reminder-letter\ntitle: 提示函\nnumber: \"提〔{year}〕{seq}号\"\nreply: 1200wd\nsubject: 提示\nbody: 请办理。\n",
		"long.yaml":    "kind: long\ntitle: 长事项\nnumber: \"长〔{year}〕{seq}号\"\nlimit: { promised: 1200wd, accept: 1200wd }\nroles: { assign: post(主任), office: post(主任) }\nlight: { red: matter.overdue, green: true }\n",
	} {
		if err := os.MkdirAll(filepath.Join(bundle, "demo"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(bundle, "demo", name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do := func(args ...string) string {
		t.Helper()
		out, errOut, code := qinlian(args...)
		if code != 0 {
			t.Fatalf("%s: %d\n%s%s", strings.Join(args, " "), code, out, errOut)
		}
		return out
	}
	do("apply", bundle, "--from", "2023-01-01", "--as", "主任")
	do("matter", "register", "--kind", "long", "--title", "甲", "--lead-unit", "项目局", "--owner", "局长", "--as", "主任")
	do("matter", "register", "--kind", "long", "--title", "乙", "--lead-unit", "项目局", "--owner", "局长", "--due", "2029-06-29", "--as", "主任")
	answer := do("matter", "assign", "长〔2023〕1号", "--as", "主任")
	do("matter", "assign", "长〔2023〕2号", "--as", "主任")
	do("matter", "draft-letter", "长〔2023〕1号", "--template", "reminder-letter", "--to", "局长", "--reason", "滞后", "--as", "主任")
	do("letter", "issue", "长〔2023〕1号/L1", "--as", "主任")
	do("letter", "deliver", "长〔2023〕1号/L1", "--as", "主任")
	file := filepath.Join(t.TempDir(), "台账.csv")
	do("export", file, "--kind", "long")
	exported, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, tt := range map[string]struct {
		said, marked string
		times        int
	}{
		"the answer":            {answer, "（暂估）", 1},
		"the list":              {do("matter", "list"), "暂估", 1},
		"the list as JSON":      {do("matter", "list", "--json"), `"provisional": true`, 1},
		"duties":                {do("duty", "list", "--what", "签收"), "暂估", 2},
		"duties as JSON":        {do("duty", "list", "--what", "签收", "--json"), `"provisional": true`, 2},
		"letters":               {do("letter", "list"), "暂估", 1},
		"letters as JSON":       {do("letter", "list", "--json"), `"provisional": true`, 1},
		"the page":              {do("today"), "暂估", 3}, // to sign for both, to answer one
		"the page as JSON":      {do("today", "--json"), `"provisional": true`, 3},
		"a letter":              {do("letter", "show", "长〔2023〕1号/L1"), "（暂估）", 1},
		"the exported ledger":   {string(exported), "（暂估）", 1},
		"a date that was given": {do("matter", "list", "--json"), `"due": "2029-06-29"`, 1},
	} {
		if got := strings.Count(tt.said, tt.marked); got != tt.times {
			t.Errorf("%s: %d times %q, want %d\n%s", what, got, tt.marked, tt.times, tt.said)
		}
	}
	shown := do("show", "长〔2023〕2号")
	_, line, _ := strings.Cut(shown, "2029-06-29")
	if line, _, _ = strings.Cut(line, "\n"); strings.Contains(line, "暂估") {
		t.Errorf("a date that somebody gave is said to be provisional: %s", line)
	}
}
