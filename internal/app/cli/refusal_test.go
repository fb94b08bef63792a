package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestARefusalIsLoggedWhereSomebodyAsksForIt(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"matter assign <number>": "matter assign", "today": "today", "register (record) put <register> <key>": "register (record) put",
	} {
		if got := bare(command); got != want {
			t.Errorf("%s: %q", command, got)
		}
	}
	file := filepath.Join(t.TempDir(), "refusals.log")
	missing := filepath.Join(t.TempDir(), "none.db")
	for _, args := range [][]string{
		{"matter", "accept", "1", "--as", "招商局局长", "--db", missing, "--log", file},
		{"matter", "accept", "2", "--as", "招商局局长", "--db", missing, "--verbose", "--log", file},
	} {
		_, told, code := run(t, "", args...)
		if code != exitNotFound || strings.Contains(told, "msg=refused") != (args[2] == "2") {
			t.Errorf("%v: %d %s", args, code, told)
		}
	}
	log, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], `"msg":"refused","kind":"not_found","code":"database.missing"`) || !strings.Contains(lines[1], `"command":"matter accept","actor":"招商局局长","matter":"2"`) {
		t.Errorf("%s", log)
	}
}
