package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whom zone.yaml names as the zone's office may put a version in force; who may not is told the posts that may.
func TestTheOfficeThatAccessNamesPutsAVersionInForceAndOthersAreToldWhoMay(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, files := filepath.Join(folder, "zone.db"), filepath.Join(folder, "mechanisms", "ganzhou-etdz")
	if err := os.CopyFS(filepath.Join(folder, "mechanisms"), os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	apply := func(at, from, as string) (said string, code int) {
		t.Helper()
		_, said, code = run(t, "", "apply", files, "--as", as, "--from", from, "--at", at, "--db", file)
		return said, code
	}
	if said, code := apply("2026-02-01 09:00", "2026-02-02", "招商局党支部书记"); code != exitForbidden || !strings.Contains(said, "督查室主任") {
		t.Errorf("who assigns work in a kind: %d: %s", code, said)
	}
	if said, code := apply("2026-02-01 09:00", "2026-02-02", "招商局综合科科长"); code != exitOK {
		t.Fatal(said)
	}
	f, err := os.OpenFile(filepath.Join(files, "zone.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("# later\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if said, code := apply("2026-02-03 09:00", "2026-02-09", "财政局局长"); code != exitForbidden || !strings.Contains(said, "督查室主任") {
		t.Errorf("%d: %s", code, said)
	}
	if said, code := apply("2026-02-03 09:00", "2026-02-09", "督查室主任"); code != exitOK {
		t.Errorf("%d: %s", code, said)
	}
}
