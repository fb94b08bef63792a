package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/kernel/engine"
)

// widened is a database, a copy of a shipped zone's mechanisms with more files in it, and a command line that does not fail.
func widened(t *testing.T, zone string, more map[string]string) (files string, ok func(args ...string) string) {
	t.Helper()
	folder := t.TempDir()
	files = filepath.Join(folder, "mechanisms", zone)
	if err := os.CopyFS(filepath.Join(folder, "mechanisms"), os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	for name, words := range more {
		if err := os.WriteFile(filepath.Join(files, name), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files, func(args ...string) string {
		t.Helper()
		out, said, code := run(t, "", append(args, "--db", filepath.Join(folder, "zone.db"))...)
		if code != exitOK {
			t.Fatal(args, code, said, out)
		}
		return out
	}
}

// A permit that nobody said anything about is accepted as of its receipt once five working days went by; a standing
// matter stands from the day of its mechanisms. Neither waits for a sweep to be on a list.
func TestTheListAndThePageSayTheSameHoweverLateTheSweep(t *testing.T) {
	t.Parallel()
	files, ok := widened(t, "ganjiang", map[string]string{
		"permit.yaml":    "kind: permit\ntitle: { zh: 许可, en: Permit }\nnumber: \"许〔{year}〕{seq}号\"\nsource: 试验\nlimit: { promised: 20wd, start: receipt }\nlight:\n  red: matter.overdue\n  green: true\n",
		"post-duty.yaml": "kind: post-duty\ntitle: { zh: 岗位职责, en: Post duty }\nnumber: \"职〔{year}〕{seq}号\"\nsource: 试验\nstanding: { each: zone }\ncadence: weekly\nlight:\n  red: matter.missed > 0\n  green: true\n",
	})
	ok("apply", files, "--as", "党政办公室主任", "--from", "2026-02-02")
	ok("matter", "register", "--kind", "permit", "--title", "施工许可", "--owner", "党政办公室主任", "--as", "党政办公室主任", "--at", "2026-02-02 10:00")
	for when, want := range map[string]string{
		"2026-02-03 09:00": "what is missing is to be said, once and completely, by 2026-02-09",
		"2026-02-10 09:00": "due     2026-03-06",
	} {
		if said := ok("show", "许1号", "--at", when); !strings.Contains(said, want) || strings.Contains(said, "no deadline") {
			t.Errorf("%s: want %s in\n%s", when, want, said)
		}
	}
	const at = "2026-03-02 09:00" // the five working days ended on 2026-02-09, and weeks were missed
	list := func() (lines []matterLine, raw string) {
		t.Helper()
		raw = ok("matter", "list", "--open", "--at", at, "--json")
		if err := json.Unmarshal([]byte(raw), &lines); err != nil {
			t.Fatal(err)
		}
		return lines, raw
	}
	var page engine.Today
	if err := json.Unmarshal([]byte(ok("today", "--at", at, "--json")), &page); err != nil {
		t.Fatal(err)
	}
	late, raw := list()
	if len(late) < 2 || len(late) != page.Totals.Total() || page.Stale == 0 {
		t.Errorf("the page counts %d matters, %d of which wait, and the list has %+v", page.Totals.Total(), page.Stale, late)
	}
	if !strings.Contains(raw, "岗位职责·赣江新区") {
		t.Error("the zone's matter is not called after it:", raw)
	}
	if !strings.Contains(raw, `"due": "2026-03-06"`) {
		t.Error("the permit has no deadline counted from its receipt:", raw)
	}
	red := ok("matter", "list", "--light", "red", "--at", at, "--json")
	if said := ok("matter", "list", "--at", at); !strings.Contains(said, "matters wait for a sweep") {
		t.Error(said)
	}
	duties, letters := ok("duty", "list", "--at", at, "--json"), ok("letter", "list", "--at", at, "--json")
	ok("sweep", "--at", at)
	if _, after := list(); after != raw {
		t.Errorf("before the sweep the list was\n%s\nafter it\n%s", raw, after)
	}
	if after := ok("matter", "list", "--light", "red", "--at", at, "--json"); after != red || !strings.Contains(red, "post-duty") {
		t.Errorf("before the sweep these were red\n%s\nafter it\n%s", red, after)
	}
	if after := ok("duty", "list", "--at", at, "--json"); after != duties || !strings.Contains(duties, "missed") {
		t.Errorf("before the sweep the duties were\n%s\nafter it\n%s", duties, after)
	}
	if after := ok("letter", "list", "--at", at, "--json"); after != letters {
		t.Errorf("before the sweep the letters were\n%s\nafter it\n%s", letters, after)
	}
	if said := ok("matter", "list", "--at", at); strings.Contains(said, "wait for a sweep") {
		t.Error(said)
	}
}
