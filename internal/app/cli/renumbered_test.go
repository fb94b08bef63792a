package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Another number pattern goes on counting in the year: whoever applies it reads so without asking diff.
func TestApplySaysThatAnotherPatternGoesOnCounting(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, files := filepath.Join(folder, "zone.db"), filepath.Join(folder, "mechanisms", "ganzhou-etdz")
	if err := os.CopyFS(filepath.Join(folder, "mechanisms"), os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	const as, at = "招商局综合科科长", "2026-02-03 09:00"
	says := func(from string) int {
		t.Helper()
		out, said, code := run(t, "", "apply", files, "--as", as, "--from", from, "--at", at, "--db", file)
		if code != exitOK {
			t.Fatal(said)
		}
		return strings.Count(out, "does not begin at 1 again")
	}
	if n := says("2026-02-03"); n != 0 {
		t.Errorf("nothing is renumbered, and it is told %d times", n)
	}
	path := filepath.Join(files, "graded-task.yaml")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(body), "招调〔", "招督〔", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := says("2026-02-09"); n != 1 {
		t.Errorf("told %d times", n)
	}
}
