package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A first version from weeks back says what its cadences will have missed; one whose cadence begins later says nothing.
func TestAVersionFromThePastSaysWhatItsCadencesWillHaveMissed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := filepath.Join(folder, "mechanisms", "ganzhou-etdz")
	if err := os.CopyFS(filepath.Join(folder, "mechanisms"), os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))); err != nil {
		t.Fatal(err)
	}
	const brief = "cadence: brief\ntitle: { zh: 周报, en: Weekly brief }\nsource: 试验\nnumber: \"周〔{year}〕{seq}号\"\nevery: weekly\nfor: { each: zone }\nowner: post(督查室主任)\nmet_by: report\n"
	for period, want := range map[string]bool{"": true, "effective: { from: 2026-03-02 }\n": false} {
		if err := os.WriteFile(filepath.Join(files, "brief.yaml"), []byte(brief+period), 0o600); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "zone.db")
		out, said, code := run(t, "", "apply", files, "--as", "督查室主任", "--from", "2026-02-02", "--db", file)
		if code != exitOK || strings.Contains(out, "Weekly brief: 4 periods are past due already") != want || !want && strings.Contains(out, "past due") {
			t.Errorf("%q: %d %s\n%s", period, code, said, out)
		}
		if want {
			continue
		}
		if _, said, code = run(t, "", "calendar", "due", "--from", "2026-02-02", "--limit", "3wd", "--at", "2026-01-05", "--db", file); code != exitOK || strings.Contains(said, "entry written last") {
			t.Errorf("days counted from one that is given: %s", said)
		}
		if _, said, code = run(t, "", "org", "hand-over", "--post", "招商一科科长", "--from", "zsj-1a", "--to", "zsj-2a", "--as", "督查室主任", "--db", file); code == exitOK || !strings.Contains(said, "qinlian org appoint 招商一科科长 zsj-2a --replace") {
			t.Errorf("a hand-over before the appointment: %d %s", code, said)
		}
	}
}
