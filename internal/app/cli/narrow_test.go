package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/terminal"
)

// At 80 columns every page, list and help fits, in both languages and however long its names are: cells and sentences
// go on below. Commands that are there to be copied stay whole.
func TestEverythingFitsEightyColumns(t *testing.T) {
	folder := t.TempDir()
	db, candidate := filepath.Join(folder, "demo.db"), filepath.Join(folder, "candidate")
	for _, name := range []string{"QINLIAN_DB", "QINLIAN_ZONE", "QINLIAN_AT", "QINLIAN_AS", "QINLIAN_CONFIG"} {
		t.Setenv(name, "")
	}
	t.Setenv("COLUMNS", "80") // kong reads it from the process
	said := func(lang string, args ...string) string {
		var out, told bytes.Buffer
		env := map[string]string{"LANG": lang, "COLUMNS": "80"}
		if code := Main(t.Context(), Process{
			Args: args, In: strings.NewReader(""), Out: &out, Err: &told, Env: func(name string) string { return env[name] },
			Now: func() time.Time { return time.Date(2026, 1, 5, 0, 30, 0, 0, time.UTC) },
		}); code > 1 {
			t.Errorf("%v: exit %d: %s", args, code, told.String())
		}
		return out.String()
	}
	fits := func(lang string, args ...string) {
		for line := range strings.Lines(said(lang, args...)) {
			line = strings.TrimRight(line, "\n")
			if w := terminal.Width(line); w > 80 && !strings.HasPrefix(strings.TrimSpace(line), "→ qinlian ") {
				t.Errorf("%s %v: %d columns: %s", lang, args, w, line)
			}
		}
	}
	said("zh", "demo", "--db", db)
	if err := os.CopyFS(candidate, os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(candidate, "ganzhou-etdz", "graded-task.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(raw, []byte("wd(5)"), []byte("wd(15)")), 0o600); err != nil {
		t.Fatal(err)
	}
	every := []string{
		"today", "matter list", "duty list", "letter list", "letter list --all", "session list", "register list", "org show", "enterprise list", "claim list",
		"claim batches", "fund list", "benefit list", "benefit try", "zone list", "calendar days 2026", "calendar days 2030", "verify",
	}
	some := map[string][]string{
		"ganzhou-etdz": {
			"show 6 --all", "show 34 --rule", "letter show 34/L1", "session show 1", "org show 招商一科", "plan --candidate " + candidate, "diff " + candidate, "coverage",
			"check " + candidate, "calendar due --from 2026-12-02 --limit 40wd", "import ../../../demo/ganzhou-etdz.xlsx --dry-run --as 招商局综合科科长",
		},
		"ganzhou-city": {"claim show 1", "show 兑1", "fund show first-44 --year 2021", "benefit misses first-44/transport", "benefit guide first-44/transport", "benefit explain 91360700MAGC00103Q first-44/transport"},
	}
	for _, lang := range []string{"zh_CN.UTF-8", "en_US.UTF-8"} {
		for _, zone := range []string{"ganjiang", "ganzhou-city", "ganzhou-etdz"} {
			for _, command := range append(append([]string{}, every...), some[zone]...) {
				fits(lang, append(strings.Fields(command), "--db", db, "--zone", zone)...)
			}
		}
		for _, topic := range []string{"", "exit-codes", "import", "time", "environment"} {
			fits(lang, strings.Fields("help "+topic)...)
		}
		for _, leaf := range leaves(t) {
			if lang != "en_US.UTF-8" { // kong breaks English by itself
				fits(lang, append(strings.Fields(leaf), "--help")...)
			}
		}
		for _, group := range []string{"", "matter", "letter", "session", "org", "claim", "benefit", "account"} {
			fits(lang, append(strings.Fields(group), "--help")...)
		}
	}
}
